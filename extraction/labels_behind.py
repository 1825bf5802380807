"""Labels of specimens that stand behind their titles, put before them: "Liver S4 wedge (A), omental nodule (B)"."""

import re

from extraction.anchors import Anchors, places
from extraction.edits import Edit
from extraction.patterns import pattern_of

SECOND = Anchors("(b)")
LINE = pattern_of(r"[ \t]*(?i:(?:nature of |type of )?specimens?|parts?|material|tissues?)\b[^:\n]{0,20}:[ \t]*")
TITLED = pattern_of(
    r"(?P<title>[A-Za-z][^():;\n]{2,70}?)(?P<behind> ?\((?P<label>[A-H])\)(?:[,;.](?=\s|$)|(?=\s)|$)) ?(?:and )?"
)


def labels_behind(text: str, levelled: str) -> list[Edit]:
    """The titles of a line of specimens with their labels before them, where these run on from A."""
    found: list[Edit] = []
    for at in places(levelled, SECOND):
        line = LINE.match(text, text.rfind("\n", 0, at) + 1)
        if not line:
            continue
        titled: list[re.Match[str]] = []
        start = line.end()
        while (match := TITLED.match(text, start)) and match.group("label") == chr(ord("A") + len(titled)):
            titled.append(match)
            start = match.end()
        if len(titled) > 1:
            for one in titled:
                found += [Edit(one.start(), one.start(), f"{one['label']}. "), Edit(*one.span("behind"), ";")]
    return found
