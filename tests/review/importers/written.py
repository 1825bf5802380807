"""The sample notes written as each kind of file that is read."""

import base64
import csv
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from docx import Document
from openpyxl import Workbook

from abstraction.records import Note
from review.sources import Defaults, read_notes
from tests.health.tree import ROOT

PARTS = ("note_id", "case_id", "note_type", "note_date", "text")
# Words by which systems call the four types.
TITLES = {
    "radiology": "CT",
    "pathology": "Surgical pathology",
    "operative": "Operative note",
    "oncology": "Clinic letter",
}
CODES = {"radiology": "18748-4", "pathology": "11526-1", "operative": "11504-8", "oncology": "11488-4"}


@cache
def sample_notes() -> tuple[Note, ...]:
    """Every sample note, as read from its text file."""
    found = tuple(item for item in read_notes([ROOT / "sample_notes"], Defaults()) if isinstance(item, Note))
    assert len(found) > 30
    return found


def cells(note: Note) -> list[str]:
    return [note.note_id, note.case_id, note.note_type.value, note.note_date, note.text]


def workbook(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(list(PARTS))
    for note in sample_notes():
        sheet.append(cells(note))
    book.create_sheet("About").append(["This workbook was written by hand"])
    book.save(path)


def tabs(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, delimiter="\t")
        writer.writerows([list(PARTS), *map(cells, sample_notes())])


def objects(path: Path) -> None:
    path.write_text(
        json.dumps([dict(zip(PARTS, cells(note), strict=True)) for note in sample_notes()]), encoding="utf-8"
    )


def omop_names(note: Note) -> dict[str, str]:
    row = dict(zip(("note_id", "person_id", "note_title", "note_date", "note_text"), cells(note), strict=True))
    return {**row, "note_title": TITLES[note.note_type.value], "text": "another column"}


def omop_csv(path: Path) -> None:
    rows = [omop_names(note) for note in sample_notes()]
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.DictWriter(sink, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def omop_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([omop_names(note) for note in sample_notes()]), path)


def diagnostic_report(note: Note) -> dict[str, object]:
    form = {"contentType": "text/plain; charset=utf-8", "data": base64.b64encode(note.text.encode()).decode()}
    return {
        "resourceType": "DiagnosticReport", "id": note.note_id, "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": CODES[note.note_type.value]}]},
        "subject": {"reference": f"Patient/{note.case_id}"}, "effectiveDateTime": f"{note.note_date}T09:30:00+01:00",
        "presentedForm": [{"contentType": "application/pdf", "url": "Binary/1"}, form],
    }  # fmt: skip


def document_reference(note: Note) -> dict[str, object]:
    page = f"<html><head><title>x</title></head><body><pre>{note.text.replace('&', '&amp;').replace('<', '&lt;')}</pre></body></html>"
    attachment = {"contentType": "text/html", "data": base64.b64encode(page.encode()).decode()}
    return {
        "resourceType": "DocumentReference", "id": note.note_id, "status": "current", "docStatus": "final",
        "type": {"text": TITLES[note.note_type.value]}, "subject": {"identifier": {"value": note.case_id}},
        "date": f"{note.note_date}T23:00:00Z", "content": [{"attachment": attachment}],
    }  # fmt: skip


def bulk_export(path: Path) -> None:
    patient = {"resourceType": "Patient", "id": "p1"}
    lines = [json.dumps(one) for one in (patient, *map(diagnostic_report, sample_notes()))]
    path.write_text("\n".join(lines), encoding="utf-8")


def bundle(path: Path) -> None:
    entries = [{"resource": document_reference(note)} for note in sample_notes()]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), encoding="utf-8")


def escaped(text: str) -> str:
    for mark, name in (("\\", "E"), ("|", "F"), ("^", "S"), ("&", "T"), ("~", "R")):
        text = text.replace(mark, f"\\{name}\\" if mark != "\\" else "\\E\\")
    return text


def result_message(note: Note) -> str:
    """An ORU with a row of text for each line of the note."""
    day = note.note_date.replace("-", "")
    rows = [f"OBX|{at}|TX|GDT^report||{escaped(line)}||||||F" for at, line in enumerate(note.text.split("\n"), 1)]
    return "\r".join(
        [
            f"MSH|^~\\&|RIS|H|CRLM|H|{day}||ORU^R01^ORU_R01|{note.note_id}|P|2.5.1",
            f"PID|1||{note.case_id}^^^H^MR||Doe^Jo",
            f"OBR|1||{escaped(note.note_id)}|X1^{TITLES[note.note_type.value]}^L|||{day}0930",
            *rows,
            "",
        ]
    )


def document_message(note: Note) -> str:
    """An MDM with the whole note in one field, line breaks escaped."""
    day = note.note_date.replace("-", "")
    text = escaped(note.text).replace("\n", "\\.br\\")
    return "\r".join(
        [
            f"MSH|^~\\&|EPR|H|CRLM|H|{day}||MDM^T02^MDM_T02|{note.note_id}|P|2.5.1",
            f"PID|1||{note.case_id}^^^H^MR||Doe^Jo",
            f"TXA|1|{TITLES[note.note_type.value]}|TX|{day}||||||||{escaped(note.note_id)}|||||AU",
            f"OBX|1|FT|||{text}||||||F",
            "",
        ]
    )


def results(path: Path) -> None:
    framed = "".join(f"\x0b{result_message(note)}\x1c\r" for note in sample_notes())
    path.write_text(framed, encoding="utf-8", newline="")


def documents(path: Path) -> None:
    path.write_text("\n".join(map(document_message, sample_notes())).replace("\r", "\n"), encoding="utf-8", newline="")


def word(note: Note, path: Path) -> None:
    document = Document()
    for line in note.text.split("\n"):
        document.add_paragraph(line)
    document.save(str(path))


TABLES: dict[str, tuple[Callable[[Path], None], str | None]] = {
    "notes.xlsx": (workbook, None),
    "notes.tsv": (tabs, None),
    "notes.json": (objects, None),
    "omop.csv": (omop_csv, "omop"),
    "omop.parquet": (omop_parquet, "omop"),
    "reports.ndjson": (bulk_export, None),
    "bundle.json": (bundle, None),
    "results.hl7": (results, None),
    "documents.hl7": (documents, None),
}
