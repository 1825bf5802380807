"""Words a decision rests on that are gone from the note: the row says so and leads to the version they stand in."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from abstraction.records import EarlierEvidence
from app_pages.element_rows import element_rows
from app_pages.evidence import note_view
from app_pages.older_versions import earlier_of, older_evidence, older_versions
from registry.store import Registry
from review import workflow
from tests.app_pages.conftest import running
from tests.review import reviewed
from tests.review.reviewed import decide, ingest, note

WROTE = "ONCOLOGY CLINIC\nGiven 4 cycles of zerofox, then XELOX. ECOG 1.\n"
WRITES = "ONCOLOGY CLINIC\nGiven 4 cycles of another drug, then XELOX. ECOG 1.\n"
LATER = f"ADDENDUM\nPhoned today.\n{WROTE}"


def letter(text: str) -> dict[str, str]:
    return note("letter", "c1", "oncology", "2024-03-01", text)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A regimen that a person read in a word which the next version of the letter does not have."""
    path = tmp_path / "cases.duckdb"
    with Registry.open(path) as registry:
        ingest(registry, tmp_path, [letter(WROTE)])
        words = reviewed.evidence(registry, "c1", "letter", "zerofox", "chemo_regimens", "FOLFOX")
        decide(registry, "correct", "chemo_regimens", ["FOLFOX", "CAPOX"], case="c1", evidence=(words,))
        ingest(registry, tmp_path, [letter(WRITES)])
    return path


def test_the_row_names_the_version_and_its_words(db: Path) -> None:
    with Registry.open(db) as registry:
        review = workflow.review_case(registry, "c1")
        earlier = earlier_of(review.case, review.decisions)
        older = older_versions(registry, earlier)
        assert [(one.note_id, one.version) for one in earlier] == list(older) * len(earlier) == [("letter", 1)]
        [version] = older.values()
        assert (version.note.text, version.note.note_id) == (WROTE, "letter (version 1)")
        rows = {
            row["element"]: row
            for family in element_rows(review.case, review.decisions, None, older)
            for row in family["rows"]
        }
        row = rows["chemo_regimens"]
        assert (row["status"], row["open"]) == ("needs_review", True)
        assert row["reasons"] == ["the words it rests on stand in an older version of a note only"]
        [there] = row["earlier"]
        assert (there["note"], there["words"]) == ("Oncology 2024-03-01, version 1", "zerofox")
        view = note_view(review.case, version, older_evidence(earlier))
        assert view["text"] == WROTE and [mark["id"] for mark in view["marks"]] == [there["evidence"][0]["mention"]]  # type: ignore[attr-defined]
        held = [
            (one.note_id, WRITES[one.mention.start : one.mention.end])
            for one in review.case.values["chemo_regimens"].evidence
        ]
        assert held == [("letter", "XELOX")], "what is still there is marked where it is"


def test_words_that_are_there_again_need_no_older_version(db: Path, tmp_path: Path) -> None:
    with Registry.open(db) as registry:
        ingest(registry, tmp_path, [letter(LATER)])
        review = workflow.review_case(registry, "c1")
        value = review.case.values["chemo_regimens"]
        assert earlier_of(review.case, review.decisions) == [] and value.reasons == ()
        assert [LATER[one.mention.start : one.mention.end] for one in value.evidence] == ["zerofox", "XELOX"]
        unknown = EarlierEvidence("letter", 9, value.evidence[0].mention)
        assert older_versions(registry, [unknown]) == {}


@pytest.mark.e2e
def test_the_page_leads_to_the_older_version(db: Path, tmp_path: Path, tab: Page) -> None:
    with running(db, tmp_path) as app:
        tab.goto(app.url)
        tab.locator('tr[data-case="c1"] button').click()
        shown = tab.locator(".crlm-note")
        expect(shown).to_contain_text("another drug, then XELOX.")
        there = tab.locator('.crlm-row[data-element="chemo_regimens"] .crlm-earlier')
        expect(there).to_contain_text("Oncology 2024-03-01, version 1“zerofox”")
        there.click()
        expect(shown).to_contain_text("Given 4 cycles of zerofox, then XELOX.")
        expect(tab.locator('.crlm-tab[aria-pressed="true"]')).to_have_text("Oncology, older2024-03-01")
        expect(tab.locator(".crlm-mark")).to_have_text("zerofox")
        tab.locator('.crlm-tab[data-note="letter"]').click()
        expect(shown).to_contain_text("another drug, then XELOX.")
