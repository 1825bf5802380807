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
NUMBERED_WORDS = Anchors(
    *("right", "left", "r:", "l:", "r (", "l (", "r =", "l ="),
    *(f"{side}{behind}" for side in ("rt", "lt") for behind in ":=(–0123456789"),
    *(f"{side} {behind}" for side in ("rt", "lt") for behind in " :=(–0123456789otfsen"),
)
# What may stand before the first or the second of the two in its sentence.
AHEAD = pattern_of(r"[\W_]*(?:[^.;]{0,60}(?:[,;:] |\band ))?$")
OTHER_PLACE = pattern_of(
    r"\b(?:lungs?|pulmonary|nodes?|ln|ovar\w+|adrenals?|iliac|pleura\w*|kidneys?|breasts?|ports?|trocars?|drains?|clips?)\b"
)
# "RAS wild type, left sided, MSS", "left sided primary": the side of the bowel.
PRIMARY_BEHIND = pattern_of(
    r"(?:ness)?\W{0,3}(?:primary|colon\w*|colorectal(?! (?:liver |hepatic )?(?:metast|mets|deposit|secondar|lesion))|bowel|rectal|sigmoid|cancer|carcinoma|tumou?rs?|adenocarcinoma|m?crc|mss|msi|pmmr|dmmr|k?ras|braf|her2|wild)\b|ness\b"
)
PRIMARY_BEFORE = pattern_of(
    r"\b(?:wild type|wt|mutant|mutated|mss|msi ?\w*|pmmr|dmmr|her2 \w+|colon|rectum|rectal cancer|colon cancer|colorectal cancer|primary|adenocarcinoma|crc)\W{1,3}(?:and )?$"
)
PRIMARY_REACH = 40
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


def is_side_of_bowel(text: str, side: re.Match[str]) -> bool:
    """Whether "left sided" tells on which side the primary lay."""
    if not text.endswith("sided", side.start(), side.end()):
        return False
    before = (max(0, side.start() - PRIMARY_REACH), side.start())
    return PRIMARY_BEHIND.match(text, side.end()) is not None or PRIMARY_BEFORE.search(text, *before) is not None
