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
from rules_engine.rulebook import Outcome
from tests.rules_engine.random_facts import BOOK, VALUES, facts, related, some_facts

Said = tuple[Verdict, tuple[str, ...]]


def said(outcome: Outcome) -> Said:
    return outcome.verdict, outcome.candidates


def every_value(name: str) -> list[FactValue]:
    """All truths, words and sets; numbers in steps of a half (of one, where they are whole)."""
    fact = BOOK.facts[name]
    if fact.kind != "number":
        return list(VALUES[name])
    low, high = fact.range
    step = 1.0 if fact.whole else 0.5
    count = min(int((high - low) / step), 200)
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


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.sampled_from(["R02.derived", "R29.derived", "R38.derived", "R49.derived"]).flatmap(
        lambda key: st.tuples(st.just(key), some_facts(related(key), 4))
    )
)
def test_the_smallest_sets_of_changes_are_all_of_them(drawn: tuple[str, dict[str, FactValue]]) -> None:
    key, known = drawn
    case = Evaluation(facts(known), BOOK)
    found = smallest_changes(case, key, lambda outcome: outcome.verdict is Verdict.MET, most=2)
    names = list(related(key))
    enough: set[frozenset[str]] = set()
    for size in (1, 2):
        for chosen in combinations(names, size):
            if any(one <= set(chosen) for one in enough):
                continue
            for values in product(*(VALUES[name] for name in chosen)):
                change = dict(zip(chosen, values, strict=True))
                if Evaluation(facts({**known, **change}), BOOK).outcome(key).verdict is Verdict.MET:
                    enough.add(frozenset(chosen))
                    break
    assert {frozenset(change) for change in found} == enough
    for change in found:
        assert Evaluation(facts({**known, **change}), BOOK).outcome(key).verdict is Verdict.MET


def test_supposing_leaves_the_case_as_it_was() -> None:
    verdicts = classify_facts("c", facts_from({"liver_mets_present": True, "flr_pct": 24}))
    before = [result.to_json() for result in verdicts.results]
    assert verdicts.suppositions
    assert verdicts.why_not("M1a")
    again = [verdicts.evaluation.result(key).to_json() for key in verdicts.evaluation.book.compiled]
    assert again == before


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
