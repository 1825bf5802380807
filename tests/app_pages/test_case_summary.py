"""The first lines of a case: what is written, what the parts add up to, and candidate sets in words."""

from typing import Any

import pytest

from abstraction.records import CaseEvidence
from app_pages.case_summary import summary
from review.rule_words import GROUPS
from rules_engine import classify, classify_facts
from rules_engine.card import STAGES
from rules_engine.fact import Fact, unknown
from rules_engine.facts import facts_from
from tests.app_pages import cases


def test_a_set_with_several_candidates_is_open() -> None:
    stage = summary(classify(cases.case()), {})["stage"]
    assert not stage["settled"]
    assert len(stage["items"]) > 1
    assert all(item["words"] for item in stage["items"])


def test_stages_and_groups_have_words() -> None:
    assert list(STAGES) == ["M0", "M1a", "M1b", "M1c"]
    assert list(GROUPS) == ["G1", "G2", "G3"]


def view_of(**facts: object) -> dict[str, Any]:
    return summary(classify_facts("c", facts_from({"liver_mets_present": True, **facts})), {})


@pytest.mark.parametrize(
    ("stated", "words", "tone"),
    [
        ("resectable", "resectable", "met"),
        ("unresectable", "unresectable", "not_met"),
        ("borderline", "borderline", "unknown"),
        (None, "not stated", "unknown"),
    ],
)
def test_documented_resectability_is_what_was_written(stated: str | None, words: str, tone: str) -> None:
    documented = view_of(**({"resectability_statement": stated} if stated else {}))["documented"]
    assert (documented["words"], documented["tone"]) == (words, tone)


def test_a_documented_verdict_names_its_note() -> None:
    mention = cases.mention(cases.CLINIC, "Clinic", "stated_resectability")
    facts = facts_from({"liver_mets_present": True})
    stated = Fact("resectability_statement", "resectable", None, (CaseEvidence("n2", mention),))
    verdicts = classify_facts("c", {**facts, stated.name: stated})
    documented = summary(verdicts, {"n2": cases.CLINIC_NOTE})["documented"]
    assert documented["detail"] == "Oncology 2024-03-09"
    assert documented["quote"] == "Clinic"
    assert [place["note"] for place in documented["evidence"]] == ["n2"]


def test_notes_that_disagree_on_resectability_are_said_to() -> None:
    facts = {
        **facts_from({"liver_mets_present": True}),
        "resectability_statement": unknown("resectability_statement", "conflict"),
    }
    assert summary(classify_facts("c", facts), {})["documented"]["words"] == "notes disagree"


def test_derived_resectability_tells_how_much_is_missing() -> None:
    assert view_of(flr_pct=15)["derived"]["words"] == "not resectable"
    derived = view_of(flr_pct=35, r0_feasible=True)["derived"]
    assert derived["words"] == "open"
    assert derived["detail"].endswith("facts missing")
    assert view_of(liver_mets_present=False)["derived"] == {
        "words": "not applicable",
        "tone": "not_applicable",
        "detail": "",
        "rule": "R01.derived",
    }


def test_a_candidate_set_is_settled_narrowed_or_open() -> None:
    kinds = {
        stated: (stage["settled"], stage["narrowed"])
        for stated in ("resectable", "unresectable")
        for stage in [view_of(resectability_statement=stated)["stage"]]
    }
    assert kinds == {"resectable": (True, True), "unresectable": (False, True)}
    untold = summary(classify_facts("c", {}), {})["stage"]
    assert (untold["settled"], untold["narrowed"]) == (False, False)


def test_liver_metastases_are_present_absent_or_open() -> None:
    told = {present: view_of(liver_mets_present=present)["present"] for present in (True, False, None)}
    assert {present: (line["words"], line["tone"]) for present, line in told.items()} == {
        True: ("yes", "settled"),
        False: ("no", "settled"),
        None: ("open", "unknown"),
    }
    present = summary(classify(cases.case()), {})["present"]
    assert present["element"] == "liver_lesion_count"
    assert [place["note"] for place in present["evidence"]] == ["n1"]
