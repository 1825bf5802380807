"""An ingest while the app is open: the holder is named, and what is handed over appears in the running app."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page

from review.inbox import inbox_of
from tests.app_pages.accessibility import at_rest
from tests.app_pages.conftest import running
from tests.review import many_notes
from tests.review.crlm import crlm

pytestmark = pytest.mark.e2e


def test_the_running_app_takes_in_what_an_ingest_hands_over(tab: Page, filled: Path, tmp_path: Path) -> None:
    notes = many_notes.write(tmp_path / "late.jsonl", notes=4, cases=1)
    with running(filled, tmp_path) as app:
        db = app.log.with_name("app.duckdb")
        tab.set_default_timeout(90_000)  # a second server and an ingest at once on a busy machine
        tab.goto(app.url)
        tab.locator('tr[data-case="t1"]').wait_for()
        assert tab.locator('tr[data-case="c0"]').count() == 0
        assert "is in use by the app (process " in crlm("ingest", notes, "--db", db).err
        done = crlm("ingest", notes, "--db", db, "--hand-over", "--workers", "1")
        assert done.code == 0 and "4 notes read into" in done.err
        end = time.monotonic() + 120
        while not tab.locator('tr[data-case="c0"]').count():
            assert time.monotonic() < end, "what was handed over does not appear"
            tab.reload()
            tab.locator('tr[data-case="t1"]').wait_for()
            at_rest(tab)
        assert list(inbox_of(db).iterdir()) == []
