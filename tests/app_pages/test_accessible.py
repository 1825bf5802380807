"""Every page passes axe-core: contrast, names, roles, keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app_pages.conftest import Server

pytestmark = pytest.mark.e2e

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{item['id']} ({item['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for item in found
        for node in item["nodes"]
    ]


def test_the_worklist(tab: Page, server: Server) -> None:
    tab.goto(server.url)
    tab.locator('tr[data-case="t1"]').wait_for()
    assert violations(tab) == []


@pytest.mark.parametrize("note", ["t1-ct", "t1-clinic"])
def test_the_case_page(case_page: Page, note: str) -> None:
    case_page.locator(f'.crlm-tab[data-note="{note}"]').click()
    expect(case_page.locator('.crlm-tab[aria-pressed="true"]')).to_have_attribute("data-note", note)
    case_page.locator(".crlm-mark:not(.is-hidden)").first.click()
    case_page.wait_for_timeout(2000)  # the flash is over: axe reads settled colours
    assert violations(case_page) == []


def test_the_dark_theme(tab: Page, server: Server) -> None:
    tab.emulate_media(color_scheme="dark")
    tab.goto(f"{server.url}/case")
    tab.locator(".crlm-mark").first.wait_for()
    assert tab.locator(".crlm-root").first.evaluate("node => getComputedStyle(node).colorScheme") == "dark"
    assert violations(tab) == []
