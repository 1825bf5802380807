"""Opening a registry file: locked down, owner-only, and every failure told in one line."""

import os
import re
from pathlib import Path

import duckdb

from registry.errors import LockedError, NotARegistryError, RegistryError, UnwritableError

# Files that DuckDB 1.5 can open too.
STORAGE_VERSION = "v1.5.0"


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection whose default catalog is the registry file; nothing else can be read or written through it."""
    if path.is_dir():
        raise NotARegistryError(
            f"{path} is a folder, not a registry file: name a file such as {path / 'registry.duckdb'}"
        )
    if not path.exists() and read_only:
        raise NotARegistryError(f"{path} does not exist: make it with `crlm ingest PATH --db {path}`")
    if not path.parent.is_dir():
        raise UnwritableError(f"{path.parent} does not exist: make the folder first")
    previous = os.umask(0o077)
    try:
        con = duckdb.connect(
            ":memory:",
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"},
        )
        options = "READ_ONLY" if read_only else f"STORAGE_VERSION '{STORAGE_VERSION}'"
        # ATTACH takes no parameters in every supported version; the path is quoted as a literal.
        literal = str(path).replace("'", "''")
        con.execute(f"ATTACH '{literal}' AS crlm ({options})")
    except duckdb.Error as error:
        raise explained(path, error) from None
    finally:
        os.umask(previous)
    con.execute("USE crlm")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def explained(path: Path, error: duckdb.Error) -> RegistryError:
    """DuckDB's error as one line for the user."""
    text = str(error)
    if "lock" in text.lower():
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder.group(1)}" if holder else "another process"
        return LockedError(f"{path} is in use by {who}: close the app or wait until it is done, then try again")
    if "permission denied" in text.lower() or "read-only" in text.lower():
        return UnwritableError(f"{path} cannot be opened for writing: check its permissions")
    if "newer version" in text.lower() or "storage version" in text.lower() or "version number" in text.lower():
        return NotARegistryError(f"{path} was written by another version of DuckDB: open it with a newer crlm-review")
    return NotARegistryError(f"{path} is not a registry file (DuckDB cannot read it): name another file")
