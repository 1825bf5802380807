"""Numbers as some write them, read as most do: "22 (34) mm", "4 right and 2 left lobe metastases", "five, possibly six lesions"."""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.edits import Edit
from extraction.patterns import pattern_of

SIZE = r"\d{1,3}(?:[.,]\d{1,2})?(?: ?[x×] ?\d{1,3}(?:[.,]\d{1,2})?)?"
# "22 mm <- 34 mm": back to the earlier size.
ARROWS = Anchors("<", "\u2190")
ARROW = pattern_of(rf"(?:<-{{1,2}}|\u2190) ?(?={SIZE} ?(?:mm|cm)\b)")
# "22 mm cf 34 mm": compared with the earlier size.
COMPARED = Anchors(" cf ", " cf. ", " c.f. ", "(cf ", "(cf. ", "(c.f. ")
COMPARISON = pattern_of(rf"[ (]c\.?f\.? (?={SIZE} ?(?:mm|cm)\b)", re.IGNORECASE)
# "Segs 2,3,4A": no decimal places; "IVa+b" are two halves.
RUNS = Anchors(
    *(f"seg{rest}{gap}{digit}" for rest in ("", "s", "ment", "ments") for gap in ("", " ") for digit in range(1, 9))
)
RUN = pattern_of(r"seg(?:ment)?s?\.? ?(?P<run>[1-8][ab]?(?:,[1-8][ab]?)+)\b(?! ?[cm]m\b|[.,]\d)", re.IGNORECASE)
HALVES = Anchors("iva+b", "iva/b", "iva & b", "iva&b", "4a+b", "4a/b", "4a & b", "4a&b", "iva + b", "4a + b")
BOTH_HALVES = pattern_of(r"(?P<name>IV|4)a(?P<join> ?[+/&] ?)(?=b\b)", re.IGNORECASE)
# "Liver metastases, none larger than 2 cm": there are some.
LARGER = (
    "none >",
    "none larger",
    "none over",
    "none exceed",
    "none bigger",
    "none greater",
    "none above",
    "none more than",
)
NONE_LARGER = Anchors(*LARGER)
OF_LESIONS = pattern_of(r"\b(?:metastas[ei]s|mets|lesions|deposits)[^.;:\n]{0,24}, $")
MEASURED = pattern_of(r"\d ?(?:mm|cm)? ?$")
# "22 (34) mm": one unit behind the size now and the earlier one.
UNITS_BEHIND = Anchors(*(f"){gap}{unit}" for gap in ("", " ") for unit in ("mm", "cm")))
UNIT = pattern_of(r"\) ?(?P<unit>mm|cm)\b")
BRACKETED = pattern_of(rf"(?<![\w.,/])(?P<now>{SIZE}) \((?P<before>{SIZE})$")
REACH = 24
SIDES = Anchors("right", "left")
COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
NOUN = r"(?:(?:liver|hepatic) )?(?:metastas[ei]s|mets?|lesions?|deposits?|tumou?rs?|nodules?)"
# "4 right-sided and 2 left-sided metastases": the noun belongs to both.
SIDED = pattern_of(
    rf"(?P<first>(?:right|left)(?:[ -]sided| lobe)?)(?<=\w)(?: and| &|,) {COUNT} (?:right|left)(?:[ -]sided| lobe)? (?P<noun>{NOUN})\b",
)
COUNTED = pattern_of(rf"(?<![\w.,-]){COUNT} $")
# "metastases in right lobe x4"
LOBES = Anchors("lobe x", "lobe \u00d7")
LOBE_TIMES = pattern_of(r"lobe (?P<times>[x×] ?(?P<number>\d{1,2}))\b(?! ?(?:mm|cm|[x×]))")
# "four on the right and none on the left"
NONES = Anchors("none in", "none on")
NONE = pattern_of(
    r"none(?<!\wnone)(?<!: none)(?= (?:in|on) (?:the )?(?:left|right|caudate|segments?|seg|other lobe|remnant|rest)\b)"
)
# "five, possibly six", "5 or perhaps 6"
DOUBTS = Anchors("possibly", "perhaps", "maybe")
DOUBT = pattern_of(rf"(?:possibly|perhaps|maybe) (?P<more>{COUNT})\b(?P<comma>,(?= {NOUN}\b)|)")
NUMBER_BEFORE = pattern_of(rf"(?<![\w.,/-]){COUNT}(?P<join>,? (?:or |and )?|, )$")


def telegraphic_numbers(text: str, levelled: str) -> list[Edit]:
    """What is written in the place of such numbers."""
    return [
        *earlier_sizes(text, levelled),
        *counts_by_side(text, levelled),
        *doubted_counts(levelled),
        *segment_runs(text, levelled),
        *(
            Edit(at, at + len("none"), "not one")
            for at in places(levelled, NONE_LARGER)
            if OF_LESIONS.search(levelled, max(0, at - 2 * REACH), at)
        ),
    ]


def earlier_sizes(text: str, levelled: str) -> list[Edit]:
    """Where an arrow leads back to the earlier size, and where one unit stands behind both sizes."""
    found = [
        Edit(*arrow.span(), ", previously ")
        for arrow in matches_at(ARROW, text, places(levelled, ARROWS))
        if MEASURED.search(text, max(0, arrow.start() - REACH), arrow.start())
    ]
    found += [
        Edit(cf.start() + 1, cf.end(), "previously ")
        for cf in matches_at(COMPARISON, text, places(levelled, COMPARED))
        if MEASURED.search(text, max(0, cf.start() - REACH), cf.start())
    ]
    for unit in matches_at(UNIT, text, places(levelled, UNITS_BEHIND)):
        sizes = BRACKETED.search(text, max(0, unit.start() - REACH), unit.start())
        if sizes:
            written = f"{sizes['now']} {unit['unit']} (previously {sizes['before']} {unit['unit']})"
            found.append(Edit(sizes.start(), unit.end(), written))
    return found


def counts_by_side(text: str, levelled: str) -> list[Edit]:
    """Numbers of both sides with one noun, numbers with a sign behind a lobe, and none of a side."""
    found = [
        Edit(*sided.span("first"), f"{sided['first']} {sided['noun']}")
        for sided in matches_at(SIDED, text, places(levelled, SIDES))
        if COUNTED.search(levelled, max(0, sided.start() - REACH), sided.start())
    ]
    found += [
        Edit(*times.span("times"), f"({times['number']})")
        for times in matches_at(LOBE_TIMES, text, places(levelled, LOBES))
    ]
    found += [Edit(*none.span(), "no lesion") for none in matches_at(NONE, levelled, places(levelled, NONES))]
    return found


def segment_runs(text: str, levelled: str) -> list[Edit]:
    """The blanks left out between the numbers of segments, and the name left out of a second half."""
    found = [
        Edit(at, at, " ")
        for run in matches_at(RUN, text, places(levelled, RUNS))
        for at in range(run.start("run"), run.end("run"))
        if text[at - 1] == ","
    ]
    found += [
        Edit(*half.span("join"), f"/{half['name']}") for half in matches_at(BOTH_HALVES, text, places(levelled, HALVES))
    ]
    return found


def doubted_counts(levelled: str) -> list[Edit]:
    """The words between a number and a possible higher one."""
    found: list[Edit] = []
    for doubt in matches_at(DOUBT, levelled, places(levelled, DOUBTS)):
        before = NUMBER_BEFORE.search(levelled, max(0, doubt.start() - REACH), doubt.start())
        if before:
            found.append(Edit(before.start("join"), doubt.start("more"), " to "))
            if doubt["comma"]:
                found.append(Edit(*doubt.span("comma")))
    return found
