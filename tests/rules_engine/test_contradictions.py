"""Contradictions of the source are shown when a case is caught in them, and name only rules that exist."""

from typing import Any

import pytest

from rules_engine import classify_facts, facts_from, load_rules
from rules_engine.contradictions import Contradictions, load_contradictions

RULES = {rule.key: rule for rule in load_rules()}


def titles(**written: Any) -> list[str]:
    verdicts = classify_facts("c", facts_from({"liver_mets_present": True, **written}))
    return [one.title for one in verdicts.contradictions]


def test_every_claim_is_of_a_rule_and_a_part_that_exist() -> None:
    for one in load_contradictions():
        assert set(one.rules()) <= set(RULES), one.title
        for claim in (claim for side in one.sides for claim in side):
            rule, _, part = claim.partition(" ")[0].partition("/")
            assert not part or part in RULES[f"{rule}.derived"].parts


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ({"resectability_statement": "resectable", "flr_pct": 12}, "documented and derived resectability"),
        ({"flr_pct": 22, "cirrhosis": False}, "remnant"),
        ({"margin_status": "R1", "adjuvant_chemo": True, "response": "PR"}, "margin and chemotherapy"),
        ({"margin_status": "R0", "margin_mm": 4, "r0_feasible": True}, "margin"),
        ({"ehd": {"hilar_nodes": True}}, "portal nodes"),
        ({"ehd": {"lung": True, "peritoneum": True}}, "extrahepatic disease"),
        ({"dfi_months": 0}, "prognostic factors"),
        ({"resection_strategy": "simultaneous", "planned_resection": ["2", "3"]}, "simultaneous operation"),
        ({"fit_for_major_surgery": False}, "radiofrequency ablation"),
        ({"rfa": True, "liver_met_count": 1, "liver_met_max_mm": 28}, "size for ablation"),
    ],
)
def test_a_case_is_caught(written: dict[str, Any], title: str) -> None:
    assert title in titles(**written)
    assert title not in titles()


def test_each_side_tells_what_holds() -> None:
    verdicts = classify_facts("c", facts_from({"liver_mets_present": True, "flr_pct": 22, "cirrhosis": False}))
    found = next(one for one in verdicts.to_json()["contradictions"] if one["title"] == "remnant")
    assert found["sides"] == [["R02 met", "R31 met"], ["R29 met", "R32 not_met"]]


def test_a_claim_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot read the claim"):
        Contradictions.model_validate({"contradictions": [{"title": "t", "text": "x", "sides": [["R17 maybe"]]}]})
