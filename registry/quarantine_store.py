"""Notes that could not be read, and why: kept without their text, so that the same versions do not try again unasked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from abstraction.records import Note, sha256_of
from registry.note_store import Reader
from registry.store import Registry, now

COLUMNS = "note_id, case_id, note_type, note_date::VARCHAR, sha256, what, software, lexicon, quarantined_at"


@dataclass(frozen=True, slots=True)
class Held:
    """A note in quarantine: which text of it, what the reader ended with, and who tried when (UTC)."""

    note_id: str
    case_id: str
    note_type: str
    note_date: str
    sha256: str
    what: str
    software: str
    lexicon: str
    since: datetime

    def is_same(self, note: Note, reader: Reader) -> bool:
        """Whether it is this text of the note, with its type and date, that this reader failed on."""
        stored = (self.case_id, self.note_type, self.note_date, self.sha256, self.software, self.lexicon)
        return stored == (note.case_id, note.note_type.value, note.note_date, note.sha256, *reader)


def keep(registry: Registry, failed: Sequence[tuple[Note, str, Reader]], run_id: str) -> None:
    """Put notes into quarantine, each with what went wrong and who tried; a newer attempt takes the place of the one before."""
    if not failed:
        return
    with registry.transaction() as cursor:
        for note, what, reader in failed:
            row = [note.note_id, note.case_id, note.note_type.value, note.note_date, sha256_of(note.text), what]
            cursor.execute(
                "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*row, *reader, now(), run_id],
            )


def held(registry: Registry, note_ids: Iterable[str] | None = None) -> dict[str, Held]:
    """The notes in quarantine by id, all or those of these ids."""
    query = f"SELECT {COLUMNS} FROM quarantine WHERE ? OR note_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY note_id"
    with registry.reading() as cursor:
        rows = cursor.execute(query, [note_ids is None, list(note_ids or ())]).fetchall()
    return {row[0]: Held(*row) for row in rows}


def release(registry: Registry, note_ids: Sequence[str]) -> None:
    """Take notes out that were read after all."""
    if not note_ids:
        return
    with registry.transaction() as cursor:
        cursor.execute("DELETE FROM quarantine WHERE note_id IN (SELECT unnest(?::VARCHAR[]))", [list(note_ids)])
