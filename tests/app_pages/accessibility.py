"""What axe-core finds on a page that has come to rest: contrast, names, roles, keyboard."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
SCRIPT = Axe().axe_script
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# Nothing is being computed, and nothing fades or flashes: what is about to be replaced is drawn faint.
AT_REST = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const moves = (one) => one.playState === 'running' && one.effect.getComputedTiming().endTime !== Infinity;
  return !app || (app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale=true]')
    && !document.getAnimations().some(moves));
}"""
DRAWN_IN = "scheme => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === scheme"


def at_rest(page: Page) -> None:
    """Waits until the page has answered what was done on it; first await what shows that it has begun to."""
    page.wait_for_function(AT_REST)


def checked(page: Page, within: str) -> list[dict[str, Any]]:
    """What axe-core says of this part of the page, once it is at rest."""
    at_rest(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    run = "([within, options]) => axe.run(within, options).then((results) => results.violations)"
    found: list[dict[str, Any]] = page.evaluate(run, [within, OPTIONS])
    return found


def violations(page: Page, within: str = "html") -> list[str]:
    """One line for each in this part of the page, once it is at rest."""
    found = checked(page, within)
    if found:  # seen while the page began to be drawn anew, perhaps: what is wrong stays
        page.wait_for_timeout(1000)
        found = checked(page, within)
    return [
        f"{item['id']} ({item['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for item in found
        for node in item["nodes"]
    ]


def assert_accessible(page: Page, within: str = "html") -> None:
    """No violation in this part of the page, in light and in dark; the one it is drawn in comes first."""
    light = page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")
    for scheme in SCHEMES if light else reversed(SCHEMES):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(DRAWN_IN, arg=scheme)
        assert violations(page, within) == [], scheme
