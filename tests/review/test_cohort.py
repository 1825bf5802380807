"""The cohort's questions answered by the registry are those worked out case by case in plain Python."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry import cohort_store
from registry.cohort_query import DISAGREE, NOT_STATED, band_words
from registry.cohort_store import Order
from registry.store import ComputedCase, Registry
from review.cohort import (
    CANDIDATES,
    Condition,
    Operator,
    condition,
    from_plain,
    is_counted,
    operators,
    seen_by,
    subjects,
    to_plain,
    words,
)
from review.rejection import UserError
from tests.review import cohort_cases
from tests.review.cohort_cases import DAYS, ELEMENTS, RULES, SITES, candidate_sets, fill, meets
from tests.review.reviewed import decide, made
from tests.review.twice import ADA, CLEO, enter_all, give, known

ASKED = [*ELEMENTS, *(f"ehd.{site}" for site in SITES), *RULES, "ecmtg", "group", "status", "latest"]
OF_DATE = [*DAYS, "2021", "2021-07", "2023-02-15"]


class Filled(NamedTuple):
    """A registry and what it holds."""

    registry: Registry
    cases: list[ComputedCase]

    def __repr__(self) -> str:
        return f"{len(self.cases)} cases"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    path: Path = tmp_path_factory.mktemp("cohort") / "registry.duckdb"
    with Registry.open(path) as registry:
        yield Filled(registry, fill(registry))


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    subject = subjects()[draw(st.sampled_from(ASKED))]
    operator = draw(st.sampled_from(operators(subject)))
    if operator is Operator.CAN_BE:
        options: Sequence[str] = CANDIDATES[subject.name]
    elif operator in (Operator.AT_LEAST, Operator.AT_MOST):
        dated = subject.kind in ("date", "latest")
        return condition(
            subject.name,
            operator,
            [draw(st.sampled_from(OF_DATE) if dated else st.sampled_from([0, 1, 3, 4.5, 10, 20, 60]))],
        )
    elif is_counted(subject):
        options = (
            candidate_sets(CANDIDATES[subject.name])
            if subject.kind == "candidates"
            else ["2020", "2021", "2022", "2023"]
        )
    else:
        options = words(subject)
    return condition(
        subject.name, operator, draw(st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True))
    )


@settings(max_examples=150, deadline=None)
@given(asked=st.lists(conditions(), max_size=3), counted=st.sampled_from(ASKED))
def test_filters_and_counts(filled: Filled, asked: list[Condition], counted: str) -> None:
    registry, cases = filled
    chosen = [one for one in cases if all(meets(one, single) for single in asked)]
    assert cohort_store.case_ids(registry, asked, Order()) == [one.case.case_id for one in chosen]
    subject = subjects()[counted]
    expected = Counter(word for one in chosen for word in cohort_cases.words(one, subject))
    assert cohort_store.distribution(registry, subject, asked) == expected
    assert cohort_store.totals(registry, asked).chosen == len(chosen)
    assert from_plain(to_plain(asked)) == asked


@pytest.mark.parametrize("name", ELEMENTS)
def test_what_is_not_stated_is_neither_of_two_answers(filled: Filled, name: str) -> None:
    registry, cases = filled
    subject = subjects()[name]
    held = cohort_store.distribution(registry, subject, ())
    assert held[NOT_STATED] and held[DISAGREE]
    for operator in set(operators(subject)) - {Operator.IS}:
        told = ["2022"] if subject.kind == "date" else [0] if operator != Operator.LACKS else [words(subject)[0]]
        found = set(cohort_store.case_ids(registry, [condition(name, operator, told)], Order()))
        silent = {one.case.case_id for one in cases if cohort_cases.words(one, subject) & {NOT_STATED, DISAGREE}}
        assert not found & silent


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ["liver_max_size_mm", "response", "R10.derived", "latest"])
def test_the_table_is_sorted_and_paged(filled: Filled, name: str, descending: bool) -> None:
    registry, _ = filled
    order = Order(subjects()[name], descending)
    ids = cohort_store.case_ids(registry, (), order)
    cells = [row[name] for row in cohort_store.cells(registry, ids, [subjects()[name]]).values()]
    silent = [cell in (NOT_STATED, DISAGREE) for cell in cells]
    assert silent == sorted(silent) and (name in ("latest",) or any(silent))
    held = [cell for cell in cells if cell not in (NOT_STATED, DISAGREE)]
    numbers = [float(cell) if name in ("latest", "liver_max_size_mm") else cell for cell in held]
    assert numbers == sorted(numbers, reverse=descending)  # type: ignore[type-var]
    pages = [cohort_store.case_ids(registry, (), order, 30, start) for start in (0, 30, 60, 90)]
    assert [case_id for page in pages for case_id in page] == ids


def test_sites_are_counted_together_as_one_by_one(filled: Filled) -> None:
    chosen = [condition("liver_max_size_mm", "is", ["not stated", "20 to under 30", "notes disagree"])]
    found = cohort_store.sites(filled.registry, "ehd", chosen)
    for site in SITES:
        told = cohort_store.distribution(filled.registry, subjects()[f"ehd.{site}"], chosen)
        assert found[site] == {word: number for word, number in told.items() if word != NOT_STATED}


def test_missingness_adds_up(filled: Filled) -> None:
    registry, cases = filled
    found = cohort_store.missingness(registry, ())
    for name in ELEMENTS:
        doubtful = sum(one.case.values[name].status == "needs_review" for one in cases if name in one.case.values)
        stated = sum(name in one.case.values for one in cases)
        disputed = sum(name in one.case.conflicts and name not in one.case.values for one in cases)
        assert found[name] == {
            cohort_store.SURE: stated - doubtful, cohort_store.TO_CHECK: doubtful, DISAGREE: disputed
        }  # fmt: skip


def test_a_cell_holds_what_the_case_holds(filled: Filled) -> None:
    registry, cases = filled
    asked = [subjects()[name] for name in ASKED]
    held = cohort_store.cells(registry, [one.case.case_id for one in cases], asked)
    for one in cases:
        row = held[one.case.case_id]
        for subject in asked:
            told = cohort_cases.words(one, subject)
            if subject.name in ELEMENTS and not told & {NOT_STATED, DISAGREE}:
                assert json.loads(row[subject.name]) == one.case.values[subject.name].value
            elif subject.kind == "candidates":
                assert json.loads(row[subject.name]) == list(getattr(one, subject.name))
            elif subject.kind == "latest":
                assert f"{row['latest']:.0f}" == cohort_cases.latest(one).replace("-", "")
            else:
                assert {row[subject.name]} == told


def test_verdicts_are_counted(filled: Filled) -> None:
    registry, cases = filled
    chosen = [condition("liver_max_size_mm", "at_least", [20])]
    found = cohort_store.verdicts(registry, chosen)
    for rule in RULES:
        told = Counter(
            word for one in cases if meets(one, chosen[0]) for word in cohort_cases.words(one, subjects()[rule])
        )
        assert found[rule] == {word: number for word, number in told.items() if word != NOT_STATED}


def test_decisions_move_the_figures(cases: Registry) -> None:
    ecog = subjects()["ecog"]
    assert cohort_store.distribution(cases, ecog, ()) == {"1": 1, NOT_STATED: 1}
    decide(cases, "correct", "ecog", 3, decided_at="2024-06-02T10:00:00+00:00")
    decide(cases, "accept", "cea_ng_ml", decided_at="2024-06-03T10:00:00+00:00")
    assert cohort_store.distribution(cases, ecog, ()) == {"3": 1, NOT_STATED: 1}
    totals = cohort_store.totals(cases, [condition("ecog", "is", ["3"])])
    assert (totals.cases, totals.chosen, totals.statuses, totals.decided) == (2, 1, {"in_review": 1}, 2)
    days = cohort_store.progress_by_day(cases, ())
    assert [(day.day, day.decisions, day.begun, day.signed) for day in days] == [
        ("2024-06-02", 1, 1, 0),
        ("2024-06-03", 1, 0, 0),
    ]
    cases.append_decision(made("sign_off", "", {"inputs": ""}, decided_at="2024-06-04T10:00:00+00:00"))
    assert cohort_store.progress_by_day(cases, ())[-1].signed == 1
    cases.append_decision(made("undo", "", decided_at="2024-06-05T10:00:00+00:00"))
    assert [day.signed for day in cohort_store.progress_by_day(cases, ())] == [0, 0]


def test_ranges_name_both_ends() -> None:
    assert band_words(subjects()["margin_mm"]) == ("under 1", "1 to under 5", "5 to under 10", "10 or more")
    assert band_words(subjects()["liver_lesion_count"]) == ("0", "1", "2", "3", "4 to 5", "6 to 9", "10 or more")


@pytest.mark.parametrize(
    ("about", "operator", "values", "told"),
    [
        ("blood_group", "is", ["A"], "nothing called blood_group"),
        ("ecog", "at_least", ["two"], "two is not a number"),
        ("ecog", "at_least", [1, 2], "give one number"),
        ("ecog", "is", ["7"], "ecog cannot be 7"),
        ("ecog", "is", [], "ecog cannot be nothing"),
        ("response", "at_least", [1], "cannot be compared with at_least"),
        ("pve_date", "at_most", ["May 2024"], "May 2024 is not a date"),
        ("ecmtg", "can_be", ["M9"], "ecmtg cannot be M9"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    about: str, operator: str, values: list[str | float], told: str
) -> None:
    with pytest.raises(UserError, match=told):
        condition(about, operator, values)


def test_what_is_yet_to_be_abstracted_blind_is_left_out(cases: Registry) -> None:
    known(cases)
    assert seen_by(cases, ADA) == []
    assert set(give(cases)) == {"c1", "c2"}
    assert cohort_store.totals(cases, seen_by(cases, ADA)).chosen == 0
    assert cohort_store.distribution(cases, subjects()["ecog"], seen_by(cases, ADA)) == {}
    assert cohort_store.totals(cases, seen_by(cases, CLEO)).chosen == 2
    enter_all(cases, ADA, "c2", {"ecog": 1})
    assert cohort_store.case_ids(cases, seen_by(cases, ADA), Order()) == ["c2"]
