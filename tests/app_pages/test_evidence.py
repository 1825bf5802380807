"""Marks of a note: what they say, how they are cut, and that a browser finds the same letters."""

from hypothesis import given
from hypothesis import strategies as st

from abstraction.records import Assertion, CaseAbstraction, Mention, Note, NoteAbstraction, NoteType
from app_pages.evidence import browser_offset, note_view
from review.highlights import Highlight, highlights, mention_id, pieces
from tests.app_pages import cases


def mark(start: int, end: int) -> Highlight:
    return Highlight(f"{start}-{end}", "ehd", start, end, Assertion.PRESENT, (), "", "case")


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12)


@given(SPANS)
def test_pieces_cover_the_text_once_and_every_mark_wholly(spans: list[tuple[int, int]]) -> None:
    length = 90
    marks = [mark(start, start + size) for start, size in spans]
    cut = pieces(length, marks)
    assert [start for start, _, _ in cut] == [0, *(end for _, end, _ in cut[:-1])]
    assert cut[-1][1] == length
    for start, end, covering in cut:
        assert sorted(covering) == [at for at, one in enumerate(marks) if one.start < end and one.end > start]
        lengths = [marks[at].end - marks[at].start for at in covering]
        assert lengths == sorted(lengths), "the shortest mark comes first: it is the one a click takes"


def test_pieces_of_a_text_without_marks() -> None:
    assert pieces(5, []) == [(0, 5, [])]


@given(st.text(max_size=40), st.integers(0, 40))
def test_browser_offset_counts_utf16_units(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    units = len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
    assert browser_offset(text)(offset) == units


def test_the_strongest_role_wins_and_values_on_one_span_are_gathered() -> None:
    found = {one.id: one for one in highlights(cases.case(), cases.CT_NOTE, ())}
    segments = found[mention_id(cases.SEGMENTS[0])]
    assert (segments.values, segments.role) == (("5", "6"), "case")
    assert found[mention_id(cases.SIZE)].role == "note"
    assert found[mention_id(cases.LUNG)].assertion is Assertion.ABSENT
    assert found[mention_id(cases.TIMING)].role == "note"
    assert [one.role for one in found.values() if one.element == "size_word"] == ["context"]


def test_marks_are_the_words_they_name() -> None:
    view = note_view(cases.case(), cases.CT_NOTE, ())
    text, marks = str(view["text"]), view["marks"]
    assert isinstance(marks, list)
    assert text == cases.CT
    words: dict[str, str] = {}
    for start, end, covering in view["pieces"]:  # type: ignore[attr-defined]
        for at in covering:
            words[marks[at]["id"]] = words.get(marks[at]["id"], "") + text[start:end]
    assert words[mention_id(cases.HILUM)] == "nodes at the hilum"
    assert words[mention_id(cases.IMAGING)] == words[mention_id(cases.TIMING)] == "CT"


def test_a_letter_that_cannot_travel_keeps_its_place() -> None:
    text = "a\ud800b 31 mm"
    note = NoteAbstraction(Note("n", "c", NoteType.RADIOLOGY, "2024-01-01", text), (), {})
    view = note_view(CaseAbstraction("c", (note,), {}), note, ())
    assert view["text"] == "a\ufffdb 31 mm"


def test_evidence_past_the_end_of_the_note_is_left_out() -> None:
    note = NoteAbstraction(
        Note("n", "c", NoteType.RADIOLOGY, "2024-01-01", "short"), (), {}, context=(Mention("ehd", 3, 40),)
    )
    assert highlights(CaseAbstraction("c", (note,), {}), note, ()) == []


def test_a_whole_number_is_told_without_its_decimals() -> None:
    note = Note("n", "c", NoteType.ONCOLOGY, "2024-01-01", "Age 74, ICG 11.5 %.")
    context = (Mention("age_years", 0, 6, 74.0), Mention("icg_r15_percent", 8, 18, 11.5))
    found = highlights(CaseAbstraction("c", (), {}), NoteAbstraction(note, (), {}, context=context), ())
    assert [one.values for one in found] == [("74",), ("11.5",)]
