"""Two browsers as two people: blind double abstraction, the figures of the agreement page, adjudication, and who was overruled."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from statsmodels.stats.inter_rater import cohens_kappa

from registry import blind_store
from registry.store import Registry
from review import double_abstraction
from review.blindness import asked
from review.readers import COMPARED, agreement, twice_read
from review.rights import Person, Role
from tests.app_pages.accessibility import assert_accessible
from tests.app_pages.identity_provider import Provider, provider, sign_in_file
from tests.review.test_serving import running

pytestmark = pytest.mark.e2e

# ECOG as the two enter it: of t1 at the browser, of the others before it. None is not stated.
ECOG = {"t1": (1, 2), "t2": (0, 0), "t3": (1, 1), "t4": (0, None)}
TABLE = [[1, 0, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]]  # 0, 1, 2, not stated
AC1 = "0.35"  # by irrCAC 0.4.4 of this table
AT_THE_BROWSER = ("cea_ng_ml", "ecog")
SignIn = Callable[[str, str], Page]


def person(identities: Provider, name: str, role: Role = Role.ABSTRACTOR) -> Person:
    return Person(f"{identities.url} {name.lower()}", name, role)


def prepare(registry_path: Path, identities: Provider) -> None:
    """All cases are given to Ada and Ben, and entered but for two elements of t1."""
    both = [person(identities, name) for name in ("Ada", "Ben")]
    cleo = person(identities, "Cleo", Role.ADJUDICATOR)
    with Registry.open(registry_path) as registry:
        for one in both:
            registry.save_profile(one.login, one.name)
        drawn = double_abstraction.draw(registry, cleo, both[0].login, both[1].login, 100, "1", "draw")
        assert drawn.cases == tuple(ECOG)
        for case_id, values in ECOG.items():
            for one, ecog in zip(both, values, strict=True):
                for element in asked():
                    if case_id == "t1" and element in AT_THE_BROWSER:
                        continue
                    value = ecog if element == "ecog" else None
                    double_abstraction.enter(registry, one, case_id, element, value, uuid4().hex)
                if case_id != "t1":
                    double_abstraction.finish(registry, one, case_id, uuid4().hex)


@contextmanager
def serving(browser: Browser, identities: Provider, registry_path: Path) -> Iterator[SignIn]:
    """The app on this registry; each sign-in is a browser of its own."""
    path, log = registry_path.parent / "sign_in.toml", registry_path.parent / "server.log"
    path.write_text(sign_in_file(identities), encoding="utf-8")
    contexts: list[BrowserContext] = []
    errors: list[str] = []
    with running(log, "serve", "--db", registry_path, "--sign-in", path) as url:

        def sign_in(name: str, role: str) -> Page:
            contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
            page = contexts[-1].new_page()
            page.set_default_timeout(60_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            identities.claims = {"sub": name.lower(), "name": name, "roles": [role]}
            page.goto(url)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.locator("tr[data-case] button").first.wait_for()
            return page

        yield sign_in
        for context in contexts:
            context.close()
    assert errors == [] and "Traceback" not in log.read_text(encoding="utf-8")


def go(page: Page, name: str) -> None:
    """Another page of the app, by its link at the top."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("h1")).to_have_text(name)


def row(page: Page, element: str) -> Locator:
    return page.locator(f'.crlm-row[data-element="{element}"]')


def sees_nothing_of_the_machine(page: Page) -> None:
    """Neither on the worklist nor on the case page nor on the form."""
    listed = page.locator('tr[data-case="t1"]')
    expect(listed.locator(".crlm-badge")).to_have_text("To enter blind")
    expect(listed.locator("td.is-open-set")).to_have_text(["hidden", "hidden"])
    expect(listed).to_contain_text("27/29")
    listed.locator("button").click()
    expect(page.locator("h1")).to_have_text("Blind abstraction")
    page.get_by_role("link", name="Case", exact=True).click()
    page.get_by_text("given to you for blind double abstraction").wait_for()
    expect(page.locator("h1")).to_have_text("t1")
    assert page.locator(".crlm-mark, .crlm-row, .crlm-verdicts, .crlm-note").count() == 0
    page.get_by_role("button", name="Enter what you find").click()
    page.locator(".crlm-note").wait_for()
    expect(page.locator(".crlm-blind-case")).to_have_text("t1")
    expect(page.locator(".crlm-mark")).to_have_count(0)
    expect(page.locator(".crlm-tab .crlm-kind")).to_have_text(["Radiology", "Oncology"])
    expect(row(page, "ecog").locator(".crlm-value")).to_have_text("to enter")


def enter_by_key(page: Page, element: str, value: str) -> None:
    row(page, element).locator(".crlm-label").click()
    page.keyboard.press("e")
    row(page, element).locator(".crlm-input").first.fill(value)
    page.keyboard.press("Enter")
    expect(row(page, element).locator(".crlm-status")).to_have_text("entered")


def finish(page: Page) -> None:
    page.get_by_role("button", name="I am done with this case").click()
    page.get_by_text("Every case given to you is entered").wait_for()


def figures(page: Page) -> list[str]:
    """The cells of ECOG on the agreement page."""
    cells = page.locator('tr[data-element="ecog"] td')
    expect(cells).to_have_count(4)  # the statistics take a moment to load, once in a process
    expect(cells.first).to_have_text(str(len(ECOG)))
    return [re.sub(r"\s+", " ", one) for one in cells.all_inner_texts()]


@pytest.mark.slow
@pytest.mark.timeout(900)  # three browsers on a busy machine
def test_from_blind_entries_to_the_overruled_value(browser: Browser, registry_path: Path) -> None:
    with provider() as identities:
        prepare(registry_path, identities)
        with serving(browser, identities, registry_path) as sign_in:
            ada, ben, cleo = sign_in("Ada", "abstractor"), sign_in("Ben", "abstractor"), sign_in("Cleo", "adjudicator")

            # Cleo was not given the case and sees it as always.
            expect(cleo.locator('tr[data-case="t1"] .crlm-badge')).to_have_text("New")
            for page in (ada, ben):
                sees_nothing_of_the_machine(page)
            assert_accessible(ada)

            enter_by_key(ada, "ecog", "1")
            expect(row(ben, "ecog").locator(".crlm-value")).to_have_text("to enter")
            row(ada, "cea_ng_ml").locator(".crlm-label").click()
            ada.keyboard.press("n")
            expect(row(ada, "cea_ng_ml").locator(".crlm-value")).to_have_text("not stated")
            enter_by_key(ben, "ecog", "2")
            ben.reload()  # what was shown as entered is there
            go(ben, "Blind abstraction")
            expect(row(ben, "ecog").locator(".crlm-value")).to_have_text("2")
            row(ben, "cea_ng_ml").locator(".crlm-label").click()
            ben.keyboard.press("n")
            expect(row(ben, "cea_ng_ml").locator(".crlm-status")).to_have_text("entered")

            finish(ada)
            go(cleo, "Agreement")
            expect(cleo.locator(".crlm-head")).to_contain_text("3 of 4 cases entered by both")
            finish(ben)
            go(ada, "Worklist")
            ada.locator('tr[data-case="t1"] button').click()
            expect(ada.locator(".crlm-row .crlm-value").first).to_be_visible()
            ada.locator(".crlm-mark").first.wait_for()  # the case is open to who is done

            go(cleo, "Worklist")
            go(cleo, "Agreement")
            expect(cleo.locator(".crlm-head")).to_contain_text("4 of 4 cases entered by both")
            library = cohens_kappa(TABLE)
            n, agree, kappa, ac1 = figures(cleo)
            assert (n, agree) == ("4", "50 %")
            assert kappa.strip() == f"{library.kappa:.2f} {library.kappa_low:.2f} to {library.kappa_upp:.2f}"
            assert ac1.startswith(AC1)
            cleo.locator('tr[data-element="ecog"] button').click()
            cleo.get_by_role("button", name="1 cases: Ada 1, Ben 2").click()
            expect(cleo.locator(".crlm-cell-cases button")).to_have_text("t1")
            assert_accessible(cleo)

            cleo.get_by_text("Disagreements: 2 to settle").click()
            difference = cleo.locator('[data-row="t1/ecog"]')
            expect(difference.locator(".crlm-side-plain strong")).to_have_text(["1", "2", "1"])
            expect(difference).to_contain_text("ECOG performance status 1")
            difference.locator(".crlm-settle").click()
            difference.get_by_label("1", exact=True).check()
            cleo.keyboard.press("Enter")
            expect(difference.locator(".crlm-error")).to_contain_text("Give a reason")
            difference.get_by_label("Reason").fill("as of the clinic visit")
            assert_accessible(cleo)
            cleo.keyboard.press("Enter")
            expect(cleo.get_by_text("Disagreements: 1 to settle")).to_be_visible()

            go(ben, "Worklist")
            ben.get_by_role("button", name="Overruled: 1").click()
            lost = ben.locator(".crlm-overruled tbody tr")
            expect(lost).to_have_count(1)
            expect(lost.locator("th, td")).to_contain_text(
                ["t1", "ECOG", "2", "1", "as of the clinic visit", "Cleo", re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")]
            )
            assert_accessible(ben)
            go(ada, "Blind abstraction")
            expect(ada.get_by_text("Overruled: 0")).to_be_visible()

        with Registry.open(registry_path, read_only=True) as registry:
            [decision] = registry.decisions()
            assert (decision.case_id, decision.element, decision.value, decision.reviewer) == ("t1", "ecog", 1, "Cleo")
            [made] = blind_store.adjudications(registry)
            assert (made.decision_id, made.reason) == (decision.decision_id, "as of the clinic visit")
            assert registry.verify_decisions().faults == ()
            found = agreement(twice_read(registry), COMPARED[0])["ecog"]
            assert found.kappa and found.kappa.value == pytest.approx(library.kappa)
