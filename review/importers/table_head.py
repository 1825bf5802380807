"""The head of a table of notes: its columns, what their first cells look like without saying what they are, and a guess at each."""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from review.importers.archive import unsafe
from review.importers.columns import PARTS
from review.importers.fhir import is_fhir
from review.note_rows import LONGEST_LINE, columns_of, json_document, json_rows
from review.rejection import Rejection
from review.written_dates import written_dates

# Rows that are looked at, characters from which a cell is a text, letters of a cell whose shape is shown.
ROWS, TEXT_FROM, SHOWN = 50, 60, 16
# A column of at most so many different short words can be one of types.
MOST_WORDS, LONGEST_WORD = 8, 40
# From which share of its cells a column is one of dates.
DATES = 0.8


class ColumnNames(BaseModel):
    """Part of a note -> what its column is often called."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    note_id: list[str]
    case_id: list[str]
    note_type: list[str]
    note_date: list[str]
    text: list[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name; `shape` says what its cells look like: letters as A or a, digits as 9, long texts as their length.

    `words` are its cells where they are few short ones over and over; show those of a column of types only.
    """

    name: str
    filled: float
    shape: str
    mean_length: float
    dates: float
    words: tuple[str, ...] = ()


def table_head(path: Path, encoding: str) -> list[Column]:
    """The columns of the first rows of a table; none for a file that is no table, is FHIR, or cannot be read."""
    try:
        header, rows = _cells(path, encoding)
    except Exception:  # whatever is wrong with the file: the check tells it with its place
        return []
    columns = zip(*(list(row)[: len(header)] + [None] * (len(header) - len(row)) for row in rows), strict=True)
    cells = list(columns) or [()] * len(header)
    return [_column(str(name), list(column)) for name, column in zip(header, cells, strict=True) if str(name).strip()]


def guess(columns: Sequence[Column]) -> dict[str, str]:
    """Part of a note -> the column that it probably is: by its name, else (text and date) by what its cells look like."""
    free = {column.name: column for column in columns}
    found: dict[str, str] = {}
    for part in PARTS:
        wanted = names()[part]
        known = sorted((name for name in free if plain(name) in wanted), key=lambda name: wanted.index(plain(name)))
        if known:
            found[part] = known[0]
            del free[known[0]]
    texts = [one for one in free.values() if one.mean_length >= TEXT_FROM]
    dates = [one for one in free.values() if one.dates >= DATES]
    if "text" not in found and texts:
        found["text"] = max(texts, key=lambda one: one.mean_length).name
    if "note_date" not in found and len(dates) == 1:
        found["note_date"] = dates[0].name
    return found


@cache
def names() -> Mapping[str, list[str]]:
    """Part of a note -> the names of its column, without marks, the likeliest first."""
    text = (files("review") / "importers" / "column_names.yaml").read_text(encoding="utf-8")
    known = ColumnNames.model_validate(yaml.safe_load(text))
    return {part: [plain(name) for name in getattr(known, part)] for part in PARTS}


def plain(name: str) -> str:
    """A name in small letters without blanks and marks."""
    return re.sub(r"[\W_]+", "", name.lower())


def shape_of(cell: str) -> str:
    """What a cell looks like: letters as A or a, digits as 9."""
    cut = " ".join(cell.split())
    told = "".join("9" if one.isdigit() else "A" if one.isupper() else "a" if one.isalpha() else one for one in cut)
    return told[:SHOWN] + ("…" if len(told) > SHOWN else "")


def _column(name: str, cells: list[Any]) -> Column:
    """A column from its first cells."""
    written = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    lengths = [len(one) for one in written]
    mean = sum(lengths) / len(lengths) if lengths else 0.0
    dates = sum(len(one) < TEXT_FROM and any(True for _ in written_dates(one)) for one in written)
    if not written:
        shape = "empty"
    elif mean >= TEXT_FROM:
        shape = f"texts of {min(lengths):,} to {max(lengths):,} characters"
    else:
        shape = " or ".join(one for one, _ in Counter(map(shape_of, written)).most_common(2))
    words = tuple(dict.fromkeys(written))
    is_kind = len(words) <= MOST_WORDS and max(lengths, default=0) <= LONGEST_WORD
    share = 1 / len(written) if written else 0.0
    filled = len(written) / len(cells) if cells else 0.0
    return Column(name, filled, shape, mean, dates * share, words if is_kind else ())


def _cells(path: Path, encoding: str) -> tuple[list[str], list[Sequence[Any]]]:
    """Header and first rows."""
    match path.suffix.lower():
        case ".csv" | ".tsv":
            with path.open(encoding=encoding, errors="replace", newline="") as source:
                header, delimiter = columns_of(source.readline(LONGEST_LINE).removeprefix("\ufeff"))
                return header, list(islice(csv.reader(source, delimiter=delimiter), ROWS))
        case ".xlsx":
            return _sheet(path)
        case ".parquet":
            import pyarrow.parquet as pq

            with pq.ParquetFile(path) as source:
                batch = next(source.iter_batches(ROWS), None)
                rows = batch.to_pylist() if batch is not None else []
                return list(source.schema_arrow.names), [list(row.values()) for row in rows]
        case ".jsonl" | ".ndjson" | ".json":
            read = json_document if path.suffix.lower() == ".json" else json_rows
            objects = [item[1] for item in islice(read(path, encoding), ROWS) if not isinstance(item, Rejection)]
            if any(map(is_fhir, objects)):
                return [], []
            header = list(dict.fromkeys(key for one in objects for key in one))
            return header, [[one.get(key) for key in header] for one in objects]
        case _:
            return [], []


def _sheet(path: Path) -> tuple[list[str], list[Sequence[Any]]]:
    """Header and first rows of the first sheet of a workbook."""
    from openpyxl import load_workbook

    if unsafe(path):
        return [], []
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        return [str(cell or "") for cell in next(rows, ())], list(islice(rows, ROWS))
    finally:
        book.close()
