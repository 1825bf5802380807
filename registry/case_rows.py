"""Cases as they were last computed, a batch at a time, for whoever writes them out: as much memory at 100 cases as at a million."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import duckdb

from abstraction.decisions import standing
from abstraction.records import Assertion, CaseValue, Claim, Lesion, Mention, ReviewDecision, Status
from registry import decision_store
from registry.rows import evidence_from, mention_from
from registry.store import Registry

BATCH = 1000
IN_BATCH = "case_id IN (SELECT unnest(?::VARCHAR[]))"


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of a case without its text: its newest version, the hash of it, and what it was last read with."""

    note_id: str
    version: int
    note_type: str
    note_date: str
    sha256: str
    software: str
    lexicon: str


@dataclass(frozen=True, slots=True)
class LesionRow:
    """One lesion of the records of a note, numbered from 1 within it."""

    note_id: str
    number: int
    lesion: Lesion


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidate sets of a case, and the software, lexicon and rules that it was last computed with."""

    ecmtg: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    software: str = ""
    lexicon: str = ""
    rules: str = ""


@dataclass(frozen=True, slots=True)
class CaseRows:
    """All that is kept of one case but the text of its notes and the verdicts; `held` is the decision that holds for an element."""

    case_id: str
    values: Mapping[str, CaseValue]
    conflicts: Mapping[str, tuple[Claim, ...]]
    held: Mapping[str, ReviewDecision]
    notes: tuple[NoteRow, ...]
    lesions: tuple[LesionRow, ...]
    computed: Candidates


def case_rows(registry: Registry, case_ids: Sequence[str]) -> Iterator[CaseRows]:
    """These cases in this order; a case that is not there comes with nothing in it."""
    remaining = iter(case_ids)
    while batch := list(islice(remaining, BATCH)):
        with registry.reading() as cursor:
            values, conflicts = _values(cursor, batch), _conflicts(cursor, batch)
            decisions, notes, lesions = _decisions(cursor, batch), _notes(cursor, batch), _lesions(cursor, batch)
            computed = _candidates(cursor, batch)
        for one in batch:
            held = standing(decisions.get(one, ()))
            found = tuple(notes.get(one, ())), tuple(lesions.get(one, ()))
            yield CaseRows(one, values[one], conflicts[one], held, *found, computed.get(one, Candidates()))


def _values(cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> dict[str, dict[str, CaseValue]]:
    """Case -> element -> its value."""
    found: dict[str, dict[str, CaseValue]] = defaultdict(dict)
    columns = "case_id, element, value_json, status, reasons_json, source, evidence_json"
    query = f"SELECT {columns} FROM case_values WHERE {IN_BATCH}"
    for case_id, element, value, status, reasons, source, evidence in cursor.execute(query, [case_ids]).fetchall():
        given = json.loads(value), evidence_from(evidence), Status(status), tuple(json.loads(reasons)), source
        found[case_id][element] = CaseValue(element, *given)
    return found


def _conflicts(cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> dict[str, dict[str, tuple[Claim, ...]]]:
    """Case -> element -> the sides on which its notes disagree."""
    found: dict[str, dict[str, tuple[Claim, ...]]] = defaultdict(dict)
    query = f"SELECT case_id, element, claims_json FROM case_conflicts WHERE {IN_BATCH}"
    for case_id, element, claims in cursor.execute(query, [case_ids]).fetchall():
        found[case_id][element] = tuple(
            Claim(one["note_id"], one["value"], tuple(map(mention_from, one["evidence"]))) for one in json.loads(claims)
        )
    return found


def _decisions(cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> dict[str, list[ReviewDecision]]:
    """Case -> its decisions in the order they were made."""
    found: dict[str, list[ReviewDecision]] = defaultdict(list)
    for decision in decision_store.load(cursor, case_ids):
        found[decision.case_id].append(decision)
    return found


def _notes(cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> dict[str, list[NoteRow]]:
    """Case -> its notes by date and id."""
    found: dict[str, list[NoteRow]] = defaultdict(list)
    query = f"""
        SELECT c.case_id, n.note_id, n.version, n.note_type, n.note_date, n.sha256, a.software, a.lexicon
        FROM current_abstractions c
        JOIN notes n ON n.note_id = c.note_id AND n.version = c.version
        JOIN note_abstractions a ON a.abstraction_id = c.abstraction_id
        WHERE c.{IN_BATCH} ORDER BY n.note_date, n.note_id
    """
    for case_id, note_id, version, kind, day, *rest in cursor.execute(query, [case_ids]).fetchall():
        found[case_id].append(NoteRow(note_id, version, kind, day.isoformat(), *rest))
    return found


def _lesions(cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> dict[str, list[LesionRow]]:
    """Case -> the lesions of its notes, by date and id of the note."""
    query = f"""
        SELECT c.case_id, c.note_id, l.abstraction_id, l.position, l.segments_json, l.size_mm, l.prior_size_mm, l.assertion
        FROM current_abstractions c
        JOIN lesions l ON l.abstraction_id = c.abstraction_id
        JOIN notes n ON n.note_id = c.note_id AND n.version = c.version
        WHERE c.{IN_BATCH} ORDER BY n.note_date, n.note_id, l.position
    """
    rows = cursor.execute(query, [case_ids]).fetchall()
    evidence = _lesion_evidence(cursor, [row[2] for row in rows])
    found: dict[str, list[LesionRow]] = defaultdict(list)
    for case_id, note_id, number, position, segments, size, prior, assertion in rows:
        said = tuple(evidence[number, position])
        lesion = Lesion(tuple(json.loads(segments)), size, prior, Assertion(assertion), said)
        found[case_id].append(LesionRow(note_id, position + 1, lesion))
    return found


def _lesion_evidence(cursor: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> dict[tuple[int, int], list[Mention]]:
    """(Abstraction number, position of a lesion) -> where the note says so."""
    found: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    query = """
        SELECT abstraction_id, owner, element, start_offset, end_offset, value_json, assertion, section FROM mentions
        WHERE role = 'lesion' AND abstraction_id IN (SELECT unnest(?::BIGINT[])) ORDER BY abstraction_id, owner, position
    """
    for number, owner, element, start, end, value, assertion, section in cursor.execute(query, [numbers]).fetchall():
        found[number, owner].append(Mention(element, start, end, json.loads(value), Assertion(assertion), section))
    return found


def _candidates(cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> dict[str, Candidates]:
    """Case -> its candidate sets and the versions it was computed with."""
    query = f"""
        SELECT s.case_id, s.ecmtg_json, s.group_json, r.software, r.lexicon, r.rules
        FROM case_stages s JOIN runs r ON r.run_id = s.run_id WHERE s.{IN_BATCH}
    """
    return {
        case_id: Candidates(tuple(json.loads(ecmtg)), tuple(json.loads(group)), *versions)
        for case_id, ecmtg, group, *versions in cursor.execute(query, [case_ids]).fetchall()
    }
