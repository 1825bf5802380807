"""Readings, what each version of software and lexicon read, and which of them counts: appended as a chain of hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from abstraction.records import Note, NoteAbstraction, NoteType
from registry import note_store
from registry.errors import BrokenChainError
from registry.hash_chain import START, ChainReport, Head, follow, link
from registry.note_store import Reader
from registry.store import Registry, Versions

COLUMNS = (
    "sequence", "promotion_id", "withdraws", "software", "lexicon", "login", "name", "role", "reason", "promoted_at",
)  # fmt: skip
SELECTED = ", ".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one version of software and lexicon read of the newest versions of the notes.

    `runs` are the runs that read it, oldest first; `notes` how many notes it has read, `counting` for how many it counts.
    """

    software: str
    lexicon: str
    runs: tuple[str, ...]
    first_read: datetime
    notes: int
    counting: int

    @property
    def reader(self) -> Reader:
        """Software and lexicon version."""
        return self.software, self.lexicon


@dataclass(frozen=True, slots=True)
class Promotion:
    """A reading that was promoted, or (`withdraws` its number) one whose promotion was taken back: who, why, when (ISO 8601)."""

    promotion_id: str
    withdraws: int
    software: str
    lexicon: str
    login: str
    name: str
    role: str
    reason: str
    promoted_at: str
    sequence: int = 0

    @property
    def reader(self) -> Reader:
        """Software and lexicon version."""
        return self.software, self.lexicon


def readings(registry: Registry) -> tuple[Reading, ...]:
    """Every reading of the newest versions of the notes, in the order they were begun."""
    query = """
        WITH read AS (
            SELECT a.* FROM note_abstractions a JOIN current_notes n ON n.note_id = a.note_id AND n.version = a.version
        )
        SELECT r.software, r.lexicon, list(DISTINCT r.run_id), min(u.started_at), count(*),
               count(c.abstraction_id)
        FROM read r LEFT JOIN runs u ON u.run_id = r.run_id
        LEFT JOIN current_abstractions c ON c.abstraction_id = r.abstraction_id
        GROUP BY r.software, r.lexicon ORDER BY min(r.abstraction_id)
    """
    with registry.reading() as cursor:
        begun = dict(cursor.execute("SELECT run_id, started_at FROM runs").fetchall())
        rows = cursor.execute(query).fetchall()
    return tuple(
        Reading(software, lexicon, tuple(sorted(runs, key=lambda run: begun.get(run, datetime.min))), *rest)
        for software, lexicon, runs, *rest in rows
    )


def promotions(registry: Registry) -> tuple[Promotion, ...]:
    """Every promotion and rollback in the order they were made."""
    with registry.reading() as cursor:
        return tuple(_promotion(row) for row in _rows(cursor))


def standing(registry: Registry) -> tuple[Promotion, ...]:
    """The promotions that were not taken back, oldest first; the last one says which reading counts."""
    made = promotions(registry)
    taken_back = {one.withdraws for one in made}
    return tuple(one for one in made if not one.withdraws and one.sequence not in taken_back)


def append(registry: Registry, made: Promotion) -> bool:
    """Append a promotion or rollback; False when its id is stored already, BrokenChainError when the chain was changed outside."""
    with registry.transaction() as cursor:
        if cursor.execute("SELECT 1 FROM promotions WHERE promotion_id = ?", [made.promotion_id]).fetchall():
            return False
        query = "SELECT coalesce(max(sequence), 0), coalesce(arg_max(hash, sequence), ?) FROM promotions"
        end = cursor.execute(query, [START]).fetchall()
        if _heads(cursor) != end:
            raise BrokenChainError(
                "promotions were changed outside of the program, so none is added: `crlm audit verify` says where"
            )
        what = (made.promotion_id, made.withdraws, made.software, made.lexicon)
        who = (made.login, made.name, made.role, made.reason, made.promoted_at)
        row = dict(zip(COLUMNS, (end[0][0] + 1, *what, *who), strict=True))
        digest = link(end[0][1], row)
        marks = ", ".join("?" for _ in COLUMNS)
        cursor.execute(f"INSERT INTO promotions ({SELECTED}, hash) VALUES ({marks}, ?)", [*row.values(), digest])
        cursor.execute("UPDATE promotion_head SET length = ?, hash = ?", [row["sequence"], digest])
        return True


def verify(registry: Registry) -> ChainReport:
    """Whether every promotion and rollback is as it was written."""
    with registry.reading() as cursor:
        return follow(_rows(cursor), _heads(cursor), "promotion")


def readers(registry: Registry, case_ids: Sequence[str]) -> dict[str, dict[str, Reader]]:
    """Case -> note -> software and lexicon of the abstraction that counts."""
    query = """
        SELECT c.case_id, c.note_id, a.software, a.lexicon
        FROM current_abstractions c JOIN note_abstractions a ON a.abstraction_id = c.abstraction_id
        WHERE list_contains(?::VARCHAR[], c.case_id) ORDER BY ALL
    """
    found: dict[str, dict[str, Reader]] = {}
    with registry.reading() as cursor:
        for case_id, note_id, software, lexicon in cursor.execute(query, [list(case_ids)]).fetchall():
            found.setdefault(case_id, {})[note_id] = (software, lexicon)
    return found


def abstractions_by(
    registry: Registry, case_ids: Sequence[str], reader: Reader
) -> dict[str, tuple[NoteAbstraction, ...]]:
    """Case -> its note abstractions as they would count if this reading were promoted."""
    with registry.reading() as cursor:
        return note_store.load(cursor, case_ids, reader)


def cases_apart(registry: Registry, first: Reader, second: Reader) -> tuple[str, ...]:
    """The cases with a note for which not the same abstraction would count, in order."""
    query = """
        SELECT DISTINCT c.case_id FROM current_abstractions c
        LEFT JOIN note_abstractions f
        ON f.note_id = c.note_id AND f.version = c.version AND f.software = $first[1] AND f.lexicon = $first[2]
        LEFT JOIN note_abstractions s
        ON s.note_id = c.note_id AND s.version = c.version AND s.software = $second[1] AND s.lexicon = $second[2]
        WHERE coalesce(f.abstraction_id, c.abstraction_id) <> coalesce(s.abstraction_id, c.abstraction_id)
        ORDER BY c.case_id
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query, {"first": list(first), "second": list(second)}).fetchall()
    return tuple(row[0] for row in rows)


def begin_reread(registry: Registry, versions: Versions, login: str, name: str) -> str:
    """The run that reads the stored notes again with these versions: one that was interrupted, or a new one."""
    query = """
        SELECT run_id FROM rereads JOIN runs USING (run_id)
        WHERE finished_at IS NULL AND software = ? AND lexicon = ? ORDER BY started_at DESC LIMIT 1
    """
    with registry.alone():
        with registry.reading() as cursor:
            begun = cursor.execute(query, [versions.software, versions.lexicon]).fetchall()
        if begun:
            return str(begun[0][0])
        run_id = registry.start_run(versions)
        with registry.transaction() as cursor:
            cursor.execute("INSERT INTO rereads VALUES (?, ?, ?)", [run_id, login, name])
        return run_id


def newest_reader(registry: Registry, case_id: str) -> Reader | None:
    """Software and lexicon of the abstraction that was made last of those that count for a case."""
    query = """
        SELECT a.software, a.lexicon
        FROM current_abstractions c JOIN note_abstractions a ON a.abstraction_id = c.abstraction_id
        WHERE c.case_id = ? ORDER BY a.abstraction_id DESC LIMIT 1
    """
    with registry.reading() as cursor:
        found = cursor.execute(query, [case_id]).fetchall()
    return (found[0][0], found[0][1]) if found else None


def unread(registry: Registry, reader: Reader) -> int:
    """How many notes this reader has yet to read."""
    with registry.reading() as cursor:
        return int(cursor.execute(f"SELECT count(*) FROM ({UNREAD})", list(reader)).fetchall()[0][0])


def unread_notes(registry: Registry, reader: Reader, after: str, limit: int) -> list[Note]:
    """The next notes, by id, that this reader has yet to read; the empty id comes before all."""
    query = f"SELECT note_id, case_id, note_type, note_date, text FROM ({UNREAD}) WHERE note_id > ? ORDER BY note_id LIMIT ?"
    with registry.reading() as cursor:
        rows = cursor.execute(query, [*reader, after, limit]).fetchall()
    return [Note(note_id, case_id, NoteType(kind), day.isoformat(), text) for note_id, case_id, kind, day, text in rows]


UNREAD = """
    SELECT n.* FROM current_notes n WHERE NOT EXISTS (
        SELECT 1 FROM note_abstractions a
        WHERE a.note_id = n.note_id AND a.version = n.version AND a.software = ? AND a.lexicon = ?
    )
"""


def _rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows as they are stored, with their hash."""
    found = cursor.execute(f"SELECT {SELECTED}, hash FROM promotions ORDER BY sequence, rowid").fetchall()
    return [dict(zip((*COLUMNS, "hash"), row, strict=True)) for row in found]


def _promotion(row: dict[str, Any]) -> Promotion:
    """A promotion from its row."""
    return Promotion(**{name: row[name] for name in COLUMNS})


def _heads(cursor: duckdb.DuckDBPyConnection) -> list[Head]:
    """The stored length of the chain and its last hash: one row, unless somebody took it out or added to it."""
    return [(length, last) for length, last in cursor.execute("SELECT length, hash FROM promotion_head").fetchall()]
