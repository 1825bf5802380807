"""The notes of one pass over files, by hashes alone and in bounded memory: which came before, and how many cases they make."""

import hashlib
import sqlite3
from types import TracebackType
from typing import Self

from abstraction.records import Note

SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE notes (id INTEGER PRIMARY KEY, whole INTEGER NOT NULL);
    CREATE TABLE texts (text INTEGER PRIMARY KEY, of_case INTEGER NOT NULL);
    CREATE TABLE cases (of_case INTEGER PRIMARY KEY, notes INTEGER NOT NULL, is_new INTEGER NOT NULL);
"""
NEW, SAME, OTHER = "new", "same", "other"
TWIN_HERE, TWIN_ELSEWHERE = "twin_here", "twin_elsewhere"


def number(*words: str) -> int:
    """64 bits that stand for these words."""
    digest = hashlib.blake2b("\x00".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


class SeenNotes:
    """Holds no id and no text: SQLite keeps numbers, in memory and beyond its cache in a file without a name."""

    def __init__(self) -> None:
        self._con = sqlite3.connect("")
        self._con.executescript(SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()

    def add(self, note: Note) -> tuple[str, str]:
        """What a note is to those before it: NEW, the SAME again, or an OTHER under the id of one; and for a new one, whether its
        text came before under another id: TWIN_HERE in the case, TWIN_ELSEWHERE, or "".
        """
        key, whole = number(note.note_id), number(note.sha256, note.case_id, note.note_type.value, note.note_date)
        known = self._con.execute("SELECT whole FROM notes WHERE id = ?", (key,)).fetchone()
        if known is not None:
            return (SAME if known[0] == whole else OTHER), ""
        text, case = number(note.sha256), number(note.case_id)
        twin = self._con.execute("SELECT of_case FROM texts WHERE text = ?", (text,)).fetchone()
        self._con.execute("INSERT INTO notes VALUES (?, ?)", (key, whole))
        self._con.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (text, case))
        return NEW, "" if twin is None else TWIN_HERE if twin[0] == case else TWIN_ELSEWHERE

    def count_case(self, case_id: str, *, is_new: bool) -> None:
        """Count a note of this case."""
        query = "INSERT INTO cases VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET notes = notes + 1"
        self._con.execute(query, (number(case_id), is_new))

    def cases(self) -> tuple[int, int, int]:
        """How many cases there are, how many of them are new, and how many have one note."""
        query = "SELECT count(*), coalesce(sum(is_new), 0), coalesce(sum(notes = 1), 0) FROM cases"
        found: tuple[int, int, int] = self._con.execute(query).fetchone()
        return found
