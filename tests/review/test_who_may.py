"""Each verb that writes refuses whoever lacks the right, and then nothing is written."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from registry import time_store
from registry.store import Registry
from review import policy, workflow
from review.exports import record_export
from review.reviewer import rename
from review.rights import Person, RefusedError, Role
from review.sign_off import sign_off
from review.time_log import log_time
from tests.review.reviewed import decide, made, somebody

VIEWER = somebody("Vic", Role.VIEWER)
Verb = Callable[[Registry, Person], object]


def decides(action: str, element: str, value: object = None) -> Verb:
    return lambda registry, person: workflow.decide(registry, person, made(action, element, value, reason="why"))


WRITES: dict[str, Verb] = {
    "accept": decides("accept", "ecog"),
    "correct": decides("correct", "ecog", 3),
    "reject": decides("reject", "ecog"),
    "not stated": decides("not_stated", "flr_percent"),
    "query": decides("query", "ecog"),
    "comment": decides("comment", "ecog"),
    "undo": decides("undo", "cea_ng_ml"),
    "take a case": decides("assign", "", "Vic"),
    "sign off": lambda registry, person: sign_off(registry, person, "c2", "s1"),
    "rename": lambda registry, person: rename(registry, person, "Somebody else"),
    "numbers": lambda registry, person: policy.save(registry, person, {"fit_ecog": 2.0}),
    "export": lambda registry, person: record_export(registry, person, "cohort csv", {}, 1, "ab" * 32),
    "time": lambda registry, person: log_time(registry, person, "t1", "c2", 5.0),
}


@pytest.mark.parametrize("verb", WRITES.values(), ids=WRITES)
def test_a_viewer_writes_nothing(cases: Registry, verb: Verb) -> None:
    decide(cases, "accept", "cea_ng_ml")
    before = rows(cases)
    with pytest.raises(RefusedError, match="Vic is viewer here and may not"):
        verb(cases, VIEWER)
    assert rows(cases) == before
    verb(cases, replace(VIEWER, role=Role.ADMIN))
    assert rows(cases) != before, "the same verb writes for somebody who may"


def rows(registry: Registry) -> object:
    """Everything the registry holds."""
    with registry.reading() as cursor:
        names = [row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        return {name: cursor.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}


def test_an_abstractor_takes_a_free_case_and_hands_it_back_and_gives_none(cases: Registry) -> None:
    abby, bea = somebody("Abby", Role.ABSTRACTOR), somebody("Bea", Role.ABSTRACTOR)
    assign = lambda who, name: workflow.decide(cases, who, made("assign", "", name))  # noqa: E731
    with pytest.raises(RefusedError, match="Abby is abstractor here and may not give cases to people"):
        assign(abby, "Bea")
    assign(abby, "Abby")
    for name in ("Bea", None):
        with pytest.raises(RefusedError, match="give cases to people"):
            assign(bea, name)
    assign(abby, None)
    assign(bea, "Bea")
    assign(somebody("Adi", Role.ADJUDICATOR), "Abby")
    assert [one.value for one in cases.decisions("c2")] == ["Abby", None, "Bea", "Abby"]


def test_a_decision_carries_the_name_of_the_person_who_makes_it(cases: Registry) -> None:
    workflow.decide(cases, somebody("Abby"), made("accept", "ecog", reviewer="somebody else"))
    assert [one.reviewer for one in cases.decisions("c2")] == ["Abby"]


def test_time_is_kept_once_and_only_where_it_is_one(cases: Registry) -> None:
    abby = somebody("Abby", Role.ABSTRACTOR)
    assert log_time(cases, abby, "t1", "c2", 12.34) and not log_time(cases, abby, "t1", "c2", 99.0)
    assert not log_time(cases, abby, "t2", "no case", 12.0)
    assert time_store.of_case(cases, "c2") == 12.3
