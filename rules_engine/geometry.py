"""Couinaud geometry: which adjacent segments stay when some are taken (adjacency is data, `couinaud.yaml`)."""

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


@cache
def load_adjacent() -> tuple[tuple[str, str], ...]:
    """Pairs of segments that share a face."""
    pairs = read_yaml(files("rules_engine") / "couinaud.yaml", Couinaud).adjacent
    return tuple((first, second) for first, second in pairs)


def whole(segments: Iterable[str]) -> set[str]:
    """Segments with 4a and 4b read as 4."""
    return {segment.rstrip("ab") for segment in segments}


def spared_pair(taken: Iterable[str]) -> tuple[str, str] | None:
    """An adjacent pair of segments 2-8 outside the taken ones, if any is left."""
    gone = whole(taken)
    for first, second in load_adjacent():
        if first not in gone and second not in gone:
            return first, second
    return None
