"""How `crlm ingest` reads: workers, limits, progress, a registry in use; and `crlm load` and `crlm quarantine`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.errors import LockedError
from review.rejection import Rejection, UserError
from review.terminal import progress, say, stopping_between_batches, tell

if TYPE_CHECKING:
    from registry.store import Registry
    from review.intake import Reading
    from review.sources import Defaults

PAUSE = 0.5
REFUSED = 1

Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="N", help="Processes that read; as many as there are cores without it."),
]
NoteLimit = Annotated[
    float,
    typer.Option(
        "--note-limit", min=0.1, metavar="SECONDS", help="Processor time for one note; one that takes more is put into quarantine."
    ),
]  # fmt: skip
Retry = Annotated[bool, typer.Option("--retry", help="Read the notes in quarantine once more.")]
Wait = Annotated[bool, typer.Option("--wait", help="Where the registry is in use, wait until it is free.")]
HandOver = Annotated[
    bool,
    typer.Option("--hand-over", help="Where the registry is in use, leave what was read to whoever holds it: the running app takes it in."),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class How:
    """What the options say of an ingest."""

    workers: int | None = None
    note_limit: float = 30
    retry: bool = False
    wait: bool = False
    hand_over: bool = False

    def reading(self, check: Callable[[], None]) -> "Reading":
        """The same for the reading of notes."""
        from review.intake import Reading
        from review.note_pool import Limits, cores

        return Reading(self.workers or cores(), Limits(self.note_limit), retry=self.retry, waiting=check)


def load(paths: list[Path], db: Path, defaults: "Defaults", how: How | None = None) -> list[Rejection]:
    """Ingest with progress and a closing line; what was refused. What waits in the inbox is taken in first, and after."""
    from review.note_count import note_count
    from review.sources import check_sources

    asked = how or How()
    check_sources(paths, defaults)
    if asked.hand_over and (asked.wait or defaults.with_fields):
        raise UserError(f"--hand-over does not go with {'--wait' if asked.wait else '--with-fields'}: leave one out")
    try:
        with stopping_between_batches() as check, progress(note_count(paths)) as advance:

            def on_progress(count: int) -> None:
                advance(count)
                check()

            try:
                with free(db, wait=asked.wait, check=check) as registry:
                    return ingested(registry, paths, defaults, asked.reading(check), on_progress)
            except LockedError as held:
                if not asked.hand_over:
                    raise LockedError(
                        f"{held}; --wait waits, --hand-over leaves what is read to whoever holds it"
                    ) from None
                say(str(held).partition(":")[0] + ": what is read is left in its inbox")
            return handed_over(paths, db, defaults, asked.reading(check), on_progress)
    except KeyboardInterrupt:
        say("stopped: what was stored is kept, run the command again to go on")
        raise


def ingested(
    registry: "Registry",
    paths: list[Path],
    defaults: "Defaults",
    reading: "Reading",
    on_progress: Callable[[int], None],
) -> list[Rejection]:
    """Ingest into an open registry; what was refused."""
    from review.inbox import take_in
    from review.loading import load_notes
    from review.readings_cli import promoted_line
    from review.reviewer import local_person

    before = take_in(registry)
    person = local_person(registry)
    report = load_notes(registry, person, paths, on_progress=on_progress, defaults=defaults, reading=reading)
    after = take_in(registry)
    rejections = [*before.rejections, *report.rejections, *after.rejections]
    if waited := before.read + after.read:
        say(f"{waited} notes taken in from the inbox")
    told = f", {report.imported} abstractions by people new or changed" if defaults.with_fields else ""
    say(
        f"{report.read} notes read, {report.stored} new{told}, {report.cases} cases classified, {len(rejections)} refused"
    )
    if promoted := promoted_line(registry):
        say(promoted)
    return rejections


def handed_over(
    paths: list[Path], db: Path, defaults: "Defaults", reading: "Reading", on_progress: Callable[[int], None]
) -> list[Rejection]:
    """Read into the inbox; what was refused."""
    from review.inbox import hand_over, inbox_of

    report = hand_over(db, paths, on_progress=on_progress, defaults=defaults, reading=reading)
    say(f"{report.read} notes read into {inbox_of(db)}, {len(report.rejections)} refused; the app takes them in")
    return report.rejections


@contextmanager
def free(db: Path, *, wait: bool, check: Callable[[], None] = lambda: None) -> Iterator["Registry"]:
    """The registry once it is free; LockedError at once where it is in use and nobody asked to wait."""
    from registry.store import Registry

    told = False
    while True:
        try:
            registry = Registry.open(db)
            break
        except LockedError as held:
            if not wait:
                raise
            if not told:
                say(str(held).partition(":")[0] + ": waiting until it is free")
            told = True
        time.sleep(PAUSE)
        check()
    with registry:
        yield registry


def store_evidence(
    evidence: Annotated[
        list[Path],
        typer.Argument(metavar="EVIDENCE", help="Parquet files of evidence, or folders of them.", show_default=False),
    ],
    db: Annotated[
        Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)
    ],
    wait: Wait = False,
) -> None:
    """Store what was read elsewhere, by Spark for example, and classify the cases. Run it again after an interruption."""
    from review.evidence_files import load_evidence
    from review.reviewer import local_person

    with stopping_between_batches() as check, free(db, wait=wait, check=check) as registry, progress() as advance:

        def on_progress(count: int) -> None:
            advance(count)
            check()

        report = load_evidence(registry, local_person(registry), evidence, on_progress=on_progress)
    say(f"{report.read} notes, {report.stored} new, {report.cases} cases classified, {len(report.rejections)} refused")
    tell(report.rejections)
    if report.rejections:
        raise typer.Exit(REFUSED)


def quarantine(
    db: Annotated[
        Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)
    ],
) -> None:
    """List the notes that the reader failed on: when, with which versions, and what happened. `crlm ingest --retry` reads them again."""
    from registry.quarantine_store import held
    from registry.store import Registry

    with Registry.open(db, read_only=True) as registry:
        for note in held(registry).values():
            since = note.since.isoformat(timespec="seconds")
            print(f"{since}Z  {note.case_id}  {note.note_id}  {note.software}/{note.lexicon}  {note.what}")
