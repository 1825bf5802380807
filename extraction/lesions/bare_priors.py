"""Earlier sizes that have no unit of their own: "30 mm (29)", "3.7 cm against 4.9", "4.8 cm in segment 3 (4.0)"."""

import re

from extraction.calendar_dates import WrittenDate
from extraction.lesions.other_lengths import BARE, OTHER_MEASURE
from extraction.lesions.size import Size, number_of, unit_of, with_prior
from extraction.lesions.size_lists import ARROW_ENDS, MONTH_STARTS, MONTHS, opens_number
from extraction.measurements import Measurement
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "35 mm (prior 37)", "30 mm (29)", "55 mm, previously 61": the second number has borrowed the unit.
AFTER_BARE = r"(?![\w/%]|[.,]\d|\s*(?:mm|cm|x\b|×|/|%|months|weeks|years|of|st\b|nd\b|s\b|sec|hu\b|ng\b|ug\b|µg))"
BARE_PRIOR = pattern_of(rf"[\s:=]*(?:(?:the|about|only)\s)?(?P<number>{BARE})(?:\s*[x×]\s*{BARE})?{AFTER_BARE}")
# When a size was another: "in January", "in 2021", "on the last CT", "before treatment".
THEN = (
    rf"(?:(?:in|on|at|of)\s+(?:(?:early|late|mid|the) )?(?:[\d./-]{{3,10}}|{MONTHS}[a-z]{{0,6}}\.?(?:\s\d{{2,4}})?|(?:last|previous|prior|first|earlier) \w+|baseline|diagnosis|presentation|start|outset|spring|summer|autumn|winter)"
    r"|last (?:time|year|month|ct|mri|scan|study)|before (?:\w+ )?(?:treatment|therapy|chemo\w*|cycle 1)|initially|previously|earlier|formerly)\b"
)
ENCLOSED = pattern_of(
    rf"\s*\(\s*(?:(?:[\d./-]{{4,10}}|(?:prior|prev|previous|previously|was|formerly|before|old|{MONTHS})[a-z]{{0,6}}\.?(?: \d{{2,4}})?)\s*:?\s+)?(?P<number>{BARE})(?:\s*[x×]\s*{BARE})?(?:\s+{THEN})?\s*\)"
)
# "20 mm, 31 in January", "2.0 cm; Jan 2.9".
DATED_PRIOR = pattern_of(rf"\s*[,;]\s*(?P<number>{BARE})(?:\s*[x×]\s*{BARE})?\s+{THEN}")
DATED_AHEAD = pattern_of(rf"\s*[,;]\s*{MONTHS}[a-z]{{0,6}}\.?:?\s+(?P<number>\d{{1,2}}[.,]\d)(?=\s*[);,.])")
SMALLEST = 8
LEAD_ARROW = pattern_of(rf"(?P<number>{BARE})\s*(?:-{{1,2}}>|→|=>)\s*$")
# "4.8 cm in seg 3 (4.0)", "48 mm, segment 6 (was 40)": the place stands between.
BEHIND_PLACE = pattern_of(
    rf",? ?(?:in |of )?(?:the )?(?:segments?|segs?\.?|S)\s?[\dIVX]+[ab]?(?:\s?[/,&-]\s?[\dIVX]+[ab]?)*,?\s\(\s?(?P<was>(?:was|prior|prev|previously|before|from)[:.]? )?(?P<number>{BARE})\s?\)",
    re.IGNORECASE,
)
REACH = 60


def is_bare_prior(reading: Reading, start: int, ceiling: int, dates: list[WrittenDate]) -> bool:
    """Whether the earlier size follows the word without a unit: "13 mm, previously 21"."""
    match = BARE_PRIOR.match(reading.text, start, ceiling)
    return match is not None and not any(one.start == match.start("number") for one in dates)


def with_bare_prior(reading: Reading, size: Size, length: Measurement, floor: int, ceiling: int, marked: bool) -> Size:
    """The size with an earlier one that has no unit of its own: "30 mm (29)", "3.7 cm against 4.9", "3.4 -> 2.1 cm".

    `marked`: words of an earlier size stand in the sentence.
    """
    if size.prior_mm is not None:
        return size
    first = max(floor, length.start - 12)
    points = reading.text[first : length.start].rstrip()[-1:] in ARROW_ENDS
    if points and (lead := LEAD_ARROW.search(reading.text, first, length.start)):
        before = number_of(lead.group("number")) * unit_of(reading, length)
        return with_prior(size, Size(lead.start("number"), lead.end("number"), before))
    match = bare_number(reading, length.end, ceiling, marked)
    if match is None:
        return size
    value = number_of(match.group("number")) * unit_of(reading, length)
    if not 0.2 <= value / size.mm <= 6:
        return size
    return with_prior(size, Size(match.start("number"), match.end("number"), value))


def bare_number(reading: Reading, start: int, ceiling: int, marked: bool) -> re.Match[str] | None:
    """The number without a unit behind a size that stands for the earlier one: in brackets of its own, or behind "previously"."""
    behind = reading.levelled[start:ceiling].lstrip()
    placed = prior_behind_place(reading, start, ceiling)
    if placed and (placed.group("was") or is_size(reading, placed, start)):
        return placed
    if behind.startswith("("):
        if enclosed := ENCLOSED.match(reading.levelled, start, ceiling):
            return enclosed
    elif opens_number(behind):
        dated = DATED_AHEAD if behind[1:].lstrip().startswith(MONTH_STARTS) else DATED_PRIOR
        if (match := dated.match(reading.levelled, start, ceiling)) and is_size(reading, match, start):
            return match
    for hit in reading.hits("prior_size", (start, min(ceiling, start + REACH))) if marked else ():
        if (
            hit.concept == "ahead"
            and (match := BARE_PRIOR.match(reading.text, hit.end, ceiling))
            and not OTHER_MEASURE.search(reading.levelled, start, hit.start)
        ):
            return match
    return None


def prior_behind_place(reading: Reading, start: int, ceiling: int) -> re.Match[str] | None:
    """The number in brackets behind the place that follows a size."""
    if reading.text.find("(", start, ceiling) < 0:
        return None
    return BEHIND_PLACE.match(reading.text, start, ceiling)


def is_size(reading: Reading, match: re.Match[str], start: int) -> bool:
    """Whether a dated number has the form of the size before it and is no small count: "2.0 cm, 2.1 in July", "24 mm, 2 in May"."""
    number = match.group("number")
    if not number.isdigit():
        return True
    return reading.levelled.endswith("mm", 0, start) and int(number) >= SMALLEST
