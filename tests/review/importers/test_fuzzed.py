"""Files of every kind with anything wrong in them: each is read or refused in a line; no traceback, no word of a note, no stall.

`CRLM_FUZZ=5000` tries so many files of each kind, other ones each time.
"""

import base64
import io
import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from docx import Document
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from abstraction.records import Note
from review.importers.columns import profile
from review.rejection import UserError
from review.sources import SUFFIXES, Defaults, Rejection, read_notes

WORD = "quimbolt"
TEXT = f"CT LIVER\nOne {WORD}ic metastasis of 21 mm in segment 6.\n"
ROW = {"note_id": "n1", "case_id": "c1", "note_type": "radiology", "note_date": "2024-03-01", "text": TEXT}
ASKED = int(os.environ.get("CRLM_FUZZ", "0"))
FUZZ = settings(
    max_examples=ASKED or 30, derandomize=not ASKED, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
LONGEST = 3  # seconds of work on one small file


def workbook() -> bytes:
    book, sink = Workbook(), io.BytesIO()
    for cells in (list(ROW), list(ROW.values())):
        book.active.append(cells)
    book.save(sink)
    return sink.getvalue()


def document() -> bytes:
    made, sink = Document(), io.BytesIO()
    made.add_paragraph(TEXT)
    made.add_table(rows=1, cols=2).rows[0].cells[0].text = WORD
    made.save(sink)
    return sink.getvalue()


def pages() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    made.multi_cell(0, 5, TEXT)
    return bytes(made.output())


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([ROW, {**ROW, "note_id": "n2"}]), sink)
    return sink.getvalue()


def attachment(kind: str, content: bytes) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport", "id": "r1", "status": "final", "subject": {"reference": "Patient/c1"},
        "code": {"text": "CT", "coding": [{"code": "18748-4"}]}, "effectiveDateTime": "2024-03-01T09:30:00+01:00",
        "presentedForm": [{"contentType": kind, "data": base64.b64encode(content).decode()}],
    }  # fmt: skip


REPORT = attachment("text/html; charset=utf-8", f"<p>{TEXT}</p>".encode())
BUNDLE = {"resourceType": "Bundle", "entry": [{"resource": REPORT}]}
COMMA = ",".join(ROW) + "\n" + ",".join(f'"{cell}"' for cell in ROW.values()) + "\n"
MESSAGE = (
    "MSH|^~\\&|RIS|H|CRLM|H|20240301||ORU^R01|m1|P|2.5\rPID|1||c1\rOBR|1||n1|CT^CT^L|||20240301\r"
    + "".join(f"OBX|{at}|TX|x||{line}\r" for at, line in enumerate(TEXT.splitlines()))
)  # fmt: skip
VALID = {
    ".txt": TEXT.encode(),
    ".jsonl": (json.dumps(ROW) + "\n").encode() * 2,
    ".json": json.dumps(BUNDLE).encode(),
    ".ndjson": (json.dumps(REPORT) + "\n").encode(),
    ".csv": COMMA.encode(),
    ".tsv": COMMA.replace(",", "\t").encode(),
    ".xlsx": workbook(),
    ".docx": document(),
    ".pdf": pages(),
    ".parquet": parquet(),
    ".hl7": MESSAGE.encode(),
}


def read(folder: Path, suffix: str, content: bytes) -> list[Note | Rejection]:
    """Whatever is in the file, each part of it is a note or a refusal in one line without its words, and soon."""
    path = folder / "c1" / f"2024-03-01_ct{suffix}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    begun = time.process_time()
    found = list(read_notes([folder], Defaults()))
    assert time.process_time() - begun < LONGEST
    assert found
    for one in found:
        if isinstance(one, Rejection):
            assert WORD not in str(one).lower() and len(str(one).splitlines()) == 1
    return found


@st.composite
def spoiled(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with a few changes: overwritten, put in, taken out, said twice, or cut off."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        new = draw(
            st.binary(max_size=12) | st.sampled_from([b"", content[start:end] * 2, b"\x00", b"\xff" * 8, b'"', b"\n"])
        )
        content = content[:start] + new + content[end:]
    return content if draw(st.booleans()) else content[: draw(st.integers(0, len(content)))]


def test_each_kind_of_file_is_tried() -> None:
    assert set(VALID) == set(SUFFIXES)


@pytest.mark.parametrize("suffix", VALID)
def test_the_files_are_good_before_they_are_spoiled(suffix: str, tmp_path: Path) -> None:
    assert all(isinstance(one, Note) and WORD in one.text for one in read(tmp_path, suffix, VALID[suffix]))


@pytest.mark.parametrize("suffix", VALID)
@FUZZ
@given(data=st.data())
def test_a_spoiled_file(suffix: str, tmp_path: Path, data: st.DataObject) -> None:
    read(tmp_path, suffix, data.draw(spoiled(VALID[suffix])))


@pytest.mark.parametrize("suffix", VALID)
@FUZZ
@given(content=st.binary(max_size=300))
def test_any_bytes(suffix: str, tmp_path: Path, content: bytes) -> None:
    read(tmp_path, suffix, content)


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@FUZZ
@given(data=st.data())
def test_a_spoiled_part_of_an_archive(suffix: str, tmp_path: Path, data: st.DataObject) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(VALID[suffix])) as good, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as bad:
        wrong = data.draw(st.sampled_from(good.namelist()))
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, data.draw(spoiled(content)) if name == wrong else content)
    read(tmp_path, suffix, sink.getvalue())


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(WORD),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def odd(draw: st.DrawFn, value: Any) -> Any:
    """A JSON value with something else somewhere in it."""
    if not value or not isinstance(value, dict | list) or draw(st.integers(0, 4)) == 0:
        return draw(JSON)
    key = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    changed = value.copy()
    changed[key] = draw(odd(value[key]))
    return changed


@pytest.mark.parametrize(("suffix", "good"), [(".ndjson", REPORT), (".json", BUNDLE), (".jsonl", ROW)])
@FUZZ
@given(data=st.data())
def test_json_with_something_else_somewhere(suffix: str, good: Any, tmp_path: Path, data: st.DataObject) -> None:
    read(tmp_path, suffix, json.dumps(data.draw(odd(good))).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("application/pdf", ".pdf"), ("text/html", ".txt"), ("text/plain; charset=utf-16", ".txt"),
     ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")],
)  # fmt: skip
@FUZZ
@given(data=st.data())
def test_a_spoiled_attachment(kind: str, suffix: str, tmp_path: Path, data: st.DataObject) -> None:
    read(tmp_path, ".ndjson", json.dumps(attachment(kind, data.draw(spoiled(VALID[suffix])))).encode())


@FUZZ
@given(data=st.data())
def test_a_spoiled_profile(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(data.draw(spoiled(b"title: ours\ntext: note text\nnote_id: id\ntypes: {A: radiology}\n")))
    try:
        profile(str(path))
    except UserError as error:
        assert len(str(error).splitlines()) == 1 and str(path) in str(error)
