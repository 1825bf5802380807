"""Review decisions as a chain of hashes, in the order they were made: functions over one cursor."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import duckdb

from abstraction.records import ReviewDecision
from registry import anchor_store
from registry.errors import BrokenChainError
from registry.hash_chain import START, ChainReport, Head, follow, link
from registry.rows import evidence_from, evidence_json

# The columns that the hash of a row is made of, all text but the first.
COLUMNS = (
    "sequence", "decision_id", "case_id", "element", "action", "value_json", "old_json", "reviewer", "decided_at",
    "reason", "evidence_json", "reading", "software", "lexicon", "rules",
)  # fmt: skip
SELECTED = ", ".join(COLUMNS)
EVIDENCE, DECIDED_AT = COLUMNS.index("evidence_json"), COLUMNS.index("decided_at")


def append(cursor: duckdb.DuckDBPyConnection, decision: ReviewDecision) -> bool:
    """Append a decision to the chain; False when its id is stored already. The caller holds the transaction.

    A BrokenChainError when the chain does not end where its head says: a further decision would hide that.
    """
    known = cursor.execute("SELECT 1 FROM review_decisions WHERE decision_id = ?", [decision.decision_id]).fetchall()
    if known:
        return False
    query = "SELECT coalesce(max(sequence), 0), coalesce(arg_max(hash, sequence), ?) FROM review_decisions"
    end = cursor.execute(query, [START]).fetchall()
    if head(cursor) != end:
        raise BrokenChainError(
            "decisions were changed outside of the program, so none is added: `crlm audit verify` says where"
        )
    evidence = anchor_store.signed_json(cursor, decision.evidence)
    _write(cursor, end[0][1], {"sequence": end[0][0] + 1, **_texts(decision), "evidence_json": evidence})
    return True


def _texts(decision: ReviewDecision) -> dict[str, str]:
    """The columns of a decision but its place in the chain."""
    return {
        "decision_id": decision.decision_id,
        "case_id": decision.case_id,
        "element": decision.element,
        "action": decision.action,
        "value_json": json.dumps(decision.value),
        "old_json": json.dumps(decision.old),
        "reviewer": decision.reviewer,
        "decided_at": decision.decided_at,
        "reason": decision.reason,
        "evidence_json": evidence_json(decision.evidence),
        "reading": decision.reading,
        "software": decision.software,
        "lexicon": decision.lexicon,
        "rules": decision.rules,
    }


def _write(cursor: duckdb.DuckDBPyConnection, before: str, row: Mapping[str, Any]) -> str:
    """Write one row and the new head of the chain; returns the hash of the row."""
    digest = link(before, row)
    marks = ", ".join("?" for _ in COLUMNS)
    cursor.execute(
        f"INSERT INTO review_decisions ({SELECTED}, hash) VALUES ({marks}, ?)",
        [row[name] for name in COLUMNS] + [digest],
    )
    cursor.execute("UPDATE decision_head SET length = ?, hash = ?", [row["sequence"], digest])
    return digest


def head(cursor: duckdb.DuckDBPyConnection) -> list[Head]:
    """The stored length of the chain and its last hash: one row, unless somebody took it out or added to it."""
    return [(length, last) for length, last in cursor.execute("SELECT length, hash FROM decision_head").fetchall()]


def rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Every stored row with its hash, in the order the chain names."""
    found = cursor.execute(f"SELECT {SELECTED}, hash FROM review_decisions ORDER BY sequence, rowid").fetchall()
    return (dict(zip((*COLUMNS, "hash"), row, strict=True)) for row in found)


def verify(cursor: duckdb.DuckDBPyConnection, noted: str = "") -> ChainReport:
    """Whether every decision is as it was written; `noted` is a hash of the chain written down before."""
    return follow(rows(cursor), head(cursor), "decision", noted)


def chain_earlier(cursor: duckdb.DuckDBPyConnection) -> None:
    """Put the decisions from before the chain into it, in their order, then forget the old table."""
    query = """
        SELECT decision_id, case_id, element, action, value_json, reviewer, decided_at, reason, evidence_json
        FROM earlier_decisions ORDER BY sequence
    """
    before = START
    for number, (identity, case_id, element, action, value, who, when, why, evidence) in enumerate(
        cursor.execute(query).fetchall(), start=1
    ):
        decision = ReviewDecision(
            identity, case_id, element, action, json.loads(value), who, when, why, evidence_from(evidence)
        )
        before = _write(cursor, before, {"sequence": number, **_texts(decision)})
    cursor.execute("DROP TABLE earlier_decisions")


def load(
    cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str] | None, *, as_made: bool = False
) -> tuple[ReviewDecision, ...]:
    """The decisions on these cases, or on all, in the order they were made, their evidence placed in the notes as they are now.

    `as_made` leaves the evidence where it was given.
    """
    query = f"SELECT {SELECTED} FROM review_decisions"
    if case_ids is None:
        found = cursor.execute(f"{query} ORDER BY sequence").fetchall()
    else:
        these = f"{query} WHERE case_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY sequence"
        found = cursor.execute(these, [list(case_ids)]).fetchall()
    decisions = tuple(map(_decision, found))
    if as_made:
        return decisions
    groups = [anchor_store.pieces_from(row[EVIDENCE], row[DECIDED_AT]) for row in found]
    placed = zip(decisions, anchor_store.place(cursor, groups), strict=True)
    return tuple(replace(one, evidence=at.evidence, earlier=at.earlier) for one, at in placed)


def _decision(row: tuple[Any, ...]) -> ReviewDecision:
    """A decision from its row."""
    found = dict(zip(COLUMNS, row, strict=True))
    return ReviewDecision(
        found["decision_id"],
        found["case_id"],
        found["element"],
        found["action"],
        json.loads(found["value_json"]),
        found["reviewer"],
        found["decided_at"],
        found["reason"],
        evidence_from(found["evidence_json"]),
        json.loads(found["old_json"]),
        found["reading"],
        found["software"],
        found["lexicon"],
        found["rules"],
    )
