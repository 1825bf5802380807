"""Facts as they are written in JSON: names, spellings, intervals, hedges and records, and errors that tell what to do."""

import json
from pathlib import Path
from typing import Any

import pytest

from rules_engine.fact import show
from rules_engine.facts import facts_from, read_facts

INF = float("inf")


def values(**written: Any) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts_from(written).items()}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (3, (3, 3)),
        ([2, 3], (2, 3)),
        ([4, None], (4, INF)),
        ("4", (4, 4)),
        ("2-3", (2, 3)),
        ("2 to 3", (2, 3)),
        ("at least 4", (4, INF)),
        (">= 4", (4, INF)),
        ("> 4", (5, INF)),
        ("< 4", (-INF, 3)),
        ("up to 4", (-INF, 4)),
        ("solitary", (1, 1)),
        ("multiple", (2, INF)),
        ("innumerable", (10, INF)),
        ("4+", (4, INF)),
        ("at least four", (4, INF)),
        ("fewer than 5", (-INF, 4)),
        ("3 or 4", (3, 4)),
        ("[4, inf)", (4, INF)),
        ([4], (4, 4)),
        ([4, "inf"], (4, INF)),
        ({"min": 4}, (4, INF)),
        ({"lo": 4, "hi": 6}, (4, 6)),
        ({"min": 2, "max": None, "innumerable": True}, (10, INF)),
    ],
)
def test_numbers(written: Any, value: tuple[float, float]) -> None:
    assert values(liver_met_count=written) == {"liver_met_count": value}


def test_about_is_an_interval() -> None:
    assert values(flr_pct="about 30 %") == {"flr_pct": (27, 33)}
    assert values(liver_met_max_mm="~20 mm") == {"liver_met_max_mm": (18, 22)}


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("liver_met_max_mm", "3.1 cm", (31, 31)), ("liver_met_max_mm", {"value": 3.1, "unit": "cm"}, (31, 31)),
        ("margin_mm", "0.4 cm", (4, 4)), ("dfi_months", "26 mo", (26, 26)), ("dfi_months", "2 years", (24, 24)),
        ("age_years", "in his eighties", (80, 89)), ("asa_class", "II", (2, 2)), ("cea_ng_ml", "310 ng/mL", (310, 310)),
        ("cea_ng_ml", "normal", (0, 10)), ("ecog_ps", {"kps": 80}, (1, 1)),
    ],
)  # fmt: skip
def test_numbers_with_units(fact: str, written: Any, value: tuple[float, float]) -> None:
    assert values(**{fact: written}) == {fact: value}


@pytest.mark.parametrize(
    ("fact", "written"), [("liver_met_max_mm", "3 months"), ("flr_pct", "30 mm"), ("ecog_ps", [1, 2, 3])]
)
def test_numbers_in_another_unit_are_refused(fact: str, written: Any) -> None:
    with pytest.raises(ValueError, match=f"fact {fact} takes a number"):
        values(**{fact: written})


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("kras", "mutant (G12D)", "mutant"), ("kras", "pending", None), ("msi", "stable", "MSS"), ("msi", "dMMR", "MSI_H"),
        ("response", "stable disease", "SD"), ("response", "objective", frozenset({"CR", "PR"})),
        ("response", "no progression", frozenset({"CR", "PR", "SD"})), ("margin_status", "positive", frozenset({"R1", "R2"})),
        ("margin_status", "cannot be assessed", None), ("primary_grade", "poorly differentiated", "poor"),
        ("parenchyma", "healthy", frozenset({"normal"})), ("segments_involved", ["IVa", "VIII"], frozenset({"4a", "8"})),
        ("segments_involved", "{2,3,6}", frozenset({"2", "3", "6"})), ("flr_basis", "total liver volume", "total"),
        ("cirrhosis", {"value": True, "status": "negated"}, False), ("cirrhosis", {"value": None, "reason": "hedged"}, None),
        ("liver_mets_present", "likely", True), ("mri_done", "recommended", None),
    ],
)  # fmt: skip
def test_words_as_they_are_written(fact: str, written: Any, value: Any) -> None:
    assert values(**{fact: written}) == {fact: value}


def test_remarks_are_no_facts() -> None:
    assert values(case_id="V3", _source="x", title="A case", flr_pct=20) == {"flr_pct": (20, 20)}
    assert values(title="A case", facts={"flr_pct": 20}) == {"flr_pct": (20, 20)}


def test_records_as_they_are_written() -> None:
    hedged = [{"segment": "VI", "size_mm": "21"}, {"segments": "7", "size_cm": 1.2, "status": "hedged"}]
    lesions = values(lesion=hedged, lesion_list_complete=True)
    assert lesions["liver_met_count"] == (1, 2) and lesions["liver_met_max_mm"] == (21, 21)
    assert lesions["segments_involved"] == {"6"}
    partly = values(lesion=[{"segments": ["6"], "size_mm": 20}, {"size_mm": 9}], lesion_list_complete=True)
    assert "segments_involved" not in partly, "a complete list with a lesion nowhere would count its segment as spared"
    assert values(ehd=[{"site": "para-aortic nodes", "status": "definite"}]) == {"ehd_paraaortic_nodes": True}
    assert values(ehd={"peritoneum": {"present": True, "pci": 4}})["pci"] == (4, 4)
    assert values(chemo="FOLFOX x6")["preop_cycles"] == (6, 6)
    assert values(chemo=[{"regimen": "FOLFOX + bev", "cycles": "7 of 12"}]) == {
        "preop_chemo": True, "preop_cycles": (6, 7), "chemo_regimens": {"FOLFOX", "bevacizumab"},
    }  # fmt: skip
    second = values(hepatectomy=[{"type": "wedge", "segments": ["2"], "stage": 1}, {"stage": 2, "status": "pending"}])
    assert (second["first_stage_done"], second["second_stage_done"]) == (
        True,
        False,
    ) and "resected_segments" not in second
    assert values(hepatectomy=[{"type": "open-and-close"}]) == {}
    assert values(vascular_contact={"MHV": False}) == {"vessel_contact": False}
    assert values(vascular_contact="near MHV") == {"vessel_contact": None}
    assert values(vascular_contact=[{"vein": "MHV", "relation": "encases"}]) == {
        "vascular_contact": {"middle_hepatic_vein"}
    }
    assert values(primary_status={"value": "in_situ", "controllable": True})["primary_controllable"] is True
    stated = [
        {"value": "resectable", "date": "2023-08", "speaker": "MDT"},
        {"value": "unresectable", "date": "2023-01"},
    ]
    assert values(resectability_statement=stated) == {"resectability_statement": "resectable"}
    assert values(ct_done="2024-03-01", decision_date="2024-03-15")["ct_age_weeks"] == (2, 2)
    operated = {
        "hepatectomy": [{"type": "wedge", "date": "2023-01-01"}],
        "recurrence": [{"site": "liver", "date": "2023"}],
    }
    low, high = values(**operated)["recurrence_interval_months"]
    assert low == 0 and 11 < high < 12.1


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"lesion": [{"segments": ["12"]}]}, "segments_involved"), ({"ehd": {"moon": True}}, "unknown site moon"),
        ({"hepatectomy": [{"segments": ["9"]}]}, "hepatectomy: segments"), ({"kps": "good"}, "kps takes a number"),
        ({"cea_ng_ml": {"sometime": 3}}, "unknown phase"), ({"lesion": [{"size_mm": "large"}]}, "lesion: size_mm"),
        ({"liver_met_dx_date": "May", "primary_dx_date": "2020"}, "is no date"),
    ],
)  # fmt: skip
def test_records_that_cannot_be_read_are_refused(written: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        values(**written)


@pytest.mark.parametrize(
    ("written", "value"), [(True, True), ("yes", True), ("absent", False), ("F", False), ("2024-03-01", True)]
)
def test_truths(written: Any, value: bool) -> None:
    assert values(mdt_discussed=written) == {"mdt_discussed": value}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (None, "missing"), ("unknown", "missing"), ("hedged", "hedged"), ("indeterminate", "hedged"), ("conflict", "conflict"),
        ({"value": True, "status": "hedged"}, "hedged"),
    ],
)  # fmt: skip
def test_unknowns_keep_their_reason(written: Any, reason: str) -> None:
    fact = facts_from({"cirrhosis": written})["cirrhosis"]
    assert (fact.value, fact.reason) == (None, reason)


def test_words_and_alternatives() -> None:
    assert values(kras="wt", response="no PD") == {
        "kras": "wild_type",
        "response": frozenset({"CR", "PR", "SD", "mixed"}),
    }
    assert values(response="PR/SD") == values(response=["SD", "PR"])
    assert values(resectability_statement="never") == {
        "resectability_statement": "unresectable",
        "never_resectable": True,
    }


@pytest.mark.parametrize(
    ("written", "segments"),
    [
        ("right hepatectomy", "5678"),
        ("left lateral sectionectomy", "23"),
        ("5-8", "5678"),
        (["5", 6], "56"),
        ("extended right", "45678"),
    ],
)
def test_segments_and_named_resections(written: Any, segments: str) -> None:
    assert values(planned_resection=written) == {"planned_resection": frozenset(segments)}


@pytest.mark.parametrize("key", ["ehd_lung", "ehd[lung]", "ehd.lung"])
def test_names_of_sites(key: str) -> None:
    assert values(**{key: True}) == {"ehd_lung": True}
    assert values(ehd={"ln_paraaortic": True}) == {"ehd_paraaortic_nodes": True}


def test_sites_and_control() -> None:
    none = values(ehd="none")
    assert len(none) == 12 and not any(none.values())
    mixed = values(ehd={"lung": {"present": True, "controllable": True}, "bone": "hedged", "any": False})
    assert (mixed["ehd_lung"], mixed["ehd_bone"], mixed["ehd_ovary"]) == (True, None, False)
    assert "ehd_controllable" not in mixed, "the hedged site may be another"
    assert values(ehd={"lung": {"present": True, "controllable": True}})["ehd_controllable"] is True
    assert values(ehd={"lung": {"present": True, "controllable": False}})["ehd_controllable"] is False


def test_lesions() -> None:
    written = [{"segments": ["6"], "size_mm": 23, "prior_size_mm": 41}, {"segments": ["7"], "size_mm": 9}]
    complete = values(lesion=written, lesion_list_complete=True)
    assert complete["liver_met_count"] == (2, 2) and complete["liver_met_max_mm"] == (23, 23)
    assert complete["segments_involved"] == {"6", "7"}
    assert values(lesions=written)["liver_met_count"] == (2, INF)
    assert values(lesions=written, liver_met_count=5)["liver_met_count"] == (5, 5)


def test_chemotherapy_by_intent() -> None:
    before = values(
        chemo=[
            {"regimen": "XELOX", "intent": "conversion", "cycles": 4, "response": "PR"},
            {"regimen": "FOLFIRI", "cycles": 6},
        ]
    )
    assert before["preop_cycles"] == (10, 10) and before["chemo_regimens"] == {"CAPOX", "FOLFIRI"}
    assert before["conversion_intent"] is True
    primary = values(chemo=[{"regimen": "FOLFOX", "intent": "adjuvant for the primary", "cycles": 12}])
    assert primary == {"chemo_regimens": {"FOLFOX"}}, "cycles for the primary are none before hepatectomy"
    after = values(
        hepatectomy=[{"type": "wedge"}], chemo=[{"regimen": "FOLFOX", "intent": "adjuvant", "response": "PD"}]
    )
    assert (after["adjuvant_chemo"], after["adjuvant_progression"]) == (True, True)
    assert values(chemo="none")["preop_chemo"] is False


def test_operations_done_and_planned() -> None:
    done = values(hepatectomy=[{"type": "right hepatectomy", "stage": 1, "margin_mm": 4}])
    assert done["resected_segments"] == frozenset("5678") and done["first_stage_done"] and done["margin_mm"] == (4, 4)
    planned = values(hepatectomy=[{"segments": ["2", "3"], "status": "planned"}])
    assert planned == {"hepatectomy_planned": True, "planned_resection": {"2", "3"}}
    assert values(hepatectomy="none") == {"hepatectomy_done": False}
    assert values(hepatectomy=[{"type": "wedge", "status": "aborted"}]) == {}


def test_kinds_of_operation_and_plans() -> None:
    assert values(planned_resection="wedge") == {"hepatectomy_planned": True, "resection_extent": "minor"}
    assert values(planned_resection="two-stage") == {"hepatectomy_planned": True, "two_stage_planned": True}
    assert values(pve_done="planned") == {"pve_done": None, "pve_planned": True}
    assert values(mdt_discussed="planned") == {"mdt_discussed": None}
    assert values(segments_involved=["6/7"]) == {"segments_involved": {"6", "7"}}
    assert values(kras="G12V", pve_done={"date": "2024-03-01"}) == {"kras": "mutant", "pve_done": True}


def test_vessels_phases_and_dates() -> None:
    assert values(vascular_contact={"MHV": "abuts", "hilum": "clear"})["vascular_contact"] == {"middle_hepatic_vein"}
    assert values(vascular_contact={"MHV": "near"}) == {"vessel_contact": None}
    assert values(vascular_contact={"hilum": "invades"})["glisson_infiltration"] is True
    assert values(flr_pct=31, flr_phase="post-PVE") == {"flr_post_pve_pct": (31, 31)}
    assert values(flr_pct=[{"pct": 18, "phase": "pre_pve"}, {"pct": 31, "phase": "post_pve"}]) == {
        "flr_pre_pve_pct": (18, 18), "flr_post_pve_pct": (31, 31),
    }  # fmt: skip
    dated = values(primary_resection_date="2020", liver_met_dx_date="2022-06-15")["dfi_months"]
    assert 17 < dated[0] < 18 and 29 < dated[1] < 30, "a year alone makes it an interval"
    assert values(pve_date="2024-03-01", decision_date="2024-03-22")["pve_days_ago"] == (21, 21)
    assert values(cea_ng_ml={"baseline": 310, "pre_op": 18}) == {
        "cea_ng_ml": (18, 18),
        "cea_baseline_ng_ml": (310, 310),
    }
    assert values(primary_ln_pos="3/15") == {"primary_n_pos": (3, 3)}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"flr_percent": 20}, "unknown fact flr_percent: did you mean flr_pct"),
        ({"flr_pct": True}, "fact flr_pct takes a number, not this bool"),
        ({"resectability_statement": "operable"}, "fact resectability_statement takes words of resectable, borderline, unresectable"),
        ({"segments_involved": ["9"]}, "fact segments_involved takes words of 1, 2, 3"),
        ({"ehd": {"skin": True}}, "ehd: unknown site skin"),
        ({"primary_dx_date": "soon", "liver_met_dx_date": "2024-01-01"}, "soon is no date"),
        ({"cirrhosis": 3}, "fact cirrhosis takes a truth"),
    ],
)  # fmt: skip
def test_errors_say_what_is_wrong(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        facts_from(written)


def test_an_error_never_tells_the_value(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"flr_pct": "Quillfeather, seen in clinic"}), encoding="utf-8")
    with pytest.raises(ValueError, match="flr_pct") as refusal:
        read_facts(path)
    assert "Quillfeather" not in str(refusal.value)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (4, "4 days"),
        (13, "13 days"),
        (14, "2 weeks"),
        (42, "6 weeks"),
        (43, "6 weeks 1 day"),
    ],
)
def test_a_time_is_told_as_a_calendar_does(days: int, told: str) -> None:
    assert show((days / 7, days / 7), "weeks") == told


def test_units_are_told_as_they_are_read() -> None:
    assert show((150.0, 150.0), "10^9/L") == "150 × 10⁹/L"
    assert show((3.5, 6.0), "weeks") == "3.5 to 6 weeks"
