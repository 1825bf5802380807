"""JSON lines, CSV and Parquet files to rows of plain data, as a stream; a broken row is a rejection that names its line."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from review.importers.columns import Columns
from review.rejection import Rejection

Row = Mapping[str, Any]
Placed = tuple[str, Row]
COLUMNS = ("note_id", "case_id", "note_type", "note_date", "text")
# A line with this key and no text tells of a case as a whole; it holds no note.
CASE_FIELDS = "case_fields"
NAME_THEM = f"name the columns {', '.join(COLUMNS)}"
# Bytes of one line or cell that are read at all; a longer one is refused without being held.
LONGEST_LINE = 64_000_000
ROWS_AT_ONCE = 256
DELIMITERS = ",;\t"


def is_case_line(row: Row) -> bool:
    """Whether a line tells of a case as a whole and holds no note."""
    return CASE_FIELDS in row and "text" not in row


def json_rows(path: Path, encoding: str) -> Iterator[Placed | Rejection]:
    """One object a line, or several of a case line; keys beyond `COLUMNS` are the caller's to pass over."""
    with path.open("rb") as source:
        for number, line in enumerate(lines(source), 1):
            where = f"{path}, line {number}"
            if line is None:
                yield Rejection(where, f"longer than {LONGEST_LINE:,} bytes", "split it into its documents")
                continue
            try:
                text = line.decode(encoding, "strict").removeprefix("\ufeff" if number == 1 else "")
            except UnicodeDecodeError as error:
                yield Rejection(where, f"not valid {encoding} at byte {error.start}", "try --encoding latin-1")
                continue
            if not text.strip():
                continue
            try:
                row = json.loads(text)
            except (ValueError, RecursionError):  # ValueError also for numbers of thousands of digits
                yield Rejection(where, "not valid JSON", "correct or remove the line")
                continue
            if isinstance(row, dict):
                yield from notes_in(where, row)
            else:
                yield Rejection(where, "not a JSON object", f"each line must be an object: {NAME_THEM}")


def json_document(path: Path, encoding: str) -> Iterator[Placed | Rejection]:
    """A file that is one JSON value: an object, or a list of objects."""
    if path.stat().st_size > LONGEST_LINE:
        yield Rejection(str(path), f"more than {LONGEST_LINE:,} bytes", "write one object a line, as .jsonl or .ndjson")
        return
    try:
        whole = json.loads(path.read_bytes().decode(encoding).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        yield Rejection(str(path), f"not valid {encoding} at byte {error.start}", "try --encoding latin-1")
        return
    except (ValueError, RecursionError):
        yield Rejection(str(path), "not valid JSON", "for one object a line name it .jsonl or .ndjson")
        return
    for number, row in enumerate(whole if isinstance(whole, list) else [whole], 1):
        where = f"{path}, item {number}" if isinstance(whole, list) else str(path)
        yield (where, row) if isinstance(row, dict) else Rejection(where, "not a JSON object", NAME_THEM)


def notes_in(where: str, row: Row) -> Iterator[Placed | Rejection]:
    """A line as it is, unless it tells of a case and holds its notes: then each of them, and what it states of the case."""
    if "text" in row or not isinstance(row.get("notes"), list):
        yield where, row
        return
    for number, one in enumerate(row["notes"], 1):
        place = f"{where}, note {number}"
        if isinstance(one, dict):
            yield place, {"case_id": row.get("case_id"), **one}
        else:
            yield Rejection(place, "not a JSON object", f"each note must be an object: {NAME_THEM}")
    if CASE_FIELDS in row:
        yield where, {"case_id": row.get("case_id"), CASE_FIELDS: row[CASE_FIELDS]}


def lines(source: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long to hold."""
    while line := source.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def csv_rows(path: Path, encoding: str, parts: Columns) -> Iterator[Placed | Rejection]:
    """One note a row, columns by name in any order and case, as the profile says; separated by commas, semicolons or tabs."""
    csv.field_size_limit(LONGEST_LINE)
    # Bytes that are not valid become lone surrogates, so that only their row is refused.
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as source:
        header = source.readline(LONGEST_LINE).removeprefix("\ufeff")
        header_cells, delimiter = columns_of(header)
        columns = parts.names(header_cells)
        if "text" not in columns:
            yield Rejection(str(path), "no column named text", NAME_THEM)
            return
        start, reader = 2, csv.reader(source, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                where, start = f"{path}, line {start}", reader.line_num + 2
                if not cells:
                    continue
                if len(cells) != len(columns):
                    yield Rejection(where, f"{len(cells)} cells, {len(columns)} columns", "check its quotes")
                    continue
                yield where, parts.row(columns, cells)
        except csv.Error as error:
            yield Rejection(
                f"{path}, line {start}", f"not valid CSV ({error}), the rest is not read", "check its quotes"
            )


def columns_of(header: str) -> tuple[list[str], str]:
    """Column names and delimiter of a header line, which is read with the delimiter that gives the most columns."""
    split = {mark: next(csv.reader([header], delimiter=mark), []) for mark in DELIMITERS}
    delimiter = max(split, key=lambda mark: len(split[mark]))
    return [name.strip().lower() for name in split[delimiter]], delimiter


def parquet_rows(path: Path, parts: Columns) -> Iterator[Placed | Rejection]:
    """One note a row, in batches."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as source:
            stored = source.schema_arrow.names
            names = parts.names(stored)
            if "text" not in names:
                yield Rejection(str(path), "no column named text", NAME_THEM)
                return
            wanted = [(part, name) for part, name in zip(names, stored, strict=True) if part in COLUMNS]
            for batch in source.iter_batches(ROWS_AT_ONCE, columns=[name for _, name in wanted]):
                for cells in batch.select([name for _, name in wanted]).to_pylist():
                    number += 1
                    yield f"{path}, row {number}", parts.row([part for part, _ in wanted], list(cells.values()))
    except (pa.ArrowException, OSError, ValueError):
        place = f"{path}, after row {number}" if number else str(path)
        yield Rejection(place, "cannot be read as Parquet", "check how it was written")
