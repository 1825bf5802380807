"""Which reading of the notes counts: naming one, promoting it, going back; each told by whom and why, and none reads a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from registry import reading_store
from registry.reading_store import Promotion, Reading
from registry.store import Registry
from review.moment import moment
from review.policy import OnProgress, catch_up
from review.rejection import UserError
from review.rights import Person, Right, require

SHORT = 8  # digits of a run that the lists print


@dataclass(frozen=True, slots=True)
class Turn:
    """What a promotion or rollback did: the promotion it made, None where the reading was promoted already, and cases computed."""

    made: Promotion | None
    cases: int


def named(registry: Registry, name: str) -> Reading:
    """The reading of a run or of a lexicon version, by its first digits. UserError where there is none, or more than one."""
    known = reading_store.readings(registry)
    wanted = name.strip().lower()
    found = [
        one
        for one in known
        if wanted and (one.lexicon.startswith(wanted) or any(run.startswith(wanted) for run in one.runs))
    ]
    if not found:
        raise UserError(f"no note was read by a run or lexicon {name}: `crlm runs --db {registry.path}` lists them")
    if len(found) > 1:
        told = ", ".join(f"run {one.runs[-1][:SHORT]} (lexicon {one.lexicon})" for one in found)
        raise UserError(f"{name} names more than one reading: {told}: name one of these runs")
    return found[0]


def promoted(registry: Registry) -> Promotion | None:
    """The promotion that says which reading counts; None where the newest does."""
    standing = reading_store.standing(registry)
    return standing[-1] if standing else None


def promote(
    registry: Registry,
    person: Person,
    name: str,
    *,
    reason: str,
    partial: bool = False,
    on_progress: OnProgress = lambda done, total: None,
) -> Turn:
    """Make this reading count from now on, then compute the cases it changes. Done again, it goes on where it stopped.

    The reading counts at once for all notes that it has read. UserError where it has not read them all, unless a partial one
    is asked for; RefusedError where the person may not; then nothing is changed.
    """
    require(person, Right.PROMOTE)
    why = given(reason)
    with registry.alone():
        reading = named(registry, name)
        before = promoted(registry)
        made = None
        if before is None or before.reader != reading.reader:
            notes = sum(one.counting for one in reading_store.readings(registry))
            if reading.notes < notes and not partial:
                raise UserError(
                    f"lexicon {reading.lexicon} has read {reading.notes} of {notes} notes: `crlm reread` reads the others, "
                    "--partial promotes it for these alone"
                )
            made = _made(person, 0, reading.software, reading.lexicon, why)
            reading_store.append(registry, made)
    return Turn(made, catch_up(registry, on_progress))


def rollback(
    registry: Registry, person: Person, *, reason: str, on_progress: OnProgress = lambda done, total: None
) -> Turn:
    """Take back the last promotion that stands, so that what counted before counts again, then compute the cases.

    UserError where none stands, RefusedError where the person may not; then nothing is changed.
    """
    require(person, Right.PROMOTE)
    why = given(reason)
    with registry.alone():
        last = promoted(registry)
        if last is None:
            raise UserError("no reading was promoted, so there is nothing to go back from: `crlm runs` lists them")
        made = _made(person, last.sequence, last.software, last.lexicon, why)
        reading_store.append(registry, made)
    return Turn(made, catch_up(registry, on_progress))


def state_of(reading: Reading, standing: Sequence[Promotion]) -> str:
    """Where a reading stands, in words."""
    if standing and standing[-1].reader == reading.reader:
        return "promoted"
    return "counts" if reading.counting else "beside"


def given(reason: str) -> str:
    """The reason on one line; UserError where there is none."""
    told = " ".join(reason.split())
    if not told:
        raise UserError("say why: whoever finds the values changed will read it")
    return told


def _made(person: Person, withdraws: int, software: str, lexicon: str, reason: str) -> Promotion:
    """A promotion or rollback as of now."""
    who = (person.login, person.name, str(person.role))
    return Promotion(uuid4().hex, withdraws, software, lexicon, *who, reason, moment())
