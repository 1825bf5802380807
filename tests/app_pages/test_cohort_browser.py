"""The cohort page in a real browser: figures and filters in step, a row opens its own case, what is saved stays, what is seen is taken out."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app_pages.conftest import Server, fits

pytestmark = pytest.mark.e2e
MEDIUM = "Largest metastasis is 30 to under 50 mm"


@pytest.fixture
def cohort(tab: Page, server: Server) -> Page:
    tab.goto(f"{server.url}/cohort")
    tab.locator("tr[data-case]").first.wait_for()
    return tab


def bar(page: Page, about: str, word: str) -> Locator:
    return page.locator(f'[data-about="{about}"][data-word="{word}"]')


def offered(page: Page, words: str) -> None:
    """Waits until this is the choice that Enter takes."""
    expect(page.locator('[role="option"][data-focused="true"]')).to_have_text(words)


def rows(page: Page, *cases: str) -> None:
    """Waits until these cases are in the table, in this order."""
    expect(page.locator("tr[data-case]")).to_have_count(len(cases))
    for at, case in enumerate(cases):
        expect(page.locator("tr[data-case]").nth(at)).to_have_attribute("data-case", case)


def test_figures_and_filters_are_in_step(cohort: Page) -> None:
    rows(cohort, "t1", "t2", "t3", "t4")
    expect(bar(cohort, "liver_lesion_count", "notes disagree")).to_have_count(1)
    expect(bar(cohort, "ehd.peritoneum", "not stated")).to_have_attribute("aria-label", "not stated: 3 cases")
    medium = bar(cohort, "liver_max_size_mm", "30 to under 50")
    medium.click()
    rows(cohort, "t1", "t3")
    expect(cohort.locator(".crlm-head")).to_contain_text("2 of 4 cases")
    expect(medium).to_have_attribute("aria-pressed", "true")
    expect(
        bar(cohort, "liver_max_size_mm", "not stated")
    ).to_be_visible()  # the other bars of the chart stay to be chosen
    expect(bar(cohort, "liver_lesion_count", "0")).to_have_count(0)
    bar(cohort, "liver_lesion_count", "3").focus()
    cohort.keyboard.press("Enter")
    rows(cohort, "t1")
    expect(bar(cohort, "liver_lesion_count", "3")).to_be_focused()
    cohort.get_by_role("button", name=MEDIUM).click()
    expect(medium).to_have_attribute("aria-pressed", "false")
    expect(cohort.locator(".crlm-head")).to_contain_text("1 of 4 cases")
    cohort.get_by_role("button", name="Show all cases").click()
    rows(cohort, "t1", "t2", "t3", "t4")


def test_a_filter_is_added_by_keyboard_and_refused_in_words(cohort: Page) -> None:
    about = cohort.get_by_role("combobox", name="Filter on")
    about.fill("CEA")
    offered(cohort, "CEA")
    about.press("Enter")
    cohort.get_by_role("button", name="Add filter").focus()
    cohort.keyboard.press("Enter")
    expect(cohort.get_by_role("alert")).to_contain_text("CEA: choose a value first")
    values = cohort.get_by_role("combobox", name="Any of")
    values.fill("5 to under 20")
    offered(cohort, "5 to under 20 ng/mL")
    values.press("Enter")
    values.press("Escape")
    cohort.get_by_role("button", name="Add filter").focus()
    cohort.keyboard.press("Enter")
    rows(cohort, "t1")
    expect(cohort.get_by_role("button", name="CEA is 5 to under 20 ng/mL")).to_be_visible()


def test_a_row_opens_its_own_case_after_sorting(cohort: Page) -> None:
    bar(cohort, "liver_max_size_mm", "30 to under 50").click()
    rows(cohort, "t1", "t3")
    size = cohort.locator('[data-sort="liver_max_size_mm"]')
    size.click()
    rows(cohort, "t3", "t1")
    size.click()
    rows(cohort, "t1", "t3")
    cohort.locator('tr[data-case="t3"] td').last.click()
    expect(cohort.locator("h1")).to_have_text("t3")
    expect(cohort.locator(".crlm-head")).to_contain_text("2 of 2 in the list")
    cohort.get_by_role("link", name="Cohort").click()
    rows(cohort, "t1", "t3")  # as it was left


def test_a_saved_filter_survives_a_reload(cohort: Page) -> None:
    bar(cohort, "liver_max_size_mm", "not stated").click()
    rows(cohort, "t2")
    cohort.get_by_role("button", name="Saved filters").click()
    cohort.get_by_label("Save the chosen filter as").fill("Size to look up")
    cohort.get_by_role("button", name="Save", exact=True).click()
    expect(cohort.get_by_role("button", name="Saved filters (1)")).to_be_visible()
    cohort.reload()
    rows(cohort, "t1", "t2", "t3", "t4")
    cohort.get_by_role("button", name="Saved filters (1)").click()
    cohort.get_by_role("button", name="Size to look up").click()
    rows(cohort, "t2")
    expect(bar(cohort, "liver_max_size_mm", "not stated")).to_have_attribute("aria-pressed", "true")
    cohort.get_by_role("button", name="Remove").click()
    expect(cohort.get_by_role("button", name="Saved filters", exact=True)).to_be_visible()


def test_the_download_holds_just_what_is_seen(cohort: Page, tmp_path: Path) -> None:
    bar(cohort, "liver_max_size_mm", "30 to under 50").click()
    rows(cohort, "t1", "t3")
    cohort.locator('[data-sort="liver_max_size_mm"]').click()
    rows(cohort, "t3", "t1")
    with cohort.expect_download() as started:
        cohort.get_by_role("button", name="Download 2 cases").click()
    path = tmp_path / "cohort.csv"
    started.value.save_as(path)
    written = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    heads = [head.removesuffix("↑") for head in cohort.locator(".crlm-cohort thead th").all_text_contents()]
    seen = [row.locator("th, td").all_text_contents() for row in cohort.locator("tr[data-case]").all()]
    assert written == [heads, *seen]


def test_the_page_fits_the_window(cohort: Page) -> None:
    for width in (1280, 1600):
        cohort.set_viewport_size({"width": width, "height": 800})
        fits(cohort.get_by_test_id("stMain"))
