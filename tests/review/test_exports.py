"""An export leaves who, what, when and the hash of the file; a change of it afterwards is found; a viewer takes nothing out."""

import json
from pathlib import Path

import duckdb
import pytest

from registry import export_store
from registry.errors import BrokenChainError
from registry.store import Registry
from review.exports import record_export
from review.rights import Person, RefusedError, Role
from tests.review.crlm import called, crlm

ADA, VIC = Person("ada", "Ada", Role.ABSTRACTOR), Person("vic", "Vic", Role.VIEWER)
DIGEST = "ab" * 32


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "r.duckdb"
    with Registry.open(path) as registry:
        record_export(registry, ADA, "cohort csv", {"ecmtg": ["M1a"], "search": ""}, 12, DIGEST, export_id="one click")
        record_export(registry, ADA, "gold jsonl", {}, 3, DIGEST)
    return path


def test_an_export_is_kept_with_who_what_and_when(exported: Path) -> None:
    done = crlm("audit", "exports", "--db", exported)
    first, second = map(json.loads, done.out.splitlines())
    assert (done.code, done.err) == (0, "")
    assert {name: first[name] for name in ("kind", "detail", "rows", "sha256", "login", "name", "role")} == {
        "kind": "cohort csv",
        "detail": {"ecmtg": ["M1a"], "search": ""},
        "rows": 12,
        "sha256": DIGEST,
        "login": "ada",
        "name": "Ada",
        "role": "abstractor",
    }
    assert first["exported_at"].endswith("+00:00") and second["kind"] == "gold jsonl"
    assert first["export_id"] != second["export_id"]


def test_a_click_that_arrives_twice_is_one_export(exported: Path) -> None:
    with Registry.open(exported) as registry:
        record_export(registry, ADA, "cohort csv", {}, 99, DIGEST, export_id="one click")
        assert [one.rows for one in export_store.load(registry)] == [12, 3]


def test_a_viewer_takes_nothing_out(exported: Path) -> None:
    with Registry.open(exported) as registry:
        with pytest.raises(RefusedError, match="Vic is viewer here and may not take data out"):
            record_export(registry, VIC, "cohort csv", {}, 12, DIGEST)
        assert len(export_store.load(registry)) == 2


@pytest.mark.parametrize(
    "column", ["export_id", "kind", "detail_json", "sha256", "login", "name", "role", "exported_at", "hash"]
)
def test_a_change_of_any_column_is_found(exported: Path, column: str) -> None:
    with duckdb.connect(str(exported)) as con:
        con.execute(f"UPDATE exports SET {column} = {column} || ' ' WHERE sequence = 1")
    done = called("audit", "verify", "--db", exported)
    assert done.code == 1 and done.out.startswith("export 1 (") and "2 exports, " in done.out


def test_an_end_cut_off_is_found_and_nothing_is_added_to_it(exported: Path) -> None:
    with duckdb.connect(str(exported)) as con:
        con.execute("DELETE FROM exports WHERE sequence = 2")
    done = called("audit", "verify", "--db", exported)
    assert done.code == 1 and "the end is cut off: 2 exports were made, the last one here is number 1" in done.out
    with Registry.open(exported) as registry, pytest.raises(BrokenChainError, match="crlm audit verify"):
        record_export(registry, ADA, "cohort csv", {}, 1, DIGEST)


def test_exports_as_they_were_written(exported: Path) -> None:
    done = called("audit", "verify", "--db", exported)
    decisions, exports, *_ = done.out.splitlines()
    assert done.code == 0 and decisions == "0 decisions, all as they were written; last hash none"
    assert exports.startswith("2 exports, all as they were written; last hash ")
