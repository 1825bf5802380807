"""The verdict cards: candidate sets in words, every rule with its source, gaps that lead to an element."""

from typing import Any

import pytest

from abstraction.records import CaseEvidence
from app_pages.verdict_rows import FACT_ELEMENTS, GROUPS, STAGES, element_of, verdict_view
from lexicons import load_elements
from rules_engine import classify, classify_facts
from rules_engine.facts import Fact, facts_from, load_facts, unknown
from tests.app_pages import cases

VIEW = verdict_view(classify(cases.case()), {"n1": "CT 2024-03-01"})


def test_a_set_with_several_candidates_is_open() -> None:
    stage = VIEW["stage"]
    assert not stage["settled"]
    assert len(stage["items"]) > 1
    assert all(item["words"] for item in stage["items"])


def test_stages_and_groups_have_words() -> None:
    assert list(STAGES) == ["M0", "M1a", "M1b", "M1c"]
    assert list(GROUPS) == ["G1", "G2", "G3"]


def test_every_rule_tells_its_source_and_an_unknown_what_is_missing() -> None:
    assert VIEW["rules"]
    for rule in VIEW["rules"]:
        assert rule["verdict_words"]
        assert rule["citation"]["section"]
        assert rule["citation"]["quote"]
    gaps = [rule["rule"] for rule in VIEW["rules"] if rule["verdict"] == "unknown" and not rule["missing"]]
    assert gaps == []


def test_a_reason_names_the_words_it_rests_on() -> None:
    reasons = [item for rule in VIEW["rules"] for item in rule["because"] if item["label"] == "Liver metastases"]
    assert reasons
    assert {item["element"] for item in reasons} == {"liver_lesion_count"}
    assert all(place["note"] == "n1" for item in reasons for place in item["evidence"])


def test_gaps_lead_to_elements_that_exist() -> None:
    assert set(FACT_ELEMENTS) <= set(load_facts())
    assert {element_of(fact) for fact in load_facts()} - {""} <= set(load_elements())


def view_of(**facts: object) -> dict[str, Any]:
    return verdict_view(classify_facts("c", facts_from({"liver_mets_present": True, **facts})), {})


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
    documented = verdict_view(verdicts, {"n2": "Oncology 2024-03-09"})["documented"]
    assert documented["detail"] == "Oncology 2024-03-09"
    assert [place["note"] for place in documented["evidence"]] == ["n2"]


def test_notes_that_disagree_on_resectability_are_said_to() -> None:
    facts = {
        **facts_from({"liver_mets_present": True}),
        "resectability_statement": unknown("resectability_statement", "conflict"),
    }
    assert verdict_view(classify_facts("c", facts), {})["documented"]["words"] == "notes disagree"


def test_derived_resectability_tells_how_much_is_missing() -> None:
    assert view_of(flr_pct=15)["derived"]["words"] == "not resectable"
    derived = view_of(flr_pct=35, r0_feasible=True)["derived"]
    assert derived["words"] == "open"
    assert derived["detail"].endswith("facts missing")
    assert view_of(liver_mets_present=False)["derived"] == {
        "words": "not applicable",
        "tone": "not_applicable",
        "detail": "",
    }


def test_a_candidate_set_is_settled_narrowed_or_open() -> None:
    kinds = {
        stated: (stage["settled"], stage["narrowed"])
        for stated in ("resectable", "unresectable")
        for stage in [view_of(resectability_statement=stated)["stage"]]
    }
    assert kinds == {"resectable": (True, True), "unresectable": (False, True)}
    untold = verdict_view(classify_facts("c", {}), {})["stage"]
    assert (untold["settled"], untold["narrowed"]) == (False, False)


def test_each_question_is_asked_once_the_most_wanted_first() -> None:
    questions = VIEW["questions"]
    asked = [item["question"] for item in questions]
    assert len(asked) == len(set(asked))
    wanted = [len(item["rules"]) for item in questions]
    assert wanted == sorted(wanted, reverse=True)
    assert all(len(item["rules"]) == len(set(item["rules"])) for item in questions)


def test_what_no_note_can_answer_is_not_asked() -> None:
    view = view_of(resectability_statement="borderline")
    silent = [item for rule in view["rules"] for item in rule["missing"] if item["reason"] == "the source is silent"]
    assert silent
    assert not any("silent" in item["question"] for item in view["questions"])
