"""A registry of invented notes, the real server on it, and a browser that may talk to nothing else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from registry.store import Registry
from review import workflow
from tests.app_pages import notes
from tests.health.tree import ROOT

# A flash is over in 1.6 s, which a busy machine can miss: the tab keeps what flashed, by the ids a mark or row carries.
RECORD_FLASHES = """
window.flashed = [];
document.addEventListener("animationstart", (event) => {
  if (event.animationName.endsWith("flash")) window.flashed.push(event.target.dataset.ids || event.target.dataset.element);
});
"""
LOOPBACK = {"127.0.0.1", "localhost"}


@dataclass
class Server:
    """A running app: where it listens and where its output goes."""

    url: str
    log: Path
    requested: list[str] = field(default_factory=list)

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, f"the server ended: {log.read_text()}"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the server did not answer within a minute: {log.read_text()}")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry that holds the invented notes; tests work on copies."""
    folder = tmp_path_factory.mktemp("notes")
    path = folder / "review.duckdb"
    with Registry.open(path) as registry:
        report = workflow.ingest(registry, [notes.write(folder)], on_progress=lambda *_: None)
    assert not report.rejections
    return path


@pytest.fixture
def registry_path(filled: Path, tmp_path: Path) -> Path:
    """A registry of the test's own."""
    return Path(shutil.copy(filled, tmp_path / "review.duckdb"))


def start(registry: Path, url: str, log: Path) -> subprocess.Popen[bytes]:
    """The app on this registry, once it answers."""
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", url.rpartition(":")[2]]
    # Whatever it leaves on the disk lies beside its log; only the compiled vocabulary is shared.
    places = {name: log.parent / name.lower() for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    for place in places.values():
        place.mkdir(exist_ok=True)
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}, "XDG_CACHE_HOME": cache}
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command, cwd=log.parent, env={**environment, "CRLM_DB": str(registry)}, stdout=sink, stderr=sink
        )
    try:
        wait_until_up(url, process, log)
    except BaseException:
        process.kill()
        raise
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(20)


@contextmanager
def running(registry: Path, folder: Path) -> Iterator[Server]:
    """The app on a copy of this registry, as a process of its own."""
    app = Server(f"http://127.0.0.1:{free_port()}", folder / "server.log")
    process = start(Path(shutil.copy(registry, folder / "app.duckdb")), app.url, app.log)
    try:
        yield app
    finally:
        stop(process)


@pytest.fixture(scope="session")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(filled, tmp_path_factory.mktemp("app")) as app:
        yield app


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Page]:
    """A fresh tab; a request to any other host, or an error in the page's scripts, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(RECORD_FLASHES)
    page = context.new_page()
    errors: list[str] = []
    page.on("request", lambda request: server.requested.append(request.url))
    page.on("websocket", lambda channel: server.requested.append(channel.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(30_000)
    yield page
    context.close()
    away = [url for url in server.requested if urlsplit(url).scheme in ("http", "https", "ws", "wss")]
    assert [url for url in away if urlsplit(url).hostname not in LOOPBACK] == []
    assert errors == []


def open_case(page: Page, server: Server, case: str) -> None:
    """Open a case from the worklist; its newest note opens with it."""
    page.goto(server.url)
    page.locator(f'tr[data-case="{case}"] button').click()
    expect(page.locator("h1")).to_have_text(case)
    page.locator(".crlm-mark").first.wait_for()
    page.locator(".st-key-next_case button").wait_for()  # on a first visit the buttons arrive after the note


def flashes(node: Locator) -> None:
    """Waits until the mark or row has flashed in this tab."""
    name = node.get_attribute("data-ids") or node.get_attribute("data-element")
    node.page.wait_for_function("name => window.flashed.includes(name)", arg=name, timeout=10_000)


@pytest.fixture
def case_page(tab: Page, server: Server) -> Page:
    """The case page, on case t1 and its newest note."""
    open_case(tab, server, "t1")
    return tab
