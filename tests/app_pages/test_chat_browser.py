"""The conversation in a real browser: a cite flashes its words, a card is applied, the guided questions come to their end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.store import Registry
from tests.app_pages.accessibility import assert_accessible
from tests.app_pages.conftest import Server, fits, open_case, running

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def own_server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An app for what changes cases: each test here has its own case on it."""
    folder = tmp_path_factory.mktemp("chat")
    with running(filled, folder) as app:
        yield app
    with Registry.open(folder / "app.duckdb", read_only=True) as registry:
        assert registry.verify_decisions().faults == ()


@pytest.fixture
def panel(case_page: Page) -> Page:
    """The conversation of case t1 on the shared server: for what writes nothing but turns."""
    case_page.get_by_role("tab", name="Ask").click()
    return case_page


def ask(page: Page, sentence: str) -> None:
    """Ask, and wait for the answer."""
    before = page.locator(".crlm-asked").count()
    page.locator(".crlm-ask-input").fill(sentence)
    page.keyboard.press("Enter")
    expect(page.locator(".crlm-asked")).to_have_count(before + 1)
    expect(page.locator(".crlm-chat-wait")).to_have_count(0)


def test_a_question_is_answered_and_its_cite_flashes_the_words(panel: Page) -> None:
    ask(panel, "How large is the largest lesion?")
    answer = panel.locator(".crlm-said-back").last
    expect(answer).to_contain_text("Largest metastasis: 42 mm.")
    answer.locator(".crlm-cite").first.click()
    expect(panel.locator('.crlm-tab[aria-pressed="true"]')).to_have_attribute("data-note", "t1-ct")
    panel.wait_for_function("() => window.flashed.some((ids) => ids.includes('liver_max_size_mm'))")
    mark = panel.locator(".crlm-mark.is-chosen").first
    expect(mark).to_contain_text("4.2")
    expect(mark).to_be_in_viewport()
    ask(panel, "where is the CEA said?")
    expect(panel.locator(".crlm-said-back").last).to_contain_text("“CEA 18.4 ng/mL.”")


def test_a_correction_is_applied_the_verdict_changes_and_the_audit_has_it(tab: Page, own_server: Server) -> None:
    desk = tab
    open_case(desk, own_server, "t1")
    stage = desk.locator('.crlm-answer:has-text("ECMTG stage")')
    expect(stage).to_contain_text("M1a")
    desk.get_by_role("tab", name="Ask").click()
    ask(desk, "resectability is unresectable per clinic")
    card = desk.locator(".crlm-proposal.is-waiting")
    expect(card.locator("del")).to_have_text("resectable")
    expect(card.locator("ins")).to_have_text("unresectable")
    expect(card).to_contain_text("ECMTG M1a → M1b or M1c")
    expect(desk.locator(".crlm-state")).to_contain_text(re.compile(r"\D0 of \d+ decided"))  # nothing is written yet
    card.get_by_role("button", name="Apply").click()
    expect(desk.locator(".crlm-said-back").last).to_contain_text("Saved. ECMTG M1a → M1b or M1c")
    expect(desk.locator(".crlm-state")).to_contain_text(re.compile(r"\D1 of \d+ decided"))
    expect(desk.locator(".crlm-proposal.is-waiting")).to_have_count(0)
    desk.get_by_role("tab", name="Verdicts").click()
    expect(stage).to_contain_text("open, one of:M1bpotentially resectableM1c")
    desk.get_by_role("tab", name="Ask").click()
    ask(desk, "who changed the resectability?")
    expect(desk.locator(".crlm-said-back").last).to_contain_text(
        "Stated resectability corrected resectable → unresectable"
    )
    ask(desk, "lesion count is 9")
    desk.get_by_role("button", name="Discard").click()
    expect(desk.locator(".crlm-said-back").last).to_contain_text("Discarded: nothing was changed.")


def test_the_guided_questions_end_when_nothing_can_settle_a_verdict(tab: Page, own_server: Server) -> None:
    desk = tab
    open_case(desk, own_server, "t3")
    desk.get_by_role("tab", name="Ask").click()
    while (before := desk.locator("h1").inner_text()) != "t2":  # the conversation goes along
        desk.get_by_role("button", name="Next case").click()
        expect(desk.locator("h1")).not_to_have_text(before)
    expect(desk.locator(".crlm-said-back")).to_contain_text("6 open facts can still settle a verdict")  # of this case
    ask(desk, "ask me")
    for left in range(6, 0, -1):
        last = desk.locator(".crlm-said-back").last
        expect(last).to_contain_text(re.compile(rf"{left} questions? can still settle a verdict"))
        ask(desk, "no")
        desk.locator(".crlm-proposal.is-waiting").get_by_role("button", name="Apply").click()
        expect(desk.locator(".crlm-proposal.is-waiting")).to_have_count(0)
    expect(desk.locator(".crlm-said-back").last).to_contain_text("No answer can settle a verdict any more.")
    desk.get_by_role("tab", name="Verdicts").click()
    expect(desk.locator(".crlm-questions")).to_have_count(0)


def test_the_panel_is_accessible_and_fits(panel: Page) -> None:
    ask(panel, "summarise the case")
    ask(panel, "lesion count is 9")
    ask(panel, "what is the weather?")
    assert_accessible(panel)
    fits(panel.locator(".crlm-turns"))
    expect(panel.locator(".crlm-ask-input")).to_be_in_viewport()
