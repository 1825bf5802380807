"""Tick boxes of proformas: "[x] Steatosis  [ ] Fibrosis", "SOS [x] absent [ ] mild"."""

import re
from dataclasses import dataclass

from extraction.patterns import pattern_of

BOX = pattern_of(r"\[(?P<tick>[ xX]?)\][ \t]*(?P<label>[^\[\n]{0,40})")
BOX_BEFORE = pattern_of(r"\[(?P<tick>[ xX]?)\][ \t]*(?:[\w-]+[ \t]){0,2}$")
GAP = pattern_of(r"[ \t]*(?:\([^)\n]{0,20}\))?[ \t:.]*$")
DENIED = pattern_of(r"(?:none|no|absent|nil|negative|f?0|not\b.*|<\s?5\s?%)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticked box of a row: its label, and whether it affirms the name of the row."""

    label: str
    is_positive: bool | None


def ticked_choice(text: str, start: int, end: int) -> Choice | None:
    """What boxes say of the name at `[start, end)`: a box before it, or the row of boxes behind it; None without boxes."""
    if "[" not in text:
        return None
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    line = text.rfind("\n", 0, start) + 1
    before = BOX_BEFORE.search(text, max(line, start - 40), start)
    if before:
        return Choice("", before.group("tick").strip() != "" or None)
    first = text.find("[", end, line_end)
    if first < 0 or not GAP.fullmatch(text, end, first):
        return None
    for box in BOX.finditer(text, first, line_end):
        if box.group("tick").strip():
            label = box.group("label").strip()
            return Choice(label, not DENIED.match(label))
    return Choice("", None)
