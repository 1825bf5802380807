"""Dates as headers, file names and date columns write them; a date that can be read two ways is not read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = re.compile(
    r"(?<![\d./-])(?:"
    r"(?P<year>(?:19|20)\d\d)(?P<mark>[-_./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d/])"
    r"|(?P<first>\d{1,2})(?P<sep>[-./])(?P<second>\d{1,2})(?P=sep)(?P<last>(?:19|20)\d\d|\d\d)(?![\d/])"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ -]{MONTH.format('m1')},?[ -](?P<y1>(?:19|20)\d\d)(?!\d)"
    rf"|{MONTH.format('m2')} (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)\d\d)(?!\d)"
    r")",
    re.IGNORECASE,
)
# 20240302, as file names write it.
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")


class DateOrder(StrEnum):
    """How 03/04/2023 is meant."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date at `[start, end)` of a text; `iso` is None when it can be read two ways or names no day."""

    start: int
    end: int
    iso: str | None


def written_dates(text: str, order: DateOrder | None = None) -> Iterator[WrittenDate]:
    """The dates of the text in their order; `order` settles those that can be read two ways."""
    for match in DATE.finditer(text):
        if match["year"]:
            read = iso(match["year"], match["month"], match["day"])
        elif match["m1"]:
            read = iso(match["y1"], MONTHS[match["m1"][:3].lower()], match["d1"])
        elif match["m2"]:
            read = iso(match["y2"], MONTHS[match["m2"][:3].lower()], match["d2"])
        else:
            read = from_numbers(match["first"], match["second"], match["last"], order)
        yield WrittenDate(match.start(), match.end(), read)


def date_of_name(name: str, order: DateOrder | None = None) -> str | None:
    """The one date of a file name; None when there is none, more than one, or it can be read two ways."""
    spaced = name.replace("_", " ")
    found = {item.iso for item in written_dates(spaced, order)}
    found |= {iso(*match.groups()) for match in COMPACT.finditer(name)}
    return found.pop() if len(found) == 1 else None


def orders_of(text: str) -> frozenset[DateOrder]:
    """The orders in which the first date of numbers in the text names a day; none where it has none, or begins with the year."""
    match = DATE.search(text)
    if match is None or not match["first"]:
        return frozenset()
    year = match["last"] if len(match["last"]) == 4 else f"20{match['last']}"
    days = {
        DateOrder.DAY_FIRST: iso(year, match["second"], match["first"]),
        DateOrder.MONTH_FIRST: iso(year, match["first"], match["second"]),
    }
    return frozenset(order for order, day in days.items() if day)


def from_numbers(first: str, second: str, last: str, order: DateOrder | None) -> str | None:
    """15/11/2022 and 11/15/2022 name one day; 11/12/2022 names one only when the order is known, and so does 15/11/22."""
    if order is None and len(last) == 2:
        return None
    year = last if len(last) == 4 else f"20{last}"
    readings = {DateOrder.DAY_FIRST: iso(year, second, first), DateOrder.MONTH_FIRST: iso(year, first, second)}
    possible = {read for read in readings.values() if read}
    if len(possible) == 1:
        return possible.pop()
    return readings[order] if order else None


def iso(year: str | int, month: str | int, day: str | int) -> str | None:
    """The day in ISO 8601, None when the numbers make none."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
