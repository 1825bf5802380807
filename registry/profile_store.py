"""The names that people work under here."""

from registry.store import Registry


def names(registry: Registry) -> dict[str, str]:
    """Login -> the name that was kept last for it."""
    with registry.reading() as cursor:
        found = cursor.execute("SELECT login, arg_max(name, rowid) FROM profiles GROUP BY login").fetchall()
    return {str(login): str(name) for login, name in found}
