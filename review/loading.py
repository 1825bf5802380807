"""Loading of notes by a person: kept in the log of imports, with the names of the files and what came of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from registry import import_log, taking_back
from registry.import_log import BEGUN, FINISHED, ImportEvent
from registry.store import Registry
from review import workflow
from review.intake import IN_PROCESS, Reading
from review.moment import moment
from review.rights import Person, Right, require
from review.sources import Defaults
from review.workflow import Counted, IngestReport

# Names of files that are kept of one load; of more, their number is.
NAMES = 20


def load_notes(
    registry: Registry,
    person: Person,
    paths: Sequence[Path],
    *,
    on_progress: Counted,
    defaults: Defaults,
    reading: Reading = IN_PROCESS,
) -> IngestReport:
    """Ingest these files as an import of this person, who may take it back later (`review.imports`).

    RefusedError where the person may not load notes, SourceError for a path that is not there, and nothing is stored. Of the
    files their names are kept, without the folders they lie in.
    """
    require(person, Right.IMPORT)

    report = workflow.ingest(
        registry,
        paths,
        on_progress=on_progress,
        defaults=defaults,
        importer=person if defaults.with_fields else None,
        on_begin=lambda run_id: begun(registry, person, run_id, paths, defaults.columns.title),
        reading=reading,
    )
    finished(registry, person, report)
    return report


def begun(registry: Registry, person: Person, run_id: str, paths: Sequence[Path], columns: str = "") -> None:
    """Keep that this person begins to load these files, before anything of the run is stored."""
    names = [path.name or path.resolve().name for path in paths]
    detail = {
        "sources": names[:NAMES],
        "more_sources": max(len(names) - NAMES, 0),
        "columns": columns,
        "marks": taking_back.marks(registry),
    }
    import_log.append(registry, event_of(person, run_id, BEGUN, detail))


def finished(registry: Registry, person: Person, report: IngestReport) -> None:
    """Keep what came of a load."""
    counts = {
        "read": report.read,
        "stored": report.stored,
        "imported": report.imported,
        "refused": len(report.rejections),
        "cases": report.cases,
    }
    import_log.append(registry, event_of(person, report.run_id, FINISHED, counts))


def event_of(person: Person, run_id: str, event: str, detail: Mapping[str, object]) -> ImportEvent:
    """An event of now, by this person."""
    return ImportEvent(uuid4().hex, run_id, event, detail, person.login, person.name, person.role.value, moment())
