"""From a consolidated case to facts: elements under their names, phases by the dates of the notes, disputes kept open."""

from typing import Any

import pytest

from abstraction.consolidation import consolidate
from abstraction.records import (
    CaseAbstraction,
    CaseEvidence,
    CaseValue,
    Claim,
    ElementValue,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
)
from lexicons import load_elements
from rules_engine import classify
from rules_engine.case_facts import PROCEDURES, RENAMED, STUDIES, facts_of
from rules_engine.fact import load_facts

ONE = {"min": 1, "max": 1, "innumerable": False}


def note(day: str, kind: NoteType = NoteType.ONCOLOGY, **fields: Any) -> NoteAbstraction:
    values = {}
    for field, value in fields.items():
        items = list(value) if isinstance(value, list) or field == "ehd" else [None]
        values[field] = ElementValue(field, value, tuple(Mention(field, 0, 1, item) for item in items))
    return NoteAbstraction(Note(f"n{day}", "c", kind, day, "text"), (), values)


def known(*notes: NoteAbstraction) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts_of(consolidate("c", notes)).items() if fact.value is not None}


def reason(case: CaseAbstraction, name: str) -> str | None:
    return facts_of(case)[name].reason


def test_every_name_is_an_element_and_a_fact() -> None:
    assert set(RENAMED) <= set(load_elements())
    assert {*RENAMED.values(), *PROCEDURES.values(), *STUDIES.values()} <= set(load_facts())
    assert set(PROCEDURES) | {"primary_resection", "hipec"} == set(load_elements()["procedures"].values)


def test_elements_become_facts_with_their_evidence() -> None:
    facts = facts_of(
        consolidate(
            "c",
            [
                note(
                    "2024-03-01",
                    cea_ng_ml=18,
                    liver_background=["steatosis"],
                    timing="synchronous",
                    primary_n="N1b",
                    ecog=1,
                )
            ],
        )
    )
    assert facts["cea_ng_ml"].value == (18, 18) and facts["parenchyma"].value == {"steatosis"}
    assert facts["liver_mets_timing"].value == "synchronous" and facts["primary_ln_pos"].value is True
    assert [item.note_id for item in facts["ecog_ps"].evidence] == ["n2024-03-01"]


def test_procedures_and_studies_are_done_or_unknown_never_denied() -> None:
    found = known(note("2024-03-01", procedures=["primary_resection", "liver_biopsy"], imaging=["CT", "PET_CT"]))
    assert found["liver_biopsy_done"] is True and found["primary_status"] == "resected"
    assert found["ct_done"] is True and found["pet_done"] is True
    assert not {"pve_done", "hepatectomy_done", "mri_done"} & set(found)


def test_the_remnant_is_kept_apart_by_embolisation() -> None:
    before, after = note("2024-01-10", flr_percent=18), note("2024-03-10", flr_percent=31, procedures=["pve"])
    found = known(before, after)
    assert found["flr_pre_pve_pct"] == (18, 18) and found["flr_post_pve_pct"] == (31, 31)
    assert "flr_pct" not in found
    assert known(before)["flr_pct"] == (18, 18)
    verdicts = classify(consolidate("c", [before, after, note("2024-03-11", liver_lesion_count=ONE)])).by_key
    assert (verdicts["R29.derived"].verdict.value, verdicts["R02.derived"].verdict.value) == ("met", "met")


def test_a_remnant_that_a_reviewer_set_stays_as_set() -> None:
    case = consolidate("c", [note("2024-01-10", flr_percent=18, procedures=["pve"])])
    value = CaseValue("flr_percent", 40, (), source="reviewer")
    found = facts_of(CaseAbstraction("c", case.notes, {**case.values, "flr_percent": value}))
    assert found["flr_pct"].value == (40, 40) and "flr_post_pve_pct" not in found


def test_cycles_before_hepatectomy() -> None:
    earlier, operation, later = (
        note("2024-01-10", chemo_cycles=4),
        note("2024-03-10", NoteType.OPERATIVE, procedures=["liver_resection"]),
        note("2024-09-10", chemo_cycles=12),
    )
    assert known(earlier)["preop_cycles"] == (4, 4)
    assert known(earlier, operation, later)["preop_cycles"] == (4, 4)
    assert "preop_cycles" not in known(operation, later), "cycles told afterwards may have been given afterwards"


def test_the_first_judgement_and_the_first_marker_are_the_baseline() -> None:
    first = note("2024-01-10", stated_resectability="unresectable", cea_ng_ml=310)
    second = note("2024-06-10", stated_resectability="resectable", cea_ng_ml=18, chemo_cycles=6)
    found = known(first, second)
    assert (found["initial_resectability"], found["resectability_statement"]) == ("unresectable", "resectable")
    assert (found["cea_baseline_ng_ml"], found["cea_ng_ml"]) == ((310, 310), (18, 18))
    assert "initial_resectability" not in known(second)


def test_the_age_of_a_ct_runs_to_the_newest_note() -> None:
    scan = note("2024-01-01", NoteType.RADIOLOGY, imaging=["CT"])
    assert known(scan, note("2024-01-22", ecog=1))["ct_age_weeks"] == (3, 3)
    assert "ct_age_weeks" not in known(note("2024-01-22", imaging=["CT"])), "a letter is no report of the study"


def test_a_disputed_site_is_not_answered_by_a_blanket_denial() -> None:
    one = note("2024-03-01", ehd={"lung": "present", "any": "absent"})
    other = NoteAbstraction(
        Note("n2", "c", NoteType.ONCOLOGY, "2024-03-01", "text"),
        (),
        note("2024-03-01", ehd={"lung": "absent", "any": "absent"}).values,
    )
    case = consolidate("c", [one, other])
    facts = facts_of(case)
    assert (facts["ehd_lung"].value, facts["ehd_lung"].reason) == (None, "conflict")
    assert facts["ehd_bone"].value is False


@pytest.mark.parametrize("element", ["flr_percent", "stated_resectability", "chemo_cycles", "margin_status"])
def test_notes_that_disagree_leave_a_conflict(element: str) -> None:
    claims = (Claim("n1", 1, ()), Claim("n2", 2, ()))
    name = {"chemo_cycles": "preop_cycles"}.get(element) or RENAMED[element]
    assert reason(CaseAbstraction("c", (), {}, {element: claims}), name) == "conflict"


def test_innumerable_is_ten_or_more() -> None:
    mention = CaseEvidence("n1", Mention("liver_lesion_count", 0, 1))
    value = CaseValue("liver_lesion_count", {"min": 2, "max": None, "innumerable": True}, (mention,))
    facts = facts_of(CaseAbstraction("c", (), {"liver_lesion_count": value}))
    assert facts["liver_met_count"].value == (10, float("inf"))


def test_the_grade_of_a_liver_specimen_is_the_metastasis_grade() -> None:
    liver = note("2024-03-01", NoteType.PATHOLOGY, procedures=["liver_resection"], differentiation="poor")
    letter = note("2024-02-01", differentiation="moderate")
    assert known(letter)["primary_grade"] == "moderate"
    found = known(letter, liver)
    assert (found["primary_grade"], found["metastasis_grade"]) == ("moderate", "poor")
    assert "primary_grade" not in known(liver)
    both = note(
        "2024-04-01", NoteType.PATHOLOGY, procedures=["liver_resection", "primary_resection"], differentiation="well"
    )
    assert known(both)["primary_grade"] == "well" and "metastasis_grade" not in known(both)
