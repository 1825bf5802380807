"""CEA values in tables: below a title of columns, in a row under dates, or in the line below dates."""

from bisect import bisect_left
from collections.abc import Iterator

from extraction.calendar_dates import month_heads
from extraction.fields.cea_values import LIMIT, NUMBER, Result, number
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading, calendar
from extraction.sentences import Interval

# A cell of a table: columns stand two blanks, a tab or a bar apart.
CELL = pattern_of(r"[^\s|]+(?: [^\s|]+)*")
WORD = pattern_of(r"[^\W_]")
FEWEST_COLUMNS, TABLE_ROWS = 2, 12


def column(reading: Reading, hit: Hit) -> Iterator[Result]:
    """The results under "CEA" in a table whose title line names other columns too, as "Date  CEA  CA19-9"."""
    text = reading.text
    start, end = text.rfind("\n", 0, hit.start) + 1, text.find("\n", hit.end)
    titles = [(start + cell.start(), start + cell.end()) for cell in CELL.finditer(text[start:end])]
    place = next((number for number, (a, b) in enumerate(titles) if a <= hit.start < b), 0)
    while place and end >= 0 and text[end + 1 : end + 2].strip():
        start, end = end + 1, text.find("\n", end + 1)
        line = text[start : end if end >= 0 else len(text)]
        cells = [(start + cell.start(), start + cell.end()) for cell in CELL.finditer(line)]
        if len(cells) != len(titles):
            continue
        when = next((day.when for day in reading.dates_within((start, start + len(line)))), None)
        for match in NUMBER.finditer(text, *cells[place]):
            if not LIMIT.search(text[cells[place][0] : match.start()]):
                yield Result(*match.span(), number(match.group()), when, False, False, False)


def tabled(reading: Reading, hit: Hit) -> list[Result]:
    """The results of a table that are told by dates: in a row beside or below "CEA", or else in the column under it."""
    text = reading.text
    start, end = text.rfind("\n", 0, hit.start) + 1, text.find("\n", hit.end)
    row = cells_of(text, start, end if end >= 0 else len(text))
    found = [*under_dates(reading, hit, end), *dated_row(reading, hit, start, row)]
    return found or list(titled(reading, hit, (start, end), row))


def titled(reading: Reading, hit: Hit, line: Interval, row: list[Interval]) -> list[Result]:
    """The results under "CEA" where the line below its title begins with a date: what follows the title is another column."""
    start, end = line
    title = next((cell for cell in row if cell[0] <= hit.start < cell[1]), None)
    if end < 0 or title is None or title[0] == start or NUMBER.search(reading.text, hit.end, title[1]):
        return []
    below = reading.text.find("\n", end + 1)
    cells = cells_of(reading.text, end + 1, below if below >= 0 else len(reading.text))
    if cells and any(reading.dates_within(cells[0])):
        return list(column(reading, hit))
    return []


def dated_row(reading: Reading, hit: Hit, start: int, row: list[Interval]) -> list[Result]:
    """The results in the row of "CEA", which starts there, of a table whose columns stand under dates."""
    results: list[Result] = []
    text = reading.text
    if len(row) <= FEWEST_COLUMNS or not row[0][0] <= hit.start < row[0][1]:
        return results
    values = [(cell, match) for cell in row[1:] if (match := NUMBER.match(text, *cell))]
    if len(values) < FEWEST_COLUMNS:
        return results
    for _ in range(TABLE_ROWS):
        if start == 0:
            return results
        start, end = text.rfind("\n", 0, start - 1) + 1, start - 1
        if not text[start:end].strip():
            return results
        heads = cells_of(text, start, end)
        days = month_heads(text, heads, reading.note.note_date) or [
            day.when for day in reading.dates_within((start, end))
        ]
        if len(days) == len(values) and len(days) >= len(heads) - 1:
            for (_, match), day in zip(values, days, strict=True):
                results.append(Result(*match.span(), number(match.group()), day, False, False, False))
            return results
    return results


def under_dates(reading: Reading, hit: Hit, end: int) -> list[Result]:
    """The results in the line below "CEA" and its dates: "CEA  03.2022  07.2022", then "ug/L  310  44"."""
    results: list[Result] = []
    heads = (hit.end, max(end, hit.end))
    if end >= 0 and not WORD.search(reading.text, *heads):
        heads = (end + 1, reading.text.find("\n", end + 1))  # the dates stand in a line of their own
        end = heads[1]
    if end < 0 or not may_hold_dates(reading, heads):
        return results
    days = month_heads(reading.text, cells_of(reading.text, *heads), reading.note.note_date) or [
        day.when for day in reading.dates_within(heads)
    ]
    if len(days) < FEWEST_COLUMNS:
        return results
    below = reading.text.find("\n", end + 1)
    cells = cells_of(reading.text, end + 1, below if below >= 0 else len(reading.text))
    values = [match for cell in cells if (match := NUMBER.fullmatch(reading.text, *cell))]
    if len(values) == len(days) and len(cells) - len(values) <= 1:
        for match, day in zip(values, days, strict=True):
            results.append(Result(*match.span(), number(match.group()), day, False, False, False))
    return results


def may_hold_dates(reading: Reading, span: Interval) -> bool:
    """Whether as many dates or months as make columns may start inside the span."""
    starts = reading.once(calendar).starts
    first = bisect_left(starts, span[0]) + FEWEST_COLUMNS - 1
    return first < len(starts) and starts[first] < span[1]


def cells_of(text: str, start: int, end: int) -> list[Interval]:
    """The cells of a line."""
    line = text[start:end]
    if "  " not in line and "|" not in line and line.isprintable():  # one cell, set apart by nothing
        told = line.strip()
        at = start + line.find(told)
        return [(at, at + len(told))] if told else []
    return [cell.span() for cell in CELL.finditer(text, start, end)]
