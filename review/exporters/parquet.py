"""The tables as Parquet: a folder with a file a table, typed, an empty cell null."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from registry.case_rows import case_rows
from registry.store import Registry
from review.exporters.table import Row, Table
from review.exporters.tables import dictionary, explained, tables

TYPES = {"text": pa.string(), "number": pa.float64(), "integer": pa.int64()}
# Cells held until they are written as one group of rows.
GROUP = 500_000


def write(registry: Registry, case_ids: Sequence[str], path: Path) -> int:
    """Write a folder of `<table>.parquet` for these cases; returns the rows of all tables but the dictionary."""
    path.mkdir(mode=0o700)
    with ExitStack() as stack:
        words = stack.enter_context(Writer(dictionary(), path))
        words.add(explained())
        writers = [(table, stack.enter_context(Writer(table, path))) for table in tables()]
        for case in case_rows(registry, case_ids):
            for table, writer in writers:
                writer.add(table.rows(case))
    return sum(writer.total for _, writer in writers)


class Writer:
    """Rows into one file, a group at a time; whole when the block is left."""

    def __init__(self, table: Table, folder: Path) -> None:
        self._schema = pa.schema([pa.field(column.name, TYPES[column.kind]) for column in table.columns])
        self._file = pq.ParquetWriter(folder / f"{table.name}.parquet", self._schema)
        self._rows: list[Row] = []
        self.total = 0

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            self._file.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Take the rows."""
        self._rows.extend(rows)
        if len(self._rows) * len(self._schema) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        """Write what is held."""
        if self._rows:
            columns = zip(zip(*self._rows, strict=True), self._schema, strict=True)
            arrays = [pa.array(column, field.type) for column, field in columns]
            self._file.write_table(pa.table(arrays, schema=self._schema))
        self.total += len(self._rows)
        self._rows.clear()
