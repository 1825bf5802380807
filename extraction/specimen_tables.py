"""Tables of specimens in a report: a column or a row a specimen, with what is told of each in its cells."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extraction.lesions.cells import cell_spans
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

LIVER = pattern_of(r"\b(?:liver|hepat\w+(?! flex)|segm?(?:ent)?s?\b|s[2-8]\b|caudate|metasta\w+|mets?\b|wedge)")
BOWEL = pattern_of(
    r"\b(?:colon|sigmoid\w*|rectum|rectal|rectosigmoid|ca?ecum|bowel|primary|\w*colectomy|flexure|(?:anterior|rectal) resection)\b"
)
# The corner of a table, and the titles that make the first column one of specimens.
CORNER = pattern_of(
    r"(?:specimens?|parts?|material|parameter|feature|item|finding|characteristic|variable|attribute)s?\b|$"
)
ROWS_OF = pattern_of(r"(?:specimens?|parts?|sites?|locations?|lesions?|pots?|samples?|resections?|no\.?|#)\b")
TOLD = pattern_of(
    r"margin|stage|tnm|clearance|edge|\br status|\bgrade|differ|\bpt\b|\bpn\b|nodes|size|diameter|tumou?r"
)
# "B. Liver segment 3, wedge" above a table whose columns are A, B and C.
PART = pattern_of(
    r"^[ \t]*(?:(?:part|specimen|pot)[ \t]+)?(?P<label>[A-H])[.):]?:?[ \t]+(?P<title>[A-Za-z][^\n;]{3,60})",
    re.IGNORECASE | re.MULTILINE,
)
RULE = pattern_of(r"[\s|=+:_-]*")
GAPS = ("   ", "\t", "|")
LONGEST_TITLE, MOST_CELLS, MOST_ROWS = 40, 8, 40
Cells = list[Interval]


class Entry(NamedTuple):
    """What a table tells of one specimen: the place of its title, the organ ("liver", "bowel"), the label in lower case, the cell's place."""

    title: Interval
    organ: str
    label: str
    cell: Interval


class Table(NamedTuple):
    """The lines of a table, its entries, and the cells that name the bowel."""

    span: Interval
    entries: tuple[Entry, ...]
    bowels: tuple[Interval, ...]


def specimen_tables(reading: Reading) -> tuple[Table, ...]:
    """Every table of specimens in the note."""
    text = reading.text
    found: list[Table] = []
    at = gap_from(text, 0)
    while at < len(text):
        line = text.rfind("\n", 0, at) + 1, line_end(text, at)
        table = table_below(reading, line)
        if table:
            found.append(table)
        at = gap_from(text, table.span[1] if table else line[1])
    return tuple(found)


def gap_from(text: str, start: int) -> int:
    """Where the next gap between columns begins; the end of the text where none does."""
    return min([at for gap in GAPS if (at := text.find(gap, start)) >= 0], default=len(text))


def line_end(text: str, start: int) -> int:
    """Where the line ends."""
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def table_below(reading: Reading, line: Interval) -> Table | None:
    """The table that the line is the heading of."""
    text = reading.text
    head = cut(text, line)
    if not 2 <= len(head) <= MOST_CELLS or any(b - a > LONGEST_TITLE for a, b in head):
        return None
    labels = [text[slice(*cell)].strip(" |") for cell in head]
    if any(len(label) == 1 for label in labels):
        listed = reading.once(part_titles)
        head = [listed.get(label, cell) for label, cell in zip(labels, head, strict=True)]
    words = [reading.levelled[slice(*cell)].strip() for cell in head]
    by_columns = names_columns(words)
    if not (by_columns or names_rows(words)):
        return None
    return (by_column if by_columns else by_row)(reading, line, head, list(following(text, line[1])))


def part_titles(reading: Reading) -> dict[str, Interval]:
    """Where the report titles its parts, by their letters; of a letter that returns the first."""
    return {match.group("label"): match.span("title") for match in reversed(list(PART.finditer(reading.text)))}


COUNTED = pattern_of(
    r"(?:total )?number of (?:liver |hepatic )?(?:tumou?rs|metastases|mets|lesions|deposits|nodules)\b|(?:tumou?r|lesion|metastas[ei]s|mets?) (?:count|number)\b"
)


def cut(text: str, line: Interval) -> Cells:
    """The cells of a line; an empty one between two bars keeps its place."""
    cells = list(cell_spans(text, line))
    if "|" in text[slice(*line)] and cells and cells[0][0] == cells[0][1]:
        return cells[1:]
    return cells


def following(text: str, end: int) -> Iterator[tuple[Interval, Cells]]:
    """The rows right below, without the rule under the heading, up to a blank line or one without columns."""
    for _ in range(MOST_ROWS):
        line = end + 1, line_end(text, end + 1)
        end = line[1]
        if line[0] >= end:
            return
        if RULE.fullmatch(text, *line):
            continue
        cells = cut(text, line)
        if len(cells) < 2:
            return
        yield line, cells


def organ_of(words: str) -> str:
    """The organ that a title or first cell names; "" for none."""
    return "liver" if LIVER.search(words) else "bowel" if BOWEL.search(words) else ""


def has_corner(words: list[str]) -> bool:
    """Whether the first cell of a heading names no specimen but what the first column holds."""
    return not organ_of(words[0])


def names_columns(words: list[str]) -> bool:
    """Whether a heading names a specimen in each of its columns; one alone only beside a title such as "Parameter"."""
    titles = words[has_corner(words) :]
    if COUNTED.match(words[0]):
        return False
    return all(map(organ_of, titles)) and (len(titles) > 1 or (len(titles) == 1 and bool(CORNER.match(words[0]))))


def names_rows(words: list[str]) -> bool:
    """Whether a heading names a column of specimens and something told of them."""
    return bool(ROWS_OF.match(words[0])) and any(TOLD.search(label) for label in words[1:])


def by_column(reading: Reading, line: Interval, head: Cells, rest: list[tuple[Interval, Cells]]) -> Table | None:
    """A heading of specimens: "               Sigmoid     Liver VI"."""
    words = [reading.levelled[slice(*cell)].strip() for cell in head]
    first = int(has_corner(words))
    titles, organs = head[first:], [organ_of(word) for word in words[first:]]
    columns = cut(reading.text, line)[-len(titles) :]
    entries: list[Entry] = []
    end = line[1]
    for row, cells in rest:
        label = reading.levelled[slice(*cells[0])].strip()
        for cell, at in placed(line, columns, row, cells[1:]):
            entries.append(Entry(titles[at], organs[at], label, cell))
        end = row[1]
    if not any(TOLD.search(entry.label) for entry in entries):
        return None
    if len(titles) == 1 and any(COUNTED.match(entry.label) for entry in entries):
        return None  # the form of all specimens together
    bowels = tuple(title for title, organ in zip(titles, organs, strict=True) if organ == "bowel")
    return Table((line[0], end), tuple(entries), bowels)


def placed(head: Interval, columns: Cells, row: Interval, cells: Cells) -> Iterator[tuple[Interval, int]]:
    """The cells with the numbers of their columns: in order, or where some are left out by where they stand."""
    if len(cells) == len(columns):
        yield from zip(cells, range(len(columns)), strict=True)
        return
    for cell in cells:
        at = min(range(len(columns)), key=lambda n: abs((columns[n][0] - head[0]) - (cell[0] - row[0])))
        yield cell, at


def by_row(reading: Reading, line: Interval, head: Cells, rest: list[tuple[Interval, Cells]]) -> Table | None:
    """Rows of specimens under a heading: "Specimen | Size | Margin"."""
    labels = [reading.levelled[slice(*cell)].strip() for cell in head]
    entries: list[Entry] = []
    bowels: Cells = []
    end = line[1]
    for row, cells in rest:
        named = [(cell, organ) for cell in cells[:2] if (organ := organ_of(reading.levelled[slice(*cell)]))]
        if not named or len(cells) != len(head):
            break
        title, organ = named[0]
        bowels += [title] if organ == "bowel" else []
        entries += [Entry(title, organ, label, cell) for label, cell in zip(labels[1:], cells[1:], strict=True)]
        end = row[1]
    return Table((line[0], end), tuple(entries), tuple(bowels)) if entries else None


def told_of(reading: Reading, organ: str, label: re.Pattern[str]) -> Iterator[Entry]:
    """The entries on specimens of the organ whose label matches, without empty cells."""
    for table in reading.once(specimen_tables):
        for entry in table.entries:
            if entry.organ == organ and label.search(entry.label) and reading.text[slice(*entry.cell)].strip(" -–/"):
                yield entry


def is_in_table(reading: Reading, offset: int) -> bool:
    """Whether the offset lies in a table of specimens."""
    return any(table.span[0] <= offset < table.span[1] for table in reading.once(specimen_tables))
