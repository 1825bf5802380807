"""Entries of a form that tell the lobes of what it is about: "Distribution: bilateral", "Lobe: right", "Sides: both"."""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.reading import Reading

LABELS = Anchors("distribution", "lobe", "side", "laterality", "location", "spread")
LABEL = re.compile(
    r"(?:(?:lobar )?distribution|lobes?(?: (?:involved|affected))?|sides?(?: (?:involved|affected))?|laterality|location|spread)"
    r" ?(?:[:=]|\.{3}) *(?P<value>bi ?lobar|bi ?lateral|both(?: (?:lobes|sides))?|(?:right|left|rt|lt) ?(?:and|\+|&|/|,) *(?:right|left|rt|lt)|right|left|rt|lt)"
    r"(?: (?:lobe|liver|side))?(?: only)?(?!\w)"
)
SHORT = {"rt": "right", "lt": "left"}


def labelled_lobes(reading: Reading) -> list[re.Match[str]]:
    """The entries, each with the lobes as its `value`."""
    text = reading.levelled
    found = []
    for match in matches_at(LABEL, text, places(text, LABELS)):
        start, end = reading.sentence_at(match.start())
        if not text[start : match.start()].strip(" -*") and text[match.end() : end].lstrip()[:1] in ("", *",;.("):
            found.append(match)
    return found


def side_of(entry: re.Match[str]) -> str:
    """The side that the entry tells."""
    value = entry.group("value")
    return SHORT.get(value, value) if value in ("right", "left", "rt", "lt") else "bilobar"
