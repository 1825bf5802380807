"""Rules in a real browser: the verdict list of a case, the catalogue, and the ways between the two."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from rules_engine import load_rules
from tests.app_pages.accessibility import at_rest
from tests.app_pages.conftest import Server, fits, flashes, forget_flashes, open_case

pytestmark = pytest.mark.e2e

RULES = load_rules()


@pytest.fixture
def catalogue(tab: Page, server: Server) -> Page:
    tab.goto(f"{server.url}/rules")
    tab.locator(".crlm-rule-page").wait_for()
    return tab


def search(page: Page, words: str) -> None:
    page.get_by_label("Search rules").fill(words)


def card(page: Page, key: str) -> Locator:
    return page.locator(f'.crlm-card[data-rule="{key}"]')


def number(choice: Locator) -> int:
    return int(choice.locator(".crlm-n").inner_text())


def test_groups_are_folded_and_tell_their_counts(case_page: Page) -> None:
    groups = case_page.locator(".crlm-group.is-criteria")
    groups.nth(1).wait_for()
    expect(case_page.locator(".crlm-group.is-criteria .crlm-card:visible")).to_have_count(0)
    for group in groups.all():
        counts = re.findall(r"(\d+) (?:met|not met|unknown)\b", group.locator(".crlm-tally-line").inner_text())
        group.locator(".crlm-group-head").click()
        expect(group.locator(".crlm-card:visible")).to_have_count(sum(map(int, counts)))
    groups.first.locator(".crlm-group-head").click()
    expect(groups.first.locator(".crlm-card:visible")).to_have_count(0)

    # Context is worded as what the source says.
    case_page.locator(".crlm-group.is-context .crlm-group-head").click()
    context = case_page.locator(".crlm-group.is-context .crlm-card").first
    context.locator(".crlm-card-head").click()
    expect(context.locator(".crlm-conclusion")).to_contain_text("The source says: ")
    expect(context.locator(".crlm-badge")).not_to_have_text(re.compile("[Mm]et"))


def test_rules_are_found_by_word_and_by_id_and_by_verdict(case_page: Page) -> None:
    search(case_page, "r02")
    expect(case_page.locator(".crlm-card:visible")).to_have_count(1)
    expect(card(case_page, "R02.derived")).to_be_visible()
    search(case_page, "remnant minimum")
    expect(card(case_page, "R02.derived")).to_be_visible()
    search(case_page, "no such rule anywhere")
    expect(case_page.locator(".crlm-none")).to_be_visible()
    search(case_page, "")
    expect(case_page.locator(".crlm-group.is-criteria .crlm-card:visible")).to_have_count(0)
    unknown = case_page.locator(".crlm-choices .crlm-choice", has_text="Unknown")
    unknown.click()
    expect(case_page.locator(".crlm-card:visible")).to_have_count(number(unknown))
    expect(case_page.locator(".crlm-card:visible:not(.is-unknown)")).to_have_count(0)


def test_what_does_not_apply_is_hidden_until_asked_for(tab: Page, server: Server) -> None:
    open_case(tab, server, "t2")
    for head in tab.locator(".crlm-group-head").all():
        if head.get_attribute("aria-expanded") == "false":
            head.click()
    expect(tab.locator(".crlm-card.is-not_applicable")).to_have_count(0)
    choice = tab.locator(".crlm-choices .crlm-choice", has_text="Not applicable")
    choice.click()
    expect(tab.locator(".crlm-card.is-not_applicable:visible")).to_have_count(number(choice))
    assert number(choice) > 0


def test_from_the_verdict_to_its_fact_to_the_words_to_the_citation(case_page: Page) -> None:
    search(case_page, "R03")
    verdict = card(case_page, "R03.derived")
    verdict.locator(".crlm-card-head").click()
    fact = verdict.locator("button.crlm-proof", has_text="resectab").last
    expect(fact).to_be_visible()
    forget_flashes(case_page)
    fact.click()
    words = case_page.locator('.crlm-mark[data-ids*="-stated_resectability-"]').first
    flashes(words)
    expect(words).to_contain_text("resectable")
    verdict.locator("summary").click()
    quote = next(rule.citation.quote for rule in RULES if rule.key == "R03.derived")
    expect(verdict.locator("blockquote")).to_have_text(quote)


def test_a_sentence_of_the_card_leads_to_its_verdict(case_page: Page) -> None:
    expect(case_page.locator(".crlm-source-age")).to_contain_text("2013")
    sentence = case_page.locator(".crlm-to-verdict:visible").first
    name = sentence.inner_text()
    sentence.click()
    shown = case_page.locator(".crlm-card.is-flashing")
    expect(shown).to_have_attribute("data-rule", re.compile(rf"^{name}\."))
    expect(shown.locator(".crlm-conclusion")).to_be_visible()


def test_from_the_verdict_to_its_rule_and_back(case_page: Page, server: Server) -> None:
    search(case_page, "R09")
    card(case_page, "R09.derived").locator(".crlm-card-head").click()
    card(case_page, "R09.derived").locator(".crlm-to-rule").click()
    expect(case_page.locator(".crlm-rule-page")).to_have_attribute("data-rule", "R09.derived")
    expect(case_page).to_have_url(f"{server.url}/rules?rule=R09.derived")
    case_page.get_by_role("button", name="Back to the verdicts of t1").click()
    expect(case_page.locator("h1")).to_have_text("t1")
    expect(card(case_page, "R09.derived").locator(".crlm-conclusion")).to_be_visible()
    expect(card(case_page, "R09.derived").locator(".crlm-card-head")).to_be_focused()
    expect(card(case_page, "R09.derived")).to_be_in_viewport()


def test_the_address_names_a_rule(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/rules?rule=R04.derived")
    expect(tab.locator(".crlm-rule-page")).to_have_attribute("data-rule", "R04.derived")
    expect(tab.locator('.crlm-entry[aria-current="true"]')).to_have_attribute("data-rule", "R04.derived")
    tab.locator('.crlm-entry[data-rule="R06.derived"]').click()
    expect(tab).to_have_url(f"{server.url}/rules?rule=R06.derived")
    tab.goto(f"{server.url}/rules?rule=%3Cb%3E")
    expect(tab.locator(".crlm-rule-page")).to_have_attribute("data-rule", RULES[0].key)


def test_a_rule_is_told_in_full(catalogue: Page) -> None:
    expect(catalogue.locator(".crlm-entry")).to_have_count(len(RULES))
    search(catalogue, "R01")
    catalogue.locator('.crlm-entry[data-rule="R01.derived"]').click()
    page = catalogue.locator(".crlm-rule-page")
    rule = next(rule for rule in RULES if rule.key == "R01.derived")
    for told in (
        rule.conclusion,
        rule.citation.quote,
        rule.coverage.note,
        "all of",
        "Independent inflow of the remnant: yes",
    ):
        expect(page).to_contain_text(told)
    expect(page.locator(".crlm-examples tr")).to_have_count(len(rule.examples))
    page.locator(".crlm-link").click()
    expect(page).to_have_attribute("data-rule", "R02.derived")

    # Searched by word, id and kind.
    search(catalogue, "portal and hilar")
    expect(catalogue.locator(".crlm-found")).to_have_text("0 rules")
    search(catalogue, "r02")
    expect(catalogue.locator(".crlm-entry")).to_have_count(1)
    expect(catalogue.locator(".crlm-found")).to_have_text("1 rule")
    search(catalogue, "")
    catalogue.get_by_label("Kind of rule").select_option("Context")
    expect(catalogue.locator(".crlm-entry")).to_have_count(sum(rule.kind == "context" for rule in RULES))


def test_counts_are_those_of_the_registry_and_list_their_cases(catalogue: Page) -> None:
    catalogue.locator('.crlm-entry[data-rule="R03.derived"]').click()
    page = catalogue.locator(".crlm-rule-page")
    expect(page).to_have_attribute("data-rule", "R03.derived")
    at_rest(catalogue)
    counts = [int(words) for words in page.locator(".crlm-case-count strong").all_inner_texts()]
    assert sum(counts) == 4, "the registry holds four cases"
    page.locator(".crlm-case-count.is-not_applicable").click()
    expect(catalogue.locator("h1")).to_have_text("Worklist")
    expect(catalogue.locator("tr[data-case]")).to_have_count(1)
    expect(catalogue.locator('tr[data-case="t2"]')).to_be_visible()
    catalogue.get_by_role("button", name="Show all cases").click()
    expect(catalogue.locator("tr[data-case]")).to_have_count(4)


def test_through_the_catalogue_by_keyboard(catalogue: Page) -> None:
    entries = catalogue.locator(".crlm-entry")
    entries.first.focus()
    catalogue.keyboard.press("ArrowDown")
    expect(entries.nth(1)).to_be_focused()
    catalogue.keyboard.press("Enter")
    expect(catalogue.locator(".crlm-rule-page")).to_have_attribute(
        "data-rule", str(entries.nth(1).get_attribute("data-rule"))
    )
    expect(entries.nth(1)).to_be_focused()


def test_the_page_fits_the_window(catalogue: Page) -> None:
    for key in ("R01.derived", "R06.derived"):
        catalogue.locator(f'.crlm-entry[data-rule="{key}"]').click()
        expect(catalogue.locator(".crlm-rule-page")).to_have_attribute("data-rule", key)
        for width in (1280, 1600):
            catalogue.set_viewport_size({"width": width, "height": 800})
            fits(catalogue.locator(".crlm-rule-pane"), catalogue.locator(".crlm-list"))
            fits(catalogue.get_by_test_id("stMain"), height=True)
