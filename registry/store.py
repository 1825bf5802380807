"""The registry: saves and loads typed records; one file, one writer, a transaction a batch."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import duckdb
import pyarrow as pa

from abstraction.records import CaseAbstraction, NoteAbstraction, ReviewDecision
from registry.connection import connect
from registry.migrate import migrate
from registry.rows import (
    COLUMNS,
    Row,
    abstraction_from,
    abstraction_rows,
    claims_json,
    evidence_from,
    evidence_json,
    note_from,
)

CASE_TABLES = ("case_values", "case_conflicts", "rule_results", "case_stages")
# The newest version of each note, with the newest abstraction of that version.
CURRENT = """
    SELECT n.note_id, n.version, n.sha256, n.case_id, n.note_type, n.note_date, n.text, a.abstraction_id
    FROM notes n
    JOIN note_abstractions a ON a.note_id = n.note_id AND a.version = n.version
    JOIN runs r ON r.run_id = a.run_id
    WHERE n.version = (SELECT max(m.version) FROM notes m WHERE m.note_id = n.note_id)
    QUALIFY row_number() OVER (PARTITION BY n.note_id ORDER BY r.started_at DESC, a.abstraction_id) = 1
"""


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the rows of a run."""

    software: str
    lexicon: str
    rules: str


@dataclass(frozen=True, slots=True)
class StoredStage:
    """The verdict summary of a case as last stored."""

    case_id: str
    ecmtg: tuple[str, ...]
    group: tuple[str, ...]
    unknown: int
    conflicts: int


class Registry:
    """An open registry file."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._con = con
        self.path = path

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """Open or make the file; a RegistryError says in one line why it cannot be."""
        where = Path(path)
        con = connect(where, read_only=read_only)
        try:
            migrate(con, read_only=read_only)
        except BaseException:
            con.close()
            raise
        return cls(con, where)

    def close(self) -> None:
        """Release the file."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _cursor(self, *, write: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for each call: connections must not be shared between threads."""
        cursor = self._con.cursor()
        try:
            cursor.execute("USE crlm")
            if write:
                cursor.execute("BEGIN")
            yield cursor
            if write:
                cursor.execute("COMMIT")
        except BaseException:
            if write:
                cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.close()

    # --- runs and notes ---------------------------------------------------------------------------------------------

    def start_run(self, versions: Versions) -> str:
        """A new run; every row it writes names it."""
        run_id = uuid4().hex
        with self._cursor(write=True) as cursor:
            cursor.execute(
                "INSERT INTO runs VALUES (?, ?, NULL, ?, ?, ?)",
                [run_id, datetime.now(UTC).replace(tzinfo=None), versions.software, versions.lexicon, versions.rules],
            )
        return run_id

    def finish_run(self, run_id: str) -> None:
        """Mark the run as complete."""
        with self._cursor(write=True) as cursor:
            cursor.execute(
                "UPDATE runs SET finished_at = ? WHERE run_id = ?", [datetime.now(UTC).replace(tzinfo=None), run_id]
            )

    def known_notes(self) -> dict[str, tuple[int, str]]:
        """Note id -> (newest version, its sha256)."""
        with self._cursor() as cursor:
            rows = cursor.execute(
                "SELECT note_id, max(version), arg_max(sha256, version) FROM notes GROUP BY note_id"
            ).fetchall()
        return {note_id: (version, sha256) for note_id, version, sha256 in rows}

    def known_abstractions(self) -> set[str]:
        """Identifiers of the stored note abstractions."""
        with self._cursor() as cursor:
            return {row[0] for row in cursor.execute("SELECT abstraction_id FROM note_abstractions").fetchall()}

    def save_notes(self, found: Sequence[NoteAbstraction], run_id: str, versions: Versions) -> int:
        """Store a batch in one transaction; returns how many were new. What is there already is left as it is.

        A note whose text changed becomes its next version; the older one stays.
        """
        notes, stored = self.known_notes(), self.known_abstractions()
        new_notes: list[Row] = []
        new_abstractions: list[Row] = []
        rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        for item in found:
            note = item.note
            version, sha256 = notes.get(note.note_id, (0, ""))
            if sha256 != note.sha256:
                version, sha256 = version + 1, note.sha256
                notes[note.note_id] = (version, sha256)
                new_notes.append(
                    (
                        note.note_id,
                        sha256,
                        version,
                        note.case_id,
                        note.note_type.value,
                        note.note_date,
                        note.text,
                        run_id,
                    )
                )
            abstraction_id = identifier(note.note_id, str(version), sha256, versions.software, versions.lexicon)
            if abstraction_id in stored:
                continue
            stored.add(abstraction_id)
            new_abstractions.append(
                (abstraction_id, note.note_id, version, sha256, versions.software, versions.lexicon, run_id)
            )
            for table, made in abstraction_rows(abstraction_id, item).items():
                rows[table].extend(made)
        with self._cursor(write=True) as cursor:
            note_columns = ("note_id", "sha256", "version", "case_id", "note_type", "note_date", "text", "run_id")
            append(cursor, "notes", note_columns, new_notes)
            columns = ("abstraction_id", "note_id", "version", "sha256", "software", "lexicon", "run_id")
            append(cursor, "note_abstractions", columns, new_abstractions)
            for table, made in rows.items():
                append(cursor, table, COLUMNS[table], made)
        return len(new_abstractions)

    def case_ids(self) -> tuple[str, ...]:
        """Every case, in order."""
        with self._cursor() as cursor:
            return tuple(
                row[0] for row in cursor.execute("SELECT DISTINCT case_id FROM notes ORDER BY case_id").fetchall()
            )

    def note_abstractions(self, case_id: str) -> tuple[NoteAbstraction, ...]:
        """The newest abstraction of the newest version of each note of the case, by date."""
        with self._cursor() as cursor:
            notes = cursor.execute(
                f"SELECT note_id, case_id, note_type, note_date, text, abstraction_id FROM ({CURRENT}) "
                "WHERE case_id = ? ORDER BY note_date, note_id",
                [case_id],
            ).fetchall()
            return tuple(self._abstraction(cursor, row) for row in notes)

    def _abstraction(self, cursor: duckdb.DuckDBPyConnection, row: Row) -> NoteAbstraction:
        parts = {}
        for table, columns in COLUMNS.items():
            order = "role, owner, position" if table == "mentions" else "position"
            names = ", ".join(columns[1:])
            query = f"SELECT {names} FROM {table} WHERE abstraction_id = ? ORDER BY {order}"
            parts[table] = cursor.execute(query, [row[5]]).fetchall()
        return abstraction_from(
            note_from(row[:5]), parts["sections"], parts["element_values"], parts["mentions"], parts["lesions"]
        )

    def note_versions(self, note_id: str) -> tuple[tuple[int, str], ...]:
        """(version, sha256) of every stored version of a note, oldest first."""
        with self._cursor() as cursor:
            query = "SELECT version, sha256 FROM notes WHERE note_id = ? ORDER BY version"
            return tuple((row[0], row[1]) for row in cursor.execute(query, [note_id]).fetchall())

    # --- cases --------------------------------------------------------------------------------------------------------

    def save_case(
        self,
        case: CaseAbstraction,
        results: Sequence[Mapping[str, Any]],
        ecmtg: Sequence[str],
        group: Sequence[str],
        run_id: str,
    ) -> None:
        """Replace what was last computed for the case: values, conflicts, rule results and candidate sets."""
        values = [
            (case.case_id, value.element, json.dumps(value.value), value.status.value, json.dumps(value.reasons),
             value.source, evidence_json(value.evidence), run_id)
            for value in case.values.values()
        ]  # fmt: skip
        conflicts = [(case.case_id, element, claims_json(claims), run_id) for element, claims in case.conflicts.items()]
        verdicts = [
            (case.case_id, row["rule"], row["track"], row["verdict"], json.dumps(row), run_id) for row in results
        ]
        with self._cursor(write=True) as cursor:
            for table in CASE_TABLES:
                cursor.execute(f"DELETE FROM {table} WHERE case_id = ?", [case.case_id])
            columns = (
                "case_id",
                "element",
                "value_json",
                "status",
                "reasons_json",
                "source",
                "evidence_json",
                "run_id",
            )
            append(cursor, "case_values", columns, values)
            append(cursor, "case_conflicts", ("case_id", "element", "claims_json", "run_id"), conflicts)
            append(cursor, "rule_results", ("case_id", "rule", "track", "verdict", "result_json", "run_id"), verdicts)
            stage = [case.case_id, json.dumps(list(ecmtg)), json.dumps(list(group)), run_id]
            cursor.execute("INSERT INTO case_stages VALUES (?, ?, ?, ?)", stage)

    def stages(self) -> dict[str, StoredStage]:
        """The stored summary of every classified case."""
        query = """
            SELECT s.case_id, s.ecmtg_json, s.group_json,
                   (SELECT count(*) FROM rule_results v WHERE v.case_id = s.case_id AND v.verdict = 'unknown'),
                   (SELECT count(*) FROM case_conflicts c WHERE c.case_id = s.case_id)
            FROM case_stages s ORDER BY s.case_id
        """
        with self._cursor() as cursor:
            rows = cursor.execute(query).fetchall()
        return {
            case_id: StoredStage(case_id, tuple(json.loads(ecmtg)), tuple(json.loads(group)), unknown, conflicts)
            for case_id, ecmtg, group, unknown, conflicts in rows
        }

    def case_dates(self) -> dict[str, tuple[int, str, str]]:
        """Case id -> (number of notes, first date, last date)."""
        query = f"SELECT case_id, count(*), min(note_date), max(note_date) FROM ({CURRENT}) GROUP BY case_id"
        with self._cursor() as cursor:
            rows = cursor.execute(query).fetchall()
        return {case_id: (count, first.isoformat(), last.isoformat()) for case_id, count, first, last in rows}

    # --- decisions ----------------------------------------------------------------------------------------------------

    def append_decision(self, decision: ReviewDecision) -> bool:
        """Append a decision; False when this decision id is stored already."""
        with self._cursor(write=True) as cursor:
            known = cursor.execute(
                "SELECT 1 FROM review_decisions WHERE decision_id = ?", [decision.decision_id]
            ).fetchone()
            if known:
                return False
            cursor.execute(
                "INSERT INTO review_decisions SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM review_decisions",
                [
                    decision.decision_id, decision.case_id, decision.element, decision.action, json.dumps(decision.value),
                    decision.reviewer, decision.decided_at, decision.reason, evidence_json(decision.evidence),
                ],
            )  # fmt: skip
        return True

    def decisions(self, case_id: str) -> tuple[ReviewDecision, ...]:
        """The decisions on a case in the order they were made."""
        query = """
            SELECT decision_id, case_id, element, action, value_json, reviewer, decided_at, reason, evidence_json
            FROM review_decisions WHERE case_id = ? ORDER BY sequence
        """
        with self._cursor() as cursor:
            rows = cursor.execute(query, [case_id]).fetchall()
        return tuple(
            ReviewDecision(identity, case, element, action, json.loads(value), who, when, why, evidence_from(spans))
            for identity, case, element, action, value, who, when, why, spans in rows
        )


def append(cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows by way of Arrow, which is thousands of times faster than one statement a row."""
    if not rows:
        return
    arrays = {name: list(column) for name, column in zip(columns, zip(*rows, strict=True), strict=True)}
    batch = pa.table(arrays)
    cursor.register("incoming_rows", batch)
    try:
        names = ", ".join(columns)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming_rows")
    finally:
        cursor.unregister("incoming_rows")


def identifier(*parts: str) -> str:
    """A stable identifier of its parts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
