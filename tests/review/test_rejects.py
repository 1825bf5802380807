"""What an import refused as a file: places and reasons for a spreadsheet, or the rows to correct and load again."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from registry.store import Registry
from review.imports_cli import check_rejects_option
from review.rejection import Rejection, UserError
from review.rejects import rejects_csv, rejects_lines
from review.sources import Defaults, read_notes
from tests.review import canaries
from tests.review.crlm import called, crlm
from tests.review.reviewed import LETTER, NOTES, note
from tests.review.test_imports import load

BAD: list[Any] = [
    NOTES[0],
    note("n1", "c1", "oncology", "03/04/2024", LETTER),
    note("n2", "", "oncology", "2024-03-01", LETTER),
    note("ct", "c1", "oncology", "2024-03-01", LETTER),
    "no object",
]


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_places_reasons_and_what_to_do(tmp_path: Path) -> None:
    notes, out = write(tmp_path / "notes.jsonl", BAD), tmp_path / "rejects.csv"
    done = crlm("ingest", notes, "--db", tmp_path / "r.duckdb", "--rejects", out)
    assert done.code == 1 and f"4 refused, written to {out}" in done.lines
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with out.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["note_id"] for row in rows] == ["n1", "n2", "ct", ""]
    assert rows[0]["where"] == f"{notes}, line 2, note n1" and "two ways" in rows[0]["what"]
    assert "--date-order" in rows[0]["todo"]


def test_the_rows_are_corrected_and_loaded_again(tmp_path: Path) -> None:
    notes, out, db = write(tmp_path / "notes.jsonl", BAD), tmp_path / "rejects.jsonl", tmp_path / "r.duckdb"
    assert "it holds patient text" in called("ingest", notes, "--db", db, "--rejects", out, "--rejected-rows").err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    # Both rows that share an id are there; what is no row comes without one, at the end.
    assert [row.get("text") for row in rows] == [NOTES[0]["text"], LETTER, LETTER, LETTER, None]
    assert [len(row["refused"]) for row in rows] == [1] * 5
    mended = [{**row} for row in rows[:4]]
    mended[1]["note_date"], mended[2]["case_id"], mended[3]["note_id"] = "2024-04-03", "c2", "n3"
    with Registry.open(db) as registry:
        report = load(registry, tmp_path, mended)
        assert (report.read, report.stored, report.rejections) == (4, 3, [])
        assert {one.note.note_id for one in registry.note_abstractions("c1")} == {"ct", "n1", "n3"}


def test_without_being_asked_no_word_of_a_note_is_in_it(tmp_path: Path) -> None:
    notes, _ = canaries.write(tmp_path)
    refused = [item for item in read_notes([notes], Defaults()) if isinstance(item, Rejection)]
    for told in (rejects_csv(refused).splitlines(), list(rejects_lines(refused))):
        assert len(told) > 20 and canaries.STEM not in " ".join(told).lower()
    assert canaries.STEM in " ".join(rejects_lines(refused, [notes])).lower()


def test_rows_of_tables_and_documents_come_too(tmp_path: Path) -> None:
    (tmp_path / "c1").mkdir()
    (tmp_path / "c1" / "letter.txt").write_text("Nothing that tells a type.\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text("note_id,text,day\nn1,=1+1 is no formula here,x\n", encoding="utf-8")
    found = [
        Rejection(f"{tmp_path}/c1/letter.txt, note c1/letter", "a", "b"),
        Rejection(f"{tmp_path}/t.csv, line 2, note n1", "a", "b"),
    ]
    rows = [json.loads(line) for line in rejects_lines(found, [tmp_path])]
    assert [(row["note_id"], row["text"][:7]) for row in rows] == [("c1/letter", "Nothing"), ("n1", "=1+1 is")]


def test_a_spreadsheet_runs_nothing_of_it() -> None:
    told = rejects_csv([Rejection("=cmd|' /C calc'!A0, line 2, note @n", "what", "todo")])
    row = next(csv.reader(told.splitlines()[1:]))
    assert row[:2] == ["'=cmd|' /C calc'!A0, line 2, note @n", "'@n"]


@pytest.mark.parametrize(
    ("name", "with_rows", "told"),
    [("out.txt", False, "ends in .csv"), ("out.csv", True, "as .jsonl only"), (None, True, "goes with --rejects")],
)
def test_what_cannot_be_written_is_told(name: str | None, with_rows: bool, told: str) -> None:
    with pytest.raises(UserError, match=told):
        check_rejects_option(name, with_rows=with_rows)


def test_it_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    notes = write(tmp_path / "notes.jsonl", BAD)
    done = called("ingest", notes, "--db", tmp_path / "r.duckdb", "--rejects", "out.txt")
    assert done.code == 2 and len(done.lines) == 1 and not (tmp_path / "r.duckdb").exists()
