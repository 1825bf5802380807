"""What a decision did to the verdicts of its case."""

from collections.abc import Sequence
from dataclasses import dataclass

from abstraction.decisions import VALUED, apply_decisions
from abstraction.records import ReviewDecision
from review.workflow import CaseReview
from rules_engine import CaseVerdicts, classify


@dataclass(frozen=True, slots=True)
class Effect:
    """The last decision on a value with the value it left, and what changed with it: candidate sets, then rules, then and now."""

    decision: ReviewDecision
    ecmtg: tuple[tuple[str, ...], tuple[str, ...]] | None
    group: tuple[tuple[str, ...], tuple[str, ...]] | None
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


def effect(decision: ReviewDecision, before: CaseVerdicts, after: CaseVerdicts) -> Effect:
    """The verdicts before a decision against those after it."""
    then = {result.key: result.verdict.value for result in before.results}
    return Effect(
        decision,
        _moved(before.ecmtg, after.ecmtg),
        _moved(before.group, after.group),
        tuple(
            (result.key, then[result.key], result.verdict.value)
            for result in after.results
            if then.get(result.key) != result.verdict.value
        ),
    )


def _moved(then: Sequence[str], now: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Both sets where they are not the same."""
    return None if tuple(then) == tuple(now) else (tuple(then), tuple(now))
