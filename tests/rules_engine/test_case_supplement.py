"""Facts from the supplementary elements: under their own name, and in the light of other notes."""

from typing import Any

import pytest

from abstraction.consolidation import consolidate
from abstraction.records import ElementValue, Mention, Note, NoteAbstraction, NoteType
from lexicons import supplementary_elements
from rules_engine import classify
from rules_engine.case_facts import facts_of
from rules_engine.fact import load_facts

THREE = {"min": 3, "max": 3, "innumerable": False}


def note(day: str, kind: NoteType = NoteType.ONCOLOGY, **fields: Any) -> NoteAbstraction:
    values = {}
    for field, value in fields.items():
        items = list(value) if isinstance(value, list) or field == "ehd" else [None]
        values[field] = ElementValue(field, value, tuple(Mention(field, 0, 1, item) for item in items))
    return NoteAbstraction(Note(f"n{day}{kind}", "c", kind, day, "text"), (), values)


def known(*notes: NoteAbstraction) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts_of(consolidate("c", notes)).items() if fact.value is not None}


def test_elements_beyond_the_contract_that_are_no_facts_are_few_and_meant() -> None:
    assert set(supplementary_elements()) - set(load_facts()) == {
        "liver_background_denied", "hepatectomy_date", "pve_date", "staging_coverage",
        "primary_nodes_examined", "primary_diagnosis_date", "primary_resection_date",
    }  # fmt: skip


def test_values_keep_their_kind_and_evidence() -> None:
    case = consolidate(
        "c", [note("2024-03-01", age_years=71, fit_for_major_surgery="no", planned_resection=["2", "3"], trg="2-3")]
    )
    facts = facts_of(case)
    assert facts["age_years"].value == (71, 71) and facts["fit_for_major_surgery"].value is False
    assert facts["planned_resection"].value == {"2", "3"} and facts["trg"].value == "2-3"
    assert [item.mention.element for item in facts["age_years"].evidence] == ["age_years"]


def test_notes_of_one_day_that_disagree_leave_the_fact_open() -> None:
    one, other = note("2024-03-01", asa_class=2), note("2024-03-01", NoteType.OPERATIVE, asa_class=3)
    fact = facts_of(consolidate("c", [one, other]))["asa_class"]
    assert (fact.value, fact.reason) == (None, "conflict")


def test_a_plan_is_over_once_an_operation_of_that_day_or_later_is_reported() -> None:
    plan = note("2024-03-01", planned_resection=["5", "6", "7", "8"], hepatectomy_planned="yes", planned_margin_mm=12)
    report = note("2024-04-01", NoteType.OPERATIVE, procedures=["liver_resection"])
    assert known(plan)["planned_resection"] == {"5", "6", "7", "8"}
    assert not {"planned_resection", "hepatectomy_planned", "planned_margin_mm"} & set(known(plan, report))
    history = note("2024-02-01", procedures=["liver_resection"], hepatectomy_date="2021-05")
    assert "planned_resection" in known(history, plan), "an operation of years ago does not carry out today's plan"
    told = note("2024-06-01", procedures=["liver_resection"], hepatectomy_date="2024-04-02")
    assert "planned_resection" not in known(plan, told)


def test_a_volume_gives_way_to_a_percentage() -> None:
    volumes = note("2024-03-01", flr_ml=400, tlv_ml=1600)
    assert known(volumes)["flr_ml"] == (400, 400)
    assert not {"flr_ml", "tlv_ml"} & set(known(volumes, note("2024-03-02", flr_percent=27)))


def test_denied_diseases_are_absent_unless_a_note_affirms_them() -> None:
    denying = note("2024-03-01", liver_background_denied=["cirrhosis", "steatosis"])
    assert known(denying)["cirrhosis"] is False and known(denying)["steatosis"] is False
    affirming = note("2024-05-01", liver_background=["steatosis"])
    found = known(denying, affirming)
    assert found["cirrhosis"] is False and "steatosis" not in found and found["parenchyma"] == {"steatosis"}


def test_a_healthy_liver_is_normal_parenchyma() -> None:
    healthy = note("2024-03-01", liver_healthy="yes")
    assert known(healthy)["parenchyma"] == {"normal"}
    found = known(healthy, note("2024-02-01", liver_background=["cirrhosis"]))
    assert found["parenchyma"] == {"cirrhosis"} and "liver_healthy" not in found


def test_a_primary_in_place_is_resected_later() -> None:
    before = note("2024-03-01", primary_status="in_situ")
    after = note("2024-05-01", procedures=["primary_resection"])
    assert known(before)["primary_status"] == "in_situ"
    assert known(before, after)["primary_status"] == "resected"
    assert (
        known(note("2024-02-01", procedures=["primary_resection"]), note("2024-03-01", primary_status="recurrent"))[
            "primary_status"
        ]
        == "recurrent"
    )


def test_no_chemotherapy_is_no_regimen_and_no_cycle() -> None:
    untreated = note("2024-03-01", preop_chemo="no")
    found = known(untreated)
    assert (found["preop_chemo"], found["chemo_regimens"], found["preop_cycles"]) == (False, {"none"}, (0, 0))
    treated = note("2024-06-01", chemo_cycles=6, chemo_regimens=["FOLFOX"])
    assert "preop_chemo" not in known(untreated, treated)
    adjuvant = note("2024-02-01", chemo_regimens=["CAPOX"])
    assert known(adjuvant, untreated)["chemo_regimens"] == {"CAPOX"}


@pytest.mark.parametrize(
    ("bowel", "liver", "order"),
    [
        ("2023-02-27", "2023-02-27", "simultaneous"), ("2022-04", "2023-03-14", "colorectal_first"),
        ("2024-06", "2024-01-10", "liver_first"), ("2022", "2022-05-01", None), ("2023-02", "2023-02", None),
    ],
)  # fmt: skip
def test_the_order_of_the_operations_follows_from_their_dates(bowel: str, liver: str, order: str | None) -> None:
    found = known(note("2024-08-01", primary_resection_date=bowel, hepatectomy_date=liver))
    assert found.get("resection_strategy") == order


def test_a_primary_that_is_out_while_metastases_remain_was_first() -> None:
    told = note("2024-03-01", procedures=["primary_resection"], liver_lesion_count=THREE)
    assert known(told)["resection_strategy"] == "colorectal_first"
    assert "resection_strategy" not in known(note("2024-03-01", procedures=["primary_resection"]))
    both = note("2024-03-01", procedures=["primary_resection", "liver_resection"], liver_lesion_count=THREE)
    assert "resection_strategy" not in known(both)
    stated = note("2024-04-01", resection_strategy="simultaneous")
    assert known(told, stated)["resection_strategy"] == "simultaneous"


def test_days_since_embolisation() -> None:
    newest = note("2024-03-31", ecog=1)
    assert known(note("2024-03-10", pve_date="2024-03-03"), newest)["pve_days_ago"] == (28, 28)
    assert known(note("2024-03-10", pve_date="2024-02"), newest)["pve_days_ago"] == (31, 59)
    assert "pve_days_ago" not in known(note("2024-03-10", pve_date="2024"), newest)


def test_staging_is_complete_when_the_whole_body_was_shown_lately() -> None:
    whole = note(
        "2024-03-01", NoteType.RADIOLOGY, staging_coverage=["chest", "abdomen", "pelvis"], ehd={"lung": "absent"}
    )
    assert known(whole)["ehd_staging_complete"] is True
    part = note("2024-03-01", NoteType.RADIOLOGY, staging_coverage=["abdomen"], ehd={"lung": "absent"})
    assert "ehd_staging_complete" not in known(part)
    assert "ehd_staging_complete" not in known(whole, note("2024-06-01", ecog=1)), "that staging is three months old"
    pet = note("2024-03-05", staging_coverage=["whole_body"], ehd={"any": "absent"})
    assert known(part, pet)["ehd_staging_complete"] is True
    verdicts = classify(consolidate("c", [whole, note("2024-03-02", liver_lesion_count=THREE)])).evaluation
    assert verdicts.state.values["ehd_bone"] is False


def test_a_biopsy_that_is_not_needed_was_not_done() -> None:
    needless = note("2024-03-01", liver_biopsy_planned="no")
    assert known(needless)["liver_biopsy_done"] is False
    assert known(note("2024-02-01", procedures=["liver_biopsy"]), needless)["liver_biopsy_done"] is True


def test_a_biopsy_of_the_background_is_the_target_only_where_nothing_else_was_biopsied() -> None:
    background = note("2024-03-01", procedures=["liver_biopsy"], liver_biopsy_target="background_liver")
    assert known(background)["liver_biopsy_target"] == "background_liver"
    unnamed = note("2024-02-01", procedures=["liver_biopsy"])
    planned = note("2024-02-01", liver_biopsy_planned="yes")
    lesion = note("2024-02-01", liver_biopsy_target="metastasis")
    for other in (unnamed, planned, lesion):
        assert "liver_biopsy_target" not in known(other, background)
    assert (
        known(background, note("2024-04-01", liver_biopsy_target="metastasis"))["liver_biopsy_target"] == "metastasis"
    )


def test_what_came_after_a_hepatectomy_reaches_the_facts() -> None:
    told = note(
        "2024-03-01", procedures=["liver_resection"], adjuvant_chemo="yes", adjuvant_progression="no", other_recurrence="yes",
        recurrence_interval_months=14.0, months_on_line=5.0, functional_flr_pct=27.5,
    )  # fmt: skip
    found = known(told)
    assert (found["adjuvant_chemo"], found["adjuvant_progression"], found["other_recurrence"]) == (True, False, True)
    assert found["recurrence_interval_months"] == (14, 14) and found["months_on_line"] == (5, 5)
    assert found["functional_flr_pct"] == (27.5, 27.5)
