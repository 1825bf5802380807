"""Which tumour a passage speaks of: the colorectal carcinoma or another one."""

import re

from extraction.reading import Reading

EMPTY_BOX = re.compile(r"\[ ?\]\s*$")
REACH = 400
DENIED = frozenset({"negated", "no_new", "family", "possible", "hypothetical", "historical"})


def is_other_tumour(reading: Reading, offset: int) -> bool:
    """Whether the last tumour named before the offset, in the same paragraph, is not the colorectal one.

    A tumour that the passage denies ("no hepatocellular carcinoma") is not the subject.
    """
    if not reading.once(names_other_tumour):
        return False
    floor = max(offset - REACH, 0)
    start = max(reading.text.rfind("\n\n", floor, offset), floor)
    end = reading.sentence_at(offset)[1]
    subject = None
    for hit in reading.hits("tumour_entity", (start, end)):
        if hit.concept == "not_grade" or (subject is not None and hit.start > offset):
            continue
        if reading.effects(hit.start, hit.end) & {"negated", "family"}:
            continue
        if EMPTY_BOX.search(reading.text, max(start, hit.start - 5), hit.start):
            continue
        subject = hit.concept
    return subject == "other"


def names_other_tumour(reading: Reading) -> bool:
    """Whether the note names another tumour anywhere."""
    return any(hit.concept == "other" for hit in reading.hits("tumour_entity"))


def is_on_other_tumour(reading: Reading) -> bool:
    """Whether the conclusion of the note names another tumour and no colorectal one: a note on that tumour alone."""
    concluding = [
        part for part in reading.sections if part.category in ("impression", "diagnosis", "outcome", "addendum")
    ]
    subjects = {
        hit.concept
        for part in concluding
        for hit in reading.hits("tumour_entity", (part.start, part.end))
        if hit.concept != "not_grade" and not reading.effects(hit.start, hit.end) & DENIED
    }
    return subjects == {"other"}
