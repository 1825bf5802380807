"""Rows of target lesions that a trial's worksheet follows: "T3 lung right upper lobe   16   11 mm" below "Target   baseline   now"."""

import re

from extraction.anchors import Anchors, places
from extraction.patterns import pattern_of
from extraction.reading import Reading

HEAD = pattern_of(
    r"[ \t|*-]*(?:recist(?: ?1\.1)? )?(?:(?:non ?-? ?)?targets?(?: lesions?)?|index lesions?)\b(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
TARGET = Anchors("target", "index lesion")
# What may stand behind the word in a heading: columns, a unit, a bracket, nothing.
COLUMNS = pattern_of(r"[ \t]*(?:$|[:|(\t]|[ ]{2,}|[-–] ?(?:mm|cm))")
ROW = pattern_of(r"[ \t|*-]*(?:(?:NTL?|TL?|L)\s?0?)?\d{1,2}[.):|]?[ \t|]+[A-Za-z]|[ \t]*[-*•]\s?[A-Za-z]")

# "No liver metastases besides T1 and T2": there are some.
BUT_THESE = pattern_of(
    r" (?:besides|other than|apart from|except(?: for)?) (?:(?:the|targets?) )*(?:t\d|targets?|known meta|these)"
)


def excepts_targets(reading: Reading, offset: int) -> bool:
    """Whether a denial that ends there leaves out the lesions that are followed."""
    return BUT_THESE.match(reading.levelled, offset) is not None


def target_rows(reading: Reading) -> frozenset[int]:
    """The starts of the lines that each tell one target lesion."""
    return reading.once(rows_below_heads)


def rows_below_heads(reading: Reading) -> frozenset[int]:
    """The rows right below a heading of targets, up to the first empty line."""
    text, rows = reading.text, set()
    for at in places(reading.levelled, TARGET):
        line = text.rfind("\n", 0, at) + 1
        head = HEAD.match(text, line)
        if not head or not COLUMNS.match(head.group("rest")):
            continue
        start = head.end() + 1
        for row in text[start:].split("\n"):
            if not row.strip():
                break
            if ROW.match(row):
                rows.add(start)
            start += len(row) + 1
    return frozenset(rows)
