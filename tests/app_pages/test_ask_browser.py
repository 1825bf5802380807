"""The page Ask in a real browser: a question, its chips, its rows, what is not understood; readable in light and dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.app_pages.accessibility import assert_accessible
from tests.app_pages.conftest import Server

pytestmark = pytest.mark.e2e


@pytest.fixture
def ask_page(tab: Page, server: Server) -> Page:
    tab.goto(f"{server.url}/ask")
    tab.get_by_label("Question").wait_for()
    return tab


def put(page: Page, text: str) -> None:
    page.get_by_label("Question").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-ask_bar")).to_contain_text(text)


def test_a_question_is_answered_changed_and_opens_a_case(ask_page: Page, server: Server) -> None:
    put(ask_page, "Which patients have a CEA over 10?")
    rows = ask_page.locator(".crlm-answer tbody tr")
    expect(rows).to_have_count(1)
    ask_page.locator(".st-key-ask_chips").get_by_role("button", name="CEA over 10 ng/mL").click()
    ask_page.get_by_label("Number").fill("1")
    ask_page.get_by_role("button", name="Ask again").click()
    expect(rows).to_have_count(2)
    put(ask_page, "and of those, how many are RAS wild type?")
    expect(ask_page.locator(".st-key-ask_chips")).to_contain_text("CEA over 1 ng/mL")
    ask_page.locator(".st-key-ask_earlier").get_by_role("button", name="Which patients have a CEA over 10?").click()
    expect(rows).to_have_count(1)
    rows.first.get_by_role("button").click()
    expect(ask_page.locator("h1")).to_have_text("t1")
    assert "CEA" not in ask_page.url


def test_the_page_is_accessible(ask_page: Page) -> None:
    put(ask_page, "How many blue tumours?")
    expect(ask_page.get_by_role("alert")).to_contain_text("Not understood: “blue”")
    assert_accessible(ask_page)
    put(ask_page, "CEA distribution")
    ask_page.locator(".crlm-answer .crlm-bar").first.wait_for(state="attached")
    assert_accessible(ask_page)
