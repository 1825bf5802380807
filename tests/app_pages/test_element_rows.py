"""The element list: each contract field stands in it once, with its state."""

from dataclasses import replace
from typing import Any

from abstraction.records import CaseEvidence, CaseValue, Claim
from app_pages.element_rows import FAMILIES, element_rows
from app_pages.evidence import mention_id
from lexicons import load_elements
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
