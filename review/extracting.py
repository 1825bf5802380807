"""A note to its abstraction; a note that makes the reader fail is refused and does not stop the others."""

import traceback
from pathlib import Path

from abstraction.records import Note, NoteAbstraction
from extraction import abstract_note
from review.rejection import Rejection

FRAMES = 4


def extract_note(note: Note) -> NoteAbstraction | Rejection:
    """The abstraction of a note, or where the reader failed on it: the place in the program, never the note's words."""
    try:
        return abstract_note(note)
    except Exception as error:
        return Rejection(
            f"note {note.note_id}",
            f"the reader failed on it ({place_of(error)})",
            "report this place; the other notes are read",
        )


def place_of(error: BaseException) -> str:
    """Kind and place of an error, innermost first, without its message, which can quote a note."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
    return f"{type(error).__name__} at {' < '.join(places)}" if places else type(error).__name__
