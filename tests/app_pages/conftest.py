"""A registry of invented notes, the real server on it, and a browser that may talk to nothing else."""

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from registry.store import Registry
from review import workflow
from tests.app_pages import notes
from tests.app_pages.accessibility import at_rest
from tests.health.tree import ROOT
from tests.listening import started

# A flash is over in 1.6 s, which a busy machine can miss: the tab keeps what flashed, by the ids a mark or row carries.
RECORD_FLASHES = """
window.flashed = [];
document.addEventListener("animationstart", (event) => {
  if (event.animationName.endsWith("flash")) window.flashed.push(event.target.dataset.ids || event.target.dataset.element);
});
"""
LOOPBACK = {"127.0.0.1", "localhost"}


VIEWPORT: ViewportSize = {"width": 1280, "height": 800}


@dataclass
class Server:
    """A running app: where it listens and where its output goes."""

    url: str
    log: Path
    pid: int

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def computed(self) -> float:
        """Seconds of a processor that the app has used, whatever else the machine does."""
        words = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Window:
    """A window of the browser, with what it asked for and the errors of its scripts."""

    page: Page
    requested: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` fills, for all processes of this run: the first that asks fills it, the others wait."""
    root = factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder, done = root / name, root / f"{name}.done"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def ingested(path: Path, notes: Path) -> None:
    """A new registry that holds these notes."""
    with Registry.open(path) as registry:
        report = workflow.ingest(registry, [notes], on_progress=lambda *_: None)
    assert not report.rejections


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry that holds the invented notes; tests work on copies."""
    folder = once(tmp_path_factory, "notes", lambda folder: ingested(folder / "review.duckdb", notes.write(folder)))
    return folder / "review.duckdb"


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry that holds the sample notes; tests work on copies."""
    folder = once(
        tmp_path_factory, "samples", lambda folder: ingested(folder / "samples.duckdb", ROOT / "sample_notes")
    )
    return folder / "samples.duckdb"


@pytest.fixture
def registry_path(filled: Path, tmp_path: Path) -> Path:
    """A registry of the test's own."""
    return Path(shutil.copy(filled, tmp_path / "review.duckdb"))


def launch(registry: Path, port: int, log: Path) -> Popen[bytes]:
    """The app on this registry, as a process of its own."""
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    # Whatever it leaves on the disk lies beside its log; only the compiled vocabulary is shared.
    places = {name: log.parent / name.lower() for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    for place in places.values():
        place.mkdir(exist_ok=True)
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}, "XDG_CACHE_HOME": cache}
    with log.open("ab") as sink:
        return Popen(command, cwd=log.parent, env={**environment, "CRLM_DB": str(registry)}, stdout=sink, stderr=sink)


def start(registry: Path, log: Path) -> tuple[Popen[bytes], str]:
    """The app on this registry and its address, once it answers."""
    return started(lambda port: launch(registry, port, log), log)


def stop(process: Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(60)
    finally:
        process.kill()


@contextmanager
def running(registry: Path, folder: Path) -> Iterator[Server]:
    """The app on a copy of this registry, `app.duckdb` in this folder."""
    log = folder / "server.log"
    process, url = start(Path(shutil.copy(registry, folder / "app.duckdb")), log)
    try:
        yield Server(url, log, process.pid)
    finally:
        stop(process)


@pytest.fixture(scope="session")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(filled, tmp_path_factory.mktemp("app")) as app:
        yield app


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Window]:
    """One window for all tests of a process: the scripts of the page are large, and compiled once in it."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(RECORD_FLASHES)
    made = Window(context.new_page())
    made.page.on("request", lambda request: made.requested.append(request.url))
    made.page.on("websocket", lambda channel: made.requested.append(channel.url))
    made.page.on("pageerror", lambda error: made.errors.append(str(error)))
    yield made
    context.close()


@pytest.fixture
def tab(window: Window) -> Iterator[Page]:
    """The window as if it were new; a request to any other host, or an error in the page's scripts, fails the test."""
    page = window.page
    window.requested.clear()
    window.errors.clear()
    page.set_default_timeout(60_000)
    page.set_viewport_size(VIEWPORT)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.mouse.move(0, 0)
    yield page
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.context.clear_cookies()
    page.goto("about:blank")
    away = [url for url in window.requested if urlsplit(url).scheme in ("http", "https", "ws", "wss")]
    assert [url for url in away if urlsplit(url).hostname not in LOOPBACK] == []
    assert window.errors == []


def open_case(page: Page, server: Server, case: str) -> None:
    """Open a case from the worklist; its newest note opens with it. All parts of the page are there then."""
    page.goto(server.url)
    page.locator(f'tr[data-case="{case}"] button').click()
    expect(page.locator("h1")).to_have_text(case)
    page.locator(".crlm-mark").first.wait_for()
    for part in (".crlm-row", ".crlm-summary", ".st-key-next_case button"):
        page.locator(part).first.wait_for()


class Computing:
    """Seconds of a processor that a page uses for its scripts, layout and drawing from now on, whatever else the machine does."""

    def __init__(self, page: Page) -> None:
        self.channel = page.context.new_cdp_session(page)
        self.channel.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds(self) -> float:
        """So far."""
        metrics = self.channel.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def flashes(node: Locator) -> None:
    """Waits until the mark or row has flashed in this tab."""
    name = node.get_attribute("data-ids") or node.get_attribute("data-element")
    node.page.wait_for_function("name => window.flashed.includes(name)", arg=name)


def forget_flashes(page: Page) -> None:
    """What flashed until now does not count any more."""
    page.evaluate("window.flashed.length = 0")


def flashed(page: Page) -> Locator:
    """The mark that flashed last, once one did; its flash may be over."""
    page.wait_for_function("window.flashed.length > 0")
    return page.locator(f'.crlm-mark[data-ids="{page.evaluate("window.flashed.at(-1)")}"]').first


def fits(*boxes: Locator, height: bool = False) -> None:
    """Nothing in these boxes reaches beyond their width, nor beyond their height where that is asked."""
    at_rest(boxes[0].page)
    for box in boxes:
        assert box.evaluate("node => node.scrollWidth <= node.clientWidth"), box
        assert not height or box.evaluate("node => node.scrollHeight <= node.clientHeight"), box


@pytest.fixture
def case_page(tab: Page, server: Server) -> Page:
    """The case page, on case t1 and its newest note."""
    open_case(tab, server, "t1")
    return tab
