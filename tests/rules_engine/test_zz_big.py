"""More facts never turn yes into no: over random partial fact sets, for every rule."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules_engine import Verdict, classify_facts
from rules_engine.evaluation import Evaluation
from rules_engine.fact import FactValue
from tests.rules_engine.random_facts import BOOK, REPLACING, VALUES, facts, related, some_facts

KEYS = list(BOOK.compiled)
DEFINITE = {Verdict.MET, Verdict.NOT_MET}


def addition(key: str) -> st.SearchStrategy[tuple[str, dict[str, FactValue], str, FactValue]]:
    """A rule, facts that bear on it, and one more of them with its value."""
    names = [name for name in related(key) if name not in REPLACING]

    def with_one_more(added: str) -> st.SearchStrategy[tuple[str, dict[str, FactValue], str, FactValue]]:
        others = [name for name in related(key) if name != added] or list(VALUES)
        return st.tuples(st.just(key), some_facts(others, 12), st.just(added), st.sampled_from(VALUES[added]))

    return st.sampled_from(names).flatmap(with_one_more)


@settings(max_examples=15000, deadline=None)
@given(st.sampled_from(KEYS).flatmap(addition))
def test_a_fact_more_never_turns_met_into_not_met_or_back(
    drawn: tuple[str, dict[str, FactValue], str, FactValue],
) -> None:
    key, known, added, value = drawn
    known = {
        name: found
        for name, found in known.items()
        if not (name == "ehd_staging_complete" and added.startswith("ehd_"))
    }
    before = Evaluation(facts(known), BOOK).outcome(key).verdict
    after = Evaluation(facts({**known, added: value}), BOOK).outcome(key).verdict
    assert {before, after} != DEFINITE, f"{key}: {before.value} became {after.value} when {added} was added"


@settings(max_examples=25, deadline=None)
@given(some_facts(list(VALUES), 40))
def test_the_same_facts_give_the_same_results_in_any_order(known: dict[str, FactValue]) -> None:
    backwards = dict(reversed(known.items()))
    first, again = (json.dumps(classify_facts("c", facts(one)).to_json(), sort_keys=True) for one in (known, backwards))
    assert first == again


@settings(max_examples=60, deadline=None)
@given(some_facts(list(VALUES), 40))
def test_every_unknown_says_why_and_what_would_settle_it(known: dict[str, FactValue]) -> None:
    for result in classify_facts("c", facts(known)).results:
        assert bool(result.missing) is (result.verdict is Verdict.UNKNOWN), result.key
        assert all(item.reason and item.question for item in result.missing), result.key


@pytest.mark.parametrize("key", KEYS)
def test_not_applicable_comes_from_applies_if_alone(key: str) -> None:
    if BOOK.compiled[key].rule.applies_if is None:
        names = related(key)
        for name in names:
            for value in VALUES[name]:
                assert Evaluation(facts({name: value}), BOOK).outcome(key).verdict is not Verdict.NOT_APPLICABLE
