"""Signing off freezes a version; whatever changes after it makes it stale and says why."""

from dataclasses import replace
from pathlib import Path

import pytest

from registry.store import Registry
from review import workflow
from review.decision_check import DecisionError, sides_of
from review.sign_off import causes, difference, sign_off, signed, stale_causes
from tests.review.reviewed import NEWER, decide, ingest, note, somebody


@pytest.fixture
def frozen(cases: Registry) -> Registry:
    """Case c2, signed off after one decision."""
    decide(cases, "accept", "ecog")
    sign_off(cases, somebody("Bea"), "c2", "s1")
    return cases


def status(registry: Registry, case: str = "c2") -> str:
    return registry.progress()[case].status


def why(registry: Registry) -> tuple[str, ...]:
    found = difference(registry, workflow.review_case(registry, "c2"))
    return found.causes if found else ()


def test_a_sign_off_holds_the_version_it_is_for(frozen: Registry) -> None:
    review = workflow.review_case(frozen, "c2")
    decision = signed(review.decisions)
    assert decision and decision.reviewer == "Bea" and isinstance(decision.value, dict)
    assert decision.value["fields"] == review.case.fields
    assert decision.value["verdicts"] == {one.key: one.verdict.value for one in review.verdicts.results}
    assert set(decision.value["undecided"]) == set(review.case.fields) - {"ecog"}
    assert (status(frozen), why(frozen)) == ("signed_off", ())


def test_a_case_goes_from_new_to_signed_off(cases: Registry) -> None:
    assert status(cases) == "new"
    decide(cases, "accept", "ecog")
    assert status(cases) == "in_review"
    decide(cases, "query", "cea_ng_ml", reason="before or after?")
    assert status(cases) == "queried"
    with pytest.raises(DecisionError, match="a query is open on CEA: answer it"):
        sign_off(cases, somebody("Bea"), "c2", "s1")
    decide(cases, "answer", "cea_ng_ml", reason="before")
    sign_off(cases, somebody("Bea"), "c2", "s1")
    assert status(cases) == "signed_off"
    decide(cases, "undo", "")
    assert status(cases) == "in_review"


def test_notes_that_disagree_are_not_signed_off(cases: Registry) -> None:
    with pytest.raises(DecisionError, match="notes disagree on Liver metastases, number"):
        sign_off(cases, somebody("Bea"), "c1", "s1")
    case = workflow.review_case(cases, "c1").case
    for element in case.conflicts:
        decide(cases, "accept", element, sides_of(workflow.review_case(cases, "c1").case, element)[0][0], case="c1")
    sign_off(cases, somebody("Bea"), "c1", "s1")
    assert status(cases, "c1") == "signed_off"


def test_a_new_note_makes_it_stale(frozen: Registry, tmp_path: Path) -> None:
    ingest(frozen, tmp_path, [note("later", "c2", "oncology", "2024-07-01", NEWER)])
    assert status(frozen) == "stale"
    assert why(frozen) == ("new note: later",) == stale_causes(frozen, ["c2"])["c2"]
    found = difference(frozen, workflow.review_case(frozen, "c2"))
    assert found and ("ecog", 1, 2) in found.values


def test_a_changed_note_makes_it_stale(frozen: Registry, tmp_path: Path) -> None:
    ingest(frozen, tmp_path, [note("letter", "c2", "oncology", "2024-03-01", NEWER)])
    assert (status(frozen), why(frozen)) == ("stale", ("changed: letter",))


def test_a_corrected_date_makes_it_stale(frozen: Registry, tmp_path: Path) -> None:
    [text] = [one.note.text for one in frozen.note_abstractions("c2")]
    ingest(frozen, tmp_path, [note("letter", "c2", "oncology", "2024-03-02", text)])
    assert (status(frozen), why(frozen)) == ("stale", ("date or type of a note was changed",))


def test_a_later_decision_makes_it_stale_and_a_new_sign_off_settles_it(frozen: Registry) -> None:
    decide(frozen, "correct", "stated_resectability", "unresectable")
    assert (status(frozen), why(frozen)) == ("stale", ("decided since by Ada",))
    found = difference(frozen, workflow.review_case(frozen, "c2"))
    assert found and ("R01.documented", "unknown", "not_met") in found.verdicts
    sign_off(frozen, somebody("Bea"), "c2", "s2")
    assert (status(frozen), why(frozen)) == ("signed_off", ())


def test_a_comment_or_a_person_does_not_make_it_stale(frozen: Registry) -> None:
    decide(frozen, "comment", "ecog", reason="as in May")
    decide(frozen, "assign", "", "Cleo")
    assert (status(frozen), frozen.progress()["c2"].assigned) == ("signed_off", "Cleo")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rules": "other"}, "other version of the rules"),
        ({"software": "9.9"}, "read again by another version of the software"),
        ({"lexicon": "other"}, "read again by another version of the software"),
        ({"policy": "other"}, "other numbers of the site"),
    ],
)
def test_other_versions_are_told(frozen: Registry, changed: dict[str, str], told: str) -> None:
    decision = signed(frozen.decisions("c2"))
    assert decision
    notes = frozen.note_hashes(["c2"])["c2"]
    versions = workflow.versions_of(workflow.effective_policy(frozen))
    assert causes(decision, notes, (), replace(versions, **changed)) == (told,)


def test_other_rules_make_it_stale(frozen: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "VERSIONS", replace(workflow.VERSIONS, rules="other"))
    workflow.refresh(frozen)
    assert status(frozen) == "stale"
