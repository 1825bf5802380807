"""A note as somebody names it ("the last CT", "the pathology of 2022-06-14", "the first note") -> the note of the case."""

import re
from collections.abc import Sequence

from abstraction.records import NoteAbstraction, NoteType

FIRST, LAST, EARLIER = (
    {"first", "oldest", "initial", "baseline"},
    {"last", "latest", "newest", "recent"},
    {"previous", "prior", "earlier"},
)
ANY = {"note", "report", "document", "letter", "scan", "study", "imaging", "examination", "exam"}
PICTURES = {"scan", "study", "imaging", "examination", "exam", "radiology"}
# Words for a type of note; any other kind is looked for in the first lines of the notes.
TYPES = {
    "radiology": NoteType.RADIOLOGY, "pathology": NoteType.PATHOLOGY, "histology": NoteType.PATHOLOGY, "path": NoteType.PATHOLOGY,
    "operative": NoteType.OPERATIVE, "operation": NoteType.OPERATIVE, "op": NoteType.OPERATIVE, "surgical": NoteType.OPERATIVE,
    "oncology": NoteType.ONCOLOGY, "clinic": NoteType.ONCOLOGY,
}  # fmt: skip
STUDIES = {
    "ct": "ct",
    "mri": "mri",
    "mr": "mri",
    "pet": "pet",
    "us": "ultrasound",
    "ultrasound": "ultrasound",
    "volumetry": "volumetry",
}
BOARD = {"mdt", "board", "tumour board", "tumor board"}
PARTING = frozenset({"and", "to", "with"})  # words between two names of notes
HEAD = 300  # characters in which a note says what it is
YEAR = 4  # letters of a date that is a year alone, which a number may be too
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def in_order(notes: Sequence[NoteAbstraction]) -> list[NoteAbstraction]:
    """The notes, oldest first."""
    return sorted(notes, key=lambda item: (item.note.note_date, item.note.note_id))


def is_kind(note: NoteAbstraction, word: str) -> bool:
    """Whether a note is what the word calls it."""
    if word in PICTURES:
        return note.note.note_type is NoteType.RADIOLOGY
    if word in TYPES:
        return note.note.note_type is TYPES[word]
    head = note.note.text[:HEAD].lower()
    if word in BOARD:
        return bool(re.search(r"\bmdt\b|multidisciplinary|\bboard\b", head))
    return bool(re.search(rf"\b{STUDIES[word]}\b", head)) and (
        word == "volumetry" or note.note.note_type is NoteType.RADIOLOGY
    )


def meant(notes: Sequence[NoteAbstraction], words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """The notes that the words from `at` on can mean, newest first, and how many words that takes; None where they name none.

    "The CT" can mean any CT, "the last CT" and "the CT of 2024-01-10" one of them.
    """
    left = in_order(notes)
    place, taken, certain = "", 0, False
    for word in words[at:]:
        if word in FIRST | LAST | EARLIER and not place:
            place = word
        elif word in TYPES or word in STUDIES or word in BOARD or word in PICTURES:
            left, certain = [note for note in left if is_kind(note, word)], True
        elif word in ANY and (taken or DATE.fullmatch("".join(words[at + 1 : at + 2]))):
            certain = True
        elif DATE.fullmatch(word) and len(word) > YEAR:
            left, certain = [note for note in left if note.note.note_date.startswith(word)], True
        elif word in PARTING and place and taken:  # "the first and the last note"
            certain = True
            break
        elif word not in ("tumour", "tumor") or words[at + taken + 1 : at + taken + 2] != ["board"]:
            break
        taken += 1
    if not certain or not left or (place in EARLIER and len(left) < 2):
        return None
    if place:
        left = [left[0] if place in FIRST else left[-2] if place in EARLIER else left[-1]]
    return tuple(note.note.note_id for note in reversed(left)), taken
