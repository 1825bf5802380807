"""Blanks of a form, drawn as underscores: "Largest _4.6_ cm" is an entry, "Response: CR__ PR_x_" is a row of boxes."""

import re

from extraction.patterns import pattern_of

TICK = pattern_of(r"_+([xX✓√])_+(?!\w)")
ENTRY = pattern_of(r"_+([^\s_](?:[^_\n]{0,40}[^\s_])?)_+")
# "site ________": a blank that nobody filled, with its label; a shorter one is a box that nobody ticked.
UNFILLED = pattern_of(r"(?:\b[A-Za-z]+[ \t:]*)?_{4,}")
UNTICKED = pattern_of(r"(?<![_\n])_{2,3}(?![\w])")


def with_entries(text: str) -> str:
    """The text, as long as before, with what was written on its blanks freed of the underscores and their ticks as boxes."""
    if "_" not in text:
        return text
    if not TICK.search(text):
        return ENTRY.sub(freed, text)
    text = TICK.sub(lambda tick: f"[{tick.group(1)}]".center(len(tick.group())), text)
    text = UNFILLED.sub(lambda blank: " " * len(blank.group()), ENTRY.sub(freed, text))
    return UNTICKED.sub(lambda box: "[]".ljust(len(box.group())), text)


def freed(entry: re.Match[str]) -> str:
    """What was written on the blank, without it."""
    return entry.group().replace("_", " ")
