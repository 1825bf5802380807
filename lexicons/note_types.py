"""`note_types.yaml`: the words by which a note tells its type."""

from functools import cache
from importlib.resources import files

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml


class NoteTypeWords(LexiconModel):
    """Words of file names and of title lines; the examples run as tests."""

    names: list[str]
    titles: list[str]
    found: list[str]
    not_found: list[str]


class NoteTypes(LexiconModel):
    """The whole file."""

    types: dict[str, NoteTypeWords]


@cache
def load_note_types() -> dict[str, NoteTypeWords]:
    """Note type -> its words, sharper ones first."""
    return read_yaml(files("lexicons") / "note_types.yaml", NoteTypes).types
