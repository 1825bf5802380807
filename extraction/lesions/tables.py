"""Tables of lesions: a row a lesion, with a column a date, columns for segment and size, or sizes whose unit stands in the heading."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from extraction.anchors import one_in
from extraction.calendar_dates import WrittenDate
from extraction.lesions.cells import CELL, COLUMNS, LOST, cell_spans, millimetres, scale_of
from extraction.lesions.date_rows import dated_rows, leading_heads
from extraction.lesions.dated_heads import head_dates
from extraction.lesions.rows import (
    SEGMENT_CELL,
    SEGMENT_HEAD,
    bare_rows,
    listed_rows,
    opens_with_segment,
    roman_rows,
    roman_starts,
    segment_heads,
)
from extraction.lesions.size import Size, with_prior
from extraction.lesions.specimens import specimen_statements
from extraction.lesions.statement import BENIGN, Statement
from extraction.lesions.timed_rows import timed_rows
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import distinct_codes
from extraction.segments import SegmentRef, read_segments, segment_places
from extraction.sentences import Interval
from extraction.specimen_tables import specimen_tables

MEASURED = pattern_of(
    r"\W*(?:(?:long|longest|largest|max|maximum|greatest|axial)\W+)*(?:diameter|size|dimension|measurement|axis|length)s?\W*(?:\(?(?:in )?(?:mm|cm)\)?)?\W*",
    re.I,
)
COLUMN_MARKS = ("  ", "\t", "|")
LINE = pattern_of(r"[^\n]+")
OTHER_ROW = pattern_of(
    r"\b(?:node|nodal|ln|lung|adrenal|lymph|lobe lung|spleen|ovary|perito\w+|sum|total|change|chg|primary|bone)\b", re.I
)
NO_SIZE = pattern_of(r"\b(?:ml|cc|cm3|volumes?|flr|tlv|remnant|weight|suv\w*|cea|node|ln)\b|cm³|%", re.I)
# "Volumetry   05/06   08/08": the columns of a table of volumes.
VOLUMES_HEAD = pattern_of(r"\bvolum\w+", re.I)
VOLUMES_TITLE = pattern_of(r"\W*(?:\d+\W+)?(?:(?:ct|mri?|liver|hepatic|remnant|flr) )*volum", re.I)
EMPTY = pattern_of(r"[-–—/.]+|n/?[avds]\b\.?|none|nil|absent|not (?:seen|visible|there|present|measured)|new", re.I)
CELL_GAP = pattern_of(r"[ \t]{2,}|\t|\|")


class Table(NamedTuple):
    """The statements of a table and the stretch of the note it takes up."""

    span: Interval
    rows: list[Statement]


def read_tables(reading: Reading) -> list[Table]:
    """Every lesion table of the note."""
    text = reading.text
    columned, named = columned_lines(text), set(lines_of(text, reading.once(segment_places)))
    roman = set(lines_of(text, roman_starts(reading)))
    opening = {line for line in named if opens_with_segment(reading, line)}
    found: list[Table] = []
    end = 0
    for line in sorted(columned | opening | roman):
        if line[0] < end:
            continue  # a row of the table before
        table = table_at(reading, line, line in columned, line in named, line in opening, line in roman, len(found))
        if table:
            found.append(table)
            end = table.span[1]
    if reading.note.note_type is PATHOLOGY and (specimens := read_specimens(reading)):
        apart = [
            table for table in found if not any(a < table.span[1] and table.span[0] < b for (a, b), _ in specimens)
        ]
        found = sorted([*apart, *specimens], key=lambda table: table.span)
    return found


def lines_of(text: str, offsets: Sequence[int]) -> list[Interval]:
    """The lines that hold the ordered offsets."""
    found: list[Interval] = []
    end = -1
    for at in offsets:
        if at >= end:
            end = text.find("\n", at) % (len(text) + 1)
            found.append((text.rfind("\n", 0, at) + 1, end))
    return found


def columned_lines(text: str) -> set[Interval]:
    """The lines that can be cut into columns."""
    found: set[Interval] = set()
    for mark in COLUMN_MARKS:
        at = text.find(mark)
        while at >= 0:
            end = text.find("\n", at) % (len(text) + 1)
            found.add((text.rfind("\n", 0, at) + 1, end))
            at = text.find(mark, end)
    return found


def all_lines(reading: Reading) -> list[Interval]:
    """The lines of the note that hold anything."""
    return [match.span() for match in LINE.finditer(reading.text)]


def table_at(
    reading: Reading, line: Interval, columned: bool, named: bool, opens: bool, roman: bool, order: int
) -> Table | None:
    """The table that begins with the line: one cut into columns, that `opens` with a segment, or with a Roman number.

    `named`: it names segments.
    """
    start, end = line
    dates = head_dates(reading, line) if columned else []
    placed = columned and (named or one_in(reading.once(leading_heads), start, end))
    headed = columned and one_in(reading.once(segment_heads), start, end)
    listing = headed and SEGMENT_HEAD.search(reading.text, start, end) is not None
    if not (dates or placed or listing or roman or opens):
        return None
    lines = reading.once(all_lines)
    at = bisect_left(lines, line)
    if dates and (table := dated_table(reading, lines, at, dates, order)):
        return table
    if placed and (told := dated_rows(reading, lines, at, order)):
        return Table(*told)
    listed = listed_rows(reading, lines, at, order) if listing else []
    if not listed and roman:
        listed = roman_rows(reading, lines, at, order)
    if not listed and opens:
        listed = bare_rows(reading, lines, at, order) or timed_rows(reading, lines, at, order)
    return Table((line[0], listed[-1].end), listed) if listed else None


def read_specimens(reading: Reading) -> list[Table]:
    """The tables of specimens that tell the size of a tumour in the liver."""
    rows = ((table.span, specimen_statements(reading, table)) for table in reading.once(specimen_tables))
    return [Table(span, told) for span, told in rows if told]


def has_columns(text: str, line: Interval) -> bool:
    """Whether the line can be cut into columns."""
    return any(text.find(mark, *line) >= 0 for mark in COLUMN_MARKS)


def dated_table(reading: Reading, lines: list[Interval], at: int, dates: list[WrittenDate], order: int) -> Table | None:
    """Rows of sizes under a heading of two or more dates: the newest is the present size, the one before it the earlier."""
    rows: list[Statement] = []
    end = lines[at][1]
    scale = 10.0 if re.search(r"\bcm\b", reading.text[slice(*lines[at])]) else 1.0
    if is_of_volumes(reading, lines, at, dates[0].start):
        return volumes_table(reading, lines, at)
    titles = enumerate(cell_spans(reading.text, lines[at]))
    column = next((number for number, cell in titles if SEGMENT_HEAD.search(reading.text, *cell)), None)
    head = (lines[at][0], dates[0].start)
    for line in lines[at + 1 :]:
        if rows and "\n\n" in reading.text[end : line[0]]:
            break
        cells = row_cells(reading, line)[-len(dates) :]
        if not rows and line[0] - lines[at][1] > 240:
            return None
        if len(cells) < len(dates) and (held := newest_told(reading, line, dates)):
            row = dated_row(
                reading, line, [cell for _, cell in held], [day for day, _ in held], scale, order, column, head
            )
            if row:
                rows.append(row)
                end = line[1]
                continue
        if len(cells) < len(dates) and cells and LOST.search(reading.text[slice(*line)]):
            row = dated_row(reading, line, cells, dates, scale, order, column, head)
            if row:
                row.state, row.sizes, end = "gone", [], line[1]
                rows.append(row)
            continue
        if len(cells) < len(dates):
            if rows and not re.fullmatch(r"[\s=_-]*|.*\b(?:sum|change|chg)\b.*", reading.text[slice(*line)], re.I):
                break
            end = line[1] if rows else end
            continue
        if rows and not in_columns(reading, cells) and not has_columns(reading.text, line):
            break
        end = line[1]
        row = dated_row(reading, line, cells, dates, scale, order, column, head)
        if row:
            rows.append(row)
    return Table((lines[at][0], end), rows) if rows else None


def volumes_table(reading: Reading, lines: list[Interval], at: int) -> Table | None:
    """The stretch of a table of volumes, which tells of no lesion."""
    end = lines[at][1]
    for line in lines[at + 1 :]:
        if not has_columns(reading.text, line) or (end > lines[at][1] and "\n\n" in reading.text[end : line[0]]):
            break
        end = line[1]
    return Table((lines[at][0], end), []) if end > lines[at][1] else None


def is_of_volumes(reading: Reading, lines: list[Interval], at: int, first: int) -> bool:
    """Whether the heading, or the title over a heading of dates alone, is that of a table of volumes."""
    if VOLUMES_HEAD.search(reading.text, *lines[at]):
        return True
    return (
        at > 0
        and not reading.text[lines[at][0] : first].strip()
        and bool(VOLUMES_TITLE.match(reading.text, *lines[at - 1]))
    )


def row_cells(reading: Reading, line: Interval) -> list[re.Match[str]]:
    """Numbers of a row, and the words for a lesion not seen where they begin a column, in order."""
    gaps = COLUMNS.finditer(reading.text, *line)
    lost = [one for gap in gaps if (one := LOST.match(reading.text, gap.end(), line[1]))]
    found = [*CELL.finditer(reading.text, *line), *lost]
    return sorted(found, key=re.Match.start) if lost else found


def newest_told(reading: Reading, line: Interval, dates: list[WrittenDate]) -> list[tuple[WrittenDate, re.Match[str]]]:
    """(date, size) of a row that has none in some older column, as "II  -  -  13 (new)"; empty where the newest has none."""
    spans = cell_spans(reading.text, line)
    if len(spans) <= len(dates):
        return []
    told = [
        (day, match)
        for day, cell in zip(dates, spans[-len(dates) :], strict=True)
        if (match := CELL.match(reading.text, *cell)) or not EMPTY.fullmatch(reading.text, *cell)
    ]
    held = [(day, match) for day, match in told if match]
    newest = max(dates, key=lambda day: day.when)
    return held if len(held) == len(told) and any(day == newest for day, _ in held) else []


def segment_in(reading: Reading, line: Interval, column: int | None) -> list[SegmentRef]:
    """The segment in the column of segments, where a bare "V" or "IVB" names one."""
    cells = cell_spans(reading.text, line) if column is not None else []
    if column is None or column >= len(cells):
        return []
    named = SEGMENT_CELL.match(reading.text[slice(*cells[column])])
    return [SegmentRef(*cells[column], distinct_codes(named.group(1)))] if named else []


def dated_row(
    reading: Reading,
    line: Interval,
    cells: list[re.Match[str]],
    dates: list[WrittenDate],
    scale: float,
    order: int,
    column: int | None,
    head: Interval,
) -> Statement | None:
    """A row's lesion; None for a node, another organ or a sum. `column` is that of the segments, where the heading has one.

    `head` is what stands before the first date of the heading: it names the lesion over a row "long diameter (mm)".
    """
    label = (line[0], cells[0].start())
    if MEASURED.fullmatch(reading.text, *label):
        scale, label = scale_of(reading.text[slice(*label)]) or scale, head
    segments = read_segments(reading, label) or segment_in(reading, line, column)
    words = reading.text[slice(*label)]
    if NO_SIZE.search(words):
        return None
    if not segments and (OTHER_ROW.search(words) or not re.search(r"liver|hepat|lesion|met\b|metasta", words, re.I)):
        return None
    if not in_columns(reading, cells):
        return None
    limit = date.fromisoformat(reading.note.note_date) + timedelta(days=3)
    columns = [(told.when, cell) for told, cell in zip(dates, cells, strict=False)]
    if all(when <= limit for when, _ in columns):  # else the year stands first in these dates, and the columns in order
        columns.sort(key=lambda pair: pair[0])
    if not columns:
        return None
    values = [(cell_mm(cell, scale), cell) for _, cell in columns]
    mm, cell = values[-1]
    statement = Statement(label[0], line[1], reading.rank_at(line[0]), reading.section_at(line[0]).category)
    statement.nouns = reading.hits("liver_lesion", line)
    benign = sorted({hit.concept for hit in statement.nouns} & BENIGN)
    statement.kind = benign[0] if benign else "lesion"
    statement.in_liver, statement.segments, statement.sentence = True, segments, -1 - order
    if mm <= 0:
        statement.state = "gone"
        return statement
    size = Size(cell.start(), cell.end(), mm)
    if len(values) > 1 and values[-2][0] > 0:
        before, prior = values[-2]
        size = with_prior(size, Size(prior.start(), prior.end(), before))
    statement.sizes = [size]
    return statement


def cell_mm(cell: re.Match[str], scale: float) -> float:
    """Millimetres of a cell, 0 for one that says the lesion is not seen."""
    return millimetres(cell, scale) if cell.re is CELL else 0.0


def in_columns(reading: Reading, cells: list[re.Match[str]]) -> bool:
    """Whether the numbers stand in columns of their own and not in a sentence."""
    gaps = [
        reading.text[one.start() + len(one.group().rstrip()) : two.start()] for one, two in itertools.pairwise(cells)
    ]
    return all(CELL_GAP.search(gap) for gap in gaps)
