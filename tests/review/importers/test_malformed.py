"""Files that cannot be read as what their name says: one clear line each, and the good file beside them is read."""

import base64
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from pypdf import PdfWriter

from abstraction.records import Note
from review.importers.columns import profile
from review.rejection import UserError
from review.sources import Defaults, Rejection, read_notes

Made = bytes | Callable[[], bytes]
WORDS = "CANARY adenocarcinoma"


def saved(book: Workbook) -> bytes:
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


def sheet(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def archive(**parts: bytes) -> bytes:
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return sink.getvalue()


def pages(*, words: str = "", password: str = "", count: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    sink = BytesIO()
    writer.write(sink)
    return sink.getvalue()


def document(*lines: str) -> bytes:
    made, sink = Document(), BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(sink)
    return sink.getvalue()


HEAD = ["note_id", "case_id", "note_type", "note_date", "text"]
GOOD_ROW = ["n1", "c1", "radiology", "2024-03-01", f"Liver: {WORDS}"]
BOMB = archive(xl__workbook=b"0" * 40_000_000)
REPORT = {"resourceType": "DiagnosticReport", "id": "r1", "status": "final", "subject": {"reference": "Patient/c1"},
          "code": {"text": "CT"}, "effectiveDateTime": "2024-03-01"}  # fmt: skip


def form(kind: str, content: bytes | str) -> list[dict[str, str]]:
    data = base64.b64encode(content).decode() if isinstance(content, bytes) else content
    return [{"contentType": kind, "data": data}]


def fhir(**changes: object) -> bytes:
    return json.dumps({**REPORT, **changes}).encode()


MESSAGE = "MSH|^~\\&|RIS|H|CRLM|H|20240301||ORU^R01|m1|P|2.5\rPID|1||c1\rOBR|1||n1|CT^CT^L|||20240301\r"

CASES: dict[str, list[tuple[Made, str]]] = {
    ".xlsx": [
        (b"", "the file is empty"),
        (b"not a workbook " * 10, "not a file of the kind its name says"),
        (lambda: sheet(HEAD, GOOD_ROW)[:-200], "not a file of the kind its name says"),
        (BOMB, "packed more than a document ever is"),
        (archive(hello=b"x"), "cannot be read as a workbook"),
        (lambda: sheet(["a", "b"], [1, 2]), "no sheet has a column named text"),
        (lambda: sheet(), "no sheet has a column named text"),
        (lambda: sheet(HEAD), "holds no notes"),
        (lambda: sheet(HEAD, ["n1", "c1", "radiology", "2024-03-01", None]), "the note has no text"),
        (lambda: sheet(HEAD, ["n1", "c1", "poem", "2024-03-01", WORDS]), "its type cannot be told"),
        (lambda: sheet(HEAD, ["n1", "c1", "radiology", "03/04/2024", WORDS]), "can be read two ways"),
        (lambda: sheet(HEAD, ["n1", "c1", "radiology", "2024-03-01", 4.5]), "its text is not text"),
        (lambda: sheet(HEAD, [None, "c1", "radiology", "2024-03-01", WORDS]), "no note_id"),
    ],
    ".docx": [
        (b"", "the file is empty"),
        (b"{\\rtf1 hello}", "not a file of the kind its name says"),
        (lambda: document(WORDS)[:-100], "not a file of the kind its name says"),
        (BOMB, "packed more than a document ever is"),
        (archive(word=b"x"), "cannot be read as a Word document"),
        (archive(**{"[Content_Types].xml": b"<broken"}), "cannot be read as a Word document"),
        (lambda: sheet(HEAD, GOOD_ROW), "cannot be read as a Word document"),
        (lambda: document(), "the note has no text"),
        (lambda: document(" ", ""), "the note has no text"),
        (lambda: document(WORDS), "its type cannot be told"),
    ],
    ".pdf": [
        (b"", "the file is empty"),
        (b"%PDF-1.7\nnothing more", "cannot be read as a PDF"),
        (b"hello", "cannot be read as a PDF"),
        (lambda: pages()[:80], "cannot be read as a PDF"),
        (lambda: pages(password="secret"), "protected by a password"),
        (lambda: pages(), "has no text layer"),
        (lambda: pages(count=3), "has no text layer"),
        (lambda: pages(count=501), "501 pages, more than one note has"),
        (lambda: document(WORDS), "cannot be read as a PDF"),
        (b"%PDF-1.4\n" + b"\x00\xff" * 500, "cannot be read as a PDF"),
    ],
    ".ndjson": [
        (b"", "the file is empty"),
        (b"{", "not valid JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"resourceType": "Patient", "id": "p"}', "holds no notes"),
        (lambda: fhir(), "the report has no text"),
        (lambda: fhir(status="entered-in-error", conclusion=WORDS), "withdrawn by its author"),
        (lambda: fhir(presentedForm=[{"url": "Binary/1"}]), "only the address of it"),
        (lambda: fhir(presentedForm=form("text/plain", "%%%")), "not valid base64"),
        (lambda: fhir(presentedForm=form("text/plain", b"\xff\xfe")), "not valid utf-8"),
        (lambda: fhir(presentedForm=form("image/png", b"x")), "of a kind that is not read"),
        (lambda: fhir(presentedForm=form("application/pdf", b"x")), "cannot be read as a PDF"),
        (lambda: fhir(conclusion=WORDS, subject={"display": "Jo Doe"}), "its case cannot be told"),
        (lambda: fhir(conclusion=WORDS, effectiveDateTime="2024-03"), "its date cannot be told"),
        (lambda: fhir(conclusion=WORDS, code={"text": "?"}), "its type cannot be told"),
        (lambda: fhir(conclusion=WORDS, id=None), "no note_id"),
    ],
    ".json": [
        (b"", "the file is empty"),
        (b"{", "not valid JSON"),
        (b"3", "not a JSON object"),
        (b"[3]", "not a JSON object"),
        (b"[]", "holds no notes"),
        (b"{}", "no note_id"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"resourceType": "Bundle", "entry": 5}', "holds no notes"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": 5}, 6, null]}', "holds no notes"),
        ("{\"text\": \"é\"}".encode("latin-1"), "not valid utf-8"),
    ],
    ".hl7": [
        (b"", "the file is empty"),
        (b"hello\rworld", "holds no HL7 v2 message"),
        (b"MSH", "holds no HL7 v2 message"),
        (b"MSH|", "cannot be read as an HL7 v2 message"),
        (b"MSH|^~\\&|A|B|C|D|20240301||ADT^A01|1|P|2.5\rPID|1||77", "holds no report"),
        ((MESSAGE + "OBX|1|TX|x||\r").encode(), "the report has no text"),
        ((MESSAGE + "OBX|1|NM|x||5\r").encode(), "the report has no text"),
        ((MESSAGE + "OBX|1|ED|x||^application^PDF^Base64^AAAA\r").encode(), "cannot be read as a PDF"),
        ((MESSAGE + "OBX|1|ED|x||^x^TIFF^Base64^AAAA\r").encode(), "of a kind that is not read"),
        ((MESSAGE.replace("PID|1||c1", "PID|1") + f"OBX|1|TX|x||{WORDS}\r").encode(), "its case cannot be told"),
        ((MESSAGE.replace("|||20240301\r", "|||2024\r") + f"OBX|1|TX|x||{WORDS}\r").encode(), "its date cannot be told"),
        ((MESSAGE + f"OBX|1|TX|x||{WORDS} é\r").encode("latin-1"), "not valid utf-8"),
        ((MESSAGE.replace("20240301\r", "20240301" + "|" * 18 + "X\r") + f"OBX|1|TX|x||{WORDS}\r").encode(), "withdrawn by its author"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "content", "said"),
    [
        pytest.param(suffix, *case, id=f"{suffix[1:]}-{at}")
        for suffix, cases in CASES.items()
        for at, case in enumerate(cases)
    ],
)
def test_one_clear_line_and_the_next_file_is_read(suffix: str, content: Made, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "c1"
    folder.mkdir()
    (folder / f"bad{suffix}").write_bytes(content if isinstance(content, bytes) else content())
    (folder / "z_2024-03-02_ct.txt").write_text("CT liver. One metastasis of 2 cm in segment 6.")
    found = list(read_notes([tmp_path], Defaults()))
    assert [type(item) for item in found] == [Rejection, Note]
    assert said in str(found[0])
    assert WORDS not in str(found[0])
    assert len(str(found[0]).splitlines()) == 1


def test_each_kind_has_ten_malformed_files() -> None:
    assert {suffix: len(cases) >= 10 for suffix, cases in CASES.items()} == dict.fromkeys(CASES, True)


def test_a_withdrawn_message_does_not_stop_the_next(tmp_path: Path) -> None:
    gone = MESSAGE.replace("20240301\r", "20240301" + "|" * 18 + "X\r")
    (tmp_path / "two.hl7").write_bytes((gone + "OBX|1|TX|x||gone\r" + MESSAGE + "OBX|1|TX|x||stays\r").encode())
    found = list(read_notes([tmp_path / "two.hl7"], Defaults()))
    assert [type(item) for item in found] == [Rejection, Note]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("title: x\ntext: [a]", "text: "),
        ("text: a", "title: "),
        ("title: x\nbody: a", "body: "),
        ("title: x\ntext: note_id", "same column"),
        ("{", "not valid YAML"),
    ],
)
def test_a_profile_that_is_wrong_names_the_key(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(content)
    with pytest.raises(UserError, match=said):
        profile(str(path))


def test_a_profile_that_is_not_there() -> None:
    with pytest.raises(UserError, match="no profile emr: one of omop"):
        profile("emr")
    with pytest.raises(UserError, match="cannot be read"):
        profile("nowhere.yaml")
