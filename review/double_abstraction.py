"""Double abstraction: a share of the cases is given to two people, who each enter what they find without seeing anything else."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from abstraction.entered_value import entered_value
from abstraction.records import CaseAbstraction, CaseEvidence, CaseValue, NoteAbstraction, Value
from registry import blind_store
from registry.blind_store import DONE, Draw, Entry
from registry.store import Registry
from review.blindness import BlindError, asked
from review.decision_check import evidence_kept
from review.moment import moment
from review.rights import Person, Right, require
from review.workflow import VERSIONS

LONGEST_LOGIN = 120


@dataclass(frozen=True, slots=True)
class Share:
    """The cases a draw gives to a pair, and how many of the share it leaves out: given to a pair already, or decided on."""

    cases: tuple[str, ...]
    given: int
    decided: int


def place_of(case_id: str, pair: Sequence[str], seed: str) -> float:
    """Where a case lies between 0 and 1 in the draw of a pair: the same for ever, whatever other cases there are."""
    told = "\n".join([seed, *sorted(pair), case_id])
    return int(hashlib.sha256(told.encode()).hexdigest()[:12], 16) / 16**12


def share(registry: Registry, first: str, second: str, percent: float, seed: str) -> Share:
    """The cases this draw would give to the two people, named by login; nothing is written.

    Cases on which one of the two has decided already are left out, for they have seen what the machine read.
    """
    pair = _pair(first, second)
    if not 0 < percent <= 100:
        raise BlindError("draw a share of more than 0 and at most 100 percent of the cases")
    drawn = [one for one in registry.case_ids() if place_of(one, pair, seed.strip()) < percent / 100]
    given = set(blind_store.pairs(registry))
    open_ones = [one for one in drawn if one not in given]
    known = {name for login in pair for name in blind_store.names_ever(registry, login)}
    made = registry.decisions_by_case(open_ones)
    decided = {one for one in open_ones if any(decision.reviewer in known for decision in made.get(one, ()))}
    kept = tuple(one for one in open_ones if one not in decided)
    return Share(kept, len(drawn) - len(open_ones), len(decided))


def draw(registry: Registry, person: Person, first: str, second: str, percent: float, seed: str, draw_id: str) -> Share:
    """Give a share of the cases to two people; drawn again with the same seed, it adds only cases that are new since."""
    require(person, Right.ASSIGN)
    with registry.alone():
        found = share(registry, first, second, percent, seed)
        if found.cases:
            one, other = _pair(first, second)
            made = Draw(draw_id, one, other, percent, seed.strip(), person.login, moment())
            blind_store.append_draw(registry, made, found.cases)
        return found


def _pair(first: str, second: str) -> tuple[str, str]:
    """Two logins that can be a pair."""
    pair = (first.strip(), second.strip())
    if not all(pair):
        raise BlindError("name two people: double abstraction needs both")
    if pair[0] == pair[1]:
        raise BlindError("name two different people: nobody agrees or disagrees with themselves")
    if max(map(len, pair)) > LONGEST_LOGIN:
        raise BlindError(f"a login has at most {LONGEST_LOGIN} letters")
    return pair


def own_entries(registry: Registry, person: Person, case_id: str) -> dict[str, Entry]:
    """Element -> what this person has entered for it last; `DONE` among them once they are done."""
    made = blind_store.entries(registry, [case_id])
    return {entry.element: entry for entry in made if entry.person == person.login}


def own_case(registry: Registry, person: Person, case_id: str) -> CaseAbstraction:
    """The case as this person entered it: the notes without anything the machine read in them, and the own values."""
    notes = registry.note_abstractions(case_id)
    blank = tuple(NoteAbstraction(one.note, one.sections, {}) for one in notes)
    made = own_entries(registry, person, case_id)
    values = {
        element: CaseValue(element, entry.value, entry.evidence, source="entered")
        for element, entry in made.items()
        if entry.value is not None
    }
    return CaseAbstraction(case_id, blank, values)


def enter(
    registry: Registry,
    person: Person,
    case_id: str,
    element: str,
    value: Any,
    entry_id: str,
    *,
    evidence: Sequence[CaseEvidence] = (),
    remark: str = "",
) -> None:
    """Append what the person found for an element, None where it is not stated; what still holds keeps the evidence it had.

    An id that is stored already changes nothing.

    BlindError where the case is not theirs to enter, or no longer; a value that does not fit is refused in words.
    """
    require(person, Right.DECIDE)
    if element not in asked():
        raise BlindError(f"unknown data element {element}: blind entries are of the elements of the contract")
    if value is None:
        return _append(registry, person, case_id, element, None, entry_id, (), remark)
    try:
        found = entered_value(element, value)
    except ValueError as error:
        raise BlindError(str(error)) from None
    before = own_case(registry, person, case_id)
    lengths = {one.note.note_id: len(one.note.text) for one in before.notes}
    if any(one.mention.end > lengths.get(one.note_id, -1) for one in evidence):
        raise BlindError("the evidence is not in a note of this case; select it again")
    support = tuple(dict.fromkeys((*evidence, *evidence_kept(found, before, element))))
    return _append(registry, person, case_id, element, found, entry_id, support, remark)


def finish(registry: Registry, person: Person, case_id: str, entry_id: str) -> None:
    """Say that the person is done with a case: what they entered stands, and the case opens to them."""
    require(person, Right.DECIDE)
    with registry.alone():
        left = [
            known.label for element, known in asked().items() if element not in own_entries(registry, person, case_id)
        ]
        if left:
            names = ", ".join(left[:3]) + (" ..." if len(left) > 3 else "")
            raise BlindError(f"{len(left)} of {len(asked())} are not entered yet: {names}")
        _append(registry, person, case_id, DONE, None, entry_id)


def _append(
    registry: Registry,
    person: Person,
    case_id: str,
    element: str,
    value: Value | None,
    entry_id: str,
    evidence: tuple[CaseEvidence, ...] = (),
    remark: str = "",
) -> None:
    """Append an entry, where the case is this person's to enter and they are not done with it."""
    with registry.alone():
        if blind_store.is_entered(registry, entry_id):
            return
        if person.login not in blind_store.pairs(registry).get(case_id, ()):
            raise BlindError(f"{case_id} is not given to you for double abstraction")
        if DONE in own_entries(registry, person, case_id):
            raise BlindError(
                f"you are done with {case_id}, so what you entered stands: decide on the case page instead"
            )
        blind_store.append_entry(
            registry,
            Entry(
                entry_id, case_id, element, person.login, value, evidence, remark.strip(), moment(),
                VERSIONS.software, VERSIONS.lexicon, VERSIONS.rules,
            ),
        )  # fmt: skip
