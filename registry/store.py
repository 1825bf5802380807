"""The registry: saves and loads typed records; one file, one writer, a transaction a batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import duckdb

from abstraction.decisions import ASSIGN
from abstraction.records import Note, NoteAbstraction, ReviewDecision
from registry import case_store, decision_store, note_store, policy_store, progress_store
from registry.case_store import ComputedCase, SitePolicy, StoredResult, StoredStage
from registry.connection import connect, why_it_failed
from registry.hash_chain import ChainReport
from registry.migrate import migrate
from registry.note_store import StoredNote
from registry.policy_store import PolicyChange
from registry.progress_store import Progress

__all__ = [
    "ComputedCase", "PolicyChange", "Registry", "SitePolicy", "StoredNote", "StoredResult", "StoredStage", "Versions",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the rows of a run; `policy` is the hash over the site's numbers."""

    software: str
    lexicon: str
    rules: str
    policy: str = ""


class Registry:
    """An open registry file; every method may be called from any thread and raises RegistryError when the file fails."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._con = con
        self._writing = RLock()
        self.path = path

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Self:
        """Open or make the file; a RegistryError says in one line why it cannot be."""
        where = Path(path)
        con = connect(where, read_only=read_only)
        try:
            migrate(con, where, read_only=read_only)
        except duckdb.Error as error:
            con.close()
            raise why_it_failed(where, error) from None
        except BaseException:
            con.close()
            raise
        return cls(con, where)

    def close(self) -> None:
        """Release the file."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for each call: a cursor shared by threads mixes up their results."""
        try:
            cursor = self._con.cursor()
            try:
                cursor.execute("USE crlm")
                yield cursor
            finally:
                cursor.close()
        except duckdb.Error as error:
            raise why_it_failed(self.path, error) from None

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor whose writes are stored together or not at all; one thread at a time."""
        with self._writing, self.reading() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):  # a failed COMMIT has rolled back already
                    cursor.execute("ROLLBACK")
                raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other thread writes meanwhile: what is read here is still so when it is written on."""
        with self._writing:
            yield

    # --- runs and notes ---------------------------------------------------------------------------------------------

    def start_run(self, versions: Versions) -> str:
        """A new run; every row it writes names it."""
        run_id = uuid4().hex
        with self.transaction() as cursor:
            cursor.execute(
                "INSERT INTO runs VALUES (?, ?, NULL, ?, ?, ?)",
                [run_id, now(), versions.software, versions.lexicon, versions.rules],
            )
        return run_id

    def finish_run(self, run_id: str) -> None:
        """Mark the run as complete."""
        with self.transaction() as cursor:
            cursor.execute("UPDATE runs SET finished_at = ? WHERE run_id = ?", [now(), run_id])

    def stored_notes(self, note_ids: Iterable[str]) -> dict[str, StoredNote]:
        """What is stored of these notes, by id; notes that are not stored are left out."""
        with self.reading() as cursor:
            return note_store.stored_notes(cursor, note_ids)

    def save_notes(self, found: Sequence[NoteAbstraction], run_id: str, versions: Versions) -> int:
        """Store a batch in one transaction; returns how many were new. What is there already is left as it is.

        A changed note becomes its next version. ValueError when a note is stored under another case.
        """
        with self.transaction() as cursor:
            return note_store.save(cursor, found, run_id, (versions.software, versions.lexicon))

    def case_ids(self) -> tuple[str, ...]:
        """Every case, in order."""
        with self.reading() as cursor:
            rows = cursor.execute("SELECT DISTINCT case_id FROM notes ORDER BY case_id").fetchall()
        return tuple(row[0] for row in rows)

    def note_abstractions(self, case_id: str) -> tuple[NoteAbstraction, ...]:
        """The abstraction that counts of the newest version of each note of the case, by date; none for an unknown case."""
        return self.case_abstractions([case_id]).get(case_id, ())

    def case_abstractions(self, case_ids: Sequence[str]) -> dict[str, tuple[NoteAbstraction, ...]]:
        """The same for many cases at once, by case; unknown cases are left out."""
        with self.reading() as cursor:
            return note_store.load(cursor, case_ids)

    def note_versions(self, note_id: str) -> tuple[tuple[int, str], ...]:
        """(version, sha256) of every stored version of a note, oldest first."""
        with self.reading() as cursor:
            query = "SELECT version, sha256 FROM notes WHERE note_id = ? ORDER BY version"
            return tuple((row[0], row[1]) for row in cursor.execute(query, [note_id]).fetchall())

    def note_version(self, note_id: str, version: int, called: str) -> Note | None:
        """One stored version of a note, by the id it is to be called; None where there is none."""
        with self.reading() as cursor:
            return note_store.version_of(cursor, note_id, version, called)

    def notes_stored_at(self, case_ids: Sequence[str]) -> dict[str, datetime]:
        """Note -> when the run began that stored its newest version, in UTC, for all notes of these cases."""
        with self.reading() as cursor:
            return note_store.stored_at(cursor, case_ids)

    # --- cases --------------------------------------------------------------------------------------------------------

    def stale_cases(self, versions: Versions, case_id: str | None = None) -> dict[str, str]:
        """Case -> the inputs it is to be computed from, where they are not those it was computed from."""
        with self.reading() as cursor:
            return case_store.stale(cursor, versions.software, versions.rules, versions.policy, case_id)

    def save_cases(self, computed: Sequence[ComputedCase], run_id: str) -> None:
        """Replace what was last computed for these cases, in one transaction."""
        with self.transaction() as cursor:
            case_store.save(cursor, computed, run_id)

    def results(self, case_id: str) -> tuple[StoredResult, ...]:
        """What every rule said of a case when it was last computed; none for a case that was not."""
        with self.reading() as cursor:
            return case_store.results(cursor, case_id)

    def stages(self) -> dict[str, StoredStage]:
        """The stored summary of every computed case."""
        with self.reading() as cursor:
            return case_store.stages(cursor)

    def verdict_counts(self, without: Iterable[str] = ()) -> dict[tuple[str, str], dict[str, int]]:
        """(rule, track) -> verdict -> number of cases, as last computed; `without` are cases that are not counted."""
        with self.reading() as cursor:
            return case_store.verdict_counts(cursor, list(without))

    def cases_with_verdict(self, rule: str, track: str, verdict: str) -> frozenset[str]:
        """The cases of which this rule last said this."""
        query = "SELECT case_id FROM rule_results WHERE rule = ? AND track = ? AND verdict = ?"
        with self.reading() as cursor:
            return frozenset(row[0] for row in cursor.execute(query, [rule, track, verdict]).fetchall())

    def case_dates(self) -> dict[str, tuple[int, str, str]]:
        """Case id -> (number of notes, first date, last date)."""
        query = "SELECT case_id, count(*), min(note_date), max(note_date) FROM current_notes GROUP BY case_id"
        with self.reading() as cursor:
            rows = cursor.execute(query).fetchall()
        return {case_id: (count, first.isoformat(), last.isoformat()) for case_id, count, first, last in rows}

    # --- decisions ----------------------------------------------------------------------------------------------------

    def append_decision(self, decision: ReviewDecision) -> bool:
        """Append a decision; False when this decision id is stored already."""
        with self.transaction() as cursor:
            return decision_store.append(cursor, decision)

    def decisions(self, case_id: str | None = None, *, as_made: bool = False) -> tuple[ReviewDecision, ...]:
        """The decisions on a case, or on all, in the order they were made.

        Their evidence is placed in the notes as they are now, or `as_made` left where it was given.
        """
        with self.reading() as cursor:
            return decision_store.load(cursor, None if case_id is None else [case_id], as_made=as_made)

    def decisions_by_case(self, case_ids: Sequence[str]) -> dict[str, tuple[ReviewDecision, ...]]:
        """Case -> its decisions in the order they were made, for those of these cases that have any."""
        found: dict[str, list[ReviewDecision]] = defaultdict(list)
        with self.reading() as cursor:
            for decision in decision_store.load(cursor, case_ids):
                found[decision.case_id].append(decision)
        return {case_id: tuple(made) for case_id, made in found.items()}

    def note_hashes(self, case_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """Case -> note -> hash of the text of its newest version."""
        query = "SELECT case_id, note_id, sha256 FROM current_notes WHERE case_id IN (SELECT unnest(?::VARCHAR[]))"
        found: dict[str, dict[str, str]] = defaultdict(dict)
        with self.reading() as cursor:
            for case_id, note_id, digest in cursor.execute(query, [list(case_ids)]).fetchall():
                found[case_id][note_id] = digest
        return dict(found)

    def progress(self) -> dict[str, Progress]:
        """Case -> how far its review is, for every computed case."""
        with self.reading() as cursor:
            return progress_store.progress(cursor)

    def case_inputs(self, case_id: str) -> str:
        """What the case was last computed from; empty before that."""
        with self.reading() as cursor:
            rows = cursor.execute("SELECT inputs FROM case_stages WHERE case_id = ?", [case_id]).fetchall()
        return str(rows[0][0]) if rows else ""

    def profile(self, login: str) -> str:
        """The name this user of the machine reviews under, or nothing."""
        query = "SELECT name FROM profiles WHERE login = ? ORDER BY rowid DESC LIMIT 1"  # clocks go back
        with self.reading() as cursor:
            rows = cursor.execute(query, [login]).fetchall()
        return str(rows[0][0]) if rows else ""

    def save_profile(self, login: str, name: str) -> None:
        """Keep the name this user reviews under."""
        with self.transaction() as cursor:
            cursor.execute("INSERT INTO profiles VALUES (?, ?, ?)", [login, name, now()])

    def people(self) -> tuple[str, ...]:
        """Every name that reviews, has decided or was given a case."""
        query = """
            SELECT name FROM profiles UNION SELECT reviewer FROM review_decisions
            UNION SELECT value_json ->> '$' FROM review_decisions WHERE action = ? AND value_json <> 'null'
        """
        with self.reading() as cursor:
            return tuple(row[0] for row in cursor.execute(query, [ASSIGN]).fetchall())

    def decision_rows(self, case_id: str | None = None) -> list[dict[str, Any]]:
        """The rows of the chain as they are stored, of a case or of all; values as JSON."""
        with self.reading() as cursor:
            return [row for row in decision_store.rows(cursor) if case_id in (None, row["case_id"])]

    def verify_decisions(self, noted: str = "") -> ChainReport:
        """Whether every decision is as it was written; `noted` is a hash of the chain written down before."""
        with self.reading() as cursor:
            return decision_store.verify(cursor, noted)

    # --- the site's numbers -------------------------------------------------------------------------------------------

    def append_policy(self, changes: Sequence[PolicyChange]) -> int:
        """Append changes of the site's numbers, all or none; returns how many are new."""
        with self.transaction() as cursor:
            return policy_store.append(cursor, changes)

    def policy_changes(self) -> tuple[PolicyChange, ...]:
        """Every change of the site's numbers in the order they were made."""
        with self.reading() as cursor:
            return policy_store.load(cursor)


def now() -> datetime:
    """The time in UTC, as the TIMESTAMP columns keep it."""
    return datetime.now(UTC).replace(tzinfo=None)
