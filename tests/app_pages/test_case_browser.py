"""The case page in a real browser: from fact to words, from words to fact, by mouse and by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app_pages.conftest import Server, flashes, open_case

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
    flashes(words)
    assert comes_inside(words, viewer)
    expect(words).to_have_class(CHOSEN)
    expect(words).not_to_have_class(FLASHING)


def test_a_fact_of_another_note_opens_that_note(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    case_page.locator('[data-element="cea_ng_ml"] .crlm-label').click()
    is_open(case_page, "t1-ct")
    flashes(mark_of(case_page, "cea_ng_ml"))
    assert comes_inside(mark_of(case_page, "cea_ng_ml"), case_page.locator(".crlm-note"))


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
    case_page.wait_for_timeout(500)
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


def test_words_lead_to_the_fact(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    case_page.set_viewport_size({"width": 1280, "height": 420})
    row = case_page.locator('[data-element="ecog"]')
    assert not inside(row, case_page.locator(".crlm-elements"))
    mark_of(case_page, "ecog").click()
    expect(row).to_have_class(CHOSEN)
    flashes(row)
    assert comes_inside(row.locator(".crlm-label"), case_page.locator(".crlm-elements"))


def test_words_lead_to_the_fact_by_keyboard(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    mark_of(case_page, "ecog").focus()
    expect(case_page.locator(".crlm-tip")).to_contain_text("present")
    case_page.keyboard.press("Enter")
    expect(case_page.locator('[data-element="ecog"]')).to_have_class(CHOSEN)


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


def test_from_the_words_back_to_the_row(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    mark_of(case_page, "ecog").focus()
    case_page.keyboard.press("Enter")
    case_page.keyboard.press("Escape")
    expect(case_page.locator('[data-element="ecog"] .crlm-label')).to_be_focused()


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


def test_into_the_parts_of_an_element_by_keyboard(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    row = case_page.locator('[data-element="liver_segments"]')
    row.locator(".crlm-label").focus()
    case_page.keyboard.press("ArrowRight")
    case_page.keyboard.press("ArrowRight")
    expect(row.locator(".crlm-chip").nth(1)).to_be_focused()
    case_page.keyboard.press("Enter")
    expect(case_page.locator(".crlm-mark.is-flashing").first).to_contain_text("6")
    case_page.keyboard.press("ArrowDown")
    expect(case_page.locator('[data-element="liver_lobes"] .crlm-label')).to_be_focused()


def test_the_keyboard_keeps_its_place_when_another_note_opens(case_page: Page) -> None:
    open_note(case_page, "t1-clinic")
    label = case_page.locator('[data-element="cea_ng_ml"] .crlm-label')
    label.focus()
    case_page.keyboard.press("Enter")
    is_open(case_page, "t1-ct")
    expect(label).to_be_focused()


def test_notes_and_cases_by_keyboard(case_page: Page) -> None:
    is_open(case_page, "t1-clinic")
    case_page.keyboard.press("Alt+ArrowLeft")
    is_open(case_page, "t1-ct")
    case_page.keyboard.press("Alt+ArrowLeft")
    case_page.wait_for_timeout(500)
    is_open(case_page, "t1-ct")
    assert "/case?" in case_page.url, "at the first note the key must not leave the page"
    case_page.keyboard.press("Alt+ArrowRight")
    is_open(case_page, "t1-clinic")
    case_page.keyboard.press("Alt+ArrowUp")
    expect(case_page.locator("h1")).to_have_text("t4")
    case_page.keyboard.press("Alt+ArrowDown")
    expect(case_page.locator("h1")).to_have_text("t1")


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
    case_page.locator(".crlm-choices .crlm-choice", has_text="Met").first.click()
    case_page.locator(".crlm-group.is-criteria .crlm-card.is-met .crlm-card-head").first.click()
    case_page.locator("button.crlm-proof:visible").first.click()
    expect(case_page.locator(".crlm-mark.is-flashing").first).to_be_visible()


def test_the_documented_resectability_leads_to_its_words(case_page: Page) -> None:
    open_note(case_page, "t1-ct")
    documented = case_page.locator(".crlm-answer", has_text="As documented")
    expect(documented).to_contain_text("resectable")
    expect(documented).to_contain_text("Oncology 2024-02-20")
    documented.locator("button.crlm-answer-words").click()
    is_open(case_page, "t1-clinic")
    assert comes_inside(mark_of(case_page, "stated_resectability"), case_page.locator(".crlm-note"))


def test_a_rule_that_is_open_unfolds(case_page: Page) -> None:
    case_page.locator(".crlm-choices .crlm-choice", has_text="Unknown").click()
    card = case_page.locator(".crlm-card.is-unknown:has(.crlm-missing)").first
    expect(card.locator(".crlm-gist")).to_contain_text("Missing: ")
    expect(card.locator(".crlm-citation")).to_be_hidden()
    card.locator(".crlm-card-head").click()
    expect(card.locator(".crlm-missing").first).to_be_visible()
    card.locator("summary").click()
    expect(card.locator("blockquote")).to_be_visible()


def test_a_question_leads_to_the_element_that_would_answer_it(case_page: Page) -> None:
    asked = case_page.locator(".crlm-ask", has_text="How large is the future liver remnant")
    while not asked.is_visible():
        case_page.locator(".crlm-questions .crlm-more-reasons").click()
    asked.click()
    gone = case_page.locator('.crlm-gone[data-element="flr_percent"]')
    flashes(gone)
    assert comes_inside(gone, case_page.locator(".crlm-elements"))


def test_notes_that_disagree_stand_side_by_side(tab: Page, server: Server) -> None:
    open_case(tab, server, "t4")
    tab.locator(".crlm-bar button", has_text="To check").click()
    sides = tab.locator('[data-element="liver_lesion_count"] .crlm-side')
    expect(sides).to_have_count(2)
    left, right = sides.first.bounding_box(), sides.last.bounding_box()
    assert left and right and left["y"] == right["y"] and left["x"] + left["width"] < right["x"]
    sides.filter(has_text="CT").click()
    is_open(tab, "t4-ct")
    flashes(mark_of(tab, "liver_lesion_count"))
    expect(tab.locator(".crlm-row:not(.is-conflict, .is-needs_review)")).to_have_count(0)


def test_a_table_in_a_note_is_set_in_letters_of_one_width(tab: Page, server: Server) -> None:
    open_case(tab, server, "t4")
    font = "node => getComputedStyle(node).fontFamily"
    open_note(tab, "t4-mri")
    assert "monospace" in tab.locator(".crlm-note").evaluate(font)
    open_note(tab, "t4-ct")
    assert "monospace" not in tab.locator(".crlm-note").evaluate(font)


def test_a_long_note_stays_quick(tab: Page, server: Server) -> None:
    open_case(tab, server, "t3")
    assert tab.locator(".crlm-mark").count() > 1000
    size = mark_of(tab, "liver_max_size_mm")
    assert not inside(size, tab.locator(".crlm-note"))
    taken = tab.evaluate(
        """async () => {
            const start = performance.now();
            document.querySelector('[data-element="liver_max_size_mm"] .crlm-label').click();
            while (!document.querySelector('.crlm-mark.is-flashing')) await new Promise(requestAnimationFrame);
            return performance.now() - start;
        }"""
    )
    assert taken < 1500, f"{taken:.0f} ms from the click to the flash"
    assert comes_inside(size, tab.locator(".crlm-note"))


@pytest.mark.parametrize("width", [1280, 1600])
@pytest.mark.parametrize("case", ["t1", "t4"])
def test_the_page_fits_the_window(tab: Page, server: Server, case: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    open_case(tab, server, case)
    main = tab.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert main.evaluate("node => node.scrollHeight <= node.clientHeight")
    for pane in (".crlm-note", ".crlm-elements", ".crlm-verdicts"):
        assert tab.locator(pane).evaluate("node => node.scrollWidth <= node.clientWidth"), pane


def test_the_lesions_stand_beside_the_verdicts(case_page: Page) -> None:
    case_page.get_by_role("tab", name="Lesions").click()
    liver = case_page.locator(".crlm-liver")
    expect(liver).to_be_visible()
    assert "segment VII: 1 lesion, largest 42 mm" in str(liver.get_attribute("aria-label"))
    assert liver.locator("g.is-involved").count() == 3
    expect(case_page.locator(".crlm-trend")).to_have_attribute(
        "aria-label", re.compile("28 mm before, 42 mm 2024-01-10")
    )
    case_page.locator(".crlm-ledger .crlm-size").first.click()
    is_open(case_page, "t1-ct")
    case_page.wait_for_function("window.flashed.some((ids) => ids.includes('-liver_segments-'))")
    lesions = case_page.locator(".crlm-lesions")
    assert lesions.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_the_report_of_the_case_is_taken_out(case_page: Page, tmp_path: Path) -> None:
    with case_page.expect_download() as started:
        case_page.get_by_role("button", name="Report", exact=True).click()
    path = tmp_path / "report.html"
    started.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert "<h1>Case t1</h1>" in text and "not medical advice" in text and '<div class="note' in text
