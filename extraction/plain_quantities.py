"""Quantities as they are mostly written: "about 22 millimetres" is read as "22 mm".

A word for "about" at a quantity changes nothing of what an abstraction holds. It is left out before anything is read, so no
reader needs to know where one may stand. At a number of other things it stays: "about 12 metastases" is no exact count.
"""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.patterns import pattern_of
from extraction.placing_back import Edit

ONES = "one|two|three|four|five|six|seven|eight|nine"
NUMBER = (
    rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?|(?:thir|four|fif|six|seven|eigh|nine)teen|ten|eleven|twelve|"
    rf"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -](?:{ONES}))?|{ONES})"
)
UNIT = (
    r"(?:mms?|cms?|millimet(?:er|re)s?|centimet(?:er|re)s?|%|per\s?cent|pct|mls?|cc|[nuµμ]g|"
    r"(?:\w+\s)?(?:cycles?|courses?)|doses|months?|mo|mos|mths?|weeks?|wks?|years?|yrs?)"
)
# "22 x 17 mm", "5 and 6 cycles", "12 mm to 14 mm".
JOIN = r"(?:[\s-]?(?:mm|cm|%))?(?:,\s|\s?(?:[x×/–-]|\b(?:by|to|or|and)\b)\s?)[~≈]?"
QUANTITY = pattern_of(rf"{NUMBER}(?:{JOIN}{NUMBER}){{0,3}}[\s-]{{0,2}}{UNIT}(?![A-Za-z])", re.IGNORECASE)
ROUGHLY = (
    r"(?:about|around|roughly|circa|cca\.?|ca\.?|c\.|appro?x(?:imately|\.)?|appr\.|nearly|almost|close to|some|"
    r"(?:an\s)?estimated(?:\sat|\sto\sbe)?|in the (?:order|region|range|neighbou?rhood) of|"
    r"(?:just|slightly|marginally|a (?:little|bit|touch))\s(?:under|over|below|above|less than|more than|shy of|short of))(?![a-z])"
)
# With the blank behind it; a line end stays.
ABOUT = pattern_of(
    rf"[ (]?(?<!\w)(?P<words>(?:[~≈]|{ROUGHLY}(?:\s{ROUGHLY})?\s?[~≈]?)[^\S\n]{{0,2}})(?=\w)", re.IGNORECASE
)
ABOUT_WORDS = Anchors(
    *("about", "around", "roughly", "circa", "approx", "aprox", "appr.", "nearly", "almost", "close to", "estimated"),
    *(" ca ", "(ca ", " ca.", "(ca.", " cca", "(cca", " c.", "(c.", " some ", "an estimated", "~", "≈"),
    *("in the order of", "in the region of", "in the range of", "in the neighb"),
    *(
        f"{little} {way}"
        for little in ("just", "slightly", "marginally", "a little", "a bit", "a touch")
        for way in ("under", "over", "below", "above", "less than", "more than", "shy of", "short of")
    ),
)
# "Concerns about 8 mm nodules", "rectal ca 35 mm from the verge", "some 8 mm nodules": other words of the same letters.
TOPIC = pattern_of(
    r"(?:concern\w*|worr\w+|ask\w*|question\w*|doubt\w*|\w*certain\w*|unsure|talk\w*|discuss\w*|thinks?|thought|told|comment\w*) $"
)
CANCER = pattern_of(
    r"\b(?:(?:rect|colorect|caec|cec|coloni|flexur|anoproct)al|colonic|sig\w*|rectosig\w*|colon|crc|bowel|flexure|primary|differentiated|mucinous|invasive) $"
)
AT_MEASURE = pattern_of(r"(?:\b(?:of|is|was|are|were|at|to|by|from|for|after|now|only|measur\w+|with|last(?:ed|ing)) |[:,;(] ?)$")
# "CEA approx. 12": the one number that is told without a unit.
CEA = pattern_of(r"\bcea\b[^.;\n\d]{0,24}$")
DIGIT = pattern_of(r"\d")
BEHIND = pattern_of(
    r"(?P<words>[^\S\n]?(?:\((?:appro?x(?:\.|imately)?|ca\.?|circa)\)|(?:appro?x(?:imately|\b)|or so\b|or thereabouts\b)(?:\.(?= [a-z(]))?))(?![^\S\n]?[~\d])",
    re.IGNORECASE,
)
BEHIND_WORDS = Anchors(" approx", " aprox", " (approx", " (ca", " (circa", " or so", " or thereabouts")
MEASURED = pattern_of(r"(?:\d[^\S\n]?(?:mm|cm|%|ml)|millimet(?:er|re)s?|centimet(?:er|re)s?|(?:month|week|year|cycle)s?)$", re.IGNORECASE)
# "22  millimetres", "2.2-centimetre": a unit spelled behind digits.
SPELLED = pattern_of(
    r"(?P<unit>[mc])(?:illi|enti)met(?:er|re)s?(?![A-Za-z²³])", re.IGNORECASE
)
SPELLED_UNITS = Anchors("millimet", "centimet")
GAP = pattern_of(r"(?<=\d)(?:[^\S\n]{1,3}|-)?$")
NEAR = 28


def wordy_quantities(text: str, levelled: str) -> list[Edit]:
    """What is left out of the text, or shortened, in order and apart."""
    found = [*about_words(text, levelled), *words_behind(text, levelled), *spelled_units(text, levelled)]
    if len(found) < 2:
        return found
    found.sort()
    apart = found[:1]
    apart += [edit for before, edit in zip(found, found[1:]) if edit.start >= before.end]
    return apart


def about_words(text: str, levelled: str) -> list[Edit]:
    """The words for "about" that a quantity follows."""
    return [
        Edit(*match.span("words"))
        for match in matches_at(ABOUT, text, places(levelled, ABOUT_WORDS))
        if is_quantity(text, levelled, match) and is_about(text, levelled, match)
    ]


def is_quantity(text: str, levelled: str, match: re.Match[str]) -> bool:
    """Whether a quantity follows, or behind CEA a number."""
    if QUANTITY.match(text, match.end()):
        return True
    start = match.start("words")
    return bool(DIGIT.match(text, match.end()) and CEA.search(levelled, max(0, start - NEAR), start))


def is_about(text: str, levelled: str, match: re.Match[str]) -> bool:
    """Whether the words mean it, by what stands before them."""
    start = match.start("words")
    before = max(0, start - NEAR), start
    match match["words"][:3].lower():
        case "abo":
            return not TOPIC.search(levelled, *before)
        case "ca" | "ca." | "ca ":
            return text[start] == "c" and not CANCER.search(levelled, *before)
        case "som":
            return AT_MEASURE.search(levelled, *before) is not None
        case _:
            return True


def words_behind(text: str, levelled: str) -> list[Edit]:
    """The words for "about" behind a quantity: "22 mm approx.", "22 mm or so"."""
    return [
        Edit(*match.span("words"))
        for match in matches_at(BEHIND, text, places(levelled, BEHIND_WORDS))
        if MEASURED.search(text, max(0, match.start() - NEAR), match.start())
    ]


def spelled_units(text: str, levelled: str) -> list[Edit]:
    """The units spelled behind digits; those of a dictation that spells its numbers stay."""
    found: list[Edit] = []
    for match in matches_at(SPELLED, text, places(levelled, SPELLED_UNITS)):
        gap = GAP.search(text, max(0, match.start() - NEAR), match.start())
        if gap:
            found.append(Edit(gap.start(), match.end(), f"{gap.group()[:1]}{match['unit'].lower()}m"))
    return found
