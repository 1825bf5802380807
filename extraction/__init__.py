"""Note -> NoteAbstraction: characters to facts, without spaCy; `extraction.pipeline` is the medspaCy door."""

from collections.abc import Callable
from functools import cache

from abstraction.records import Note, NoteAbstraction
from extraction.native import find_compiled

__all__ = ["abstract_note", "prepare"]

find_compiled(__path__)


def abstract_note(note: Note) -> NoteAbstraction:
    """All that the note states; what reads it is imported with the first note, since most commands read none."""
    return reader()(note)


def prepare() -> None:
    """Import what reads and load the vocabulary now, so that the first note takes no longer than the others."""
    from extraction.reading import build_matcher

    reader()
    build_matcher()


@cache
def reader() -> Callable[[Note], NoteAbstraction]:
    """What reads a note; its patterns are kept for the next run."""
    from extraction.abstraction import abstract_note as read
    from extraction.patterns import keep_patterns

    keep_patterns()
    return read
