"""Settling what two people entered: a value with a reason, which becomes a decision on the case; and who was overruled."""

from dataclasses import dataclass
from typing import Any

from abstraction.decisions import ACCEPT, CORRECT, NOT_STATED, canonical, standing
from abstraction.entered_value import entered_value
from abstraction.records import ReviewDecision, Value
from registry import blind_store
from registry.blind_store import DONE, Adjudication
from registry.store import Registry
from review import workflow
from review.blindness import BlindError, asked
from review.decision_check import sides_of
from review.moment import moment
from review.rights import Person, Right, may, require
from review.workflow import CaseReview

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Overruled:
    """An entry of a person that an adjudication did not follow."""

    case_id: str
    element: str
    own: Value | None
    settled: Value | None
    reason: str
    adjudicator: str
    settled_at: str


def cannot_adjudicate(person: Person, pair: tuple[str, str]) -> str:
    """Why this person may not settle what the pair entered; empty where they may."""
    if not may(person, Right.ADJUDICATE):
        return f"{person.name} is {person.role} here: an adjudicator settles this"
    if person.login in pair:
        return "you are one of the two: somebody else settles this"
    return ""


def adjudicate(
    registry: Registry, person: Person, case_id: str, element: str, value: Any, reason: str, adjudication_id: str
) -> None:
    """Settle an element of a case that both people are done with; None says that it is not stated.

    The settled value becomes a decision on the case. An id that is stored already changes nothing. BlindError, and nothing
    stored, where the person is one of the two, somebody is not done yet, the value does not fit, or no reason is given.
    """
    require(person, Right.ADJUDICATE)
    if element not in asked():
        raise BlindError(f"unknown data element {element}: it is not entered twice")
    label = asked()[element].label
    if not reason.strip():
        raise BlindError(f"{label}: give a reason, the people who entered something else will read it")
    with registry.alone():
        if any(one.adjudication_id == adjudication_id for one in blind_store.adjudications(registry)):
            return
        pair = blind_store.pairs(registry).get(case_id)
        if pair is None:
            raise BlindError(f"{case_id} is not given to two people: there is nothing to settle")
        if refusal := cannot_adjudicate(person, pair):
            raise BlindError(refusal)
        made = blind_store.entries(registry, [case_id])
        waiting = [who for who in pair if not any(one.person == who and one.element == DONE for one in made)]
        if waiting:
            raise BlindError(f"{case_id}: {' and '.join(waiting)} not done yet: settle it when both are")
        try:
            settled = None if value is None else entered_value(element, value)
        except ValueError as error:
            raise BlindError(str(error)) from None
        last = {one.person: one for one in made if one.element == element}
        support = tuple(
            piece for one in last.values() if canonical(one.value) == canonical(settled) for piece in one.evidence
        )
        review = workflow.review_case(registry, case_id)
        told = f"Adjudicated: {reason.strip()}"[:LONGEST_REASON]
        action = action_for(review, element, settled)
        decision_id = standing(review.decisions)[element].decision_id if action is None else adjudication_id
        if action is not None:
            evidence = support if action == CORRECT else ()
            decision = ReviewDecision(
                adjudication_id, case_id, element, action, settled, person.name, moment(), told, evidence
            )
            workflow.decide(registry, person, decision)
        blind_store.append_adjudication(
            registry,
            Adjudication(
                adjudication_id,
                case_id,
                element,
                settled,
                reason.strip()[:LONGEST_REASON],
                person.name,
                moment(),
                decision_id,
            ),
        )


def action_for(review: CaseReview, element: str, settled: Value | None) -> str | None:
    """The decision that brings a settled value into a case as it stands; None where a decision says so already."""
    found, held = review.case.values.get(element), standing(review.decisions).get(element)
    if settled is None:
        return None if found is None and held and held.action == NOT_STATED else NOT_STATED
    if element in review.case.conflicts:
        there = [value for value, _ in sides_of(review.case, element)]
    else:
        there = [found.value] if found else []
    return ACCEPT if canonical(settled) in map(canonical, there) else CORRECT


def overruled(registry: Registry, person: Person) -> list[Overruled]:
    """What this person entered and the last adjudication of it did not follow, the newest first."""
    last = {(one.case_id, one.element): one for one in blind_store.adjudications(registry)}
    settled_cases = sorted({case_id for case_id, _ in last})
    own = {
        (entry.case_id, entry.element): entry
        for entry in (blind_store.entries(registry, settled_cases) if last else ())
        if entry.person == person.login
    }
    found = [
        Overruled(*key, own[key].value, one.value, one.reason, one.adjudicator, one.settled_at)
        for key, one in last.items()
        if key in own and canonical(own[key].value) != canonical(one.value)
    ]
    return sorted(found, key=lambda one: one.settled_at, reverse=True)
