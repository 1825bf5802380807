"""How long people were at work on cases and data elements: appended, a part at a time, and never changed."""

from dataclasses import dataclass

from registry.store import Registry


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """A part of somebody's time on a case (`element` is empty) or, until its decision, on a data element; in seconds."""

    entry_id: str
    case_id: str
    element: str
    login: str
    name: str
    seconds: float
    logged_at: str


def append(registry: Registry, entry: TimeEntry) -> bool:
    """Append an entry; False when its id is stored already, or there is no such case."""
    query = """
        INSERT INTO time_log SELECT ?, ?, ?, ?, ?, ?, ?
        WHERE NOT EXISTS (SELECT 1 FROM time_log WHERE entry_id = ?)
        AND EXISTS (SELECT 1 FROM notes WHERE case_id = ?)
    """
    given = [entry.entry_id, entry.case_id, entry.element, entry.login, entry.name, entry.seconds, entry.logged_at]
    with registry.transaction() as cursor:
        [(stored,)] = cursor.execute(query, [*given, entry.entry_id, entry.case_id]).fetchall()
    return bool(stored)


def by_case(registry: Registry) -> list[tuple[str, str, float]]:
    """(name, case, seconds) of everybody who worked on a case."""
    query = "SELECT name, case_id, sum(seconds) FROM time_log WHERE element = '' GROUP BY ALL ORDER BY ALL"
    with registry.reading() as cursor:
        return [(name, case_id, seconds) for name, case_id, seconds in cursor.execute(query).fetchall()]


def by_element(registry: Registry) -> list[tuple[str, str, float]]:
    """(name, data element, seconds) of every decision that was timed, in the order they were made."""
    query = "SELECT name, element, seconds FROM time_log WHERE element <> '' ORDER BY rowid"
    with registry.reading() as cursor:
        return [(name, element, seconds) for name, element, seconds in cursor.execute(query).fetchall()]


def of_case(registry: Registry, case_id: str) -> float:
    """The seconds that everybody together was at work on this case."""
    query = "SELECT coalesce(sum(seconds), 0) FROM time_log WHERE case_id = ? AND element = ''"
    with registry.reading() as cursor:
        [(seconds,)] = cursor.execute(query, [case_id]).fetchall()
    return float(seconds)
