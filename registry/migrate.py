"""Numbered SQL migrations, applied in order and remembered by name; never edited once released."""

from importlib.resources import files

import duckdb

from registry.errors import NewerVersionError, NotARegistryError

TABLE = "CREATE TABLE schema_migrations (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP NOT NULL)"


def known_migrations() -> dict[str, str]:
    """Migration name -> SQL, in order."""
    found = {
        path.name.removesuffix(".sql"): path.read_text(encoding="utf-8")
        for path in (files("registry") / "migrations").iterdir()
        if path.name.endswith(".sql")
    }
    return dict(sorted(found.items()))


def applied(con: duckdb.DuckDBPyConnection) -> set[str] | None:
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
        raise NotARegistryError("this DuckDB file holds other tables, not a registry: name another file")
    return {row[0] for row in con.execute("SELECT name FROM schema_migrations").fetchall()}


def migrate(con: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
    """Bring the file to the present schema; a file from a newer version is refused."""
    known, done = known_migrations(), applied(con)
    newer = sorted((done or set()) - set(known))
    if newer:
        raise NewerVersionError(
            f"the registry is from a newer version (it has {newer[-1]}): update crlm-review to open it"
        )
    missing = [name for name in known if name not in (done or set())]
    if read_only and missing:
        raise NotARegistryError("the registry is empty or of an older version: run `crlm ingest` on it once")
    if not missing:
        return
    con.execute("BEGIN")
    if done is None:
        con.execute(TABLE)
    for name in missing:
        con.execute(known[name])
        con.execute("INSERT INTO schema_migrations VALUES (?, now()::TIMESTAMP)", [name])
    con.execute("COMMIT")
