"""The same notes from text files, folders, JSON lines, CSV and Parquet read the same, and a repeated ingest adds nothing."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from registry.store import Registry
from tests.review import many_notes
from tests.review.content import content, count
from tests.review.crlm import called, crlm

ROWS = [{**many_notes.note(number, 2), "note_id": f"c{number % 2}/{number}"} for number in range(6)]
Maker = Callable[[Path], Path]


def folders(root: Path) -> Path:
    """A folder of cases; file names tell type and date."""
    for row in ROWS:
        case, _, name = row["note_id"].partition("/")
        (root / "notes" / case).mkdir(parents=True, exist_ok=True)
        path = root / "notes" / case / f"{row['note_date']}_{row['note_type']}_{name}.txt"
        path.write_bytes(row["text"].encode())
    return root / "notes"


def json_lines(root: Path) -> Path:
    path = root / "notes.jsonl"
    path.write_text(
        "\n\n".join(json.dumps({**row, "fields": {"ecog": 4}, "ward": 7}) for row in ROWS), encoding="utf-8"
    )
    return path


def delimited(mark: str, *, upper: bool = False, bom: str = "") -> Maker:
    def make(root: Path) -> Path:
        path = root / "notes.csv"
        with path.open("w", encoding="utf-8", newline="") as sink:
            sink.write(bom)
            names = ["text", "note_date", "extra", "case_id", "note_type", "note_id"]
            writer = csv.writer(sink, delimiter=mark)
            writer.writerow([name.upper() if upper else name for name in names])
            writer.writerows([[row.get(name, "") for name in names] for row in ROWS])
        return path

    return make


def parquet(root: Path) -> Path:
    path = root / "notes.parquet"
    pq.write_table(pa.Table.from_pylist([{**row, "extra": 1.5} for row in ROWS]), path)
    return path


def parquet_of_dates(root: Path) -> Path:
    path = root / "notes.parquet"
    table = pa.Table.from_pylist(ROWS)
    days = table["note_date"].cast(pa.date32())
    pq.write_table(table.set_column(table.schema.get_field_index("note_date"), "note_date", days), path)
    return path


MAKERS: dict[str, Maker] = {
    "folders": folders, "JSON lines": json_lines, "commas": delimited(","), "semicolons, capitals": delimited(";", upper=True),
    "tabs, byte order mark": delimited("\t", bom="\ufeff"), "Parquet": parquet, "Parquet with dates": parquet_of_dates,
}  # fmt: skip


def read(path: Path) -> list[dict[str, Any]]:
    """Fields and evidence of the notes in order, with ids as the rows give them."""
    done = called("extract", path, "--format", "jsonl")
    assert (done.code, done.err) == (0, "")
    found = [json.loads(line) for line in done.out.splitlines()]
    for item in found:
        item["note_id"] = (
            item["note_id"].rpartition("_")[2] if "_" in item["note_id"] else item["note_id"].rpartition("/")[2]
        )
    return sorted(found, key=lambda item: str(item["note_id"]))


@pytest.mark.parametrize("form", MAKERS)
def test_every_form_reads_the_same(form: str, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    found = read(MAKERS[form](tmp_path))
    assert found == read(json_lines(plain))
    assert len(found) == len(ROWS) and sum(bool(item["fields"]) for item in found) == len(ROWS)


def test_one_text_file_tells_its_type_and_date_itself(tmp_path: Path) -> None:
    path = tmp_path / "scan.txt"
    path.write_text(
        "CT ABDOMEN\r\nDate of exam: 14 March 2024\r\n\r\nLiver: metastasis of 31 mm.\r\n", encoding="utf-8"
    )
    (line,) = called("extract", path).out.splitlines()
    found = json.loads(line)
    assert found["fields"]["liver_max_size_mm"] == 31
    (span,) = found["evidence"]["liver_max_size_mm"]
    assert "31 mm" in path.read_bytes().decode()[span["start"] : span["end"]], "offsets count the line ends as they are"
    assert crlm("ingest", path, "--case-id", "p1", "--db", tmp_path / "r.duckdb").code == 0
    with Registry.open(tmp_path / "r.duckdb", read_only=True) as registry:
        (note,) = (item.note for item in registry.note_abstractions("p1"))
    assert (note.note_type, note.note_date) == ("radiology", "2024-03-14")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Seen today. Liver metastasis of 31 mm.", "--note-type"),
        ("CT ABDOMEN\nLiver metastasis of 31 mm.", "--note-date"),
    ],
)
def test_what_cannot_be_told_is_asked_for_and_then_taken(text: str, asks: str, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(text, encoding="utf-8")
    done = called("extract", path, *(["--note-date", "2024-03-14"] if asks == "--note-type" else []))
    assert (done.code, done.out, len(done.lines)) == (1, "", 1)
    assert asks in done.err
    done = called("extract", path, "--note-date", "2024-03-14", "--note-type", "radiology")
    assert (done.code, done.err) == (0, "") and json.loads(done.out)["fields"]["liver_max_size_mm"] == 31


def test_ingest_again_adds_nothing(tmp_path: Path) -> None:
    db, notes = tmp_path / "r.duckdb", json_lines(tmp_path)
    assert called("ingest", notes, "--db", db).lines == ["6 notes read, 6 new, 2 cases classified, 0 refused"]
    before = content(db)
    for _ in range(2):
        assert called("ingest", notes, "--db", db).lines == ["6 notes read, 0 new, 0 cases classified, 0 refused"]
    assert content(db) == before


def test_a_changed_note_is_a_new_version_and_its_case_is_computed_again(tmp_path: Path) -> None:
    db, notes = tmp_path / "r.duckdb", tmp_path / "n.jsonl"
    row = {**many_notes.note(1, 1), "text": "CT LIVER\nLiver metastasis of 31 mm in segment 6."}
    other = {**many_notes.note(3, 1), "case_id": "other"}
    texts = [row["text"], row["text"].replace("31", "44"), row["text"]]
    for number, text in enumerate(texts, start=1):
        notes.write_text(json.dumps({**row, "text": text}) + "\n" + json.dumps(other) + "\n", encoding="utf-8")
        done = called("ingest", notes, "--db", db)
        assert done.lines == [
            f"2 notes read, {2 if number == 1 else 1} new, {2 if number == 1 else 1} cases classified, 0 refused"
        ]
        case = json.loads(called("case", "c0", "--db", db).out)
        assert case["fields"]["liver_max_size_mm"] == (44 if number == 2 else 31)
        with Registry.open(db, read_only=True) as registry:
            assert len(registry.note_versions("n1")) == number
    assert count(db, "notes") == 4
