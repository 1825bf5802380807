"""Review decisions over an extracted case: applied in the order they were made, the case itself is never edited."""

from collections.abc import Sequence
from dataclasses import replace

from abstraction.records import CaseAbstraction, CaseValue, ReviewDecision, Status

ACCEPT, CORRECT, REJECT, NOT_STATED, UNDO = "accept", "correct", "reject", "not_stated", "undo"
ACTIONS = (ACCEPT, CORRECT, REJECT, NOT_STATED, UNDO)


def apply_decisions(case: CaseAbstraction, decisions: Sequence[ReviewDecision]) -> CaseAbstraction:
    """The reviewed case. The last decision on an element holds; an undo takes back the one before it on that element."""
    standing: dict[str, list[ReviewDecision]] = {}
    for decision in decisions:
        if decision.action not in ACTIONS:
            raise ValueError(
                f"decision {decision.decision_id}: unknown action {decision.action}; one of {', '.join(ACTIONS)}"
            )
        stack = standing.setdefault(decision.element, [])
        if decision.action == UNDO:
            if stack:
                stack.pop()
        else:
            stack.append(decision)
    values, conflicts = dict(case.values), dict(case.conflicts)
    for element, stack in standing.items():
        if not stack:
            continue
        decision = stack[-1]
        conflicts.pop(element, None)
        value = decided(values.get(element), decision)
        if value is None:
            values.pop(element, None)
        else:
            values[element] = value
    return CaseAbstraction(case.case_id, case.notes, values, conflicts)


def decided(extracted: CaseValue | None, decision: ReviewDecision) -> CaseValue | None:
    """The value a decision leaves: an accepted value becomes sure, a corrected one carries its own evidence."""
    if decision.action in (REJECT, NOT_STATED):
        return None
    if decision.action == ACCEPT and extracted is not None:
        return replace(extracted, status=Status.SURE, reasons=(), source="reviewed")
    if decision.value is None:
        return None
    evidence = decision.evidence or (extracted.evidence if extracted else ())
    return CaseValue(decision.element, decision.value, evidence, Status.SURE, (), "reviewed")
