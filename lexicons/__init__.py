"""Vocabulary as data: every YAML file here is validated strictly on load."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

# What checks the YAML takes long to import, and a reading with a compiled vocabulary reads no YAML.
if TYPE_CHECKING:
    from lexicons.schema import Element


@cache
def load_elements() -> "dict[str, Element]":
    """All data elements, by id, in the order in which forms show them."""
    from lexicons.schema import Element
    from lexicons.vocabulary import read_yaml

    found = {
        path.name.removesuffix(".yaml"): read_yaml(path, Element)
        for path in (files(__name__) / "elements").iterdir()
        if path.name.endswith(".yaml")
    }
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
