"""Paths to note abstractions, without a registry."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from abstraction.records import Note, NoteAbstraction
from extraction import abstract_note
from review.sources import Defaults, Rejection, read_notes


def extract_notes(paths: Sequence[Path], defaults: Defaults) -> Iterator[NoteAbstraction | Rejection]:
    """The abstraction of every note of the paths, in order; nothing is stored."""
    for item in read_notes(paths, defaults):
        yield abstract_note(item) if isinstance(item, Note) else item
