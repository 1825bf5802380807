"""The whole of a registry: all its rows into a second file, and whether a file holds what it should."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from registry import export_store, import_log, reading_store
from registry.errors import DamagedError
from registry.store import Registry

ROWS_AT_ONCE = 2_000
# Table -> how many rows it has, and a fingerprint of them that does not depend on their order.
Content = Mapping[str, tuple[int, int]]


def copy(registry: Registry, path: Path) -> Content:
    """Write all rows, as they are at one moment, into a new file; returns what they were. Others may go on writing.

    The rows travel by way of Arrow: the connection of a registry reaches no other file.
    """
    with Registry.open(path) as target, registry.reading() as source:
        source.execute("BEGIN")
        for table in _tables(source):
            with target.transaction() as cursor:  # what the migrations put there
                cursor.execute(f"DELETE FROM {table}")
            with target.transaction() as cursor:
                cursor.register("copied_rows", source.sql(f"SELECT * FROM {table}").to_arrow_reader(ROWS_AT_ONCE))
                cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM copied_rows")
                cursor.unregister("copied_rows")
        found = _content(source)
        source.execute("COMMIT")
        return found


def content(registry: Registry) -> Content:
    """What each table holds."""
    with registry.reading() as cursor:
        return _content(cursor)


def check(registry: Registry) -> None:
    """DamagedError where a note is not the text its hash was made of, or a decision, export, import or promotion is not as it was."""
    with registry.reading() as cursor:
        wrong = cursor.execute("SELECT note_id FROM notes WHERE sha256(text) <> sha256 ORDER BY ALL LIMIT 1").fetchall()
    if wrong:
        raise DamagedError(f"{registry.path}: note {wrong[0][0]} is not the text that was stored: restore a backup")
    logs = (export_store, import_log, reading_store)
    chains = (registry.verify_decisions(), *(log.verify(registry) for log in logs))
    if faults := [fault for chain in chains for fault in chain.faults]:
        raise DamagedError(f"{registry.path}: {faults[0]}: `crlm audit verify` lists what was changed")


def _tables(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table of the registry, by name."""
    query = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'crlm' ORDER BY ALL"
    return [row[0] for row in cursor.execute(query).fetchall()]


def _content(cursor: duckdb.DuckDBPyConnection) -> Content:
    """The same, for whoever holds the cursor."""
    found = {}
    for table in _tables(cursor):
        query = f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::HUGEINT FROM {table} t"
        found[table] = cursor.execute(query).fetchall()[0]
    return found
