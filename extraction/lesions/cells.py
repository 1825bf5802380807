"""Cells of a table: where columns end, numbers with or without a unit, and words for a lesion that is gone."""

import re

from extraction.lesions.size import number_of
from extraction.patterns import pattern_of
from extraction.sentences import Interval

CELL = pattern_of(
    r"(?<![\w.,/%+-])(?P<number>\d{1,3}(?:[.,]\d)?)(?:\s*[x×]\s*\d{1,3}(?:[.,]\d)?){0,2}\s*(?P<unit>mm|cm)?(?![\w/%]|[.,]\d|\s*(?:%|ml\b|cc\b|cm3|cm³))",
    re.I,
)
COLUMNS = pattern_of(r"[ \t]*\|[ \t]*|[ \t]{2,}|\t")
LOST = pattern_of(
    r"not (?:seen|visible|visuali[sz]ed|identified|found|detected|detectable|identifiable|present|discernible)|no longer \w+|--|\bgone\b|disappeared|vanished|resolved"
    r"|n/?v\b|invisible|\babsent\b|\bnone\b|\bnil\b|(?<![^\s|])[-–—](?![^\s|])",
    re.I,
)
NAMED_UNIT = pattern_of(r"\b(mm|cm)\b")


def cell_spans(text: str, line: Interval) -> list[Interval]:
    """The cells of a line."""
    end = line[1]
    start = end - len(text[line[0] : end].lstrip())
    found: list[Interval] = []
    for gap in COLUMNS.finditer(text, start, end):
        found.append((start, gap.start()))
        start = gap.end()
    if start < end:
        found.append((start, end))
    return found


def unit_scale(cell: re.Match[str]) -> float | None:
    """Millimetres of the cell's own unit."""
    unit = cell.group("unit")
    return None if not unit else 10.0 if unit.lower() == "cm" else 1.0


def scale_of(words: str) -> float | None:
    """Millimetres of the unit that the words name; None when they name none."""
    low = words.lower()
    found = NAMED_UNIT.search(low) if "mm" in low or "cm" in low else None
    return None if not found else 10.0 if found.group(1) == "cm" else 1.0


def millimetres(cell: re.Match[str], scale: float) -> float:
    """The cell's length; `scale` holds where it has no unit of its own."""
    return number_of(cell.group("number")) * (unit_scale(cell) or scale)
