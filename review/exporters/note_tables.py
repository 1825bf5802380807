"""The tables of the notes (without their text) and of the lesions that they describe one by one."""

from collections.abc import Iterator

from lexicons import load_elements
from registry.case_rows import CaseRows
from review.exporters.table import Column, Row, Table, listed, plain

SEGMENTS = "liver_segments"


def note_rows(case: CaseRows) -> Iterator[Row]:
    """A row a note."""
    for note in case.notes:
        read = (note.software, note.lexicon)
        yield (case.case_id, note.note_id, note.version, note.note_type, note.note_date, note.sha256, *read)


def lesion_rows(case: CaseRows) -> Iterator[Row]:
    """A row a lesion of a note; the same lesion has a row in every note that describes it."""
    for one in case.lesions:
        lesion = one.lesion
        spans = [{"start": mention.start, "end": mention.end} for mention in lesion.evidence]
        measures = (lesion.size_mm, lesion.prior_size_mm, lesion.assertion.value)
        segments = listed(list(lesion.segments)) if lesion.segments else None
        yield (case.case_id, one.note_id, one.number, segments, *measures, plain(spans))


NOTES = Table(
    "notes",
    (
        Column("case_id", "The case"),
        Column("note_id", "The note"),
        Column("version", "Its newest version, from 1", "integer"),
        Column("note_type", "Its type", allowed=("radiology", "pathology", "operative", "oncology")),
        Column("note_date", "Its date"),
        Column("sha256", "SHA-256 of its text in UTF-8"),
        Column("software", "Software it was last read with"),
        Column("lexicon", "Lexicon it was last read with"),
    ),
    note_rows,
)
LESIONS = Table(
    "lesions",
    (
        Column("case_id", "The case"),
        Column("note_id", "The note that describes it"),
        Column("lesion", "Its number in that note, from 1", "integer"),
        Column(
            "segments",
            "Segments it lies in, parted by ; and empty where the note names none",
            allowed=tuple(load_elements()[SEGMENTS].values),
        ),
        Column("size_mm", "Largest diameter; empty where the note gives none", "number", unit="mm"),
        Column(
            "prior_size_mm",
            "Largest diameter in the study before; empty where the note gives none",
            "number",
            unit="mm",
        ),
        Column("assertion", "What the note says of it: present, possible, historical ..."),
        Column("evidence", "Where the note says so, a JSON list of start and end"),
    ),
    lesion_rows,
)
