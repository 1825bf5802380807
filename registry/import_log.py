"""Who loaded notes, what came of it, and what was taken back: a chain of hashes in the order it happened."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from registry.errors import BrokenChainError
from registry.hash_chain import START, ChainReport, Head, follow, link
from registry.store import Registry

BEGUN, FINISHED, UNDONE = "begun", "finished", "undone"
COLUMNS = (
    "sequence", "import_id", "run_id", "event", "detail_json", "login", "name", "role", "happened_at",
)  # fmt: skip
SELECTED = ", ".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class ImportEvent:
    """One step of a load: `event` is BEGUN, FINISHED or UNDONE, by whom and when (ISO 8601); the detail is plain data."""

    import_id: str
    run_id: str
    event: str
    detail: Mapping[str, Any] = field(hash=False)
    login: str
    name: str
    role: str
    happened_at: str


@dataclass(frozen=True, slots=True)
class ImportRun:
    """A run that loaded notes, and what of it is in the registry now; moments in UTC, `finished` None while it is not through.

    `notes` are first versions of notes, `changed` later ones, `readings` all that it read, `cases` those of any of these.
    """

    run_id: str
    started: datetime
    finished: datetime | None
    notes: int
    changed: int
    readings: int
    cases: int
    events: tuple[ImportEvent, ...] = ()


def append(registry: Registry, event: ImportEvent) -> None:
    """Append an event. BrokenChainError when the chain was changed outside of the program."""
    with registry.transaction() as cursor:
        append_within(cursor, event)


def append_within(cursor: duckdb.DuckDBPyConnection, event: ImportEvent) -> None:
    """The same within a transaction that the caller holds."""
    query = "SELECT coalesce(max(sequence), 0), coalesce(arg_max(hash, sequence), ?) FROM import_events"
    end = cursor.execute(query, [START]).fetchall()
    if _heads(cursor) != end:
        raise BrokenChainError(
            "imports were changed outside of the program, so none is added: `crlm audit verify` says where"
        )
    detail = json.dumps(event.detail, sort_keys=True)
    given = (event.import_id, event.run_id, event.event, detail, event.login, event.name, event.role, event.happened_at)
    row = dict(zip(COLUMNS, (end[0][0] + 1, *given), strict=True))
    digest = link(end[0][1], row)
    marks = ", ".join("?" for _ in COLUMNS)
    cursor.execute(f"INSERT INTO import_events ({SELECTED}, hash) VALUES ({marks}, ?)", [*row.values(), digest])
    cursor.execute("UPDATE import_head SET length = ?, hash = ?", [row["sequence"], digest])


def events(registry: Registry) -> tuple[ImportEvent, ...]:
    """Every event in the order they happened."""
    with registry.reading() as cursor:
        return tuple(
            ImportEvent(
                row["import_id"], row["run_id"], row["event"], json.loads(row["detail_json"]), row["login"],
                row["name"], row["role"], row["happened_at"],
            )
            for row in _rows(cursor)
        )  # fmt: skip


def runs(registry: Registry) -> tuple[ImportRun, ...]:
    """Every run that was begun as a load of notes, or that added notes before this was kept; the newest first."""
    of_run: dict[str, list[ImportEvent]] = defaultdict(list)
    for event in events(registry):
        of_run[event.run_id].append(event)
    query = """
        WITH added AS (
            SELECT n.run_id, n.case_id, n.note_id,
                   EXISTS (SELECT 1 FROM notes o WHERE o.note_id = n.note_id AND o.version < n.version) AS is_change
            FROM notes n
        ), counted AS (
            SELECT run_id, count(*) FILTER (NOT is_change) AS notes, count(*) FILTER (is_change) AS changed
            FROM added GROUP BY run_id
        ), touched AS (
            SELECT a.run_id, count(*) AS readings, count(DISTINCT n.case_id) AS cases
            FROM note_abstractions a JOIN notes n ON n.note_id = a.note_id AND n.version = a.version GROUP BY a.run_id
        )
        SELECT r.run_id, r.started_at, r.finished_at, coalesce(c.notes, 0), coalesce(c.changed, 0),
               coalesce(t.readings, 0), coalesce(t.cases, 0)
        FROM runs r LEFT JOIN counted c ON c.run_id = r.run_id LEFT JOIN touched t ON t.run_id = r.run_id
        WHERE c.run_id IS NOT NULL OR r.run_id IN (SELECT run_id FROM import_events)
        ORDER BY r.started_at DESC, r.run_id
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query).fetchall()
    return tuple(
        ImportRun(run_id, began, ended, notes, changed, readings, cases, tuple(of_run[run_id]))
        for run_id, began, ended, notes, changed, readings, cases in rows
    )


def verify(registry: Registry) -> ChainReport:
    """Whether every event is as it was written."""
    with registry.reading() as cursor:
        return follow(_rows(cursor), _heads(cursor), "import")


def _rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows as they are stored, with their hash."""
    found = cursor.execute(f"SELECT {SELECTED}, hash FROM import_events ORDER BY sequence, rowid").fetchall()
    return [dict(zip((*COLUMNS, "hash"), row, strict=True)) for row in found]


def _heads(cursor: duckdb.DuckDBPyConnection) -> list[Head]:
    """The stored length of the chain and its last hash: one row, unless somebody took it out or added to it."""
    return [(length, last) for length, last in cursor.execute("SELECT length, hash FROM import_head").fetchall()]
