"""Values, notes and candidate sets in words."""

import pytest

from review.wording import candidate_set, candidate_words, element_family, element_label, note_label, value_words
from rules_engine.card import STAGES
from tests.app_pages import cases


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ("liver_lesion_count", {"min": 3, "max": 3, "innumerable": False}, "3"),
        ("liver_lesion_count", {"min": 2, "max": 3, "innumerable": False}, "2 to 3"),
        ("liver_lesion_count", {"min": 5, "max": None, "innumerable": False}, "at least 5"),
        ("liver_lesion_count", {"min": 2, "max": None, "innumerable": True}, "innumerable"),
        ("liver_lesion_count", {"min": 0, "max": 0, "innumerable": False}, "none"),
        ("liver_max_size_mm", 31, "31 mm"),
        ("flr_percent", 34.5, "34.5%"),
        ("ecog", 1, "1"),
        (
            "ehd",
            {"bone": "absent", "lung": "absent", "hilar_nodes": "present"},
            "hilar nodes: present; lung, bone: absent",
        ),
        ("vascular_contact", ["right_hepatic_vein", "ivc"], "right hepatic vein, IVC"),
        ("imaging", ["PET_CT"], "PET/CT"),
        ("ras_status", "wild_type", "wild type"),
        ("liver_segments", ["8", "4a", "2"], "2, 4a, 8"),
    ],
)
def test_value_words(element: str, value: object, words: str) -> None:
    assert value_words(element, value) == words  # type: ignore[arg-type]


def test_an_element_outside_the_catalogue_still_has_a_name_and_a_colour() -> None:
    assert (element_label("size_word"), element_family("size_word")) == ("Size word", "other")


def test_a_radiology_note_is_named_by_its_study() -> None:
    assert note_label(cases.CT_NOTE) == "CT 2024-03-01"
    assert note_label(cases.CLINIC_NOTE) == "Oncology 2024-03-09"


def test_candidate_words() -> None:
    assert candidate_words(("M1a", "M1b")) == "M1a or M1b"
    assert candidate_words(("M0", "M1a", "M1b")) == "M0, M1a or M1b"
    assert candidate_words(("M0",)) == "M0"
    assert candidate_words(()) == "-"


@pytest.mark.parametrize(
    ("candidates", "settled", "codes", "words"),
    [
        (("M1a",), True, "M1a", "resectable"),
        (("M1b", "M1c"), False, "M1b or M1c", "open:"),
        (("M0", "M1a", "M1b", "M1c"), False, "", "open"),
        ((), False, "", "not applicable"),
    ],
)
def test_candidate_set(candidates: tuple[str, ...], settled: bool, codes: str, words: str) -> None:
    assert candidate_set(candidates, STAGES) == {"settled": settled, "codes": codes, "words": words}
