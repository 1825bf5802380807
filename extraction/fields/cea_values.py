"""One CEA value of a note, and how it is written."""

import re
from datetime import date
from typing import NamedTuple

from extraction.anchors import Anchors
from extraction.patterns import pattern_of

NUMBER = pattern_of(
    r"(?<![\d.,/A-Za-z-])(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)"
    r"|(?<!\d\s)(?:[1-9](?=[ ']?\d{3}\s?(?:[.;,)]|$|\n))|[1-9]\d?(?=[ ']?\d{3}\s?(?:ng/ml|[uµμ]g/l|mcg/l)))[ '\u2009\u202f]\d{3}(?!\d|\.\d)"
    r"|\d{1,6}(?:[.,]\d{1,2})?)(?![\d/]|[.,]\d|\s*(?:%|mm\b|cm\b|mo\b|mths?\b|(?:centi|milli)met\w+|(?:-\s?)?months?(?:ly)?\b|"
    r"w(?:ee)?ks?\b|days?\b|years?\b|yrs?\b|cycles?\b|hours?\b|fold\b|times\b|ml\b|kg\b|of \d|(?-i:h)\b))",
    re.IGNORECASE,
)
# A limit is no result: "<5.0", "cut off 5", "ref 0-5", "if it climbs above 5".
LIMIT = pattern_of(
    r"(?:<|≤|>=|≥|n\s?<|\bref\.?|reference|normal|cut[ -]?off|limit|uln|quotes|above|exceeds?|below|under|threshold)"
    r"\W{0,3}(?:(?:range|value|of|up to|is|at|<|0\s?-|0\.\d\s?-)\W{0,3})*$",
    re.IGNORECASE,
)
# What each of them holds.
LIMIT_WORDS = Anchors(
    *("<", "≤", ">=", "≥", "ref", "normal", "cut", "limit", "uln", "quotes", "above", "exceed", "below", "under"),
    "threshold",
)
BELOW_WORDS = ("<", "less than", "below", "under")
# "CEA <1.0 (14 in January)", "now below 1.0", "under 0.5 today": the newest is too small for a number, and no older one stands for it.
BELOW = r"(?:<\s?|(?:less than|below|under) )\d{1,2}(?:[.,]\d{1,2})?\b"
BELOW_FIRST = pattern_of(rf"(?: levels?)?(?: (?:is|was))?[\s:=]{{0,4}}{BELOW}(?!\)| normal)", re.IGNORECASE)
BELOW_NOW = pattern_of(
    rf"\b(?:now|today|currently|at present|latest|most recently)(?: (?:is|at|of|it is))?[\s:=]{{0,3}}{BELOW}(?!\))"
    rf"|{BELOW}(?:\s?(?:ng/ml|[uµμ]g/l|mcg/l))?,?\s(?:now|today|currently|at present|this week)\b",
    re.IGNORECASE,
)


GAPS, THOUSANDS = pattern_of(r"[\s']"), pattern_of(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")


class Result(NamedTuple):
    """One CEA value with what the words around it say of its time."""

    start: int
    end: int
    value: float
    when: date | None
    is_past: bool
    is_now: bool
    is_rise: bool


def number(written: str) -> float:
    """The value; a comma, blank or apostrophe before three digits separates thousands, else a comma is the decimal sign."""
    if written.isdecimal():
        return float(written)
    written = GAPS.sub("", written)
    return float(written.replace(",", "" if THOUSANDS.fullmatch(written) else "."))
