"""The careful text of a note: what is undone, what stays, and that every span of it lies where it says in the note."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abstraction.records import Note, NoteType
from extraction import abstract_note
from extraction.edits import Edit, EditedText
from extraction.pipeline import SPANS, build_pipeline
from extraction.typography import carefully_typed

UNDONE = [
    ("a\r\nb", "a\nb"),
    ("> a\n> b\n>\n>   c", "a\nb\n\n  c"),
    ("Liver: 2 \ufb01brotic foci, \ufb02at", "Liver: 2 fibrotic foci, flat"),
    ("meta\u00adstases\u200b", "metastases"),
    ("<p>Liver: <b>two</b> lesions</p>Lungs: clear<br/>", "Liver: two lesions\nLungs: clear\n"),
    ("CEA &lt; 5, size &gt;3 cm &amp; more", "CEA < 5, size >3 cm & more"),
    ("Liver: clear\\.br\\Lungs: clear\\nBones: clear", "Liver: clear\nLungs: clear\nBones: clear"),
    ("**Impression:** two metastases", "Impression: two metastases"),
    ("two metas-\ntases after hepa-\n   tectomy", "two metastases after hepatectomy"),
    ("a left-\nsided lesion, oxaliplatin-\nbased", "a left-sided lesion, oxaliplatin-based"),
    ("The lesion of  the liver is 3 cm", "The lesion of the liver is 3 cm"),
    (
        "There are two metastases in liver  segments, both of them small",
        "There are two metastases in liver segments, both of them small",
    ),
    ("no nodes,no ascites;spleen normal", "no nodes, no ascites; spleen normal"),
    ("Liver:two lesions of the rt.lobe", "Liver: two lesions of the rt. lobe"),
    ("segmentVII, seg4b and Segments5/6", "segment VII, seg 4b and Segments 5/6"),
]
KEPT = [
    "a\n> b",
    "Sizes: 4,8 and 3.1 cm at 10:30, ratio 1:4",
    "II  partial resection of segment 8 and a further wedge of segment 2",
    "S8   18 mm   metastasis",
    "  seg IVb  one, 6 mm",
    "KRAS p.Gly12Asp, c.35G>A",
    "3-\n4 lesions, T3-\nN1",
    "CEA <10, HU >20, p < 0.05",
    "R&D; T&A",
    "2 * 3 cm ** see note",
]


@pytest.mark.parametrize(("written", "careful"), UNDONE)
def test_undone(written: str, careful: str) -> None:
    assert carefully_typed(written).text == careful


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    made = carefully_typed(text)
    assert made.text == text
    assert made.is_note


PIECES = st.sampled_from(
    [
        "liver",
        "the",
        " ",
        "  ",
        "\n",
        "-\n",
        "**",
        "<br>",
        "&lt;",
        "\ufb01",
        ",no",
        ":two",
        "seg7",
        ".the",
        "\\n",
        "3 cm",
        "\u00ad",
        "a",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)), st.data())
def test_intervals_lie_in_the_note(text: str, data: st.DataObject) -> None:
    made = carefully_typed(text)
    start = data.draw(st.integers(0, len(made.text)))
    end = data.draw(st.integers(start, len(made.text)))
    first, last = made.in_note(start, end)
    assert 0 <= first <= last <= len(text)
    assert made.in_note(start, start)[0] <= made.in_note(end, end)[0]  # in the order of the text
    back = made.of_note(first, last)
    if first < last:
        assert back[0] <= start
        assert back[1] >= end


WRITTEN = (
    "Liver:two **metastases**,the  larger in segmentVIII, 42 mm,abutting the rt.hepatic vein<br>"
    "Lungs:no \ufb01brosis,no metas-\ntases.Adrenals:normal"
)


def test_evidence_is_what_the_note_holds() -> None:
    told = abstract_note(Note("n", "c", NoteType.RADIOLOGY, "2024-05-01", WRITTEN))
    assert told.note.text == WRITTEN
    assert told.fields["liver_max_size_mm"] == 42
    assert told.fields["liver_segments"] == ["8"]
    assert told.fields["vascular_contact"] == ["right_hepatic_vein"]
    assert told.fields["ehd"] == {"lung": "absent", "adrenal": "absent"}

    def held(element: str) -> list[str]:
        return [WRITTEN[found.start : found.end] for found in told.values[element].evidence]

    assert held("liver_max_size_mm") == ["42 mm"]
    assert held("liver_segments") == ["segmentVIII"]
    assert any("metas-\ntases" in words for words in held("ehd"))
    assert [WRITTEN[part.start : part.start + 5] for part in told.sections][-1:] != []


def test_careful_notes_are_read_alike() -> None:
    note = Note("n", "c", NoteType.RADIOLOGY, "2024-05-01", WRITTEN)
    careful = replace(note, text=carefully_typed(WRITTEN).text)
    assert abstract_note(note).fields == abstract_note(careful).fields


def test_the_medspacy_door_places_its_spans() -> None:
    doc = build_pipeline()(WRITTEN)
    found = {span.text for span in doc.spans[SPANS]}
    assert "metas-\ntases" in found
    denied = [span for span in doc.spans[SPANS] if span.text == "metas-\ntases"]
    assert all(span._.is_negated for span in denied)


HURRIED = st.sampled_from(
    [
        *(
            "4 right and 2 left lobe metastases",
            "right lobe x4",
            "none in the left",
            "five, possibly six mets",
            ".5 cm",
        ),
        *("22 (34) mm", "22mm<-34mm", " The liver", " No nodes", "segs 2,3,4a", "IVa+b", "seg7", "CRLM", "6 mo", "4#"),
        *(
            "w/ FOLFOX",
            "ca",
            "approx. 3 cm",
            "22 millimetres",
            "? no",
            ",no lung nodules",
            "- no nodes - liver mets - PR",
        ),
        *("<b>liver</b>", "metas-\ntases", "lungs", "resected", "R0", "segment 8", "\n", ". ", "; ", " ", "  "),
    ]
)


@given(st.lists(HURRIED, min_size=1, max_size=16).map("".join), st.sampled_from(NoteType))
@settings(max_examples=400, deadline=None)
def test_whatever_is_edited_has_its_evidence_in_the_note(text: str, note_type: NoteType) -> None:
    told = abstract_note(Note("n", "c", note_type, "2024-05-01", text))
    spans = [(found.start, found.end) for value in told.values.values() for found in value.evidence]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(0 <= part.start <= part.body_start <= part.end <= len(text) for part in told.sections)


def test_inserted_words_alone_stand_for_the_sign_before_them() -> None:
    made = EditedText("right lobe")
    made.apply([Edit(5, 5, " metastases")])
    assert made.text == "right metastases lobe"
    assert made.in_note(6, 16) == (4, 5)
