"""The site's own numbers, in the order they were set: functions over one cursor."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One number set anew: from what to what, by whom, when (ISO 8601), why, and the hash over all numbers after it."""

    change_id: str
    name: str
    old: float
    new: float
    changed_by: str
    changed_at: str
    reason: str
    policy: str


def append(cursor: duckdb.DuckDBPyConnection, changes: Sequence[PolicyChange]) -> int:
    """Append the changes that are not stored already; returns how many. The caller holds the transaction."""
    appended = 0
    for one in changes:
        known = "SELECT 1 FROM policy_changes WHERE change_id = ? AND name = ?"
        if cursor.execute(known, [one.change_id, one.name]).fetchall():
            continue
        cursor.execute(
            "INSERT INTO policy_changes SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM policy_changes",
            [one.change_id, one.name, one.old, one.new, one.changed_by, one.changed_at, one.reason, one.policy],
        )
        appended += 1
    return appended


def load(cursor: duckdb.DuckDBPyConnection) -> tuple[PolicyChange, ...]:
    """Every change in the order they were made."""
    query = """
        SELECT change_id, name, old_value, new_value, changed_by, changed_at, reason, policy
        FROM policy_changes ORDER BY sequence
    """
    return tuple(PolicyChange(*row) for row in cursor.execute(query).fetchall())
