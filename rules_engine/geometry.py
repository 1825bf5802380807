"""Couinaud geometry: adjacency, lobes and named resections are data (`couinaud.yaml`)."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml


class Couinaud(LexiconModel):
    """`couinaud.yaml`."""

    adjacent: list[list[str]]
    left: list[str]
    right: list[str]
    major_from: int
    regions: dict[str, list[str]]


@cache
def load_couinaud() -> Couinaud:
    """Adjacent pairs, hemilivers, and the segments that a named region or resection takes."""
    return read_yaml(files("rules_engine") / "couinaud.yaml", Couinaud)


def whole(segments: Iterable[str]) -> set[str]:
    """Segments with 4a and 4b read as 4."""
    return {segment.rstrip("ab") for segment in segments}


def spared_pair(taken: Iterable[str]) -> tuple[str, str] | None:
    """An adjacent pair of segments 2-8 outside the taken ones, if any is left."""
    gone = whole(taken)
    for first, second in load_couinaud().adjacent:
        if first not in gone and second not in gone:
            return first, second
    return None


def lobes(segments: Iterable[str]) -> set[str]:
    """The hemilivers that hold these segments; segment 1 belongs to neither."""
    held = whole(segments)
    couinaud = load_couinaud()
    return {name for name, part in (("left", couinaud.left), ("right", couinaud.right)) if held & set(part)}
