"""`note_types.yaml`: the words by which a note tells its type and its date."""

from functools import cache

from lexicons import folder
from lexicons.schema import LexiconModel
from lexicons.vocabulary import expand, read_yaml


class NoteTypeWords(LexiconModel):
    """Words of file names and phrases of title lines; the examples run as tests."""

    names: list[str]
    titles: list[str]
    found: list[str]
    not_found: list[str]


class DateExample(LexiconModel):
    """The first lines of a note of this type and the date they tell, None where they tell none."""

    note_type: str
    head: str
    date: str | None


class DateLabels(LexiconModel):
    """What stands before a date: of the note itself, of an operation, of something else."""

    note: list[str]
    operative_note: list[str]
    other: list[str]
    examples: list[DateExample]


class NoteTypes(LexiconModel):
    """The whole file."""

    types: dict[str, NoteTypeWords]
    not_a_title: list[str]
    date_labels: DateLabels


@cache
def load_note_types() -> NoteTypes:
    """The words by which notes tell their type and date."""
    return read_yaml(folder() / "note_types.yaml", NoteTypes)


def phrases(terms: list[str]) -> frozenset[str]:
    """Every plain phrase of the terms, in lower case."""
    return frozenset(phrase for term in terms for phrase in expand(term))
