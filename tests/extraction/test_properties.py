"""What must hold for any text: no crash, true spans, and values that do not hang on layout, case, unit or order."""

import itertools
import statistics
import textwrap
import time
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abstraction.contract import NoteFields, prediction
from abstraction.entered_value import is_supplementary
from abstraction.records import Note, NoteAbstraction, NoteType
from extraction import abstract_note
from extraction.matching import level, squeeze
from extraction.reading import Reading
from extraction.sentences import sentence_spans
from lexicons import supplementary_elements
from tests.extraction.note_strategies import ANY_TEXT, HISTORY, IMPRESSION, NEUTRAL, ODD_TEXTS, ORGANS, REPORTS, Report

TYPES = st.sampled_from(list(NoteType))
# The same examples in every run; a wider search is `derandomize=False` with more of them.
STEADY = settings(deadline=None, derandomize=True)
# Linear would be 1; what is fixed a note makes it less, a busy machine more.
SLOWEST_GROWTH = 2.5


def note(text: str, note_type: NoteType = NoteType.RADIOLOGY) -> Note:
    return Note("n1", "c1", note_type, "2024-05-01", text)


def fields(text: str) -> dict[str, Any]:
    found = abstract_note(note(text)).fields
    return {name: sorted(value) if isinstance(value, list) else value for name, value in found.items()}


def told(report: Report) -> dict[str, Any]:
    return fields(report.text())


def letters(pieces: Iterable[str]) -> str:
    return "".join("".join(pieces).split())


def assert_true_spans(found: NoteAbstraction) -> None:
    text = found.note.text
    NoteFields.model_validate(prediction(found)["fields"])
    beyond = {element: value for element, value in found.fields.items() if element in supplementary_elements()}
    assert [element for element, value in beyond.items() if not is_supplementary(element, value)] == []
    for element, value in found.values.items():
        for mention in value.evidence:
            assert mention.element == element
            assert 0 <= mention.start < mention.end <= len(text)
            assert text[mention.start : mention.end].strip()


@given(ANY_TEXT, TYPES)
@settings(STEADY, max_examples=600)
def test_any_text_gives_values_of_the_contract_with_spans_inside_it(text: str, note_type: NoteType) -> None:
    assert_true_spans(abstract_note(note(text, note_type)))


@pytest.mark.parametrize("note_type", NoteType)
@pytest.mark.parametrize("name", ODD_TEXTS)
def test_odd_texts_are_read(name: str, note_type: NoteType) -> None:
    assert_true_spans(abstract_note(note(ODD_TEXTS[name], note_type)))


@given(ANY_TEXT)
@settings(STEADY, max_examples=200)
def test_sentences_and_clauses_tile_the_text(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    assert letters(text[start:end] for start, end in spans) == letters([text])
    reading = Reading(note(text))
    assert letters(reading.text[start:end] for start, end in reading.clauses) == letters([reading.edited.text])


@given(ANY_TEXT)
@settings(STEADY)
def test_levelling_keeps_every_offset(text: str) -> None:
    levelled = level(text)
    assert len(levelled) == len(text)
    flat, cuts, shifts = squeeze(levelled)
    assert [levelled[at + shifts[bisect_right(cuts, at)]] for at in range(len(flat))] == list(flat)


@given(REPORTS)
@settings(STEADY, max_examples=100)
def test_a_report_is_read_as_it_was_made(report: Report) -> None:
    found = told(report)
    assert found["liver_lesion_count"]["min"] == len(report.lesions)
    assert found["liver_max_size_mm"] == max(one.size for one in report.lesions)
    assert found["liver_segments"] == sorted(one.segment for one in report.lesions)


@given(REPORTS)
@settings(STEADY, max_examples=60)
def test_evidence_quotes_what_the_value_says(report: Report) -> None:
    text = report.text()
    values = abstract_note(note(text)).values
    largest = max(report.lesions, key=lambda one: one.size)
    assert {text[one.start : one.end] for one in values["liver_max_size_mm"].evidence} == {
        f"{largest.size / 10:.1f} cm"
    }
    for one in values["liver_segments"].evidence:
        assert str(one.value) in text[one.start : one.end].lower()


@given(REPORTS, st.integers(0, 2), st.integers(0, 9), st.sampled_from(NEUTRAL))
@settings(STEADY, max_examples=150)
def test_a_neutral_sentence_changes_nothing(report: Report, section: int, at: int, sentence: str) -> None:
    assert told(report.with_sentence(section, at, sentence)) == told(report)


@given(REPORTS, st.integers(56, 100))
@settings(STEADY, max_examples=150)
def test_wrapping_lines_changes_nothing(report: Report, width: int) -> None:
    lines = report.text().split("\n")
    wrapped = "\n".join(textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False) for line in lines)
    assert fields(wrapped) == told(report)


@given(REPORTS, st.sampled_from([str.title, str.capitalize, str.lower]))
@settings(STEADY, max_examples=60)
def test_case_of_headings_changes_nothing(report: Report, case: Any) -> None:
    assert told(replace(report, headings=tuple(map(case, report.headings)))) == told(report)


@given(REPORTS)
@settings(STEADY, max_examples=100)
def test_unit_of_sizes_changes_nothing(report: Report) -> None:
    assert told(replace(report, unit="mm")) == told(report)


@given(REPORTS, st.sampled_from(["- ", "* ", "• "]), st.randoms(use_true_random=False))
@settings(STEADY, max_examples=150)
def test_order_of_list_items_changes_nothing(report: Report, bullets: str, chance: Any) -> None:
    listed = replace(report, bullets=bullets)
    names = ("history", "lesions", "organs", "impression")
    shuffled = {name: tuple(chance.sample(getattr(report, name), len(getattr(report, name)))) for name in names}
    assert told(replace(listed, **shuffled)) == told(listed)


@given(REPORTS)
@settings(STEADY, max_examples=60)
def test_line_ends_of_windows_change_nothing(report: Report) -> None:
    assert fields(report.text().replace("\n", "\r\n")) == told(report)


def test_time_grows_with_length_and_no_faster() -> None:
    paragraph = " ".join([*HISTORY, "Segment 6 metastasis measures 2.4 cm, previously 3.6 cm.", *ORGANS, *IMPRESSION])
    short = cost(f"FINDINGS:\n{paragraph}\n\n")
    long = cost(f"FINDINGS:\n{paragraph}\n\n" * 50)
    assert long < SLOWEST_GROWTH * short


def cost(text: str) -> float:
    """Median processor seconds a character, of three runs or more."""
    runs = max(3, 40_000 // len(text))
    taken = []
    for _ in range(runs):
        begun = time.process_time()
        abstract_note(note(text))
        taken.append(time.process_time() - begun)
    return statistics.median(taken) / len(text)
