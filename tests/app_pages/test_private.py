"""No word of a note leaves the page: not in the server's output, not in an address, not in a file beside the registry."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.app_pages.conftest import Server, Window
from tests.app_pages.notes import CANARY

pytestmark = pytest.mark.e2e


def test_no_word_of_a_note_in_output_or_addresses(case_page: Page, server: Server, window: Window) -> None:
    expect(case_page.locator(".crlm-note")).to_contain_text(CANARY)
    case_page.keyboard.press("Alt+ArrowLeft")
    expect(case_page.locator('.crlm-tab[aria-pressed="true"]')).to_have_attribute("data-note", "t1-ct")
    case_page.locator(".crlm-mark").first.click()
    case_page.get_by_role("link", name="Worklist").click()
    expect(case_page.locator("h1")).to_have_text("Worklist")
    said = server.output() + " ".join(map(unquote, [*window.requested, case_page.url]))
    assert "Uvicorn" in said, "the output must be the server's"
    assert not {word for word in (CANARY, "adenocarcinoma", "metastases", "KRAS") if word.lower() in said.lower()}
    folder = server.log.parent
    left = {one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("app.duckdb")}
    assert server.log in left
    assert {one for one in left if CANARY.lower().encode() in one.read_bytes().lower()} == set()
