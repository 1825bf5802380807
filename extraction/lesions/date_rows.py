"""Tables with a row a date and a column a lesion: "Date  Seg 8  Seg 4b" over "06 Apr  58 mm  27 mm"."""

import re
from datetime import date
from typing import NamedTuple

from extraction.anchors import Anchors, places
from extraction.lesions.cells import CELL, LOST, cell_spans, scale_of
from extraction.lesions.rows import REACH, RULE, row_statement
from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import SegmentRef, read_segments
from extraction.sentences import Interval

# The heading of a column: a segment, with words that say no more than that it is a lesion's size.
LESION_HEAD = pattern_of(
    r"\W*(?:(?:liver|lesion|mass|met|metastasis|deposit|target|size|segment|seg|s|sg|in|of|the|largest)\b\W*)*"
    r"(?:#?\d\s+)?(?:(?:segment|seg|sg|s)[. ]?)?(?:[1-8][ab]?|viii|vii|vi|iv[ab]?|v|iii|ii|i)(?:/(?:[1-8][ab]?|viii|vii|vi|iv[ab]?|v|iii|ii))?"
    r"\W*(?:(?:lesion|mass|met|metastasis|deposit|size)\W*)?(?:(?:mm|cm)\W*)?",
    re.IGNORECASE,
)
LONGEST_HEAD = 30
# "Largest lesion", "Liver (largest)", "Max diameter (mm)" over the sizes of the leading lesion of a liver that is named.
LEADING_WORDS = Anchors("largest", "biggest", "dominant", "diameter")
LEADING_HEAD = pattern_of(
    r"\W*(?:(?:liver|hepatic)\W+)?(?:largest|biggest|dominant|max(?:imum|imal|\.)?|diameter)\b\W*"
    r"(?:(?:liver|hepatic|lesion|mass|met|metastasis|deposit|size|diameter)\W*)*(?:(?:mm|cm)\W*)?",
    re.IGNORECASE,
)
LIVER = pattern_of(r"\b(?:liver|hepatic)\b", re.IGNORECASE)
OTHER_ORGAN = pattern_of(r"\b(?:lungs?|pulmonary|nod(?:e|es|al)|adrenal|primary|perito\w+|spleen)\b", re.IGNORECASE)
# The first of the rows may be named by a word; then they stand in the order of time.
FIRST = pattern_of(r"(?:baseline|start|outset|initial(?:ly)?|before|prior|previous|pre|diagnosis)\b", re.IGNORECASE)
# Without a unit whole numbers are millimetres and small ones with a decimal centimetres.
MOST_CM = 20.0


class Row(NamedTuple):
    """A row's cells, its end and its day, where it names one."""

    cells: list[Interval]
    end: int
    when: date | None


def dated_rows(reading: Reading, lines: list[Interval], at: int, order: int) -> tuple[Interval, list[Statement]] | None:
    """The stretch of the table whose heading is the line `at`, and a statement for each of its lesions; None where it is no such table."""
    heads = cells_of(reading, lines[at])
    columns = {number: segments for number, cell in enumerate(heads) if (segments := lesion_of(reading, cell))}
    columns = columns or {number: [] for number in leading_columns(reading, lines, at, heads)}
    if not columns or len(heads) == len(columns) == 1:
        return None
    rows, end = read_rows(reading, lines, at, len(heads), 0 in columns)
    if not rows:
        return None
    shift = 1 if 0 in columns else 0
    if all(row.when for row in rows):
        rows.sort(key=lambda row: row.when or date.min)
    newest = rows[-1]
    before = rows[-2] if len(rows) > 1 else None
    told = [
        (number, cell_of(reading, newest, number + shift), cell_of(reading, before, number + shift))
        for number in columns
    ]
    told = [(number, now, prior) for number, now, prior in told if now]
    scale = unit_of(reading, lines, at, [now for _, now, _ in told if now])
    return (lines[at][0], end), [
        row_statement(
            reading,
            heads[number],
            columns[number],
            now if now and now.re is CELL else None,
            prior if prior and prior.re is CELL else None,
            scale_of(reading.text[slice(*heads[number])]) or scale,
            order,
        )
        for number, now, prior in told
    ]


def cells_of(reading: Reading, line: Interval) -> list[Interval]:
    """The cells of a line, without the empty ones outside its outer bars."""
    cells = cell_spans(reading.text, line)
    first = next((number for number, (start, end) in enumerate(cells) if end > start), 0)
    return cells[first:]


def lesion_of(reading: Reading, cell: Interval) -> list[SegmentRef]:
    """The segment that the heading of a column names; none where it heads something else."""
    start, end = cell
    if end - start > LONGEST_HEAD or not LESION_HEAD.fullmatch(reading.text, start, end):
        return []
    return read_segments(reading, cell)[:1]


def leading_columns(reading: Reading, lines: list[Interval], at: int, heads: list[Interval]) -> list[int]:
    """The column of the largest lesion, where the heading or the title over it names the liver and no other organ."""
    found = [number for number, cell in enumerate(heads) if number and LEADING_HEAD.fullmatch(reading.text, *cell)]
    if len(found) != 1:
        return []
    titles = reading.text[lines[max(0, at - 1)][0] : lines[at][1]]
    return found if LIVER.search(titles) and not OTHER_ORGAN.search(titles) else []


def leading_heads(reading: Reading) -> list[int]:
    """Where the words stand that can head such a column."""
    return places(reading.levelled, LEADING_WORDS)


def read_rows(reading: Reading, lines: list[Interval], at: int, width: int, bare: bool) -> tuple[list[Row], int]:
    """The rows below a heading of so many cells, and where the last ends; `bare`: nothing is written over their dates."""
    rows: list[Row] = []
    end = lines[at][1]
    for line in lines[at + 1 :]:
        if "\n\n" in reading.text[end : line[0]]:
            break
        if RULE.fullmatch(reading.text, *line):
            continue
        cells = cells_of(reading, line)
        # A last column of remarks may be empty.
        if not width + bare - 1 <= len(cells) <= width + bare or len(cells) < 2:
            break
        day = next(iter(reading.dates(cells[0])), None)
        if day is None and not (rows or FIRST.match(reading.text, cells[0][0])):
            break
        rows.append(Row(cells, line[1], day.when if day else None))
        end = line[1]
    return rows, end


def cell_of(reading: Reading, row: Row | None, number: int) -> re.Match[str] | None:
    """The size in the row's cell, or the word for a lesion that is gone."""
    if row is None or number >= len(row.cells):
        return None
    return CELL.fullmatch(reading.text, *row.cells[number]) or LOST.fullmatch(reading.text, *row.cells[number])


def unit_of(reading: Reading, lines: list[Interval], at: int, cells: list[re.Match[str]]) -> float:
    """Millimetres of the numbers without a unit: that of the lines above, else by their form."""
    above = (scale_of(reading.text[slice(*line)]) for line in reversed(lines[max(0, at - REACH) : at + 1]))
    named = next((scale for scale in above if scale), None)
    numbers = [cell.group("number") for cell in cells if cell.re is CELL]
    small = all(float(number.replace(",", ".")) < MOST_CM for number in numbers)
    return named or (10.0 if small and any(not number.isdigit() for number in numbers) else 1.0)
