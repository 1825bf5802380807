"""Opening a registry file: locked down, owner-only, and every failure told in one line."""

import os
import re
from pathlib import Path

import duckdb

from registry.errors import DamagedError, LockedError, NotARegistryError, RegistryError, UnwritableError
from registry.holder import holder
from registry.journal import check_journal

# Files that DuckDB 1.5 can open too.
STORAGE_VERSION = "v1.5.0"
# What DuckDB says of a file that is not as it wrote it: a checksum, an end that is not there, a journal that does not fit.
FULL = re.compile(r"no space left|disk full|could not write|file too large")
DAMAGE = re.compile(r"corrupt|checksum|could not read enough bytes|failure while replaying wal|deserializ")


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection that has the registry file as catalog `crlm`; no other file can be read or written through it.

    From here on the process makes files for its owner only: DuckDB makes its journal and spill files when it needs them.
    """
    if path.is_dir():
        raise NotARegistryError(
            f"{path} is a folder, not a registry file: name a file such as {path / 'registry.duckdb'}"
        )
    if not path.exists() and read_only:
        raise NotARegistryError(f"{path} does not exist: make it with `crlm ingest PATH --db {path}`")
    if not path.parent.is_dir():
        raise UnwritableError(f"{path.parent} does not exist: make the folder first")
    check_journal(path)
    os.umask(0o077)
    con = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": f"{path}.tmp",
            "threads": "2",
            # What lies in memory beyond the queries is a cache; without a limit it grows with the file, to most of the machine.
            "memory_limit": "1GiB",
            # The journal goes into the file when it is so long: each time, the last hundred thousand notes are written anew.
            "checkpoint_threshold": "128MiB",
        },
    )
    new = not path.exists()
    options = "(READ_ONLY)" if read_only else f"(STORAGE_VERSION '{STORAGE_VERSION}')" if new else ""
    # ATTACH takes no parameters in every supported version; the path is quoted as a literal.
    literal = str(path).replace("'", "''")
    try:
        con.execute(f"ATTACH '{literal}' AS crlm {options}")
        con.execute("USE crlm")
        con.execute("SET python_enable_replacements = false")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        con.close()
        raise why_not_opened(path, error) from None
    return con


def why_not_opened(path: Path, error: duckdb.Error) -> RegistryError:
    """DuckDB's error on opening as one line for the user."""
    # Without the path: its own words must not be taken for DuckDB's.
    text = str(error).replace(str(path), "").lower()
    if "could not set lock" in text:
        found = re.search(r"\(pid (\d+)\)", text)
        who = holder(int(found.group(1))) if found else "another process"
        return LockedError(f"{path} is in use by {who}: close the app or wait until it is done, then try again")
    if "unique file handle conflict" in text:
        return LockedError(f"{path} is open in this process already: close it there first")
    if "permission denied" in text or "read-only file system" in text or "cannot open file" in text:
        return UnwritableError(f"{path} cannot be opened: check its permissions and those of its folder")
    if "newer version" in text or "storage version" in text or "version number" in text:
        return NotARegistryError(f"{path} was written by another version of DuckDB: open it with a newer crlm-review")
    if FULL.search(text):
        return full(path)
    if DAMAGE.search(text):
        return damaged(path)
    return NotARegistryError(
        f"{path} is not a registry file (DuckDB cannot read it): name another file, or restore a backup if it was one"
    )


def full(path: Path) -> UnwritableError:
    """What to do where there is no room."""
    return UnwritableError(f"{path} could not be written: make room on the disk; what was reported stored is kept")


def damaged(path: Path) -> DamagedError:
    """What to do with a file that is not as it was written."""
    return DamagedError(
        f"{path} is damaged: check the disk, leave the file as it is, "
        f"and put a backup in its place with `crlm restore BACKUP --db {path} --replace`"
    )


def why_it_failed(path: Path, error: duckdb.Error) -> RegistryError:
    """DuckDB's error on reading or writing as one line; never its own words, which can quote a note."""
    text = str(error).replace(str(path), "").lower()
    if DAMAGE.search(text) and not isinstance(error, duckdb.DataError):  # the words of that are the data's
        return damaged(path)
    if "invalidated" in text:  # the journal could not be put into the file; nothing is done with it from then on
        return UnwritableError(
            f"{path} could not be written: make room on the disk, then start the program again; what was stored is kept"
        )
    if FULL.search(text):
        return full(path)
    if "read-only" in text:
        return UnwritableError(f"{path} is open for reading only")
    return RegistryError(
        f"{path} could not be used ({type(error).__name__}): try again; if it stays, open a copy kept before"
    )
