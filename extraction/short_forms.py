"""Short forms written out before a note is read: "w/ contrast", "6 mo", "4# of FOLFOX", "adenoca"; the evidence stands in the note as given."""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.edits import Edit
from extraction.patterns import pattern_of

# Where one may start, in levelled text.
MARKS = Anchors(*("w/", "#", " #", "mo", "mth", "wk", "yr", "adenoca", "adeno ca"), *(f"ca{end}" for end in " .,;:)/'"))
SHORT = pattern_of(
    r"(?<![\w/])(?P<with>w/(?:in\b)?)(?=\s|[a-z]{2})(?!wo?\b|o\b|out\b)"
    r"|(?:(?<=\d)|(?<=\d[ -])|(?<=[a-z] ))(?P<unit>mo|mth|wk|yr)s?\b(?:\.(?=,? (?-i:[a-z])))?"
    r"|(?<=\d)(?P<cycles>\s?#)(?![\w#])(?: (?= ))?"
    r"|(?<![\w.-])(?P<cancer>(?:adeno[ -]?)?ca)\b(?:\.(?= (?-i:[a-z])))?(?![-.]?\s?[\d~<>≥]|\s?[:=+]|\.\s?\d)",
    re.IGNORECASE,
)
UNITS = {"mo": "month", "mth": "month", "wk": "week", "yr": "year"}
# What they count, and how often something is done: "q3mo".
COUNTED = pattern_of(
    r"(?<!q)(?<!q )(?<![\d.,])(?P<number>\d{1,3}|\d{1,2}[.,]\d|[½¼¾]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|few|several"
    r"|twenty[ -](?:one|two|three|four|five|six|seven|eight|nine)|thirty|thirty[ -]six|past|last|next)[ -]?$",
    re.IGNORECASE,
)
ONE = frozenset({"1", "one", "past", "last", "next"})
REACH = 14
# Columns behind a short form stay where they are.
COLUMNS = pattern_of(r"[^\n]*?(?: {3,}\S|\t|\|)")
# "4#": so many cycles, but not "L2#" or "#4".
CYCLES = pattern_of(r"(?<![\w.,#/-])\d{1,2}$")


def short_forms(text: str, levelled: str) -> list[Edit]:
    """The short forms of the text, written out, in order and apart."""
    return [
        Edit(*short.span(), written)
        for short in matches_at(SHORT, text, places(levelled, MARKS))
        if (written := meaning(short)) and not COLUMNS.match(text, short.end())
    ]


def meaning(short: re.Match[str]) -> str:
    """The words that the short form stands for; nothing where it stands for something else."""
    text, start, end = short.string, short.start(), short.end()
    written = short.group()
    if short["cycles"]:
        return " cycles" if CYCLES.search(text, max(0, start - 4), start) else ""
    if short["with"]:
        word = "within" if written[2:] else "with"
        word += " " if text[end : end + 1].isalpha() else ""
    elif short["unit"]:
        counted = COUNTED.search(text, max(0, start - REACH), start)
        if not counted:
            return ""
        word = UNITS[short["unit"].lower()] + ("" if counted["number"].lower() in ONE else "s")
        word = word if text[start - 1] in " -" else " " + word
    else:
        word = "adenocarcinoma" if written[:1] in "Aa" else "carcinoma"
    return word.upper() if written.isupper() else word
