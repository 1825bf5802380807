"""Speed of the pages on a registry of many invented cases, measured in the browser: from the click until all is drawn.

usage: python -m benchmarks.pages [--cases 10000] [--rounds 9] [--registry FILE]

Prints the median and the 90th percentile of each interaction and writes nothing that stays. Making the registry takes
minutes; `python -m benchmarks.synthetic_registry` keeps one for `--registry`, which is copied before it is opened.
"""

import argparse
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.synthetic_registry import LONG_CASE, make

ROOT = Path(__file__).parents[1]
DONE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
COUNT = "document.querySelector('.crlm-pages span')?.textContent + document.querySelector('.crlm-head')?.textContent"
FIRST = "document.querySelector('.crlm-cases tbody tr')?.dataset.case"
LISTED = "[...document.querySelectorAll('.crlm-cases tbody tr')].map((row) => row.dataset.case).join()"
CASE = "document.querySelector('.crlm-element, [data-element]') && document.querySelector('.crlm-mark') && document.querySelector('h1').textContent"
GOALS = {"interaction": 1.0, "case": 1.5, "note": 1.0}


@dataclass
class Measured:
    """The seconds that each interaction took, by name, and the goal of each."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    goals: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, took: float, goal: str = "interaction") -> None:
        """One more."""
        self.seconds.setdefault(name, []).append(took)
        self.goals[name] = GOALS[goal]


def timed(page: Page, shown: str, act: Callable[[], object]) -> float:
    """Seconds by the clock of the browser, from the act until what is `shown` is another and the page has come to rest."""
    before = page.evaluate(shown)
    page.evaluate("window.began = performance.now()")
    act()
    ended = page.wait_for_function(
        f"(before) => {{ const now = {shown}; return now && now !== before && {DONE} && performance.now() }}",
        arg=before,
    ).json_value()
    return float(ended - page.evaluate("window.began")) / 1000


def cohort(page: Page, url: str, rounds: int, found: Measured) -> None:
    """The cohort page: opened, filtered by its figures and by its controls, sorted, paged, its other figures shown."""
    for _ in range(rounds):
        page.get_by_role("link", name="Worklist").click()
        page.locator(".crlm-cases tbody tr").first.wait_for()
        page.wait_for_function(DONE)
        found.add("cohort: opened", timed(page, COUNT, page.get_by_role("link", name="Cohort").click))
        for about, word in (
            ("response", "PR"),
            ("liver_lesion_count", "4 to 5"),
            ("ecmtg", "M1a"),
            ("ehd.lung", "present"),
        ):
            bar = page.locator(f'[data-about="{about}"][data-word="{word}"]')
            found.add("cohort: click on a bar", timed(page, COUNT, bar.click))
        found.add(
            "cohort: all filters off", timed(page, COUNT, page.get_by_role("button", name="Show all cases").click)
        )
        for column in ("liver_max_size_mm", "ecmtg"):
            head = page.locator(f'[data-sort="{column}"]')
            found.add("cohort: sort", timed(page, LISTED, head.click))
            found.add("cohort: sort", timed(page, LISTED, head.click))
        found.add("cohort: next page", timed(page, LISTED, page.get_by_role("button", name="Next ›").click))
        added(page, found)
        for view in ("What is stated", "Verdicts", "Over time", "Figures"):
            panel = "document.querySelector('.crlm-panel h2, .crlm-lines')?.textContent"
            found.add("cohort: other figures", timed(page, panel, page.get_by_role("radio", name=view).click))


def added(page: Page, found: Measured) -> None:
    """A filter added by the controls, then taken off."""
    about = page.get_by_role("combobox", name="Filter on")
    page.get_by_test_id("stMain").evaluate("node => node.scrollTo(0, 0)")
    page.wait_for_timeout(300)
    about.fill("CEA")
    page.locator('[role="option"][data-focused="true"]', has_text="CEA").wait_for()
    at = "document.querySelectorAll('.st-key-cohort_add button').length + 1"
    found.add("cohort: choose what to filter on", timed(page, at, partial(page.keyboard.press, "Enter")))
    how = page.get_by_role("combobox", name="Compared how")
    how.click()
    number = "document.querySelectorAll('input[type=number]').length + 1"
    found.add(
        "cohort: choose how to compare",
        timed(page, number, page.get_by_role("option", name="is at least").click),
    )
    page.get_by_label("Number", exact=True).fill("200")
    page.keyboard.press("Tab")
    page.wait_for_function(DONE)
    found.add("cohort: add a filter", timed(page, COUNT, page.get_by_role("button", name="Add filter").click))
    found.add("cohort: take a filter off", timed(page, COUNT, page.get_by_role("button", name="✕").first.click))


def worklist(page: Page, url: str, rounds: int, found: Measured) -> None:
    """The worklist: opened, searched, filtered, ordered, paged."""
    box = page.get_by_label("Case", exact=True)
    for number in range(rounds):
        page.get_by_role("link", name="Cohort").click()
        page.locator(".crlm-cohort tbody tr").first.wait_for()
        page.wait_for_function(DONE)
        opened = f"!document.querySelector('.crlm-cohort') && {FIRST}"
        found.add("worklist: opened", timed(page, opened, page.get_by_role("link", name="Worklist").click))

        def typed(words: str) -> None:
            box.fill(words)
            box.press("Enter")

        found.add("worklist: search", timed(page, LISTED, partial(typed, f"{number}3")))
        found.add("worklist: search", timed(page, LISTED, partial(typed, "")))
        for label, choice in (
            ("Status", "In review"),
            ("Status", "All"),
            ("Order", "Case"),
            ("Order", "Most useful first"),
        ):
            page.get_by_role("combobox", name=label).click()
            option = page.get_by_role("option", name=choice, exact=True)
            found.add("worklist: filter or order", timed(page, LISTED, option.click))
        page.wait_for_function(DONE)
        found.add("worklist: next page", timed(page, LISTED, page.get_by_role("button", name="Next ›").click))


def cases(page: Page, url: str, rounds: int, found: Measured) -> None:
    """A case opened from the worklist, the next one, and the long note: shown, and its facts gone to."""
    for number in range(rounds):
        page.get_by_role("link", name="Worklist").click()
        page.locator(".crlm-cases tbody tr").first.wait_for()
        page.wait_for_function(DONE)
        row = page.locator(".crlm-cases tbody tr button").nth(number)
        found.add("case: opened", timed(page, CASE, row.click), "case")
        found.add("case: next", timed(page, CASE, page.get_by_role("button", name="Next case").click), "case")
    for _ in range(rounds):
        page.get_by_role("link", name="Worklist").click()
        box = page.get_by_label("Case", exact=True)
        box.fill(LONG_CASE)
        box.press("Enter")
        page.locator(f'tr[data-case="{LONG_CASE}"]').wait_for()
        page.wait_for_function(DONE)
        page.wait_for_function(f"document.querySelectorAll('.crlm-cases tbody tr').length === 1 && {DONE}")
        row = page.locator(f'tr[data-case="{LONG_CASE}"] button')
        many = f"document.querySelectorAll('.crlm-mark').length >= 500 && {CASE}"
        found.add("note of 50 kB with 500 spans: opened", timed(page, many, row.click), "note")
        for element in ("ras_status", "ehd"):
            page.evaluate("window.flashed = 0; document.addEventListener('animationstart', () => window.flashed++)")
            act = page.locator(f'[data-element="{element}"] .crlm-label, [data-element="{element}"]').first.click
            found.add("note of 50 kB with 500 spans: go to a fact", timed(page, "window.flashed", act), "note")
            page.wait_for_timeout(1700)


@contextmanager
def server(registry: Path, folder: Path) -> Iterator[str]:
    """The app on this registry, as a process of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    environment = {**os.environ, "CRLM_DB": str(registry), "PYTHONPATH": str(ROOT)}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.25)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def report(found: Measured) -> bool:
    """Print every interaction; whether the median of each is below its goal."""
    held = True
    print(f"{'interaction':<46}{'n':>5}{'median':>9}{'p90':>9}{'goal':>8}")
    for name, seconds in found.seconds.items():
        middle, goal = statistics.median(seconds), found.goals[name]
        high = statistics.quantiles(seconds, n=10)[-1] if len(seconds) > 1 else middle
        held &= middle < goal
        print(
            f"{name:<46}{len(seconds):>5}{middle:>8.2f}s{high:>8.2f}s{goal:>7.1f}s{'' if middle < goal else '  NOT held'}"
        )
    return held


def main() -> None:
    """Make the registry, drive the pages, print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--registry", type=Path)
    parser.add_argument("--parts", nargs="*", default=["cohort", "worklist", "cases"])
    asked = parser.parse_args()
    found = Measured()
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "registry.duckdb"
        if asked.registry:
            shutil.copy(asked.registry, path)
        else:
            make(path, asked.cases, seed=7)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
        with server(path, folder) as url, sync_playwright() as driver:
            chromium = driver.chromium.launch(
                executable_path=os.environ.get("CRLM_CHROMIUM") or shutil.which("chromium"),
                args=["--no-sandbox", "--disable-dev-shm-usage"],
            )
            page = chromium.new_page(viewport={"width": 1280, "height": 800})
            page.goto(url)
            page.locator(".crlm-cases tbody tr").first.wait_for(timeout=60_000)
            for part in (cohort, worklist, cases):
                if part.__name__ in asked.parts:
                    part(page, url, asked.rounds, found)
            chromium.close()
        print(f"load {os.getloadavg()[0]:.1f} at the end")
    if not report(found):
        sys.exit("a goal is not held")


if __name__ == "__main__":
    main()
