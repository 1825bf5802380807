"""What a note tells of itself, its type and its date, by its file name or first lines; what is not clear is not told."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from abstraction.records import NoteType
from lexicons.note_types import load_note_types, phrases
from review.written_dates import DateOrder, date_of_name, written_dates

HEAD = 800
TITLE_LINES, DATED_LINES = 4, 8
LONGEST_LABEL = 30
# Characters that may stand beside a date that has a line to itself: a weekday, a bracket.
ROOM = 12
LABEL = re.compile(r"\W*(?P<label>[\w.]+(?: [\w.]+){0,2}?)\W*?(?:[:\]]| - )", re.ASCII)


def type_of_name(name: str) -> NoteType | None:
    """The one type a file name such as `2024-03-02_ct_liver.txt` speaks of."""
    words = set(re.split(r"[^a-z]+", name.lower()))
    found = [kind for kind, told in load_note_types().types.items() if words & set(told.names)]
    return NoteType(found[0]) if len(found) == 1 else None


def type_of_text(text: str) -> NoteType | None:
    """The type the first line speaks of that speaks of any; None when that line speaks of two."""
    for line in title_lines(text):
        found = [kind for kind, pattern in titles().items() if pattern.search(line)]
        if found:
            return NoteType(found[0]) if len(found) == 1 else None
    return None


def date_of_text(text: str, note_type: NoteType, order: DateOrder | None = None) -> str | None:
    """The date the first lines give the note: one with a label of its own, else the one of a title or a line by itself.

    None when it can be read two ways, or when several dates could be meant.
    """
    labelled: set[str | None] = set()
    plain: set[str | None] = set()
    labels = date_patterns(operative=note_type is NoteType.OPERATIVE)
    for line in first_lines(text, DATED_LINES):
        if is_content(line):
            continue
        end = 0
        for found in written_dates(line, order):
            whose = owner(line[max(end, found.start - LONGEST_LABEL) : found.start], *labels)
            if whose == "note":
                labelled.add(found.iso)
            elif not whose and (titles()[note_type].search(line) or found.end - found.start >= len(line) - ROOM):
                plain.add(found.iso)
            end = found.end
    told = labelled or plain
    return told.pop() if len(told) == 1 else None


def owner(before: str, own: re.Pattern[str], other: re.Pattern[str]) -> str:
    """Whose date follows these words: "note", "other", or "" when no label says so; of two labels the longer one holds."""
    ours, theirs = own.search(before), other.search(before)
    if ours and not (theirs and theirs.start() < ours.start() < theirs.end()):
        return "note"
    return "other" if theirs else ""


def first_lines(text: str, count: int) -> list[str]:
    """The first lines that are not blank, blanks squeezed."""
    lines = (" ".join(line.split()) for line in text[:HEAD].splitlines())
    return [line for line in lines if line][:count]


def title_lines(text: str) -> Iterator[str]:
    """The lines that can hold a title: up to the first one of other content."""
    for line in first_lines(text, TITLE_LINES):
        if is_content(line):
            return
        yield line


def is_content(line: str) -> bool:
    """Whether the line opens with a label of other content, such as `History:`."""
    match = LABEL.match(line.lower())
    return match is not None and match["label"] in phrases(load_note_types().not_a_title)


@cache
def titles() -> dict[str, re.Pattern[str]]:
    """Note type -> pattern of its titles."""
    return {kind: whole_words(phrases(told.titles)) for kind, told in load_note_types().types.items()}


@cache
def date_patterns(*, operative: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What ends in a label of the note's own date, and what holds a label of another date."""
    labels = load_note_types().date_labels
    own = phrases(labels.note) | (phrases(labels.operative_note) if operative else frozenset())
    other = phrases(labels.other) | (frozenset() if operative else phrases(labels.operative_note))
    # The label must be the last words before the date: `received 3 June, reported` belongs to what follows it.
    return whole_words(own - other, ending=True), whole_words(other)


def whole_words(terms: Collection[str], *, ending: bool = False) -> re.Pattern[str]:
    """A pattern of whole words; `ending` only before the blanks and marks at the end."""
    either = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" + (r"[\s:.=\-]*$" if ending else ""), re.IGNORECASE)


__all__ = ["date_of_name", "date_of_text", "type_of_name", "type_of_text"]
