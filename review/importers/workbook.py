"""Excel workbooks -> rows: every sheet whose first row names a column of text."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from review.importers.archive import unsafe
from review.importers.columns import Columns
from review.note_rows import NAME_THEM, Placed
from review.rejection import Rejection


def workbook_rows(path: Path, columns: Columns) -> Iterator[Placed | Rejection]:
    """One note a row. Formulas count as the value last computed; a sheet without a column of text is passed over."""
    from openpyxl import load_workbook

    wrong = unsafe(path)
    if wrong:
        yield Rejection(str(path), *wrong)
        return
    warnings.filterwarnings("ignore", module="openpyxl")  # they can quote a cell
    with path.open("rb") as content:  # the library leaves a broken file open
        try:
            book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
        except Exception:  # whatever a broken workbook makes the library raise; its words can quote a cell
            yield Rejection(str(path), "cannot be read as a workbook", "open it in Excel and save it again")
        else:
            yield from sheet_rows(book, path, columns)


def sheet_rows(book: Any, path: Path, columns: Columns) -> Iterator[Placed | Rejection]:
    """The rows of an open workbook."""
    found, number, place = False, 0, ""
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            names = columns.names([str(cell or "") for cell in next(rows, ())])
            if "text" not in names:
                continue
            found, place = True, f"{path}, sheet {sheet.title}"
            for number, cells in enumerate(rows, 2):
                if any(cell is not None for cell in cells):
                    yield f"{place}, row {number}", columns.row(names, [plain(cell) for cell in cells])
    except Exception:  # see above
        yield Rejection(
            f"{place or path}, after row {number}", "cannot be read further", "open it in Excel and save it again"
        )
        return
    finally:
        book.close()
    if not found:
        yield Rejection(str(path), "no sheet has a column named text in its first row", NAME_THEM)


def plain(cell: Any) -> Any:
    """A cell as a row of a note holds it: a moment as its day."""
    return (
        cell.date()
        if isinstance(cell, datetime)
        else cell
        if isinstance(cell, str | int | float | date | None)
        else str(cell)
    )
