"""Review decisions over an extracted case: applied in the order they were made, the case itself is never edited."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from abstraction.records import REVIEWED, CaseAbstraction, CaseValue, Mention, ReviewDecision, Status, Value

# On the value of a data element; an undo takes back the one before it.
ACCEPT, CORRECT, REJECT, NOT_STATED, UNDO = "accept", "correct", "reject", "not_stated", "undo"
# Said about a data element; the value stays as it is. A query is open until it is answered.
COMMENT, QUERY, ANSWER = "comment", "query", "answer"
# On the case as a whole: their element is "".
SIGN_OFF, ASSIGN = "sign_off", "assign"
VALUED = (ACCEPT, CORRECT, REJECT, NOT_STATED, UNDO)
SAID = (COMMENT, QUERY, ANSWER)
WHOLE = (SIGN_OFF, ASSIGN)
ACTIONS = (*VALUED, *SAID, *WHOLE)
# Why a decided value is to be looked at again although the notes say the same.
WORDS_GONE = "the words it rests on stand in an older version of a note only"
# Words for a decision whose reading is no longer what the notes say.
LAPSED = {
    ACCEPT: "accepted before the notes said this",
    CORRECT: "corrected before the notes said something else",
    REJECT: "another reading was rejected before",
    NOT_STATED: "found not stated before the notes said this",
}


def standing(decisions: Sequence[ReviewDecision]) -> dict[str, ReviewDecision]:
    """Element ("" for the case) -> the decision that holds: the last one that was not taken back.

    Taking back a sign-off does not bring back one before it: that was for another version of the case.
    """
    return {element: held[-1] for element, held in not_taken_back(decisions).items()}


def not_taken_back(decisions: Sequence[ReviewDecision]) -> dict[str, list[ReviewDecision]]:
    """Element ("" for the case) -> its decisions on a value, or its sign-offs, that were not taken back, oldest first."""
    stacks: dict[str, list[ReviewDecision]] = {}
    for decision in decisions:
        if decision.action not in ACTIONS:
            raise ValueError(
                f"decision {decision.decision_id}: unknown action {decision.action}; one of {', '.join(ACTIONS)}"
            )
        stack = stacks.setdefault(decision.element, [])
        if decision.action == UNDO:
            del stack[-1 if decision.element else 0 :]
        elif decision.action in VALUED or decision.action == SIGN_OFF:
            stack.append(decision)
    return {element: stack for element, stack in stacks.items() if stack}


def open_queries(decisions: Sequence[ReviewDecision]) -> dict[str, tuple[ReviewDecision, ...]]:
    """Element -> its queries that nobody has answered, oldest first."""
    found: dict[str, tuple[ReviewDecision, ...]] = {}
    for decision in decisions:
        if decision.action == QUERY:
            found[decision.element] = (*found.get(decision.element, ()), decision)
        elif decision.action == ANSWER:
            found.pop(decision.element, None)
    return found


def assignee(decisions: Sequence[ReviewDecision]) -> str:
    """Who the case is given to, or nobody."""
    given = [decision.value for decision in decisions if decision.action == ASSIGN]
    return str(given[-1] or "") if given else ""


def reading_of(case: CaseAbstraction, element: str) -> str:
    """Fingerprint of what the notes of an undecided case say on an element: value and sides of a conflict, 16 digits."""
    value = case.values.get(element)
    sides = sorted(canonical(claim.value) for claim in case.conflicts.get(element, ()))
    said = "/".join([canonical(value.value) if value else "", *sides])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def canonical(value: Value | None) -> str:
    """A value as text that is the same for equal values: lists regardless of order, numbers regardless of kind."""
    if isinstance(value, list):
        return json.dumps(sorted(value))
    if isinstance(value, float) and value.is_integer():
        return json.dumps(int(value))
    return json.dumps(value, sort_keys=True)


def agreeing(value: Value, said: Value, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Those mentions of what is said that support a value too: the same items, the same sites, or the same value."""
    if isinstance(value, list):
        return tuple(one for one in mentions if one.value in value)
    if isinstance(value, dict) and isinstance(said, dict) and "min" not in value:
        sites = {site for site in value if said.get(site) == value[site]}
        return tuple(one for one in mentions if one.value in sites)
    return tuple(mentions) if canonical(said) == canonical(value) else ()


def apply_decisions(case: CaseAbstraction, decisions: Sequence[ReviewDecision]) -> CaseAbstraction:
    """The reviewed case. The last decision on an element holds; an undo takes back the one before it on that element.

    A decision holds for what the notes said when it was made. Where they say something else now, a correction stays and
    needs review, and every other decision gives way to the notes, whose value then needs review.
    """
    values, conflicts = dict(case.values), dict(case.conflicts)
    for element, decision in standing(decisions).items():
        if not element:
            continue
        lapsed = has_lapsed(case, decision)
        if lapsed and decision.action != CORRECT:
            if element in values:
                values[element] = doubted(values[element], decision)
            continue
        conflicts.pop(element, None)
        value = decided(values.get(element), decision)
        if value is None:
            values.pop(element, None)
        else:
            values[element] = doubted(value, decision) if lapsed else value
    return CaseAbstraction(case.case_id, case.notes, values, conflicts)


def has_lapsed(case: CaseAbstraction, decision: ReviewDecision) -> bool:
    """Whether the notes of the undecided case no longer say what they said when this was decided."""
    return bool(decision.reading) and decision.reading != reading_of(case, decision.element)


def doubted(value: CaseValue, decision: ReviewDecision) -> CaseValue:
    """The value, to be looked at again because of a decision on another reading."""
    return replace(value, status=Status.NEEDS_REVIEW, reasons=(*value.reasons, LAPSED[decision.action]))


def decided(extracted: CaseValue | None, decision: ReviewDecision) -> CaseValue | None:
    """The value a decision leaves: an accepted value becomes sure, a corrected one carries its own evidence.

    Where the notes disagree, the accepted value is that of one side, with the evidence of that side. A value whose own evidence
    is not in the notes any more needs review.
    """
    if decision.action in (REJECT, NOT_STATED):
        return None
    if decision.action == ACCEPT and extracted is not None and decision.value in (None, extracted.value):
        return replace(extracted, status=Status.SURE, reasons=(), source=REVIEWED)
    if decision.value is None:
        return None
    if decision.earlier:
        return CaseValue(
            decision.element, decision.value, decision.evidence, Status.NEEDS_REVIEW, (WORDS_GONE,), REVIEWED
        )
    evidence = decision.evidence or (extracted.evidence if extracted else ())
    return CaseValue(decision.element, decision.value, evidence, Status.SURE, (), REVIEWED)
