"""What was read without words for "about" and with shorter units stands where the note says it."""

import pytest

from abstraction.records import Note, NoteType
from extraction import abstract_note
from extraction.edits import EditedText
from extraction.matching import level
from extraction.plain_quantities import wordy_quantities

TEXT = "FINDINGS:\nLiver: metastasis of about 22 millimetres in segment 5 (was approx. 27 mm.).\nIMPRESSION:\nFLR of ca. 31 %.\n"


def read(text: str) -> str:
    """The text as it is read."""
    edited = EditedText(text)
    edited.apply(wordy_quantities(text, level(text)))
    return edited.text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("about 22 millimetres", "22 mm"),
        ("35-centimetre", "35 cm"),
        ("35 x approx. 28 MM", "35 x 28 mm"),
        ("13 by 12 mm", "13 x 12 mm"),
        ("CEA ca. 12", "CEA 12"),
        ("around six cycles of", "six cycles of"),
        ("about 12 metastases", "about 12 metastases"),
        ("rectal ca 35 mm from the verge", "rectal ca 35 mm from the verge"),
        ("cT3 cN1 cM0", "cT3 cN1 cM0"),
        ("two centimeters", "two centimeters"),
        ("One of 22 mm. No other.", "One of 22 mm. No other."),
    ],
)
def test_quantities_are_read_as_most_are_written(written: str, meant: str) -> None:
    assert read(written) == meant


def test_evidence_and_sections_are_of_the_text_as_given() -> None:
    found = abstract_note(Note("n1", "c1", NoteType.RADIOLOGY, "2024-05-01", TEXT))
    quoted = {element: [TEXT[one.start : one.end] for one in value.evidence] for element, value in found.values.items()}
    assert quoted["liver_max_size_mm"] == ["22 millimetres"]
    assert quoted["liver_prior_max_size_mm"] == ["27 mm"]
    assert quoted["liver_segments"] == ["segment 5"]
    assert quoted["flr_percent"] == ["FLR of ca. 31 %"]
    assert found.sections[-1].end == len(TEXT)
    assert TEXT[found.sections[-1].start :].startswith("IMPRESSION")
    assert all(0 <= one.start < one.end <= len(TEXT) for lesion in found.lesions for one in lesion.evidence)
