"""What looks odd about a note that can be taken: ids, date, type, text. A suspicion refuses nothing."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from abstraction.records import Note
from review.note_check import Defaults
from review.written_dates import DateOrder, orders_of

# Characters that ids usually have; a name has blanks and commas, a number that went through a spreadsheet an exponent or `.0`.
USUAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:|\-]*")
SPREADSHEET_ID = re.compile(r"\d(?:\.\d+)?E\+?\d+|\d+\.0+", re.IGNORECASE)
# UTF-8 read as Windows-1252 or Latin-1, and what stands where a character could not be read.
GARBLED = re.compile("[ÃÂ][\u0080-\u00bf]|â(?:€[\u0080-\u00bf™œ˜š›“”]|\u0080[\u0080-\u00bf])|ï»¿|\ufffd")
# Characters that no note has: Windows-1252 read as Latin-1.
CONTROLS = re.compile("[\u0080-\u0084\u0086-\u009f]")
MARKUP = re.compile(r"</?(?:p|br|div|span|table|td|tr|html|body)\b[^>]{0,200}>|\{\\rtf", re.IGNORECASE)
# Lengths at which columns of databases and cells of spreadsheets cut a text off.
CUT_AT = frozenset({255, 4000, 8000, 32767, 65535})
SHORT, LONG = 40, 50_000
OLDEST = date(1985, 1, 1)


def suspects(row: Mapping[str, Any], note: Note, defaults: Defaults) -> Iterator[str]:
    """The names of the checks (`review.import_checks`) that a note of this row fails."""
    for ids in (note.note_id, note.case_id):
        if SPREADSHEET_ID.fullmatch(ids):
            yield "spreadsheet_id"
        elif not USUAL_ID.fullmatch(ids):
            yield "odd_id"
    if not row.get("case_id") and defaults.case_id:
        yield "case_given"
    if not row.get("note_type"):
        yield "type_given" if defaults.note_type else "type_read"
    yield from date_suspects(row.get("note_date"), note, defaults)
    yield from text_suspects(note.text)


def date_suspects(stated: object, note: Note, defaults: Defaults) -> Iterator[str]:
    """The same of its date."""
    if not stated:
        yield "date_given" if defaults.note_date else "date_read"
    elif isinstance(stated, str) and (orders := orders_of(stated[:100])):
        yield "either_order" if len(orders) > 1 else "day_first" if DateOrder.DAY_FIRST in orders else "month_first"
    if date.fromisoformat(note.note_date) < OLDEST:
        yield "old_date"


def text_suspects(text: str) -> Iterator[str]:
    """The same of its text."""
    if GARBLED.search(text):
        yield "garbled"
    elif CONTROLS.search(text):
        yield "controls"
    if MARKUP.search(text):
        yield "markup"
    if len(text) in CUT_AT:
        yield "cut_off"
    elif len(text.strip()) < SHORT:
        yield "short"
    elif len(text) > LONG:
        yield "long"
