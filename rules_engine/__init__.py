"""CaseAbstraction -> verdicts: cited rules over three-valued facts, and the candidate sets of ECMTG stage and group."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from abstraction.records import CaseAbstraction
from rules_engine.case_facts import facts_of
from rules_engine.evaluation import Evaluation
from rules_engine.facts import Fact, facts_from, read_facts
from rules_engine.rule import Because, Citation, Missing, Rule, RuleResult, load_rules, rule_files
from rules_engine.verdict import F, T, Verdict

__all__ = [
    "RULES_VERSION", "Because", "CaseVerdicts", "Citation", "Missing", "Rule", "RuleResult", "Verdict", "classify",
    "classify_facts", "facts_from", "load_rules", "read_facts",
]  # fmt: skip

# ECMTG stage and presentation group share their cut: resectable, potentially resectable, unlikely ever resectable.
STAGES = ("M1a", "M1b", "M1c")
GROUPS = ("G1", "G2", "G3")
BY_STATEMENT = {"resectable": (0,), "borderline": (1,), "unresectable": (1, 2)}


@dataclass(frozen=True, slots=True)
class CaseVerdicts:
    """Every rule's result, and what the stage and the group can still be."""

    case_id: str
    results: tuple[RuleResult, ...]
    ecmtg: tuple[str, ...]
    group: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The verdicts as plain data."""
        return {
            "case_id": self.case_id,
            "ecmtg": list(self.ecmtg),
            "group": list(self.group),
            "rules": [result.to_json() for result in self.results],
        }


def classify(case: CaseAbstraction, rules: Sequence[Rule] | None = None) -> CaseVerdicts:
    """All rules over the facts the case states."""
    return classify_facts(case.case_id, facts_of(case), rules)


def classify_facts(case_id: str, facts: Mapping[str, Fact], rules: Sequence[Rule] | None = None) -> CaseVerdicts:
    """All rules over given facts."""
    chosen = load_rules() if rules is None else tuple(rules)
    evaluation = Evaluation(facts, {rule.key: rule for rule in chosen})
    evaluation.settle("stage_settled", candidates(evaluation))
    present = evaluation.fact("liver_mets_present").value
    stages: tuple[str, ...] = ("M0",)
    groups: tuple[str, ...] = ()
    if present is not False:
        places = candidates(evaluation)
        stages = (() if present else ("M0",)) + tuple(STAGES[place] for place in places)
        groups = tuple(GROUPS[place] for place in places)
    return CaseVerdicts(case_id, tuple(evaluation.result(rule) for rule in chosen), stages, groups)


def candidates(evaluation: Evaluation) -> tuple[int, ...]:
    """Which of the three classes remain: a statement decides, else the derived resectability; the third is never inferred."""
    statement = evaluation.fact("resectability_statement").value
    if evaluation.fact("never_resectable").value is True:
        return (2,)
    if isinstance(statement, str):
        return BY_STATEMENT.get(statement, (0, 1, 2))
    derived = evaluation.truth(evaluation.rules["R01.derived"].criterion)
    return {T: (0,), F: (1,)}.get(derived, (0, 1, 2))


@cache
def rules_version() -> str:
    """First 12 hexadecimal digits of the hash over every rule file, the fact dictionary and the policy."""
    folder = files("rules_engine")
    paths = [*rule_files(folder / "rules"), folder / "facts.yaml", folder / "policy.yaml", folder / "couinaud.yaml"]
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


RULES_VERSION = rules_version()
