"""Dates written in a note, resolved against the note's own date."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from extraction.anchors import Anchors, matches_at, matches_within, places
from extraction.digits import digits_alike
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
    rf"(?:,?[ -]?(?P<year>(?:19|20)\d\d|'\d\d)|[ -](?P<late_day>[12]?\d|3[01])(?:st|nd|rd|th)?\b(?![.,]\d|\s*(?:mm|cm)\b)(?:,? (?P<late_year>(?:19|20)\d\d)(?!\d))?)?)"
    rf"|(?P<short>\d{{1,2}}/\d{{1,2}}(?![\d/])(?=[\s:,;.)=]|$)|\d{{1,2}}\.\d{{1,2}}\.(?=:|\)|\s\d)|\d\d\.\d\d(?=\s?:))"
    rf")",
    re.IGNORECASE,
)
# "2022.07.19": a note that writes the year first writes "07.12" for a day of July.
YEAR_FIRST = pattern_of(r"\.(?<=\b(?:19|20)\d\d\.)\d{1,2}\.\d{1,2}\b")
MONTH_FIRST = pattern_of(rf"\b{MONTH}\.? \d{{1,2}},? (?:19|20)\d\d\b", re.IGNORECASE)
DAY_FIRST = pattern_of(rf"\b\d{{1,2}}(?:st|nd|rd|th)? {MONTH}\.?,? (?:19|20)\d\d\b", re.IGNORECASE)
FULL = pattern_of(r"(\d(?<![\d./]\d)\d?)/(\d{1,2})/(?:19|20)?\d\d(?!\d)")
SHORT = pattern_of(r"(\d(?<![\d.,/]\d)\d?)/(\d{1,2})(?![\d/]\d)")
# "segments 6/7" is no date.
SEGMENTS = pattern_of(r"(?:\bseg(?:ment)?s?\.?|\bsg|\bS)\s*$", re.IGNORECASE)
# "Liver mets 13/12 after resection": months, where no study stands before them.
TWELFTHS = pattern_of(r"\d{1,2}/12 (?:after|later|post|since|ago|following)\b", re.IGNORECASE)
OF_STUDY = pattern_of(r"\b(?:CT|MRI?|PET|scan|US|on|dated|CEA|bloods|seen|clinic)[ (]$", re.IGNORECASE)
IN_MONTH = pattern_of(r"\b(?:in|since|until|from|by|of|last|till|early|late|mid)[ -]$", re.IGNORECASE)
# "May:  45" in a column of results.
ROW = pattern_of(r"[ \t]*(?:[-*•][ \t]*)?May:?[ \t]+\d")
# "MRI 10/18" in a note of the 25th of October is a day of that month, not October 2018.
RECENT_DAYS = 30
LONG_AGO_DAYS = 90
# Nothing is told of a month further ahead: "3/26" in 2024 is a day in March.
YEAR_DAYS = 365
# Nothing in a note is booked further ahead than this to the day.
FAR_DAYS = 90


class WrittenDate:
    """A date at `[start, end)`; a missing day counts as the first, a missing year as the last one before the note."""

    __slots__ = ("end", "start", "when")

    def __init__(self, start: int, end: int, when: date) -> None:
        self.start: int = start
        self.end: int = end
        self.when: date = when


class Calendar:
    """The dates of one note."""

    def __init__(self, text: str, levelled: str, note_date: str) -> None:
        self._text, self._note_date = text, note_date
        self._alike = alike = digits_alike(text)
        named = places(levelled, MONTH_NAMES)
        self._months = months = [at for at in named if not (at and text[at - 1].isalnum())]
        starts = [*months, *[start for at in months if (start := day_before(alike, at)) >= 0]]
        for mark in ("0/0", "0-0", "0.0"):
            at = alike.find(mark)
            while at >= 0:
                if (start := number_at(alike, at)) >= 0:
                    starts.append(start)
                at = alike.find(mark, at + 1)
        starts.sort()
        self.starts = starts

    @property
    def alike(self) -> str:
        """The text with "0" for every digit."""
        return self._alike

    @cached_property
    def _day(self) -> date:
        """The day of the note."""
        return date.fromisoformat(self._note_date)

    @cached_property
    def _is_day_first(self) -> bool:
        """Whether the note's dates name the day before the month."""
        return is_day_first(self._text, slash_places(self._alike), self._day, self._months)

    @cached_property
    def _is_year_first(self) -> bool:
        """Whether they name the year before both, with dots."""
        return YEAR_FIRST.search(self._text) is not None

    def read(self, span: Interval) -> list[WrittenDate]:
        """Dates of the span in order, read as if the note ended with it."""
        found: list[WrittenDate] = []
        for match in matches_within(DATE, self._text, self.starts, span[0], span[1]):
            group = match.lastgroup
            if (group == "word" and is_other_word(self._text, match)) or (group == "short" and self._is_no_day(match)):
                continue
            if when := self._resolve(match):
                found.append(WrittenDate(match.start(), match.end(), when))
        return found

    def _is_no_day(self, match: re.Match[str]) -> bool:
        """Whether "6/7" names segments, or "6/12" a number of months."""
        start, ahead = match.start(), max(0, match.start() - 12)
        if SEGMENTS.search(self._text, ahead, start):
            return True
        return TWELFTHS.match(self._text, start) is not None and not OF_STUDY.search(self._text, ahead, start)

    def _resolve(self, match: re.Match[str]) -> date | None:
        """The calendar day of a match, or None when the numbers make no date."""
        group, anchor = match.lastgroup, self._day
        if group == "word":
            told = match["year"] or match["late_year"]  # "2024" or "'24"
            year = None if told is None else int(told) if len(told) == 4 else 2000 + int(told[1:])
            return made(year, MONTHS[match["name"][:3].lower()], int(match["day"] or match["late_day"] or 1), anchor)
        written = match.group()
        numbers = numbers_of(written)
        first, second = numbers[0], numbers[1]
        if group == "iso":
            return made(first, second, numbers[2] if len(numbers) > 2 else 1, anchor)
        if group == "month_year":
            return made(second, first, 1, anchor)
        dotted = "." in written
        if group == "full":
            day, month = (first, second) if (dotted or self._is_day_first) and second <= 12 else (second, first)
            year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
            when = made(year, month, day, anchor)
            # "01/10/2024" in a note of that January is no day of October.
            far = when is not None and (when - anchor).days > FAR_DAYS
            turned = made(year, day, month, anchor) if far and day <= 12 and not dotted else None
            return turned if turned is not None and turned <= anchor else when
        if not dotted and second > 31 and first <= 12:
            return None
        leads = not self._is_year_first if dotted else self._is_day_first
        day, month = (first, second) if leads and second <= 12 else (second, first)
        recent = made(None, month, day, anchor)
        if dotted or second <= 12 or abs(anchor.year % 100 - second) > 5:
            return recent
        if recent and (anchor - recent).days <= RECENT_DAYS:
            return recent
        month_of_year = made(2000 + second, first, 1, anchor)
        if month_of_year and ((month_of_year > anchor and not leads) or (month_of_year - anchor).days > YEAR_DAYS):
            return recent
        return month_of_year


# "(May)", "(May: 15 mm)", "(May 15 mm)"
ENCLOSED = pattern_of(r"\)|:? \d")


def is_other_word(text: str, match: re.Match[str]) -> bool:
    """Whether the name of a month is another word here: "may", "APR" (an operation)."""
    if match["day"] or match["late_day"]:
        return False
    name = match["name"]
    if name.lower() != "may":
        return name == "APR"
    start = match.start()
    enclosed = text[start - 1 : start] == "(" and ENCLOSED.match(text, match.end())
    told = match["year"] or enclosed or IN_MONTH.search(text[max(0, start - 8) : start])
    return not (told or (name == "May" and ROW.match(text, text.rfind("\n", 0, start) + 1)))


def is_day_first(text: str, slashes: list[int], anchor: date, months: list[int]) -> bool:
    """Whether 3/4 is the third of April: from the note's own date or a part above 12; else by the dots of dd.mm.

    `slashes` are the places of numbers before a slash, `months` those where a month may be named.
    """
    _, month, day = anchor.isoformat().split("-")
    if slashes and day != month:
        written = " ".join([text[at : at + 6] for at in slashes])
        if f"{month}/{day}/" in written or f"{month.lstrip('0')}/{day.lstrip('0')}/" in written:
            return False
        if f"{day}/{month}/" in written or f"{day.lstrip('0')}/{month.lstrip('0')}/" in written:
            return True
    if matches_at(MONTH_FIRST, text, months) and not DAY_FIRST.search(text):
        return False
    full = matches_at(FULL, text, slashes)
    if (told := is_day_told_first(full)) is not None:
        return told
    short = matches_at(SHORT, text, slashes)
    if (told := is_day_told_first(short)) is not None:
        return told
    short = [match for match in short if not SEGMENTS.search(text, max(0, match.start() - 12), match.start())]
    return not is_recent_month_first(full or short, anchor)


def is_day_told_first(dates: Iterable[re.Match[str]]) -> bool | None:
    """Whether the first part of the first date with a part above 12 is that one; None without such a date."""
    for match in dates:
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second:
            return True
        if 31 >= second > 12 >= first:
            return False
    return None


def is_recent_month_first(told: Sequence[re.Match[str]], anchor: date) -> bool:
    """Whether the newest date is of the last weeks with the month first, and of long ago with the day first."""
    ages: list[list[int]] = [[], []]
    for match in told:
        first, second, *last = numbers_of(match.group())
        year = None if not last else last[0] if last[0] > 99 else 2000 + last[0]
        for order, (day, month) in enumerate(((first, second), (second, first))):
            when = made(year, month, day, anchor)
            if when and when <= anchor:
                ages[order].append((anchor - when).days)
    return bool(ages[0] and ages[1]) and min(ages[0]) > LONG_AGO_DAYS and min(ages[1]) <= RECENT_DAYS


def number_at(alike: str, at: int) -> int:
    """Where the number starts whose last digit, before a "/", "-" or "." and a digit, stands there; -1 where it opens no date.

    All digits are alike.
    """
    start = number_start(alike, at)
    size, mark, end = at + 1 - start, alike[at + 1], at + 3
    if start < 0 or size == 4 or (size < 3 and mark == "/"):
        return start
    if size > 2:
        return -1
    if alike.startswith("0", end):
        if mark == "." and alike.startswith("00", end + 1):
            return start
        end += 1
    timed = mark == "." and alike[end : end + 2].lstrip().startswith(":")
    return start if timed or alike.startswith((".", "/", "-"), end) else -1


def number_start(alike: str, at: int) -> int:
    """Where the number starts whose last digit stands there; -1 where it is a decimal place."""
    while at and alike[at - 1] == "0":
        at -= 1
    return -1 if at and alike[at - 1] in ".," else at


def day_before(alike: str, at: int) -> int:
    """Where the number of a day starts before the month named there: "12 May", "3rd-June"; -1 where none stands."""
    last = at - 2
    if last < 0 or alike[at - 1] not in " -":
        return -1
    if alike[last] != "0":
        last -= 2  # "st", "nd", "rd", "th"
    return number_start(alike, last) if last >= 0 and alike[last] == "0" else -1


def numbers_of(written: str) -> list[int]:
    """The numbers of a date without words."""
    return [int(part) for part in written.replace(".", "/").replace("-", "/").split("/") if part]


def slash_places(alike: str) -> list[int]:
    """Where the one or two digits before a slash and a digit start, in a text whose digits are alike."""
    return [at - (at > 0 and alike[at - 1] == "0") for at in places(alike, ("0/0",))]


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
