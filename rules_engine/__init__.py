"""CaseAbstraction -> verdicts: cited rules over three-valued facts, the candidate sets, and what would change them."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from abstraction.records import CaseAbstraction
from rules_engine.case_facts import facts_of
from rules_engine.evaluation import Evaluation
from rules_engine.fact import Fact
from rules_engine.facts import facts_from, read_facts
from rules_engine.policy import Policy, load_policy
from rules_engine.result import Because, Measure, Missing, RuleResult
from rules_engine.rule import Citation, Rule, load_rules, rule_files
from rules_engine.rulebook import RuleBook, load_book
from rules_engine.verdict import Verdict
from rules_engine.verdicts import CaseVerdicts

__all__ = [
    "RULES_VERSION", "Because", "CaseVerdicts", "Citation", "Measure", "Missing", "Rule", "RuleResult", "Verdict", "classify",
    "classify_facts", "facts_from", "load_rules", "read_facts",
]  # fmt: skip


def classify(case: CaseAbstraction, policy: Policy | None = None) -> CaseVerdicts:
    """All rules over the facts the case states, with the site's numbers; with the defaults when none are given."""
    return CaseVerdicts(case.case_id, Evaluation(facts_of(case, policy), load_book(policy)))


def classify_facts(case_id: str, facts: Mapping[str, Fact], rules: Sequence[Rule] | None = None) -> CaseVerdicts:
    """All rules over given facts, with the default numbers."""
    book = load_book() if rules is None else RuleBook(rules, load_policy())
    return CaseVerdicts(case_id, Evaluation(facts, book))


@cache
def rules_version() -> str:
    """First 12 hexadecimal digits of the hash over every YAML file here: rules, facts, geometry, policy."""
    digest = hashlib.sha256()
    for path in rule_files(files("rules_engine")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


RULES_VERSION = rules_version()
