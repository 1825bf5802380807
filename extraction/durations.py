"""Spans of time written in words or digits ("2.5 years", "a year and a half", "18M") -> months."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extraction.anchors import Anchors, matches_at, one_in, places
from extraction.number_words import NUMBERS
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

WORDS = NUMBERS | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
TEN = r"(?:twenty|thirty|forty|fifty|sixty)"
UNIT_WORD = "one|two|three|four|five|six|seven|eight|nine"
WORD = rf"(?:{TEN}\s(?:{UNIT_WORD})|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
NUMBER = rf"(?:\d{{1,2}}\s1/2|\d{{1,3}}(?:[.,]\d)?(?:\s?½)?|½|{WORD})"
# "Two disease-free years", "eighteen quiet months".
KIND = (
    r"(?:(?:disease|tumou?r|cancer|relapse|recurrence|metastasis|event) free|clear|full|good|clean|quiet|uneventful)\s"
)
YEARS, MONTHS = r"(?:years?|yrs?|(?<=[\d\s½])y)(?=\d|\b)\.?", r"(?:months?|mos?|mths?|mth|m)\b\.?"
# The text is levelled: lower case, hyphens are blanks. A bare "m" needs its digits right before it: "18m" is months, "18 m" metres.
# "Year later", "year and a half after": one, with its article left out.
BARE_YEAR = r"(?<!last )(?<!this )(?<!that )(?<!each )(?<!next )(?<!same )(?<!first )(?<!the )(?=year\s(?:later\b|and\s(?:a\s)?half\b))"
BARE_YEARS = ("year later", "year and half", "year and a half")
DURATION = pattern_of(
    rf"(?<![\w,/])(?<!\d\.)(?:(?P<half>half\s(?:a\s)?year)"
    rf"|(?P<years>{NUMBER}|{BARE_YEAR})(?P<and_half>\sand\s(?:a\s)?half)?(?:\s?|\s{KIND}){YEARS}'?(?P<half_behind>\sand\s(?:a\s)?half)?"
    rf"(?:\s?(?:and|,|&)?\s?(?P<more>{NUMBER})\s?{MONTHS})?"
    rf"|(?:(?<=interval )|(?<=interval: )|(?<=dfi )|(?<=dfi: ))(?P<labelled>\d{{1,2}})/12(?![\d/])"
    rf"|(?P<twelfths>\d{{1,2}})/12(?=\s(?:after|later|post|since|ago|from|following|dfi))"
    rf"|(?P<months>{NUMBER})(?:(?<=\d)\s?|\s|\s{KIND})(?:(?:months?|mos?|mths?|mth)\b|(?<=\d)m\b|(?<=\d\s)m\b)\.?'?)"
)
# Its unit: a word of its own, or letters behind the number.
UNIT = pattern_of(r"y(?:ear|r|(?<=[\d\s½]y)\b|(?<=[\d\s½]y)\d)|m(?:(?<=[\d\s]m)(?:o|th|\b))|/12")
AGE = r"\s(?:old|of age|(?:male|female|man|woman|lady|gentleman|m|f)\b)"
AGE_BEHIND = pattern_of(AGE)
# A unit that is no age's, with the digit or blank before it, and what a number or its kind ends in.
COUNTED_WORDS = Anchors(
    *(f"{digit}{unit}" for digit in range(10) for unit in ("m", " m", "y")),
    *("½y", " y", "year", " mo", " mt", "/12"),
)
COUNTED = pattern_of(
    rf"[\d½ ]{{0,2}}(?P<unit>(?:y(?:ears?|rs?|(?<=[\d\s½]y))(?=\d|\b)|m(?<=[\d\s]m)(?:onths?|os?|ths?)?\b)\.?+'?+(?!{AGE})|/12(?![\d/]))"
)
NUMBER_ENDS = (*WORDS, "½", "half", "free", "clear", "full", "good", "clean", "quiet", "uneventful")
LONGEST_END = 12
RANGE_BEFORE = pattern_of(r"\d\s(?:to\s)?$|[<>≤≥]\s?$|\b(?:less|more|fewer|greater|longer|shorter) than\s$")
BARE_M = pattern_of(r"\d\s?m$")
NAMED_BEFORE = pattern_of(
    r"\b(?:dfi|dfs|interval|free|period|time|latency|rfs)[\s:=(]*(?:of\s|was\s|is\s)?(?:about\s|ca\.?\s|~)?$|\binterval\s[^.;:\d]{3,40}[:=]\s?$"
)


class Duration(NamedTuple):
    """A span of time at `[start, end)` in months."""

    start: int
    end: int
    months: float


def unit_places(levelled: str) -> list[int]:
    """Where a month or a year may be named, in order."""
    return [match.start() for match in UNIT.finditer(levelled)]


def duration_units(reading: Reading) -> list[int]:
    """Where the note names months or years that are counted, in order."""
    return counted_units(reading.levelled)


def counted_units(levelled: str) -> list[int]:
    """Where a month or a year stands behind what may be a number and is no age, in order."""
    named = [at for at in places(levelled, COUNTED_WORDS) if "mm" not in levelled[at : at + 4]]
    found = {
        at
        for at in [told.start("unit") for told in matches_at(COUNTED, levelled, named)]
        if (before := levelled[max(0, at - LONGEST_END) : at].rstrip())[-1:].isdigit()
        or before.endswith(NUMBER_ENDS)
        or levelled.startswith(BARE_YEARS, at)
    }
    return sorted(found)


def read_durations(levelled: str, span: Interval, units: list[int]) -> Iterator[Duration]:
    """Durations in months or years of the span in order; ages, ranges, bounds and shorter units are left out."""
    if not one_in(units, *span):
        return
    for match in DURATION.finditer(levelled, *span):
        if AGE_BEHIND.match(levelled, match.end()) or RANGE_BEFORE.search(levelled, span[0], match.start()):
            continue
        if (
            match.group("months")
            and BARE_M.search(match.group())
            and not NAMED_BEFORE.search(levelled, span[0], match.start())
        ):
            continue  # "55m" is a man's age
        yield Duration(match.start(), match.end(), months_of(match))


def months_of(match: re.Match[str]) -> float:
    """The match in months."""
    if match.group("half"):
        return 6
    if months := match.group("months") or match.group("twelfths") or match.group("labelled"):
        return number_of(months)
    years = number_of(match.group("years") or "a") + (
        0.5 if match.group("and_half") or match.group("half_behind") else 0
    )
    return round(12 * years + (number_of(match.group("more")) if match.group("more") else 0), 1)


def number_of(word: str) -> float:
    """A number in digits or words."""
    half = 0.5 if "½" in word or " 1/2" in word else 0.0
    word = word.replace("½", "").replace(" 1/2", "").strip()
    if not word:
        return half
    if word[0].isdigit():
        return float(word.replace(",", ".")) + half
    return float(sum(WORDS[part] for part in word.split())) + half
