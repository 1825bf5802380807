"""Every page passes axe-core in light and dark: contrast, names, roles, keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.app_pages.accessibility import SCHEMES, Scheme, assert_accessible, violations
from tests.app_pages.conftest import Server, open_case

pytestmark = pytest.mark.e2e


def test_the_checker_sees_a_fault(tab: Page) -> None:
    tab.set_content('<html lang="en"><title>x</title><p style="color: #ccc; background: #fff">faint</p></html>')
    assert [line.split()[0] for line in violations(tab)] == ["color-contrast"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_worklist(tab: Page, server: Server, scheme: Scheme) -> None:
    """Opened in each: what the browser prefers is followed from the first drawing on."""
    tab.emulate_media(color_scheme=scheme)
    tab.goto(server.url)
    tab.locator('tr[data-case="t1"]').wait_for()
    assert tab.locator(".crlm-root").first.evaluate("node => getComputedStyle(node).colorScheme") == scheme
    assert violations(tab) == []


@pytest.mark.parametrize(("case", "notes"), [("t1", ("t1-ct", "t1-clinic")), ("t4", ("t4-mri",))])
def test_the_case_page(tab: Page, server: Server, case: str, notes: tuple[str, ...]) -> None:
    open_case(tab, server, case)
    open_at_a_mark(tab, notes[0])
    for head in tab.locator(".crlm-group-head").all():
        if head.get_attribute("aria-expanded") == "false":
            head.click()
    for verdict in ("met", "unknown"):
        tab.locator(f".crlm-card.is-{verdict} .crlm-card-head").first.click()
    assert_accessible(tab)
    for note in notes[1:]:
        open_at_a_mark(tab, note)
        for part in (".crlm-note", ".crlm-elements"):
            assert_accessible(tab, part)


def open_at_a_mark(page: Page, note: str) -> None:
    page.locator(f'.crlm-tab[data-note="{note}"]').click()
    expect(page.locator('.crlm-tab[aria-pressed="true"]')).to_have_attribute("data-note", note)
    page.locator(".crlm-mark:not(.is-hidden)").first.click()


def test_the_rules(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/rules?rule=R01.derived")
    expect(tab.locator(".crlm-rule-page")).to_have_attribute("data-rule", "R01.derived")
    assert_accessible(tab)
    tab.locator(".crlm-case-count.is-unknown").click()
    tab.get_by_role("button", name="Show all cases").wait_for()
    assert_accessible(tab)


def test_the_cohort(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/cohort")
    tab.locator('[data-about="liver_max_size_mm"][data-word="30 to under 50"]').click()
    tab.get_by_role("button", name="Show all cases").wait_for()
    assert_accessible(tab)
    for view, drawn in (("Verdicts", ".crlm-panel.is-wide"), ("Over time", ".crlm-told")):
        tab.get_by_role("radio", name=view).click()
        tab.locator(drawn).first.wait_for()
        assert_accessible(tab)
