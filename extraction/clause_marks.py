"""Where a clause ends within its sentence: at a semicolon, before "and" with a subject of its own, and at a comma that opens a statement."""

import re
from functools import cache

from extraction.anchors import Anchors, matches_at, places
from extraction.compiled import load_vocabulary
from extraction.patterns import pattern_of

COMMA, SEMICOLON = Anchors(","), Anchors(";")
AND_WORDS = Anchors(
    *(
        "and a",
        "and the",
        "and lesion",
        "and nodule",
        "and deposit",
        "and no ",
        *(f"and {digit}" for digit in range(1, 10)),
    ),
    *("and one ", "and two ", "and three ", "and four ", "and five "),
)
# "Two metastases and one indeterminate lesion": the doubt is of the second alone.
AND = pattern_of(
    r"\band\b(?= (?:the|a|an|there|then|no)\b)|(?<=, )and\b(?= (?:lesions?|nodules?|deposits?) in )"
    r"|and(?= (?:one|two|three|four|five|\d) (?:further |other |more |small |tiny |\d+ mm )?"
    r"(?:indeterminate|equivocal|doubtful|uncertain|nonspecific|benign|simple|cysts?|ha?emangiomas?|too small)\b)"
)
# "Suggests a second, 8 mm, lesion": a size between an adjective and its noun opens nothing.
SIZE_BETWEEN = pattern_of(
    r",(?:(?<=\sa,)|(?<=(?:ond|ird|rth|fth|her|gle|ary|all|iny|ble),))\s\d[\d.]*(?: ?x ?\d[\d.]*)? ?[mc]m,\s(?=[a-z])"
)


def parting_marks(levelled: str) -> list[int]:
    """Where a clause surely ends, in no order."""
    return places(levelled, SEMICOLON) + [
        match.start() for match in matches_at(AND, levelled, places(levelled, AND_WORDS))
    ]


def opening_commas(levelled: str) -> list[int]:
    """The commas behind which a statement may open, in order."""
    commas = [at for at in places(levelled, COMMA) if may_open(levelled, at)]
    opening = [match.start() for match in matches_at(opening_comma(), levelled, commas)]
    return [at for at in opening if not is_size_between(levelled, at)]


def is_size_between(levelled: str, at: int) -> bool:
    """Whether a size between an adjective and its noun follows the comma."""
    return levelled[at + 2 : at + 3].isdigit() and SIZE_BETWEEN.match(levelled, at) is not None


def may_open(levelled: str, at: int) -> bool:
    """Whether what follows the comma begins as a word that opens a statement does, or lies further off."""
    head = levelled[at + 1 : at + 4]
    return head.startswith("  ") or head.strip()[:2] in opening_heads() or head.strip()[:1].isdigit()


@cache
def opening_heads() -> frozenset[str]:
    """The first two letters of what `opening_comma` finds behind the comma."""
    return frozenset({word[:2] for word in load_vocabulary().openers} | {"an", "li"})


@cache
def opening_comma() -> re.Pattern[str]:
    """A comma with a single word that opens a statement behind it, a number that is no decimal place, or what the liver holds."""
    words = "|".join(re.escape(word) for word in load_vocabulary().openers if " " not in word)
    counted = r"liver (?:with|has|had|shows|showed|showing|contains|containing|holds|two|three|four|five|six|several|multiple|numerous|\d)"
    return pattern_of(rf",\s*(?:and\s+)?(?:(?:{words})(?![\w/])|(?<!,)\d|{counted})")
