"""Evidence in Parquet files, from workers elsewhere or from an ingest that could not open the registry, into the registry."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from abstraction.records import NoteAbstraction
from registry.note_store import Reader, StoredNote
from registry.store import Registry
from review.evidence_batch import EVIDENCE, Read, read_of
from review.intake import US, Taken, not_taken
from review.loading import begun, finished
from review.rejection import Rejection, UserError
from review.rights import Person, Right, require
from review.workflow import VERSIONS, IngestReport, effective_policy, refresh, versions_of

SUFFIX = ".parquet"
# Notes stored in one transaction: they are read already, so that an interruption costs little.
BATCH = 500


class EvidenceError(UserError, ValueError):
    """A file holds no evidence that could be read."""


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The evidence files of these paths, by name within a folder. EvidenceError where one is missing or a folder has none."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
        if not inside or not all(one.is_file() for one in inside):
            raise EvidenceError(f"{path} holds no evidence: name a {SUFFIX} file, or a folder of them")
        found += inside
    return found


def store_files(
    registry: Registry, files: Sequence[Path], run_id: str, on_progress: Callable[[int], None] = lambda _: None
) -> IngestReport:
    """Store what the files hold and is new, batch by batch; the cases are not classified.

    EvidenceError names the file that holds something else; what came before it is stored.
    """
    report = IngestReport()
    for path in files:
        for evidence in batches_in(path):
            try:
                takings = taken_of(registry, read_of(evidence))
            except (KeyError, TypeError, ValueError) as error:
                raise not_evidence(path) from error
            for reader, taken in takings.items():
                versions = replace(VERSIONS, software=reader[0], lexicon=reader[1])
                report.rejections.extend(taken.rejections)
                report.read += taken.known + len(taken.found)
                report.stored += taken.save(registry, run_id, versions)
            on_progress(report.read)
    return report


def batches_in(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a file in batches of `EVIDENCE`; EvidenceError where it holds something else."""
    try:
        with pq.ParquetFile(path) as source:
            if missing := [name for name in EVIDENCE.names if name not in source.schema_arrow.names]:
                raise EvidenceError(f"{path} is no file of evidence (it has no column {missing[0]}): name another")
            for batch in source.iter_batches(BATCH, columns=EVIDENCE.names):
                # Other engines write other kinds of text and lists, and columns in an order of their own.
                yield (
                    pa.Table.from_batches([batch.select(EVIDENCE.names)])
                    .cast(EVIDENCE)
                    .combine_chunks()
                    .to_batches()[0]
                )
    except (pa.ArrowException, OSError, ValueError) as error:
        raise error if isinstance(error, EvidenceError) else not_evidence(path) from error


def not_evidence(path: Path) -> EvidenceError:
    """What is said of a file that cannot be read."""
    return EvidenceError(f"{path} is broken or no file of evidence: leave it out, and have its notes read again")


def taken_of(registry: Registry, reads: Sequence[Read]) -> dict[Reader, Taken]:
    """What is to be stored of a batch, by the reader that made it."""
    takings: dict[Reader, Taken] = {}
    stored = registry.stored_notes([read.note.note_id for read in reads if read.note])
    for read in reads:
        taken = takings.setdefault(read.reader, Taken())
        known = stored.get(read.note.note_id) if read.note else None
        refused = read.outcome if isinstance(read.outcome, Rejection) else not_taken(read.outcome.note, known)
        if read.note and is_held_back(read, known):
            taken.known += 1
        elif refused:
            taken.rejections.append(refused)
            taken.failed.extend([(read.note, refused.what, read.reader)] if read.note else [])
        elif isinstance(read.outcome, NoteAbstraction):
            taken.found.append(read.outcome)
            taken.released.append(read.outcome.note.note_id)
    return takings


def is_held_back(read: Read, stored: StoredNote | None) -> bool:
    """Whether the note is stored as it is and was read by the same or by these versions: older ones do not come on top of it."""
    return (
        stored is not None and read.note is not None and stored.is_same(read.note)
        and bool({read.reader, US} & stored.readers)
    )  # fmt: skip


def load_evidence(
    registry: Registry, person: Person, paths: Sequence[Path], *, on_progress: Callable[[int], None] = lambda _: None
) -> IngestReport:
    """Store the evidence of these files and folders, then classify the cases that are out of date.

    RefusedError where the person may not; EvidenceError, before anything is stored, where a path holds no evidence.
    """
    require(person, Right.IMPORT)
    files = files_of(paths)
    run_id = registry.start_run(versions_of(effective_policy(registry)))
    begun(registry, person, run_id, paths)
    report = store_files(registry, files, run_id, on_progress)
    report.run_id = run_id
    report.cases = refresh(registry, run_id, after_batch=lambda: on_progress(report.read))
    registry.finish_run(run_id)
    finished(registry, person, report)
    return report
