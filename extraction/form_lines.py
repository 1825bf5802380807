"""Forms without colons: "Primary site          Sigmoid" below its like, or "Primary site ..... Sigmoid", is read as "Primary site: ..."."""

import re

from extraction.anchors import any_in
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
    r"^[ \t]*[A-Z][A-Za-z/]*(?: [A-Za-z/]+){0,2}( [-\u2013\u2014] )(?=\S)(?![A-Za-z ]{1,30}:)", re.MULTILINE
)
DASHES = (" - ", " \u2013 ", " \u2014 ")
GAPS = ("   ", "\t")
LEADERS = ("..", "…", ". . .")


def with_colons(text: str) -> str:
    """The text, as long as before, with a colon behind each label: led by dots or a dash, or in lines that align their values."""
    if any_in(text, LEADERS):
        text = DOTS.sub(
            lambda line: line.group()[: line.start("gap") - line.start()] + ":".ljust(len(line.group("gap"))), text
        )
    if any_in(text, DASHES):
        text = DASHED.sub(lambda line: f"{line.group()[:-3]}:  ", text)
    if not any_in(text, GAPS):
        return text
    before = None
    marked: set[int] = set()
    for line in LINE.finditer(text):
        if before and before.end() + 1 == line.start() and column(before) == column(line):
            marked |= {before.start("gap"), line.start("gap")}
        before = line
    if not marked:
        return text
    characters = list(text)
    for at in marked:
        characters[at] = ":"
    return "".join(characters)


def column(line: re.Match[str]) -> int:
    """Where on its line the value starts; the same for all where a tab leads to it."""
    return -1 if "\t" in line.group("gap") else line.start("value") - line.start()
