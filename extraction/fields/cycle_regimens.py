"""Whether a number of cycles belongs to a regimen that is named once more as the next step, or to an option that was not given."""

import re

from extraction.fields.cycle_counts import Group
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

NEXT_COURSE = pattern_of(
    r"\b(?:then|followed by|thereafter|afterwards|subsequently)\s(?:(?:underwent|received|had|got|was|were|given|treated|with|by)\s)*$",
    re.IGNORECASE,
)
# "Six cycles of FOLFIRI would be next".
BEFORE_NUMBER, BEFORE_REACH = pattern_of(r",?\s|\s?\(|,? for "), 24
OF_NEXT, OF_REACH = pattern_of(r"\s(?:of|with)\s(?:(?:the|neoadjuvant|systemic)\s)?"), 24


def is_resumed(reading: Reading, every: list[Group], group: Group | None, span: Interval) -> bool:
    """Whether the same drugs are named once more as the next step: "CAPOX 2 cycles, then CAPOX + bevacizumab 4 cycles".

    In a later sentence they are that only when the liver was operated on or relapsed in between.
    """
    if group is None:
        return False
    first = min(group.start, span[0])
    before = [one for one in every if one.end <= first and one.name == group.name]
    if not before or not any(NEXT_COURSE.search(reading.text, before[-1].end, start) for start in (group.start, first)):
        return False
    between = (before[-1].end, first)
    return reading.sentence_index(between[0]) == reading.sentence_index(first) or any(
        hit.concept in ("relapse", "liver_resection")
        for topic in ("timing", "procedure")
        for hit in reading.hits(topic, between)
    )


def is_of_option(reading: Reading, every: list[Group], span: Interval) -> bool:
    """Whether the cycles are those of a regimen beside them that was not given: "six cycles of FOLFIRI would be next"."""
    named = reading.hits("regimen", (span[1], span[1] + OF_REACH))
    if not named or not OF_NEXT.fullmatch(reading.text, span[1], named[0].start):
        named = reading.hits("regimen", (max(0, span[0] - BEFORE_REACH), span[0]))[-1:]
        if not named or not BEFORE_NUMBER.fullmatch(reading.text, named[0].end, span[0]):
            return False
    if named[0].concept == "not_given":
        return False
    given = any(group.start <= named[0].start < group.end for group in every)
    return not given and "negated" not in reading.effects(named[0].start, named[0].end)
