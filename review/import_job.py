"""An import that runs in the app's own process, whether or not somebody looks at its page: one at a time for a registry."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

from registry.errors import RegistryError
from registry.store import Registry
from review import workflow
from review.extracting import place_of
from review.loading import load_notes
from review.rejection import Rejection, UserError
from review.rejects import rejects_lines
from review.rights import Person, Right, require
from review.sources import Defaults
from review.upload_folder import remove
from review.workflow import IngestReport

# Bytes of refused rows that are kept to be handed over.
MOST_ROWS = 20_000_000


class StoppedError(Exception):
    """Somebody asked the import to stop."""


@dataclass
class ImportJob:
    """A running or ended import: `done` notes so far; once it is over its report, or why it failed.

    `rejected_rows` are the refused rows as lines of JSON, None where they are too many to keep; they hold the text of notes.
    """

    person: Person
    names: tuple[str, ...]
    expected: int
    done: int = 0
    report: IngestReport | None = None
    rejections: list[Rejection] = field(default_factory=list)
    rejected_rows: str | None = None
    failed: str = ""
    stopping: Event = field(default_factory=Event)
    thread: Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it is not over."""
        return self.report is None and not self.failed

    def stop(self) -> None:
        """Ask it to stop after the notes at hand; what is stored is kept."""
        self.stopping.set()


_jobs: dict[str, ImportJob] = {}
_starting = Lock()


def job_of(registry: Registry) -> ImportJob | None:
    """The import that runs on this registry, or the last one that nobody has put away."""
    return _jobs.get(str(registry.path.resolve()))


def put_away(registry: Registry) -> None:
    """Forget an import that is over."""
    with _starting:
        job = job_of(registry)
        if job and not job.running:
            del _jobs[str(registry.path.resolve())]


def start(
    registry: Registry,
    person: Person,
    paths: Sequence[Path],
    defaults: Defaults,
    *,
    folder: Path | None = None,
    expected: int = 0,
) -> ImportJob:
    """Begin to load these files; `folder` is that of an upload, which is taken away at the end.

    RefusedError where the person may not, UserError while another import runs.
    """
    require(person, Right.IMPORT)
    with _starting:
        running = job_of(registry)
        if running and running.running:
            raise UserError(f"an import by {running.person.name} is going on: wait until it is through")
        job = ImportJob(person, tuple(path.name for path in paths), expected)
        _jobs[str(registry.path.resolve())] = job
    job.thread = Thread(target=_run, args=(job, registry, tuple(paths), defaults, folder), daemon=True, name="import")
    job.thread.start()
    return job


def _run(job: ImportJob, registry: Registry, paths: Sequence[Path], defaults: Defaults, folder: Path | None) -> None:
    """The work of the thread; whatever happens is told by the job, and the upload is taken away."""

    def on_progress(done: int) -> None:
        job.done = done
        if job.stopping.is_set():
            raise StoppedError

    report, failed = None, ""
    try:
        report = load_notes(registry, job.person, paths, on_progress=on_progress, defaults=defaults)
        while workflow.refresh(registry):  # somebody may have decided on a case while it was being computed
            pass
        job.rejections = [_named(one, folder) for one in report.rejections]
        job.rejected_rows = _rows(report.rejections, paths, defaults, folder)
    except StoppedError:
        failed = "Stopped. What was stored is kept: load the same files again to go on, or take the import back."
    except (UserError, RegistryError) as error:
        failed = f"{error}."
    except Exception as error:
        failed = f"A fault of the program ({place_of(error)}): report this place. What was stored is kept."
    finally:
        if folder:
            remove(folder)
        job.report, job.failed = (None, failed) if failed else (report, "")


def _named(one: Rejection, folder: Path | None) -> Rejection:
    """A refusal that names an uploaded file as the person knows it."""
    return Rejection(without(folder, one.where), one.what, one.todo)


def without(folder: Path | None, where: str) -> str:
    """A place without the folder of an upload."""
    return where.replace(f"{folder}/", "") if folder else where


def _rows(
    rejections: Sequence[Rejection], paths: Sequence[Path], defaults: Defaults, folder: Path | None
) -> str | None:
    """The refused rows as lines, None where they are too many."""
    lines, size = [], 0
    for line in rejects_lines(rejections, paths if rejections else (), defaults):
        lines.append(without(folder, line))
        size += len(line)
        if size > MOST_ROWS:
            return None
    return "".join(lines)
