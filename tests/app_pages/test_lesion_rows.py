"""The lesions of a case: one row each over all notes, the segments they lie in, the largest size by date."""

from typing import Any

from abstraction.records import (
    Assertion,
    CaseAbstraction,
    CaseValue,
    ElementValue,
    Lesion,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
)
from app_pages.lesion_rows import change, lesions_of, single

WORDS = Mention("liver_lesion", 3, 9)
SPOTS = {"6": Mention("liver_segments", 4, 5, "6"), "8": Mention("liver_segments", 6, 7, "8")}


def lesion(
    *segments: str, size: float | None = None, before: float | None = None, said: Assertion = Assertion.PRESENT
) -> Lesion:
    return Lesion(segments, size, before, said, (WORDS,))


def scan(day: str, *lesions: Lesion, largest: float | None = None, before: float | None = None) -> NoteAbstraction:
    values = {
        name: ElementValue(name, size, (Mention(name, 1, 2, size),))
        for name, size in (("liver_max_size_mm", largest), ("liver_prior_max_size_mm", before))
        if size is not None
    }
    values["liver_segments"] = ElementValue("liver_segments", list(SPOTS), tuple(SPOTS.values()))
    return NoteAbstraction(Note(day, "c1", NoteType.RADIOLOGY, day, "x" * 20), (), values, lesions)


def view(*notes: NoteAbstraction, segments: list[str] | None = None) -> dict[str, Any]:
    values = {} if segments is None else {"liver_segments": CaseValue("liver_segments", segments, ())}
    return lesions_of(CaseAbstraction("c1", notes, values))


MARCH = scan(
    "2024-03-01",
    lesion("6", size=30, before=36),
    lesion("8", size=12),
    lesion("6", "8", size=30),
    largest=30,
    before=36,
)
JUNE = scan("2024-06-01", lesion("6", size=24), lesion("6", size=9), lesion("6", "8"), largest=24)


def test_a_lesion_is_one_row_over_all_notes() -> None:
    found = view(JUNE, MARCH, segments=["6", "8"])
    assert found["notes"] == ["Radiology 2024-03-01", "Radiology 2024-06-01"]
    assert [
        (row["segments"], [cell["size"] for cell in row["cells"]], row["change"], row["status"])
        for row in found["rows"]
    ] == [
        ("6", ["30", "24"], "36 → 24 mm, -33 %", "present"),
        ("6", ["", "9"], "", "present"),
        ("8", ["12", ""], "", "not told in Radiology 2024-06-01"),
    ]
    assert found["rows"][0]["cells"][0]["before"] == "36"
    assert found["rows"][0]["cells"][0]["evidence"] == [{"note": "2024-03-01", "mention": "4-5-liver_segments-present"}]


def test_a_statement_that_sums_up_is_no_lesion() -> None:
    whole, one = lesion("6", "8", size=30), lesion("6", size=30)
    assert list(single([whole, one], {"6", "8"})) == [(("6",), 0)]
    assert list(single([whole], {"6"})) == [(("6", "8"), 0)], "nobody tells of segment 8 alone"
    assert single([lesion(size=20)], set()) == {}


def test_the_segments_are_those_of_the_case_with_the_newest_lesions() -> None:
    found = view(MARCH, JUNE, segments=["4", "6", "8"])["segments"]
    assert found == {
        "4a": {"lesions": 0, "largest": 0},
        "4b": {"lesions": 0, "largest": 0},
        "6": {"lesions": 2, "largest": 24},
        "8": {"lesions": 0, "largest": 0},
    }


def test_a_segment_that_was_corrected_away_is_not_coloured() -> None:
    assert set(view(MARCH, segments=["8"])["segments"]) == {"8"}
    assert set(view(MARCH)["segments"]) == {"6", "8"}, "without a value the lesions tell"


def test_the_largest_size_by_date_begins_with_the_one_before() -> None:
    assert [(one["when"], one["size"]) for one in view(JUNE, MARCH)["sizes"]] == [
        ("before", 36), ("2024-03-01", 30), ("2024-06-01", 24),
    ]  # fmt: skip


def test_a_case_without_lesions_has_empty_parts() -> None:
    assert view(scan("2024-03-01")) == {"notes": [], "rows": [], "segments": {}, "sizes": []}


def test_a_change_needs_two_sizes() -> None:
    assert change([lesion("6", size=20)]) == change([lesion("6")]) == ""
    assert change([lesion("6", size=20, before=10)]) == "10 → 20 mm, +100 %"


def test_a_lesion_that_is_gone_says_so() -> None:
    assert view(scan("2024-03-01", lesion("6", said=Assertion.ABSENT)))["rows"][0]["status"] == "gone"
