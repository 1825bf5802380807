"""Headings to sections: what a part of the note is for decides how its statements are read."""

import re
from collections.abc import Sequence

from abstraction.records import Section
from extraction.matching import Hit

BEFORE = re.compile(r"(?:^|\n)[ \t*#>\[(=_-]*(?:(?:\d{1,2}|[A-Za-z]|[IVX]{1,4})[.)][ \t]*)?[\[(*]*$")
INLINE_AFTER = re.compile(r"[ \t]*(?::|--? )")
AFTER_LINE = re.compile(
    r"[ \t*\])=_]*(?:\(([^)\n]{0,60})\))?[ \t*\])=_]*(?::|\)|[ \t]-+[ \t]|\.(?=\s)|(?=\n)|[ \t]{3,}|(?<=[\])])|$)"
)
DATED = re.compile(r"[ \t*]*#?\d{0,2}[ \t]*\(?\d{1,4}[/.-]\d{1,2}([/.-]\d{2,4})?\)?[ \t]*:?")

# How much a section's statement weighs where a note repeats itself and disagrees (contract: addendum, then impression, then body).
RANK = {"addendum": 3, "impression": 2, "diagnosis": 2, "outcome": 2, "postoperative_diagnosis": 2, "indication": 0}
QUESTIONS = frozenset({"indication", "comparison", "technique"})


def read_sections(text: str, headings: Sequence[Hit]) -> tuple[Section, ...]:
    """Sections in order, covering the text; what stands before the first heading is the section "header"."""
    found: list[Section] = []
    opened = ("header", 0, 0)
    for hit in headings:
        body = body_start(text, hit)
        if body is None or hit.start < opened[2]:
            continue
        line = text.rfind("\n", 0, hit.start) + 1
        start = line if not text[line : hit.start].strip(" \t*#>[(=_-") else hit.start
        if start > opened[1]:
            found.append(Section(opened[0], opened[1], opened[2], start))
        opened = (hit.concept, start, body)
    found.append(Section(opened[0], opened[1], opened[2], len(text)))
    return tuple(found)


def body_start(text: str, hit: Hit) -> int | None:
    """Where the section's body starts if the hit is a heading, else None."""
    line = text.rfind("\n", 0, hit.start) + 1
    lead = text[line : hit.start]
    if BEFORE.search("\n" + lead):
        dated = DATED.match(text, hit.end) if hit.concept == "addendum" else None
        if dated and dated.end() > hit.end:
            return dated.end()
        after = AFTER_LINE.match(text, hit.end)
        if after and (text[hit.start].isupper() or not lead.strip()):
            return after.end() if is_title(text, hit, after.end()) else None
        return None
    if re.search(r"[.!?)*]\s*$", lead) and text[hit.start].isupper():
        after = INLINE_AFTER.match(text, hit.end)
        return after.end() if after else None
    return None


def is_title(text: str, hit: Hit, end: int) -> bool:
    """Titles start with a capital; a lone lower-case word at a line start is running text."""
    return text[hit.start].isupper() or text[end - 1 : end] == ":"
