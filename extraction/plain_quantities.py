"""Quantities as they are mostly written: "about 22 millimetres" is read as "22 mm".

A word for "about" at a quantity changes nothing of what an abstraction holds. It is left out before anything is read, so no
reader needs to know where one may stand. At a number of other things it stays: "about 12 metastases" is no exact count.
"""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.edits import Edit
from extraction.measurements import UNITS
from extraction.patterns import pattern_of

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
    r"(?:just|slightly|marginally|a (?:little|bit|touch))\s(?:under|over|below|above|less than|more than|shy of|short of)|"
    r"up to|max(?:imum|imally|\.)?)(?![a-z])"
)
# With the blank behind it; a line end stays.
ABOUT = pattern_of(
    rf"[\s(-]?(?<!\w)(?P<words>(?:[~≈]|{ROUGHLY}(?:\s{ROUGHLY})?\s?[~≈]?)[^\S\n]{{0,2}})(?=\w)", re.IGNORECASE
)
ABOUT_WORDS = Anchors(
    *("about", "around", "roughly", "circa", "approx", "aprox", "appr.", "nearly", "almost", "close to", "estimated"),
    *(" ca ", "(ca ", " ca.", "(ca.", " cca", "(cca", " c.", "(c.", " some ", "an estimated", "~", "≈"),
    *("up to ", " max ", " max.", "(max ", "(max.", " maxim", "(maxim"),
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
AT_MEASURE = pattern_of(
    r"(?:\b(?:of|is|was|are|were|at|to|by|from|for|after|now|only|measur\w+|with|last(?:ed|ing)) |[:,;(] ?)$"
)
# "The remnant is estimated at 34 %" is a sentence of its own kind, and read as it stands.
BEING = pattern_of(r"\b(?:is|was|are|were|been|be) $")
ROMAN = r"(?:iv[ab]?|viii|vii|vi|iii|ii|v)"
SEGMENT = rf"(?:[1-8][ab]?|{ROMAN}|i)"
# "Previously up to 37 mm", "segment 8 max. 31 mm": of one lesion, where else the words tell of the largest of several.
OF_ONE = pattern_of(
    r"(?:\b(?:previously|previous|prior|prev\.?|formerly|before|earlier|initially|was|is|now|at|from|metastasis|lesion|nodule|met|deposit|mass|tumou?r|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)"
    rf"|\b(?:(?:seg(?:ment)?\.? |s ?){SEGMENT}|(?<![\w.,/] ){ROMAN})(?:/{SEGMENT})?|->):?,? ?\(?$|\d ?[mc]m \($"
)
# "CEA approx. 12": the one number that is told without a unit.
CEA = pattern_of(r"\bcea\b[^.;\n\d]{0,24}$")
DIGIT = pattern_of(r"\d")
# The full stop of the short form goes with it, unless it may end the sentence too.
BEHIND = pattern_of(
    r"(?P<words>[^\S\n]?(?:\((?:appro?x(?:imately|\.)?|ca\.?|circa)\)|appro?x(?:imately\b|\.(?=[,;:.)]|(?-i:[^\S\n][a-z(]))|\b)|or so\b|or thereabouts\b))"
    r"(?![^\S\n]?[~\d])",
    re.IGNORECASE,
)
BEHIND_WORDS = Anchors(" approx", " aprox", " (approx", " (ca", " (circa", " or so", " or thereabouts")
MEASURED = pattern_of(
    r"(?:\d[^\S\n]?(?:mm|cm|%|ml)|millimet(?:er|re)s?|centimet(?:er|re)s?|(?:month|week|year|cycle)s?)$", re.IGNORECASE
)
# "22  millimetres", "22-mm", "22 MM": a unit behind digits that is not written as most are.
UNIT_BEHIND_DIGITS = pattern_of(r"(?P<unit>[mc])(?:m|illimet(?:er|re)|entimet(?:er|re))s?(?![\w²³])", re.IGNORECASE)
GAP = pattern_of(r"(?<=\d)(?:[^\S\n]{1,3}|[-\u2010\u2011])?$")
# "Of cm 2.8", "cm 6x5x3.5"; a number with a unit of its own behind it keeps that.
UNIT_AHEAD = pattern_of(
    r"(?P<unit>[cm]m) (?P<number>\d{1,3}(?:[.,]\d{1,2})?(?:\s?[x×]\s?\d{1,3}(?:[.,]\d{1,2})?){0,3})(?![\d%°/:]|[.,]\d|\s?(?:[x×]\s?\d|[mc]m\b|ml\b|cc\b|g\b|%|/|months?\b|weeks?\b|(?:lesion|nodule|metastas|node|fragment|piece|core|tumou?r)))",
    re.IGNORECASE,
)
BEFORE_UNIT = pattern_of(
    r"(?:\b(?:of|at|to|from|by|is|was|are|were|about|circa|ca\.?|diameter|size|axis|axes|distance|dimensions?|max(?:imum|imal|imally)?\.?|measur\w+|thickness|length|width|over|only|for|previously|formerly|prev\.?|before|initially)[ :=]{1,2}|(?<!\d)[;(]\s?|[A-Za-z],\s|[A-H1-9]\)\s|^)$",
    re.IGNORECASE | re.MULTILINE,
)
SHORT_UNITS, HYPHENS = ("mm", "cm"), "-\u2010\u2011"
# "cN1 cM0"
CATEGORIES = ("cM", "mM")
# "22 mm. in segment 6": a short form with its full stop. A small letter opens a sentence only where others do.
STOP = pattern_of(
    r"\.(?=[,;:)]|[^\S\n](?:\([~\da-z]|(?:[-–]?>|/|x|×) ?\d|"
    r"(?!no\b|not\b|about\b|around\b|roughly\b|approx|ca\b|circa\b|the\b|there\b|rest\b|others?\b|remain|left\b|right\b|liver\b|lungs?\b|spleen\b|nodes\b|bones?\b|ascites|adrenals|segm?\b)[a-z]{2,}\b(?!\d)))"
)
SMALL_OPENER = pattern_of(r"(?!approx|resp|incl|segm|prev)[a-z]{4}\. [a-z]{2}")
# "13 by 12 mm"
BY = Anchors(" by ")
BY_AXIS = pattern_of(rf" by (?={NUMBER}(?:{JOIN}{NUMBER}){{0,2}}[\s-]?(?:mm|cm|milli|centi))", re.IGNORECASE)
AXIS = pattern_of(r"[0-9](?: ?[mc]m)?$")
AXIS_ENDS = "0123456789m"
NEAR = 28


def wordy_quantities(text: str, levelled: str) -> list[Edit]:
    """What is left out of the text, or shortened."""
    found = [*about_words(text, levelled), *words_behind(text, levelled), *units_otherwise(text, levelled)]
    found += units_ahead(text, levelled)
    found += [
        Edit(match.start() + 1, match.end() - 1, "x")
        for match in matches_at(BY_AXIS, text, [at for at in places(levelled, BY) if text[at - 1] in AXIS_ENDS])
        if AXIS.search(text, max(0, match.start() - NEAR), match.start())
    ]
    return found


def units_ahead(text: str, levelled: str) -> list[Edit]:
    """Units that stand before their number, as in Romance languages, put behind it: "a nodule of cm 2.8"."""
    return [
        Edit(*match.span(), f"{match['number']} {match['unit'].lower()}")
        for match in matches_at(
            UNIT_AHEAD, text, [at for at in places(levelled, UNITS) if text.startswith(" ", at + 2)]
        )
        if BEFORE_UNIT.search(text, max(0, match.start() - NEAR), match.start())
    ]


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
        case "up " | "max":
            return OF_ONE.search(levelled, *before) is not None
        case "est":
            return not BEING.search(levelled, *before)
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


def units_otherwise(text: str, levelled: str) -> list[Edit]:
    """The units behind digits that are spelled, in capitals or behind a hyphen; those of a dictation that spells its numbers stay."""
    found: list[Edit] = []
    stops: list[Edit] = []
    for at in places(levelled, UNITS):
        if text.startswith(".", at + 2) and (stop := STOP.match(text, at + 2)):
            stops.append(Edit(*stop.span()))
        if (text.startswith(SHORT_UNITS, at) and text[at - 1] not in HYPHENS) or text.startswith(CATEGORIES, at):
            continue
        unit = UNIT_BEHIND_DIGITS.match(text, at)
        if unit and (gap := GAP.search(text, max(0, at - NEAR), at)):
            found.append(Edit(gap.start(), unit.end(), f"{' ' if gap.group() else ''}{unit['unit'].lower()}m"))
    if stops and not SMALL_OPENER.search(text):
        found += stops
    return found
