"""The conversation in a real browser: a cite flashes its words, a card is applied, the guided questions come to their end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from registry.store import Registry
from tests.app_pages.conftest import Server, free_port, open_case, start, stop
from tests.app_pages.test_accessible import violations

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(registry_path: Path, browser: Browser) -> Iterator[Page]:
    """Case t1 with its conversation open, on a registry of its own."""
    server = Server(f"http://127.0.0.1:{free_port()}", registry_path.parent / "server.log")
    process = start(registry_path, server.url, server.log)
    errors: list[str] = []
    try:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(30_000)
        open_case(page, server, "t1")
        page.get_by_role("tab", name="Ask").click()
        yield page
        context.close()
    finally:
        stop(process)
    with Registry.open(registry_path, read_only=True) as registry:
        assert registry.verify_decisions().faults == ()
    assert errors == []


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


def test_a_correction_is_applied_the_verdict_changes_and_the_audit_has_it(desk: Page) -> None:
    desk.get_by_role("tab", name="Verdicts").click()
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


def test_the_guided_questions_end_when_nothing_can_settle_a_verdict(desk: Page) -> None:
    while desk.locator("h1").inner_text() != "t2":
        before = desk.locator("h1").inner_text()
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_is_accessible_and_fits(panel: Page, scheme: str) -> None:
    panel.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ask(panel, "summarise the case")
    ask(panel, "lesion count is 9")
    ask(panel, "what is the weather?")
    panel.wait_for_timeout(1500)
    assert violations(panel) == []
    assert panel.locator(".crlm-turns").evaluate("node => node.scrollWidth <= node.clientWidth")
    expect(panel.locator(".crlm-ask-input")).to_be_in_viewport()
