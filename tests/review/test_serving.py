"""`crlm serve` and `crlm demo` as processes: on this machine only, stopped by Ctrl-C, and no word of a note in their output."""

import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.health.tree import ROOT
from tests.listening import started
from tests.review import canaries
from tests.review.canaries import STEM
from tests.review.crlm import called, command, crlm

pytestmark = pytest.mark.e2e


@contextmanager
def running(log: Path, *arguments: str | Path) -> Iterator[str]:
    """The address of an app that one command started, with its output in `log`; stopped as a user stops it."""

    def launch(port: int) -> subprocess.Popen[bytes]:
        with log.open("wb") as sink:
            return subprocess.Popen(command(*arguments, "--port", str(port)), cwd=ROOT, stdout=sink, stderr=sink)

    process, url = started(launch, log)
    try:
        yield url
        process.send_signal(signal.SIGINT)
        assert process.wait() in (0, 130)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """A registry of the notes with canaries that can be read."""
    notes, _ = canaries.write(tmp_path)
    assert called("ingest", notes, "--db", tmp_path / "r.duckdb").code == 1
    return tmp_path / "r.duckdb"


def visit(browser: Browser, url: str, case: str, sees: str) -> None:
    """Open a case in a browser and see these words on its page."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(url)
    page.locator(f'tr[data-case="{case}"] button').first.click()
    expect(page.get_by_text(sees).first).to_be_visible(timeout=60_000)
    context.close()


def test_no_word_of_a_note_in_the_output_of_the_app(registry: Path, browser: Browser, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(log, "serve", "--db", registry) as url:
        visit(browser, url, "c1", STEM)
        with pytest.raises(OSError, match=r"HTTP Error|timed out|refused"):
            urllib.request.urlopen(f"{url}/app/static/../../{registry.name}", timeout=5)
    said = log.read_text(encoding="utf-8")
    assert said.startswith(f"the app opens on {url} (Ctrl-C stops it)")
    assert STEM not in said.lower() and "Traceback" not in said


def test_the_app_listens_on_this_machine_only(registry: Path, tmp_path: Path) -> None:
    with running(tmp_path / "log", "serve", "--db", registry) as url:
        port = int(url.rpartition(":")[2])
        listening = Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]
        listening += Path("/proc/net/tcp6").read_text(encoding="utf-8").splitlines()[1:]
        places = {line.split()[1] for line in listening if line.split()[3] == "0A"}
        assert {place for place in places if place.endswith(f":{port:04X}")} == {f"0100007F:{port:04X}"}
        refused = crlm("serve", "--db", tmp_path / "other.duckdb", "--port", str(port))
        assert (refused.code, refused.lines) == (
            2, [f"crlm: port {port} is in use: stop what listens there, or say --port with another number"],
        )  # fmt: skip


def test_the_demo_shows_the_sample_cases(browser: Browser, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(log, "demo", "--db", tmp_path / "demo.duckdb") as url:
        visit(browser, url, "case_001", "As documented")
    said = log.read_text(encoding="utf-8")
    assert "0 refused" in said and "Traceback" not in said
