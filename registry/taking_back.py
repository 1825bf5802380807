"""What a run added, taken out again in one transaction; decisions, entries and whatever else people made stay."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import duckdb

from registry import import_log
from registry.case_store import CASE_TABLES
from registry.import_log import ImportEvent
from registry.rows import PARTS
from registry.store import Registry

# Where people leave something on a case, each numbered as it is made.
HUMAN_WORK = {
    "review_decisions": "review_decisions",
    "blind_draws": "(SELECT sequence, case_id FROM blind_cases JOIN blind_draws USING (draw_id))",
    "blind_entries": "blind_entries",
    "adjudications": "adjudications",
}
OF_CASES = "case_id IN (SELECT unnest($cases::VARCHAR[]))"
# The readings that a run made, and all readings of the versions that it added.
READINGS = f"""
    SELECT a.abstraction_id FROM note_abstractions a JOIN notes n ON n.note_id = a.note_id AND n.version = a.version
    WHERE n.{OF_CASES} AND (n.run_id = $run OR a.run_id = $run)
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out: versions of notes, readings, abstractions by people that the run loaded, and cases without a note left."""

    versions: int
    readings: int
    stated: int
    cases: int


def marks(registry: Registry) -> dict[str, int]:
    """The last number of each kind of human work: what is made later has a higher one, whatever the clocks say."""
    with registry.reading() as cursor:
        return {
            kind: cursor.execute(f"SELECT coalesce(max(sequence), 0) FROM {rows}").fetchall()[0][0]
            for kind, rows in HUMAN_WORK.items()
        }


def cases_of(registry: Registry, run_id: str) -> tuple[str, ...]:
    """The cases to which a run added a version of a note, a reading, a note in quarantine, or an abstraction by people."""
    query = """
        SELECT case_id FROM notes WHERE run_id = $run
        UNION SELECT n.case_id FROM note_abstractions a
              JOIN notes n ON n.note_id = a.note_id AND n.version = a.version WHERE a.run_id = $run
        UNION SELECT case_id FROM imported_abstractions WHERE run_id = $run
        UNION SELECT case_id FROM quarantine WHERE run_id = $run
        ORDER BY case_id
    """
    with registry.reading() as cursor:
        return tuple(row[0] for row in cursor.execute(query, {"run": run_id}).fetchall())


def worked_on(registry: Registry, case_ids: Sequence[str], since: Mapping[str, int]) -> frozenset[str]:
    """Those of these cases on which people left something after these marks (a kind without a mark: at any time)."""
    found: set[str] = set()
    with registry.reading() as cursor:
        for kind, rows in HUMAN_WORK.items():
            query = f"SELECT DISTINCT case_id FROM {rows} WHERE sequence > $since AND {OF_CASES}"
            given = {"since": since.get(kind, 0), "cases": list(case_ids)}
            found |= {row[0] for row in cursor.execute(query, given).fetchall()}
    return frozenset(found)


def built_on(registry: Registry, run_id: str, case_ids: Sequence[str]) -> frozenset[str]:
    """Those of these cases in which a later run loaded what people abstracted of the notes that this run added."""
    query = """
        SELECT DISTINCT i.case_id FROM imported_abstractions i JOIN notes n ON n.case_id = i.case_id
        WHERE n.run_id = $run AND i.run_id <> $run AND i.case_id IN (SELECT unnest($cases::VARCHAR[]))
          AND (i.note_id = n.note_id AND i.sha256 = n.sha256
               OR i.note_id = '' AND NOT EXISTS (SELECT 1 FROM notes o WHERE o.case_id = n.case_id AND o.run_id <> $run))
    """
    with registry.reading() as cursor:
        found = cursor.execute(query, {"run": run_id, "cases": list(case_ids)}).fetchall()
    return frozenset(row[0] for row in found)


def take_back(registry: Registry, event: ImportEvent, case_ids: Sequence[str]) -> Taken:
    """Take out what the run of the event added to these cases, and append the event with the counts: all of it or nothing.

    The version of a note before becomes the newest again, and so does the reading before. What was computed of a case that
    keeps notes counts as out of date; of one that keeps none it goes.
    """
    cases = {"cases": list(case_ids)}
    given = {**cases, "run": event.run_id}
    with registry.transaction() as cursor:
        for table in PARTS:
            cursor.execute(f"DELETE FROM {table} WHERE abstraction_id IN ({READINGS})", given)
        readings = _count(cursor, f"DELETE FROM note_abstractions WHERE abstraction_id IN ({READINGS})", given)
        versions = _count(cursor, f"DELETE FROM notes WHERE run_id = $run AND {OF_CASES}", given)
        stated = _count(cursor, f"DELETE FROM imported_abstractions WHERE run_id = $run AND {OF_CASES}", given)
        cursor.execute(f"DELETE FROM quarantine WHERE run_id = $run AND {OF_CASES}", given)
        cursor.execute(f"UPDATE case_stages SET inputs = '' WHERE {OF_CASES}", cases)
        kept = "SELECT 1 FROM notes n WHERE n.case_id = {0}.case_id"
        gone = {
            table: _count(cursor, f"DELETE FROM {table} WHERE {OF_CASES} AND NOT EXISTS ({kept.format(table)})", cases)
            for table in CASE_TABLES
        }
        taken = Taken(versions, readings, stated, gone["case_stages"])
        import_log.append_within(cursor, replace(event, detail={**event.detail, **asdict(taken)}))
    return taken


def _count(cursor: duckdb.DuckDBPyConnection, statement: str, given: Mapping[str, object]) -> int:
    """How many rows a statement took out."""
    return int(cursor.execute(statement, given).fetchall()[0][0])
