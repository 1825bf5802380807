"""Vocabulary as data: every YAML file here is validated strictly on load."""

from functools import cache
from importlib.resources import files

from lexicons.schema import Element
from lexicons.vocabulary import read_yaml


@cache
def load_elements() -> dict[str, Element]:
    """The data elements of the contract, by id, in the order in which forms show them."""
    found = {
        path.name.removesuffix(".yaml"): read_yaml(path, Element)
        for path in (files(__name__) / "elements").iterdir()
        if path.name.endswith(".yaml")
    }
    return dict(sorted(found.items(), key=lambda item: item[1].order))
