"""The head of a table shows what columns look like, never what they say, and guesses which is which."""

import json
from pathlib import Path

import pytest

from registry.store import Registry
from review.column_profiles import profile_named, save_profile, saved_profiles
from review.importers.columns import PARTS, Columns
from review.importers.table_head import Column, guess, names, plain, table_head
from review.rejection import UserError
from review.rights import RefusedError, Role
from tests.review.crlm import called
from tests.review.importers import written
from tests.review.reviewed import LETTER, somebody


def csv_file(path: Path) -> Path:
    rows = [f'A{number};4711{number};Befund;03.0{number}.2024;"{LETTER}"' for number in range(1, 6)]
    path.write_text("\n".join(["Accession No;MRN;Kind;Am;Report Text", *rows]) + "\n", encoding="utf-8")
    return path


def test_cells_are_shown_by_their_shape(tmp_path: Path) -> None:
    found = {one.name: one for one in table_head(csv_file(tmp_path / "t.csv"), "utf-8")}
    assert {name: one.shape for name, one in found.items()} == {
        "accession no": "A9",
        "mrn": "99999",
        "kind": "Aaaaaa",
        "am": "99.99.9999",
        "report text": f"texts of {len(LETTER.strip())} to {len(LETTER.strip())} characters",
    }
    assert all(one.filled == 1 for one in found.values())
    assert found["kind"].words == ("Befund",) and found["report text"].words == ()


def test_a_guess_goes_by_names_then_by_looks(tmp_path: Path) -> None:
    assert guess(table_head(csv_file(tmp_path / "t.csv"), "utf-8")) == {
        "note_id": "accession no",
        "case_id": "mrn",
        "note_type": "kind",
        "note_date": "am",
        "text": "report text",
    }
    looks = [Column("a", 1, "", 300, 0), Column("b", 1, "", 900, 0), Column("c", 1, "", 10, 1)]
    assert guess(looks) == {"text": "b", "note_date": "c"}


@pytest.mark.parametrize(
    "name", [name for name in written.TABLES if name.endswith((".csv", ".tsv", ".xlsx", ".parquet", ".jsonl"))]
)
def test_every_kind_of_table_has_a_head(name: str, tmp_path: Path) -> None:
    write, _ = written.TABLES[name]
    write(tmp_path / name)
    found = guess(table_head(tmp_path / name, "utf-8"))
    assert set(found) == set(PARTS) and found["text"] in ("text", "note_text")


def test_a_file_that_is_no_table_or_is_broken_has_none(tmp_path: Path) -> None:
    for name, content in (
        ("a.txt", b"CT"),
        ("a.xlsx", b"PK broken"),
        ("a.parquet", b"PAR1"),
        ("a.json", b"{"),
        ("a.ndjson", b'{"resourceType": "Patient"}\n'),
        ("none.csv", b""),
    ):
        (tmp_path / name).write_bytes(content)
        assert table_head(tmp_path / name, "utf-8") == [], name
    assert table_head(tmp_path / "missing.csv", "utf-8") == []


def test_a_name_belongs_to_one_part() -> None:
    every = [name for part in PARTS for name in names()[part]]
    assert len(set(every)) == len(every)
    for part in PARTS:
        assert plain(part) in names()[part]
        for name in names()[part]:
            assert guess([Column(name, 1, "", 1, 0)]) == {part: name}


def test_a_profile_is_kept_under_a_name_and_used_by_the_command(tmp_path: Path) -> None:
    notes, db = csv_file(tmp_path / "t.csv"), tmp_path / "r.duckdb"
    columns = Columns(
        title="x",
        note_id="accession no",
        case_id="mrn",
        note_type="kind",
        note_date="am",
        text="report text",
        types={"Befund": "oncology"},
    )
    with Registry.open(db) as registry:
        assert save_profile(registry, somebody("Ada", Role.ADMIN), " Ward  7 ", columns) == "Ward 7"
        assert profile_named(registry, "Ward 7") == columns.model_copy(update={"title": "Ward 7"})
        assert profile_named(registry, "omop").text == "note_text"
        with pytest.raises(UserError, match="one of Ward 7, omop"):
            profile_named(registry, "ward")
        with pytest.raises(RefusedError):
            save_profile(registry, somebody("Bea"), "mine", columns)
        for name in ("", "omop", "a.yaml", "x" * 61, "../x"):
            with pytest.raises(UserError):
                save_profile(registry, somebody("Ada", Role.ADMIN), name, columns)
        assert list(saved_profiles(registry)) == ["Ward 7"]
    asked = ["ingest", notes, "--db", db, "--columns", "Ward 7", "--date-order", "dmy"]
    told = json.loads(called(*asked, "--dry-run", "--format", "json").out)
    assert (told["new"], told["types"], told["first"]) == (5, {"oncology": 5}, "2024-01-03")
    assert called(*asked).lines[0].startswith("5 notes read, 5 new")
