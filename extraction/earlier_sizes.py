"""Earlier sizes as some write them, read as most do: "22 mm <- 34 mm" and "22 (34) mm" as "22 mm (previously 34 mm)"."""

from extraction.anchors import Anchors, matches_at, places
from extraction.edits import Edit
from extraction.patterns import pattern_of

SIZE = r"\d{1,3}(?:[.,]\d{1,2})?(?: ?[x×] ?\d{1,3}(?:[.,]\d{1,2})?)?"
# Levelled, the arrow is "< " or "<", then blanks.
ARROWS = Anchors("<", "\u2190")
ARROW = pattern_of(rf"(?:<-{{1,2}}|\u2190) ?(?=(?P<before>{SIZE}) ?(?P<unit>mm|cm)\b)")
MEASURED = pattern_of(r"\d ?(?:mm|cm)? ?$")
UNITS_BEHIND = Anchors(*(f"){gap}{unit}" for gap in ("", " ") for unit in ("mm", "cm")))
BRACKETED = pattern_of(rf"(?<![\w.,/])(?P<now>{SIZE}) \((?P<before>{SIZE})$")
UNIT = pattern_of(r"\) ?(?P<unit>mm|cm)\b")
REACH = 24


def earlier_sizes(text: str, levelled: str) -> list[Edit]:
    """Where an arrow leads back to the earlier size, and where one unit stands behind both sizes."""
    found = [
        Edit(arrow.start(), arrow.end(), ", previously ")
        for arrow in matches_at(ARROW, text, places(levelled, ARROWS))
        if MEASURED.search(text, max(0, arrow.start() - REACH), arrow.start())
    ]
    for unit in matches_at(UNIT, text, places(levelled, UNITS_BEHIND)):
        sizes = BRACKETED.search(text, max(0, unit.start() - REACH), unit.start())
        if sizes:
            written = f"{sizes['now']} {unit['unit']} (previously {sizes['before']} {unit['unit']})"
            found.append(Edit(sizes.start(), unit.end(), written))
    return found
