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
    "The largest lesion of the right lobe lies in segment VIII (26\nMarch: 44 x 38 mm) and is 47 x 39 mm today.",
    "Remnant volume after embolisation (segments II and III +\nI) before this 21 %, on 2 September 33 %.",
    "A partial response was seen on the restaging MRI (CEA 96\n-> 18.5) and the operation was planned.",
    "He had a left lateral sectionectomy in February\n2022 for a metastasis, and is well.",
    "Now, seven years after the primary, there is a single mass of 45 mm in the liver. CEA\n29. Please confirm.",
    "Both of the genes were tested in the laboratory of the centre. RAS and\nBRAF: wild type. The result was sent.",
    "MLH1 promoter hypermethylation was found to be present as well. BRAF\nV600E mutation: detected. KRAS: not detected.",
    "DESCRIPTION: J incision, thoracic extension not needed here. Common hepatic artery\nnode taken for frozen section: benign.",
    "There are metastases in both lobes of the liver which have\nbeen under treatment for quite a long while now, with XELOX\n+ bevacizumab, of which five cycles were given until now in\nour day clinic.",
    "Others are seen at segments II, IVa, VI &\nVIII. Picture is consistent with deposits.",
    "As in the MRI there are eight lesions. Seg V - 2, VI - 1, VII - 1,\nVIII - 2, IVb - 1.",
    "Liver metastases too many to count, bilobar, the dominant one 5.5\ncm (4/23: 6.0 cm). No new lesion.",
    "Frozen section of the wedge of segment 3 was positive for the\ntumour at the margin of the wedge -> resection of 5 mm more\n-> negative. No drain was left behind, and the skin was then\nclosed.",
    "The obstructing tumour was resected in the emergency. CT of the day:\nmultiple metastases in both lobes.",
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
    "Diffuse activity of the stomach, which is likely gastritis.\nSKELETON. No focal uptake. Degenerative change.\nThe brain was not included in this study at all.",
    "Known indeterminate lesions of the liver: characterise these.\nCT 02.10.2020 for comparison (segment 5, 13 mm).",
    "lungs - 11 mm spiculated nodule of the left, likely met. no effusion\nliver - 2 mets, the larger one 2.2 cm in the dome",
    "Radical resection of the primary in the spring of that year\n- liver first seen at that time\n- no chemotherapy",
    "3. The gallbladder was taken with the right hemiliver, which weighed a lot\n4. Lymph nodes of the hepatic pedicle",
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
