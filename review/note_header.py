"""What a note tells of itself - type and date - from its file name, else from its first lines; nothing is guessed."""

import re
from datetime import date

from abstraction.records import NoteType
from lexicons.note_types import load_note_types

HEAD = 400
ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./]?(\d{2})[-_./]?(\d{2})(?!\d)")
DAY_MONTH_YEAR = re.compile(r"(?<![\d./])(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d\d)(?!\d)")
MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
WORDS = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[ -]((?:19|20)\d\d)",
    re.IGNORECASE,
)
AMERICAN = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)",
    re.IGNORECASE,
)


def type_from_name(name: str) -> NoteType | None:
    """The type a file name such as `2024-03-02_ct_liver.txt` speaks of."""
    words = set(re.split(r"[^a-z]+", name.lower()))
    for note_type, vocabulary in load_note_types().items():
        if words & set(vocabulary.names):
            return NoteType(note_type)
    return None


def type_from_text(text: str) -> NoteType | None:
    """The type the first lines speak of: the title that stands first decides."""
    head = " ".join(text[:HEAD].lower().split()) + " "
    found = [
        (at, order, note_type)
        for order, (note_type, vocabulary) in enumerate(load_note_types().items())
        for title in vocabulary.titles
        if (at := head.find(title)) >= 0 and (at == 0 or not head[at - 1].isalnum())
    ]
    return NoteType(min(found)[2]) if found else None


def date_from(text: str) -> str | None:
    """The first date of a file name or header as ISO 8601; None when there is none or it can be read two ways."""
    head = text[:HEAD]
    readings: list[tuple[int, str | None]] = []
    for match in ISO.finditer(head):
        readings.append((match.start(), iso(int(match[1]), int(match[2]), int(match[3]))))
    for match in WORDS.finditer(head):
        readings.append((match.start(), iso(int(match[3]), MONTHS[match[2][:3].lower()], int(match[1]))))
    for match in AMERICAN.finditer(head):
        readings.append((match.start(), iso(int(match[3]), MONTHS[match[1][:3].lower()], int(match[2]))))
    for match in DAY_MONTH_YEAR.finditer(head):
        readings.append((match.start(), unambiguous(match)))
    readings.sort(key=lambda item: item[0])
    return readings[0][1] if readings else None


def unambiguous(match: re.Match[str]) -> str | None:
    """12.03.2021 is the twelfth of March (dots put the day first); 03/12/2021 could be either and is not read."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if "." in match.group() or first > 12 or first == second:
        return iso(year, second, first)
    return iso(year, first, second) if second > 12 else None


def iso(year: int, month: int, day: int) -> str | None:
    """The date in ISO 8601, None when the numbers make none."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
