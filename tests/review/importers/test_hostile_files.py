"""Files made to do harm: none reaches another file, a device, the network or all of the memory."""

import base64
import io
import json
import os
import tracemalloc
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docx import Document

from abstraction.records import Note
from review.importers.columns import profile
from review.rejection import UserError
from review.sources import Defaults, Rejection, read_notes
from tests.review.importers.test_malformed import MESSAGE, sheet

SECRET = "quimbolt of another file"
HEAD: list[object] = ["note_id", "case_id", "note_type", "note_date", "text"]
CELLS: list[object] = ["n1", "c1", "radiology", "2024-03-01", "CT liver. One metastasis of 2 cm in segment 6."]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "notes" / "c1"
    folder.mkdir(parents=True)
    (folder / "z_2024-03-02_ct.txt").write_text(str(CELLS[-1]))
    return folder


def read(case: Path) -> list[Note | Rejection]:
    """All that is read but the good note, which is always read."""
    found = list(read_notes([case.parent], Defaults()))
    assert isinstance(found[-1], Note) and found[-1].text == CELLS[-1]
    assert SECRET not in " ".join(one.text if isinstance(one, Note) else str(one) for one in found)
    return found[:-1]


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < megabytes * 1_000_000


def with_parts(content: bytes, changed: dict[str, bytes]) -> bytes:
    """An archive with some parts put in or replaced."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as good, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name in good.namelist():
            if name not in changed:
                made.writestr(name, good.read(name))
        for name, part in changed.items():
            made.writestr(name, part)
    return sink.getvalue()


def document() -> bytes:
    made, sink = Document(), io.BytesIO()
    made.add_paragraph(str(CELLS[-1]))
    made.save(sink)
    return sink.getvalue()


GOOD = {".docx": (document, "word/document.xml"), ".xlsx": (lambda: sheet(HEAD, CELLS), "xl/worksheets/sheet1.xml")}
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 20}">'.encode() for at in range(9)
) + b"]><x>&j;</x>"  # fmt: skip


@pytest.mark.parametrize("suffix", GOOD)
def test_names_within_an_archive_lead_nowhere(suffix: str, case: Path, tmp_path: Path) -> None:
    make, _ = GOOD[suffix]
    names = {"../../escaped.txt": b"x", "/tmp/escaped.txt": b"x", "..\\escaped.txt": b"x"}
    (case / f"2024-03-01_ct{suffix}").write_bytes(with_parts(make(), names))
    before = set(tmp_path.rglob("*"))
    [note] = read(case)
    assert isinstance(note, Note)
    assert set(tmp_path.rglob("*")) == before and not Path("/tmp/escaped.txt").exists()


@pytest.mark.parametrize("suffix", GOOD)
def test_an_entity_reads_no_other_file(suffix: str, case: Path, secret: Path) -> None:
    make, part = GOOD[suffix]
    with zipfile.ZipFile(io.BytesIO(make())) as good:
        words = good.read(part).decode()
    start = words.index("?>") + 2 if words.startswith("<?xml") else 0
    for other in (secret.as_uri(), "http://127.0.0.1:9/x"):
        doctype = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{other}">]>'
        spoiled = words[:start] + doctype + words[start:].replace("segment", "segment &x;")
        (case / f"2024-03-01_ct{suffix}").write_bytes(with_parts(make(), {part: spoiled.encode()}))
        read(case)


@pytest.mark.parametrize("suffix", GOOD)
def test_entities_of_entities_fill_no_memory(suffix: str, case: Path) -> None:
    make, part = GOOD[suffix]
    (case / f"2024-03-01_ct{suffix}").write_bytes(with_parts(make(), {part: LAUGHS}))
    with at_most(100):
        read(case)


def test_a_picture_of_the_memory_in_an_attachment_is_refused(case: Path) -> None:
    """A bomb within a message meets the same check as one in a folder."""
    packed = with_parts(document(), {"word/document.xml": b" " * 40_000_000})
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    report = {
        "resourceType": "DiagnosticReport", "id": "r1", "subject": {"reference": "Patient/c1"},
        "presentedForm": [{"contentType": kind, "data": base64.b64encode(packed).decode()}],
    }  # fmt: skip
    (case / "bomb.json").write_text(json.dumps(report))
    with at_most(100):
        [refused] = read(case)
    assert "packed more than a document ever is" in str(refused)


def test_an_address_in_a_message_is_not_followed(case: Path, secret: Path) -> None:
    report = {"resourceType": "DiagnosticReport", "id": "r1", "subject": {"reference": "Patient/c1"}}
    for address in (secret.as_uri(), str(secret), "../../secret.txt", "http://127.0.0.1:9/x"):
        form = {"contentType": "text/plain", "url": address}
        (case / "address.json").write_text(json.dumps({**report, "presentedForm": [form]}))
        (case / "pointer.hl7").write_text(MESSAGE + f"OBX|1|RP|x||{address}^secret^TX\r")
        told = read(case)
        assert [type(one) for one in told] == [Rejection, Rejection]


def test_a_name_of_columns_is_no_way_to_another_file(secret: Path, tmp_path: Path) -> None:
    for name in ("../secret", str(secret), "../secret.yaml"):
        with pytest.raises(UserError):
            profile(name)
    path = tmp_path / "columns.yaml"
    for words in (f"title: {SECRET}\nbody: a", SECRET, f"!!python/object/apply:os.system ['touch {tmp_path}/ran']"):
        path.write_text(words)
        with pytest.raises(UserError) as caught:
            profile(str(path))
        assert SECRET not in str(caught.value)
    assert not (tmp_path / "ran").exists()


def test_links_pipes_and_devices_in_a_folder_of_notes(case: Path, secret: Path) -> None:
    os.mkfifo(case / "a_pipe.txt")
    (case / "b_nowhere.txt").symlink_to(case / "gone.txt")
    (case / "c_device.txt").symlink_to("/dev/zero")
    (case / "d_up").symlink_to(case.parent)
    found = read(case)
    assert [str(one).partition(":")[0].rpartition("/")[2] for one in found if isinstance(one, Rejection)] == [
        "a_pipe.txt", "b_nowhere.txt", "c_device.txt",
    ]  # fmt: skip


def test_what_a_library_warns_of_is_not_told(case: Path, recwarn: pytest.WarningsRecorder) -> None:
    """openpyxl quotes a cell that it takes for a date."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.append([*HEAD, "other"])
    book.active.append([*CELLS, 999_999_999_999])
    book.active["F2"].number_format = "yyyy-mm-dd"
    book.save(case / "2024-03-01_ct.xlsx")
    warnings.simplefilter("always")
    [note] = read(case)
    assert isinstance(note, Note) and [str(one.message) for one in recwarn] == []
