"""The strong Kleene tables, spelled out once more by their definition."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_engine.verdict import AND, NOT, OR, F, T, U, Verdict, conjunction, disjunction

ORDER = {F: 0, U: 1, T: 2}


@pytest.mark.parametrize(("a", "b"), list(itertools.product((T, F, U), repeat=2)))
def test_and_is_the_lesser_and_or_the_greater(a: str, b: str) -> None:
    assert ORDER[AND[a, b]] == min(ORDER[a], ORDER[b])
    assert ORDER[OR[a, b]] == max(ORDER[a], ORDER[b])
    assert NOT[AND[a, b]] == OR[NOT[a], NOT[b]]


def test_not_swaps_true_and_false_and_keeps_unknown() -> None:
    assert {value: NOT[value] for value in (T, F, U)} == {T: F, F: T, U: U}


@given(st.lists(st.sampled_from([T, F, U])))
def test_rows_of_any_length(values: list[str]) -> None:
    assert (conjunction(values) == F) == (F in values)
    assert (disjunction(values) == T) == (T in values)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_is_no_boolean(verdict: Verdict) -> None:
    with pytest.raises(TypeError):
        bool(verdict)
