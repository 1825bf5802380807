"""Sizes of several lesions in one list: "23 and 11 mm", and the earlier ones of each behind or before them."""

import re

from extraction.anchors import Anchors, any_in
from extraction.calendar_dates import WrittenDate
from extraction.lesions.other_lengths import BARE, FILL_AHEAD, LIST_JOINS, listed_before
from extraction.lesions.size import Size, number_of, unit_of, with_prior
from extraction.lesions.size_course import is_stale, tells_both_times
from extraction.lesions.size_ranges import BEFORE_COURSE, FROM_TO
from extraction.measurements import Measurement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

LIST_JOIN = pattern_of(r"\s*(?:,|and|&|, and)\s*")
# "SUVmax 8.0, 1.4 cm": the first number is no size.
UPTAKE_BEFORE = pattern_of(r"\bsuv(?: ?(?:max|mean|peak))?(?: of)?[\s:=]*$")
# "S6 22 mm and S8 31 mm (30 and 45 mm)"
ENCLOSED = pattern_of(r"\s*\(\s*(?:prior|prev\.?|before|was|were)?[\s:]*")
TO = pattern_of(r",? (?:to|and now|now|to now)(?: only| just| about)? ")
# "3.4 -> 2.1 cm", "30 mm (29)", "20 mm, 31 in January": a number before a length or behind it may be another size.
ARROW_ENDS = frozenset(">→")
INSTEAD = Anchors(" instead of ")
MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
MONTH_STARTS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
REACH = 40


def sizes_beside(reading: Reading) -> tuple[set[int], set[int]]:
    """Where the lengths start that others may stand before in a list, and those with another size of their own beside them."""
    text = reading.levelled
    replaced, both = any_in(text, INSTEAD), reading.once(tells_both_times)
    in_lists, compared = set[int](), set[int]()
    for length in reading.measurements:
        start, end = length.start, length.end
        before = text[start - REACH if start > REACH else 0 : start]
        ahead = before.rstrip()
        if ahead.endswith(LIST_JOINS) or " to " in before:
            in_lists.add(start)
        if (
            ahead[-1:] in ARROW_ENDS
            or opens_number(text[end : end + REACH].lstrip())
            or (replaced and before.endswith(" instead of "))
            or both
        ):
            compared.add(start)
    return in_lists, compared


def opens_number(behind: str) -> bool:
    """Whether what stands behind a length begins with a bracket, or with a comma and a number or a month."""
    if not behind.startswith((",", ";")):
        return behind.startswith("(")
    told = behind[1:].lstrip()
    return told[:1].isdecimal() or told.startswith(MONTH_STARTS)


def listed(reading: Reading, length: Measurement, floor: int, taken: list[Interval]) -> list[Size]:
    """Numbers before the length that share its unit: "23 and 11 mm", "2.0, 1.2 and 0.9 cm"."""
    floor = max(floor, length.start - REACH)
    has_course = " to " in reading.levelled[floor : length.start]
    if not has_course and not reading.text[floor : length.start].rstrip().endswith(LIST_JOINS):
        return []
    floor = max([floor, *[end for _, end in taken if end <= length.start]])
    course = BEFORE_COURSE.search(reading.levelled, floor, length.start) if has_course else None
    if course and FROM_TO.search(reading.levelled, floor, length.start):
        scale = unit_of(reading, length)
        before, now = course.span("before"), course.span("now")
        told = Size(*before, number_of(course.group("before")) * scale)
        return [with_prior(Size(*now, number_of(course.group("now")) * scale), told)]
    match = listed_before(reading, floor, length)
    if not match or UPTAKE_BEFORE.search(reading.levelled, max(0, match.start() - 16), match.start()):
        return []
    scale = unit_of(reading, length)
    return [
        Size(match.start() + one.start(), match.start() + one.end(), number_of(one.group()) * scale)
        for one in re.finditer(BARE, match.group())
    ]


def earlier_list(
    reading: Reading,
    lengths: list[Measurement],
    number: int,
    floor: int,
    ahead: list[Size],
    taken: list[Interval],
    dates: list[WrittenDate],
) -> tuple[list[Size], int]:
    """Earlier sizes that a word or date of time puts before a list, and the number of the last: "31 and 28 mm, previously 46 and 40 mm".

    `ahead` are the sizes of the list before the length.
    """
    found, last = list_of(reading, lengths, number, ahead, taken)
    if len(found) < 2 or not is_marked_earlier(reading, floor, found[0].start, dates):
        return [], number
    return found, last


def list_of(
    reading: Reading, lengths: list[Measurement], number: int, ahead: list[Size], taken: list[Interval]
) -> tuple[list[Size], int]:
    """The sizes from the length on that nothing but commas and "and" parts, behind those `ahead` of it, and the number of the last."""
    found = ahead.copy()
    while True:
        length = lengths[number]
        found.append(Size(length.start, length.end, length.mm))
        behind = lengths[number + 1] if number + 1 < len(lengths) else None
        if behind is None or not LIST_JOIN.match(reading.levelled, length.end):
            return found, number
        between = listed(reading, behind, length.end, taken)
        if not LIST_JOIN.fullmatch(reading.levelled, length.end, between[0].start if between else behind.start):
            return found, number
        found += between
        number += 1


def is_marked_earlier(reading: Reading, floor: int, start: int, dates: list[WrittenDate]) -> bool:
    """Whether a word of time, an earlier date or nothing but a bracket stands before the list."""
    text = reading.levelled
    marks = (hit for hit in reading.hits("prior_size", (floor, start)) if hit.concept == "ahead")
    if any(FILL_AHEAD.fullmatch(text, hit.end, start) for hit in marks):
        return True
    told = [one for one in dates if floor <= one.start and one.end <= start]
    if told and FILL_AHEAD.fullmatch(text, told[-1].end, start) and is_stale(reading, told[-1]):
        return True
    return ENCLOSED.fullmatch(text, floor, start) is not None


def change_of_list(
    reading: Reading, lengths: list[Measurement], last: int, earlier: list[Size], taken: list[Interval]
) -> tuple[list[Size], int] | None:
    """The sizes now with their earlier ones, and the number of the length behind them: "from 30 and 22 mm to 18 and 12 mm"."""
    if last + 1 >= len(lengths):
        return None
    ahead = listed(reading, lengths[last + 1], lengths[last].end, taken)
    now, end = list_of(reading, lengths, last + 1, ahead, taken)
    if len(now) != len(earlier) or not TO.fullmatch(reading.levelled, lengths[last].end, now[0].start):
        return None
    return [with_prior(one, told) for one, told in zip(now, earlier, strict=True)], end + 1
