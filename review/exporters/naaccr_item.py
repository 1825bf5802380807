"""`naaccr.yaml`: the NAACCR items that are written, and how each follows from a data element."""

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from lexicons import load_elements
from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml


class NaaccrItem(LexiconModel):
    """An item: `reads` says how; `codes` are of words, or of sites with disease, empty where none is certain.

    `unknown` is the code for what is not known; an item without one is then left out.
    """

    number: int
    length: int
    reads: Literal["words", "nodes", "date", "sites"]
    element: str
    codes: dict[str, str] = Field(default_factory=dict)
    unknown: str = ""


class NaaccrItems(LexiconModel):
    """The file; `left_out` tells why other items are not written."""

    record_version: str
    specification: str
    at_diagnosis_days: int
    items: dict[str, NaaccrItem]
    left_out: dict[str, str]


@cache
def load_naaccr() -> NaaccrItems:
    """The file; ValueError names the item that is wrong."""
    found = read_yaml(files("review.exporters") / "naaccr.yaml", NaaccrItems)
    known = load_elements()
    for name, item in found.items.items():
        if item.element not in known:
            raise ValueError(f"naaccr.yaml: items > {name}: there is no data element {item.element}")
        words = known[item.element].values if item.reads == "words" else known[item.element].sites
        if strange := sorted(set(item.codes) - set(words)):
            raise ValueError(f"naaccr.yaml: items > {name}: {item.element} has no word {strange[0]}")
        if item.reads == "words" and set(words) != set(item.codes):
            raise ValueError(f"naaccr.yaml: items > {name}: a code for each word of {item.element}, or an empty one")
        if any(len(code) > item.length for code in (item.unknown, *item.codes.values())):
            raise ValueError(f"naaccr.yaml: items > {name}: a code is longer than {item.length}")
    if both := sorted(set(found.items) & set(found.left_out)):
        raise ValueError(f"naaccr.yaml: left_out: {both[0]} is written")
    return found
