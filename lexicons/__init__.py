"""Vocabulary as data: every YAML file here is validated strictly on load."""

from functools import cache
from importlib.resources import files

import yaml

from lexicons.schema import Element


@cache
def load_elements() -> dict[str, Element]:
    """The data elements of the contract, by id, in the order in which forms show them."""
    found = {
        path.name.removesuffix(".yaml"): Element.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in (files(__name__) / "elements").iterdir()
        if path.name.endswith(".yaml")
    }
    return dict(sorted(found.items(), key=lambda item: item[1].order))
