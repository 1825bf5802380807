"""A row of plain data to a checked Note, or to a rejection that says what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from abstraction.records import Note, NoteType
from review.importers.columns import OWN, Columns
from review.rejection import Rejection
from review.written_dates import DateOrder, written_dates

LONGEST_NOTE = 1_000_000
LONGEST_ID = 200
KINDS = ", ".join(note_type.value for note_type in NoteType)
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the user says of notes that do not say it themselves, of how dates are meant, and of how text is encoded.

    Without `case_id`, a text file belongs to the case its folder is named after where that is certain; with
    `needs_case` False, as for reading without storing, also where it is not. `with_fields` asks for
    what the lines state of them to be stored too. `columns` says
    which column of a table is what.
    """

    note_type: NoteType | None = None
    note_date: str | None = None
    case_id: str | None = None
    encoding: str = "utf-8"
    date_order: DateOrder | None = None
    needs_case: bool = True
    with_fields: bool = False
    columns: Columns = OWN


def note_of(row: Mapping[str, Any], where: str, defaults: Defaults) -> Note | Rejection:
    """A checked note, or the first thing that is wrong with it."""
    note_id = identifier(row.get("note_id"))
    if note_id is None:
        return Rejection(where, "no note_id that is a short word or number", "give every note an id of its own")
    where = where if where.endswith(f"{note_id}.txt") else f"{where}, note {note_id}"
    wrong = wrong_text(row.get("text"))
    if wrong:
        return Rejection(where, *wrong)
    text: str = row["text"]
    case_id = identifier(row.get("case_id") or defaults.case_id)
    if case_id is None:
        if row.get("case_id") or defaults.needs_case:
            return Rejection(where, "its case cannot be told", "add case_id, a short word or number, or say --case-id")
        case_id = note_id
    note_type = kind_of(row, text, defaults)
    if note_type is None:
        return Rejection(where, "its type cannot be told", f"add note_type or say --note-type ({KINDS})")
    written = row.get("note_date")
    stated = written or defaults.note_date
    day = day_of(stated, defaults.date_order) if stated else None
    if not stated:
        # Here and not above: a worker is given notes whose type and date are told, and is to start quickly.
        from review.note_header import date_of_text

        day = date_of_text(text, note_type, defaults.date_order)
    if day is None:
        unclear = "its note_date can be read two ways or is no date" if written else "its date cannot be told"
        return Rejection(where, unclear, "add note_date as YYYY-MM-DD, or say --date-order or --note-date")
    # Somewhere it is tomorrow already.
    if date.fromisoformat(day) > date.today() + timedelta(days=1):
        return Rejection(where, f"its date {day} lies in the future", "correct the date, or the clock of this machine")
    return Note(note_id, case_id, note_type, day, text)


def wrong_text(text: object) -> tuple[str, str] | None:
    """What is wrong with the text of a note and what to do about it, None when nothing is."""
    if text is None or (isinstance(text, str) and not text.strip()):
        return "the note has no text", "leave it out"
    if not isinstance(text, str):
        return "its text is not text", "check the column named text"
    if len(text) > LONGEST_NOTE:
        return f"{len(text):,} characters, more than {LONGEST_NOTE:,}", "split it into its documents"
    if "\x00" in text:
        return "holds NUL characters", "save it as plain text in UTF-8"
    if not is_encodable(text):
        return "not valid in this encoding", "save it in UTF-8, or try --encoding latin-1"
    return None


def identifier(value: object) -> str | None:
    """An id as text; None for what is no short printable word or number, such as a column of notes taken for one of ids."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    written = str(value).strip() if not isinstance(value, int) or abs(value) < 10**LONGEST_ID else ""
    if not written or len(written) > LONGEST_ID or CONTROL.search(written):
        return None
    return written


def is_encodable(text: str) -> bool:
    """Whether the text is free of lone surrogates, which stand for bytes that are not valid."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def kind_of(row: Mapping[str, Any], text: str, defaults: Defaults) -> NoteType | None:
    """The type the row states, else the user's, else the text's own; None when a stated one is no type."""
    stated = row.get("note_type")
    written = str(stated).strip().lower() if stated else ""
    if written in tuple(NoteType):
        return NoteType(written)
    from review.note_header import type_of_name, type_of_text

    if stated:
        return type_of_name(written)
    return defaults.note_type or type_of_text(text)


def day_of(value: object, order: DateOrder | None) -> str | None:
    """An ISO 8601 day from a date or from text that holds one date, readable in one way."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    found = list(written_dates(str(value)[:100], order))
    return found[0].iso if len(found) == 1 else None
