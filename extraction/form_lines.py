"""Forms without colons: "Primary site          Sigmoid" below its like, or "Primary site ..... Sigmoid", is read as "Primary site: ..."."""

import re
from collections.abc import Sequence

from extraction.anchors import matches_at
from extraction.patterns import pattern_of

# A label, a gap and one value; with a second gap the line is a row of a table.
LINE = pattern_of(
    r"^[ \t]*(?P<label>[A-Za-z](?:[^\n:|\t ]| (?! )){1,44})(?P<gap>[ ]{3,}|[ ]*\t[ \t]*)(?P<value>[^\s:|=](?:[^\n:|\t ]| (?! )|:(?!\s)){0,120})[ \t]*$",
    re.MULTILINE,
)
DOTS = pattern_of(
    r"^[ \t]*[A-Za-z][^\n:.]{1,44}?(?P<gap>[ \t]?(?:\.{3,}|(?<=[ \t])\.\.(?=[ \t])|…+|(?:\. ){3,}\.?)[ \t]*)(?=[^\s.])",
    re.MULTILINE,
)
# "Agreed - change to FOLFIRI": a label of up to three words, and what it says.
DASHED = pattern_of(
    r"^[ \t]*[A-Z][A-Za-z/]*(?: [A-Za-z/]+){0,2}(?P<gap> [-\u2013\u2014] )(?=\S)(?![A-Za-z ]{1,30}:)", re.MULTILINE
)
DASHES = (" - ", " \u2013 ", " \u2014 ")
GAPS = ("   ", "\t")
LEADERS = ("..", "…", ". . .")


def with_colons(text: str) -> str:
    """The text, as long as before, with a colon behind each label: led by dots or a dash, or in lines that align their values."""
    text = marked(marked(text, DOTS, LEADERS), DASHED, DASHES)
    before = None
    gaps: set[int] = set()
    for line in lines_with(text, GAPS, LINE):
        if before and before.end() + 1 == line.start() and column(before) == column(line):
            gaps |= {before.start("gap"), line.start("gap")}
        before = line
    if not gaps:
        return text
    characters = list(text)
    for at in gaps:
        characters[at] = ":"
    return "".join(characters)


def marked(text: str, pattern: re.Pattern[str], leaders: Sequence[str]) -> str:
    """The text with a colon and blanks for the gap of each line that the pattern fits and one of the leaders stands in."""
    parts, last = [], 0
    for line in lines_with(text, leaders, pattern):
        start, end = line.span("gap")
        parts += [text[last:start], ":".ljust(end - start)]
        last = end
    return "".join([*parts, text[last:]]) if parts else text


def lines_with(text: str, words: Sequence[str], pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """What the pattern finds at the starts of lines that hold one of the words."""
    starts: set[int] = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            starts.add(text.rfind("\n", 0, at) + 1)
            end = text.find("\n", at)
            at = text.find(word, end) if end >= 0 else -1
    return matches_at(pattern, text, sorted(starts))


def column(line: re.Match[str]) -> int:
    """Where on its line the value starts; the same for all where a tab leads to it."""
    return -1 if "\t" in line.group("gap") else line.start("value") - line.start()
