"""`crlm reread`, `runs`, `diff`, `promote`, `rollback`: readings of the notes side by side, and which of them counts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review.ingest_cli import Workers
from review.terminal import progress, say, stopping_between_batches, tell

if TYPE_CHECKING:
    from registry.store import Registry
    from review.policy import OnProgress
    from review.reading_diff import CaseChange, ReadingDiff, Side
    from review.readings import Turn

Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]
Run = Annotated[
    str,
    typer.Argument(
        metavar="RUN", help="A run or lexicon version, by its first digits (`crlm runs`).", show_default=False
    ),
]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; kept beside your name.", show_default=False)
]
Form = Annotated[str, typer.Option("--format", metavar="NAME", help="Output format: text or json.")]
REFUSED = 1


def reread(db: Db, workers: Workers = None) -> None:
    """Read the stored notes again with the present lexicon, beside what counts. Run it again after an interruption: it goes on."""
    from registry.store import Registry
    from review.rereading import READER
    from review.rereading import reread as read_again
    from review.reviewer import local_person

    with watched() as on_progress, Registry.open(db) as registry:
        report = read_again(registry, local_person(registry), on_progress, workers=workers)
    tell(report.rejections)
    if not report.run_id:
        say(f"nothing to read: every note was read with lexicon {READER[1]}")
        return
    say(f"{report.read} notes read with lexicon {READER[1]}, beside what counts; run {report.run_id[:8]}")
    if report.rejections:
        raise typer.Exit(REFUSED)


def runs(db: Db, form: Form = "text") -> None:
    """Print the readings of the notes, a line each: run, lexicon, software, notes read and counting; then who promoted what."""
    from registry import reading_store
    from registry.store import Registry
    from review.readings import SHORT, state_of

    is_json = wants_json(form)
    with Registry.open(db, read_only=True) as registry:
        found, made = reading_store.readings(registry), reading_store.promotions(registry)
        standing = reading_store.standing(registry)
    if is_json:
        lines = [
            {
                "runs": one.runs, "software": one.software, "lexicon": one.lexicon,
                "first_read": one.first_read.isoformat(timespec="seconds"), "notes": one.notes, "counting": one.counting,
                "state": state_of(one, standing),
            }
            for one in found
        ]  # fmt: skip
        told = [{name: getattr(one, name) for name in reading_store.COLUMNS} for one in made]
        print(json.dumps({"readings": lines, "promotions": told}, ensure_ascii=False))
        return
    print(f"{'run':9} {'lexicon':13} {'software':9} {'first read':16} {'notes':>8} {'count':>8} state")
    for one in found:
        when = one.first_read.isoformat(" ", timespec="minutes")
        row = f"{one.runs[-1][:SHORT]:9} {one.lexicon:13} {one.software:9} {when:16} {one.notes:8} {one.counting:8}"
        print(f"{row} {state_of(one, standing)}")
    for event in made:
        what = "took back" if event.withdraws else "promoted"
        print(f"{event.promoted_at} {event.name} {what} lexicon {event.lexicon}: {event.reason}")


def diff(
    first: Annotated[
        str,
        typer.Argument(
            metavar="RUN1",
            help="A run or lexicon version by its first digits, or `current`: what counts now.",
            show_default=False,
        ),
    ],
    second: Annotated[str, typer.Argument(metavar="RUN2", help="The same, to compare with.", show_default=False)],
    db: Db,
    form: Form = "text",
) -> None:
    """Print the values and verdicts that are not the same if RUN2 counts in place of RUN1. Nothing is written."""
    from registry.store import Registry
    from review.reading_diff import diff as compared
    from review.reading_diff import told

    is_json = wants_json(form)
    with watched() as on_progress, Registry.open(db, read_only=True) as registry:
        found = compared(registry, first, second, on_progress)
    if is_json:
        print(json.dumps(told(found), ensure_ascii=False))
        return
    for line in lines(found):
        print(line)


def promote(
    run: Run,
    db: Db,
    reason: Reason,
    partial: Annotated[
        bool, typer.Option("--partial", help="Also where it has not read every note; the others count as before.")
    ] = False,
) -> None:
    """Make a reading count from now on and compute the cases it changes; no note is read. `crlm rollback` goes back."""
    from registry.store import Registry
    from review.readings import promote as make_count
    from review.reviewer import local_person

    with watched() as on_progress, Registry.open(db) as registry:
        turn = make_count(
            registry, local_person(registry), run, reason=reason, partial=partial, on_progress=on_progress
        )
    say(f"{turned(turn, 'promoted', 'it counts already')}, {turn.cases} cases computed")


def rollback(db: Db, reason: Reason) -> None:
    """Take back the last promotion: what counted before counts again, and the cases are computed; no note is read."""
    from registry.store import Registry
    from review.readings import rollback as go_back
    from review.reviewer import local_person

    with watched() as on_progress, Registry.open(db) as registry:
        turn = go_back(registry, local_person(registry), reason=reason, on_progress=on_progress)
    say(f"{turned(turn, 'no longer promoted', '')}, {turn.cases} cases computed")


COMMANDS = (diff, promote, reread, rollback, runs)


def promoted_line(registry: "Registry") -> str:
    """A line where the promoted reading is not by the present versions: what they read counts only where it has read nothing."""
    from review.readings import promoted
    from review.rereading import READER

    last = promoted(registry)
    if last is None or last.reader == READER:
        return ""
    return (
        f"read with lexicon {READER[1]}; where {last.lexicon} has read a note, that counts, as {last.name} promoted it"
    )


def turned(turn: "Turn", done: str, nothing: str) -> str:
    """What was promoted or taken back."""
    return f"lexicon {turn.made.lexicon} {done} by {turn.made.name}" if turn.made else nothing


def wants_json(form: str) -> bool:
    """Whether JSON is asked for; UserError where it is another format."""
    from review.rejection import UserError

    if form not in ("text", "json"):
        raise UserError(f"unknown format {form}: the formats are text and json")
    return form == "json"


@contextmanager
def watched() -> Iterator["OnProgress"]:
    """A counter on standard error; Ctrl-C stops between batches, and what was stored is kept."""
    try:
        with stopping_between_batches() as check, progress() as advance:

            def on_progress(done: int, _: int) -> None:
                advance(done)
                check()

            yield on_progress
    except KeyboardInterrupt:
        say("stopped: what was stored is kept, run the command again to go on")
        raise


def lines(found: "ReadingDiff") -> Iterator[str]:
    """A diff as the command line prints it: what changes in all, by data element and by rule, then case by case."""
    signed_off = sum(one.signed_off for one in found.changed)
    yield f"{len(found.changed)} of {found.cases} cases change, {signed_off} of them signed off"
    yield f"{'element':30} {'appears':>8} {'vanishes':>8} {'differs':>8}"
    for element, counts in found.by_element().items():
        yield f"{element:30} {' '.join(f'{counts.get(kind, 0):8}' for kind in ('appears', 'vanishes', 'differs'))}"
    for (key, old, new), count in found.by_verdict().items():
        yield f"{key}: {worded(old)} -> {worded(new)}, {count} {'case' if count == 1 else 'cases'}"
    for one in found.changed:
        yield from case_lines(one)


def case_lines(found: "CaseChange") -> Iterator[str]:
    """What changes in one case, a line each."""
    yield f"{found.case_id}{' (signed off)' if found.signed_off else ''}"
    for one in found.values:
        lapse = f"; decided by {one.lapses}, to be decided again" if one.lapses else ""
        yield f"  {one.element}: {side_words(one.element, one.old)} -> {side_words(one.element, one.new)}{lapse}"
    for key, old, new in found.verdicts:
        yield f"  {key}: {worded(old)} -> {worded(new)}"
    for name, *sides in found.sets:
        old, new = (" or ".join(side) or "none" for side in sides)
        yield f"  {name}: {old} -> {new}"


def side_words(element: str, side: "Side") -> str:
    """A value with its places: "CAPOX (letter 35-40)"."""
    from review.wording import value_words

    held = [] if side.value is None else [value_words(element, side.value)]
    disputed = " or ".join(value_words(element, one) for one in side.conflict)
    words = ", ".join([*held, f"notes disagree: {disputed}"] if disputed else held)
    places = ", ".join(f"{one.note_id} {one.mention.start}-{one.mention.end}" for one in side.evidence)
    return f"{words or 'not stated'}{f' ({places})' if places else ''}"


def worded(verdict: str) -> str:
    """A verdict as it is read."""
    return verdict.replace("_", " ")
