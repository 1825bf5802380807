"""The filters that people keep, each person their own."""

from registry.store import Registry, now


def save(registry: Registry, login: str, name: str, conditions: str) -> None:
    """Keep conditions, as JSON, under a name; what was kept under it before is gone."""
    with registry.transaction() as cursor:
        cursor.execute("INSERT OR REPLACE INTO saved_filters VALUES (?, ?, ?, ?)", [login, name, conditions, now()])


def forget(registry: Registry, login: str, name: str) -> None:
    """Keep it no longer; a name that is not there changes nothing."""
    with registry.transaction() as cursor:
        cursor.execute("DELETE FROM saved_filters WHERE login = ? AND name = ?", [login, name])


def load(registry: Registry, login: str) -> dict[str, str]:
    """Name -> conditions as JSON, of this person, by name."""
    query = "SELECT name, conditions_json FROM saved_filters WHERE login = ? ORDER BY lower(name), name"
    with registry.reading() as cursor:
        return dict(cursor.execute(query, [login]).fetchall())
