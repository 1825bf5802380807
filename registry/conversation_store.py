"""What people asked and were answered, of a case or of the whole registry, in the order it was said."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from registry.store import Registry

KEPT = 200  # turns that are loaded; older ones stay stored


class Speaker(Protocol):
    """Who asks: the login identifies, the name is shown."""

    @property
    def login(self) -> str:
        """Identifies."""
        ...

    @property
    def name(self) -> str:
        """Is shown."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, who asked it and when (ISO 8601), and the answer as JSON."""

    number: int
    case_id: str
    asked_by: str
    name: str
    asked_at: str
    question: str
    answer_json: str


def append(registry: Registry, case_id: str, person: Speaker, question: str, answer_json: str) -> int:
    """Store a turn; `case_id` is empty for the whole registry. Returns its number."""
    with registry.transaction() as cursor:
        rows = cursor.execute(
            "INSERT INTO conversations SELECT coalesce(max(sequence), 0) + 1, ?, ?, ?, ?, ?, ? FROM conversations RETURNING sequence",
            [
                case_id,
                person.login,
                person.name,
                datetime.now(UTC).isoformat(timespec="seconds"),
                question,
                answer_json,
            ],
        ).fetchall()
    return int(rows[0][0])


def load(registry: Registry, case_id: str, login: str | None = None) -> tuple[Turn, ...]:
    """The newest turns of a case in the order they were said; of one person where a login is given."""
    query = """
        SELECT sequence, case_id, asked_by, name, asked_at, question, answer_json FROM conversations
        WHERE case_id = ? AND (?::VARCHAR IS NULL OR asked_by = ?) ORDER BY sequence DESC LIMIT ?
    """
    with registry.reading() as cursor:
        rows = cursor.execute(query, [case_id, login, login, KEPT]).fetchall()
    return tuple(Turn(*row) for row in reversed(rows))
