"""Registries as each earlier version of the program left them: its migrations and no later ones, and rows in every table."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from registry import migrate
from registry.connection import connect

FOLDER = Path(__file__).parent / "older"
NAMES = tuple(migrate.known_migrations())
# What stands in a column of this type of a table for which `older` has no rows yet: a migration newer than they are.
ANY = {"VARCHAR": "'x'", "DATE": "'2024-03-01'", "TIMESTAMP": "'2024-03-01 10:00:00'", "BOOLEAN": "true", "BLOB": "'x'"}
Rows = Mapping[str, list[Mapping[str, Any]]]


def statements(name: str) -> dict[str, list[str]]:
    """Table -> the statements that put rows into it, as it was from this migration on."""
    path, found = FOLDER / f"{name}.sql", dict[str, list[str]]()
    for one in path.read_text(encoding="utf-8").split(";\n") if path.exists() else ():
        if one.strip():
            found.setdefault(re.findall(r"^\s*(?:INSERT INTO|UPDATE) (\w+)", one)[0], []).append(one)
    return found


def write(path: Path, newest: str) -> None:
    """A registry of the version whose newest migration this is."""
    known = migrate.known_migrations()
    there = {name: known[name] for name in NAMES if name <= newest}
    with pytest.MonkeyPatch.context() as older:
        older.setattr(migrate, "known_migrations", lambda: there)
        con = connect(path, read_only=False)
        migrate.migrate(con, path, read_only=False)
    filled: dict[str, list[str]] = {}
    for name in there:
        filled |= statements(name)
    columns: dict[str, dict[str, str]] = {}
    query = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'crlm' AND NOT internal"
    )
    for table, column, kind in con.execute(query).fetchall():
        columns.setdefault(table, {})[column] = kind
    tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for table in sorted(tables - {"schema_migrations"}):
        has_rows = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] > 0
        made_up = (
            [] if has_rows else [f"INSERT INTO {table} VALUES ({', '.join(map(any_value, columns[table].items()))})"]
        )
        for one in filled.get(table, made_up):
            con.execute(one)
    con.close()


def any_value(column: tuple[str, str]) -> str:
    name, kind = column
    return "'{}'" if name.endswith("_json") else ANY.get(kind, "1")


def rows(path: Path) -> Rows:
    """Table -> its rows by column; the names of migrations left out."""
    con = connect(path, read_only=True)
    names = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    found = {}
    for table in sorted(set(names) - {"schema_migrations"}):
        result = con.execute(f"SELECT * FROM {table}")
        header = [one[0] for one in result.description or ()]
        found[table] = [dict(zip(header, row, strict=True)) for row in result.fetchall()]
    con.close()
    return found
