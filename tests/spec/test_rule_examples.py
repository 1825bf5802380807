"""The examples inside the rule files: the facts given must give the verdict expected, with its candidates and parts."""

import pytest

from rules_engine import Verdict, classify_facts, facts_from, load_rules
from rules_engine.rule import Example

EXAMPLES = [
    pytest.param(rule.key, example, id=f"{rule.key}-{number}-{example.expect}")
    for rule in load_rules()
    for number, example in enumerate(rule.examples, 1)
]


@pytest.mark.parametrize(("key", "example"), EXAMPLES)
def test_rule_example(key: str, example: Example) -> None:
    found = classify_facts("example", facts_from(example.given)).by_key[key]
    assert found.verdict.value == example.expect
    assert bool(found.missing) is (example.expect == "unknown")
    if example.candidates:
        assert list(found.candidates) == example.candidates
    assert {name: found.parts[name].value for name in example.parts} == example.parts


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.key)
def test_every_verdict_a_rule_can_give_has_an_example(rule: object) -> None:
    shown = {example.expect for example in rule.examples}  # type: ignore[attr-defined]
    assert Verdict.MET in shown
    if rule.coverage.level != "display":  # type: ignore[attr-defined]
        assert Verdict.UNKNOWN in shown
