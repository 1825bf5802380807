"""The pages without a browser: what each shows for a registry, an empty one, and none."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.connection import open_registry
from registry.store import Registry
from review.rights import Person, Role
from tests.health.tree import ROOT


def app(monkeypatch: pytest.MonkeyPatch, registry: Path | None, page: str = "", case: str = "") -> AppTest:
    monkeypatch.setenv("CRLM_DB", str(registry or ""))
    opened = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if case:
        opened.session_state["case"] = case
    opened.run()
    return opened.switch_page(page).run() if page else opened


def data_of(opened: AppTest, part: str) -> dict[str, Any]:
    """What the page hands to one of its browser parts."""
    found = [json.loads(item.proto.json) for item in opened.get("bidi_component") if part in item.proto.id]
    assert len(found) == 1
    return dict(found[0])


def test_without_a_registry_the_page_says_how_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = app(monkeypatch, None)
    assert not opened.exception
    assert "crlm serve" in opened.info[0].value


@pytest.mark.parametrize("page", ["", "app_pages/case.py"])
def test_a_file_that_is_no_registry_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("Dear Dr Amberley,\n" * 50)
    opened = app(monkeypatch, path, page)
    assert not opened.exception
    assert "letter.duckdb is not a registry file" in opened.error[0].value
    assert "Amberley" not in opened.error[0].value


def test_a_registry_in_use_is_told_in_words(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    hold = (
        "import sys; from registry.store import Registry; held = Registry.open(sys.argv[1]);"
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(registry_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout and holder.stdin and holder.stdout.readline() == "held\n"
        opened = app(monkeypatch, registry_path)
        holder.stdin.close()
    assert not opened.exception
    assert f"(process {holder.pid}): close the app" in opened.error[0].value


@pytest.mark.parametrize("page", ["", "app_pages/case.py"])
def test_a_registry_that_fails_later_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, registry_path: Path, page: str
) -> None:
    opened = app(monkeypatch, registry_path, page)
    assert not opened.error
    open_registry().close()
    opened.run()
    assert not opened.exception
    assert "review.duckdb could not be used" in opened.error[0].value


@pytest.mark.parametrize("page", ["", "app_pages/case.py", "app_pages/cohort.py"])
def test_an_empty_registry_says_how_to_load_notes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str) -> None:
    path = tmp_path / "empty.duckdb"
    Registry.open(path).close()
    opened = app(monkeypatch, path, page)
    assert not opened.exception
    assert "crlm ingest" in opened.info[0].value


def test_the_worklist_has_a_line_for_each_case(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path)
    assert not opened.exception
    assert [one["id"] for one in data_of(opened, "case_table")["cases"]] == ["t4", "t1", "t3", "t2"]


def test_the_worklist_can_be_ordered_otherwise(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path)
    opened.selectbox(key="worklist_order").set_value("Latest note first").run()
    assert [one["id"] for one in data_of(opened, "case_table")["cases"]] == ["t4", "t3", "t2", "t1"]


def test_the_worklist_is_narrowed_by_what_is_typed(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path)
    opened.text_input(key="worklist_search").set_value("T2").run()
    assert [one["id"] for one in data_of(opened, "case_table")["cases"]] == ["t2"]
    opened.text_input(key="worklist_search").set_value("nobody").run()
    assert "Clear the search" in opened.info[0].value


def test_the_case_page_shows_note_elements_and_verdicts(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, "app_pages/case.py", "t1")
    assert not opened.exception
    note = data_of(opened, "note_viewer")
    assert (note["case"], note["note"]) == ("t1", "t1-clinic")
    assert [one["id"] for one in note["notes"]] == ["t1-ct", "t1-clinic"]
    shown = {row["element"] for family in data_of(opened, "element_list")["families"] for row in family["rows"]}
    assert {"cea_ng_ml", "ecog", "ras_status"} <= shown
    verdicts = data_of(opened, "verdict_cards")
    rules = [rule for group in verdicts["groups"] for rule in group["rules"]]
    assert rules
    assert all(rule["citation"]["section"] for rule in rules)


def test_buttons_lead_through_notes_and_cases(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, "app_pages/case.py", "t1")
    assert opened.button(key="next_note").disabled
    opened.button(key="previous_note").click().run()
    assert data_of(opened, "note_viewer")["note"] == "t1-ct"
    for case in ("t3", "t2"):
        opened.button(key="next_case").click().run()
        assert data_of(opened, "note_viewer")["case"] == case
    assert opened.button(key="next_case").disabled


def test_the_cohort_page_counts_its_cases(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, "app_pages/cohort.py")
    assert not opened.exception
    assert [one["id"] for one in data_of(opened, "cohort_table")["cases"]] == ["t1", "t2", "t3", "t4"]
    panels = {one["title"]: one["rows"] for one in data_of(opened, "cohort_charts")["panels"]}
    counted = {part["label"]: part["count"] for row in panels["Liver metastases, number"] for part in row["parts"]}
    assert counted == {"0": 1, "3": 1, "4 to 5": 1, "notes disagree": 1}


@pytest.mark.parametrize(("role", "offered"), [(Role.VIEWER, False), (Role.ABSTRACTOR, True)])
def test_a_viewer_is_offered_no_download_and_no_keeping(
    monkeypatch: pytest.MonkeyPatch, registry_path: Path, role: Role, offered: bool
) -> None:
    for page in ("app_pages.session", "app_pages.cohort_filter"):
        monkeypatch.setattr(f"{page}.person", lambda _: Person("vera", "Vera", role))
    opened = app(monkeypatch, registry_path, "app_pages/cohort.py")
    assert not opened.exception
    assert bool(opened.get("download_button")) is offered
    assert (
        bool(opened.get("popover") and any(one.proto.popover.label == "Saved filters" for one in opened.get("popover")))
        is offered
    )


def test_the_import_page_is_for_admins(monkeypatch: pytest.MonkeyPatch, registry_path: Path) -> None:
    opened = app(monkeypatch, registry_path, "app_pages/import_notes.py")
    assert not opened.exception and [one.label for one in opened.text_input if "machine" in one.label]
    assert opened.get("file_uploader")
    bea = Person("bea", "Bea", Role.ADJUDICATOR)
    monkeypatch.setattr("app_pages.session.person", lambda _: bea)
    opened = app(monkeypatch, registry_path, "app_pages/import_notes.py")
    assert not opened.exception and "Notes are loaded by an admin" in opened.info[0].value
    assert not opened.get("file_uploader") and not opened.get("expander")
