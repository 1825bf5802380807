"""Accuracy, export, a term tried and an imported case, in a real browser on decisions made before."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry import export_store
from registry.store import Registry
from review import workflow
from review.evaluation import evaluate
from review.moment import moment
from review.reviewer import local_person
from tests.app_pages.accessibility import assert_accessible, violations
from tests.app_pages.conftest import Server, flashes, open_case, running
from tests.review import reviewed
from tests.review.reviewed import ingest, note

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

LETTER = "ONCOLOGY CLINIC\nECOG performance status 1. CEA 12 ng/mL. Given 4 cycles of zerofox for liver metastases.\n"


@pytest.fixture(scope="module")
def filled_here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """a1: one value accepted, one corrected, one added. b1: abstracted by people before, who found another ECOG and no CEA."""
    folder = tmp_path_factory.mktemp("decided")
    path = folder / "decided.duckdb"
    with Registry.open(path) as registry:
        ingest(registry, folder, [note("a1-letter", "a1", "oncology", "2024-03-01", LETTER)])
        words = reviewed.evidence(registry, "a1", "a1-letter", "zerofox", "chemo_regimens", "FOLFOX")
        for action, element, value, places in (
            ("accept", "ecog", None, ()),
            ("correct", "cea_ng_ml", 13, ()),
            ("correct", "chemo_regimens", ["FOLFOX"], (words,)),
        ):
            reviewed.decide(registry, action, element, value, case="a1", evidence=places, decided_at=moment())
        gold = folder / "gold.jsonl"
        row = note("b1-letter", "b1", "oncology", "2024-03-01", LETTER.replace("zerofox", "FOLFOX"))
        gold.write_text(json.dumps({**row, "fields": {"ecog": 2, "chemo_cycles": 4}}) + "\n", encoding="utf-8")
        workflow.ingest(registry, [gold], on_progress=lambda _: None, importer=local_person(registry))
    return path


def test_from_the_figures_to_their_cases_and_out(tab: Page, filled_here: Path, tmp_path: Path) -> None:
    with running(filled_here, tmp_path) as app:
        a_figure_leads_to_its_cases(tab, app)
        decided_notes_go_out_as_gold(tab, app, tmp_path / "out.jsonl")
        a_term_is_tried_before_it_is_saved(tab, app)
        an_imported_case_shows_where_the_machine_reads_something_else(tab, app)
    assert taken_out(tmp_path) == ["gold"], "the audit knows"


def taken_out(folder: Path) -> list[str]:
    """The kinds of export that the audit of a stopped app holds."""
    with Registry.open(folder / "app.duckdb", read_only=True) as registry:
        return [one.kind for one in export_store.load(registry)]


def a_figure_leads_to_its_cases(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/accuracy")
    expect(tab.locator('[data-figure="all precision"]')).to_have_text("50%")
    expect(tab.locator('[data-figure="all recall"]')).to_have_text("33%")
    assert_accessible(tab)
    tab.locator('[data-figure="cea_ng_ml corrected"]').focus()
    tab.keyboard.press("Enter")
    line = tab.locator(".crlm-outcomes tbody tr")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("12 ng/mL")
    assert violations(tab) == []
    line.locator("button").click()
    expect(tab.locator("h1")).to_have_text("a1")
    flashes(tab.locator('.crlm-row[data-element="cea_ng_ml"]'))


def decided_notes_go_out_as_gold(tab: Page, server: Server, path: Path) -> None:
    tab.goto(f"{server.url}/accuracy")
    with tab.expect_download(timeout=60_000) as download:
        tab.get_by_role("button", name="Export as gold").click(timeout=60_000)
    download.value.save_as(path)
    summary, _ = evaluate(path)
    assert {name: (row["tp"], row["fp"], row["fn"]) for name, row in summary["fields"].items()} == {
        "cea_ng_ml": (0, 1, 1),
        "chemo_regimens": (0, 0, 1),
        "ecog": (1, 0, 0),
    }


def a_term_is_tried_before_it_is_saved(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/accuracy")
    tab.get_by_role("button", name="Try a term").click()
    topic = tab.locator(".st-key-term_topic input")
    topic.fill("regimen")
    topic.press("Enter")
    expect(tab.locator(".st-key-term_concept_regimen")).to_be_visible()
    tab.get_by_label("New term").fill("zerofox")
    tab.get_by_role("button", name="Try it").click()
    expect(tab.locator(".crlm-trial-head")).to_have_text(
        "“zerofox” fixes 1, breaks 0, changes 1 elsewhere", timeout=90_000
    )
    expect(tab.locator(".crlm-lacking li")).to_have_count(2)
    assert violations(tab) == []
    tab.get_by_role("button", name="Save the term").click()
    expect(tab.get_by_text("no new sentence under found has the term")).to_have_count(2)
    tab.locator(".crlm-outcomes button").first.click()
    expect(tab.locator("h1")).to_have_text("a1")


def an_imported_case_shows_where_the_machine_reads_something_else(tab: Page, server: Server) -> None:
    open_case(tab, server, "b1")
    row = tab.locator('.crlm-row[data-element="ecog"]')
    expect(row.locator(".crlm-status")).to_have_text("imported")
    expect(row.locator(".crlm-machine")).to_have_text("The machine reads 1")
    expect(tab.locator('.crlm-row[data-element="cea_ng_ml"] .crlm-machine')).to_contain_text("12 ng/mL")
    expect(tab.locator('.crlm-row[data-element="chemo_cycles"] .crlm-machine')).to_have_count(0)
    assert violations(tab) == []
    row.locator(".crlm-label").click()
    tab.keyboard.press("a")
    expect(tab.locator(".crlm-live")).to_have_text("Saved")
    expect(row.locator(".crlm-machine")).to_have_count(0)
