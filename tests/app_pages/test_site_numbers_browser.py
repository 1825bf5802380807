"""The site's numbers in a real browser: a change shows what it would turn before it is saved, and nothing else is saved."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from review.reviewer import login
from rules_engine.policy import policy_file
from tests.app_pages.accessibility import assert_accessible
from tests.app_pages.conftest import Server, fits, running
from tests.review.policy_notes import fill

pytestmark = pytest.mark.e2e

STRICTER = {"remnant_normal_percent": "25", "remnant_cirrhosis_percent": "26"}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("cases"))


@pytest.fixture(scope="module")
def server(cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An app for the tests that save nothing."""
    with running(cases, tmp_path_factory.mktemp("app")) as app:
        yield app


REFUSED = (
    ("remnant_normal_percent", "a lot", "“Remnant enough, normal liver”: 'a lot' is no number."),
    ("remnant_normal_percent", "", "“Remnant enough, normal liver”: there is no value."),
    ("imaging_window_weeks", "-1", "“Oldest CT that counts as present” is -1, and makes sense from 0.1 to 104 only"),
    ("pve_from_percent", "55", "“Embolisation advised below” is above “Embolisation never advised from”"),
)


def open_numbers(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/rules")
    page.get_by_role("button", name="Site numbers").click()
    page.locator(".crlm-number-table").wait_for()
    return page


@pytest.fixture
def numbers(tab: Page, server: Server) -> Page:
    return open_numbers(tab, server)


@pytest.fixture
def own_server(cases: Path, tmp_path: Path) -> Iterator[Server]:
    """An app of the test's own: what it saves, no other test sees."""
    with running(cases, tmp_path) as app:
        yield app


def field(page: Page, name: str) -> Locator:
    return page.locator(f'tr[data-number="{name}"] input')


def preview(page: Page, changes: dict[str, str]) -> None:
    for name, value in changes.items():
        field(page, name).fill(value)
    page.get_by_role("button", name="Preview").click()


def told(page: Page) -> Locator:
    return page.locator(".crlm-told")


def save_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Save these numbers")


def test_every_number_is_told_with_its_unit_and_rules(numbers: Page, server: Server) -> None:
    assert numbers.url == f"{server.url}/rules?show=numbers"
    for name, said in policy_file().numbers.items():
        row = numbers.locator(f'tr[data-number="{name}"]')
        expect(row).to_contain_text(said.label)
        expect(row).to_contain_text(said.unit)
        expect(row.locator("input")).to_have_value(f"{said.value:g}")
        assert row.locator(".crlm-link").count() > 0
    expect(numbers.get_by_role("button", name="Preview")).to_be_disabled()
    numbers.locator('tr[data-number="pve_to_percent"] .crlm-link', has_text="R29").click()
    expect(numbers.locator(".crlm-rule-page")).to_have_attribute("data-rule", "R29.derived")


def test_a_change_shows_what_it_would_turn_and_is_saved_only_then(tab: Page, own_server: Server) -> None:
    saving = open_numbers(tab, own_server)
    preview(saving, STRICTER)
    expect(saving.locator(".crlm-found-head")).to_have_text("7 verdicts would turn, in 1 of 4 cases.")
    row = saving.locator('.crlm-turns tr[data-rule="R02.derived"]')
    assert re.sub(r"\s+", " ", row.inner_text()).strip() == "R02 Minimum remnant Unknown → Not met 1"
    case = saving.locator('.crlm-turned-case[data-case="p1"]')
    expect(case).to_contain_text("ECMTG stage: M1a, M1b or M1c → M1b")
    expect(case).to_contain_text("R02 unknown → not met")
    saving.reload()
    expect(field(saving, "remnant_normal_percent")).to_have_value("20")  # a preview has written nothing
    preview(saving, STRICTER)
    saving.get_by_label("Reason").fill("board of May")
    save_button(saving).click()
    expect(told(saving)).to_have_text("2 numbers are set, and every case is classified with them.")
    expect(field(saving, "remnant_normal_percent")).to_have_value("25")
    expect(saving.locator(".crlm-history li").last).to_contain_text(
        re.compile(rf"Remnant enough, normal liver: 20 → 25.*{login()}, \d{{4}}-\d\d-\d\d \d\d:\d\d: board of May")
    )
    saving.get_by_role("button", name="Back to the rules").click()
    saving.locator('.crlm-entry[data-rule="R02.derived"]').click()
    page = saving.locator(".crlm-rule-page")
    expect(page).to_contain_text("at least 25 % (site number)")
    expect(page.locator(".crlm-case-count.is-not_met strong")).to_have_text("2")
    page.locator(".crlm-case-count.is-not_met").click()
    saving.locator('tr[data-case="p1"] button').click()
    expect(saving.locator(".crlm-answer", has_text="ECMTG stage")).to_contain_text("M1b")

    open_numbers(saving, own_server)
    by_keyboard_alone(saving)


def test_what_was_not_previewed_is_not_saved(numbers: Page) -> None:
    preview(numbers, STRICTER)
    expect(save_button(numbers)).to_be_enabled()
    field(numbers, "remnant_normal_percent").fill("26")
    expect(save_button(numbers)).to_be_hidden()
    expect(told(numbers)).to_have_text("2 numbers changed, not previewed yet.")
    field(numbers, "remnant_normal_percent").fill("25")
    expect(save_button(numbers)).to_be_visible()
    numbers.get_by_role("button", name="Undo the changes").click()
    expect(field(numbers, "remnant_normal_percent")).to_have_value("20")
    expect(numbers.locator(".crlm-found-head")).to_have_count(0)


def test_nonsense_is_refused_in_words(numbers: Page) -> None:
    for name, value, refusal in REFUSED:
        held = field(numbers, name).input_value()
        preview(numbers, {name: value})
        expect(told(numbers)).to_contain_text(refusal)
        expect(save_button(numbers)).to_be_hidden()
        field(numbers, name).fill(held)


def by_keyboard_alone(page: Page) -> None:
    """A number is set back: typed, previewed and saved."""
    field(page, "remnant_normal_percent").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("24")
    page.keyboard.press("Enter")
    page.locator(".crlm-found-head").wait_for()
    expect(field(page, "remnant_normal_percent")).to_be_focused()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.is-reason') !== null"):
            break
    page.keyboard.press("Tab")
    expect(save_button(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(told(page)).to_have_text("1 number is set, and every case is classified with it.")
    expect(field(page, "remnant_normal_percent")).to_have_value("24")


def test_a_case_of_the_preview_opens(numbers: Page) -> None:
    preview(numbers, STRICTER)
    expect(numbers.locator(".crlm-save")).to_contain_text(f"Kept with your name: {login()}.")
    expect(save_button(numbers)).to_be_enabled()
    numbers.get_by_role("button", name="p1", exact=True).click()
    expect(numbers.locator("h1")).to_have_text("p1")


def test_accessible_and_within_the_window(numbers: Page) -> None:
    preview(numbers, STRICTER)
    numbers.locator(".crlm-found-head").wait_for()
    assert_accessible(numbers)
    fits(numbers.locator(".crlm-number-list"), numbers.locator(".crlm-number-side"))
    fits(numbers.get_by_test_id("stMain"), height=True)
