"""A REDCap project: its data dictionary and the records to import, raw codes, lesions as a repeating form."""

import csv
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from registry.case_rows import CaseRows, case_rows
from registry.store import Registry
from review.exporters.redcap_case import case_fields
from review.exporters.redcap_check import check_dictionary, check_ids
from review.exporters.redcap_field import DICTIONARY
from review.exporters.redcap_lesion import LESIONS, lesion_cells, lesion_fields

# The state of a form by the status of the case: looked over and signed off, being looked over, or not yet.
COMPLETE = {"signed_off": "2", "in_review": "1", "queried": "1", "stale": "1"}
UNTOUCHED = "0"


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """Write a folder with `dictionary.csv` and `import.csv` for these cases; returns the rows to import.

    UserError names the case that cannot be a record of REDCap.
    """
    check_ids(case_ids)
    lines = [list(DICTIONARY), *(field.line() for field, _ in case_fields()), *(one.line() for one in lesion_fields())]
    check_dictionary(lines)
    path.mkdir(mode=0o700)
    write_rows(path / "dictionary.csv", iter(lines))
    statuses = {case_id: one.status for case_id, one in registry.progress().items()}
    rows = (row for case in case_rows(registry, case_ids) for row in rows_of(case, statuses.get(case.case_id, "new")))
    return write_rows(path / "import.csv", rows, header())


def write_rows(path: Path, rows: Iterator[list[str]], names: Sequence[str] = ()) -> int:
    """Write a file of these rows below their names; returns how many rows there were."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if names:
            writer.writerow(names)
        return sum(1 for row in rows if writer.writerow(row))


def header() -> list[str]:
    """The names of the import's columns: the record, the instance of the repeating form, then form after form."""
    first, *columns = [name for _, names in forms() for name in names]
    lesions = [name for field in lesion_fields() for name in field.columns()]
    return [first, "redcap_repeat_instrument", "redcap_repeat_instance", *columns, *lesions, f"{LESIONS}_complete"]


def forms() -> list[tuple[str, list[str]]]:
    """Each form that a case fills once, and its columns; the last one says how far the form is."""
    return [
        (form, [name for field, _ in fields for name in field.columns()] + [f"{form}_complete"])
        for form, fields in groupby(case_fields(), lambda filled: filled[0].form)
    ]


def rows_of(case: CaseRows, status: str) -> Iterator[list[str]]:
    """The row of a case, then one for each lesion."""
    complete = COMPLETE.get(status, UNTOUCHED)
    filled = [
        [*(cell for _, fill in fields for cell in fill(case)), complete]
        for _, fields in groupby(case_fields(), lambda one: one[0].form)
    ]
    record, *cells = [cell for form in filled for cell in form]
    empty = sum(len(field.columns()) for field in lesion_fields()) + 1
    yield [record, "", "", *cells, *[""] * empty]
    for number, lesion in enumerate(lesion_cells(case), start=1):
        yield [record, LESIONS, str(number), *[""] * len(cells), *lesion, UNTOUCHED]
