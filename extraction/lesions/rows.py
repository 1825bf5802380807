"""Rows of lesions without dates: columns for segment, size and earlier size; or bare numbers under a heading with the unit."""

import re
from typing import NamedTuple

from extraction.anchors import Anchors, first_at, places
from extraction.lesions.cells import CELL, COLUMNS, LOST, cell_spans, millimetres, scale_of, unit_scale
from extraction.lesions.doubts import is_doubt_of_others
from extraction.lesions.size import Size, with_prior
from extraction.lesions.sizes import read_sizes
from extraction.lesions.statement import BENIGN, Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segment_codes import distinct_codes
from extraction.segment_mimics import has_numbered_parts
from extraction.segments import SegmentRef, bare_places, read_segments, segment_marks
from extraction.sentences import Interval

SEGMENT_HEADS = Anchors("seg", "location", "site")
SEGMENT_HEAD = pattern_of(r"\b(?:seg(?:ment)?s?\.?|location|site)\b", re.I)
PRIOR_HEAD = pattern_of(r"\b(?:prior|previous(?:ly)?|prev|before|baseline|earlier|last|old)\b", re.I)
# "Today | 03/11/2023": the column of a date beside that of today is the earlier one.
DATE_HEAD = pattern_of(
    r"(?:ct |mri? )?(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}/\d{4}|\d{1,2}[ -]?[a-z]{3,9}[ -]?\d{2,4}|[a-z]{3,9} \d{2,4}|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?)(?: \((?:mm|cm)\))?",
    re.I,
)
SIZE_HEAD = pattern_of(r"\b(?:mm|cm|size|diameter|ø|current|now|today|present|this (?:study|scan|exam))\b", re.I)
VIABLE_HEAD = pattern_of(r"(?:%\s?)?(?:residual\s|remaining\s)?(?:viab|vital)\w*", re.I)
NONE_VIABLE = pattern_of(r"\s*(?:0\s?%?|none|nil|no)(?![\w.,])", re.I)
RULE = pattern_of(r"[\s|=+:_-]*")
SEGMENT_CELL = pattern_of(
    r"^(?:(?:S|seg\.?|segment)\s*)?((?:VIII|VII|VI|IV[abAB]?|V|III|II|I|[1-8][abAB]?)(?:\s*[/,&-]\s*(?:VIII|VII|VI|IV[abAB]?|V|III|II|I|[1-8][abAB]?))*)$",
    re.I,
)
MARK = pattern_of(
    r"\W*(?:(?=[lmnt])(?:target|lesion|mass|met(?:astasis)?|tumou?r|no\.?|[tlm](?=\d))\s*)?(?:#?\w{1,2}\b)?\W*", re.I
)
JOINT = pattern_of(
    r"(?: (?:dome|subcapsular|central|peripheral|superficial|deep|lateral|medial|posterior|anterior|caudal|cranial|hilar))?[\s:=|,(–-]*(?:size|measures|now|current)?[\s:=|–-]*",
    re.I,
)
PRIOR_WORD = pattern_of(
    r"(?:prior|previous(?:ly)?|prev\.?|was|were|from|before|baseline|formerly|earlier|old|<-+|←)[\s:=(]*$", re.I
)
BRACKETED = pattern_of(
    r"\b(?:prior|previous|prev|before|baseline|old|earlier)\b[^\n]{0,24}\b(?:brackets|parenthes[ie]s)", re.I
)
LESION_WORD = pattern_of(r"\b(?:liver|hepatic|lesions?|mass(?:es)?|mets?|metasta\w+|segments?|size|target)\b", re.I)
UNIT_LINE = pattern_of(
    r"\W*(?:all )?(?:sizes?|measurements?|diameters?)?\W*(?:are )?(?:given )?(?:in )?(?:cm|mm)\W*", re.I
)
# A Roman number, or a digit with its letter: a bare digit would be the number of an item.
ROMAN_ROW = pattern_of(
    r"[ \t]*[-*•]?[ \t]*(?P<segment>(?:VIII|VII|VI|IV[abAB]?|V|III|II|I|4[abAB])(?:[/,&-](?:VIII|VII|VI|IV[abAB]?|V|III|II|I|4[abAB]|[1-8]))*)(?:[ \t]{2,}|\t|[ \t]*[:=|–-][ \t]*|[ \t](?=\d))"
)
# What may stand before that.
ROW_MARKS = " \t-*•"
# How many lines above the first row may hold the unit.
REACH = 3


class Columns(NamedTuple):
    """Which columns hold segment, size, earlier size and what is viable, with the millimetres of the heading's unit."""

    where: int
    size: int
    prior: int | None
    scale: float
    viable: int | None = None


def listed_rows(reading: Reading, lines: list[Interval], at: int, order: int) -> list[Statement]:
    """Rows under a heading that names columns for segment and size; none when the line is no such heading."""
    columns = read_head([cell.strip() for cell in COLUMNS.split(reading.text[slice(*lines[at])].strip())])
    rows: list[Statement] = []
    if columns is None:
        return []
    for line in lines[at + 1 :]:
        if RULE.fullmatch(reading.text, *line) and not rows:
            continue
        row = listed_row(reading, line, columns, order) or listed_row(reading, line, moved(columns), order)
        if row is None:
            break
        rows.append(row)
    return rows


def segment_heads(reading: Reading) -> list[int]:
    """Where the words stand that can head a column of segments."""
    return places(reading.levelled, SEGMENT_HEADS)


def moved(columns: Columns) -> Columns:
    """The columns of rows that open with a name over which the heading has none: "L1   VIII   41 mm"."""
    prior = None if columns.prior is None else columns.prior + 1
    viable = None if columns.viable is None else columns.viable + 1
    return columns._replace(where=columns.where + 1, size=columns.size + 1, prior=prior, viable=viable)


def read_head(head: list[str]) -> Columns | None:
    """The columns of a heading; None when it names no segment or no size."""
    where = next((n for n, cell in enumerate(head) if SEGMENT_HEAD.search(cell)), None) if len(head) > 2 else None
    if where is None:
        return None
    size = next((n for n, cell in enumerate(head) if SIZE_HEAD.search(cell) and not PRIOR_HEAD.search(cell)), None)
    if size is None or where == size:
        return None
    if SEGMENT_CELL.match(head[where]) or CELL.match(head[size]):
        return None  # "seg 2   18 mm   subcapsular" is a row
    prior = next((n for n, cell in enumerate(head) if PRIOR_HEAD.search(cell) or DATE_HEAD.fullmatch(cell)), None)
    viable = next((n for n, cell in enumerate(head) if VIABLE_HEAD.match(cell)), None)
    return Columns(where, size, prior, scale_of(head[size]) or scale_of(" ".join(head)) or 1.0, viable)


def listed_row(reading: Reading, line: Interval, columns: Columns, order: int) -> Statement | None:
    """A row's lesion with its name; None where the line is no row."""
    cells = cell_spans(reading.text, line)
    if max(columns.where, columns.size) >= len(cells):
        return None
    place = SEGMENT_CELL.match(reading.text[slice(*cells[columns.where])])
    number = CELL.match(reading.text, *cells[columns.size])
    lost = LOST.search(reading.text, *cells[columns.size])
    if not place or not (number or lost):
        return None
    refs = [SegmentRef(*cells[columns.where], distinct_codes(place.group(1)))]
    prior = None
    if columns.prior is not None and columns.prior < len(cells):
        prior = CELL.match(reading.text, *cells[columns.prior])
    else:  # "was 40 mm" in a column of remarks
        prior = next(
            (
                cell
                for cell in CELL.finditer(reading.text, cells[columns.size][1], line[1])
                if is_told_prior(reading, cell)
            ),
            None,
        )
    viable = columns.viable
    if viable is not None and viable < len(cells) and NONE_VIABLE.match(reading.text, *cells[viable]):
        number = None
    return row_statement(reading, line, refs, number, prior, columns.scale, order)


def is_told_prior(reading: Reading, cell: re.Match[str]) -> bool:
    """Whether a word for earlier stands before the number."""
    return PRIOR_WORD.search(reading.text, max(0, cell.start() - 16), cell.start()) is not None


def bare_rows(reading: Reading, lines: list[Interval], at: int, order: int) -> list[Statement]:
    """Lines "seg 8  4.1 x 3.6  prior 6.2 x 5.5" without a unit, which stands in a line above or below them."""
    if not is_bare(reading, lines[at]):
        return []
    last = at
    while last + 1 < len(lines) and is_bare(reading, lines[last + 1]):
        last += 1
    above = [reading.text[slice(*line)] for line in lines[max(0, at - REACH) : at]]
    head = next((words for words in reversed(above) if scale_of(words) and is_unit_head(words)), "")
    below = reading.text[slice(*lines[last + 1])] if last + 1 < len(lines) else ""
    told_below = UNIT_LINE.fullmatch(below) or BRACKETED.search(below)
    scale = scale_of(head) or (scale_of(below) if told_below else None)
    if last == at or scale is None:
        return []
    bracketed = any(BRACKETED.search(words) for words in (*above, below))
    return [bare_row(reading, line, scale, bracketed, order) for line in lines[at : last + 1]]


def is_unit_head(words: str) -> bool:
    """Whether the line gives the unit of what follows: "Liver lesions (cm)", "mm, prev in brackets:"."""
    return bool(LESION_WORD.search(words) or BRACKETED.search(words) or UNIT_LINE.fullmatch(words))


def roman_starts(reading: Reading) -> list[int]:
    """Where the lines start that open with the number of a segment and nothing before it."""
    text = reading.text
    found: list[int] = []
    for at in reading.once(bare_places):
        start = text.rfind("\n", 0, at) + 1
        if not text[start:at].strip(ROW_MARKS) and ROMAN_ROW.match(text, start):
            found.append(start)
    return found


def roman_rows(reading: Reading, lines: list[Interval], at: int, order: int) -> list[Statement]:
    """Two or more lines "VII   39 x 33 mm, ...": nothing but the segment's number before the size."""
    rows = []
    for line in () if reading.once(has_numbered_parts) else lines[at:]:
        row = ROMAN_ROW.match(reading.text, *line)
        if not row:
            break
        cell = CELL.match(reading.text, row.end(), line[1])
        if not cell or unit_scale(cell) is None:
            break
        sizes, _ = read_sizes(reading, (row.end(), line[1]))
        if not sizes:
            break
        refs = [SegmentRef(row.start("segment"), row.end("segment"), distinct_codes(row.group("segment")))]
        statement = row_statement(reading, line, refs, cell, None, 1.0, order)
        statement.sizes = sizes[:1]
        rows.append(statement)
    return rows if len(rows) > 1 else []


def opens_with_segment(reading: Reading, line: Interval) -> bool:
    """Whether nothing but the mark of a row stands before the line's first segment."""
    mark = MARK.match(reading.text, line[0], line[1])
    starts, _, others = reading.once(segment_marks)
    furthest = mark.end() if mark else line[0]
    if starts[first_at(starts, line[0])] > furthest and others[first_at(others, line[0])] > furthest:
        return False
    segments = read_segments(reading, line)
    return bool(segments) and MARK.fullmatch(reading.text, line[0], segments[0].start) is not None


def is_bare(reading: Reading, line: Interval) -> bool:
    """Whether the line is a mark, a segment, and a number without a unit or a word for gone."""
    segments = read_segments(reading, line)
    if not segments or scale_of(reading.text[slice(*line)]):
        return False
    if not MARK.fullmatch(reading.text, line[0], segments[0].start):
        return False
    joint = JOINT.match(reading.text, segments[0].end, line[1])
    start = joint.end() if joint else segments[0].end
    return bool(CELL.match(reading.text, start, line[1]) or LOST.match(reading.text, start, line[1]))


def bare_row(reading: Reading, line: Interval, scale: float, bracketed: bool, order: int) -> Statement:
    """The lesion of such a line."""
    first = read_segments(reading, line)[0]
    joint = JOINT.match(reading.text, first.end, line[1])
    now = CELL.match(reading.text, joint.end() if joint else first.end, line[1])
    after = now.end() if now else first.end
    prior = next(
        (
            cell
            for cell in CELL.finditer(reading.text, after, line[1])
            if PRIOR_WORD.search(reading.text, after, cell.start())
            or (bracketed and reading.text[after : cell.start()].rstrip(" ").endswith(("(", "[")))
        ),
        None,
    )
    return row_statement(reading, line, [first], now, prior, scale, order)


def row_statement(
    reading: Reading,
    line: Interval,
    segments: list[SegmentRef],
    now: re.Match[str] | None,
    prior: re.Match[str] | None,
    scale: float,
    order: int,
) -> Statement:
    """The statement of a row; without a present size its lesion is gone."""
    statement = Statement(line[0], line[1], reading.rank_at(line[0]), reading.section_at(line[0]).category)
    statement.lead, statement.in_liver, statement.sentence, statement.segments = line[0], True, -1 - order, segments
    statement.nouns = reading.hits("liver_lesion", line)
    named = {hit.concept for hit in statement.nouns}
    statement.kind = next(iter(sorted(named & BENIGN)), "metastasis" if "metastasis" in named else "lesion")
    if now is None or millimetres(now, scale) <= 0:
        statement.state = "gone"
        return statement
    size = Size(now.start(), now.end(), millimetres(now, scale))
    if prior is not None:
        size = with_prior(size, Size(prior.start(), prior.end(), millimetres(prior, scale)))
    statement.sizes = [size]
    doubts = [cue for cue in reading.cues(line) if cue.category == "possible"]
    named_at = [hit.end for hit in statement.nouns if hit.concept == "metastasis"]
    if doubts and not (named_at and is_doubt_of_others(reading, doubts, named_at[0])):
        statement.state = "possible"
    return statement
