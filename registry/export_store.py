"""What was taken out of the registry, by whom and when, as a chain of hashes in the order it was taken."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from registry.errors import BrokenChainError
from registry.hash_chain import START, ChainReport, Head, follow, link
from registry.store import Registry

COLUMNS = (
    "sequence", "export_id", "kind", "detail_json", "row_count", "sha256", "login", "name", "role", "exported_at",
)  # fmt: skip
SELECTED = ", ".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class Export:
    """One file that was handed over: what kind, with which filters, its rows and hash, to whom and when (ISO 8601)."""

    export_id: str
    kind: str
    detail: Mapping[str, Any] = field(hash=False)
    rows: int
    sha256: str
    login: str
    name: str
    role: str
    exported_at: str


def append(registry: Registry, export: Export) -> bool:
    """Append an export; False when its id is stored already, BrokenChainError when the chain was changed outside."""
    with registry.transaction() as cursor:
        if cursor.execute("SELECT 1 FROM exports WHERE export_id = ?", [export.export_id]).fetchall():
            return False
        query = "SELECT coalesce(max(sequence), 0), coalesce(arg_max(hash, sequence), ?) FROM exports"
        end = cursor.execute(query, [START]).fetchall()
        if _heads(cursor) != end:
            raise BrokenChainError(
                "exports were changed outside of the program, so none is added: `crlm audit verify` says where"
            )
        detail = json.dumps(export.detail, sort_keys=True)
        given = (export.export_id, export.kind, detail, export.rows, export.sha256)
        whom = (export.login, export.name, export.role, export.exported_at)
        row = dict(zip(COLUMNS, (end[0][0] + 1, *given, *whom), strict=True))
        digest = link(end[0][1], row)
        marks = ", ".join("?" for _ in COLUMNS)
        cursor.execute(f"INSERT INTO exports ({SELECTED}, hash) VALUES ({marks}, ?)", [*row.values(), digest])
        cursor.execute("UPDATE export_head SET length = ?, hash = ?", [row["sequence"], digest])
        return True


def load(registry: Registry) -> tuple[Export, ...]:
    """Every export in the order they were made."""
    with registry.reading() as cursor:
        return tuple(
            Export(
                row["export_id"],
                row["kind"],
                json.loads(row["detail_json"]),
                row["row_count"],
                row["sha256"],
                row["login"],
                row["name"],
                row["role"],
                row["exported_at"],
            )
            for row in _rows(cursor)
        )


def verify(registry: Registry) -> ChainReport:
    """Whether every export is as it was written."""
    with registry.reading() as cursor:
        return follow(_rows(cursor), _heads(cursor), "export")


def _rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows as they are stored, with their hash."""
    found = cursor.execute(f"SELECT {SELECTED}, hash FROM exports ORDER BY sequence, rowid").fetchall()
    return [dict(zip((*COLUMNS, "hash"), row, strict=True)) for row in found]


def _heads(cursor: duckdb.DuckDBPyConnection) -> list[Head]:
    """The stored length of the chain and its last hash: one row, unless somebody took it out or added to it."""
    return [(length, last) for length, last in cursor.execute("SELECT length, hash FROM export_head").fetchall()]
