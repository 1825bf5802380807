"""Questions put to the registry: the SQL of a typed question run on the locked-down connection, which it only reads."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.question import Question
from registry.question_fields import NODES, STATIONS
from registry.question_sql import Statement, answer_statement, totals_statement
from registry.store import Registry


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all cases: `cases` that are asked about, `open` where that cannot be told; `without` a field of the answer, by field.

    `untold` are cases asked about that do not state what the share is of.
    """

    cases: int
    open: int
    all: int
    untold: int
    without: dict[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows by column, the totals, and the SQL with its parameters."""

    rows: tuple[dict[str, Any], ...]
    totals: Totals
    sql: str
    parameters: dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note states a field of a case."""

    case_id: str
    field: str
    note_id: str
    start: int
    end: int
    text: str


def put(registry: Registry, question: Question, left_out: Sequence[str] = ()) -> Found:
    """Run the question over the cases that are not left out. KeyError where it names a field that there is not."""
    statement, totals = answer_statement(question, left_out), totals_statement(question, left_out)
    names, rows = run(registry, statement)
    _, [(cases, undecided, everything, untold, *without)] = run(registry, totals)
    fields = [question.measure, *question.by] if question.measure else question.by
    return Found(
        tuple(dict(zip(names, row, strict=True)) for row in rows),
        Totals(cases, undecided, everything, untold, dict(zip(fields, without, strict=True))),
        statement.text,
        statement.parameters,
    )


def run(registry: Registry, statement: Statement) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows."""
    with registry.reading() as cursor:
        result = cursor.execute(statement.text, statement.parameters)
        return [column[0] for column in result.description or []], result.fetchall()


def places(registry: Registry, case_ids: Sequence[str], fields: Sequence[str]) -> tuple[Place, ...]:
    """Where the notes state these fields of these cases; of a site outside the liver only what is about it."""
    elements = {name.partition(".")[0] for name in fields}
    sites = {name.partition(".")[2] for name in fields if name.startswith("ehd.")}
    sites |= set(STATIONS) if NODES in fields else set()
    query = """
        WITH evidence AS (
            SELECT case_id, element, unnest(evidence_json::JSON[]) AS one FROM case_values
            WHERE case_id IN (SELECT unnest($cases::VARCHAR[])) AND element IN (SELECT unnest($elements::VARCHAR[]))
        )
        SELECT e.case_id, e.element, e.one::VARCHAR, n.text FROM evidence e
        JOIN current_notes n ON n.note_id = e.one ->> 'note_id'
        ORDER BY e.case_id, e.element, n.note_date DESC, (e.one ->> 'start')::INTEGER
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query, {"cases": list(case_ids), "elements": sorted(elements)}).fetchall()
    found = []
    for case_id, element, written, text in rows:
        one = json.loads(written)
        if element == "ehd" and sites and one["value"] not in sites:
            continue
        start, end = one["start"], one["end"]
        found.append(Place(case_id, element, one["note_id"], start, end, text[start:end]))
    return tuple(found)


def named_case(registry: Registry, text: str) -> str | None:
    """The case whose id stands in the text as a word; None where none or more than one does."""
    words = re.findall(r"[^\s,;:?!\"'()]+", text)
    query = "SELECT DISTINCT case_id FROM notes WHERE case_id IN (SELECT unnest($words::VARCHAR[])) LIMIT 2"
    with registry.reading() as cursor:
        rows = cursor.execute(query, {"words": [*words, *(word.rstrip(".") for word in words)]}).fetchall()
    return str(rows[0][0]) if len(rows) == 1 else None
