"""Notes by version and what was read from them: functions over one cursor."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import duckdb

from abstraction.records import Note, NoteAbstraction, NoteType
from registry.arrow_rows import Row, append
from registry.rows import PARTS, abstraction_from, abstraction_rows

# software and lexicon version of a reading
Reader = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StoredNote:
    """The newest stored version of a note, without its text, and who read it."""

    version: int
    sha256: str
    case_id: str
    note_type: str
    note_date: date
    readers: frozenset[Reader]

    def is_same(self, note: Note) -> bool:
        """Whether the note is this version: same text, type and date."""
        stored = (self.sha256, self.case_id, self.note_type, self.note_date.isoformat())
        return stored == (note.sha256, note.case_id, note.note_type.value, note.note_date)


def stored_notes(cursor: duckdb.DuckDBPyConnection, note_ids: Iterable[str]) -> dict[str, StoredNote]:
    """What is stored of these notes, by id; notes that are not stored are left out."""
    # The notes first and their versions after: the view of all current notes costs more with each note that is stored.
    query = """
        WITH asked AS (SELECT unnest(?::VARCHAR[]) AS note_id),
        newest AS (
            SELECT note_id, version, sha256, case_id, note_type, note_date FROM notes
            WHERE note_id IN (FROM asked) QUALIFY version = max(version) OVER (PARTITION BY note_id)
        ), readings AS (SELECT note_id, version, software, lexicon FROM note_abstractions WHERE note_id IN (FROM asked))
        SELECT n.*, r.software, r.lexicon FROM newest n LEFT JOIN readings r USING (note_id, version)
    """
    readers: dict[str, set[Reader]] = defaultdict(set)
    rows: list[Row] = cursor.execute(query, [list(note_ids)]).fetchall()
    for note_id, *_, software, lexicon in rows:
        if software is not None:
            readers[note_id].add((software, lexicon))
    return {
        note_id: StoredNote(version, sha256, case_id, note_type, note_date, frozenset(readers[note_id]))
        for note_id, version, sha256, case_id, note_type, note_date, _, _ in rows
    }


def save(cursor: duckdb.DuckDBPyConnection, found: Sequence[NoteAbstraction], run_id: str, reader: Reader) -> int:
    """Store what is not there yet; returns how many abstractions were new. The caller holds the transaction.

    A note whose text, type or date changed becomes its next version; the older one stays.
    """
    known = stored_notes(cursor, [item.note.note_id for item in found])
    # fetchall, not fetchone: a result with rows left blocks what follows on its cursor.
    last: int = cursor.execute("SELECT coalesce(max(abstraction_id), 0) FROM note_abstractions").fetchall()[0][0]
    rows: dict[str, list[Row]] = defaultdict(list)
    for item in found:
        note, stored = item.note, known.get(item.note.note_id)
        if stored is not None and stored.case_id != note.case_id:
            raise ValueError(f"note {note.note_id} is stored under another case")
        if stored is None or not stored.is_same(note):
            stored = StoredNote(
                stored.version + 1 if stored else 1, note.sha256, note.case_id, note.note_type.value,
                date.fromisoformat(note.note_date), frozenset(),
            )  # fmt: skip
            rows["notes"].append(
                (note.note_id, stored.version, note.sha256, note.case_id, note.note_type.value, note.note_date,
                 note.text, run_id)
            )  # fmt: skip
        if reader in stored.readers:
            continue
        known[note.note_id] = replace(stored, readers=stored.readers | {reader})
        last += 1
        rows["note_abstractions"].append((last, note.note_id, stored.version, *reader, run_id))
        for table, made in abstraction_rows(last, item).items():
            rows[table].extend(made)
    for table, made in rows.items():
        append(cursor, table, made)
    return len(rows["note_abstractions"])


def version_of(cursor: duckdb.DuckDBPyConnection, note_id: str, version: int, called: str) -> Note | None:
    """One stored version of a note, by the id it is to be called; None where there is none."""
    query = "SELECT case_id, note_type, note_date, text FROM notes WHERE note_id = ? AND version = ?"
    for case_id, note_type, day, text in cursor.execute(query, [note_id, version]).fetchall():
        return Note(called, case_id, NoteType(note_type), day.isoformat(), text)
    return None


def stored_at(cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str]) -> dict[str, datetime]:
    """Note -> when the run began that stored its newest version, in UTC, for all notes of these cases."""
    query = """
        SELECT n.note_id, r.started_at FROM current_notes n JOIN runs r ON r.run_id = n.run_id
        WHERE n.case_id IN (SELECT unnest(?::VARCHAR[]))
    """
    return dict(cursor.execute(query, [list(case_ids)]).fetchall())


def load(
    cursor: duckdb.DuckDBPyConnection, case_ids: Sequence[str], reader: Reader | None = None
) -> dict[str, tuple[NoteAbstraction, ...]]:
    """Case -> the abstraction that counts of the newest version of each of its notes, by date and id.

    With a reader, its abstraction in place of the one that counts, for the notes that it has read.
    """
    query = """
        WITH newest AS (
            SELECT note_id, version, case_id, note_type, note_date, text FROM notes
            WHERE case_id IN (SELECT unnest(?::VARCHAR[])) QUALIFY version = max(version) OVER (PARTITION BY note_id)
        )
        SELECT arg_max(a.abstraction_id, (a.software = ? AND a.lexicon = ?, a.precedence)), n.note_id, n.case_id,
               any_value(n.note_type), any_value(n.note_date), any_value(n.text)
        FROM newest n JOIN ranked_abstractions a USING (note_id, version)
        GROUP BY n.note_id, n.case_id ORDER BY n.case_id, any_value(n.note_date), n.note_id
    """
    given = [list(case_ids), *(reader or ("", ""))]
    notes = {
        number: Note(note_id, case_id, NoteType(note_type), day.isoformat(), text)
        for number, note_id, case_id, note_type, day, text in cursor.execute(query, given).fetchall()
    }
    parts = load_parts(cursor, list(notes))
    cases: dict[str, list[NoteAbstraction]] = defaultdict(list)
    for number, note in notes.items():
        cases[note.case_id].append(abstraction_from(note, parts[number]))
    return {case_id: tuple(found) for case_id, found in cases.items()}


def load_parts(cursor: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> Mapping[int, Mapping[str, Sequence[Row]]]:
    """Abstraction number -> table -> its rows in order, without the number."""
    parts: dict[int, dict[str, list[Row]]] = {number: {table: [] for table in PARTS} for number in numbers}
    for table, order in PARTS.items():
        query = f"""
            SELECT * FROM {table} WHERE abstraction_id BETWEEN ? AND ? AND abstraction_id IN (SELECT unnest(?::BIGINT[]))
            ORDER BY abstraction_id, {order}
        """
        # The rows lie by number: what lies outside the limits is not even looked at.
        limits = min(numbers, default=0), max(numbers, default=0)
        for number, *row in cursor.execute(query, [*limits, list(numbers)]).fetchall():
            parts[number][table].append(tuple(row))
    return parts
