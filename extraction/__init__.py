"""Note -> NoteAbstraction: characters to facts, without spaCy; `extraction.pipeline` is the medspaCy door."""

from abstraction.records import Note, NoteAbstraction

__all__ = ["abstract_note", "prepare"]


def abstract_note(note: Note) -> NoteAbstraction:
    """All that the note states; what reads it is imported with the first note, since most commands read none."""
    from extraction.abstraction import abstract_note as read

    return read(note)


def prepare() -> None:
    """Import what reads and load the vocabulary now, so that the first note takes no longer than the others."""
    import extraction.abstraction  # noqa: F401
    from extraction.reading import build_matcher

    build_matcher()
