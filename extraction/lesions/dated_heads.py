"""Headings of tables that give a time over each column: dates, months, words of time, numbered visits."""

import itertools
import re
from datetime import date, timedelta

from extraction.anchors import Anchors, first_at, places
from extraction.calendar_dates import MONTH, MONTHS, WrittenDate
from extraction.lesions.cells import COLUMNS
from extraction.lesions.rows import SEGMENT_HEAD
from extraction.patterns import pattern_of
from extraction.reading import Reading, calendar
from extraction.sentences import Interval

DATED_HEAD = pattern_of(
    r"(?:\d\.?|(?<=[ \d-])(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))[ \t]*(?:[(\[][^)\]\n]{1,14}[)\]])?(?:[ \t]{2,}|\t|[ \t]*\|)"
)
GAP = pattern_of(
    r"\s*(?:[(\[][^)\]]{1,14}[)\]])?(?:[ \t]{2,}|\t|\s*\|\s*)(?:(?:(?:hbp|dwi|t1w?|t2w?|pvp|portal|venous|axial|size|ct|mri?|scan|date|week|wk|cycle|month|visit|baseline|pre|post|current|present|today|now|nadir|prior|previous|this|study|exam|follow.?up|fu|restaging|c)\b[ -]?){0,2}\d{0,2}[:.,)(]?[ \t]*)",
    re.I,
)
DAY_MONTH = pattern_of(r"(?<=\s)(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?=\s|$)", re.M)
# "Oct 22    Apr 24" over the columns: months of two years, and no days of two months.
MONTH_YEAR = pattern_of(
    rf"(?:^|(?<=[\s|]))(?P<name>{MONTH})\.?[ -]'?(?P<year>\d\d)(?=[ \t]{{2}}|\t|[ \t]*(?:\||\(|$))", re.I
)
YEARS_BACK = 8
WORDED_HEAD = pattern_of(
    r"\b(baseline|prior|previous|prev|before|old|nadir|current|now|today|present)\b\.?(?: (?:size|study|scan|exam|ct|mri))?",
    re.I,
)
TIME_WORDS = Anchors("baseline", "prior", "prev", "before", "old", "nadir", "current", "now", "today", "present")
# "BL   TP2   TP3", "Baseline   FU1   FU2", "C0   C4   C8", "Wk 0   Wk 8": time points by their number.
VISIT_HEAD = pattern_of(
    r"[ \t|](?=[bstfcvwm])(?:(?P<first>bl|baseline|screening|screen)|(?P<name>tp|fu|follow[ -]?up|c|cycle|v|visit|wk|week|month|scan|ct|mri?|time ?point|staging)[ -]?(?P<number>\d{1,2}))"
    r"(?=[ \t]*(?:[(\[][^)\]\n]{1,14}[)\]])?(?:[ \t]{2,}|\t|[ \t]*\||[ \t]*$))",
    re.I | re.M,
)
AGES = {"current": 0, "now": 0, "today": 0, "present": 0, "baseline": 365}
AGE_OF_PRIOR = 60


def head_dates(reading: Reading, line: Interval) -> list[WrittenDate]:
    """The days that a heading gives over the columns of a table; none where the line is no such heading."""
    dated = holds_two(reading.once(calendar).starts, line)
    if not ((dated and DATED_HEAD.search(reading.text, line[0], line[1])) or is_worded_head(reading, line)):
        return []
    dates: list[WrittenDate] = []
    if dated:
        dates = month_years(reading, line) or reading.dates(line)
        if len(dates) < 2:
            dates = short_dates(reading, line)
    if len(dates) < 2:
        dates = worded_dates(reading, line) or numbered_visits(reading, line)
    if len(dates) < 2 or len(COLUMNS.split(reading.text[slice(*line)].strip())) < 2:
        return []
    gaps = [reading.text[one.end : two.start] for one, two in itertools.pairwise(dates)]
    return dates if all(GAP.fullmatch(gap) for gap in gaps) else []


def is_worded_head(reading: Reading, line: Interval) -> bool:
    """Whether the line may be a heading of words of time or of numbered visits."""
    text = reading.text
    start, end = line
    worded = holds_two(reading.once(words_of_time), line) and len(WORDED_HEAD.findall(text, start, end)) > 1
    return worded or len(VISIT_HEAD.findall(text, start, end)) > 1


def holds_two(offsets: list[int], line: Interval) -> bool:
    """Whether two of the ordered offsets lie in the line."""
    second = first_at(offsets, line[0]) + 1
    return second < len(offsets) and offsets[second] < line[1]


def words_of_time(reading: Reading) -> list[int]:
    """Where the words stand that can head a column as its time."""
    return places(reading.levelled, TIME_WORDS)


def worded_dates(reading: Reading, line: Interval) -> list[WrittenDate]:
    """Words of time over the columns of a table: "Baseline   Prior   Now"; none where a column for the segment is named."""
    if SEGMENT_HEAD.search(reading.text, *line):
        return []
    today = date.fromisoformat(reading.note.note_date)
    found = [
        WrittenDate(*match.span(), today - timedelta(days=AGES.get(match.group(1).lower(), AGE_OF_PRIOR)))
        for match in WORDED_HEAD.finditer(reading.text, *line)
    ]
    return found if sum(one.when == today for one in found) == 1 else []


def numbered_visits(reading: Reading, line: Interval) -> list[WrittenDate]:
    """Numbered time points over the columns: "BL   TP2   TP3", "C0   C4   C8"; the last is that of the note."""
    found = list(VISIT_HEAD.finditer(reading.text, *line))
    if len(found) < 2:
        return []
    names = {match.group("name").lower() for match in found if match.group("number")}
    numbers = [int(match.group("number") or -1) for match in found]
    if len(names) != 1 or numbers != sorted(set(numbers)):
        return []
    today = date.fromisoformat(reading.note.note_date)
    ages = range(len(found) - 1, -1, -1)
    return [
        WrittenDate(match.start() + 1, match.end(), today - timedelta(days=AGE_OF_PRIOR * age))
        for match, age in zip(found, ages, strict=True)
    ]


def month_years(reading: Reading, line: Interval) -> list[WrittenDate]:
    """Months with the last two digits of their years over every column; empty where one of them can be no such year."""
    today = date.fromisoformat(reading.note.note_date)
    found = []
    for match in MONTH_YEAR.finditer(reading.text, *line):
        when = date(2000 + int(match.group("year")), MONTHS[match.group("name")[:3].lower()], 1)
        if not when <= today or today.year - when.year > YEARS_BACK:
            return []
        found.append(WrittenDate(*match.span(), when))
    return found if len({one.when for one in found}) == len(found) > 1 else []


def short_dates(reading: Reading, line: Interval) -> list[WrittenDate]:
    """Days and months without a year ("21.02.   15.06.") over the columns of a table: the last such day before the note."""
    today = date.fromisoformat(reading.note.note_date)
    found = []
    for match in DAY_MONTH.finditer(reading.text, *line):
        try:
            when = date(today.year, int(match.group("month")), int(match.group("day")))
            when = when if when <= today else when.replace(year=today.year - 1)
        except ValueError:
            return []
        found.append(WrittenDate(*match.span(), when))
    return found
