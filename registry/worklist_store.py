"""The worklist: every case on one line, narrowed and ordered in SQL, so that a page of it costs the same in a registry of any size."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from registry.progress_store import ACTIONS, PROGRESS, Progress
from registry.store import Registry

# What somebody has yet to enter blind comes first, what is signed off last. Between: verdicts that a person's word can change, notes that disagree and values that need a
# second look, what changed since it was signed off, then rules that want a fact.
ORDERS = {
    "Most useful first": """NOT blind, status = 'signed_off', unsettled DESC, conflicts DESC, to_check DESC, NOT stale, unknown DESC, case_id""",
    "Case": "case_id",
    "Latest note first": "last_date DESC, case_id",
}
FIRST = next(iter(ORDERS))
# Of a case that who looks has yet to abstract blind nothing is told, and it can be found by nothing but what it is called.
MASKED = ", ".join(
    [f"if(blind, '[]', {name}) AS {name}" for name in ("ecmtg", "group_")]
    + [
        f"if(blind, 0, {name}) AS {name}"
        for name in ("unknown", "conflicts", "to_check", "unsettled", "decided", "open", "queries")
    ]
    + [f"{name} AND NOT blind AS {name}" for name in ("signed", "stale")]
    + ["if(blind, 'blind', status) AS status"]
)
LINES = f"""
CREATE OR REPLACE TEMP TABLE lines AS
SELECT * REPLACE ({MASKED}) FROM (
WITH dates AS (
    SELECT case_id, count(*) AS notes, min(note_date)::VARCHAR AS first_date, max(note_date)::VARCHAR AS last_date
    FROM current_notes GROUP BY case_id
), unknown AS (SELECT case_id, count(*) AS n FROM rule_results WHERE verdict = 'unknown' GROUP BY case_id),
conflicts AS (SELECT case_id, count(*) AS n FROM case_conflicts GROUP BY case_id),
to_check AS (SELECT case_id, count(*) AS n FROM case_values WHERE status = 'needs_review' GROUP BY case_id),
work AS (SELECT case_id, max(unsettled) AS n FROM case_work GROUP BY case_id),
progress AS ({PROGRESS})
SELECT d.case_id, notes, first_date, last_date, coalesce(s.ecmtg_json, '[]') AS ecmtg, coalesce(s.group_json, '[]') AS group_,
       coalesce(u.n, 0) AS unknown, coalesce(c.n, 0) AS conflicts, coalesce(t.n, 0) AS to_check, coalesce(w.n, 0) AS unsettled,
       coalesce(decided, 0) AS decided, coalesce(open, 0) AS open, coalesce(queries, 0) AS queries,
       coalesce(assigned, '') AS assigned, coalesce(signed, false) AS signed, coalesce(stale, false) AS stale,
       coalesce(status, 'new') AS status, list_contains($blind, d.case_id) AS blind
FROM dates d LEFT JOIN case_stages s USING (case_id) LEFT JOIN progress p USING (case_id)
LEFT JOIN unknown u USING (case_id) LEFT JOIN conflicts c USING (case_id) LEFT JOIN to_check t USING (case_id)
LEFT JOIN work w USING (case_id)
)
"""
COLUMNS = (
    "case_id, notes, first_date, last_date, ecmtg, group_, unknown, conflicts, to_check, unsettled, decided, open, queries, "
    "assigned, signed, stale, blind"
)


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the worklist."""

    case_id: str
    notes: int
    first_date: str
    last_date: str
    ecmtg: tuple[str, ...]
    group: tuple[str, ...]
    unknown: int
    conflicts: int
    to_check: int
    unsettled: int = 0
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are listed: part of the id in any case, and what each has to be; None is any, nobody has an assigned of "".

    `blind` are the cases of which nothing may be told.
    """

    search: str = ""
    status: str | None = None
    assigned: str | None = None
    ecmtg: tuple[str, ...] | None = None
    verdict: tuple[str, str, str] | None = None  # rule, track, verdict
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of the wanted cases; how many are wanted; and of all cases the states and the values decided or open."""

    lines: list[CaseSummary]
    found: int
    statuses: dict[str, int]
    decided: int
    open: int


def worklist(
    registry: Registry, wanted: Wanted, order: str = FIRST, limit: int | None = None, offset: int = 0
) -> Worklist:
    """The wanted cases in one of the `ORDERS`, those from `offset` on; a limit of None is all of them."""
    where, values = _where(wanted)
    with registry.reading() as cursor:
        cursor.execute(LINES, {**ACTIONS, "blind": list(wanted.blind)})
        states = cursor.execute(
            "SELECT status, count(*), sum(decided), sum(open) FROM lines GROUP BY status"
        ).fetchall()
        found = cursor.execute(f"SELECT count(*) FROM lines WHERE {where}", values).fetchall()[0][0]
        page = f"SELECT {COLUMNS} FROM lines WHERE {where} ORDER BY {ORDERS[order]} LIMIT {limit or 'NULL'} OFFSET {offset:d}"
        lines = [_line(row) for row in cursor.execute(page, values).fetchall()]
        return Worklist(
            lines,
            found,
            {row[0]: row[1] for row in states},
            int(sum(row[2] for row in states)),
            int(sum(row[3] for row in states)),
        )


def stages(registry: Registry, blind: Collection[str] = ()) -> list[tuple[str, ...]]:
    """Every set of ECMTG stages that a case can still be, but for those of which nothing may be told."""
    query = "SELECT DISTINCT ecmtg_json FROM case_stages WHERE NOT list_contains($blind, case_id) ORDER BY ALL"
    with registry.reading() as cursor:
        return [tuple(json.loads(row)) for row in _all(cursor, query, {"blind": list(blind)})]


def holders(registry: Registry) -> list[str]:
    """Everybody who has a case."""
    query = f"SELECT DISTINCT assigned FROM ({PROGRESS}) WHERE assigned <> '' ORDER BY lower(assigned)"
    with registry.reading() as cursor:
        return _all(cursor, query, ACTIONS)


def wanted_ids(registry: Registry, wanted: Wanted, order: str = FIRST) -> list[str]:
    """All wanted cases in this order."""
    where, values = _where(wanted)
    with registry.reading() as cursor:
        cursor.execute(LINES, {**ACTIONS, "blind": list(wanted.blind)})
        return _all(cursor, f"SELECT case_id FROM lines WHERE {where} ORDER BY {ORDERS[order]}", values)


def _where(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """The condition on a line, and its values."""
    tests: dict[str, tuple[str, Any]] = {
        "search": ("contains(lower(case_id), $search)", wanted.search.strip().lower() or None),
        "status": ("status = $status", wanted.status),
        "assigned": ("assigned = $assigned", wanted.assigned),
        "ecmtg": ("ecmtg = $ecmtg AND NOT blind", None if wanted.ecmtg is None else json.dumps(list(wanted.ecmtg))),
        "verdict": (
            """NOT blind AND case_id IN (SELECT case_id FROM rule_results
               WHERE rule = $verdict[1] AND track = $verdict[2] AND verdict = $verdict[3])""",
            None if wanted.verdict is None else list(wanted.verdict),
        ),
    }
    asked = {name: test for name, test in tests.items() if test[1] is not None}
    return " AND ".join(sql for sql, _ in asked.values()) or "true", {name: value for name, (_, value) in asked.items()}


def _line(row: Sequence[Any]) -> CaseSummary:
    """A line from its row."""
    case_id, notes, first, last, ecmtg, group, unknown, conflicts, to_check, unsettled, *progress = row
    candidates = tuple(json.loads(ecmtg)), tuple(json.loads(group))
    return CaseSummary(
        case_id, notes, first, last, *candidates, unknown, conflicts, to_check, unsettled, Progress(*progress)
    )


def _all(cursor: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any] | None = None) -> list[str]:
    """The one column of a query."""
    return [row[0] for row in cursor.execute(query, values or {}).fetchall()]
