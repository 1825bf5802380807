"""Tables of lesions: a row a lesion, with a column a date, or with columns for segment and size."""

import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from extraction.calendar_dates import WrittenDate
from extraction.lesions.sizes import Size, number_of
from extraction.lesions.statement import BENIGN, Statement
from extraction.reading import Reading
from extraction.segments import SegmentRef, codes, read_segments
from extraction.sentences import Interval

CELL = re.compile(
    r"(?<![\w.,/%+-])(?P<number>\d{1,3}(?:[.,]\d)?)(?:\s*[x×]\s*\d{1,3}(?:[.,]\d)?)?\s*(?P<unit>mm|cm)?(?![\w/%]|[.,]\d|\s*%)",
    re.I,
)
DATED_HEAD = re.compile(r"\d[ \t]*(?:\([^)\n]{1,14}\))?(?:[ \t]{2,}|\t|[ \t]*\|)")
GAP = re.compile(r"\s*(?:\([^)]{1,14}\))?(?:[ \t]{2,}|\t|\s*\|\s*)(?:(?:ct|mri?|scan|date)?:?\s*)", re.I)
LINE = re.compile(r"[^\n]+")
COLUMNS = re.compile(r"[ \t]{2,}|\t|\s*\|\s*")
SEGMENT_HEAD = re.compile(r"\b(?:seg(?:ment)?s?\.?|location|site)\b", re.I)
SIZE_HEAD = re.compile(r"\b(?:mm|cm|size|diameter|ø)\b", re.I)
OTHER_ROW = re.compile(
    r"\b(?:node|nodal|ln|lung|adrenal|lymph|lobe lung|spleen|ovary|perito\w+|sum|total|change|chg|primary|bone)\b", re.I
)
NO_SIZE = re.compile(r"\b(?:ml|volumes?|flr|tlv|remnant|weight|suv\w*|cea|node|ln)\b", re.I)
LOST = re.compile(r"not seen|--|\bgone\b|disappeared|resolved|not visible|n/?v\b", re.I)
CELL_GAP = re.compile(r"[ \t]{2,}|\t|\|")
SEGMENT_CELL = re.compile(
    r"^(?:(?:S|seg\.?|segment)\s*)?((?:VIII|VII|VI|IV[abAB]?|V|III|II|I|[1-8][abAB]?)(?:\s*[/,&-]\s*(?:VIII|VII|VI|IV[abAB]?|V|III|II|I|[1-8][abAB]?))*)$",
    re.I,
)


class Table(NamedTuple):
    """The statements of a table and the stretch of the note it takes up."""

    span: Interval
    rows: list[Statement]


def read_tables(reading: Reading) -> list[Table]:
    """Every lesion table of the note."""
    lines = [(match.start(), match.end()) for match in LINE.finditer(reading.text)]
    found: list[Table] = []
    number = 0
    while number < len(lines):
        table = None
        line = lines[number]
        if has_columns(reading.text, line) and DATED_HEAD.search(reading.text, *line):
            table = dated_table(reading, lines, number, len(found))
        if table is None and has_columns(reading.text, line) and SEGMENT_HEAD.search(reading.text, *line):
            table = listed_table(reading, lines, number, len(found))
        if table:
            found.append(table)
            while number < len(lines) and lines[number][0] < table.span[1]:
                number += 1
        else:
            number += 1
    return found


def has_columns(text: str, line: Interval) -> bool:
    """Whether the line can be cut into columns."""
    start, end = line
    return text.find("  ", start, end) >= 0 or text.find("\t", start, end) >= 0 or text.find("|", start, end) >= 0


def dated_table(reading: Reading, lines: list[Interval], at: int, order: int) -> Table | None:
    """Rows of sizes under a heading of two or more dates: the newest is the present size, the one before it the earlier."""
    dates = reading.dates(lines[at])
    if len(dates) < 2 or len(COLUMNS.split(reading.text[slice(*lines[at])].strip())) < 2:
        return None
    gaps = [reading.text[one.end : two.start] for one, two in itertools.pairwise(dates)]
    if not all(GAP.fullmatch(gap) for gap in gaps):
        return None
    rows: list[Statement] = []
    end = lines[at][1]
    scale = 10.0 if re.search(r"\bcm\b", reading.text[slice(*lines[at])]) else 1.0
    for line in lines[at + 1 :]:
        if "\n\n" in reading.text[end : line[0]] and rows:
            break
        cells = list(CELL.finditer(reading.text, *line))[-len(dates) :]
        if not rows and line[0] - lines[at][1] > 240:
            return None
        if len(cells) < len(dates) and cells and LOST.search(reading.text[slice(*line)]):
            row = dated_row(reading, line, cells, dates, scale, order)
            if row:
                row.state, row.sizes, end = "gone", [], line[1]
                rows.append(row)
            continue
        if len(cells) < len(dates):
            if rows and not re.fullmatch(r"[\s=_-]*|.*\b(?:sum|change|chg)\b.*", reading.text[slice(*line)], re.I):
                break
            end = line[1] if rows else end
            continue
        end = line[1]
        row = dated_row(reading, line, cells, dates, scale, order)
        if row:
            rows.append(row)
    return Table((lines[at][0], end), rows) if rows else None


def dated_row(
    reading: Reading, line: Interval, cells: list[re.Match[str]], dates: list[WrittenDate], scale: float, order: int
) -> Statement | None:
    """A row's lesion; None for a node, another organ or a sum."""
    label = (line[0], cells[0].start())
    segments = read_segments(reading, label)
    words = reading.text[slice(*label)]
    if NO_SIZE.search(words):
        return None
    if not segments and (OTHER_ROW.search(words) or not re.search(r"liver|hepat|lesion|met\b|metasta", words, re.I)):
        return None
    gaps = [
        reading.text[one.start() + len(one.group().rstrip()) : two.start()] for one, two in itertools.pairwise(cells)
    ]
    if not all(CELL_GAP.search(gap) for gap in gaps):
        return None
    limit = date.fromisoformat(reading.note.note_date) + timedelta(days=3)
    columns = [(told.when, cell) for told, cell in zip(dates, cells, strict=False)]
    if all(when <= limit for when, _ in columns):  # else the year stands first in these dates, and the columns in order
        columns.sort(key=lambda pair: pair[0])
    if not columns:
        return None
    values = [(number_of(cell.group("number")) * (unit_scale(cell) or scale), cell) for _, cell in columns]
    mm, cell = values[-1]
    statement = Statement(label[0], line[1], reading.rank_at(line[0]), reading.section_at(line[0]).category)
    statement.kind, statement.in_liver, statement.segments, statement.sentence = "lesion", True, segments, -1 - order
    if mm <= 0:
        statement.state = "gone"
        return statement
    size = Size(cell.start(), cell.end(), mm)
    if len(values) > 1:
        before, prior = values[-2]
        size = size._replace(prior_mm=before, prior_start=prior.start(), prior_end=prior.end())
    statement.sizes = [size]
    return statement


def unit_scale(cell: re.Match[str]) -> float | None:
    """Millimetres of the cell's own unit."""
    unit = cell.group("unit")
    return None if not unit else 10.0 if unit.lower() == "cm" else 1.0


def listed_table(reading: Reading, lines: list[Interval], at: int, order: int) -> Table | None:
    """Rows under a heading that names columns for segment and size."""
    head = [cell.strip() for cell in COLUMNS.split(reading.text[slice(*lines[at])].strip())]
    where = next((n for n, cell in enumerate(head) if SEGMENT_HEAD.search(cell)), None)
    size = next((n for n, cell in enumerate(head) if SIZE_HEAD.search(cell)), None)
    if where is None or size is None or where == size or len(head) < 3:
        return None
    scale = 10.0 if re.search(r"\bcm\b", head[size], re.I) else 1.0
    rows = []
    end = lines[at][1]
    for line in lines[at + 1 :]:
        row = listed_row(reading, line, where, size, scale, order)
        if row is None:
            break
        rows.append(row)
        end = line[1]
    return Table((lines[at][0], end), rows) if rows else None


def listed_row(reading: Reading, line: Interval, where: int, size: int, scale: float, order: int) -> Statement | None:
    """A row's lesion with its name; None where the line is no row."""
    cells = list(cell_spans(reading.text, line))
    if max(where, size) >= len(cells):
        return None
    place = SEGMENT_CELL.match(reading.text[slice(*cells[where])])
    number = CELL.match(reading.text, *cells[size])
    if not place or not number:
        return None
    statement = Statement(line[0], line[1], reading.rank_at(line[0]), reading.section_at(line[0]).category)
    statement.in_liver, statement.sentence = True, -1 - order
    statement.segments = [SegmentRef(*cells[where], tuple(dict.fromkeys(codes(place.group(1)))))]
    statement.sizes = [
        Size(number.start(), number.end(), number_of(number.group("number")) * (unit_scale(number) or scale))
    ]
    statement.nouns = reading.hits("liver_lesion", line)
    named = {hit.concept for hit in statement.nouns}
    statement.kind = next(iter(sorted(named & BENIGN)), "metastasis" if "metastasis" in named else "lesion")
    doubts = {cue.category for cue in reading.cues(line)}
    if "possible" in doubts:
        statement.state = "possible"
    return statement


def cell_spans(text: str, line: Interval) -> Iterator[Interval]:
    """The cells of a line."""
    start = line[0] + len(text[slice(*line)]) - len(text[slice(*line)].lstrip())
    for gap in COLUMNS.finditer(text, start, line[1]):
        yield start, gap.start()
        start = gap.end()
    if start < line[1]:
        yield start, line[1]
