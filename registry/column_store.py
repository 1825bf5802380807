"""Column profiles of a registry: which column of a table is which part of a note, as JSON under a name."""

from registry.store import Registry, now


def save(registry: Registry, name: str, profile: str, by: str) -> None:
    """Keep a profile; what was kept under the name before is gone."""
    with registry.transaction() as cursor:
        cursor.execute("INSERT OR REPLACE INTO column_profiles VALUES (?, ?, ?, ?)", [name, profile, by, now()])


def load(registry: Registry) -> dict[str, str]:
    """Name -> profile as JSON, by name."""
    with registry.reading() as cursor:
        query = "SELECT name, profile_json FROM column_profiles ORDER BY lower(name), name"
        return dict(cursor.execute(query).fetchall())
