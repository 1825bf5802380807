"""`redcap.yaml`: the names and codes of REDCap that differ from the words of the data elements."""

import re
from functools import cache
from importlib.resources import files

from lexicons import load_elements
from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml
from review.exporters.state import State

LONGEST_NAME = 26


class RedcapTerms(LexiconModel):
    """The file."""

    names: dict[str, str]
    codes: dict[str, str]
    states: dict[str, str]


@cache
def load_redcap_terms() -> RedcapTerms:
    """The file; ValueError names the entry that is wrong or missing."""
    found = read_yaml(files("review.exporters") / "redcap.yaml", RedcapTerms)
    if strange := sorted(set(found.names) - set(load_elements())):
        raise ValueError(f"redcap.yaml: names: there is no data element {strange[0]}")
    if set(found.states) != {State.DISAGREE, State.NOT_STATED, State.FOUND_NOT_STATED}:
        raise ValueError("redcap.yaml: states: a code for each state without a value but not_asked, and no other")
    return found


def field_name(element: str, ending: str = "") -> str:
    """The field of an element; ValueError where it is longer than REDCap advises."""
    name = load_redcap_terms().names.get(element, element).lower() + ending
    if len(name) > LONGEST_NAME:
        raise ValueError(
            f"redcap.yaml: names: {element} needs a name of its own, {name} is over {LONGEST_NAME} characters"
        )
    return name


def code(word: str) -> str:
    """The code of a choice: as the file says, else the word with nothing but small letters, digits and underscores."""
    return load_redcap_terms().codes.get(word) or re.sub("[^a-z0-9_]", "_", word.lower())
