"""The tables as CSV: a folder with a file a table, in UTF-8 with the mark that spreadsheets want, and no cell a formula."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from registry.case_rows import case_rows
from registry.store import Registry
from review.cohort_export import safe
from review.exporters.table import Cell, Row, Table
from review.exporters.tables import dictionary, explained, tables


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """Write a folder of `<table>.csv` for these cases; returns the rows of all tables but the dictionary."""
    path.mkdir(mode=0o700)
    total = 0
    with ExitStack() as stack:

        def begun(table: Table) -> Writer:
            file = stack.enter_context((path / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline=""))
            return Writer(file, [column.name for column in table.columns])

        begun(dictionary()).add(explained())
        writers = [(table, begun(table)) for table in tables()]
        for case in case_rows(registry, case_ids):
            total += sum(writer.add(table.rows(case)) for table, writer in writers)
    return total


class Writer:
    """Rows into one file below a line of names."""

    def __init__(self, file: TextIO, names: Sequence[str]) -> None:
        self._rows = csv.writer(file)
        self._rows.writerow(names)

    def add(self, rows: Iterable[Row]) -> int:
        """Write the rows; returns how many there were."""
        return sum(1 for row in rows if self._rows.writerow(list(map(safe_cell, row))))


@lru_cache(maxsize=10_000, typed=True)
def safe_cell(cell: Cell) -> Cell:
    """The cell, marked as text where a spreadsheet would run it; numbers are numbers."""
    return safe(cell) if isinstance(cell, str) else cell
