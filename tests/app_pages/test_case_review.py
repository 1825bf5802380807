"""The line of the review without a browser: state, person, name, and the sign-off in two steps while values are open."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from abstraction.records import ReviewDecision
from app_pages import session
from app_pages.connection import open_registry
from review import workflow
from review.decision_check import sides_of
from review.rights import Role
from tests.app_pages.test_pages import app, data_of
from tests.review.reviewed import somebody

CASE = "app_pages/case.py"


def line(opened: AppTest) -> str:
    """The words of the review line."""
    [found] = [item.proto.body for item in opened.get("html") if 'class="crlm-state"' in item.proto.body]
    return str(found)


def decide(action: str, element: str, value: object = None, case: str = "t1") -> None:
    made = ReviewDecision(
        f"{action}-{element}", case, element, action, value, "Ada", "2024-06-01T10:00:00+00:00", "why"
    )  # type: ignore[arg-type]
    workflow.decide(open_registry(), somebody("Ada"), made)


def test_a_case_is_signed_off_in_two_steps_while_values_are_open(
    monkeypatch: pytest.MonkeyPatch, registry_path: Path
) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t1")
    assert ">New<" in line(opened) and "0 of " in line(opened)
    opened.button(key="sign_off").click().run()
    assert open_registry().decisions() == (), "the first step asks"
    opened.button(key="sign_off_back").click().run()
    opened.button(key="sign_off").click().run()
    opened.button(key="sign_off_open").click().run()
    assert ">Signed off<" in line(opened)
    [signed] = open_registry().decisions("t1")
    assert signed.action == "sign_off"
    opened.button(key="unsign").click().run()
    assert ">New<" in line(opened)
    assert [one.action for one in open_registry().decisions("t1")] == ["sign_off", "undo"]


def test_why_a_case_cannot_be_signed_off_is_told(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t4")
    opened.button(key="sign_off").click().run()
    assert "Notes disagree on Liver metastases, number" in opened.warning[0].value, "before anything is asked"
    assert not [one for one in opened.button if one.key == "sign_off_open"]
    assert open_registry().decisions() == ()


def test_a_stale_case_says_why(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t1")
    opened.button(key="sign_off").click().run()
    opened.button(key="sign_off_open").click().run()
    decide("correct", "ecog", 3)
    opened.run()
    assert ">Stale<" in line(opened)
    [told] = [item.proto.body for item in opened.get("html") if 'class="crlm-stale"' in item.proto.body]
    assert "Decided since by Ada" in told and "ECOG: 1 → 3" in told
    opened.switch_page("app_pages/worklist.py").run()
    rows = {one["id"]: one for one in data_of(opened, "case_table")["cases"]}
    assert (rows["t1"]["status"], rows["t1"]["why"]) == ("stale", "decided since by Ada")
    opened.selectbox(key="worklist_status").set_value("Stale").run()
    assert [one["id"] for one in data_of(opened, "case_table")["cases"]] == ["t1"]


def test_a_case_is_given_to_a_person_and_found_by_it(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t1")
    decide("comment", "ecog", case="t2")
    opened.run()
    opened.selectbox(key="assigned_to").set_value("Ada").run()
    [given] = open_registry().decisions("t1")
    assert (given.action, given.value) == ("assign", "Ada")
    opened.switch_page("app_pages/worklist.py").run()
    opened.selectbox(key="worklist_person").set_value("Ada").run()
    assert [one["id"] for one in data_of(opened, "case_table")["cases"]] == ["t1"]


def test_the_reviewers_name_is_kept(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t1")
    opened.text_input[0].set_value("Ada Amberley")
    next(button for button in opened.button if button.label == "Use this name").click().run()
    assert not opened.exception
    opened.button(key="sign_off").click().run()
    opened.button(key="sign_off_open").click().run()
    assert open_registry().decisions("t1")[0].reviewer == "Ada Amberley"


def test_a_viewer_is_offered_nothing_and_a_click_on_what_was_offered_before_is_refused(
    monkeypatch: pytest.MonkeyPatch, registry_path: Path
) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t1")
    opened.button(key="sign_off").click().run()
    button = opened.button(key="sign_off_open")
    monkeypatch.setattr(session, "person", lambda registry: somebody("Vic", Role.VIEWER))
    button.click().run()
    assert "Vic is viewer here and may not decide on a case" in opened.warning[0].value
    assert opened.button(key="sign_off_open").disabled and not opened.selectbox and not opened.text_input
    assert data_of(opened, "element_list")["locked"].startswith("You are viewer here")
    assert data_of(opened, "note_viewer")["elements"] == []
    assert open_registry().decisions() == ()


def test_an_abstractor_takes_a_free_case_and_hands_it_back(
    monkeypatch: pytest.MonkeyPatch, registry_path: Path
) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t1")
    monkeypatch.setattr(session, "person", lambda registry: somebody("Abby", Role.ABSTRACTOR))
    opened.run()
    assert not opened.selectbox, "nobody else is offered"
    opened.button(key="take_case").click().run()
    assert opened.button(key="take_case").label == "Hand it back"
    opened.button(key="take_case").click().run()
    assert [(one.reviewer, one.value) for one in open_registry().decisions("t1")] == [("Abby", "Abby"), ("Abby", None)]


def test_signed_off_cases_come_last_in_the_worklist(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, CASE, "t1")
    for button in ("sign_off", "sign_off_open"):
        opened.button(key=button).click().run()
    opened.switch_page("app_pages/worklist.py").run()
    assert [one["id"] for one in data_of(opened, "case_table")["cases"]][-1] == "t1"


def test_the_cases_that_are_walked_through_keep_their_order(
    monkeypatch: pytest.MonkeyPatch, registry_path: Path
) -> None:
    opened = app(monkeypatch, registry_path, CASE)
    assert data_of(opened, "note_viewer")["case"] == "t4", "the most useful case comes first"
    case = workflow.review_case(open_registry(), "t4").case
    for element in case.conflicts:
        sides = sides_of(workflow.review_case(open_registry(), "t4").case, element)
        decide("accept", element, sides[0][0], case="t4")
    opened.run()
    assert data_of(opened, "note_viewer")["case"] == "t4"
    opened.button(key="next_case").click().run()
    assert data_of(opened, "note_viewer")["case"] == "t1"
