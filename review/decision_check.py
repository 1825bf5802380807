"""Whether a decision can be made on a case as it stands; what it replaces and what it was made on is filled in here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from abstraction.consolidation import mapped
from abstraction.decisions import (
    ACCEPT,
    ACTIONS,
    ANSWER,
    ASSIGN,
    COMMENT,
    CORRECT,
    NOT_STATED,
    QUERY,
    REJECT,
    SIGN_OFF,
    UNDO,
    WHOLE,
    agreeing,
    canonical,
    open_queries,
    reading_of,
    standing,
)
from abstraction.entered_value import entered_value
from abstraction.records import CaseAbstraction, CaseEvidence, ReviewDecision, Value
from lexicons import load_elements
from review.rejection import UserError


class DecisionError(UserError, ValueError):
    """The decision cannot be made, and nothing is stored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The value a person looked at when deciding; None where there was none."""

    value: Value | None


def completed(
    decision: ReviewDecision,
    read: CaseAbstraction,
    reviewed: CaseAbstraction,
    decisions: Sequence[ReviewDecision],
    seen: Seen | None = None,
) -> ReviewDecision:
    """The decision with its old value, its reading and, where it accepts, what it accepts; DecisionError where it cannot be.

    `read` is the case as the notes say, `reviewed` the case with the decisions so far.
    """
    if decision.action not in ACTIONS:
        raise DecisionError(f"unknown action {decision.action}: one of {', '.join(ACTIONS)}")
    if not decision.reviewer.strip():
        raise DecisionError("say who you are before you decide: set your name as reviewer")
    if decision.element == "" and decision.action in (*WHOLE, UNDO):
        return _on_case(decision, decisions)
    if decision.action in WHOLE or decision.element not in load_elements():
        raise DecisionError(f"unknown data element {decision.element}")
    label = load_elements()[decision.element].label
    found = reviewed.values.get(decision.element)
    now = found.value if found else None
    if seen is not None and canonical(seen.value) != canonical(now):
        raise DecisionError(f"{label}: somebody changed this value meanwhile; look at it again, then decide")
    made = replace(decision, old=now, reading=reading_of(read, decision.element))
    holds = standing(decisions).get(decision.element)
    if made.action == ACCEPT:
        return _accepted(made, reviewed, label)
    if made.action == CORRECT:
        return _corrected(made, read, reviewed, label)
    if made.action == REJECT and not found and not reviewed.conflicts.get(made.element):
        raise DecisionError(f"{label}: there is no value to reject; it is not stated in any note")
    if made.action == NOT_STATED and holds and holds.action == NOT_STATED and not found:
        raise DecisionError(f"{label}: it is marked as not stated already")
    if made.action == UNDO and not holds:
        raise DecisionError(f"{label}: there is no decision to take back")
    if made.action in (COMMENT, QUERY) and not made.reason.strip():
        raise DecisionError(f"{label}: write what you want to say or ask")
    if made.action == ANSWER and made.element not in open_queries(decisions):
        raise DecisionError(f"{label}: there is no open query to answer")
    return replace(made, value=None)


def _on_case(decision: ReviewDecision, decisions: Sequence[ReviewDecision]) -> ReviewDecision:
    """A decision on the whole case."""
    holds = standing(decisions).get("")
    if decision.action == UNDO and not holds:
        raise DecisionError("the case is not signed off: there is nothing to take back")
    if decision.action == SIGN_OFF and not isinstance(decision.value, dict):
        raise DecisionError("a sign-off needs the version it is for")
    if decision.action == ASSIGN and not isinstance(decision.value, str | None):
        raise DecisionError("a case is given to a person by name")
    return decision


def _accepted(decision: ReviewDecision, reviewed: CaseAbstraction, label: str) -> ReviewDecision:
    """An accepted value with its evidence: the one there is, or that of one side where notes disagree."""
    found = reviewed.values.get(decision.element)
    if decision.element not in reviewed.conflicts:
        if found is None:
            raise DecisionError(f"{label}: there is no value to accept; correct it, or say that it is not stated")
        if decision.value is not None and canonical(decision.value) != canonical(found.value):
            raise DecisionError(f"{label}: this is not the value there is; look at it again, then decide")
        return replace(decision, value=found.value, evidence=found.evidence)
    for value, evidence in sides_of(reviewed, decision.element):
        if decision.value is not None and canonical(value) == canonical(decision.value):
            return replace(decision, value=value, evidence=evidence)
    raise DecisionError(f"{label}: notes disagree; take one side, or enter the value yourself")


def sides_of(case: CaseAbstraction, element: str) -> list[tuple[Value, tuple[CaseEvidence, ...]]]:
    """What the case would hold if one side of a conflict is taken, a side each; agreed sites stay with every side."""
    agreed = case.values.get(element)
    sides: list[tuple[Value, tuple[CaseEvidence, ...]]] = []
    for claim in case.conflicts.get(element, ()):
        evidence = tuple(CaseEvidence(claim.note_id, mention) for mention in claim.evidence)
        if agreed is None or not isinstance(agreed.value, dict):
            sides.append((claim.value, evidence))
            continue
        disputed = {site: state for site, state in mapped(claim.value).items() if site not in agreed.value}
        kept = tuple(one for one in evidence if one.mention.value in disputed)
        sides.append(({**agreed.value, **disputed}, (*agreed.evidence, *kept)))
    return sides


def _corrected(
    decision: ReviewDecision, read: CaseAbstraction, reviewed: CaseAbstraction, label: str
) -> ReviewDecision:
    """A corrected value as the contract writes it; its evidence is within the notes, with that of what stays as it was."""
    try:
        value = entered_value(decision.element, decision.value)
    except ValueError as error:
        raise DecisionError(str(error)) from None
    if canonical(value) == canonical(decision.old) and not decision.evidence:
        raise DecisionError(f"{label}: this is the value already; accept it, or change it")
    lengths = {item.note.note_id: len(item.note.text) for item in read.notes}
    for one in decision.evidence:
        if one.mention.end > lengths.get(one.note_id, -1):
            raise DecisionError(f"{label}: the evidence is not in a note of this case; select it again")
    kept = evidence_kept(value, reviewed, decision.element)
    return replace(decision, value=value, evidence=tuple(dict.fromkeys((*decision.evidence, *kept))))


def evidence_kept(value: Value, case: CaseAbstraction, element: str) -> Iterator[CaseEvidence]:
    """The evidence there is for what a new value still says: the same items, the same sites, or the same value."""
    found = case.values.get(element)
    sources = [(found.value, found.evidence)] if found else []
    sources += [
        (claim.value, tuple(CaseEvidence(claim.note_id, mention) for mention in claim.evidence))
        for claim in case.conflicts.get(element, ())
    ]
    for said, evidence in sources:
        held = agreeing(value, said, (one.mention for one in evidence))
        yield from (one for one in evidence if one.mention in held)
