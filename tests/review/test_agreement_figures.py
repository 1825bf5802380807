"""Kappa and AC1 are the figures of the libraries, and defined, or said not to be, whatever readers say."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from review.ac1 import ac1
from review.agreement import FEW, confusion, figures, pooled

Table = list[list[int]]
# Confusion tables with what irrCAC 0.4.4 says of them: kappa, AC1, and the standard error and 95 % interval of AC1. Of the second,
# Gwet (2008) himself tells that kappa is below 0 and AC1 0.94 where 94.4 % agree.
REFERENCE: list[tuple[Table, float, float, float, tuple[float, float]]] = [
    ([[20, 5], [10, 15]], 0.4, 0.4059405941, 0.13015172, (0.14439093, 0.66749026)),
    ([[118, 5], [2, 0]], -0.0233918129, 0.9407763376, 0.02296455, (0.89532306, 0.98622962)),
    ([[40, 3, 1], [2, 20, 4], [0, 5, 9]], 0.7058823529, 0.7436419125, 0.06177327, (0.62077736, 0.86650647)),
    (
        [[10, 0, 0, 0], [1, 5, 0, 1], [0, 2, 6, 0], [0, 0, 1, 3]],
        0.762295082,
        0.7726678861,
        0.09315699,
        (0.58184444, 0.96349133),
    ),
    ([[7, 1], [0, 1]], 0.6086956522, 0.8461538462, 0.15896995, (0.47956847, 1.0)),
]
said = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=60)


def spread(table: Table) -> list[tuple[str, str]]:
    return [(f"c{at}", f"c{other}") for at, row in enumerate(table) for other, n in enumerate(row) for _ in range(n)]


@pytest.mark.parametrize(("table", "kappa", "value", "error", "interval"), REFERENCE)
def test_figures_are_those_of_other_programs(
    table: Table, kappa: float, value: float, error: float, interval: tuple[float, float]
) -> None:
    pairs = spread(table)
    found = figures(pairs)
    assert found.n == sum(map(sum, table)) and found.agreed == sum(row[at] for at, row in enumerate(table))
    assert found.kappa and found.ac1
    assert found.kappa.value == pytest.approx(kappa, abs=1e-9)
    assert ac1(pairs) == pytest.approx((value, error), abs=1e-8)
    assert (found.ac1.low, found.ac1.high) == pytest.approx(interval, abs=1e-8)
    library = cohens_kappa(table)
    assert found.kappa.low == pytest.approx(max(library.kappa_low, -1), abs=1e-9)
    assert found.kappa.high == pytest.approx(min(library.kappa_upp, 1), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(said)
def test_kappa_is_that_of_a_second_library(pairs: list[tuple[str, str]]) -> None:
    found = figures(pairs)
    if len({word for pair in pairs for word in pair}) == 1:
        assert found.kappa is None and found.undefined
    else:
        assert found.kappa and not found.undefined
        assert found.kappa.value == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(said)
def test_coefficients_keep_to_what_they_can_be(pairs: list[tuple[str, str]]) -> None:
    found = figures(pairs)
    assert found.ac1 and found.observed == found.agreed / found.n
    for one in filter(None, (found.kappa, found.ac1)):
        assert -1 - 1e-9 <= one.value <= 1
        if one.low is not None and one.high is not None:
            assert -1 <= one.low <= one.value + 1e-9 and one.value - 1e-9 <= one.high <= 1
    assert (found.ac1.value == 1) == (found.agreed == found.n)


@settings(max_examples=200, deadline=None)
@given(said)
def test_who_is_named_first_and_how_words_are_called_change_nothing(pairs: list[tuple[str, str]]) -> None:
    turned = figures([(other, one) for one, other in pairs])
    renamed = figures([(f"x{one}", f"x{other}") for one, other in pairs])
    found = figures(pairs)
    assert renamed == found
    assert turned.ac1 and found.ac1 and turned.ac1.value == pytest.approx(found.ac1.value, abs=1e-12)
    assert (turned.kappa is None) == (found.kappa is None)
    if turned.kappa and found.kappa:
        assert turned.kappa.value == pytest.approx(found.kappa.value, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(said)
def test_the_confusion_table_holds_every_case_once(pairs: list[tuple[str, str]]) -> None:
    words, table = confusion(pairs)
    told = {(words[at], words[other]): n for at, row in enumerate(table) for other, n in enumerate(row) if n}
    assert told == Counter(pairs)
    assert sum(table[at][at] for at in range(len(words))) == figures(pairs).agreed


def test_always_the_same_word_has_no_kappa_and_an_ac1_of_one() -> None:
    found = figures([("a", "a")] * 40)
    assert (found.kappa, found.undefined) == (None, "all say the same one thing")
    assert found.ac1 and (found.ac1.value, found.ac1.low, found.ac1.high) == (1, 1, 1)
    assert not found.few and figures([("a", "a")] * (FEW - 1)).few


def test_always_agreeing_on_several_words_is_one_without_doubt() -> None:
    found = figures([("a", "a"), ("b", "b"), ("b", "b"), ("c", "c"), ("c", "c"), ("c", "c")])
    assert found.kappa and (found.kappa.value, found.kappa.low, found.kappa.high) == (1, 1, 1)
    assert found.ac1 and (found.ac1.value, found.ac1.low, found.ac1.high) == (1, 1, 1)


def test_a_reader_who_always_says_the_same_gives_a_kappa_without_interval() -> None:
    found = figures([("a", "a")] * 4 + [("a", "b")])
    assert found.kappa and (found.kappa.value, found.kappa.low, found.kappa.high) == (0, None, None)


def test_one_case_and_none() -> None:
    one = figures([("a", "b")])
    assert one.ac1 and (one.ac1.value, one.ac1.low) == (-1, None)
    none = figures([])
    assert (none.n, none.observed, none.kappa, none.ac1, none.undefined) == (0, None, None, None, "no case yet")
    assert pooled([one, none, figures([("a", "a")] * 3)]) == (4, 3)
