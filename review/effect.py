"""What a decision did to the verdicts of its case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from abstraction.decisions import VALUED, apply_decisions
from abstraction.records import ReviewDecision
from review.decision_check import completed
from review.workflow import CaseReview
from rules_engine import CaseVerdicts, classify

# A candidate set then and now, or None where it is the same.
Moved: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The last decision on a value with the value it left, and what changed with it: candidate sets, then rules, then and now."""

    decision: ReviewDecision
    ecmtg: Moved
    group: Moved
    rules: tuple[tuple[str, str, str], ...]


def last_effect(review: CaseReview) -> Effect | None:
    """What the last decision on a value did: the case with it against the case without it; None before the first one."""
    valued = [one for one in review.decisions if one.action in VALUED and one.element]
    if not valued:
        return None
    last = valued[-1]
    without = [one for one in review.decisions if one is not last]
    before = classify(apply_decisions(review.read, without), review.verdicts.evaluation.book.policy)
    return effect(last, before, review.verdicts)


def preview(review: CaseReview, decisions: Sequence[ReviewDecision]) -> tuple[tuple[ReviewDecision, ...], Effect]:
    """What decisions would do, each as it would be stored, and their effect together; nothing is written.

    DecisionError where one of them cannot be made on the case as the ones before it leave it.
    """
    made, case = list(review.decisions), review.case
    for decision in decisions:
        made.append(completed(decision, review.read, case, made))
        case = apply_decisions(review.read, made)
    after = classify(case, review.verdicts.evaluation.book.policy)
    return tuple(made[len(review.decisions) :]), effect(made[-1], review.verdicts, after)


def effect(decision: ReviewDecision, before: CaseVerdicts, after: CaseVerdicts) -> Effect:
    """The verdicts before a decision against those after it."""
    return Effect(decision, *changes(before, after))


def changes(before: CaseVerdicts, after: CaseVerdicts) -> tuple[Moved, Moved, tuple[tuple[str, str, str], ...]]:
    """What two runs of the rules say differently: ECMTG stages, groups, then rules as (key, then, now)."""
    then = {result.key: result.verdict.value for result in before.results}
    rules = tuple(
        (result.key, then[result.key], result.verdict.value)
        for result in after.results
        if then.get(result.key) != result.verdict.value
    )
    return _moved(before.ecmtg, after.ecmtg), _moved(before.group, after.group), rules


def _moved(then: Sequence[str], now: Sequence[str]) -> Moved:
    """Both sets where they are not the same."""
    return None if tuple(then) == tuple(now) else (tuple(then), tuple(now))
