"""The case page in a real browser: from fact to words, from words to fact, by mouse and by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app_pages.conftest import Computing, Server, at_rest, fits, flashed, flashes, forget_flashes, open_case

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
    """Whether a smooth scroll brings one box wholly into another and ends with it there."""
    before = None
    for _ in range(200):
        now = inner.bounding_box()
        if now == before and inside(inner, outer):
            return True
        before = now
        inner.page.wait_for_timeout(100)
    return False


def test_a_fact_leads_to_its_words(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    words = mark_of(case_page, "cea_ng_ml")
    viewer = case_page.locator(".crlm-note")
    row = case_page.locator('.crlm-row[data-element="cea_ng_ml"]')
    assert not inside(words, viewer), "the words must be out of sight first, or the test shows nothing"
    row.locator(".crlm-label").click()
    flashes(words)
    assert comes_inside(words, viewer)
    expect(words).to_have_class(CHOSEN)
    expect(words).not_to_have_class(FLASHING)

    # Of another note: that note opens.
    open_note(case_page, "t1-clinic")
    forget_flashes(case_page)
    row.locator(".crlm-label").click()
    is_open(case_page, "t1-ct")
    flashes(words)
    assert comes_inside(words, viewer)


def test_a_row_chosen_since_stays_chosen_when_the_note_opens(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    row = case_page.locator('.crlm-row[data-element="cea_ng_ml"]')
    # Both in one turn of the browser: the answer of the server comes after the second.
    row.evaluate("""row => {
        row.querySelector(".crlm-label").click();
        const others = [...document.querySelectorAll(".crlm-row .crlm-label")];
        others[others.indexOf(row.querySelector(".crlm-label")) - 1].focus();
    }""")
    is_open(case_page, "t1-ct")
    flashes(mark_of(case_page, "cea_ng_ml"))
    at_rest(case_page)
    expect(row).not_to_have_class(CHOSEN)


def test_each_click_goes_to_the_next_place(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    row = case_page.locator('[data-element="liver_segments"]')
    total = int(row.locator(".crlm-tally").inner_text().rstrip("×"))
    assert total > 1
    for number in range(1, total + 1):
        row.locator(".crlm-label").click()
        expect(row.locator(".crlm-tally")).to_have_text(f"{number}/{total}")
        case_page.wait_for_function("number => window.flashed.length >= number", arg=number)
    assert len(set(case_page.evaluate("window.flashed"))) == total

    # Into the parts of the element by keyboard.
    row.locator(".crlm-label").focus()
    case_page.keyboard.press("ArrowRight")
    case_page.keyboard.press("ArrowRight")
    expect(row.locator(".crlm-chip").nth(1)).to_be_focused()
    forget_flashes(case_page)
    case_page.keyboard.press("Enter")
    expect(flashed(case_page)).to_contain_text("6")
    case_page.keyboard.press("ArrowDown")
    expect(case_page.locator('[data-element="liver_lobes"] .crlm-label')).to_be_focused()


def test_words_lead_to_the_fact(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    row = case_page.locator('[data-element="ecog"]')
    mark_of(case_page, "ecog").focus()
    expect(case_page.locator(".crlm-tip")).to_contain_text("present")
    case_page.keyboard.press("Enter")
    expect(row).to_have_class(CHOSEN)
    case_page.keyboard.press("Escape")
    expect(row.locator(".crlm-label")).to_be_focused()

    # By mouse, to a row that is out of sight.
    case_page.set_viewport_size({"width": 1280, "height": 420})
    case_page.locator(".crlm-label").first.focus()
    case_page.locator(".crlm-elements").evaluate("node => { node.scrollTop = 0; }")
    assert not inside(row, case_page.locator(".crlm-elements"))
    forget_flashes(case_page)
    mark_of(case_page, "ecog").click()
    expect(row).to_have_class(CHOSEN)
    flashes(row)
    assert comes_inside(row.locator(".crlm-label"), case_page.locator(".crlm-elements"))


def test_from_mark_to_mark_by_keyboard(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    marks = case_page.locator(".crlm-mark")
    case_page.locator(".crlm-note").focus()
    case_page.keyboard.press("Tab")
    expect(marks.first).to_be_focused()
    case_page.keyboard.press("ArrowRight")
    expect(marks.nth(1)).to_be_focused()
    case_page.keyboard.press("ArrowLeft")
    expect(marks.first).to_be_focused()
    expect(marks.first).to_have_css("outline-style", "solid")
    case_page.keyboard.press("Tab")
    expect(case_page.locator(".crlm-note :focus")).to_have_count(0)

    # The keyboard keeps its place when another note opens.
    label = case_page.locator('[data-element="cea_ng_ml"] .crlm-label')
    label.focus()
    case_page.keyboard.press("Enter")
    is_open(case_page, "t1-ct")
    expect(label).to_be_focused()


def test_through_the_elements_by_keyboard(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    labels = case_page.locator(".crlm-label")
    labels.first.focus()
    case_page.keyboard.press("ArrowDown")
    expect(labels.nth(1)).to_be_focused()
    case_page.keyboard.press("ArrowUp")
    expect(labels.first).to_be_focused()
    expect(labels.first).to_have_css("outline-style", "solid")
    case_page.keyboard.press("End")
    expect(labels.last).to_be_focused()
    case_page.locator('[data-element="cea_ng_ml"] .crlm-label').focus()
    case_page.keyboard.press("Enter")
    flashes(mark_of(case_page, "cea_ng_ml"))
    assert comes_inside(mark_of(case_page, "cea_ng_ml"), case_page.locator(".crlm-note"))


def test_notes_and_cases_by_keyboard(case_page: Page) -> None:
    is_open(case_page, "t1-clinic")
    case_page.keyboard.press("Alt+ArrowLeft")
    is_open(case_page, "t1-ct")
    at_rest(case_page)  # the button that this key would press is disabled by now
    expect(case_page.locator(".st-key-previous_note button")).to_be_disabled()
    case_page.keyboard.press("Alt+ArrowLeft")
    case_page.wait_for_timeout(500)
    is_open(case_page, "t1-ct")
    assert "/case?" in case_page.url, "at the first note the key must not leave the page"
    case_page.keyboard.press("Alt+ArrowRight")
    is_open(case_page, "t1-clinic")
    case_page.keyboard.press("Alt+ArrowUp")
    expect(case_page.locator("h1")).to_have_text("t4")
    at_rest(case_page)
    case_page.keyboard.press("Alt+ArrowDown")
    expect(case_page.locator("h1")).to_have_text("t1")


def test_a_note_is_shown_as_it_is_written(case_page: Page) -> None:
    """Markup is text, marks stand on their words after wide letters, and each says what was read; a family can be hidden."""
    open_note(case_page, "t1-clinic")
    viewer = case_page.locator(".crlm-note")
    expect(viewer).to_contain_text('<script>window.broken = 1</script><img src=x onerror="window.broken = 2">')
    assert viewer.locator("script, img, b").count() == 0
    assert case_page.evaluate("window.broken") is None
    words = mark_of(case_page, "ras_status")
    expect(mark_of(case_page, "ecog")).to_contain_text("1")
    expect(words).to_contain_text("KRAS")

    words.hover()
    tip = case_page.locator(".crlm-tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("RAS")
    expect(tip).to_contain_text("the case value rests on this")

    toggle = case_page.locator(".crlm-toggle", has_text="Markers")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(words).to_have_class(re.compile(r"\bis-hidden\b"))
    toggle.click()
    expect(words).not_to_have_class(re.compile(r"\bis-hidden\b"))

    open_note(case_page, "t1-ct")
    absent = case_page.locator(".crlm-mark.say-absent").last
    expect(absent).to_have_css("outline-style", "dotted")
    assert absent.evaluate("node => getComputedStyle(node, '::after').content") == '"absent"'


def test_a_reason_of_a_rule_leads_to_its_words(case_page: Page) -> None:
    case_page.locator(".crlm-choices .crlm-choice", has_text="Met").first.click()
    case_page.locator(".crlm-group.is-criteria .crlm-card.is-met .crlm-card-head").first.click()
    forget_flashes(case_page)
    case_page.locator("button.crlm-proof:visible").first.click()
    expect(flashed(case_page)).to_be_visible()


def test_the_documented_resectability_leads_to_its_words(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    documented = case_page.locator(".crlm-answer", has_text="As documented")
    expect(documented).to_contain_text("resectable")
    expect(documented).to_contain_text("Oncology 2024-02-20")
    documented.locator("button.crlm-answer-words").click()
    is_open(case_page, "t1-clinic")
    words = mark_of(case_page, "stated_resectability")
    flashes(words)
    assert comes_inside(words, case_page.locator(".crlm-note"))


def test_a_rule_that_is_open_unfolds_and_a_question_leads_to_its_element(case_page: Page) -> None:
    case_page.locator(".crlm-choices .crlm-choice", has_text="Unknown").click()
    card = case_page.locator(".crlm-card.is-unknown:has(.crlm-missing)").first
    expect(card.locator(".crlm-gist")).to_contain_text("Missing: ")
    expect(card.locator(".crlm-citation")).to_be_hidden()
    card.locator(".crlm-card-head").click()
    expect(card.locator(".crlm-missing").first).to_be_visible()
    card.locator("summary").click()
    expect(card.locator("blockquote")).to_be_visible()

    asked = case_page.locator(".crlm-ask", has_text="How large is the future liver remnant")
    while not asked.is_visible():
        case_page.locator(".crlm-questions .crlm-more-reasons").click()
    asked.click()
    gone = case_page.locator('.crlm-gone[data-element="flr_percent"]')
    flashes(gone)
    assert comes_inside(gone, case_page.locator(".crlm-elements"))


def test_notes_that_disagree_stand_side_by_side(tab: Page, server: Server) -> None:
    open_case(tab, server, "t4")
    # A table in a note is set in letters of one width.
    open_note(tab, "t4-mri")
    expect(tab.locator(".crlm-note")).to_have_css("font-family", re.compile("monospace"))
    open_note(tab, "t4-ct")
    expect(tab.locator(".crlm-note")).not_to_have_css("font-family", re.compile("monospace"))
    open_note(tab, "t4-mri")
    tab.locator(".crlm-bar button", has_text="To check").click()
    sides = tab.locator('[data-element="liver_lesion_count"] .crlm-side')
    expect(sides).to_have_count(2)
    at_rest(tab)
    left, right = sides.first.bounding_box(), sides.last.bounding_box()
    assert left and right and left["y"] == right["y"] and left["x"] + left["width"] < right["x"]
    sides.filter(has_text="CT").click()
    is_open(tab, "t4-ct")
    flashes(mark_of(tab, "liver_lesion_count"))
    expect(tab.locator(".crlm-row:not(.is-conflict, .is-needs_review)")).to_have_count(0)


def test_a_long_note_stays_quick(tab: Page, server: Server) -> None:
    open_case(tab, server, "t3")
    assert tab.locator(".crlm-mark").count() > 1000
    size = mark_of(tab, "liver_max_size_mm")
    assert not inside(size, tab.locator(".crlm-note"))
    at_rest(tab)
    computing = Computing(tab)
    tab.locator('[data-element="liver_max_size_mm"] .crlm-label').click()
    flashes(size)
    taken = computing.seconds()
    assert taken < 1.5, f"{taken:.2f} s computed from the click to the flash"
    assert comes_inside(size, tab.locator(".crlm-note"))


@pytest.mark.parametrize("case", ["t1", "t4"])
def test_the_page_fits_the_window(tab: Page, server: Server, case: str) -> None:
    open_case(tab, server, case)
    for width in (1280, 1600):
        tab.set_viewport_size({"width": width, "height": 800})
        fits(tab.get_by_test_id("stMain"), height=True)
        fits(*(tab.locator(pane) for pane in (".crlm-note", ".crlm-elements", ".crlm-verdicts")))


def test_the_lesions_stand_beside_the_verdicts(case_page: Page) -> None:
    case_page.get_by_role("tab", name="Lesions").click()
    liver = case_page.locator(".crlm-liver")
    expect(liver).to_be_visible()
    expect(liver).to_have_attribute("aria-label", re.compile("segment VII: 1 lesion, largest 42 mm"))
    expect(liver.locator("g.is-involved")).to_have_count(3)
    expect(case_page.locator(".crlm-trend")).to_have_attribute(
        "aria-label", re.compile("28 mm before, 42 mm 2024-01-10")
    )
    case_page.locator(".crlm-ledger .crlm-size").first.click()
    is_open(case_page, "t1-ct")
    case_page.wait_for_function("window.flashed.some((ids) => ids.includes('-liver_segments-'))")
    fits(case_page.locator(".crlm-lesions"))


def test_the_report_of_the_case_is_taken_out(case_page: Page, tmp_path: Path) -> None:
    with case_page.expect_download() as started:
        case_page.get_by_role("button", name="Report", exact=True).click()
    path = tmp_path / "report.html"
    started.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "<h1>Case t1</h1>" in text and "not medical advice" in text and '<div class="note' in text
