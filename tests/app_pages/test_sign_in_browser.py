"""Signing in with an identity provider: a viewer changes nothing, an abstractor decides, and idle time or a click ends it."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from abstraction.decisions import VALUED
from registry import export_store, time_store
from registry.store import Registry
from tests.app_pages.accessibility import violations
from tests.app_pages.identity_provider import Provider, provider, sign_in_file
from tests.app_pages.test_review_browser import row, saved
from tests.review.test_serving import running

pytestmark = pytest.mark.e2e
SignIn = Callable[..., Page]
# A page made by somebody who wants to decide without the right: what it is told not to offer, it offers.
FORGED = """
const parse = JSON.parse;
JSON.parse = (...given) => {
  const read = parse(...given);
  if (read?.locked) read.locked = "";
  return read;
};
"""


@pytest.fixture(scope="module")
def identities() -> Iterator[Provider]:
    with provider() as server:
        yield server


@pytest.fixture
def sign_in(
    identities: Provider, browser: Browser, registry_path: Path, request: pytest.FixtureRequest
) -> Iterator[SignIn]:
    """Opens the app in a browser of its own and signs a person in; the app signs out after `idle_minutes` (15)."""
    idle_minutes: float = getattr(request, "param", 15.0)
    path, log = registry_path.parent / "sign_in.toml", registry_path.parent / "server.log"
    path.write_text(sign_in_file(identities, idle_minutes), encoding="utf-8")
    contexts = []
    with running(log, "serve", "--db", registry_path, "--sign-in", path) as url:

        def enter(name: str, roles: object, script: str = "") -> Page:
            contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
            if script:
                contexts[-1].add_init_script(script)
            page = contexts[-1].new_page()
            page.set_default_timeout(60_000)
            page.goto(url)
            again(page, name, roles)
            return page

        def again(page: Page, name: str, roles: object) -> None:
            identities.claims = {"sub": name.lower(), "name": name, "roles": roles}
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.locator("tr[data-case] button").first.wait_for()

        enter.again = again  # type: ignore[attr-defined]
        yield enter
        for context in contexts:
            context.close()
    assert "Traceback" not in log.read_text(encoding="utf-8")
    with Registry.open(registry_path, read_only=True) as registry:
        assert {one.reviewer for one in registry.decisions()} <= {"Abby"}
        assert registry.policy_changes() == () and registry.verify_decisions().faults == ()
        made = [one.element for one in registry.decisions() if one.action in VALUED]
        assert [element for _, element, _ in time_store.by_element(registry)] == made
        assert {name for name, _, _ in time_store.by_case(registry)} <= {"Abby"}
        assert {(one.name, one.role) for one in export_store.load(registry)} <= {("Abby", "abstractor")}
        if idle_minutes < 1:
            assert time_store.of_case(registry, "t1") >= 15


def open_case(page: Page, case: str = "t1") -> None:
    page.locator(f'tr[data-case="{case}"] button').click()
    expect(page.locator("h1")).to_have_text(case)
    page.locator(".crlm-mark").first.wait_for()
    page.locator(".crlm-row.is-chosen").wait_for()


def at_work(page: Page, until: str) -> None:
    """Somebody moves the mouse until this holds in the page."""
    end = time.monotonic() + 120
    while not page.evaluate(f"Boolean({until})"):
        assert time.monotonic() < end, until
        page.mouse.move(300, 400 + int(time.monotonic() * 4) % 50)
        page.wait_for_timeout(250)


def test_a_viewer_reads_everything_and_changes_nothing(sign_in: SignIn) -> None:
    page = sign_in("Vic", ["reader", "somewhere-else"])
    expect(page.locator(".st-key-person button")).to_contain_text("Vic · viewer")
    open_case(page)
    expect(page.locator(".crlm-last")).to_have_text("You are viewer here: you can read everything and decide nothing.")
    expect(page.locator(".crlm-act:visible")).to_have_count(0)
    for key in ("a", "x", "n", "e", "q", "u", "Control+z"):
        page.keyboard.press(key)
    expect(page.locator(".crlm-live")).to_contain_text("decide nothing")
    expect(page.locator(".st-key-sign_off button").first).to_be_disabled()
    page.locator(".st-key-assigned button").click()
    expect(page.get_by_text("an abstractor takes cases")).to_be_visible()
    page.keyboard.press("Escape")
    assert violations(page) == []
    page.goto(page.url.rpartition("/")[0] + "/rules?show=numbers")
    page.locator('tr[data-number="remnant_normal_percent"] input').fill("25")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".crlm-save")).to_contain_text("only an admin sets them", timeout=30_000)
    expect(page.get_by_role("button", name="Save these numbers")).to_be_disabled()
    forged = sign_in("Vic", "viewer", FORGED)
    open_case(forged)
    row(forged, "ecog").locator(".crlm-label").click()
    row(forged, "ecog").locator('[data-action="accept"]').click()
    expect(row(forged, "ecog").locator(".crlm-error")).to_contain_text(
        "Vic is viewer here and may not decide on a case"
    )
    forged.goto(forged.url.rpartition("/")[0] + "/rules?show=numbers")
    forged.locator('tr[data-number="remnant_normal_percent"] input').fill("25")
    forged.get_by_role("button", name="Preview").click()
    forged.get_by_role("button", name="Save these numbers").click()
    expect(forged.locator(".crlm-told")).to_contain_text(
        "Vic is viewer here and may not set the site's numbers", timeout=30_000
    )


def test_an_abstractor_decides_under_the_name_of_the_sign_in(sign_in: SignIn) -> None:
    page = sign_in("Abby", ["abstractor"])
    open_case(page)
    chosen = page.locator(".crlm-row.is-chosen").get_attribute("data-element")
    page.keyboard.press("a")
    saved(page, str(chosen), "accepted")
    expect(row(page, str(chosen)).locator(".crlm-done")).to_contain_text("by Abby")
    page.locator(".st-key-assigned button").click()
    page.get_by_role("button", name="Take this case").click()
    expect(page.locator(".st-key-assigned button")).to_contain_text("For Abby")
    other = page.context.new_page()
    other.goto(page.url.rpartition("/")[0] + "/accuracy")
    with other.expect_download() as taken:  # made outside the script of the page, where nobody is signed in
        other.locator(".st-key-export_gold button").first.click()
    assert taken.value.failure() is None
    other.locator(".st-key-person button").click()
    other.get_by_role("button", name="Sign out").click()
    other.get_by_role("button", name="Sign in", exact=True).wait_for()
    page.locator(".st-key-next_case button").click()
    page.get_by_text("you signed out in another tab").wait_for()
    expect(page.locator(".crlm-note")).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("sign_in", [0.3], indirect=True)
def test_without_activity_the_page_goes_and_what_was_saved_stays(sign_in: SignIn) -> None:
    page = sign_in("Abby", ["abstractor"])
    page.locator('tr[data-case="t1"] button').click()
    at_work(page, "document.querySelector('h1')?.textContent === 't1' && document.querySelector('.crlm-row.is-chosen')")
    chosen = str(page.locator(".crlm-row.is-chosen").get_attribute("data-element"))
    page.keyboard.press("a")
    done = row(page, chosen).locator(".crlm-done")
    since = time.monotonic()
    at_work(page, "window.crlmCaseClock?.from >= 15000 && !window.crlmCaseClock.parts.length")  # kept: the first part
    while time.monotonic() < since + 25:  # longer than the limit, but somebody is there
        at_work(page, f"Date.now() > {1000 * time.time() + 1000}")
    expect(done).to_contain_text("accepted")
    told = page.get_by_text(re.compile("You are signed out: 0.3 minutes passed without activity"))
    told.wait_for(timeout=60_000)
    expect(page.locator(".crlm-note, .crlm-row")).to_have_count(0)
    expect(page.get_by_role("link", name="Rules")).to_have_count(0)
    assert violations(page) == []
    page.reload()  # the cookie of the browser lasts for days, the sign-in does not
    page.get_by_text("You are signed out").wait_for()
    sign_in.again(page, "Abby", ["abstractor"])  # type: ignore[attr-defined]
    open_case(page)
    expect(row(page, chosen).locator(".crlm-done")).to_contain_text("accepted by Abby")
