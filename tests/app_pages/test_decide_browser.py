"""Deciding in a real browser by mouse and by key: what each does, what it does not do while somebody types, and its undo."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.store import Registry
from review import workflow
from tests.app_pages import notes
from tests.app_pages.accessibility import assert_accessible, at_rest
from tests.app_pages.conftest import Server, fits, open_case, running
from tests.app_pages.test_review_browser import row, saved

pytestmark = pytest.mark.e2e


CASES = tuple(f"d{number:02}" for number in range(1, 16))


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One app for all tests here, with case t1 under as many ids: each test decides on a case of its own."""
    folder = tmp_path_factory.mktemp("desk")
    path = Path(shutil.copy(filled, folder / "cases.duckdb"))
    with Registry.open(path) as registry:
        report = workflow.ingest(registry, [notes.copies(folder, "t1", CASES)], on_progress=lambda *_: None)
    assert not report.rejections
    with running(path, folder) as app:
        yield app
    with Registry.open(folder / "app.duckdb", read_only=True) as registry:
        assert registry.verify_decisions().faults == ()


@pytest.fixture(scope="module")
def free_cases() -> Iterator[str]:
    return iter(CASES)


@pytest.fixture
def desk(tab: Page, server: Server, free_cases: Iterator[str]) -> Page:
    """A case that nobody has decided on."""
    open_case(tab, server, next(free_cases))
    tab.locator(".crlm-row.is-chosen").wait_for()
    at_rest(tab)
    return tab


def choose(page: Page, element: str) -> None:
    row(page, element).locator(".crlm-label").click()
    expect(row(page, element)).to_have_class(re.compile(r"\bis-chosen\b"))


def decided(page: Page, number: int) -> None:
    """Waits until the line of the review tells that so many are."""
    expect(page.locator(".crlm-state")).to_contain_text(re.compile(rf"(^|\D){number} of \d+ decided"))


def test_each_button_decides_and_the_next_open_row_is_chosen(desk: Page) -> None:
    order = [str(one.get_attribute("data-element")) for one in desk.locator(".crlm-row.is-open").all()]
    for element, action, done in zip(
        order, ("accept", "reject", "not_stated"), ("accepted", "rejected", "not stated"), strict=False
    ):
        expect(row(desk, element)).to_have_class(re.compile(r"\bis-chosen\b"))
        row(desk, element).locator(f'[data-action="{action}"]').click()
        saved(desk, element, done)
    expect(row(desk, order[3])).to_have_class(re.compile(r"\bis-chosen\b"))
    decided(desk, 3)
    struck = row(desk, order[1]).locator(".crlm-was")
    expect(struck).to_have_css("text-decoration-line", "line-through")


def test_a_click_below_the_open_row_lands_on_the_row_it_was_meant_for(desk: Page) -> None:
    rows = desk.locator(".crlm-row .crlm-label")
    expect(desk.locator(".crlm-row.is-chosen .crlm-label")).to_have_text(rows.first.inner_text())
    label = rows.nth(4)
    box = label.bounding_box()
    assert box
    desk.mouse.move(box["x"] + 5, box["y"] + 5)
    desk.mouse.down()
    desk.wait_for_timeout(300)  # a person's press: whatever moves on it has moved
    assert label.bounding_box() == box
    desk.mouse.up()
    expect(desk.locator(".crlm-row.is-chosen .crlm-label")).to_have_text(label.inner_text())


def test_undo_is_a_decision_of_its_own(desk: Page) -> None:
    choose(desk, "ecog")
    desk.keyboard.press("x")
    saved(desk, "ecog", "rejected")
    desk.keyboard.press("Control+z")
    expect(row(desk, "ecog").locator(".crlm-done")).to_have_count(0)
    expect(row(desk, "ecog").locator(".crlm-value")).to_have_text("1")
    expect(desk.locator(".crlm-last")).to_contain_text("ECOG: decision taken back")
    choose(desk, "ecog")
    desk.keyboard.press("a")
    saved(desk, "ecog", "accepted")
    choose(desk, "ecog")
    desk.keyboard.press("u")
    expect(row(desk, "ecog").locator(".crlm-done")).to_have_count(0)


def test_keys_decide_nothing_while_somebody_types(desk: Page) -> None:
    choose(desk, "ecog")
    desk.locator(".crlm-search").fill("")
    desk.locator(".crlm-search").press_sequentially("axenu")
    desk.locator('[data-element="ecog"] [data-action="correct"]').click()
    reason = row(desk, "ecog").locator(".crlm-reason-input")
    reason.press_sequentially("axnu")
    expect(reason).to_have_value("axnu")
    for modified in ("Shift+A", "Alt+x", "Control+e"):
        desk.keyboard.press(modified)
    desk.keyboard.press("Escape")
    desk.wait_for_timeout(500)  # whatever a key had sent is answered by then
    at_rest(desk)
    decided(desk, 0)


def test_a_value_that_does_not_fit_is_told_in_words_and_the_editor_stays(desk: Page) -> None:
    choose(desk, "cea_ng_ml")
    desk.keyboard.press("e")
    editor = row(desk, "cea_ng_ml").locator(".crlm-editor")
    editor.locator(".crlm-input").first.fill("about ten")
    desk.keyboard.press("Enter")
    expect(editor.locator(".crlm-error")).to_have_text("CEA: enter a number in ng/mL")
    editor.locator(".crlm-input").first.fill("19,5")
    desk.keyboard.press("Enter")
    saved(desk, "cea_ng_ml", "corrected")
    expect(row(desk, "cea_ng_ml").locator(".crlm-value")).to_have_text("19.5 ng/mL")
    expect(row(desk, "cea_ng_ml").locator(".crlm-was")).to_have_text("18.4 ng/mL")


def test_what_is_typed_outlives_a_note_that_opens(desk: Page) -> None:
    choose(desk, "ecog")
    desk.keyboard.press("e")
    field = row(desk, "ecog").locator(".crlm-input").first
    field.fill("3")
    desk.locator('.crlm-tab[data-note$="-ct"]').click()
    expect(desk.locator('.crlm-tab[aria-pressed="true"]')).to_have_attribute("data-note", re.compile("-ct$"))
    expect(field).to_have_value("3")


def test_words_selected_with_the_mouse_become_evidence_of_the_field_that_is_named(desk: Page) -> None:
    spot = desk.locator(".crlm-note").evaluate(
        """note => {
            const walker = document.createTreeWalker(note, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf("blocker continued");
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 17);
                const box = range.getBoundingClientRect();
                return [box.left + 1, box.right - 1, box.top + box.height / 2];
            }
        }"""
    )
    desk.mouse.move(spot[0], spot[2])
    desk.mouse.down()
    desk.mouse.move(spot[1], spot[2], steps=5)
    desk.mouse.up()
    bar = desk.locator(".crlm-pick")
    expect(bar).to_be_visible()
    bar.locator("select").select_option("margin_status")
    bar.locator("button").click()
    editor = row(desk, "margin_status").locator(".crlm-editor")
    expect(editor.locator(".crlm-quoted")).to_have_text("blocker continued")
    editor.locator("select").select_option("R0")
    editor.get_by_role("button", name="Save").click()
    saved(desk, "margin_status", "corrected")
    choose(desk, "margin_status")
    expect(desk.locator(".crlm-mark.is-chosen")).to_have_text("blocker continued")


def test_a_query_is_asked_and_answered(desk: Page) -> None:
    choose(desk, "ecog")
    desk.keyboard.press("q")
    desk.keyboard.type("from which visit?")
    desk.keyboard.press("Enter")
    asked = row(desk, "ecog").locator(".crlm-said-line")
    expect(asked).to_contain_text("from which visit?")
    expect(desk.locator(".crlm-state")).to_contain_text("Queried")
    desk.keyboard.press("Alt+s")
    expect(desk.get_by_test_id("stAlert")).to_contain_text("query is open on ECOG")
    choose(desk, "ecog")
    desk.keyboard.press("q")
    desk.keyboard.type("of February")
    desk.keyboard.press("Enter")
    expect(asked).to_have_count(2)
    expect(desk.locator(".crlm-state")).not_to_contain_text("Queried")


def test_fast_keys_are_stored_one_by_one_in_their_order(desk: Page) -> None:
    order = [str(one.get_attribute("data-element")) for one in desk.locator(".crlm-row.is-open").all()]
    for _ in range(6):
        desk.keyboard.press("a")
    decided(desk, 6)
    expect(desk.locator(".crlm-live")).to_have_text("Saved")
    shown = [str(one.get_attribute("data-element")) for one in desk.locator(".crlm-row:has(.crlm-done)").all()]
    assert shown == order[:6]


def test_nothing_is_decided_on_rows_of_a_case_that_is_being_left(desk: Page) -> None:
    title = "document.querySelector('.crlm-head h1').textContent"
    case_id = desk.evaluate(title)
    desk.evaluate(f"{title} = 't4'")
    desk.keyboard.press("a")
    expect(desk.locator(".crlm-live")).to_have_text("Another case is opening: look at it, then decide")
    decided(desk, 0)
    desk.evaluate(f"{title} = '{case_id}'")
    desk.keyboard.press("a")
    expect(desk.locator(".crlm-live")).to_have_text("Saved")
    decided(desk, 1)


def test_notes_that_disagree_are_not_accepted_with_one_key(tab: Page, server: Server) -> None:
    desk = tab
    open_case(desk, server, "t4")
    choose(desk, "liver_lesion_count")
    desk.keyboard.press("a")
    expect(desk.locator(".crlm-live")).to_contain_text("Take a side with 1 or 2")
    decided(desk, 0)
    row(desk, "liver_lesion_count").locator(".crlm-take").last.click()
    saved(desk, "liver_lesion_count", "accepted")


def test_a_case_under_review_is_accessible(desk: Page) -> None:
    choose(desk, "cea_ng_ml")
    desk.keyboard.press("x")
    saved(desk, "cea_ng_ml", "rejected")
    choose(desk, "ehd")
    desk.keyboard.press("e")
    row(desk, "ehd").locator(".crlm-editor").wait_for()
    assert_accessible(desk)
    fits(*(desk.locator(pane) for pane in (".crlm-note", ".crlm-elements", ".crlm-verdicts")))
