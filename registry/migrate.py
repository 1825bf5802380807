"""Numbered SQL migrations, applied in order and remembered by name; never edited once released."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

import duckdb

from registry.decision_store import chain_earlier
from registry.errors import NewerVersionError, NotARegistryError

# What a migration has to compute and SQL cannot: run right after it, in the same transaction.
COMPUTED: Mapping[str, Callable[[duckdb.DuckDBPyConnection], None]] = {"004_decision_chain": chain_earlier}
TABLE = "CREATE TABLE schema_migrations (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP NOT NULL)"


def known_migrations() -> dict[str, str]:
    """Migration name -> SQL, in order."""
    found = {
        path.name.removesuffix(".sql"): path.read_text(encoding="utf-8")
        for path in (files("registry") / "migrations").iterdir()
        if path.name.endswith(".sql")
    }
    return dict(sorted(found.items()))


def applied(con: duckdb.DuckDBPyConnection, path: Path) -> set[str] | None:
    """Names applied to this file, or None when it is new and empty."""
    tables = {
        row[0]
        for row in con.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'crlm' AND table_schema = 'main'"
        ).fetchall()
    }
    if not tables:
        return None
    if "schema_migrations" not in tables:
        raise NotARegistryError(f"{path} is a DuckDB file of something else, not a registry: name another file")
    return {row[0] for row in con.execute("SELECT name FROM schema_migrations").fetchall()}


def migrate(con: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool) -> None:
    """Bring the file to the present schema, all of it or nothing; a file from a newer version is refused."""
    known, done = known_migrations(), applied(con, path)
    newer = sorted((done or set()) - set(known))
    if newer:
        raise NewerVersionError(
            f"{path} is from a newer version of crlm-review (it has {newer[-1]}): update crlm-review to open it"
        )
    missing = [name for name in known if name not in (done or set())]
    if read_only and missing:
        raise NotARegistryError(f"{path} is empty or of an older version: run `crlm ingest PATH --db {path}` once")
    if not missing:
        return
    con.execute("BEGIN")
    if done is None:
        con.execute(TABLE)
    for name in missing:
        con.execute(known[name])
        if name in COMPUTED:
            COMPUTED[name](con)
        con.execute("INSERT INTO schema_migrations VALUES (?, now()::TIMESTAMP)", [name])
    con.execute("COMMIT")
