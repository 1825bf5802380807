"""The worklist in a real browser: its order, and that a row opens its own case whatever is sorted or filtered."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.app_pages.conftest import Server, fits

pytestmark = pytest.mark.e2e


@pytest.fixture
def worklist(tab: Page, server: Server) -> Page:
    tab.goto(server.url)
    tab.locator("tr[data-case]").first.wait_for()
    return tab


def test_notes_that_disagree_come_first(worklist: Page) -> None:
    first = worklist.locator("tr[data-case]").first
    expect(first).to_have_attribute("data-case", "t4")
    expect(first.locator("td.is-warn").first).to_have_text(re.compile(r"[1-9]"))


def test_a_case_opens_by_keyboard(worklist: Page, server: Server) -> None:
    worklist.locator('tr[data-case="t4"] button').focus()
    worklist.keyboard.press("ArrowDown")
    worklist.keyboard.press("Enter")
    expect(worklist.locator("h1")).to_have_text("t1")
    assert worklist.url.startswith(f"{server.url}/case?case=")


def test_a_row_opens_its_own_case_after_filtering(worklist: Page) -> None:
    worklist.get_by_label("Case", exact=True).fill("t2")
    worklist.keyboard.press("Enter")
    expect(worklist.locator("tr[data-case]")).to_have_count(1)
    worklist.locator('tr[data-case="t2"] td').last.click()
    expect(worklist.locator("h1")).to_have_text("t2")
    expect(worklist.locator(".crlm-head")).to_contain_text("1 of 1 in the list")
    expect(worklist.get_by_role("button", name="Next case")).to_be_disabled()


def test_the_page_fits_the_window(worklist: Page) -> None:
    for width in (1280, 1600):
        worklist.set_viewport_size({"width": width, "height": 800})
        fits(worklist.get_by_test_id("stMain"))


def test_the_list_is_as_it_was_left(worklist: Page) -> None:
    worklist.get_by_label("Case", exact=True).fill("t1")
    worklist.keyboard.press("Enter")
    expect(worklist.locator("tr[data-case]")).to_have_count(1)
    worklist.locator('tr[data-case="t1"] button').click()
    expect(worklist.locator("h1")).to_have_text("t1")
    worklist.get_by_role("link", name="Worklist").click()
    expect(worklist.locator("h1")).to_have_text("Worklist")
    expect(worklist.get_by_label("Case", exact=True)).to_have_value("t1")
    expect(worklist.locator("tr[data-case]")).to_have_count(1)
