"""Where sentences start in text of one case: the first letter behind a stop, a bullet or the end of an unwrapped line becomes a capital."""

import re

from extraction.patterns import pattern_of
from extraction.sentences import ABBREVIATIONS, RESULTS, WEAK_ABBREVIATIONS
from extraction.wrapping import LABEL

STOPS = (".", "!", "?", ":", ";")
BULLET = pattern_of(
    r"[ \t]*(?:[-*•·–>+]+[ \t]+|\(?\d{1,2}[.)][ \t]+|\(?[A-Za-z][.):][ \t]+|#\d{1,2}[.:]?[ \t]+)?[(<\[]?"
)
# Not the prefix of a stage: "ypT3".
AFTER_STOP = pattern_of(r"[.!?][ \t]+\(?[a-z](?![A-Z]|p[TNM]\d)")
STAGED = pattern_of(r"y?p?[TNM]\d")
LAST_WORD = pattern_of(r"[A-Za-z]+$")
LONGEST = 12
# "CA. OF THE COLON" goes on; without such a word a sentence more often ends behind these than not.
ENDING, OF_IT = (
    frozenset({"ca", "op", "postop", "preop", "etc"}) | RESULTS,
    pattern_of(r"(?:of|colon|rect|sigm|ca?ec|asc|desc|y?[pc]?[tTnN][0-4x])"),
)
# Lines shorter than this were not cut off by a wrap, wider ones than that not either, nor what is set out in columns.
NARROWEST, WIDEST, COLUMN = 40, 200, "   "


def goes_on(before: str, line: str, width: int) -> bool:
    """Whether the line may go on with the one before: that ended with a comma, or the next word did not fit into text as wide as `width`."""
    before = before.rstrip()
    first = line.split(None, 1)[:1]
    if not before or not first or before.endswith(STOPS):
        return False
    if before.endswith(",") and len(before) >= NARROWEST and COLUMN not in before.lstrip():
        return True
    if LABEL.match(line):
        return False
    fits = len(before) + 1 + len(first[0]) <= width
    return hangs(before, line) or (
        NARROWEST <= len(before) <= width <= WIDEST and not fits and COLUMN not in before.lstrip()
    )


def hangs(before: str, line: str) -> bool:
    """Whether the line stands below the words behind the bullet of the line before, as what goes on there does."""
    bullet = BULLET.match(before)
    if not bullet or not bullet.group().strip():
        return False
    return len(line) - len(line.lstrip()) == len(bullet.group())


def with_start(line: str, *, follows: bool) -> str:
    """The line with a capital at its start, unless it follows a wrapped one; behind a bullet it never does."""
    opens = BULLET.match(line)
    at = opens.end() if opens else 0
    if (follows and not (opens and opens.group().strip())) or STAGED.match(line, at) or line[at + 1 : at + 2].isupper():
        return line
    return line[: at + 1].upper() + line[at + 1 :]


def opened(start: re.Match[str]) -> str:
    """A full stop and the word behind it, with a capital where the stop ends a sentence."""
    written, text, at = start.group(), start.string, start.start()
    before = LAST_WORD.search(text[max(0, at - LONGEST) : at])
    word = before.group().lower() if before else ""
    if word in ABBREVIATIONS or (
        word in WEAK_ABBREVIATIONS and (word not in ENDING or OF_IT.match(text, start.end() - 1))
    ):
        return written
    return written[:-1] + written[-1].upper()
