"""Lobes of the liver that a note names: one of them, both, a sector, or a side with its number."""

import re
from bisect import bisect_left
from sys import maxsize
from typing import NamedTuple

from extraction.anchors import Anchors, first_at, matches_at, places
from extraction.lesions.lobe_labels import SHORT, is_side_of_bowel, labelled_lobes, numbered_sides, side_of
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

BOTH = pattern_of(
    r"\bb/l (?:lobes?|liver|hepatic)\b|(?:(?<=mets[ ,][( ])|(?<=metastas[ei]s[ ,][( ])|(?<=lesions[ ,][( ]))b/l(?=[,;.)])|"
    r"\bbi ?lobar(?:ly)?\b|\b(?:both|either) (?:of )?(?:the )?(?:liver |hepatic )?(?:lobes?|sides|halves|hemi ?livers)\b|\btwo (?:liver |hepatic )?(?:lobes|sides|halves|hemi ?livers)\b|\bbilateral(?:ly)?(?= (?:\d{1,2} )?(?:colorectal )?(?:liver|hepatic|lobe|lobar|met|crlm))|"
    r"\b(?:right and left|left and right) (?:liver |hepatic )?(?:lobes?|liver|hemi ?livers?|halves|sides)\b|\bthroughout (?:both lobes of )?(?:the )?(?:liver|hepatic|parenchyma)|"
    r"\b(?:each|per) (?:(?:of the )?(?:liver |hepatic )?(?:lobe|hemi ?liver)|(?:side|half) of (?:the )?liver)\b(?! of (?:the )?(?:thyroid|lung|prostate))|"
    r"\b(?:all|every) (?:liver |hepatic )?segments?\b|\b(?:whole|entire) liver\b|\b(?:r and l|l and r|r & l|r/l) (?:liver |hepatic )?lobes?\b|"
    r"\b(?:right|left|rt|lt|r|l) (?:liver |hepatic )?lobe and (?:most|much|parts?|some|half|(?:the )?rest|(?:a )?(?:good )?(?:part|portion)) of (?:the )?(?:right|left|rt|lt|r|l)\b"
)
# "Ultrasound of the whole liver" says what was looked at, and not where lesions are.
EXAMINED = pattern_of(
    r"\b(?:ultraso\w+|sonograph\w+|echograph\w+|examination|inspection|palpation|mobili[sz]ation|survey|scan|volume|volumetry) of (?:the )?$"
)
BOTH_WORDS = Anchors(
    "bi lobar", "bilobar", "both ", "either ", "bilateral", "right and left", "left and right", "r and l", "l and r", "r & l", "r/l",
    "throughout ", "whole liver", "entire liver", "b/l",
    *(f"{every} {liver}segment" for every in ("all", "every") for liver in ("", "liver ", "hepatic ")),
    *(f"{each} {part}" for each in ("each", "per") for part in ("of the ", "liver ", "hepatic ", "lobe", "hemi", "side ", "half ")),
    *(f"two {liver}{part}" for liver in ("", "liver ", "hepatic ") for part in ("lobes", "sides", "halves", "hemi")),
    *(f"{side} {liver}lobe and" for side in ("right", "left", "rt", "lt", "r", "l") for liver in ("", "liver ", "hepatic ")),
)  # fmt: skip
SIDE = pattern_of(
    r"\b(?P<initial>[rl]) (?:(?:hepatic|liver) )?lobe\b|\b(?P<side>right|left|rt|lt)(?: sided)?(?: (?:hepatic|liver))? (?:lobe|hemi ?liver|liver|liver lobe|(?:half|side) of (?:the )?liver|sided)\b|\b(?P<dome>right|left) (?:hepatic|liver) dome\b|"
    r"\b(?P<sector>right|left|rt|lt) (?:anterior|posterior|lateral|medial|paramedian)(?: hepatic| liver)? (?:section|sector|segment|lobe|liver)s?\b|"
    r"\b(?:anterior|posterior|lateral|medial|paramedian) (?P<turned>right|left) (?:section|sector)s?\b|"
    r"\b(?:on|in) (?:the )?(?P<bare>(?:(?<= the )(?:right|left)|(?:right|left)(?=\s*(?:[,;:.()\n/+&]|$|(?:and|or|there|is|are|was|were|up|with|one|two|three|four|five|six)\b)))\b)(?! (?:hepatic|portal|lung|side|upper|lower|middle|adrenal|kidney|ovary|lobe|liver|hemi|anterior|posterior|lateral|medial))|\b(?P<adverb>right|left) sided\b"
)
NAMED_SIDES = Anchors("right", "left")
SIDE_WORDS = Anchors(
    *NAMED_SIDES,
    *(f"{side} {behind}" for side in ("rt", "lt") for behind in "si he li lo ha an po la me pa".split()),
    *(f"{side} {liver}lobe" for side in "rl" for liver in ("", "liver ", "hepatic ")),
    *(f"{word} {the}{side}" for word in ("on", "in") for the in ("", "the ") for side in NAMED_SIDES),
    *(
        f"{sector} {side}"
        for sector in ("anterior", "posterior", "lateral", "medial", "paramedian")
        for side in NAMED_SIDES
    ),
)
# "(3 right, 2 left)"
NUMBERED_SIDE = pattern_of(r"(?P<side>right|left)\b(?: side)?(?=\s*(?:[,;)(./+&]|and\b|$))")
NUMBER_BEFORE = pattern_of(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?: (?:liver )?(?:mets|metastases|lesions|masses|deposits|nodules|foci|tumou?rs|ones|more|others))? (?:(?:on|in|to) (?:the )?)?$"
)
# "liver metastases, bilateral"
BILATERALS = Anchors("bilateral")
BILATERAL = pattern_of(
    r"\bbilateral(?:ly)?\b(?! (?:\w+ )?(?:lungs?|pulmon\w*|pleur\w*|adrenals?|ovar\w*|hilar|inguinal|iliac|neck|renal|kidneys?|breasts?|mediastin\w*|lower|upper|basal|oophorec\w*|ureter\w*|hydro\w*))"
)
LIVER_BEFORE = pattern_of(
    r"\b(?:(?:liver|hepatic) (?:mets?|metastas[ei]s|lesions|masses|deposits|disease|secondaries)|(?:mets?|metastas[ei]s|deposits) (?:in|of) (?:the )?(?:liver|hepatic parenchyma))\W{1,3}(?:\w+ ){0,2}$"
)
SIDE_REACH = 40


class Lobe(NamedTuple):
    """A lobe named at `[start, end)`."""

    start: int
    end: int
    side: str


def read_lobes(reading: Reading, span: Interval) -> list[Lobe]:
    """Lobes of the liver in the span."""
    starts, lobes = reading.once(all_lobes)
    start, end = span
    first = first_at(starts, start)
    if starts[first] >= end:
        return []
    return [lobe for lobe in lobes[first : first_at(starts, end, first)] if lobe.end <= end]


def all_lobes(reading: Reading) -> tuple[list[int], list[Lobe]]:
    """Lobes of the liver in the note, in order, with where each is named and an end of every search."""
    text = reading.levelled
    both, sides = places(text, BOTH_WORDS), places(text, SIDE_WORDS)
    found = [
        Lobe(match.start(), match.end(), "bilobar")
        for match in matches_at(BOTH, text, both)
        if not EXAMINED.search(text, max(0, match.start() - 24), match.start())
    ]
    found += [
        Lobe(match.start(), match.end(), "bilobar")
        for match in matches_at(BILATERAL, text, places(text, BILATERALS))
        if LIVER_BEFORE.search(text, max(0, match.start() - 50), match.start())
    ]
    for match in (*reading.once(labelled_lobes), *reading.once(numbered_sides)):
        if not any(lobe.start < match.end() and match.start("value") < lobe.end for lobe in found):
            found.append(Lobe(*match.span("value"), side_of(match)))
    found.sort()
    taken = [(lobe.start, lobe.end) for lobe in found]
    for match in matches_at(SIDE, text, sides):
        before = bisect_left(taken, (match.end(), 0)) - 1
        if (before < 0 or taken[before][1] <= match.start()) and not is_side_of_bowel(text, match):
            side = next(filter(None, match.groups()))
            found.append(Lobe(match.start(), match.end(), SHORT.get(side, side)))
    for match in matches_at(NUMBERED_SIDE, text, places(text, NAMED_SIDES)):
        if any(lobe.start <= match.start() < lobe.end for lobe in found):
            continue
        counted = NUMBER_BEFORE.search(text, max(0, match.start() - 24), match.start())
        if counted and not is_remaining(text, match, counted):
            found.append(Lobe(*match.span(), match.group("side")))
    found.sort()
    return [*[lobe.start for lobe in found], maxsize], found


def is_remaining(text: str, side: re.Match[str], counted: re.Match[str]) -> bool:
    """Whether "3 liver mets left" tells what is left over and no side: no right is told beside it."""
    around = text[max(0, side.start() - SIDE_REACH) : side.end() + SIDE_REACH]
    return side.group("side") == "left" and counted.group().rstrip()[-1].isalpha() and "right" not in around
