"""The case merge, sentence by sentence: from the notes of a patient to one case."""

from typing import Any

import pytest

from abstraction.consolidation import consolidate
from abstraction.records import CaseAbstraction, NoteAbstraction, Status
from tests.abstraction.notes import doubtful, exactly, stating

OLD, MID, NEW = "2021-01-10", "2022-02-20", "2023-03-30"


def merged(*notes: NoteAbstraction) -> CaseAbstraction:
    return consolidate("c1", notes)


def sources(case: CaseAbstraction, element: str) -> list[str]:
    return [item.note_id for item in case.values[element].evidence]


# --- the newest note that states it -----------------------------------------------------------------------------------


def test_a_case_without_notes_holds_nothing() -> None:
    assert (merged().fields, merged().conflicts) == ({}, {})


def test_the_newest_note_that_states_an_element_decides() -> None:
    case = merged(stating(OLD, ecog=0, cea_ng_ml=12.0), stating(NEW, ecog=2), stating(MID, "oncology", ecog=1))
    assert case.fields == {"ecog": 2, "cea_ng_ml": 12.0}
    assert sources(case, "ecog") == [f"radiology {NEW}"]


def test_a_note_that_does_not_state_it_takes_nothing_away() -> None:
    assert merged(stating(OLD, ecog=0), stating(NEW, cea_ng_ml=3.0)).fields["ecog"] == 0


def test_of_dates_that_agree_the_most_exact_is_kept() -> None:
    exact, month = stating(OLD, pve_date="2020-12-03"), stating(NEW, pve_date="2020-12")
    case = merged(exact, month)
    assert case.fields["pve_date"] == "2020-12-03" and sources(case, "pve_date") == [f"radiology {OLD}"]
    assert merged(exact, stating(NEW, pve_date="2023-01")).fields["pve_date"] == "2023-01"


def test_dates_of_one_day_conflict_only_where_they_differ() -> None:
    month, day = stating(NEW, pve_date="2023-01"), stating(NEW, "oncology", pve_date="2023-01-09")
    assert merged(month, day).fields["pve_date"] == "2023-01-09"
    assert [claim.value for claim in merged(day, stating(NEW, pve_date="2022-11")).conflicts["pve_date"]] == [
        "2022-11",
        "2023-01-09",
    ]


def test_resected_segments_and_denied_diseases_are_united() -> None:
    case = merged(
        stating(OLD, resected_segments=["2", "3"], liver_background_denied=["cirrhosis"]),
        stating(NEW, resected_segments=["8"], liver_background_denied=["steatosis"]),
    )
    assert case.fields["resected_segments"] == ["2", "3", "8"]
    assert case.fields["liver_background_denied"] == ["cirrhosis", "steatosis"]


@pytest.mark.parametrize("element", ["procedures", "chemo_regimens", "imaging"])
def test_united_over_all_notes(element: str) -> None:
    first, second = {"procedures": ("pve", "ablation"), "chemo_regimens": ("FOLFOX", "other"), "imaging": ("CT", "US")}[
        element
    ]
    case = merged(stating(NEW, **{element: [second, first]}), stating(OLD, **{element: [first]}))
    assert case.fields[element] == [first, second]
    assert sources(case, element) == [f"radiology {OLD}", f"radiology {NEW}", f"radiology {NEW}"]


def test_notes_of_one_day_do_not_disagree_on_what_is_united() -> None:
    case = merged(stating(NEW, procedures=["pve"]), stating(NEW, "operative", procedures=["liver_resection"]))
    assert sorted(case.fields["procedures"]) == ["liver_resection", "pve"] and not case.conflicts


def test_background_and_other_lists_are_those_of_the_newest_note() -> None:
    case = merged(
        stating(OLD, "pathology", liver_background=["steatosis", "fibrosis"]),
        stating(NEW, "pathology", liver_background=["cirrhosis"]),
    )
    assert case.fields["liver_background"] == ["cirrhosis"]


# --- extrahepatic disease ---------------------------------------------------------------------------------------------


def test_ehd_merges_site_by_site() -> None:
    case = merged(
        stating(OLD, ehd={"lung": "present", "bone": "absent"}),
        stating(NEW, ehd={"lung": "absent", "spleen": "indeterminate"}),
    )
    assert case.fields["ehd"] == {"lung": "absent", "bone": "absent", "spleen": "indeterminate"}
    assert {(item.note_id, item.mention.value) for item in case.values["ehd"].evidence} == {
        (f"radiology {OLD}", "bone"),
        (f"radiology {NEW}", "lung"),
        (f"radiology {NEW}", "spleen"),
    }


@pytest.mark.parametrize("kind", ["radiology", "oncology"])
@pytest.mark.parametrize("later", ["absent", "indeterminate"])
def test_what_pathology_confirmed_is_not_undone_by_later_imaging(kind: str, later: str) -> None:
    case = merged(stating(OLD, "pathology", ehd={"lung": "present"}), stating(NEW, kind, ehd={"lung": later}))
    assert case.fields["ehd"] == {"lung": "present"} and not case.conflicts
    assert sources(case, "ehd") == [f"pathology {OLD}"]


def test_nor_by_imaging_of_the_same_day() -> None:
    case = merged(stating(NEW, "pathology", ehd={"lung": "present"}), stating(NEW, ehd={"lung": "absent"}))
    assert case.fields["ehd"] == {"lung": "present"} and not case.conflicts


def test_other_sites_of_that_imaging_count() -> None:
    case = merged(
        stating(OLD, "pathology", ehd={"lung": "present", "bone": "absent"}),
        stating(NEW, ehd={"lung": "absent", "bone": "present"}),
    )
    assert case.fields["ehd"] == {"lung": "present", "bone": "present"}


@pytest.mark.parametrize("kind", ["pathology", "operative"])
def test_later_tissue_or_exploration_can_undo_it(kind: str) -> None:
    case = merged(stating(OLD, "pathology", ehd={"ovary": "present"}), stating(NEW, kind, ehd={"ovary": "absent"}))
    assert case.fields["ehd"] == {"ovary": "absent"}


def test_an_absence_in_pathology_is_undone_by_later_imaging() -> None:
    case = merged(stating(OLD, "pathology", ehd={"lung": "absent"}), stating(NEW, ehd={"lung": "present"}))
    assert case.fields["ehd"] == {"lung": "present"}


def test_disease_only_seen_on_imaging_is_undone_by_later_imaging() -> None:
    case = merged(stating(OLD, ehd={"lung": "present"}), stating(NEW, ehd={"lung": "absent"}))
    assert case.fields["ehd"] == {"lung": "absent"}


def test_imaging_before_the_pathology_does_not_count_against_it() -> None:
    case = merged(stating(OLD, ehd={"lung": "absent"}), stating(NEW, "pathology", ehd={"lung": "present"}))
    assert case.fields["ehd"] == {"lung": "present"}


@pytest.mark.parametrize("blanket", ["absent", "present"])
def test_any_is_a_site_of_its_own_and_overrides_no_named_one(blanket: str) -> None:
    named = "present" if blanket == "absent" else "absent"
    case = merged(stating(OLD, ehd={"lung": named}), stating(NEW, ehd={"any": blanket}))
    assert case.fields["ehd"] == {"lung": named, "any": blanket} and not case.conflicts


def test_a_site_in_dispute_has_no_value_and_the_others_keep_theirs() -> None:
    case = merged(
        stating(NEW, note_id="a", ehd={"lung": "present", "bone": "absent"}),
        stating(NEW, note_id="b", ehd={"lung": "absent", "bone": "absent"}),
        stating(OLD, ehd={"lung": "present", "spleen": "absent"}),
    )
    assert case.fields["ehd"] == {"bone": "absent", "spleen": "absent"}
    assert {(claim.note_id, claim.value["lung"]) for claim in case.conflicts["ehd"]} == {
        ("a", "present"),
        ("b", "absent"),
    }


def test_a_map_whose_only_site_is_in_dispute_has_no_value() -> None:
    case = merged(stating(NEW, note_id="a", ehd={"lung": "present"}), stating(NEW, note_id="b", ehd={"lung": "absent"}))
    assert "ehd" not in case.fields and set(case.conflicts) == {"ehd"}


# --- the picture of the liver -----------------------------------------------------------------------------------------

PICTURE: dict[str, Any] = {
    "liver_lesion_count": exactly(4), "liver_max_size_mm": 61.0, "liver_prior_max_size_mm": 50.0,
    "liver_segments": ["5", "6"], "liver_lobes": "right", "vascular_contact": ["ivc"],
}  # fmt: skip


@pytest.mark.parametrize("stated", [{"liver_lesion_count": exactly(2)}, {"liver_max_size_mm": 30.0}])
@pytest.mark.parametrize("kind", ["radiology", "oncology"])
def test_the_picture_comes_whole_from_the_newest_imaging_with_a_count_or_a_size(
    kind: str, stated: dict[str, Any]
) -> None:
    case = merged(stating(OLD, **PICTURE), stating(NEW, kind, **stated))
    assert case.fields == stated, "what that note leaves out is left out"


@pytest.mark.parametrize(
    "stated", [{"liver_segments": ["2"]}, {"liver_lobes": "left"}, {"vascular_contact": ["hilum"]}]
)
def test_a_note_without_count_or_size_gives_no_picture(stated: dict[str, Any]) -> None:
    assert merged(stating(OLD, **PICTURE), stating(NEW, **stated)).fields == PICTURE


@pytest.mark.parametrize("kind", ["operative", "pathology"])
def test_operative_and_pathology_notes_give_it_only_where_imaging_does_not(kind: str) -> None:
    newer = stating(NEW, kind, liver_lesion_count=exactly(9), liver_segments=["8"])
    assert merged(stating(OLD, **PICTURE), newer).fields == PICTURE
    assert merged(stating(OLD, liver_segments=["2"]), newer).fields == {
        "liver_lesion_count": exactly(9),
        "liver_segments": ["8"],
    }


def test_no_metastases_is_a_count() -> None:
    assert merged(stating(OLD, **PICTURE), stating(NEW, liver_lesion_count=exactly(0))).fields == {
        "liver_lesion_count": exactly(0)
    }


def test_without_any_count_or_size_the_newest_statement_holds() -> None:
    case = merged(
        stating(OLD, liver_segments=["2"], liver_lobes="left"), stating(NEW, "oncology", liver_segments=["3"])
    )
    assert case.fields == {"liver_segments": ["3"], "liver_lobes": "left"}


def test_two_pictures_of_one_day_complete_each_other_and_disagree_element_by_element() -> None:
    case = merged(
        stating(NEW, note_id="ct", liver_lesion_count=exactly(3), liver_max_size_mm=40.0, liver_segments=["5", "6"]),
        stating(
            NEW, "oncology", "letter", liver_lesion_count=exactly(2), liver_segments=["6", "5"], liver_lobes="right"
        ),
        stating(OLD, **PICTURE),
    )
    assert case.fields == {"liver_max_size_mm": 40.0, "liver_segments": ["6", "5"], "liver_lobes": "right"}
    assert {claim.note_id: claim.value for claim in case.conflicts["liver_lesion_count"]} == {
        "ct": exactly(3),
        "letter": exactly(2),
    }


# --- margins, markers, primary ----------------------------------------------------------------------------------------


def test_margins_come_together_from_the_newest_resection_pathology() -> None:
    case = merged(
        stating(OLD, "pathology", margin_status="R1", margin_mm=0.0),
        stating(MID, "pathology", margin_status="R0"),
        stating(NEW, "oncology", margin_status="R1", margin_mm=1.0),
    )
    assert case.fields == {"margin_status": "R0"}


def test_margins_told_by_no_pathology_are_those_of_the_newest_note() -> None:
    case = merged(stating(OLD, "operative", margin_status="R1"), stating(NEW, "oncology", margin_status="R0"))
    assert case.fields == {"margin_status": "R0"}


def test_a_pathology_of_something_else_leaves_the_margins() -> None:
    case = merged(
        stating(OLD, "pathology", margin_status="R0", margin_mm=4.0), stating(NEW, "pathology", primary_t="T3")
    )
    assert case.fields == {"margin_status": "R0", "margin_mm": 4.0, "primary_t": "T3"}


@pytest.mark.parametrize(
    ("element", "altered", "plain"),
    [("ras_status", "mutant", "wild_type"), ("braf_status", "mutant", "wild_type"), ("msi_status", "MSI_H", "MSS")],
)
def test_an_altered_marker_is_not_undone_by_an_older_result(element: str, altered: str, plain: str) -> None:
    older, newer = stating(OLD, "pathology", **{element: plain}), stating(NEW, "oncology", **{element: altered})
    assert merged(older, newer).fields == merged(newer, older).fields == {element: altered}


def test_colon_does_not_replace_a_part_of_it() -> None:
    for notes in (
        (stating(OLD, primary_site="cecum"), stating(NEW, primary_site="colon")),
        (stating(OLD, primary_site="colon"), stating(NEW, primary_site="cecum")),
        (stating(NEW, note_id="a", primary_site="colon"), stating(NEW, note_id="b", primary_site="cecum")),
    ):
        case = merged(*notes)
        assert case.fields == {"primary_site": "cecum"} and not case.conflicts


def test_another_part_of_the_colon_does_and_colon_alone_stands() -> None:
    case = merged(
        stating(OLD, primary_site="cecum"), stating(MID, primary_site="rectum"), stating(NEW, primary_site="colon")
    )
    assert case.fields == {"primary_site": "rectum"}
    assert merged(stating(OLD, primary_site="colon"), stating(NEW, primary_site="colon")).fields == {
        "primary_site": "colon"
    }


# --- conflicts and trust ----------------------------------------------------------------------------------------------


def test_two_notes_of_one_day_that_disagree_leave_the_field_without_a_value() -> None:
    case = merged(stating(NEW, note_id="a", ecog=1), stating(NEW, note_id="b", ecog=2), stating(OLD, ecog=0))
    assert "ecog" not in case.fields
    assert {claim.note_id: claim.value for claim in case.conflicts["ecog"]} == {"a": 1, "b": 2}
    assert all(claim.evidence for claim in case.conflicts["ecog"])


def test_a_newer_note_settles_an_older_conflict() -> None:
    case = merged(stating(OLD, note_id="a", ecog=1), stating(OLD, note_id="b", ecog=2), stating(NEW, ecog=3))
    assert case.fields == {"ecog": 3} and not case.conflicts


def test_two_notes_of_one_day_that_agree_are_both_evidence() -> None:
    case = merged(
        stating(NEW, note_id="a", liver_background=["steatosis", "fibrosis"]),
        stating(NEW, note_id="b", liver_background=["fibrosis", "steatosis"]),
    )
    assert not case.conflicts and set(sources(case, "liver_background")) == {"a", "b"}


@pytest.mark.parametrize("fields", [{"ecog": 1}, {"procedures": ["pve"]}, {"ehd": {"lung": "absent"}}])
def test_a_doubt_in_a_deciding_note_is_kept(fields: dict[str, Any]) -> None:
    value = merged(doubtful(stating(NEW, **fields), "two readings"), stating(OLD, cea_ng_ml=1.0)).values[
        next(iter(fields))
    ]
    assert (value.status, value.reasons) == (Status.NEEDS_REVIEW, ("two readings",))


def test_a_doubt_in_a_note_that_does_not_decide_is_none() -> None:
    case = merged(
        doubtful(stating(OLD, ecog=1, ehd={"lung": "absent"}), "old"), stating(NEW, ecog=2, ehd={"lung": "absent"})
    )
    assert {value.status for value in case.values.values()} == {Status.SURE}
