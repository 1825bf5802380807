"""All results of one case: the candidate sets, what would change them, the contradictions, the card."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from rules_engine.card import Card, card
from rules_engine.change import Question, Supposition, questions, smallest_changes, suppositions
from rules_engine.contradictions import Contradiction, in_force
from rules_engine.evaluation import Evaluation
from rules_engine.fact import FactValue
from rules_engine.policy import policy_hash
from rules_engine.reach import Goal
from rules_engine.result import RuleResult

CANDIDATE_SETS = {"ecmtg": "R10.derived", "group": "R03.derived", "ajcc8_m": "C5.derived"}


class CaseVerdicts:
    """Every rule's result, and what the stage and the group can still be; the costlier answers are worked out when asked."""

    def __init__(self, case_id: str, evaluation: Evaluation) -> None:
        self.case_id = case_id
        self.evaluation = evaluation
        self.results: tuple[RuleResult, ...] = tuple(evaluation.result(key) for key in evaluation.book.compiled)

    @cached_property
    def by_key(self) -> Mapping[str, RuleResult]:
        """Results by id and track."""
        return {result.key: result for result in self.results}

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Contradictions of the source that the case is caught in, and documented against derived."""
        return in_force(self.by_key)

    @cached_property
    def suppositions(self) -> tuple[Supposition, ...]:
        """Every value of every open fact that would change a verdict or a candidate set."""
        return suppositions(self.evaluation)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The open facts, the one that would settle most verdicts first."""
        return questions(self.evaluation, self.suppositions)

    @cached_property
    def card(self) -> Card:
        """The case in plain sentences."""
        return card(self.by_key, self.contradictions, self.questions)

    def would_change(self, key: str) -> tuple[str, ...]:
        """The open facts that alone can change what a rule says."""
        return tuple(dict.fromkeys(one.fact for one in self.suppositions if key in one.changed))

    def why_not(self, stage: str) -> list[dict[str, FactValue]]:
        """The smallest sets of changes that would leave this ECMTG stage as the only one."""
        return smallest_changes(self.evaluation, Goal(CANDIDATE_SETS["ecmtg"], alone=stage))

    def candidates(self, name: str) -> tuple[str, ...]:
        """What a candidate set still holds."""
        result = self.by_key.get(CANDIDATE_SETS[name])
        return result.candidates if result else ()

    @property
    def ecmtg(self) -> tuple[str, ...]:
        """ECMTG stages that remain."""
        return self.candidates("ecmtg")

    @property
    def group(self) -> tuple[str, ...]:
        """Groups at presentation that remain."""
        return self.candidates("group")

    @property
    def ajcc8_m(self) -> tuple[str, ...]:
        """AJCC 8 M categories that remain; never to be confused with the ECMTG stage."""
        return self.candidates("ajcc8_m")

    def to_json(self) -> dict[str, Any]:
        """The verdicts as plain data."""
        policy = self.evaluation.book.policy
        return {
            "case_id": self.case_id,
            "ecmtg": list(self.ecmtg),
            "group": list(self.group),
            "ajcc8_m": list(self.ajcc8_m),
            "rules": [result.to_json() for result in self.results],
            "ask": [one.to_json() for one in self.questions],
            "would_change": [one.to_json() for one in self.suppositions],
            "contradictions": [one.to_json(self.by_key) for one in self.contradictions],
            "card": self.card.to_json(),
            "policy": {"hash": policy_hash(policy), "values": dict(policy)},
        }
