"""The table of the cohort page as a file: what is seen and nothing else, safe to open in a spreadsheet, and kept in the audit."""

import csv
import hashlib
import io
from collections.abc import Sequence

from registry.store import Registry
from review.cohort import Condition, to_plain
from review.exports import record_export
from review.rights import Person, Right, require

# A cell that begins with one of these can be run by a spreadsheet as a formula; one that begins with the mark gets a second, so
# that whoever takes one mark off has the cell as it was.
MARK = "'"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", MARK)


def safe(cell: str) -> str:
    """The cell, marked as text where a spreadsheet would take it for a formula."""
    return f"{MARK}{cell}" if cell.startswith(FORMULA) else cell


def export_table(
    registry: Registry,
    person: Person,
    conditions: Sequence[Condition],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> bytes:
    """The rows as CSV in UTF-8 with the mark that spreadsheets want; RefusedError where the person may not take data out."""
    require(person, Right.EXPORT)
    text = io.StringIO()
    csv.writer(text).writerows([[safe(cell) for cell in row] for row in [header, *rows]])
    written = text.getvalue().encode("utf-8-sig")
    detail = {"conditions": to_plain(conditions), "columns": list(header)}
    record_export(registry, person, "cohort table", detail, len(rows), hashlib.sha256(written).hexdigest())
    return written
