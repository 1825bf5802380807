"""Review decisions, in the order they were made: functions over one cursor."""

import json

import duckdb

from abstraction.records import ReviewDecision
from registry.rows import evidence_from, evidence_json


def append(cursor: duckdb.DuckDBPyConnection, decision: ReviewDecision) -> bool:
    """Append a decision; False when this decision id is stored already. The caller holds the transaction."""
    known = cursor.execute("SELECT 1 FROM review_decisions WHERE decision_id = ?", [decision.decision_id]).fetchall()
    if known:
        return False
    values = [
        decision.decision_id, decision.case_id, decision.element, decision.action, json.dumps(decision.value),
        decision.reviewer, decision.decided_at, decision.reason, evidence_json(decision.evidence),
    ]  # fmt: skip
    cursor.execute(
        "INSERT INTO review_decisions SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM review_decisions",
        values,
    )
    return True


def load(cursor: duckdb.DuckDBPyConnection, case_id: str) -> tuple[ReviewDecision, ...]:
    """The decisions on a case in the order they were made."""
    query = """
        SELECT decision_id, case_id, element, action, value_json, reviewer, decided_at, reason, evidence_json
        FROM review_decisions WHERE case_id = ? ORDER BY sequence
    """
    return tuple(
        ReviewDecision(identity, case, element, action, json.loads(value), who, when, why, evidence_from(spans))
        for identity, case, element, action, value, who, when, why, spans in cursor.execute(query, [case_id]).fetchall()
    )
