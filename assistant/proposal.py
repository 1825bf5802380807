"""A correction before it is made: what would be decided, on which words, and the verdicts that would change. Only `apply` writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from abstraction.decisions import ACCEPT, CORRECT, NOT_STATED, REJECT, UNDO, canonical
from abstraction.records import CaseEvidence, Mention, ReviewDecision, Value
from assistant.effect_words import effect_lines
from registry.store import Registry
from review import workflow
from review.decision_check import DecisionError, Seen, completed, sides_of
from review.decision_words import value_or_none
from review.effect import preview
from review.moment import moment
from review.rights import Person, Right, require
from review.wording import element_label
from review.workflow import CaseReview, Decided


@dataclass(frozen=True, slots=True)
class Change:
    """One decision somebody asks for."""

    element: str
    action: str
    value: Value | None = None
    evidence: tuple[CaseEvidence, ...] = ()


def setting(review: CaseReview, element: str, value: Value, evidence: tuple[CaseEvidence, ...] = ()) -> Change:
    """The change that leaves this value: taken as it is where it stands, as one side where notes disagree, else corrected."""
    found = review.case.values.get(element)
    if element in review.case.conflicts:
        if any(canonical(side) == canonical(value) for side, _ in sides_of(review.case, element)):
            return Change(element, ACCEPT, value)
    elif found and canonical(found.value) == canonical(value):
        return Change(element, ACCEPT, value)
    return Change(element, CORRECT, value, evidence)


def decisions_of(review: CaseReview, person: Person, changes: Sequence[Change], reason: str) -> list[ReviewDecision]:
    """The changes as decisions of this person, with ids of their own."""
    case_id, at = review.case.case_id, moment()
    return [
        ReviewDecision(uuid4().hex, case_id, one.element, one.action, one.value, person.name, at, reason, one.evidence)
        for one in changes
    ]


def proposal(
    review: CaseReview, person: Person, changes: Sequence[Change], reason: str, fact: str = ""
) -> dict[str, Any]:
    """The card of a correction in JSON values; `fact` is what was asked when it answers a question of the assistant.

    DecisionError where it cannot be made on the case as it stands.
    """
    made, effect = preview(review, decisions_of(review, person, changes, reason))
    notes = {note.note.note_id: note.note.text for note in review.case.notes}
    return {
        "id": uuid4().hex,
        "fact": fact,
        "decisions": [
            {
                "decision_id": one.decision_id,
                "element": one.element,
                "label": element_label(one.element),
                "action": one.action,
                "value": one.value if one.action in (CORRECT, ACCEPT) else None,
                "old": one.old,
                "from": value_or_none(one.element, one.old),
                "to": left_words(one),
                "reason": one.reason,
                "evidence": [placed(item, notes[item.note_id]) for item in change.evidence or one.evidence],
            }
            for one, change in zip(made, changes, strict=True)
        ],
        "effect": effect_lines(effect.ecmtg, effect.group, effect.rules) or ["No verdict changes"],
    }


def left_words(decision: ReviewDecision) -> str:
    """What a decision leaves, in words."""
    if decision.action == UNDO:
        return "as it was before the last decision"
    if decision.action in (REJECT, NOT_STATED):
        return "not stated" if decision.action == NOT_STATED else "no value"
    words = value_or_none(decision.element, decision.value)
    return f"{words}, accepted" if decision.action == ACCEPT else words


def placed(evidence: CaseEvidence, text: str) -> dict[str, Any]:
    """A piece of evidence in JSON values, with the words that stand there."""
    one = evidence.mention
    return {
        "note_id": evidence.note_id, "start": one.start, "end": one.end, "text": text[one.start : one.end], "value": one.value,
        "section": one.section, "assertion": str(one.assertion),
    }  # fmt: skip


def apply(registry: Registry, person: Person, case_id: str, card: Mapping[str, Any]) -> list[Decided]:
    """Make the decisions of a card, as the page would, in their order; what the person saw must still be so.

    RefusedError where the person may not; DecisionError where somebody changed a value meanwhile. Made twice, it changes nothing.
    """
    require(person, Right.DECIDE)
    with registry.alone():
        made = [decision_of(person, case_id, one) for one in card["decisions"]]
        review = workflow.review_case(registry, case_id)
        stored = {one.decision_id for one in review.decisions}
        fresh = [(decision, seen) for decision, seen in made if decision.decision_id not in stored]
        texts = {item.note.note_id: item.note.text for item in review.case.notes}
        for item in (piece for one in card["decisions"] for piece in one["evidence"]) if fresh else ():
            if texts.get(item["note_id"], "")[item["start"] : item["end"]] != item["text"]:
                raise DecisionError("the words are not at this place of the note any more; ask again")
        for decision, seen in fresh:  # all of them can be made, or none is
            completed(decision, review.read, review.case, review.decisions, seen)
        return [workflow.decide(registry, person, decision, seen) for decision, seen in made]


def decision_of(person: Person, case_id: str, one: Mapping[str, Any]) -> tuple[ReviewDecision, Seen]:
    """One decision of a card, and the value it was shown with."""
    evidence = tuple(
        CaseEvidence(
            item["note_id"], Mention(one["element"], item["start"], item["end"], item["value"], section=item["section"])
        )
        for item in one["evidence"]
    )
    kept = evidence if one["action"] == CORRECT else ()
    made = ReviewDecision(
        one["decision_id"],
        case_id,
        one["element"],
        one["action"],
        one["value"],
        person.name,
        moment(),
        one["reason"],
        kept,
    )
    return made, Seen(one["old"])
