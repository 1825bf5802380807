"""Short forms written out before a note is read: "w/ contrast", "6 mo", "4# of FOLFOX", "adenoca"."""

import re
from collections.abc import Iterator
from string import ascii_lowercase

from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.edits import Edit
from extraction.patterns import pattern_of
from extraction.small_letters import is_small

# Each pattern begins with the small letters that are looked for first, with all others of the reading in one pass.
LETTERS = {letters: Anchors(letters) for letters in ("w/", "mo", "mth", "wk", "yr", "#", "lm", "dz", "ca", "adeno")}
WITH = pattern_of(r"w/(?<![\w/]..)(?:in\b)?(?=\s|[a-z]{2})(?!wo?\b|o\b|out\b)")
UNITS = {
    "mo": (pattern_of(r"mo(?<=[\d -]..)s?\b"), "month"),
    "mth": (pattern_of(r"mth(?<=[\d -]...)s?\b"), "month"),
    "wk": (pattern_of(r"wk(?<=[\d -]..)s?\b"), "week"),
    "yr": (pattern_of(r"yr(?<=[\d -]..)s?\b"), "year"),
}
# What they count; "q3mo" is how often something is done.
COUNTED = pattern_of(
    r"(?<!q)(?<!q )(?<![\w.,])(?P<number>\d{1,3}|\d{1,2}[.,]\d|[½¼¾]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|few|several"
    r"|twenty[ -](?:one|two|three|four|five|six|seven|eight|nine)|thirty|thirty[ -]six|past|last|next)[ -]?$"
)
ONE = frozenset({"1", "one", "past", "last", "next"})
REACH = 14
# "6 mo. after the operation": such a stop ends no sentence.
STOP = pattern_of(r"\.(?=,? [a-z])")
# In text without capitals only before words that open none; before a stage in any.
GOES_ON = pattern_of(
    r"\.,? (?:of|and|with|in|to|at|or|after|before|post|later|ago|earlier|old|from|since|following|prior|colon|rect|sigm|ca?ec|asc|desc|(?i:y?[pc]?[tn][0-4x]))"
)
# "4#": so many cycles, but not "L2#" or "#4"; of two blanks behind it one goes.
CYCLES = pattern_of(r"#(?![\w#])(?: (?= ))?")
NUMBER = pattern_of(r"(?<![\w.,#/-])\d{1,2} ?$")
# Not "ca. 5 mm", "CA 19-9", "Ca: 2.3".
CANCER = pattern_of(r"ca(?<![\w.-]..)\b(?![-.]?\s?[\d~<>≥]|\s?[:=+]|\.\s?\d)")
DISEASE = pattern_of(r"dz(?<!\w..)\b")
ADENOCA = pattern_of(r"adeno(?<!\w.....)[ -]?ca\b")
METASTASES = pattern_of(r"cr?lms?\b(?! (?:clinic|board|mdt|service|team|database|trial|study|group))")
# "Rectal CRLM" tell where the primary lies.
BOWEL = pattern_of(r"\b(?:rectal|colorectal|colon|colonic|sigmoid|ca?ecal) $")
SPREAD = "colorectal liver metastases"
# Columns behind a short form stay where they are.
COLUMNS = pattern_of(r"[^\n]*?(?: {3,}\S|\t|\|)")


def short_forms(text: str, levelled: str) -> list[Edit]:
    """The short forms of the text, written out in capitals where they are, and what stands in a row of a table left alone."""
    return [
        edit._replace(words=edit.words.upper())
        if edit.words != SPREAD and is_shouted(text, edit.start, edit.end)
        else edit
        for edit in forms(text, levelled)
        if not COLUMNS.match(text, edit.end)
    ]


def forms(text: str, low: str) -> Iterator[Edit]:
    """The short forms of the text, in no order, and the words for each in small letters."""
    if any_in(low, LETTERS["w/"]):
        for short in WITH.finditer(low):
            word = "within" if short.group()[2:] else "with"
            yield Edit(*short.span(), word + " " * low.startswith(tuple(ascii_lowercase), short.end()))
    for letters in UNITS:
        if any_in(low, LETTERS[letters]):
            yield from counted_units(text, low, letters)
    if any_in(low, LETTERS["#"]):
        for short in CYCLES.finditer(low):
            if NUMBER.search(low, max(0, short.start() - 5), short.start()):
                yield Edit(*short.span(), "cycles" if low[short.start() - 1] == " " else " cycles")
    if any_in(low, LETTERS["lm"]):
        for short in METASTASES.finditer(low):
            before = low[short.start() - 1 : short.start()]
            if (
                not before.isalnum()
                and before != "("
                and not BOWEL.search(low, max(0, short.start() - REACH), short.start())
            ):
                yield Edit(*short.span(), SPREAD)
    if any_in(low, LETTERS["dz"]):
        for short in opening(DISEASE, low, "dz"):
            yield Edit(*short.span(), "disease")
    if any_in(low, LETTERS["ca"]):
        for short in opening(CANCER, low, "ca"):
            yield Edit(short.start(), behind_stop(text, short.end()), "carcinoma")
        if any_in(low, LETTERS["adeno"]):
            for short in opening(ADENOCA, low, "adeno"):
                yield Edit(short.start(), behind_stop(text, short.end()), "adenocarcinoma")


def opening(pattern: re.Pattern[str], low: str, letters: str) -> list[re.Match[str]]:
    """What the pattern finds at the letters where no other letter stands before them."""
    return matches_at(pattern, low, [at for at in places(low, LETTERS[letters]) if not low[at - 1 : at].isalpha()])


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the short form is in capitals, or a mere sign in a line of capitals."""
    if "#" in text[start:end]:
        start, end = text.rfind("\n", 0, start) + 1, text.find("\n", end) % (len(text) + 1)
    return text[start:end].isupper()


def counted_units(text: str, low: str, letters: str) -> Iterator[Edit]:
    """The units of time of these letters behind what they count."""
    pattern, name = UNITS[letters]
    for short in opening(pattern, low, letters):
        start = short.start()
        if counted := COUNTED.search(low, max(0, start - REACH), start):
            words = name if counted["number"] in ONE else name + "s"
            yield Edit(start, behind_stop(text, short.end()), words if low[start - 1] == " " else " " + words)


def behind_stop(text: str, end: int) -> int:
    """The end, or that of a full stop behind it that ends no sentence."""
    if not text.startswith(".", end):
        return end
    return end + 1 if GOES_ON.match(text, end) or (STOP.match(text, end) and not is_small(text)) else end
