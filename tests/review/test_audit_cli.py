"""`crlm audit` as a process: 0 for a chain as it was written, 1 with the place for one that was changed."""

import json
from pathlib import Path

import duckdb
import pytest

from abstraction.records import CaseEvidence, Mention, ReviewDecision
from registry.store import Registry
from tests.review.crlm import called, crlm

EVIDENCE = (CaseEvidence("n1", Mention("ecog", 3, 9, 1)),)


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    path = tmp_path / "r.duckdb"
    with Registry.open(path) as registry:
        for number, case in enumerate(("c1", "c2"), start=1):
            registry.append_decision(
                ReviewDecision(
                    f"d{number}", case, "ecog", "correct", 2, "Ada", "2024-05-01T10:00:00Z", "letter", EVIDENCE, 1
                )
            )
    return path


def test_verify_tells_the_number_and_the_last_hash(decided: Path) -> None:
    done = crlm("audit", "verify", "--db", decided)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("2 decisions, all as they were written; last hash ")
    noted = done.out.splitlines()[0].split()[-1]
    assert called("audit", "verify", "--db", decided, "--noted", noted).code == 0
    assert called("audit", "verify", "--db", decided, "--noted", noted[::-1]).code == 1


def test_verify_names_the_decision_that_was_changed(decided: Path) -> None:
    with duckdb.connect(str(decided)) as con:
        con.execute("UPDATE review_decisions SET reviewer = 'Bea' WHERE sequence = 2")
    done = called("audit", "verify", "--db", decided)
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines() == [
        "decision 2 (d2) is not as it was written, or not in its place",
        "2 decisions, 1 fault",
        "0 exports, all as they were written; last hash none",
        "0 imports, all as they were written; last hash none",
        "0 promotions, all as they were written; last hash none",
    ]


def test_list_prints_each_decision_with_its_hash(decided: Path) -> None:
    done = crlm("audit", "list", "--db", decided, "--case", "c2")
    [row] = map(json.loads, done.out.splitlines())
    assert (done.code, row["sequence"], row["reviewer"], row["old"], row["value"]) == (0, 2, "Ada", 1, 2)
    assert row["evidence"][0]["note_id"] == "n1" and len(row["hash"]) == 64


def test_no_registry_is_told_in_one_line(tmp_path: Path) -> None:
    done = called("audit", "verify", "--db", tmp_path / "none.duckdb")
    assert done.code == 2 and len(done.lines) == 1 and "does not exist" in done.lines[0]
