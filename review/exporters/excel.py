"""The tables as one Excel workbook, a sheet a table: written straight into the file, text always as text, never a formula.

A workbook is a zip of XML parts (ECMA-376). It is written here by itself because openpyxl lays a sheet down in the temporary
folder first, and patient data stays where the user puts it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from registry.case_rows import case_rows
from registry.store import Registry
from review.exporters.table import Cell, Row, Table
from review.exporters.tables import dictionary, explained, rows_of, tables

LONGEST_SHEET = 1_048_576  # rows, the names of the columns among them
LONGEST_CELL = 32_767  # characters
TOO_LONG = "too long for a cell of Excel: take csv or parquet"
# XML cannot hold these, and Excel reads _x0041_ as the character of that number.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NUMBERED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """Write the workbook of these cases; returns the rows of all tables but the dictionary."""
    with path.open("xb") as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as book:
        names: list[str] = []
        add_table(book, names, dictionary(), explained())
        total = 0
        for table in tables():
            counted = Counted(rows_of(table, case_rows(registry, case_ids)))
            add_table(book, names, table, counted)
            total += counted.number
        add_parts(book, names)
    return total


class Counted:
    """An iterator that knows how many it gave."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> "Counted":
        return self

    def __next__(self) -> Row:
        row = next(self._rows)
        self.number += 1
        return row


def add_table(book: ZipFile, names: list[str], table: Table, rows: Iterator[Row]) -> None:
    """Add a sheet of these rows, and a further one where it is full; `names` are those of the sheets so far."""
    columns: Row = tuple(column.name for column in table.columns)
    first, number = next(rows, None), 1
    while first is not None or number == 1:
        part = chain([columns], [] if first is None else [first], islice(rows, LONGEST_SHEET - 2))
        names.append(table.name if number == 1 else f"{table.name} {number}")
        with book.open(part_info(book, f"xl/worksheets/sheet{len(names)}.xml"), "w", force_zip64=True) as sheet:
            sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            while some := list(islice(part, 1000)):
                sheet.write("".join([f"<row>{''.join(map(cell_xml, row))}</row>" for row in some]).encode())
            sheet.write(b"</sheetData></worksheet>")
        first, number = next(rows, None), number + 1


@lru_cache(maxsize=10_000, typed=True)
def cell_xml(cell: Cell) -> str:
    """A number as a number, anything else as text in place."""
    if cell is None:
        return "<c/>"
    if not isinstance(cell, str):
        return f"<c><v>{cell!r}</v></c>"
    text = cell if len(cell) <= LONGEST_CELL else TOO_LONG
    text = NUMBERED.sub("_x005F_", UNWRITABLE.sub("\ufffd", text)).replace("\r", "_x000D_")
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'


def add_parts(book: ZipFile, names: Iterable[str]) -> None:
    """Add what makes a workbook of the sheets."""
    sheets = list(enumerate(names, start=1))
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in sheets)
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at, _ in sheets
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{KIND}.worksheet+xml"/>' for at, _ in sheets
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{typed}</Types>',
    }
    for name, content in parts.items():
        book.writestr(part_info(book, name), HEAD + content)


def part_info(book: ZipFile, name: str) -> ZipInfo:
    """What the zip says of a part: no time of day, so that the same cases give the same bytes."""
    part = ZipInfo(name)
    part.compress_type = book.compression
    part._compresslevel = book.compresslevel  # type: ignore[attr-defined]
    return part
