"""Reads the stored notes again with the present software and lexicon, beside what was read before; nothing of it counts yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from abstraction.records import Note, NoteAbstraction
from registry import reading_store
from registry.store import Registry
from review.extraction_run import extracted
from review.policy import OnProgress
from review.rejection import Rejection
from review.rights import Person, Right, require
from review.workflow import VERSIONS, batches, effective_policy, versions_of

# Notes that are looked up at once: finding what is unread goes over the whole registry.
FETCHED = 1000
READER = (VERSIONS.software, VERSIONS.lexicon)


@dataclass(slots=True)
class Reread:
    """What became of the notes: the run, `read` of them now, and those that the reader failed on."""

    run_id: str = ""
    read: int = 0
    rejections: list[Rejection] = field(default_factory=list)


def reread(
    registry: Registry,
    person: Person,
    on_progress: OnProgress = lambda done, total: None,
    *,
    workers: int | None = 1,
) -> Reread:
    """Read every stored note that these versions have not read, in its newest version, from the text that is stored.

    `workers` processes read, as many as there are cores where None is given, and none for a few notes. `on_progress` is told the notes done and to do after each batch, once it is stored. Run again after an interruption, it
    goes on where it stopped, as the same run. RefusedError where the person may not.
    """
    require(person, Right.PROMOTE)
    report = Reread()
    total = reading_store.unread(registry, READER)
    if not total:
        return report
    versions = versions_of(effective_policy(registry))
    report.run_id = reading_store.begin_reread(registry, versions, person.login, person.name)
    for outcomes in batches(extracted(unread_notes(registry), workers)):
        found = [one for one in outcomes if isinstance(one, NoteAbstraction)]
        report.rejections.extend(one for one in outcomes if isinstance(one, Rejection))
        report.read += registry.save_notes(found, report.run_id, VERSIONS)
        on_progress(report.read + len(report.rejections), total)
    registry.finish_run(report.run_id)
    return report


def unread_notes(registry: Registry) -> Iterator[Note]:
    """The notes that these versions have yet to read, by id."""
    after = ""
    while found := reading_store.unread_notes(registry, READER, after, FETCHED):
        yield from found
        after = found[-1].note_id
