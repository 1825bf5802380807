"""Line ends that only a wrap put there are told from those that mean something, and wrapping changes no value."""

import textwrap
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abstraction.contract import prediction
from abstraction.records import Note
from extraction import abstract_note
from extraction.wrapping import is_row, unwrapped
from review.sources import Defaults, read_notes
from tests.health.tree import ROOT

WRAPPED = [
    "Two soft nodes were sampled in the hepatic pedicle, by frozen\nsection: no tumour. The coeliac nodes were not enlarged.",
    "All six metastases are still there: one each in segments 2, 4b, 7 and 8 and two in segment\n5. The largest, in segment 8, is 3.3 cm.",
    "Four of the metastases lie in the right half of the liver (segments V, VI and\nVIII) and one in segment IVb of 8 mm.",
    "The remnant was measured twice and is FLR\n34%, up from 22%.",
    "Two metastases are seen in the right lobe, segments\n5 and 8; the larger one touches the right hepatic\nVein V8 and is 3.2 cm.",
    "Perineural and venous invasion as asked for by the board:\nPresent. The specimen was opened along the vein and was\nCut in slices of half a centimetre from left to right,\nAll of them embedded.",
]
KEPT = [
    "CT liver, metastases under treatment (previous / current)\nseg 2: 34 mm / 21 mm",
    "largest diameter of the tumour: 32 mm\nmargin of resection: clear",
    "There are two lesions, of which none was there before the treatment, to be seen in\n- segment 5, 12 mm\n- segment 6, 9 mm",
    "FINDINGS\nLiver: two metastases in segment 6, the larger one 23 mm\nSpleen: normal",
    "Segments\n- 2 and 3: 12 mm metastasis beside the falciform ligam.\n- 6: cyst",
    "1. Two metastases in segment 6, the larger one of 23 mm\n2. No node",
    "Liver      two metastases     segment 6\nSpleen     normal             -",
    "Largest focus .......... 3.8 cm\nMargin",
    "[Pancreas, spleen, both adrenal glands] unremarkable\n[Kidney] cyst",
    "The first paragraph goes on to the very end of the line\n\nThe next.",
    "short\nlines\nof\nwords",
]


@pytest.mark.parametrize("text", WRAPPED)
def test_wrapped_lines_are_joined(text: str) -> None:
    assert unwrapped(text) == text.replace("\n", " ")


@pytest.mark.parametrize("text", KEPT)
def test_lines_of_their_own_stay(text: str) -> None:
    assert unwrapped(text) == text


@given(st.text(alphabet="ab. :\n|-1[", max_size=400))
def test_only_line_ends_change_and_every_offset_stays(text: str) -> None:
    found = unwrapped(text)
    assert len(found) == len(text)
    assert all(old == new or (old, new) == ("\n", " ") for old, new in zip(text, found, strict=True))


WIDTHS = (72, 80, 110)


def wrap(text: str, width: int) -> str:
    """The text with its paragraphs wrapped, tables as they are."""
    return "\n".join(
        line if is_row(line) else textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
        for line in text.split("\n")
    )


def test_notes_say_the_same_when_they_are_wrapped() -> None:
    """Where a wrapped line happens to look like an item of a list it can be read as one: in one note of sixty at most."""
    files = sorted((ROOT / "tests" / "gold").glob("*.jsonl"))
    read = (one for one in read_notes(files, Defaults(needs_case=False)) if isinstance(one, Note))
    notes = {note: max(map(len, note.text.split("\n"))) for note in read}
    plain = {note: said(note) for note, longest in notes.items() if longest > min(WIDTHS)}
    for width in WIDTHS:
        wider = [note for note, longest in notes.items() if longest > width]
        changed = [note.note_id for note in wider if plain[note] != said(replace(note, text=wrap(note.text, width)))]
        assert len(changed) <= len(wider) / 60, (width, changed)


def said(note: Note) -> object:
    return prediction(abstract_note(note))["fields"]
