"""The element list: each contract field stands in it once, with its state."""

from dataclasses import replace
from typing import Any

import pytest

from abstraction.decisions import apply_decisions
from abstraction.imported import Imported, case_as_stated
from abstraction.records import CaseEvidence, CaseValue, Claim, ReviewDecision
from app_pages.element_rows import FAMILIES, editors, element_rows
from lexicons import load_elements
from review.highlights import mention_id
from tests.app_pages import cases


def rows() -> dict[str, dict[str, Any]]:
    return {row["element"]: row for family in element_rows(cases.case()) for row in family["rows"]}


def test_every_element_stands_once_under_its_family() -> None:
    seen = [
        (item["element"], family["family"])
        for family in element_rows(cases.case())
        for item in [*family["rows"], *family["unstated"]]
    ]
    assert sorted(seen) == sorted((element, known.family) for element, known in load_elements().items())
    assert set(FAMILIES) == {known.family for known in load_elements().values()}


def test_the_parts_of_a_list_have_their_own_evidence() -> None:
    parts = rows()["ehd"]["parts"]
    assert [(part["words"], part["tone"]) for part in parts] == [
        ("lung", "absent"),
        ("hilar nodes", "indeterminate"),
    ]
    assert [part["evidence"] for part in parts] == [
        [{"note": "n1", "mention": mention_id(cases.LUNG)}],
        [{"note": "n1", "mention": mention_id(cases.HILUM)}],
    ]


def test_a_place_that_says_two_things_is_one_place() -> None:
    assert cases.SEGMENTS[0].start == cases.SEGMENTS[1].start
    assert rows()["liver_segments"]["evidence"] == [{"note": "n1", "mention": mention_id(cases.SEGMENTS[0])}]


def test_a_value_that_needs_review_says_why() -> None:
    found = rows()
    assert (found["ecog"]["status"], found["ecog"]["reasons"]) == ("needs_review", ["read from a list"])
    assert (found["liver_segments"]["status"], found["liver_segments"]["reasons"]) == ("sure", [])


def test_a_conflict_shows_both_sides() -> None:
    row = rows()["timing"]
    assert row["status"] == "conflict"
    assert [(side["note"], side["value"]) for side in row["conflict"]] == [
        ("CT 2024-03-01", "synchronous"),
        ("Oncology 2024-03-09", "metachronous"),
    ]
    assert all(side["evidence"] for side in row["conflict"])


def test_what_each_note_states_newest_first() -> None:
    said = rows()["liver_max_size_mm"]["statements"]
    assert [(item["note"], item["value"], item["used"]) for item in said] == [
        ("Oncology 2024-03-09", "31 mm", True),
        ("CT 2024-03-01", "31 mm", False),
    ]


def test_a_conflict_of_sites_shows_the_sites_in_dispute_beside_the_others() -> None:
    clinic_lung = cases.mention(cases.CLINIC, "Clinic", "ehd", "lung")
    case = cases.case()
    agreed = CaseValue("ehd", {"hilar_nodes": "indeterminate"}, (CaseEvidence("n1", cases.HILUM),))
    claims = (
        Claim("n1", {"lung": "absent", "hilar_nodes": "indeterminate"}, (cases.LUNG, cases.HILUM)),
        Claim("n2", {"lung": "present"}, (clinic_lung,)),
    )
    disputed = replace(case, values={**case.values, "ehd": agreed}, conflicts={"ehd": claims})
    [row] = [row for family in element_rows(disputed) for row in family["rows"] if row["element"] == "ehd"]
    assert row["status"] == "conflict"
    assert [part["words"] for part in row["parts"]] == ["hilar nodes"]
    assert [(side["value"], len(side["evidence"])) for side in row["conflict"]] == [
        ("lung: absent", 1),
        ("lung: present", 1),
    ]


def decided(action: str, element: str, value: Any = None, **more: Any) -> ReviewDecision:
    return ReviewDecision("d1", "c1", element, action, value, "Ada", "2024-06-01T10:20:30+00:00", **more)


def rows_with(*decisions: ReviewDecision) -> dict[str, dict[str, Any]]:
    case = apply_decisions(cases.case(), decisions)
    return {row["element"]: row for family in element_rows(case, decisions) for row in family["rows"]}


def test_a_row_is_open_until_somebody_decides() -> None:
    assert all(row["open"] and row["decision"] is None for row in rows().values())
    row = rows_with(decided("accept", "ecog", 1, old=1))["ecog"]
    assert (row["open"], row["status"], row["decision"]["by"], row["decision"]["old"]) == (False, "reviewed", "Ada", "")


def test_a_corrected_row_shows_what_was_there() -> None:
    row = rows_with(decided("correct", "liver_max_size_mm", 28, old=31, reason="letter"))["liver_max_size_mm"]
    assert [part["words"] for part in row["parts"]] == ["28 mm"]
    assert row["decision"] == {
        "action": "correct", "done": "corrected", "by": "Ada", "when": "2024-06-01 10:20", "reason": "letter", "old": "31 mm",
    }  # fmt: skip


@pytest.mark.parametrize("action", ["reject", "not_stated"])
def test_a_row_without_a_value_stays_where_it_was(action: str) -> None:
    row = rows_with(decided(action, "ecog", old=1))["ecog"]
    assert (row["parts"], row["open"], row["decision"]["old"], row["seen"]) == ([], False, "1", None)


def test_a_decision_that_lapsed_leaves_its_row_open() -> None:
    row = rows_with(decided("accept", "liver_max_size_mm", 30, old=30, reading="of another note"))["liver_max_size_mm"]
    assert (row["open"], row["status"]) == (True, "needs_review")
    assert row["reasons"] == ["accepted before the notes said this"]


def test_a_side_of_a_conflict_carries_the_whole_value_it_stands_for() -> None:
    assert [side["whole"] for side in rows()["timing"]["conflict"]] == ["synchronous", "metachronous"]


def test_what_was_said_stands_in_its_row() -> None:
    asked = decided("query", "margin_mm", reason="which side?")
    row = rows_with(asked)["margin_mm"]
    assert row["asked"] and [(item["kind"], item["text"], item["open"]) for item in row["said"]] == [
        ("query", "which side?", True)
    ]
    row = rows_with(asked, decided("answer", "margin_mm", reason="left"))["margin_mm"]
    assert not row["asked"] and [item["open"] for item in row["said"]] == [False, False]
    assert not row["open"], "nothing is stated, so nothing waits to be decided"


def test_every_element_can_be_edited() -> None:
    found = editors()
    assert set(found) == set(load_elements())
    assert found["ecog"] == {"kind": "integer", "unit": "", "range": [0, 4], "values": [], "sites": []}
    assert ["4a", "4a"] in found["liver_segments"]["values"] and ["lung", "lung"] in found["ehd"]["sites"]


def test_what_people_stated_is_open_only_where_the_machine_reads_something_else() -> None:
    machine = replace(cases.case(), conflicts={})
    fields = {
        "liver_segments": ["6", "5"],
        "liver_max_size_mm": 28,
        "ehd": {"lung": "absent", "hilar_nodes": "present", "bone": "absent"},
        "timing": "synchronous",
    }
    case = case_as_stated(machine, Imported("c1", "", "", fields, {}))
    found = {row["element"]: row for family in element_rows(case, (), machine) for row in family["rows"]}
    assert {name: row["machine"]["words"] for name, row in found.items() if row["machine"]} == {
        "liver_max_size_mm": "31 mm",
        "ehd": "hilar nodes: indeterminate; bone: nothing",
        "timing": "nothing",
        "liver_lesion_count": "3",  # stated by the machine alone
        "ecog": "1",
    }
    assert {row["status"] for row in found.values()} == {"imported"}
    assert [name for name, row in found.items() if not row["open"]] == ["liver_segments"]
    assert found["liver_max_size_mm"]["machine"]["evidence"] == [
        {"note": "n2", "mention": mention_id(cases.CLINIC_SIZE)}
    ]
    assert found["liver_segments"]["evidence"], "the machine reads the same, so its words are shown"
