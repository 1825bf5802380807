"""Lesion records: one a lesion, over sentences and tables, with its places, sizes and state."""

from abstraction.records import Assertion, Lesion, Note, NoteType
from extraction import abstract_note


def lesions(
    text: str, note_type: NoteType = NoteType.RADIOLOGY
) -> list[tuple[tuple[str, ...], float | None, float | None, str]]:
    found = abstract_note(Note("n", "c", note_type, "2024-05-01", text)).lesions
    for lesion in found:
        assert_grounded(lesion, text)
    return [(lesion.segments, lesion.size_mm, lesion.prior_size_mm, lesion.assertion.value) for lesion in found]


def assert_grounded(lesion: Lesion, text: str) -> None:
    assert lesion.evidence
    assert all(text[mention.start : mention.end].strip() for mention in lesion.evidence)


def test_one_record_a_lesion_over_several_sentences() -> None:
    text = (
        "Liver: metastasis in segment 7, 2.6 cm (previously 4.3 cm). Metastasis in segment 6, 12 mm. "
        "The segment 7 lesion abuts the right hepatic vein."
    )
    assert lesions(text) == [(("7",), 26, 43, "present"), (("6",), 12, None, "present")]


def test_two_lesions_of_one_segment() -> None:
    assert lesions("Liver: two metastases in segment 5, 38 and 12 mm.") == [
        (("5",), 38, None, "present"),
        (("5",), 12, None, "present"),
    ]


def test_rows_of_a_table() -> None:
    text = (
        "Target lesions          02/03/24      28/04/24\n"
        "Liver segment 6            50            33\n"
        "Liver segment 4a           28            30\n\nIMPRESSION: liver metastases."
    )
    assert lesions(text) == [(("6",), 33, 50, "present"), (("4a",), 30, 28, "present")]


def test_lesions_that_are_gone_or_in_doubt_say_so() -> None:
    text = (
        "Liver: metastasis in segment 6, 12 mm. The segment 8 metastasis is no longer visible. "
        "Possible metastasis in segment 2."
    )
    assert lesions(text) == [
        (("6",), 12, None, Assertion.PRESENT.value),
        (("8",), None, None, Assertion.ABSENT.value),
        (("2",), None, None, Assertion.POSSIBLE.value),
    ]


def test_cysts_are_no_records() -> None:
    assert lesions("Liver: cyst of 4 cm in segment 3. No liver metastases.") == []
