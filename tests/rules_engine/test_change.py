"""What would change a verdict is exact: the same as classifying anew with every value, on a grid finer than any limit."""

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules_engine import Verdict, classify_facts, facts_from
from rules_engine.change import smallest_changes, suppositions
from rules_engine.evaluation import Evaluation
from rules_engine.fact import Fact, FactValue
from rules_engine.reach import Goal, Reach
from rules_engine.rulebook import Outcome
from tests.rules_engine.random_facts import BOOK, VALUES, facts, related, some_facts

Said = tuple[Verdict, tuple[str, ...]]


def said(outcome: Outcome) -> Said:
    return outcome.verdict, outcome.candidates


def every_value(name: str) -> list[FactValue]:
    """All truths, words and sets; numbers in steps of a half (of one, where they are whole), volumes in steps of 10."""
    fact = BOOK.facts[name]
    if fact.kind != "number":
        return list(VALUES[name])
    low, high = fact.range
    step = 10.0 if fact.unit == "mL" else 1.0 if fact.whole else 0.5
    count = min(int((high - low) / step), 400)
    grid = [low + step * number for number in range(count + 1)] + list(BOOK.cuts[name])
    return [(float(point), float(point)) for point in grid]


RULES = [key for key in BOOK.compiled if len(related(key)) <= 14]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(RULES).flatmap(lambda key: st.tuples(st.just(key), some_facts(related(key), 6))))
def test_the_facts_that_can_flip_a_rule_are_those_that_do(drawn: tuple[str, dict[str, FactValue]]) -> None:
    key, known = drawn
    case = Evaluation(facts(known), BOOK)
    now = said(case.outcome(key))
    told: dict[str, set[Said]] = {}
    for one in suppositions(case):
        if key in one.changed:
            told.setdefault(one.fact, set()).add(said(one.changed[key]))
    for name in set(related(key)) - set(known):
        if case.state.values[name] is None and case.can_be_known(name):
            anew = {said(Evaluation(facts({**known, name: value}), BOOK).outcome(key)) for value in every_value(name)}
            assert told.get(name, set()) == anew - {now}, f"{key}: {name}"


# Rules of which every set of three can be tried by classifying anew.
SMALL = [
    key for key in BOOK.compiled if len(related(key)) >= 3 and sum(len(VALUES[name]) for name in related(key)) <= 33
]
GOALS = [Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE]


def every_set(key: str, goal: Goal, known: dict[str, FactValue], most: int) -> set[frozenset[str]]:
    """By brute force: the sets of up to `most` facts, none holding another, that reach the goal with some values."""
    enough: set[frozenset[str]] = set()
    for size in range(1, most + 1):
        for chosen in combinations(related(key), size):
            if any(one <= set(chosen) for one in enough):
                continue
            for values in product(*(VALUES[name] for name in chosen)):
                change = dict(zip(chosen, values, strict=True))
                if goal.reached(Evaluation(facts({**known, **change}), BOOK).outcome(key)):
                    enough.add(frozenset(chosen))
                    break
    return enough


def check_sets(key: str, goal: Goal, known: dict[str, FactValue], most: int) -> None:
    case = Evaluation(facts(known), BOOK)
    found = smallest_changes(case, goal, most)
    if goal.reached(case.outcome(key)):
        assert found == []
        return
    assert {frozenset(change) for change in found} == every_set(key, goal, known, most)
    for change in found:
        assert goal.reached(Evaluation(facts({**known, **change}), BOOK).outcome(key))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.sampled_from(SMALL).flatmap(lambda key: st.tuples(st.just(key), some_facts(related(key), 4))),
    st.sampled_from(GOALS),
)
def test_the_smallest_sets_of_three_changes_are_all_of_them(
    drawn: tuple[str, dict[str, FactValue]], verdict: Verdict
) -> None:
    check_sets(drawn[0], Goal(drawn[0], verdict), drawn[1], 3)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(
    st.sampled_from(["R02.derived", "R10.derived", "R29.derived", "R49.derived"]).flatmap(
        lambda key: st.tuples(st.just(key), some_facts(related(key), 6))
    ),
    st.sampled_from(["M0", "M1a", "M1b", "M1c"]),
)
def test_the_smallest_sets_of_two_changes_are_all_of_them(drawn: tuple[str, dict[str, FactValue]], stage: str) -> None:
    key, known = drawn
    goal = Goal(key, alone=stage) if key == "R10.derived" else Goal(key, Verdict.MET)
    check_sets(key, goal, known, 2)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.sampled_from(list(BOOK.compiled)).flatmap(
        lambda key: st.tuples(st.just(key), some_facts(related(key), 8), some_facts(related(key), 4))
    ),
    st.integers(0, 4),
)
def test_what_happens_was_never_ruled_out(
    drawn: tuple[str, dict[str, FactValue], dict[str, FactValue]], free: int
) -> None:
    """Whatever a rule says after changes, with any of them still free it was among what it could say."""
    key, known, change = drawn
    outcome = Evaluation(facts({**known, **change}), BOOK).outcome(key)
    goals = [Goal(key, outcome.verdict)]
    goals += [Goal(key, alone=outcome.candidates[0])] if len(outcome.candidates) == 1 else []
    case = Evaluation(facts(known), BOOK)
    supposed = dict(list(change.items())[free:])
    for goal in goals:
        assert goal.reached(outcome)
        assert Reach(case, goal).can(supposed, [name for name in change if name not in supposed])


def test_what_cannot_happen_is_ruled_out() -> None:
    """The pruning prunes: nothing but a statement makes this case resectable, and no other fact is tried for long."""
    case = Evaluation(facts_from({"liver_mets_present": True, "flr_pct": 15}), BOOK)
    reach = Reach(case, Goal("R10.derived", alone="M1a"))
    assert reach.can({}, ["resectability_statement"])
    assert not reach.can({}, ["flr_pct", "cirrhosis", "r0_feasible"])
    assert not reach.can({"resectability_statement": "unresectable"}, ["never_resectable"])


def test_a_volume_is_tried_at_the_limits_of_the_percentage() -> None:
    case = Evaluation(facts_from({"liver_mets_present": True, "cirrhosis": False, "tlv_ml": 1480}), BOOK)
    told = {
        one.value: one.changed["R02.derived"].verdict
        for one in suppositions(case)
        if one.fact == "flr_ml" and "R02.derived" in one.changed
    }
    assert told[(296.0, 296.0)] is Verdict.MET and Verdict.NOT_MET in told.values()


def test_supposing_leaves_the_case_as_it_was() -> None:
    verdicts = classify_facts("c", facts_from({"liver_mets_present": True, "flr_pct": 24}))
    before = [result.to_json() for result in verdicts.results]
    assert verdicts.suppositions
    assert verdicts.why_not("M1a")
    again = [verdicts.evaluation.result(key).to_json() for key in verdicts.evaluation.book.compiled]
    assert again == before


def test_a_stage_that_is_there_already_takes_no_change() -> None:
    assert changes({"liver_mets_present": True, "flr_pct": 15}, "M1b") == []


def test_sets_of_three_are_found() -> None:
    known = {"liver_mets_present": True, "r0_feasible": True, "adjacent_pair_spared": True, "flr_pct": 45}
    found = {frozenset(one) for one in changes(known, "M1a")}
    assert frozenset({"inflow_ok", "outflow_ok", "biliary_ok"}) in found
    assert all(one in ({"resectability_statement"}, {"inflow_ok", "outflow_ok", "biliary_ok"}) for one in found)


def changes(facts: dict[str, Any], stage: str) -> list[dict[str, Any]]:
    return classify_facts("c", facts_from(facts)).why_not(stage)


def test_why_not_resectable() -> None:
    assert {"resectability_statement": "resectable"} in changes({"liver_mets_present": True, "flr_pct": 15}, "M1a")
    known = {"liver_mets_present": True, "r0_feasible": True, "inflow_ok": True, "outflow_ok": True, "biliary_ok": True}
    sets = changes({**known, "adjacent_pair_spared": True, "cirrhosis": False}, "M1a")
    assert sets[0].keys() in ({"flr_pct"}, {"resectability_statement"})
    assert {tuple(one) for one in sets} >= {("flr_pct",), ("resectability_statement",)}
    assert next(one["flr_pct"] for one in sets if set(one) == {"flr_pct"})[0] >= 20


def test_why_not_unlikely_ever_needs_a_statement() -> None:
    assert next(set(one) for one in changes({"liver_mets_present": True}, "M1c")) == {"never_resectable"}


def test_questions_come_by_what_they_settle() -> None:
    verdicts = classify_facts("c", facts_from({"liver_met_count": 3, "resectability_statement": "borderline"}))
    counts = [len(question.settles) for question in verdicts.questions]
    assert counts == sorted(counts, reverse=True) and counts[0] > 1
    for question in verdicts.questions:
        assert all(verdicts.by_key[key].verdict is Verdict.UNKNOWN for key in question.settles)
    assert verdicts.would_change("R02.derived") == ("flr_pct", "flr_pre_pve_pct")


def test_a_range_is_narrowed_within_itself() -> None:
    case = Evaluation({"liver_met_count": Fact("liver_met_count", (4.0, 6.0))}, BOOK)
    tried = {one.value for one in suppositions(case) if one.fact == "liver_met_count"}
    assert tried and all(isinstance(value, tuple) and 4 <= value[0] <= 6 for value in tried)


@pytest.mark.parametrize("name", [name for name, fact in BOOK.facts.items() if fact.kind == "number" and fact.question])
def test_every_number_is_tried_within_its_range(name: str) -> None:
    low, high = BOOK.facts[name].range
    assert VALUES[name]
    assert all(low <= value[0] <= high for value in VALUES[name] if isinstance(value, tuple))
