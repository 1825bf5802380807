"""Sizes of pieces of tissue and of margins, and those that the words before them call the tumour's."""

import re

from extraction.anchors import Anchors, places
from extraction.lesions.other_lengths import behind_place, lies_along
from extraction.lesions.size import Size
from extraction.lesions.statement import Statement
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading, calendar

CORE = r"cores?|cylinders?|fragments?|chips"
TO_ITS_LENGTH = (
    r"\W*(?:(?:each|all|both|measur\w+|of|is|up to|from|between|length|lengths|long|longest|largest|the|n ?= ?\d|max\w*)\W+)*"
    r"(?:\d{1,2}(?:[.,]\d)?\s?(?:[mc]m)?\s?(?:to|-|–|and|&|\+)\s?)?$"
)
SPECIMEN = pattern_of(
    r"(?:\b(?:liver|lobe|section|\w*hepatectomy|resectate|piece|resection|slice|tissue|parenchyma|wedge|specimen|material"
    rf"|excision|part|strip|disc|{CORE})\b|\d\s*g){TO_ITS_LENGTH}"
)
# Of a needle biopsy, whatever lesion it was taken from: "segment 7 lesion, 3 cylinders (14, 11 and 8 mm)".
OF_CORES = pattern_of(rf"\b(?:{CORE})\b{TO_ITS_LENGTH}")
WEIGHT_BEHIND = pattern_of(r"[,;]? ?(?:and )?(?:weigh\w+ |weight )?(?<![\d.])\d{1,4}(?:[.,]\d)? ?(?:g|gr|grams?|gm)\b")
# "Liver tissue, 1.7 cm lesion": the lesion's, though tissue stands before it.
NAMED_BEHIND = pattern_of(
    r" (?:(?!with\b|an?\b|containing\b|in\b)[a-z]+ ){0,2}(?:lesion|nodule|tumou?r|mass|metastas[ie]s|mets?|focus)\b"
)
# "Tumor size: 3.3 x 2.9 x 2.5 cm"
NAMED_BEFORE = pattern_of(
    r"\b(?:(?:tumou?r|lesion|mass|nodule|metastas[ie]s|mets?|focus) (?:size|diameter|dimensions?)|(?:size|diameter|dimensions?) of (?:the )?(?:largest )?(?:tumou?r|lesion|mass|nodule|metastas[ie]s|mets?|focus)|\d\) size|(?<!specimen )(?<!specimens )(?<!cores )\b(?:sizes|dimensions|diameters) ?\((?:in )?(?:mm|cm)\))\W{0,4}(?:\w+\W+)?$"
)
SIZE_WORDS = ("size", "diameter", "dimension")
# "T1  segment 4a/8   6.2 x 5.1 x 4.8 cm", "Location and size:   nodule 2, segment 7, ...": a row of the tumours' own.
NUMBERED = pattern_of(
    r"[ \t]*(?:[a-z ,/&]{4,40}[:=][ \t]*)?(?:[-*•][ \t]*)?(?:(?:t|tumou?r|lesion|mass|nodule|metastas[ie]s|mets?|deposit|focus|no\.?) ?|# ?)\d{1,2}\b(?! ?[mc]m\b| of\b)[^\n;]*$"
)
# "III  2 cm, nodule of 6 mm": behind a specimen's label its own length, before that of what it holds.
LABELLED = pattern_of(r"[ \t]*(?:[a-h1-9]|iv|i{1,3}|v)(?:[.):][ \t]+|[ \t]{2,})")
HOLDS = pattern_of(
    r"[,.;] [^\n]{0,60}?\b(?:nodule|lesion|tumou?r|metastas[ie]s|mets?|focus|deposit|mass)\b[^\n]{0,30}?\d ?[mc]m\b"
)
# "Five nodules are present:" over "ii  segment 5, 9 mm": an item with nothing but its place before its length.
ITEM = pattern_of(r"[ \t]*(?:[-*•]|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]?)[ \t]+")
PLACE_ONLY = pattern_of(
    r"(?:(?:in )?(?:segments?|segs?\.?|s) ?(?:[1-8][ab]?|[iv]{1,4}[ab]?)(?:[/&+-](?:[1-8][ab]?|[iv]{1,4}[ab]?))*[ \t]*[,:(]?[ \t]*)?"
)
ANNOUNCED = pattern_of(r"\b(?:nodul\w+|tumou?rs?|lesions|metastases|mets|foci|deposits|masses)\b[^\n]{0,80}:[ \t]*$")
CONTAINING = pattern_of(
    r"\W*(?:containing|bearing|contains|harbou?ring|in which|with an? (?:\w+ )?(?:nodule|lesion|mass|tumou?r|focus))\b"
)
TISSUE = pattern_of(r"\b(?:biops\w+|wedge|specimen|piece|tissue|slice|fragment|resect\w+)\b")
MARGIN = pattern_of(
    r"\b(?:(?<!blurred )(?<!defined )(?<!irregular )(?<!lobulated )(?<!indistinct )(?<!smooth )(?<!sharp )(?<!ill defined )(?<!spiculated )(?<!enhancing )margins?"
    r"|distances?|clearance|free|clear)\b"
)
MARGIN_WORDS = Anchors("margin", "distance", "clearance", "free", "clear")
# "18, 15 and 6 mm"
LIST_JOIN = pattern_of(r"\s*(?:,|and|&|\+)\s*")


def is_named_size(reading: Reading, size: Size) -> bool:
    """Whether the words before the length say that it is the tumour's: "tumor size:"."""
    text, ahead = reading.levelled, max(0, size.start - 40)
    words = text[ahead : size.start]
    return any(word in words for word in SIZE_WORDS) and NAMED_BEFORE.search(text, ahead, size.start) is not None


def is_listed(reading: Reading, size: Size) -> bool:
    """Whether the length is that of an item of a list that a line above announces as one of tumours."""
    text = reading.levelled
    line = reading.text.rfind("\n", 0, size.start) + 1
    item = ITEM.match(text, line)
    if item is None or not PLACE_ONLY.fullmatch(text, item.end(), size.start) or HOLDS.match(text, size.end):
        return False
    while line:
        before = reading.text.rfind("\n", 0, line - 1) + 1
        if ANNOUNCED.search(text, before, line - 1):
            return True
        if not ITEM.match(text, before, line):
            return False
        line = before
    return False


def has_weight(reading: Reading, size: Size) -> bool:
    """Whether three axes and a weight follow one another: a specimen, whatever it is called."""
    return size.axes >= 3 and bool(WEIGHT_BEHIND.match(reading.levelled, size.end))


def without_specimens(reading: Reading, sizes: list[Size], kind: re.Pattern[str] = SPECIMEN) -> list[Size]:
    """The sizes without those of pieces of tissue, and without those listed behind one: "cores measuring 18, 15 and 6 mm"."""
    kept: list[Size] = []
    piece: Size | None = None
    for size in sizes:
        listed = piece is not None and LIST_JOIN.fullmatch(reading.levelled, piece.end, size.start)
        if listed or is_specimen(reading, size, kind):
            piece = size
        else:
            kept.append(size)
    return kept


def is_specimen(reading: Reading, size: Size, kind: re.Pattern[str]) -> bool:
    """Whether the size is that of a piece of tissue: it stands right behind its name or its weight, or has three axes."""
    if reading.note.note_type is not PATHOLOGY:
        return False
    if NAMED_BEHIND.match(reading.levelled, size.end) or is_named_size(reading, size):
        return False
    if is_listed(reading, size):
        return False
    line = reading.text.rfind("\n", 0, size.start) + 1
    numbered = reading.once(calendar).alike.find("0", line, size.start) >= 0
    if numbered and NUMBERED.match(reading.levelled, line, size.start):
        return False
    if CONTAINING.match(reading.levelled, size.end) and TISSUE.search(
        reading.levelled, max(0, size.start - 60), size.start
    ):
        return True
    if LABELLED.fullmatch(reading.levelled, line, size.start) and HOLDS.match(reading.levelled, size.end):
        return True
    of_piece = kind.search(reading.levelled, max(0, size.start - 60), size.start)
    return bool(of_piece) or (kind is SPECIMEN and size.axes >= 3)


def sentences_with_margins(reading: Reading) -> set[int]:
    """Sentences with words of a margin or a distance."""
    return reading.sentences_at(places(reading.levelled, MARGIN_WORDS))


def is_margin(reading: Reading, unit: Statement, size: Size) -> bool:
    """Whether words of margin or distance stand between the lesion's name and the length."""
    if any(
        length.start == size.start and behind_place(reading, length)
        for length in reading.lengths((size.start, size.end))
    ):
        return False
    ends = [*(hit.end for hit in unit.nouns), *(ref.end for ref in unit.segments)]
    marks = [end for end in ends if end <= size.start]
    start = max([unit.lead, reading.levelled.rfind(";", unit.lead, size.start), *marks])
    margin = MARGIN.search(reading.levelled, start, size.start)
    if margin and not lies_along(reading.levelled, margin, size.start):
        return True
    return "distance" in reading.levelled[unit.lead : size.start]
