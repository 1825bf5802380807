"""What a registry holds, without what differs between any two runs."""

from pathlib import Path
from typing import Any

import duckdb

PASSING = {"run_id", "started_at", "finished_at", "applied_at"}


# What tells of the runs themselves.
RUNS = {"runs", "import_events", "import_head"}


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Table -> its rows in order, run identifiers and times left out; and the tables that tell of the runs."""
    with duckdb.connect(str(path), read_only=True) as con:
        columns = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
        tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()} - RUNS
        found = {}
        for table in sorted(tables):
            names = ", ".join(name for owner, name in columns if owner == table and name not in PASSING)
            found[table] = con.execute(f"SELECT {names} FROM {table} ORDER BY ALL").fetchall()
        return found


def count(path: Path, table: str) -> int:
    """Rows of a table."""
    with duckdb.connect(str(path), read_only=True) as con:
        return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
