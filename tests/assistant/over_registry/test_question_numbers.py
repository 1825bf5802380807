"""Every number of an answer is what plain Python counts over the cases, for questions of any make."""

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.about_registry import answer_question
from lexicons import load_elements
from registry.question import Condition, Question, Test
from registry.question_fields import field_of
from registry.store import Registry
from review.reviewer import local_person
from review.workflow import review_case
from tests.assistant.over_registry import plain_answers

WORDS: dict[str, list[str]] = {
    name: list(element.values) for name, element in load_elements().items() if element.kind in ("category", "list")
}
WORDS |= {f"ehd.{site}": ["present", "absent", "indeterminate"] for site in load_elements()["ehd"].sites}
WORDS |= {"ehd": list(load_elements()["ehd"].sites)}
WORDS |= {"ecmtg": ["M0", "M1a", "M1b", "M1c"], "group": ["G1", "G2", "G3"]}
WORDS |= {f"rule.{rule}.derived": ["met", "not_met", "unknown", "not_applicable"] for rule in ("R02", "R29", "R49")}
NUMBERS = [name for name, element in load_elements().items() if element.kind in ("number", "integer", "count")]
FIELDS = [*WORDS, *NUMBERS]
LISTS = ["ehd", *(name for name, element in load_elements().items() if element.kind == "list")]


@st.composite
def claims(draw: st.DrawFn) -> Test:
    name = draw(st.sampled_from(FIELDS))
    if draw(st.integers(0, 9)) == 0:
        return Test(field=name, op=draw(st.sampled_from(["stated", "not_stated"])))
    if name in WORDS and (name not in LISTS or draw(st.booleans())):
        values = draw(st.lists(st.sampled_from(WORDS[name]), min_size=1, max_size=3, unique=True))
        return Test(field=name, op=draw(st.sampled_from(["is", "is_not"])), values=tuple(values))
    op = draw(st.sampled_from(["more_than", "at_least", "less_than", "at_most", "between", "is", "is_not"]))
    number = st.sampled_from([0, 1, 2, 3, 5, 6, 10, 18, 20, 34, 45, 60, 63, 100])
    numbers = draw(st.lists(number, min_size=2 if op == "between" else 1, max_size=2 if op == "between" else 1))
    return Test(field=name, op=op, values=tuple(float(one) for one in numbers))


conditions = st.lists(st.lists(claims(), min_size=1, max_size=2), max_size=3).map(
    lambda some: tuple(Condition(any_of=tuple(one)) for one in some)
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    ask = draw(st.sampled_from(["count", "share", "list", "median", "mean", "minimum", "maximum", "sum"]))
    return Question(
        ask=ask,
        among=draw(conditions),
        target=draw(conditions.filter(bool)) if ask == "share" else (),
        measure=draw(st.sampled_from(NUMBERS)) if ask not in ("count", "share", "list") else "",
        by=draw(st.sampled_from([(), *((name,) for name in FIELDS)])) if ask != "list" else (),
        of_all=ask == "share" and draw(st.booleans()),
    )


SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@cache
def cases_of(registry: Registry) -> dict[str, plain_answers.Case]:
    return {name: plain_answers.case_of(review_case(registry, name)) for name in registry.case_ids()}


def near(one: Any, other: Any) -> bool:
    return one == other if one is None or other is None else abs(one - other) < 0.001


@given(question=questions())
@settings(max_examples=150, deadline=None, suppress_health_check=SUPPRESSED)
def test_answer_is_what_plain_python_counts(registry: Registry, question: Question) -> None:
    told, wanted = (
        answer_question(registry, local_person(registry), question).value,
        plain_answers.answer(question, cases_of(registry)),
    )
    if question.ask == "list":
        assert [row["case_id"] for row in told] == wanted
    elif question.by:
        assert {row[question.by[0]]: row[question.ask if question.ask != "count" else "cases"] for row in told} == {
            key: pytest.approx(value, abs=0.001) for key, value in wanted.items()
        }
    else:
        assert near(told, wanted)


@given(question=questions())
@settings(max_examples=60, deadline=None, suppress_health_check=SUPPRESSED)
def test_a_claim_and_its_denial_share_no_case(registry: Registry, question: Question) -> None:
    for condition in question.among:
        for test in condition.any_of:
            if test.op == "between":
                continue
            claimed = Question(ask="list", among=(Condition(any_of=(test,)),))
            denied = Question(ask="list", among=(test.denied(),))
            both = [
                {row["case_id"] for row in answer_question(registry, local_person(registry), one).value}
                for one in (claimed, denied)
            ]
            assert not both[0] & both[1]


def test_cites_are_what_stands_in_the_notes(registry: Registry) -> None:
    texts = {
        one.note.note_id: one.note.text for name in registry.case_ids() for one in registry.note_abstractions(name)
    }
    for name in ("ehd.lung", "response", "liver_lesion_count", "chemo_regimens", "cea_ng_ml"):
        question = Question(ask="list", among=(Condition(any_of=(Test(field=name, op="stated"),)),))
        cites = answer_question(registry, local_person(registry), question).cites
        assert cites
        assert all(texts[cite.note_id][cite.start : cite.end] == cite.text for cite in cites)


def test_a_field_that_is_none_is_refused() -> None:
    for name in ("surgeon", "ehd.liver", "rule.R999999", 'x"; DROP TABLE notes', "ehd.lung.present"):
        with pytest.raises(KeyError):
            field_of(name)
