"""The case page in a real browser: from fact to words, from words to fact, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app_pages.conftest import Server

pytestmark = pytest.mark.e2e

FLASHING = re.compile(r"\bis-flashing\b")
CHOSEN = re.compile(r"\bis-chosen\b")


def is_open(page: Page, note: str) -> None:
    expect(page.locator('.crlm-tab[aria-pressed="true"]')).to_have_attribute("data-note", note)


def open_note(page: Page, note: str) -> None:
    page.locator(f'.crlm-tab[data-note="{note}"]').click()
    is_open(page, note)


def mark_of(page: Page, element: str) -> Locator:
    return page.locator(f'.crlm-mark[data-ids*="-{element}-"]').first


def inside(inner: Locator, outer: Locator) -> bool:
    """Whether the whole of one box is to be seen within the other."""
    small, large = inner.bounding_box(), outer.bounding_box()
    assert small and large
    return large["y"] <= small["y"] and small["y"] + small["height"] <= large["y"] + large["height"]


def comes_inside(inner: Locator, outer: Locator) -> bool:
    """Whether a smooth scroll brings one box wholly into another within five seconds, and leaves it there."""
    for _ in range(50):
        if inside(inner, outer):
            break
        inner.page.wait_for_timeout(100)
    inner.page.wait_for_timeout(500)
    return inside(inner, outer)


def test_a_fact_leads_to_its_words(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    words = mark_of(case_page, "cea_ng_ml")
    viewer = case_page.locator(".crlm-note")
    assert not inside(words, viewer), "the words must be out of sight first, or the test shows nothing"
    case_page.locator('[data-element="cea_ng_ml"] .crlm-label').click()
    expect(words).to_have_class(FLASHING)
    assert comes_inside(words, viewer)
    expect(words).to_have_class(CHOSEN)
    expect(words).not_to_have_class(FLASHING)


def test_a_fact_of_another_note_opens_that_note(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    case_page.locator('[data-element="cea_ng_ml"] .crlm-label').click()
    is_open(case_page, "t1-ct")
    expect(mark_of(case_page, "cea_ng_ml")).to_have_class(FLASHING)
    assert comes_inside(mark_of(case_page, "cea_ng_ml"), case_page.locator(".crlm-note"))


def test_words_lead_to_the_fact(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    case_page.set_viewport_size({"width": 1280, "height": 420})
    row = case_page.locator('[data-element="ecog"]')
    assert not inside(row, case_page.locator(".crlm-elements"))
    mark_of(case_page, "ecog").click()
    expect(row).to_have_class(CHOSEN)
    expect(row).to_have_class(FLASHING)
    assert comes_inside(row.locator(".crlm-label"), case_page.locator(".crlm-elements"))


def test_words_lead_to_the_fact_by_keyboard(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    mark_of(case_page, "ecog").focus()
    expect(case_page.locator(".crlm-tip")).to_contain_text("present")
    case_page.keyboard.press("Enter")
    expect(case_page.locator('[data-element="ecog"]')).to_have_class(CHOSEN)


def test_notes_and_cases_by_keyboard(case_page: Page) -> None:
    is_open(case_page, "t1-clinic")
    case_page.keyboard.press("Alt+ArrowLeft")
    is_open(case_page, "t1-ct")
    case_page.keyboard.press("Alt+ArrowRight")
    is_open(case_page, "t1-clinic")
    case_page.keyboard.press("Alt+ArrowDown")
    expect(case_page.locator("h1")).to_have_text("Case t2")
    case_page.keyboard.press("Alt+ArrowUp")
    expect(case_page.locator("h1")).to_have_text("Case t1")


def test_markup_in_a_note_is_text(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    viewer = case_page.locator(".crlm-note")
    expect(viewer).to_contain_text('<script>window.broken = 1</script><img src=x onerror="window.broken = 2">')
    assert viewer.locator("script, img, b").count() == 0
    assert case_page.evaluate("window.broken") is None


def test_marks_stand_on_their_words_after_wide_letters(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    assert "1" in mark_of(case_page, "ecog").inner_text()
    assert "KRAS" in mark_of(case_page, "ras_status").inner_text()


def test_an_absent_finding_is_labelled(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    words = case_page.locator(".crlm-mark.say-absent").last
    assert words.evaluate("node => getComputedStyle(node).outlineStyle") == "dotted"
    assert words.evaluate("node => getComputedStyle(node, '::after').content") == '"absent"'


def test_the_legend_hides_and_shows_a_family(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    toggle = case_page.locator(".crlm-toggle", has_text="Markers")
    words = mark_of(case_page, "ras_status")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(words).to_have_class(re.compile(r"\bis-hidden\b"))
    toggle.click()
    expect(words).not_to_have_class(re.compile(r"\bis-hidden\b"))


def test_the_tooltip_says_what_was_read(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    mark_of(case_page, "ras_status").hover()
    tip = case_page.locator(".crlm-tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("RAS")
    expect(tip).to_contain_text("the case value rests on this")


def test_a_reason_of_a_rule_leads_to_its_words(case_page: Page) -> None:
    proof = case_page.locator("button.crlm-proof").first
    proof.scroll_into_view_if_needed()
    proof.click()
    flashing = case_page.locator(".crlm-mark.is-flashing").first
    expect(flashing).to_be_visible()


def test_a_case_opens_from_the_worklist(tab: Page, server: Server) -> None:
    tab.goto(server.url)
    tab.locator('tr[data-case="t1"] button').focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Case t2")
    assert tab.url == f"{server.url}/case"


@pytest.mark.parametrize("width", [1280, 1600])
def test_the_page_fits_the_window(case_page: Page, width: int) -> None:
    case_page.set_viewport_size({"width": width, "height": 800})
    main = case_page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert main.evaluate("node => node.scrollHeight <= node.clientHeight")
