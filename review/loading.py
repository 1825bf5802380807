"""Loading of notes by a person: kept in the log of imports, with the names of the files and what came of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from registry import import_log, taking_back
from registry.import_log import BEGUN, FINISHED, ImportEvent
from registry.store import Registry
from review import workflow
from review.moment import moment
from review.rights import Person, Right, require
from review.sources import Defaults
from review.workflow import Counted, IngestReport

# Names of files that are kept of one load; of more, their number is.
NAMES = 20


def load_notes(
    registry: Registry, person: Person, paths: Sequence[Path], *, on_progress: Counted, defaults: Defaults
) -> IngestReport:
    """Ingest these files as an import of this person, who may take it back later (`review.imports`).

    RefusedError where the person may not load notes, SourceError for a path that is not there, and nothing is stored. Of the
    files their names are kept, without the folders they lie in.
    """
    require(person, Right.IMPORT)

    def begun(run_id: str) -> None:
        names = [path.name or path.resolve().name for path in paths]
        detail = {
            "sources": names[:NAMES],
            "more_sources": max(len(names) - NAMES, 0),
            "columns": defaults.columns.title,
            "marks": taking_back.marks(registry),
        }
        import_log.append(registry, event_of(person, run_id, BEGUN, detail))

    report = workflow.ingest(
        registry,
        paths,
        on_progress=on_progress,
        defaults=defaults,
        importer=person if defaults.with_fields else None,
        on_begin=begun,
    )
    counts = {
        "read": report.read,
        "stored": report.stored,
        "imported": report.imported,
        "refused": len(report.rejections),
        "cases": report.cases,
    }
    import_log.append(registry, event_of(person, report.run_id, FINISHED, counts))
    return report


def event_of(person: Person, run_id: str, event: str, detail: Mapping[str, object]) -> ImportEvent:
    """An event of now, by this person."""
    return ImportEvent(uuid4().hex, run_id, event, detail, person.login, person.name, person.role.value, moment())
