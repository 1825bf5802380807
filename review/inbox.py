"""The folder beside a registry in use, `<registry>.inbox`: evidence waits there until whoever holds the registry takes it in."""

import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pyarrow as pa
import pyarrow.parquet as pq

from abstraction.records import Note
from registry.errors import RegistryError
from registry.store import Registry
from review import workflow
from review.evidence_batch import EVIDENCE, notes_batch, read_of
from review.evidence_files import SUFFIX, EvidenceError, store_files
from review.extracting import place_of
from review.intake import Reading, batched, evidence_of_each
from review.rejection import Rejection, UserError
from review.sources import Defaults, read_notes
from review.terminal import say
from review.workflow import IngestReport

# Batches in one file; seconds between two looks into the folder.
BATCHES_IN_FILE, PAUSE = 20, 1.0
PARTIAL, REFUSED = ".partial", ".refused"


def inbox_of(db: Path) -> Path:
    """The inbox of a registry file."""
    return db.with_name(f"{db.name}.inbox")


def hand_over(
    db: Path, paths: Sequence[Path], *, on_progress: Callable[[int], None], defaults: Defaults, reading: Reading
) -> IngestReport:
    """Read the notes without the registry and leave what they state in its inbox; files and folder are for their owner only.

    What is stored already cannot be known here: it is read again, and nothing comes of it.
    """
    report, folder = IngestReport(), inbox_of(db)
    folder.mkdir(mode=0o700, exist_ok=True)
    remove_left_over(folder)
    groups = (
        (
            [item for item in batch if isinstance(item, Rejection)],
            notes_batch([n for n in batch if isinstance(n, Note)]),
        )
        for batch in batched(read_notes(paths, defaults))
    )
    with closing(evidence_of_each(groups, reading)) as evidence_of_groups, closing(_Writer(folder)) as writer:
        for rejections, evidence in evidence_of_groups:
            refused = [read.outcome for read in read_of(evidence) if isinstance(read.outcome, Rejection)]
            report.rejections += [*rejections, *refused]
            writer.write(evidence)
            report.read += evidence.num_rows - len(refused)
            on_progress(report.read)
    return report


class _Writer:
    """Files of evidence that take their name once they are whole; the names sort as they were written."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._batches = folder, 0
        self._path: Path | None = None
        self._sink: pq.ParquetWriter | None = None

    def write(self, evidence: pa.RecordBatch) -> None:
        """Add a batch; a file that has enough of them is there for others."""
        if self._sink is None:
            self._path = self._folder / f"{time.time_ns()}-{os.getpid()}{SUFFIX}{PARTIAL}"
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            self._sink = pq.ParquetWriter(self._path, EVIDENCE)
        self._sink.write_batch(evidence)
        self._batches += 1
        if self._batches == BATCHES_IN_FILE:
            self.close()

    def close(self) -> None:
        """Finish the file that is being written."""
        if self._sink is None or self._path is None:
            return
        self._sink.close()
        self._path.rename(self._path.with_suffix(""))
        self._sink, self._path, self._batches = None, None, 0


def remove_left_over(folder: Path) -> None:
    """Remove what a killed process was still writing."""
    for path in folder.glob(f"*{PARTIAL}"):
        pid = re.fullmatch(rf"\d+-(\d+){SUFFIX}{PARTIAL}", path.name)
        try:
            os.kill(int(pid.group(1)) if pid else 0, 0)
        except ProcessLookupError:
            path.unlink(missing_ok=True)
        except PermissionError:
            continue


def take_in(registry: Registry, run_id: str | None = None) -> IngestReport:
    """Store what waits in the inbox of this registry and remove it there; the cases are classified, unless a run is named.

    A file that holds no evidence is set aside under another name, and said to be refused.
    """
    report = IngestReport()
    waiting = sorted(inbox_of(registry.path).glob(f"*{SUFFIX}"))
    if not waiting:
        return report
    run = run_id or registry.start_run(workflow.versions_of(workflow.effective_policy(registry)))
    for path in waiting:
        try:
            done = store_files(registry, [path], run)
        except EvidenceError as error:
            path.replace(path.with_name(path.name + REFUSED))
            report.rejections.append(Rejection(str(path), str(error), f"it is set aside as {path.name}{REFUSED}"))
            continue
        report.read, report.stored = report.read + done.read, report.stored + done.stored
        report.rejections += done.rejections
        path.unlink()
    if run_id is None:
        report.cases = workflow.refresh(registry, run)
        registry.finish_run(run)
    return report


def watch(registry: Registry) -> Event:
    """Take in what comes into the inbox from now on, beside all else that this process does, until the event is set."""
    stop = Event()

    def look() -> None:
        while not stop.wait(PAUSE):
            try:
                take_in(registry)
            except (RegistryError, UserError, OSError):  # a full disk, say: what waits is kept and tried again
                continue
            except Exception as error:  # its words can quote a note
                say(
                    f"the inbox is not taken in any more, a fault of the program ({place_of(error)}): report this place"
                )
                return

    Thread(target=look, name="inbox", daemon=True).start()
    return stop
