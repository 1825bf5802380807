"""Vessels by side with a mark of their own: "hepatic veins: right (+), middle (-)", "portal vein main/right/left: free/contact/free"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

NAMES = {
    ("hepatic_vein", "right"): "right_hepatic_vein",
    ("hepatic_vein", "middle"): "middle_hepatic_vein",
    ("hepatic_vein", "left"): "left_hepatic_vein",
    ("portal_vein", "right"): "right_portal_vein",
    ("portal_vein", "left"): "left_portal_vein",
    ("portal_vein", "main"): "main_portal_vein",
}
SHORT = {"rt": "right", "lt": "left", "r": "right", "m": "middle", "median": "middle", "l": "left"}
# The side of a vessel with its mark: "right (+)", "middle: no".
MARKED = pattern_of(
    r"\b(?P<side>right|middle|left|main|rt|lt)\s?[:=(]?\s?(?:(?P<yes>\+|yes\b|present\b|contact\b|involved\b|encased\b|encasement\b|abutted\b|abutment\b|touched\b|invaded\b|invasion\b|infiltrated\b)|(?:[-–](?!\w)|no\b|none\b|absent\b|free\b|clear\b))\)?",
    re.I,
)
MARKS_REACH = 80
SIDE = r"(?:right|middle|left|main|rt|lt|r|m|l)"
VALUE = r"[a-z+-]+(?: [a-z]+){0,2}"
# "portal vein main/right/left] free/contact/free": as many values as sides.
SLASHED = pattern_of(rf"[ (\[]{{0,3}}(?P<sides>{SIDE}(?: ?/ ?{SIDE})+)[)\] :=]+(?P<values>{VALUE}(?: ?/ ?{VALUE})+)")
# The vessel with its sign or answer: "RHV (-), IVC (+)", "MHV contact (+)", "RHV -ve", "portal vein - no; hepatic vein - yes".
SIGNED = pattern_of(
    r"(?: (?:contact|invasion|infiltration|involvement))?\s?(?:[:=]?\s?(?:\((?:\+{1,3}|[-–])\)|[+-]ve\b|(?:\+{1,3}|[-–])(?=\s*(?:[,;/.\n]|$)))(?!\s?(?:patent|flow|opacif|enhanc|preserved|spared))"
    r"|[-–—:=(]\s?(?i:(?P<word>(?P<yes>yes|y|present|positive)|no|none|n|absent|nil|negative|not (?:identified|seen|present|found)))\)?(?=\s*(?:[,;/.\n]|$)))"
)
SLASH = pattern_of(r" ?/ ?")
# "The margin on the side of the vena cava is touched", "tumour at the edge facing the hepatic vein": where an edge lies.
EDGE_TOWARDS = pattern_of(
    r"\b(?:margins?|edges?|planes?|surfaces?|lines?)\b(?: \w+){0,3}? (?:(?:on|at|to) the side of|towards?|facing|next to|along) (?:the )?(?:(?:right|middle|left|main|inferior) )?$"
)
EDGE_REACH = 70
YES = frozenset({"yes", "+", "y", "positive", "present"})


# "Abuts but does not narrow the right hepatic vein": contact, whatever it spares it.
TOUCHES_ONLY = pattern_of(
    r"\b(?:abut\w*|contact\w*|touch\w*|adjoin\w*),? (?:but|yet|though|without|and)(?: (?:does|do|did|is|are|has|have))?(?: not)?(?: \w+ly)? (?<!and )(?:narrow\w*|invad\w*|encas\w*|occlud\w*|infiltrat\w*|obstruct\w*|deform\w*|enter\w*|involv\w*|displac\w*|compress\w*|distort\w*|efface\w*|surround\w*),? (?:of |into )?(?:the )?$"
)
TOUCH_REACH = 80


class Vessel(NamedTuple):
    """A vessel named at `[start, end)`."""

    start: int
    end: int
    name: str


def marked(reading: Reading, hit: Hit, span: Interval) -> list[tuple[Vessel, bool]]:
    """The vessel itself where it is only touched; sides with a mark of their own behind its name: "hepatic veins: right (+), middle (-)"."""
    kind = hit.concept
    if TOUCHES_ONLY.search(reading.levelled, max(span[0], hit.start - TOUCH_REACH), hit.start):
        return [(Vessel(hit.start, hit.end, hit.concept), True)]
    if kind not in ("hepatic_vein", "portal_vein"):
        return []
    if row := SLASHED.match(reading.levelled, hit.end, span[1]):
        return list(in_order(reading, kind, row))
    found = list(MARKED.finditer(reading.text, hit.end, min(span[1], hit.end + MARKS_REACH)))
    return [
        (Vessel(*match.span(), name), match.group("yes") is not None)
        for match in (found if len(found) > 1 else ())
        if (name := NAMES.get((kind, SHORT.get(side := match.group("side").lower(), side))))
    ]


def is_place_of_edge(reading: Reading, vessel: Vessel) -> bool:
    """Whether the vessel only tells which edge of the specimen is meant."""
    return EDGE_TOWARDS.search(reading.levelled, max(0, vessel.start - EDGE_REACH), vessel.start) is not None


def in_order(reading: Reading, kind: str, row: re.Match[str]) -> Iterator[tuple[Vessel, bool]]:
    """Each side of the row with the value that stands at its place."""
    sides, values = SLASH.split(row.group("sides")), SLASH.split(row.group("values"))
    if len(sides) != len(values):
        return
    at = row.start("values")
    for side, value in zip(sides, values, strict=True):
        name = NAMES.get((kind, SHORT.get(side, side)))
        words = {hit.concept for hit in reading.hits("contact", (at, at + len(value)))}
        if name:
            yield Vessel(at, at + len(value), name), value in YES or ("contact" in words and "apart" not in words)
        at = reading.levelled.find("/", at) + 1
