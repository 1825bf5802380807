"""A number that is said not to reach a rule never changes what the rule says."""

import pytest
from hypothesis import given, settings

from rules_engine.evaluation import Evaluation
from rules_engine.fact import INFINITY, FactValue
from rules_engine.policy import load_policy, policy_file
from rules_engine.policy_use import compared_by, reached_by
from rules_engine.rulebook import load_book
from tests.rules_engine.random_facts import VALUES, facts, some_facts


def test_what_compares_is_reached() -> None:
    assert compared_by()["remnant_normal_percent"] == ("R02.derived", "R30.derived")
    for name, keys in compared_by().items():
        assert keys and set(keys) <= set(reached_by()[name]), name


def test_a_number_reaches_through_other_rules() -> None:
    assert {"R01.derived", "R03.derived", "R10.derived", "R09.derived"} <= set(reached_by()["remnant_normal_percent"])
    assert reached_by()["imaging_window_weeks"] == ("R12.derived",)


@pytest.mark.parametrize("name", load_policy())
@settings(max_examples=15, deadline=None, derandomize=True)
@given(known=some_facts(list(VALUES), 40))
def test_no_rule_out_of_reach_is_touched(name: str, known: dict[str, FactValue]) -> None:
    low, high = policy_file().numbers[name].range
    for end in (low, high):
        then = {**load_policy(), name: float(end)}
        stated = dict(known), dict(known)
        if name == "innumerable_from":  # a fact is shaped by this number before any rule sees it
            for values, least in zip(stated, (load_policy()[name], end), strict=True):
                values["liver_met_count"] = (float(least), INFINITY)
        before = Evaluation(facts(stated[0]), load_book())
        after = Evaluation(facts(stated[1]), load_book(then))
        for key in load_book().compiled:
            if key not in reached_by()[name]:
                old, new = before.outcome(key), after.outcome(key)
                assert (old.verdict, old.candidates, old.parts) == (new.verdict, new.candidates, new.parts), key
