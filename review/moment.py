"""The time a person did something."""

from datetime import UTC, datetime


def moment() -> str:
    """Now in UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
