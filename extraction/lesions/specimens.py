"""Metastases in the tables of a pathology report: a statement for each specimen of the liver whose tumour has a size."""

import itertools

from extraction.lesions.cells import CELL, millimetres, scale_of
from extraction.lesions.rows import NONE_VIABLE, VIABLE_HEAD
from extraction.lesions.size import Size
from extraction.lesions.statement import BENIGN, Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval
from extraction.specimen_tables import Entry, Table

SIZE = pattern_of(
    r"(?!specimen|.*\b(?:margin|clearance|distance|specimen size|weight)\b).*\b(?:size|diameter|dimension|tumou?rs?|lesions?|metastas[ie]s|mets?|largest)\b"
)
BIOPSY = pattern_of(r"\b(?:biops\w+|cores?|needle|bx)\b")
LABEL = pattern_of(r"(?<![\w.])(?P<label>[A-H1-9])[.):]?[\s|]*$")
OWN_LABEL = pattern_of(r"(?P<label>[A-H1-9])(?:[.):]\s?|\s)(?=\w)")
NONE_LEFT = pattern_of(
    r"\b(?:no (?:residual |viable )?(?:tumou?r|carcinoma|metasta\w+|mets?\b)|complete(?:ly)? regress\w+)\b"
)


def specimen_statements(reading: Reading, table: Table) -> list[Statement]:
    """The metastases of the table, one a specimen, in order of their titles."""
    of_liver = sorted((entry for entry in table.entries if entry.organ == "liver"), key=lambda entry: entry.title)
    found = []
    for order, (_, entries) in enumerate(itertools.groupby(of_liver, key=lambda entry: entry.title)):
        if statement := specimen_statement(reading, table, list(entries), order):
            found.append(statement)
    return found


def specimen_statement(reading: Reading, table: Table, entries: list[Entry], order: int) -> Statement | None:
    """The metastasis of one specimen; None without a size of its tumour, for a biopsy or a benign lesion."""
    title = entries[0].title
    cells = [title, *(entry.cell for entry in entries)]
    named = {hit.concept for cell in cells for hit in reading.hits("liver_lesion", cell)}
    told = " ".join(reading.levelled[slice(*cell)] for cell in cells)
    if named & BENIGN or BIOPSY.search(told) or NONE_LEFT.search(told):
        return None
    if any(VIABLE_HEAD.match(entry.label) and NONE_VIABLE.match(reading.text, *entry.cell) for entry in entries):
        return None
    for entry in entries:
        number = CELL.search(reading.text, *entry.cell) if SIZE.match(entry.label) else None
        scale = scale_of(entry.label)
        if number and (number.group("unit") or scale) and millimetres(number, scale or 1.0) > 0:
            start, end = table.span
            statement = Statement(start, end, reading.rank_at(start), reading.section_at(start).category)
            statement.lead, statement.in_liver, statement.kind, statement.sentence = (
                start,
                True,
                "metastasis",
                -1 - order,
            )
            statement.part = part_label(reading, title) or f"specimen {order}"
            statement.segments = read_segments(reading, title)
            statement.sizes = [Size(number.start(), number.end(), millimetres(number, scale or 1.0))]
            return statement
    return None


def part_label(reading: Reading, title: Interval) -> str:
    """The label of the specimen, in its title or in the cell before: "B. Liver segment 5"."""
    line = reading.text.rfind("\n", 0, title[0]) + 1
    match = OWN_LABEL.match(reading.text, *title) or LABEL.search(reading.text, line, title[0])
    return match.group("label") if match else ""
