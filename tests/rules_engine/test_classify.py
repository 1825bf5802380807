"""From a consolidated case to verdicts: candidate sets, evidence, reasons for the unknown."""

import pytest

from abstraction.records import CaseAbstraction, CaseEvidence, CaseValue, Claim, Mention
from rules_engine import RuleResult, Verdict, classify, classify_facts, facts_from


def value(element: str, content: object, item: object = None) -> CaseValue:
    return CaseValue(element, content, (CaseEvidence("n1", Mention(element, 3, 9, item)),))  # type: ignore[arg-type]


def case(**fields: object) -> CaseAbstraction:
    return CaseAbstraction("c1", (), {element: value(element, content) for element, content in fields.items()})


def result(found: tuple[RuleResult, ...], rule: str, track: str = "derived") -> RuleResult:
    return next(item for item in found if (item.rule, item.track) == (rule, track))


ONE = {"min": 1, "max": 1, "innumerable": False}


@pytest.mark.parametrize(
    ("fields", "ecmtg", "group"),
    [
        ({"liver_lesion_count": {"min": 0, "max": 0, "innumerable": False}}, ("M0",), ()),
        ({"liver_lesion_count": ONE, "stated_resectability": "resectable"}, ("M1a",), ("G1",)),
        ({"liver_lesion_count": ONE, "stated_resectability": "borderline"}, ("M1b",), ("G2",)),
        ({"liver_lesion_count": ONE, "stated_resectability": "unresectable"}, ("M1b", "M1c"), ("G2", "G3")),
        ({"liver_lesion_count": ONE, "flr_percent": 15}, ("M1b",), ("G2",)),
        ({"liver_lesion_count": ONE}, ("M1a", "M1b", "M1c"), ("G1", "G2", "G3")),
        ({}, ("M0", "M1a", "M1b", "M1c"), ("G1", "G2", "G3")),
    ],
)
def test_candidate_sets(fields: dict[str, object], ecmtg: tuple[str, ...], group: tuple[str, ...]) -> None:
    found = classify(case(**fields))
    assert (found.ecmtg, found.group) == (ecmtg, group)


def test_group_three_needs_a_statement() -> None:
    assert classify_facts("c1", facts_from({"liver_mets_present": True, "never_resectable": True})).group == ("G3",)


def test_a_verdict_leads_to_its_evidence() -> None:
    found = result(classify(case(liver_lesion_count=ONE, flr_percent=35)).results, "R02")
    assert found.verdict is Verdict.MET
    assert [(item.fact, item.evidence[0].note_id) for item in found.because if item.fact == "flr_pct"] == [
        ("flr_pct", "n1")
    ]


def test_an_unknown_names_what_settles_it() -> None:
    found = result(classify(case(liver_lesion_count=ONE, flr_percent=24)).results, "R02")
    assert [(item.fact, item.reason) for item in found.missing] == [("cirrhosis", "missing")]


def test_hedged_disease_is_unknown_with_that_reason() -> None:
    found = classify(case(liver_lesion_count=ONE, ehd={"lung": "indeterminate", "any": "absent"}))
    missing = {item.fact: item.reason for item in result(found.results, "R06").missing}
    assert missing == {"ehd_lung": "hedged"}


def test_a_conflict_is_unknown_with_that_reason() -> None:
    claims = (Claim("n1", 20, ()), Claim("n2", 35, ()))
    found = classify(
        CaseAbstraction("c1", (), {"liver_lesion_count": value("liver_lesion_count", ONE)}, {"flr_percent": claims})
    )
    reasons = {item.fact: item.reason for item in result(found.results, "R02").missing}
    assert reasons["flr_pct"] == "conflict"


def test_documented_and_derived_stay_apart() -> None:
    found = classify(case(liver_lesion_count=ONE, stated_resectability="resectable", flr_percent=12))
    assert result(found.results, "R01", "documented").verdict is Verdict.MET
    assert result(found.results, "R01", "derived").verdict is Verdict.NOT_MET
    assert found.ecmtg == ("M1a",)


def test_json_has_the_documented_keys() -> None:
    found = classify(case(liver_lesion_count=ONE, flr_percent=24)).to_json()
    assert list(found) == [
        "case_id", "ecmtg", "group", "ajcc8_m", "rules", "ask", "would_change", "contradictions", "card", "policy",
    ]  # fmt: skip
    keys = [
        "rule", "title", "track", "origin", "kind", "position", "verdict", "candidates", "parts", "measure", "because",
        "missing", "citation", "conclusion", "policy",
    ]  # fmt: skip
    assert all(list(row) == keys for row in found["rules"])
    because = [item for row in found["rules"] for item in row["because"]]
    missing = [item for row in found["rules"] for item in row["missing"]]
    assert all(list(item) == ["fact", "label", "value", "evidence"] for item in because)
    assert all(list(item) == ["fact", "label", "reason", "question"] for item in missing)
    assert all(list(place) == ["note_id", "start", "end"] for item in because for place in item["evidence"])
    assert all(
        set(row["measure"]) == {"fact", "label", "low", "high", "shown"} for row in found["rules"] if row["measure"]
    )
    assert all(set(row["citation"]) == {"section", "references", "quote"} for row in found["rules"])
