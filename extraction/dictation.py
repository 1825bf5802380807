"""Dictations without full stops: where a new statement must begin, told by the words that open one."""

import re
from collections.abc import Iterator

# A stretch of so many words with fewer than one mark in so many is speech typed as it came.
LONG, SPARSE = 40, 25
MARK = re.compile(r"[.,](?!\d)|[;:()\n]")
OPENER = re.compile(
    r"(?<= )(?:(?:and|then|so|also|but) )*(?:"
    r"there (?:is|are|was|were)\b"
    r"|in the (?:liver|chest|abdomen|pelvis)(?= (?:there|i|we|no|the|multiple|several|an?)\b)"
    r"|(?:the|her|his) (?:liver|spleen|pancreas|gallbladder|kidneys?|adrenals?|lungs?|bones?|uterus|ovaries|bowel|primary|ivc|portal|middle|left|right|"
    r"biggest|largest|smallest|next|second|third|others?|rest|patient|segment \w+|\w+ lesions?)\b"
    r"|(?:spleen|pancreas|kidneys|adrenals|bones|uterus|lungs|gallbladder|liver) (?:is|are|looks?|has|have|shows?|normal|unremarkable|clear)\b"
    r"|no (?!real\b|significant\b|longer\b|change\b)\w+"
    r"|at the \w+ lung base\b|impression\b|conclusion\b|comparison\b|indication\b|findings\b|number (?:one|two|three|four|five)\b"
    r"|(?:i|we) (?:am|are|count|see|cannot)\b|this one\b|all of them\b|end of dictation\b)",
    re.I,
)
# After these the words are part of what is being said.
GOES_ON = re.compile(
    r"\b(?:in|of|at|to|with|from|on|near|by|around|than|the|a|into|over|under|or|is|are|was|were|which|that|beside|behind|between|involves?|involving|abut\w*|encas\w+|"
    r"touch\w*|invad\w+|inside|within|for|as|about|this|these|has|have|shows?|see|count) $",
    re.I,
)

# "At the left lung base | there is a nodule" is one statement.
PLACE = re.compile(r"(?:(?:and|then|so|also|but) )*(?:in|at) the [\w ]{3,24} ", re.I)


def statement_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets in `[start, end)` at which a run-on dictation begins a new statement; none in punctuated text."""
    words = text.count(" ", start, end)
    if words < LONG or len(MARK.findall(text, start, end)) * SPARSE > words:
        return
    last = start
    for match in OPENER.finditer(text, start, end):
        if GOES_ON.search(text, max(start, match.start() - 14), match.start()):
            continue
        if PLACE.fullmatch(text, last, match.start()):
            continue
        yield (last := match.start())
