"""The name decisions are made under: the user's own until another one is set; everybody who can be given a case."""

import getpass

import pytest

from registry.store import Registry
from review.rejection import UserError
from review.reviewer import local_person, login, people, rename, reviewer
from tests.review.reviewed import decide


def test_the_name_is_that_of_the_user_until_one_is_set(cases: Registry) -> None:
    assert reviewer(cases) == login()
    rename(cases, local_person(cases), "  Ada   Amberley ")
    rename(cases, local_person(cases), "Ada Amber")
    assert reviewer(cases) == "Ada Amber"
    assert cases.profile("somebody else") == ""


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_that_is_none_is_refused(cases: Registry, name: str) -> None:
    with pytest.raises(UserError, match="enter a name of 1 to 60 letters"):
        rename(cases, local_person(cases), name)


def test_everybody_with_a_name_a_decision_or_a_case_is_known(cases: Registry) -> None:
    rename(cases, local_person(cases), "Dora")
    decide(cases, "accept", "ecog", reviewer="bea")
    decide(cases, "assign", "", "Cleo")
    decide(cases, "assign", "")
    assert people(cases, local_person(cases)) == ["Ada", "bea", "Cleo", "Dora"]


def test_a_machine_that_knows_no_user_has_a_reviewer_still(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("no entry")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert login() == "reviewer"
