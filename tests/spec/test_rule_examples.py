"""The examples inside the rule files: the facts given must give the verdict expected."""

import pytest

from rules_engine import classify_facts, facts_from, load_rules

EXAMPLES = [
    pytest.param(rule.key, example.given, example.expect, id=f"{rule.key}-{number}-{example.expect}")
    for rule in load_rules()
    for number, example in enumerate(rule.examples, 1)
]


@pytest.mark.parametrize(("key", "given", "expect"), EXAMPLES)
def test_rule_example(key: str, given: dict[str, object], expect: str) -> None:
    verdicts = classify_facts("example", facts_from(given))
    found = next(result for result in verdicts.results if f"{result.rule}.{result.track}" == key)
    assert found.verdict.value == expect
    assert bool(found.missing) is (expect == "unknown")
