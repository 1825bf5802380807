"""The chain of decisions: whatever is done to the stored rows afterwards, the check says what does not fit and where."""

from pathlib import Path

import duckdb
import pytest

from abstraction.records import CaseEvidence, Mention, ReviewDecision
from registry import migrate
from registry.errors import BrokenChainError
from registry.store import Registry

EVIDENCE = (CaseEvidence("n1", Mention("ecog", 3, 9, 1)),)
NAMES = ("d1", "d2", "d3", "d4")


def decision(identity: str, **changes: object) -> ReviewDecision:
    given = {
        "value": 2,
        "reason": "letter β",
        "evidence": EVIDENCE,
        "old": 1,
        "reading": "ab",
        "software": "0.1",
        **changes,
    }
    return ReviewDecision(identity, "c1", "ecog", "correct", reviewer="Ada", decided_at="2024-05-01T10:00:00Z", **given)  # type: ignore[arg-type]


@pytest.fixture
def chained(path: Path) -> Path:
    with Registry.open(path) as registry:
        assert [registry.append_decision(decision(name)) for name in NAMES] == [True] * 4
    return path


def change(path: Path, *statements: str) -> None:
    """Somebody at the file with DuckDB's own tools."""
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)


def faults(path: Path, noted: str = "") -> tuple[str, ...]:
    with Registry.open(path, read_only=True) as registry:
        return registry.verify_decisions(noted).faults


def test_a_chain_as_it_was_written(chained: Path) -> None:
    with Registry.open(chained, read_only=True) as registry:
        report = registry.verify_decisions()
        rows = registry.decision_rows()
    assert (report.length, report.faults) == (4, ())
    assert report.hash == rows[-1]["hash"] and len({row["hash"] for row in rows}) == 4
    assert faults(chained, rows[1]["hash"]) == ()


def test_an_empty_chain(registry: Registry) -> None:
    report = registry.verify_decisions()
    assert (report.length, report.hash, report.faults) == (0, "", ())


COLUMNS = (
    "decision_id", "case_id", "element", "action", "value_json", "old_json", "reviewer", "decided_at", "reason",
    "evidence_json", "reading", "software", "lexicon", "rules", "hash",
)  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_found_where_it_is(chained: Path, column: str) -> None:
    change(chained, f"UPDATE review_decisions SET {column} = {column} || ' ' WHERE sequence = 2")
    found = faults(chained)
    assert found and "decision 2 " in found[0] and "not as it was written" in found[0]


def test_every_column_is_in_the_chain(chained: Path) -> None:
    with duckdb.connect(str(chained), read_only=True) as con:
        names = [
            row[0]
            for row in con.execute(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = 'review_decisions'"
            ).fetchall()
        ]
    assert sorted(names) == sorted(("sequence", *COLUMNS))


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_decision_taken_out_is_found(chained: Path, gone: int) -> None:
    change(chained, f"DELETE FROM review_decisions WHERE sequence = {gone}")
    found = faults(chained)
    assert found[0] == f"decision {gone} is missing" and f"decision {gone + 1} " in found[1]


def test_a_decision_taken_out_and_the_others_moved_up_is_found(chained: Path) -> None:
    change(
        chained,
        "DELETE FROM review_decisions WHERE sequence = 2",
        "UPDATE review_decisions SET sequence = sequence - 1 WHERE sequence = 3",
        "UPDATE review_decisions SET sequence = sequence - 1 WHERE sequence = 4",
    )
    assert "decision 2 (d3) is not as it was written, or not in its place" in faults(chained)


def test_two_that_changed_places_are_found(chained: Path) -> None:
    for old, new in ((2, 20), (3, 2), (20, 3)):
        change(chained, f"UPDATE review_decisions SET sequence = {new} WHERE sequence = {old}")
    found = faults(chained)
    assert "decision 2 (d3)" in found[0] and "decision 3 (d2)" in found[1]


def test_a_decision_put_in_is_found(chained: Path) -> None:
    names = ", ".join(COLUMNS[1:-1])
    change(
        chained,
        f"INSERT INTO review_decisions (sequence, decision_id, {names}, hash) SELECT 5, 'd5', {names}, hash FROM review_decisions WHERE sequence = 4",
    )
    assert any("decision 5 (d5)" in fault for fault in faults(chained))


def test_an_end_cut_off_is_found_and_nothing_is_added_to_it(chained: Path) -> None:
    change(chained, "DELETE FROM review_decisions WHERE sequence >= 3")
    assert faults(chained) == ("the end is cut off: 4 decisions were made, the last one here is number 2",)
    with Registry.open(chained) as registry, pytest.raises(BrokenChainError, match="crlm audit verify"):
        registry.append_decision(decision("d9"))
    assert faults(chained) == ("the end is cut off: 4 decisions were made, the last one here is number 2",)


def test_a_head_taken_out_is_found(chained: Path) -> None:
    change(chained, "DELETE FROM decision_head")
    assert faults(chained) == ("the end cannot be checked: there are 0 heads, not one",)


def test_a_whole_chain_written_anew_is_found_against_a_noted_hash_only(chained: Path, tmp_path: Path) -> None:
    with Registry.open(chained, read_only=True) as registry:
        noted = registry.verify_decisions().hash
    forged = tmp_path / "forged.duckdb"
    with Registry.open(forged) as registry:
        for name in NAMES:
            registry.append_decision(decision(name, value=3))
    assert faults(forged) == ()
    assert faults(forged, noted) == (
        f"the noted hash {noted} is not in the chain: decisions up to it were taken out or written anew",
    )


def test_the_same_decision_sent_again_changes_nothing(chained: Path) -> None:
    with Registry.open(chained) as registry:
        before = registry.decision_rows()
        assert registry.append_decision(decision("d2", value=4)) is False
        assert registry.decision_rows() == before


def test_decisions_from_before_the_chain_are_put_into_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = migrate.known_migrations()
    monkeypatch.setattr(migrate, "known_migrations", lambda: {"001_initial": every["001_initial"]})
    Registry.open(path).close()
    change(
        path,
        "INSERT INTO review_decisions VALUES (3, 'a', 'c1', 'ecog', 'correct', '2', 'Ada', 'then', 'why', '[]')",
        "INSERT INTO review_decisions VALUES (7, 'b', 'c1', 'ecog', 'undo', 'null', 'Ada', 'then', '', '[]')",
    )
    monkeypatch.setattr(migrate, "known_migrations", lambda: every)
    with Registry.open(path) as registry:
        assert [(one.decision_id, one.value, one.reason) for one in registry.decisions("c1")] == [
            ("a", 2, "why"),
            ("b", None, ""),
        ]
        assert registry.verify_decisions().faults == ()
