"""What was last computed for the cases, and which cases are out of date: functions over one cursor."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from pydantic_core import to_json

from abstraction.decisions import VALUED
from abstraction.records import CaseAbstraction
from registry.arrow_rows import Row, append
from registry.rows import claims_json, evidence_json

CASE_TABLES = ("case_values", "case_conflicts", "rule_results", "case_stages", "case_work")


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """The numbers of the site that results were made with, and their hash."""

    hash: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class StoredResult:
    """What one rule said of a case: the rule and its version, the verdict, and what is particular to the case as plain data."""

    rule: str
    track: str
    rule_version: str
    verdict: str
    particulars: Mapping[str, Any]
    policy: SitePolicy


@dataclass(frozen=True, slots=True)
class ComputedCase:
    """A case with its rule results, its candidate sets, and the `inputs` it was computed from.

    `unsettled` is the number of verdicts that rest on a value which waits for a person.
    """

    case: CaseAbstraction
    results: Sequence[StoredResult]
    ecmtg: Sequence[str]
    group: Sequence[str]
    inputs: str
    unsettled: int = 0


@dataclass(frozen=True, slots=True)
class StoredStage:
    """The verdict summary of a case as last stored."""

    case_id: str
    ecmtg: tuple[str, ...]
    group: tuple[str, ...]
    unknown: int
    conflicts: int
    to_check: int = 0
    unsettled: int = 0


def save(cursor: duckdb.DuckDBPyConnection, computed: Sequence[ComputedCase], run_id: str) -> None:
    """Replace what was last computed for these cases. The caller holds the transaction."""
    rows: dict[str, list[Row]] = defaultdict(list)
    policies: dict[str, SitePolicy] = {}
    for item in computed:
        case, case_id = item.case, item.case.case_id
        for value in case.values.values():
            rows["case_values"].append(
                (case_id, value.element, json.dumps(value.value), value.status.value, json.dumps(value.reasons),
                 value.source, evidence_json(value.evidence), run_id)
            )  # fmt: skip
        for element, claims in case.conflicts.items():
            rows["case_conflicts"].append((case_id, element, claims_json(claims), run_id))
        rows["rule_results"].extend(rule_rows(case_id, item.results, run_id))
        policies |= {result.policy.hash: result.policy for result in item.results}
        candidates = json.dumps(list(item.ecmtg)), json.dumps(list(item.group))
        rows["case_stages"].append((case_id, *candidates, item.inputs, run_id))
        rows["case_work"].append((case_id, item.unsettled, run_id))
    case_ids = [item.case.case_id for item in computed]
    for table in CASE_TABLES:
        cursor.execute(f"DELETE FROM {table} WHERE case_id IN (SELECT unnest(?::VARCHAR[]))", [case_ids])
        append(cursor, table, rows[table])
    for policy in policies.values():
        cursor.execute(
            "INSERT INTO policies VALUES (?, ?) ON CONFLICT DO NOTHING", [policy.hash, plain(dict(policy.values))]
        )


def rule_rows(case_id: str, found: Sequence[StoredResult], run_id: str) -> list[Row]:
    """The rows of the results of a case."""
    return [
        (case_id, one.rule, one.track, one.rule_version, one.verdict, plain(one.particulars), one.policy.hash, run_id)
        for one in found
    ]


def plain(content: Any) -> str:
    """JSON without spaces; several times as fast as the standard library, which matters with eighty results a case."""
    return to_json(content).decode()


def results(cursor: duckdb.DuckDBPyConnection, case_id: str) -> tuple[StoredResult, ...]:
    """What every rule said of a case when it was last computed; none for a case that was not."""
    query = """
        SELECT v.rule, v.track, v.rule_version, v.verdict, v.particulars_json, v.policy_hash, p.values_json
        FROM rule_results v JOIN policies p ON p.policy_hash = v.policy_hash
        WHERE v.case_id = ? ORDER BY v.rule, v.track
    """
    return tuple(
        StoredResult(rule, track, version, verdict, json.loads(particulars), SitePolicy(policy, json.loads(values)))
        for rule, track, version, verdict, particulars, policy, values in cursor.execute(query, [case_id]).fetchall()
    )


def stages(cursor: duckdb.DuckDBPyConnection) -> dict[str, StoredStage]:
    """The stored summary of every computed case."""
    query = """
        SELECT s.case_id, s.ecmtg_json, s.group_json,
               (SELECT count(*) FROM rule_results v WHERE v.case_id = s.case_id AND v.verdict = 'unknown'),
               (SELECT count(*) FROM case_conflicts c WHERE c.case_id = s.case_id),
               (SELECT count(*) FROM case_values e WHERE e.case_id = s.case_id AND e.status = 'needs_review'),
               coalesce((SELECT max(w.unsettled) FROM case_work w WHERE w.case_id = s.case_id), 0)
        FROM case_stages s ORDER BY s.case_id
    """
    return {
        case_id: StoredStage(case_id, tuple(json.loads(ecmtg)), tuple(json.loads(group)), *counts)
        for case_id, ecmtg, group, *counts in cursor.execute(query).fetchall()
    }


def verdict_counts(
    cursor: duckdb.DuckDBPyConnection, without: Sequence[str] = ()
) -> dict[tuple[str, str], dict[str, int]]:
    """(rule, track) -> verdict -> number of cases, of all but these."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    query = """
        SELECT rule, track, verdict, count(*) FROM rule_results
        WHERE case_id NOT IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL ORDER BY ALL
    """
    for rule, track, verdict, number in cursor.execute(query, [list(without)]).fetchall():
        counts[rule, track][verdict] = number
    return dict(counts)


def stale(
    cursor: duckdb.DuckDBPyConnection, software: str, rules: str, policy: str, case_id: str | None
) -> dict[str, str]:
    """Case -> what it is to be computed from, where that is not what it was computed from; all cases, or one of them.

    The inputs are the note abstractions, the last decision on a value, the versions of software and rules, the site's
    numbers, and the last import, where there is one: without it they are what they were before there were imports.
    """
    query = """
        WITH readings AS (
            SELECT case_id, string_agg(abstraction_id::VARCHAR, ' ' ORDER BY abstraction_id) AS numbers
            FROM current_abstractions WHERE ? IS NULL OR case_id = ? GROUP BY case_id
        ), decided AS (
            SELECT case_id, max(sequence) AS last FROM review_decisions
            WHERE element <> '' AND action IN (SELECT unnest(?::VARCHAR[])) GROUP BY case_id
        ), imported AS (
            SELECT case_id, max(import_id) AS last FROM imported_abstractions GROUP BY case_id
        ), wanted AS (
            SELECT r.case_id, md5(concat_ws('/', r.numbers, coalesce(d.last, 0), ?, ?, ?, 'imported ' || i.last)) AS inputs
            FROM readings r LEFT JOIN decided d ON d.case_id = r.case_id LEFT JOIN imported i ON i.case_id = r.case_id
        )
        SELECT w.case_id, w.inputs FROM wanted w
        LEFT JOIN case_stages s ON s.case_id = w.case_id
        WHERE s.inputs IS DISTINCT FROM w.inputs ORDER BY w.case_id
    """
    return dict(cursor.execute(query, [case_id, case_id, list(VALUED), software, rules, policy]).fetchall())
