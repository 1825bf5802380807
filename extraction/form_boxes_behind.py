"""Boxes that stand behind their words: of "Steatosis: none [ ]  mild [x]  marked [ ]" only what is ticked is said."""

import itertools
import re
from typing import NamedTuple

from extraction.patterns import pattern_of

BOX = pattern_of(r"\[[ xX✓√]?\]|[☐☑☒□■]")
EMPTY = frozenset({"[ ]", "[]", "☐", "□"})
# A line with a box, cut where a further name with its colon begins: "RAS: wt [ ] mut [x]   BRAF: wt [x] mut [ ]".
LINE = pattern_of(r"[^\n]*[\[☐☑☒□■][^\n]*")
ENTRY_EDGE = pattern_of(r"[ \t]{2,}(?=[^\[\]\n:☐☑☒□■]{1,40}:)")
# "RAS: wt", "ECOG  0": the name of the row stands before a colon or a gap.
NAMED = pattern_of(r"(?P<name>.*\S)(?P<gap>[ \t]*:[ \t]*|[ \t]{2,})(?P<choice>\S[^:]*)")
# Words that are part of a choice and no name: "not resectable [ ]  resectable [x]".
OF_CHOICE = frozenset("not no non un potentially borderline partly fully mildly".split())
LONGEST = 48
SENTENCE_ENDS = (". ", "; ")


class Choice(NamedTuple):
    """The words `[start, end)` of a box and what it is."""

    start: int
    end: int
    box_end: int
    is_ticked: bool


def with_choices_before(text: str) -> str:
    """The text, as long as before, with the rows of boxes that stand behind their words written out."""
    written: list[str] | None = None
    for line in LINE.finditer(text):
        edges = [line.start(), *(edge.end() for edge in ENTRY_EDGE.finditer(text, *line.span())), line.end()]
        for start, end in itertools.pairwise(edges):
            boxes = list(BOX.finditer(text, start, end))
            if boxes and not text[boxes[-1].end() : end].strip(" \t\r.;"):
                name_end, choices = row_of(text, start, boxes)
                if choices:
                    written = written or list(text)
                    write_out(written, name_end, choices)
    return text if written is None else "".join(written)


def row_of(text: str, start: int, boxes: list[re.Match[str]]) -> tuple[int, list[Choice]]:
    """Where the name of the row ends (-1: it has none, or a colon of its own), and its choices; none where boxes stand before words."""
    marks = [start, *(box.end() for box in boxes)]
    labels = [trimmed(text, mark, box.start()) for mark, box in zip(marks, boxes, strict=False)]
    if any(first >= last or last - first > LONGEST for first, last in labels[1:]) or labels[0][0] >= labels[0][1]:
        return -1, []
    name_end = -1
    first, last = labels[0]
    named = NAMED.fullmatch(text, first, last)
    if named:
        labels[0] = (named.start("choice"), last)
        name_end = -1 if ":" in text[first : named.start("choice")] else named.end("name")
    elif text.endswith(":", first, last):
        return -1, []
    elif len(labels) > 1:
        words = list(re.finditer(r"\S+", text[first:last]))
        own = len(words) - len(text[slice(*labels[1])].split())
        if own > 0 and words[own - 1].group().lower() not in OF_CHOICE:
            labels[0], name_end = (first + words[own].start(), last), first + words[own - 1].end()
    return name_end, [
        Choice(*label, box.end(), box.group() not in EMPTY) for label, box in zip(labels, boxes, strict=True)
    ]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The last sentence of the stretch, without the blanks and commas around it."""
    start = max(
        text.rfind(mark, start, end) + len(mark) if mark in text[start:end] else start for mark in SENTENCE_ENDS
    )
    words = text[start:end]
    return end - len(words.lstrip(" \t,;/|")), start + len(words.rstrip(" \t"))


def write_out(written: list[str], name_end: int, choices: list[Choice]) -> None:
    """Leave the ticked choices of the row, each with a comma before the next."""
    ticked = [choice for choice in choices if choice.is_ticked]
    for choice in choices:
        start = choice.end if choice.is_ticked else choice.start
        written[start : choice.box_end] = " " * (choice.box_end - start)
    for choice in ticked[:-1]:
        written[choice.end] = ","
    if ticked and name_end >= 0 and written[name_end] in " \t":
        written[name_end] = ":"
