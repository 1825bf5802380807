"""Cases that two people abstract blind, their entries and the adjudications, in the order they were made; all appended."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from abstraction.records import CaseEvidence, Value
from registry import anchor_store
from registry.store import Registry

# The element of the entry that says a person is done with a case.
DONE = ""
EVIDENCE, ENTERED_AT = 5, 7  # columns of an entry as it is loaded


@dataclass(frozen=True, slots=True)
class Draw:
    """One drawing of a share of the cases for two people, by login."""

    draw_id: str
    first: str
    second: str
    percent: float
    seed: str
    drawn_by: str
    drawn_at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person (by login) found for one element of a case; `value` None where it is not stated."""

    entry_id: str
    case_id: str
    element: str
    person: str
    value: Value | None
    evidence: tuple[CaseEvidence, ...]
    remark: str
    entered_at: str
    software: str
    lexicon: str
    rules: str


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What an adjudicator (by name) settled for one element of a case, and the decision that brought it into the case."""

    adjudication_id: str
    case_id: str
    element: str
    value: Value | None
    reason: str
    adjudicator: str
    settled_at: str
    decision_id: str


def append_draw(registry: Registry, draw: Draw, case_ids: Sequence[str]) -> None:
    """Give these cases to the pair of the draw; a draw id that is stored already changes nothing."""
    with registry.transaction() as cursor:
        if cursor.execute("SELECT 1 FROM blind_draws WHERE draw_id = ?", [draw.draw_id]).fetchall():
            return
        cursor.execute(
            "INSERT INTO blind_draws SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM blind_draws",
            [draw.draw_id, draw.first, draw.second, draw.percent, draw.seed, draw.drawn_by, draw.drawn_at],
        )
        cursor.execute("INSERT INTO blind_cases SELECT unnest(?::VARCHAR[]), ?", [list(case_ids), draw.draw_id])


def pairs(registry: Registry) -> dict[str, tuple[str, str]]:
    """Case -> the logins of the two people it is given to, in the order of the draw."""
    query = "SELECT case_id, first, second FROM blind_cases JOIN blind_draws USING (draw_id) ORDER BY case_id"
    with registry.reading() as cursor:
        return {case_id: (first, second) for case_id, first, second in cursor.execute(query).fetchall()}


def is_entered(registry: Registry, entry_id: str) -> bool:
    """Whether an entry of this id is stored."""
    with registry.reading() as cursor:
        return bool(cursor.execute("SELECT 1 FROM blind_entries WHERE entry_id = ?", [entry_id]).fetchall())


def append_entry(registry: Registry, entry: Entry) -> bool:
    """Append an entry; False when its id is stored already."""
    with registry.transaction() as cursor:
        if cursor.execute("SELECT 1 FROM blind_entries WHERE entry_id = ?", [entry.entry_id]).fetchall():
            return False
        cursor.execute(
            "INSERT INTO blind_entries "
            "SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM blind_entries",
            [
                entry.entry_id, entry.case_id, entry.element, entry.person, json.dumps(entry.value),
                anchor_store.signed_json(cursor, entry.evidence), entry.remark, entry.entered_at, entry.software, entry.lexicon, entry.rules,
            ],
        )  # fmt: skip
        return True


def entries(registry: Registry, case_ids: Sequence[str] | None = None) -> tuple[Entry, ...]:
    """Every entry on these cases, or on all, in the order they were made; evidence that is in the notes as they are now."""
    query = """
        SELECT entry_id, case_id, element, person, value_json, evidence_json, remark, entered_at, software, lexicon, rules
        FROM blind_entries
    """
    if case_ids is not None:
        query += " WHERE case_id IN (SELECT unnest(?::VARCHAR[]))"
    given = [] if case_ids is None else [list(case_ids)]
    with registry.reading() as cursor:
        rows = cursor.execute(f"{query} ORDER BY sequence", given).fetchall()
        placed = anchor_store.place(cursor, [anchor_store.pieces_from(row[EVIDENCE], row[ENTERED_AT]) for row in rows])
    return tuple(
        Entry(identity, case_id, element, person, json.loads(value), at.evidence, *rest)
        for (identity, case_id, element, person, value, _, *rest), at in zip(rows, placed, strict=True)
    )


def entered(registry: Registry, login: str) -> dict[str, tuple[int, bool]]:
    """Case given to this person -> how many elements they have entered, and whether they are done with it."""
    query = """
        SELECT c.case_id, count(DISTINCT nullif(e.element, $done)), coalesce(bool_or(e.element = $done), FALSE)
        FROM blind_cases c JOIN blind_draws d USING (draw_id)
        LEFT JOIN blind_entries e ON e.case_id = c.case_id AND e.person = $login
        WHERE $login IN (d.first, d.second) GROUP BY ALL ORDER BY c.case_id
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query, {"login": login, "done": DONE}).fetchall()
    return {case_id: (count, bool(done)) for case_id, count, done in rows}


def append_adjudication(registry: Registry, made: Adjudication) -> bool:
    """Append an adjudication; False when its id is stored already."""
    with registry.transaction() as cursor:
        known = "SELECT 1 FROM adjudications WHERE adjudication_id = ?"
        if cursor.execute(known, [made.adjudication_id]).fetchall():
            return False
        cursor.execute(
            "INSERT INTO adjudications SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM adjudications",
            [
                made.adjudication_id, made.case_id, made.element, json.dumps(made.value), made.reason, made.adjudicator,
                made.settled_at, made.decision_id,
            ],
        )  # fmt: skip
        return True


def adjudications(registry: Registry) -> tuple[Adjudication, ...]:
    """Every adjudication in the order they were made."""
    query = """
        SELECT adjudication_id, case_id, element, value_json, reason, adjudicator, settled_at, decision_id
        FROM adjudications ORDER BY sequence
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query).fetchall()
    return tuple(
        Adjudication(identity, case_id, element, json.loads(value), *rest)
        for identity, case_id, element, value, *rest in rows
    )


def state(registry: Registry) -> tuple[int, ...]:
    """Numbers that are not the same again once an entry, an adjudication, a draw, a note or a reading of one is added or taken back.

    Nor once another reading counts.
    """
    tables = (
        "blind_entries", "adjudications", "blind_cases", "notes", "note_abstractions", "import_events", "promotions",
    )  # fmt: skip
    with registry.reading() as cursor:
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        return tuple(cursor.execute(f"SELECT {counts}").fetchall()[0])


def names_ever(registry: Registry, login: str) -> frozenset[str]:
    """Every name this person has gone by, and the login itself."""
    with registry.reading() as cursor:
        rows = cursor.execute("SELECT DISTINCT name FROM profiles WHERE login = ?", [login]).fetchall()
    return frozenset({login, *(row[0] for row in rows)})
