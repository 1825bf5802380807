"""Dates written in a note, resolved against the note's own date."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from extraction.anchors import Anchors, matches_at, places
from extraction.patterns import pattern_of
from extraction.sentences import Interval

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
MONTH_NAMES = Anchors(*MONTHS)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
MONTH_HEAD = pattern_of(rf"{MONTH}\.?", re.IGNORECASE)
DATE = pattern_of(
    rf"(?<![\d.,])(?:"
    rf"(?P<iso>(?:19|20)\d\d[./-]\d{{1,2}}(?:[./-]\d{{1,2}})?)(?!\d)"
    rf"|(?P<full>\d{{1,2}}[./-]\d{{1,2}}[./-](?:(?:19|20)\d\d|\d\d))(?!\d)"
    rf"|(?P<month_year>\d{{1,2}}[/.](?:19|20)\d\d)(?!\d)"
    rf"|(?P<word>(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -])?\b(?P<name>{MONTH})\b\.?"
    rf"(?:,?[ -]?(?P<year>(?:19|20)\d\d|'\d\d)|[ -](?P<late_day>[12]?\d|3[01])(?:st|nd|rd|th)?\b(?![.,]\d|\s*(?:mm|cm)\b))?)"
    rf"|(?P<short>\d{{1,2}}/\d{{1,2}}(?![\d/])(?=[\s:,;.)=]|$)|\d{{1,2}}\.\d{{1,2}}\.(?=:|\)|\s\d)|\d\d\.\d\d(?=\s?:))"
    rf")",
    re.IGNORECASE,
)
# Every date starts with the name of a month, or with a number before more digits or such a name.
NUMBER = pattern_of(
    r"\d(?<![\d.,]\d)(?=\d?(?:/\d|-\d{1,2}[./-]|\.\d{1,2}(?:[./-]|\s?:)|\.(?:19|20)\d\d|(?:[sSnNrRtT][tTdDhH])?[ -](?:[jJfFaAsSoOnNdD]|[mM][aA]))"
    r"|\d{3}[./-]\d)"
)


# "2022.07.19": a note that writes the year first writes "07.12" for a day of July.
YEAR_FIRST = pattern_of(r"\.(?<=\b(?:19|20)\d\d\.)\d{1,2}\.\d{1,2}\b")
MONTH_FIRST = pattern_of(rf"\b{MONTH}\.? \d{{1,2}},? (?:19|20)\d\d\b", re.IGNORECASE)
DAY_FIRST = pattern_of(rf"\b\d{{1,2}}(?:st|nd|rd|th)? {MONTH}\.?,? (?:19|20)\d\d\b", re.IGNORECASE)
FULL = pattern_of(r"(\d(?<![\d./]\d)\d?)/(\d{1,2})/(?:19|20)?\d\d(?!\d)")
SHORT = pattern_of(r"(\d(?<![\d.,/]\d)\d?)/(\d{1,2})(?![\d/]\d)")
# "segments 6/7" is no date.
SEGMENTS = pattern_of(r"(?:\bseg(?:ment)?s?\.?|\bsg|\bS)\s*$", re.IGNORECASE)
IN_MONTH = pattern_of(r"\b(?:in|since|until|from|by|of|last|till|early|late|mid)[ -]$", re.IGNORECASE)
# "May:  45" in a column of results.
ROW = pattern_of(r"[ \t]*(?:[-*•][ \t]*)?May:?[ \t]+\d")
DIGITS = pattern_of(r"\d+")
# "MRI 10/18" in a note of the 25th of October is a day of that month, not October 2018.
RECENT_DAYS = 30
LONG_AGO_DAYS = 90
# Nothing is told of a month further ahead: "3/26" in 2024 is a day in March.
YEAR_DAYS = 365
# Nothing in a note is booked further ahead than this to the day.
FAR_DAYS = 90


class WrittenDate(NamedTuple):
    """A date at `[start, end)`; a missing day counts as the first, a missing year as the last one before the note."""

    start: int
    end: int
    when: date


class Calendar:
    """The dates of one note."""

    def __init__(self, text: str, levelled: str, note_date: str) -> None:
        self._text, self._note_date = text, note_date
        numbers = [match.start() for match in NUMBER.finditer(text)]
        self._months = places(levelled, MONTH_NAMES)
        self.starts = sorted(numbers + self._months)

    @cached_property
    def _anchor(self) -> tuple[date, bool, bool]:
        """The day of the note, whether its dates name the day before the month, and whether those with dots do."""
        anchor = date.fromisoformat(self._note_date)
        return anchor, is_day_first(self._text, anchor, self._months), not YEAR_FIRST.search(self._text)

    def read(self, span: Interval) -> Iterator[WrittenDate]:
        """Dates of the span in order, read as if the note ended with it."""
        for match in matches_at(DATE, self._text, self.starts, *span):
            if match.lastgroup == "word" and is_other_word(self._text, match):
                continue
            if match.lastgroup == "short" and SEGMENTS.search(self._text, max(0, match.start() - 12), match.start()):
                continue
            when = resolve(match, *self._anchor)
            if when:
                yield WrittenDate(match.start(), match.end(), when)


# "(May)", "(May: 15 mm)", "(May 15 mm)"
ENCLOSED = pattern_of(r"\)|:? \d")


def is_other_word(text: str, match: re.Match[str]) -> bool:
    """Whether the name of a month is another word here: "may", "APR" (an operation)."""
    if match.group("day") or match.group("late_day"):
        return False
    if match.group("name") == "APR":
        return True
    enclosed = text[match.start() - 1 : match.start()] == "(" and ENCLOSED.match(text, match.end())
    told = match.group("year") or enclosed or IN_MONTH.search(text[max(0, match.start() - 8) : match.start()])
    told = told or (match.group("name") == "May" and ROW.match(text, text.rfind("\n", 0, match.start()) + 1))
    return match.group("name").lower() == "may" and not told


def is_day_first(text: str, anchor: date, months: Sequence[int]) -> bool:
    """Whether 3/4 is the third of April: from the note's own date or a part above 12; else by the dots of dd.mm.

    `months` are the places where a month may be named.
    """
    month_first = f"{anchor.month:02d}/{anchor.day:02d}/", f"{anchor.month}/{anchor.day}/"
    first = f"{anchor.day:02d}/{anchor.month:02d}/", f"{anchor.day}/{anchor.month}/"
    if anchor.day != anchor.month:
        if any(form in text for form in month_first):
            return False
        if any(form in text for form in first):
            return True
    if any(MONTH_FIRST.match(text, at) for at in months) and not DAY_FIRST.search(text):
        return False
    slashes = slash_places(text)
    for match in (*matches_at(FULL, text, slashes), *matches_at(SHORT, text, slashes)):
        a, b = match.groups()
        if int(a) > 12 >= int(b):
            return True
        if int(b) > 12 >= int(a) and int(b) <= 31:
            return False
    return not is_recent_month_first(text, anchor, slashes)


def is_recent_month_first(text: str, anchor: date, slashes: Sequence[int]) -> bool:
    """Whether the newest full date is of the last weeks with the month first, and of long ago with the day first."""
    written = [[int(part) for part in DIGITS.findall(match.group())] for match in matches_at(FULL, text, slashes)]
    ages: list[list[int]] = [[], []]
    for first, second, year in written:
        year = year if year > 99 else 2000 + year
        for order, (day, month) in enumerate(((first, second), (second, first))):
            when = made(year, month, day, anchor)
            if when and when <= anchor:
                ages[order].append((anchor - when).days)
    return bool(ages[0] and ages[1]) and min(ages[0]) > LONG_AGO_DAYS and min(ages[1]) <= RECENT_DAYS


def slash_places(text: str) -> list[int]:
    """Where the one or two digits before a slash start."""
    return [at - 2 if text[max(0, at - 2)].isdigit() and at > 1 else at - 1 for at in places(text, "/") if at]


def resolve(match: re.Match[str], anchor: date, day_first: bool, dots_day_first: bool = True) -> date | None:
    """The calendar day of a match, or None when the numbers make no date."""
    group = match.lastgroup
    if group == "word":
        month = MONTHS[match.group("name")[:3].lower()]
        day = int(match.group("day") or match.group("late_day") or 1)
        year = match.group("year")
        return made(
            int(year) if year and len(year) == 4 else 2000 + int(year[1:]) if year else None, month, day, anchor
        )
    numbers = [int(part) for part in DIGITS.findall(match.group())]
    if group == "iso":
        return made(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 1, anchor)
    if group == "month_year":
        return made(numbers[1], numbers[0], 1, anchor)
    first, second = numbers[0], numbers[1]
    dotted = "." in match.group()
    if group == "short" and not dotted and second > 12 and first <= 12 and second > 31:
        return None
    leads = dots_day_first if dotted and group == "short" else day_first or dotted
    day, month = (first, second) if leads and second <= 12 else (second, first)
    if group == "full":
        year_number = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
        when = made(year_number, month, day, anchor)
        turned = made(year_number, day, month, anchor) if day <= 12 and not dotted else None
        # "01/10/2024" in a note of that January is no day of October.
        far = when is not None and (when - anchor).days > FAR_DAYS
        return turned if far and turned is not None and turned <= anchor else when
    recent = made(None, month, day, anchor)
    if recent and 0 <= (anchor - recent).days <= RECENT_DAYS:
        return recent
    if not dotted and abs(anchor.year % 100 - second) <= 5 and second > 12:
        month_of_year = made(2000 + second, first, 1, anchor)
        if month_of_year and month_of_year > anchor and not day_first:
            return made(None, month, day, anchor)
        if month_of_year is None or (month_of_year - anchor).days <= YEAR_DAYS:
            return month_of_year
    return made(None, month, day, anchor)


def made(year: int | None, month: int, day: int, anchor: date) -> date | None:
    """A date; without a year the latest one that is not after the note."""
    try:
        if year is not None:
            return date(year, month, day)
        guess = date(anchor.year, month, day)
        return guess if guess <= anchor else date(anchor.year - 1, month, day)
    except ValueError:
        return None


def last_month(name: str, note_date: str) -> date:
    """The first day of the last month of this name before the note."""
    day, month = date.fromisoformat(note_date), MONTHS[name[:3].lower()]
    return date(day.year - (month > day.month), month, 1)


def month_heads(text: str, heads: list[Interval], note_date: str) -> list[date]:
    """The months that head the columns of a table, each the last of its name before the note; empty where others do."""
    if heads and not MONTH_HEAD.fullmatch(text, *heads[0]):
        heads = heads[1:]  # "Marker   March   June"
    told = [match for cell in heads if (match := MONTH_HEAD.fullmatch(text, *cell))]
    return [last_month(match.group(), note_date) for match in told] if len(told) == len(heads) > 1 else []
