"""A review by keyboard in a real browser, on the sample cases; whatever the page showed as saved is in the registry."""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from abstraction.records import ReviewDecision
from registry.store import Registry
from tests.app_pages.accessibility import at_rest
from tests.app_pages.conftest import launch, start, stop
from tests.listening import answers

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

FIRST = "case_009"  # the sample whose two scans of one day disagree


@dataclass
class Desk:
    """A registry of the samples, the app on it, and one tab."""

    db: Path
    url: str
    process: Popen[bytes]
    page: Page
    texts: dict[str, str] = field(default_factory=dict)

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def restart(self) -> None:
        """The app again, where the page that is open looks for it."""
        log, port = self.db.parent / "server.log", int(self.url.rpartition(":")[2])
        log.unlink()  # so that what is said there is said by this one
        self.process = launch(self.db, port, log)
        assert answers(self.process, port, log), "somebody took the port meanwhile"

    def decisions(self) -> list[ReviewDecision]:
        """All that is stored, read after the app has ended."""
        stop(self.process)
        with Registry.open(self.db, read_only=True) as registry:
            assert registry.verify_decisions().faults == ()
            self.texts = {one.note.note_id: one.note.text for one in registry.note_abstractions(FIRST)}
            return list(registry.decisions())


@pytest.fixture
def desk(samples: Path, tmp_path: Path, tab: Page) -> Iterator[Desk]:
    db = Path(shutil.copy(samples, tmp_path / "desk.duckdb"))
    process, url = start(db, tmp_path / "server.log")
    made = Desk(db, url, process, tab)
    yield made
    stop(made.process)


def open_first(desk: Desk) -> None:
    """From the worklist to the case, by keyboard; it is the first there until something is decided on it."""
    page = desk.page
    page.goto(desk.url)
    page.locator("tr[data-case] button").first.wait_for()
    at_rest(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('tr[data-case]') !== null"):
            break
    for _ in range(12):
        if page.evaluate("document.activeElement.closest('tr').dataset.case") == FIRST:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(FIRST)
    page.locator(".crlm-mark").first.wait_for()
    page.get_by_role("button", name="Next case").wait_for()
    page.locator(".crlm-row.is-chosen").wait_for()
    at_rest(page)


def is_chosen(page: Page, element: str) -> None:
    """Waits until this row is the one that keys decide on."""
    expect(page.locator(".crlm-row.is-chosen, .crlm-gone.is-chosen")).to_have_attribute("data-element", element)


def row(page: Page, element: str) -> Locator:
    return page.locator(f'.crlm-row[data-element="{element}"]')


def saved(page: Page, element: str, done: str) -> None:
    """The page shows the row as decided, which it does only with the registry's own data."""
    expect(row(page, element).locator(".crlm-done")).to_contain_text(done)
    expect(page.locator(".crlm-live")).to_have_text("Saved")


def go_to(page: Page, element: str) -> None:
    """Up and down with the arrow keys to a row."""
    at_rest(page)
    page.keyboard.press("Home")
    for _ in range(80):
        if chosen_focus(page) == element:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{element} is not reached with the arrow keys")


def chosen_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-element]')?.dataset.element || ''"))


def told(decisions: list[ReviewDecision]) -> list[tuple[str, str, Any]]:
    """Action, element and value of each; lists in order."""
    return [
        (one.action, one.element, sorted(one.value) if isinstance(one.value, list) else one.value) for one in decisions
    ]


def test_a_case_from_first_look_to_sign_off_by_keyboard(desk: Desk) -> None:
    page = desk.page
    open_first(desk)
    expect(page.locator(".crlm-head")).to_contain_text("1 of 12")
    for element in ("liver_lesion_count", "liver_max_size_mm", "liver_segments", "liver_lobes"):
        is_chosen(page, element)
        page.keyboard.press("1")
        saved(page, element, "accepted")
    is_chosen(page, "vascular_contact")
    page.keyboard.press("a")
    saved(page, "vascular_contact", "accepted")
    expect(page.locator(".crlm-state")).to_contain_text(re.compile(r"\D5 of \d+ decided"))

    go_to(page, "ehd")
    page.keyboard.press("e")
    adrenal = row(page, "ehd").get_by_label("Extrahepatic disease: adrenal")
    for _ in range(20):
        if adrenal.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type("abs")
    page.keyboard.press("Enter")
    saved(page, "ehd", "corrected")

    go_to(page, "chemo_regimens")
    page.keyboard.press("x")
    saved(page, "chemo_regimens", "rejected")
    expect(row(page, "chemo_regimens").locator(".crlm-was")).to_have_text("CAPOX")

    stage = page.locator(".crlm-candidates").first
    expect(stage).to_contain_text("M1b")
    go_to(page, "stated_resectability")
    page.keyboard.press("s")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    bar = page.locator(".crlm-pick")
    expect(bar).to_be_visible()
    words = str(page.evaluate("document.getSelection().toString().trim()"))
    page.keyboard.press("e")
    editor = row(page, "stated_resectability").locator(".crlm-editor")
    expect(editor.locator(".crlm-quoted")).to_have_text(words)
    page.keyboard.type("res")
    page.keyboard.press("Enter")
    saved(page, "stated_resectability", "corrected")
    expect(page.locator(".crlm-effect")).to_contain_text("ECMTG M1a, M1b or M1c → M1a")
    expect(page.locator(".crlm-effect")).to_contain_text("because Stated resectability is resectable")
    expect(stage).not_to_contain_text("M1b")

    page.keyboard.press("Alt+s")
    page.get_by_role("button", name=re.compile(r"Sign off with \d+ values nobody looked at")).wait_for()
    page.keyboard.press("Alt+s")
    expect(page.locator(".crlm-state")).to_contain_text("Signed off")

    made = desk.decisions()
    everywhere = dict.fromkeys(
        ("hilar_nodes", "paraaortic_nodes", "other_nodes", "peritoneum", "adrenal", "bone", "spleen"), "absent"
    )
    assert told(made)[:-1] == [
        ("accept", "liver_lesion_count", {"min": 4, "max": 4, "innumerable": False}),
        ("accept", "liver_max_size_mm", 36),
        ("accept", "liver_segments", ["2", "4b", "6", "7"]),
        ("accept", "liver_lobes", "bilobar"),
        ("accept", "vascular_contact", ["right_hepatic_vein"]),
        ("correct", "ehd", {"lung": "indeterminate", **everywhere}),
        ("reject", "chemo_regimens", None),
        ("correct", "stated_resectability", "resectable"),
    ]
    [evidence] = made[-2].evidence
    assert words and desk.texts[evidence.note_id][evidence.mention.start : evidence.mention.end] == words
    last = made[-1]
    assert (last.action, last.element) == ("sign_off", "")
    assert isinstance(last.value, dict) and last.value["ecmtg"] == ["M1a"]
    assert set(last.value["fields"]) - set(last.value["undecided"]) == {one.element for one in made[:-1]} - {
        "chemo_regimens"
    }
    assert all(one.software and one.lexicon and one.rules and one.reviewer for one in made)


def test_what_is_decided_while_the_server_is_away_is_stored_once_and_what_was_saved_outlives_it(desk: Desk) -> None:
    page = desk.page
    open_first(desk)
    desk.kill()
    page.keyboard.press("1")
    expect(page.locator(".crlm-live")).to_contain_text("Not saved yet", timeout=60_000)
    desk.restart()
    expect(row(page, "liver_lesion_count").locator(".crlm-done")).to_contain_text("accepted", timeout=60_000)
    page.wait_for_timeout(5500)  # longer than the page waits before it sends again

    page.reload()
    open_first(desk)
    expect(row(page, "liver_lesion_count").locator(".crlm-done")).to_contain_text("accepted")
    is_chosen(page, "liver_max_size_mm")  # the first open row
    page.keyboard.press("2")
    saved(page, "liver_max_size_mm", "accepted")
    is_chosen(page, "liver_segments")
    desk.kill()
    page.keyboard.press("1")
    expect(page.locator(".crlm-live")).to_contain_text("Not saved yet", timeout=60_000)
    expect(row(page, "liver_segments").locator(".crlm-done")).to_have_count(0)
    page.goto("about:blank")  # the page is left before the app is back
    desk.restart()
    open_first(desk)
    for element in ("liver_lesion_count", "liver_max_size_mm"):
        expect(row(page, element).locator(".crlm-done")).to_contain_text("accepted")
    assert told(desk.decisions()) == [
        ("accept", "liver_lesion_count", {"min": 4, "max": 4, "innumerable": False}),
        ("accept", "liver_max_size_mm", 34),
    ]
