"""What must hold for any text: no crash, true spans, and values that do not hang on layout, case or unit."""

import itertools
import random
from bisect import bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abstraction.records import Note, NoteType
from extraction import abstract_note
from extraction.matching import level, squeeze
from extraction.reading import Reading
from extraction.sentences import sentence_spans

FRAGMENTS = [
    "Three liver metastases",
    "segment VI",
    "2.3 x 1.9 cm",
    "previously 4.1 cm",
    "no",
    "No evidence of",
    "lung nodules",
    "\n",
    "\n\n",
    ". ",
    ", ",
    "; ",
    ": ",
    "IMPRESSION",
    "CEA 12.4",
    "KRAS G12D",
    "pT3 pN1b",
    "FOLFOX x 6",
    "cannot be excluded",
    "?",
    "(",
    ")",
    "[x]",
    "- ",
    "1. ",
    "R0",
    "margin 3 mm",
    "ECOG 1",
    "5-8",
    "IVa/b",
    "ß",
    "İ",
    "\u2028",
    "𝛽",
    "\x00",
    "\t",
    "mother had",
    "if",
    "10/12/2023",
    "FLR 28 %",
    "bilobar",
    "cyst",
    "Liver",
    "0.5",
]
TEXTS = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(" ".join))
TYPES = st.sampled_from(list(NoteType))

REPORT = (
    "CLINICAL HISTORY: Rectal cancer, pT3 pN1b, 6 cycles of FOLFOX.\n\nFINDINGS:\nLiver: Two metastases. Segment 6 lesion measures 2.4 x 2.0 cm, "
    "previously 3.6 cm. Segment 8 lesion measures 1.1 cm. Lungs: No pulmonary nodule. Adrenals are normal. No para-aortic adenopathy. "
    "CEA 12.4 ng/mL. KRAS G12D mutation.\n\nIMPRESSION:\nTwo liver metastases, partial response.\n"
)


def note(text: str, note_type: NoteType = NoteType.RADIOLOGY) -> Note:
    return Note("n1", "c1", note_type, "2024-05-01", text)


def fields(text: str) -> dict[str, object]:
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in abstract_note(note(text)).fields.items()
    }


@given(TEXTS, TYPES)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_spans_inside_it(text: str, note_type: NoteType) -> None:
    found = abstract_note(note(text, note_type))
    for value in found.values.values():
        for mention in value.evidence:
            assert 0 <= mention.start < mention.end <= len(text)
            assert text[mention.start : mention.end].strip()


def inked(text: str) -> str:
    """The text without its white space: spans of nothing but blanks are no sentences."""
    return "".join(text.split())


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_sentences_and_clauses_tile_the_text(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    assert inked("".join(text[start:end] for start, end in spans)) == inked(text)
    reading = Reading(note(text))
    assert inked("".join(text[start:end] for start, end in reading.clauses)) == inked(text)


@given(st.text(max_size=200))
def test_levelling_keeps_every_offset(text: str) -> None:
    levelled = level(text)
    assert len(levelled) == len(text)
    flat, cuts, shifts = squeeze(levelled)
    assert [levelled[at + shifts[bisect_right(cuts, at)]] for at in range(len(flat))] == list(flat)


@pytest.mark.parametrize("seed", range(5))
def test_a_neutral_sentence_changes_nothing(seed: int) -> None:
    sentences = REPORT.split(". ")
    at = random.Random(seed).randrange(1, len(sentences))
    longer = ". ".join([*sentences[:at], "The examination was well tolerated", *sentences[at:]])
    assert fields(longer) == fields(REPORT)


@pytest.mark.parametrize("width", [60, 72, 90])
def test_wrapping_lines_changes_nothing(width: int) -> None:
    def wrap(line: str) -> str:
        import textwrap

        return "\n".join(textwrap.wrap(line, width)) if len(line) > width else line

    wrapped = "\n".join(wrap(line) for line in REPORT.split("\n"))
    assert fields(wrapped) == fields(REPORT)


def test_case_of_headings_changes_nothing() -> None:
    quiet = REPORT
    for title in ("CLINICAL HISTORY", "FINDINGS", "IMPRESSION"):
        quiet = quiet.replace(title, title.capitalize())
    assert fields(quiet) == fields(REPORT)


def test_unit_of_a_size_changes_nothing() -> None:
    metric = REPORT.replace("2.4 x 2.0 cm", "24 x 20 mm").replace("3.6 cm", "36 mm").replace("1.1 cm", "11 mm")
    assert fields(metric) == fields(REPORT)


def test_order_of_statements_changes_nothing() -> None:
    swapped = REPORT.replace(
        "Segment 6 lesion measures 2.4 x 2.0 cm, previously 3.6 cm. Segment 8 lesion measures 1.1 cm.",
        "Segment 8 lesion measures 1.1 cm. Segment 6 lesion measures 2.4 x 2.0 cm, previously 3.6 cm.",
    )
    assert swapped != REPORT
    assert fields(swapped) == fields(REPORT)
