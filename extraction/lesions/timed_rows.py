"""Rows that give a lesion's sizes with their times: "S5  baseline 70  last 39  now 27 mm", or "52 mm / 30 mm" under "Before / now"."""

import re

from extraction.lesions.cells import CELL, LOST, scale_of
from extraction.lesions.rows import MARK, REACH, is_unit_head, row_statement
from extraction.lesions.sizes import pair_order
from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval

OLDEST, OLDER, NOW = 0, 1, 2
TIMES = {
    OLDEST: ("baseline", "bl", "initial", "initially", "start", "at start", "outset", "diagnosis"),
    OLDER: ("prior", "previous", "previously", "prev", "prev.", "last", "before", "was", "nadir", "post chemo"),
    NOW: ("now", "current", "currently", "today", "present", "is"),
}
AGE_OF = {word: age for age, words in TIMES.items() for word in words}
TIMED = pattern_of(rf"(?<!\w)(?P<time>{'|'.join(sorted(map(re.escape, AGE_OF), key=len, reverse=True))})[ \t:=]+", re.I)
JOINT = pattern_of(r"[ \t]*(?:[:=|,–-][ \t]*)?")
STROKE = pattern_of(r"[ \t]*(?:/|\|)[ \t]*")
PAIRED = pattern_of(r"(?<![\d.,/])(?P<first>\d{1,3}(?:[.,]\d)?)/(?P<second>\d{1,3}(?:[.,]\d)?)(?![\d/]|[.,]\d)")
NUMBER = pattern_of(r"(?P<number>\d{1,3}(?:[.,]\d)?)(?P<unit>)")

Cell = re.Match[str]
Row = tuple[Interval, Cell, Cell]


def timed_rows(reading: Reading, lines: list[Interval], at: int, order: int) -> list[Statement]:
    """The lesions of the lines from `at` on that tell two times or more, or a pair whose order a heading gives."""
    rows: list[Row] = []
    while at + len(rows) < len(lines) and (row := read_row(reading, lines[at + len(rows)])):
        rows.append(row)
    if not rows:
        return []
    scale = next((scale for line, _, _ in rows if (scale := scale_of(reading.text[slice(*line)]))), None)
    above = [reading.text[slice(*line)] for line in lines[max(0, at - REACH) : at]]
    scale = scale or next(
        (scale_of(words) for words in reversed(above) if scale_of(words) and is_unit_head(words)), None
    )
    if scale is None:
        return []
    return [
        row_statement(
            reading,
            line,
            read_segments(reading, line)[:1],
            now if "number" in now.re.groupindex else None,
            before if "number" in before.re.groupindex else None,
            scale,
            order,
        )
        for line, now, before in rows
    ]


def read_row(reading: Reading, line: Interval) -> Row | None:
    """A row with the cells of the present size and of the earlier one; None where the line is no such row."""
    segments = read_segments(reading, line)
    if not segments or not MARK.fullmatch(reading.text, line[0], segments[0].start):
        return None
    joint = JOINT.match(reading.text, segments[0].end, line[1])
    start = joint.end() if joint else segments[0].end
    return of_times(reading, line, start) or of_pair(reading, line, start)


def of_times(reading: Reading, line: Interval, start: int) -> Row | None:
    """A row that names the time before each size."""
    told: list[tuple[int, Cell]] = []
    first = TIMED.match(reading.text, start, line[1])
    for time in TIMED.finditer(reading.text, start, line[1]) if first else ():
        cell = CELL.match(reading.text, time.end(), line[1]) or LOST.match(reading.text, time.end(), line[1])
        if cell:
            told.append((AGE_OF[time.group("time").lower()], cell))
    present = [cell for age, cell in told if age == NOW]
    earlier = sorted(((age, cell) for age, cell in told if age != NOW), key=lambda pair: pair[0])
    if len(present) != 1 or not earlier:
        return None
    return line, present[0], earlier[-1][1]


def of_pair(reading: Reading, line: Interval, start: int) -> Row | None:
    """A row of two sizes with a stroke between them, where a heading tells which is the present one."""
    now_first = reading.once(pair_order)
    if not now_first:
        return None
    first, second = pair_at(reading, line, start)
    if first is None or second is None:
        return None
    return (line, first, second) if now_first == "now first" else (line, second, first)


def pair_at(reading: Reading, line: Interval, start: int) -> tuple[Cell | None, Cell | None]:
    """The two cells that stand there: "34 mm / 21 mm", "34/21", "12 mm / not visible"."""
    if pair := PAIRED.match(reading.text, start, line[1]):
        return NUMBER.match(reading.text, *pair.span("first")), NUMBER.match(reading.text, *pair.span("second"))
    first = CELL.match(reading.text, start, line[1]) or LOST.match(reading.text, start, line[1])
    stroke = STROKE.match(reading.text, first.end(), line[1]) if first else None
    if stroke is None:
        return None, None
    return first, CELL.match(reading.text, stroke.end(), line[1]) or LOST.match(reading.text, stroke.end(), line[1])
