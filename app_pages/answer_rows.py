"""The rows of an answer over the registry as its table shows them: words for values, bars where a figure compares rows."""

from collections.abc import Sequence
from typing import Any

from assistant.question_wording import FIGURES, label, value_words

MOST_ROWS = 200


def table_view(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Columns and rows for the table; one figure has bars, where there are rows to compare and they are no cases."""
    names = list(rows[0])
    compared = next((name for name in FIGURES if name in names), "") if len(rows) > 1 and "case_id" not in names else ""
    return {
        "columns": [
            {
                "label": label(name),
                "case": name == "case_id",
                "number": is_number(name, rows),
                "bar": name == compared,
            }
            for name in names
        ],
        "rows": [[cell(name, row[name]) for name in names] for row in rows[:MOST_ROWS]],
    }


def is_number(name: str, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the column holds numbers."""
    held = [row[name] for row in rows if row[name] is not None]
    return bool(held) and all(isinstance(value, (int, float)) for value in held)


def cell(name: str, value: Any) -> Any:
    """One value: a number as it is, the rest in words."""
    if isinstance(value, (int, float)):
        return round(value, 2)
    return "" if value is None else value_words(name, value)
