"""Every page passes axe-core in light and dark: contrast, names, roles, keyboard."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app_pages.conftest import Server, open_case

pytestmark = pytest.mark.e2e

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
Scheme = Literal["light", "dark"]
both = pytest.mark.parametrize("scheme", ["light", "dark"])


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{item['id']} ({item['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for item in found
        for node in item["nodes"]
    ]


def at_rest(page: Page) -> None:
    """Waits until nothing is being computed: what is about to be replaced is drawn faint."""
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
    page.wait_for_timeout(1500)


def test_the_checker_sees_a_fault(tab: Page) -> None:
    tab.set_content('<html lang="en"><title>x</title><p style="color: #ccc; background: #fff">faint</p></html>')
    assert [line.split()[0] for line in violations(tab)] == ["color-contrast"]


@both
def test_the_worklist(tab: Page, server: Server, scheme: Scheme) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.goto(server.url)
    tab.locator('tr[data-case="t1"]').wait_for()
    assert tab.locator(".crlm-root").first.evaluate("node => getComputedStyle(node).colorScheme") == scheme
    assert violations(tab) == []


@both
@pytest.mark.parametrize(("case", "note"), [("t1", "t1-ct"), ("t1", "t1-clinic"), ("t4", "t4-mri")])
def test_the_case_page(tab: Page, server: Server, case: str, note: str, scheme: Scheme) -> None:
    tab.emulate_media(color_scheme=scheme)
    open_case(tab, server, case)
    tab.locator(f'.crlm-tab[data-note="{note}"]').click()
    expect(tab.locator('.crlm-tab[aria-pressed="true"]')).to_have_attribute("data-note", note)
    tab.locator(".crlm-mark:not(.is-hidden)").first.click()
    for head in tab.locator(".crlm-group-head").all():
        if head.get_attribute("aria-expanded") == "false":
            head.click()
    for verdict in ("met", "unknown"):
        tab.locator(f".crlm-card.is-{verdict} .crlm-card-head").first.click()
    tab.wait_for_timeout(2000)  # the flash is over: axe reads settled colours
    assert violations(tab) == []


@both
def test_the_rules(tab: Page, server: Server, scheme: Scheme) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{server.url}/rules?rule=R01.derived")
    expect(tab.locator(".crlm-rule-page")).to_have_attribute("data-rule", "R01.derived")
    assert violations(tab) == []
    tab.locator(".crlm-case-count.is-unknown").click()
    tab.get_by_role("button", name="Show all cases").wait_for()
    assert violations(tab) == []


@both
def test_the_cohort(tab: Page, server: Server, scheme: Scheme) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{server.url}/cohort")
    tab.locator('[data-about="liver_max_size_mm"][data-word="30 to under 50"]').click()
    tab.get_by_role("button", name="Show all cases").wait_for()
    at_rest(tab)
    assert violations(tab) == []
    for view, drawn in (("Verdicts", ".crlm-panel.is-wide"), ("Over time", ".crlm-told")):
        tab.get_by_role("radio", name=view).click()
        tab.locator(drawn).first.wait_for()
        at_rest(tab)
        assert violations(tab) == []
