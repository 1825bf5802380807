"""The rows of an answer over the registry as a table and, where it helps, as a chart."""

from collections.abc import Sequence
from typing import Any

from assistant.question_wording import FIGURES, label, value_words

MOST_BARS = 30


def table(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they are shown: numbers as numbers, the rest in words."""
    return [{name: cell(name, value) for name, value in row.items()} for row in rows]


def cell(name: str, value: Any) -> Any:
    """One value of the table."""
    if isinstance(value, (int, float)) and name != "year":
        return value
    return "" if value is None else value_words(name, value)


def chart(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Bars over the rows as Vega-Lite; None without figures, or for one row or too many. A second key colours the bars."""
    keys = [name for name in rows[0] if name not in FIGURES]
    figure = next((name for name in FIGURES if name in rows[0]), "")
    if not figure or "case_id" in rows[0] or not 1 < len(rows) <= MOST_BARS or not 1 <= len(keys) <= 2:
        return None
    shown = [
        {**{f"key{at}": value_words(name, row[name]) for at, name in enumerate(keys)}, "figure": row[figure]}
        for row in rows
    ]
    encoding: dict[str, Any] = {
        "x": {"field": "figure", "type": "quantitative", "title": label(figure)},
        "y": {"field": "key0", "type": "nominal", "title": None, "sort": None},
    }
    if len(keys) == 2:
        encoding["color"] = {"field": "key1", "type": "nominal", "title": label(keys[1])}
        encoding["yOffset"] = {"field": "key1"}
    return {
        "data": {"values": shown},
        "mark": {"type": "bar", "tooltip": True, "color": "#1f8a8a"},
        "encoding": encoding,
    }
