"""Vocabulary as data: every YAML file here is validated strictly on load."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

# What checks the YAML takes long to import, and a reading with a compiled vocabulary reads no YAML.
if TYPE_CHECKING:
    from lexicons.schema import Element


# Another folder of the same form in place of this one, for a whole process: a change is tried with it before it is saved.
VARIABLE = "CRLM_LEXICONS"


def folder() -> Path:
    """Where the vocabulary lies: beside this file, unless the environment names another folder."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else Path(__file__).parent


@cache
def load_elements() -> "dict[str, Element]":
    """All data elements, by id, in the order in which forms show them."""
    from lexicons.schema import Element
    from lexicons.vocabulary import read_yaml

    found = {path.stem: read_yaml(path, Element) for path in (folder() / "elements").glob("*.yaml")}
    return dict(sorted(found.items(), key=lambda item: item[1].order))


@cache
def contract_elements() -> "dict[str, Element]":
    """The data elements of the abstraction contract: what a prediction holds and what is scored."""
    return {element: known for element, known in load_elements().items() if known.contract}


@cache
def entered_elements() -> "dict[str, Element]":
    """The supplementary elements that only a person enters."""
    return {element: known for element, known in load_elements().items() if known.entered}


@cache
def supplementary_elements() -> "dict[str, Element]":
    """The data elements beyond the contract, which the rules need: read, consolidated and shown like the others."""
    return {element: known for element, known in load_elements().items() if not known.contract}
