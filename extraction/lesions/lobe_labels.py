"""Entries of a form that tell the lobes of what it is about: "Distribution: bilateral", "Lobe: right", "Sides: both"."""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.patterns import pattern_of
from extraction.reading import Reading

LABELS = Anchors("distribution", "lobe", "side", "laterality", "location", "spread")
LABEL = pattern_of(
    r"(?:(?:lobar )?distribution|lobes?(?: (?:involved|affected))?|sides?(?: (?:involved|affected))?|laterality|location|spread)"
    r" ?(?:[:=]|\.{3}) *(?P<value>bi ?lobar|bi ?lateral|both(?: (?:lobes|sides))?|(?:right|left|rt|lt) ?(?:and|\+|&|/|,) *(?:right|left|rt|lt)|right|left|rt|lt)"
    r"(?: (?:lobe|liver|side))?(?: only)?(?!\w)"
)
# "Right: 4 mets", "LEFT SIDE (2 mets)", "R: 3 lesions", "right side 3, left side 1".
NUMBERED = pattern_of(
    r"(?P<value>(?:right|left|rt|lt)(?: side)?|[rl](?= ?[:=(])) ?[:=(–-]? ?"
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\b(?! ?[mc]m\b|[.,]\d)(?: (?:liver|hepatic))?(?P<named> (?:mets?|metastas[ei]s|lesions?|deposits?)\b)?"
)
NUMBERED_WORDS = Anchors("right", "left", "rt", "lt", "r:", "l:", "r (", "l (", "r =", "l =")
# What may stand before the first or the second of the two in its sentence.
AHEAD = pattern_of(r"[\W_]*(?:[^.;]{0,60}(?:[,;:] |\band ))?$")
OTHER_PLACE = pattern_of(
    r"\b(?:lungs?|pulmonary|nodes?|ln|ovar\w+|adrenals?|iliac|pleura\w*|kidneys?|breasts?|ports?|trocars?|drains?|clips?)\b"
)
SHORT = {"rt": "right", "lt": "left", "r": "right", "l": "left"}
SIDES = frozenset({"right", "left", *SHORT})
# What an entry ends with.
BEHIND = frozenset({"", ",", ";", ".", "("})


def labelled_lobes(reading: Reading) -> list[re.Match[str]]:
    """The entries, each with the lobes as its `value`."""
    text = reading.levelled
    found = []
    for match in matches_at(LABEL, text, places(text, LABELS)):
        start, end = reading.sentence_at(match.start())
        if not text[start : match.start()].strip(" -*") and text[match.end() : end].lstrip()[:1] in BEHIND:
            found.append(match)
    return found


def numbered_sides(reading: Reading) -> list[re.Match[str]]:
    """Both sides of the liver, each with its number; none where only one is told so."""
    text = reading.levelled
    found = []
    for match in matches_at(NUMBERED, text, places(text, NUMBERED_WORDS)):
        start, end = reading.sentence_at(match.start())
        at_start = not text[start : match.start()].strip(" -*")
        if (
            at_start or (len(match.group()) > 1 and AHEAD.fullmatch(text, start, match.start()))
        ) and not OTHER_PLACE.search(text, start, end):
            found.append(match)
    return found if {side_of(match) for match in found} == {"right", "left"} else []


def side_of(entry: re.Match[str]) -> str:
    """The side that the entry tells."""
    value = entry.group("value").removesuffix(" side")
    return SHORT.get(value, value) if value in SIDES else "bilobar"
