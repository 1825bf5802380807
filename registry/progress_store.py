"""How far the review of each case is, counted from the decisions: functions over one cursor."""

from dataclasses import dataclass

import duckdb

from abstraction.decisions import ANSWER, ASSIGN, QUERY, SIGN_OFF, UNDO, VALUED
from abstraction.records import IMPORTED


@dataclass(frozen=True, slots=True)
class Progress:
    """The review of one case: elements decided and still open, open queries, who has it, and whether it is signed off.

    `stale` says that the case is no longer the version that was signed off, `blind` that who looks has yet to abstract it blind.
    """

    decided: int = 0
    left: int = 0
    queries: int = 0
    assigned: str = ""
    signed: bool = False
    stale: bool = False
    blind: bool = False

    @property
    def status(self) -> str:
        """One of `STATUSES`."""
        if self.blind:
            return "blind"
        if self.stale:
            return "stale"
        if self.queries:
            return "queried"
        if self.signed:
            return "signed_off"
        return "in_review" if self.decided else "new"


STATUSES = ("blind", "new", "in_review", "queried", "signed_off", "stale")

# Every computed case with its progress and its status, one of `STATUSES` but blind; `ACTIONS` are its parameters.
PROGRESS = """
WITH decided AS (
    SELECT case_id, element FROM review_decisions
    WHERE element <> '' AND action IN (SELECT unnest($valued::VARCHAR[]))
    GROUP BY ALL HAVING sum(CASE action WHEN $undo THEN -1 ELSE 1 END) > 0
), extracted AS (SELECT case_id, element FROM case_values WHERE source <> $imported),
stated AS (
    FROM extracted UNION ALL SELECT case_id, element FROM case_conflicts ANTI JOIN extracted USING (case_id, element)
), queried AS (
    SELECT case_id, element FROM review_decisions WHERE action IN ($query, $answer)
    GROUP BY ALL HAVING arg_max(action, sequence) = $query
), given AS (
    SELECT case_id, arg_max(value_json, sequence) AS name FROM review_decisions WHERE action = $assign GROUP BY ALL
), signed AS (
    SELECT case_id, arg_max(value_json, sequence) AS version FROM review_decisions
    WHERE element = '' AND action IN ($sign_off, $undo)
    GROUP BY ALL HAVING arg_max(action, sequence) = $sign_off
), decided_count AS (SELECT case_id, count(*) AS n FROM decided GROUP BY ALL),
left_count AS (SELECT case_id, count(*) AS n FROM stated ANTI JOIN decided USING (case_id, element) GROUP BY ALL),
query_count AS (SELECT case_id, count(*) AS n FROM queried GROUP BY ALL)
SELECT s.case_id, coalesce(d.n, 0) AS decided, coalesce(l.n, 0) AS open, coalesce(q.n, 0) AS queries,
       coalesce(g.name ->> '$', '') AS assigned, v.version IS NOT NULL AS signed,
       coalesce(v.version ->> '$.inputs' <> s.inputs, false) AS stale,
       CASE WHEN stale THEN 'stale' WHEN queries > 0 THEN 'queried' WHEN signed THEN 'signed_off'
            WHEN decided > 0 THEN 'in_review' ELSE 'new' END AS status
FROM case_stages s
LEFT JOIN decided_count d USING (case_id) LEFT JOIN left_count l USING (case_id)
LEFT JOIN query_count q USING (case_id) LEFT JOIN given g USING (case_id) LEFT JOIN signed v USING (case_id)
"""
ACTIONS = {
    "valued": list(VALUED),
    "undo": UNDO,
    "query": QUERY,
    "answer": ANSWER,
    "assign": ASSIGN,
    "sign_off": SIGN_OFF,
    "imported": IMPORTED,
}


def progress(cursor: duckdb.DuckDBPyConnection) -> dict[str, Progress]:
    """Case -> its progress, for every computed case."""
    columns = "case_id, decided, open, queries, assigned, signed, stale"
    rows = cursor.execute(f"SELECT {columns} FROM ({PROGRESS})", ACTIONS).fetchall()
    return {case_id: Progress(*counts) for case_id, *counts in rows}
