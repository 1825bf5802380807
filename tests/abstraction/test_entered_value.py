"""What a person may enter for each kind of data element, and what is said where it does not fit."""

from typing import Any

import pytest

from abstraction.contract import NoteFields
from abstraction.entered_value import READERS, entered_value, is_supplementary
from lexicons import load_elements


@pytest.mark.parametrize(
    ("element", "given", "value"),
    [
        ("liver_max_size_mm", "42", 42),
        ("liver_max_size_mm", " 42,5 ", 42.5),
        ("flr_percent", 18, 18),
        ("ecog", "2", 2),
        ("chemo_cycles", 6.0, 6),
        ("primary_t", "T4a", "T4a"),
        ("liver_segments", ["8", "2", "4b"], ["2", "4b", "8"]),
        ("ehd", {"lung": "absent", "bone": "present"}, {"lung": "absent", "bone": "present"}),
        ("mwa", "yes", "yes"),
        ("age_years", "63", 63),
        ("pve_date", "2024-03-14", "2024-03-14"),
        ("pve_date", " 2024-03 ", "2024-03"),
        ("pve_date", "2024", "2024"),
        ("liver_lesion_count", {"min": "3", "max": "3"}, {"min": 3, "max": 3, "innumerable": False}),
        ("liver_lesion_count", {"min": "2", "max": ""}, {"min": 2, "max": None, "innumerable": False}),
        (
            "liver_lesion_count",
            {"min": 10, "max": None, "innumerable": True},
            {"min": 10, "max": None, "innumerable": True},
        ),
    ],
)
def test_a_value_as_the_contract_writes_it(element: str, given: Any, value: Any) -> None:
    found = entered_value(element, given)
    assert found == value
    if load_elements()[element].contract:
        assert NoteFields.model_validate({element: found}).model_dump(exclude_unset=True) == {element: found}


@pytest.mark.parametrize(
    ("element", "given", "told"),
    [
        ("liver_max_size_mm", "large", "Largest metastasis: enter a number in mm"),
        ("liver_max_size_mm", "0", "from 1 to 400"),
        ("liver_max_size_mm", "nan", "enter a number in mm"),
        ("liver_max_size_mm", "inf", "enter a number in mm"),
        ("liver_max_size_mm", None, "enter a number in mm"),
        ("flr_percent", "101", "from 0 to 100"),
        ("ecog", "1.5", "enter a whole number"),
        ("ecog", "5", "from 0 to 4"),
        ("primary_t", "T9", "choose one of Tis, T0"),
        ("primary_t", "", "choose one of"),
        ("primary_t", ["T1"], "choose one of"),
        ("mwa", "maybe", "choose one of yes, no"),
        ("age_years", "7", "from 18 to 105"),
        ("pve_date", "14/03/2024", "enter a date as 2024-03-14"),
        ("pve_date", "2024-13", "enter a date as 2024-03-14"),
        ("pve_date", "2024-02-30", "enter a date as 2024-03-14"),
        ("pve_date", "24", "enter a date as 2024-03-14"),
        ("pve_date", None, "enter a date as 2024-03-14"),
        ("liver_segments", [], "choose at least one"),
        ("liver_segments", "2", "choose at least one"),
        ("liver_segments", ["9"], "choose one of 1, 2"),
        ("ehd", {}, "say something of at least one site"),
        ("ehd", {"moon": "present"}, "there is no site moon"),
        ("ehd", {"lung": "maybe"}, "choose one of present, absent, indeterminate"),
        ("liver_lesion_count", 3, "enter how many there are"),
        ("liver_lesion_count", {"min": "4", "max": "3"}, "the most \\(3\\) is less than the least \\(4\\)"),
        ("liver_lesion_count", {"min": "-1", "max": ""}, "from 0"),
        ("liver_lesion_count", {"min": "4", "max": "4", "innumerable": True}, "too many to count leaves the most open"),
    ],
)
def test_what_does_not_fit_is_told_in_words(element: str, given: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        entered_value(element, given)


def test_every_kind_of_element_can_be_entered() -> None:
    assert set(READERS) == {known.kind for known in load_elements().values()}


@pytest.mark.parametrize(
    ("element", "right", "wrong"),
    [
        ("age_years", 71, 71.5), ("platelets_1e9L", 98.5, -1), ("fit_for_major_surgery", "no", True),
        ("planned_resection", ["2", "3"], ["9"]), ("pve_date", "2024-03", "March 2024"), ("trg", "2-3", 2),
        ("primary_status", "in_situ", "resected"),
    ],
)  # fmt: skip
def test_what_a_supplementary_element_may_hold(element: str, right: Any, wrong: Any) -> None:
    assert is_supplementary(element, right)
    assert not is_supplementary(element, wrong)
    assert not is_supplementary("ecog", 1), "an element of the contract is none beside it"
