"""The card tells what the verdicts say and no more: order, rules behind each sentence, gaps, and the age of the source."""

from typing import Any

import pytest
from hypothesis import given, settings

from rules_engine import CaseVerdicts, Verdict, classify_facts, facts_from
from rules_engine.card import Sentence
from rules_engine.fact import FactValue
from tests.rules_engine.random_facts import VALUES, facts, some_facts

ORDER = ("liver", "documented", "derived", "caution", "option", "contradiction", "missing")


def case(**written: Any) -> CaseVerdicts:
    return classify_facts("c", facts_from({"liver_mets_present": True, **written}))


def told(verdicts: CaseVerdicts, part: str) -> list[Sentence]:
    return [one for one in verdicts.card.sentences if one.part == part]


def test_the_card_of_a_resectable_case() -> None:
    verdicts = case(resectability_statement="resectable", liver_biopsy_planned=True, liver_met_count=1)
    assert [one.text for one in told(verdicts, "liver")] == ["There are liver metastases."]
    assert told(verdicts, "documented")[0].text == "The surgeon or the board calls the liver metastases resectable."
    assert told(verdicts, "derived")[0].text == "The stage is ECMTG M1a (resectable)."
    assert told(verdicts, "derived")[1].verdict is Verdict.UNKNOWN
    assert [one.rules for one in told(verdicts, "caution")] == [("R16.derived",)]
    assert "2013" in verdicts.card.source


def test_several_candidates_are_told_as_open() -> None:
    stage = told(case(resectability_statement="unresectable"), "derived")[0]
    assert stage.verdict is Verdict.UNKNOWN
    assert stage.text.startswith("The stage is still open between ECMTG M1b") and "ECMTG M1c" in stage.text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"liver_mets_present": False}, "There are no liver metastases."),
        ({"liver_mets_present": None}, "Whether there are liver metastases is not known."),
    ],
)
def test_the_card_without_liver_metastases(written: dict[str, Any], text: str) -> None:
    assert [one.text for one in told(case(**written), "liver")] == [text]


def test_documented_against_derived_stands_side_by_side() -> None:
    verdicts = case(resectability_statement="resectable", flr_pct=12)
    assert told(verdicts, "documented")[0].verdict is Verdict.MET
    assert told(verdicts, "derived")[1].verdict is Verdict.NOT_MET
    assert next(one.rules for one in told(verdicts, "contradiction")) == ("R01.documented", "R01.derived")


def test_a_hedge_is_no_statement() -> None:
    sentence = told(case(resectability_statement="borderline"), "documented")[0]
    assert (sentence.text, sentence.verdict) == (
        'The surgeon or the board calls the liver "borderline".',
        Verdict.UNKNOWN,
    )


def test_context_is_no_caution() -> None:
    verdicts = case(hepatectomy_done=True, margin_status="R1")
    for key in ("R17.derived", "R20.derived"):
        assert (verdicts.by_key[key].written.kind, verdicts.by_key[key].verdict) == ("context", Verdict.MET)
    assert told(verdicts, "caution") == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(some_facts(list(VALUES), 30))
def test_no_sentence_is_surer_than_its_rules(known: dict[str, FactValue]) -> None:
    verdicts = classify_facts("c", facts(known))
    parts = [one.part for one in verdicts.card.sentences]
    assert parts == sorted(parts, key=ORDER.index)
    for one in verdicts.card.sentences:
        assert one.text and one.rules
        found = [verdicts.by_key[key] for key in one.rules]
        if one.part in ("documented", "derived", "caution", "option"):
            assert [result.verdict for result in found] == [one.verdict]
        if one.verdict is Verdict.MET and one.part in ("caution", "option"):
            assert one.text == found[0].conclusion
        if one.part in ("caution", "option"):
            assert found[0].written.kind != "context"
        if one.part == "missing":
            assert all(result.verdict is Verdict.UNKNOWN for result in found)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(some_facts(list(VALUES), 12))
def test_what_is_open_is_told_as_missing(known: dict[str, FactValue]) -> None:
    verdicts = classify_facts("c", facts(known))
    asked = [question.label for question in verdicts.questions][:5]
    assert [one.text.split(": ", 1)[1].split(". ")[0] for one in told(verdicts, "missing")] == asked
