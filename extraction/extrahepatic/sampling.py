"""What was sampled or taken out at the operation, and what the tissue of it proved to be."""

import re

from extraction.anchors import Anchors, one_in, places
from extraction.extrahepatic.history import is_carried_out
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.sites import Place

QUICK = r"(?:frozen|quick|rapid|express|intraoperative)"
HISTOLOGY = pattern_of(
    rf"\b(?:frozen|{QUICK} (?:section|histology|pathology)|ebus|eus|fna|aspirat\w+|malignant cells|fs|histolog\w*|biops\w+|cytolog\w*|patholog\w+)\b"
)
HISTOLOGY_WORDS = Anchors(
    *(
        "frozen",
        "quick",
        "rapid",
        "express",
        "intraoperative",
        "eus",
        "ebus",
        "fna",
        "aspirat",
        "malignant cells",
        "fs",
    ),
    *("histolog", "biops", "cytolog", "patholog"),
)
# "Frozen section of two: adenocarcinoma".
SAMPLED = pattern_of(
    rf"\W*(?:(?:one|two|three|both|all|its|their|the|{QUICK}|biopsy|an?)\s)*(?:{QUICK} section|{QUICK}|biopsy|histology)s?\s?(?:of (?:one|two|three|both|all|these|them|it|this|that|an?|the|\s|nodules?|deposits?|implants?|lesions?)*|report)?\s?"
    r"(?::|,|-|was\b|were\b|is\b|came|show|reveal|report|prove|confirm|return|metast|adenoc|carcin|fibro|neg|pos|no\b|benign)"
)
# "Metastasis of colonic adenocarcinoma", "metastatic from the colon": where the tissue came from, and not where it lay.
BOWEL_WORD = pattern_of(r"(?:colon|colorect|rect|sigmoid|ca?ec|bowel|large)")
KIND_BEHIND = pattern_of(r" (?:adeno)?(?:carcinoma|cancer|ca|origin|type|primary|adenoca)\b")
SPREAD_BEFORE = pattern_of(
    r"\b(?:metasta\w+|mets?\b|deposits?|implants?|spread)(?P<origin> (?:of|from)(?: (?:an?|the|known|his|her|patient's))*)?(?: \w+ differentiated)? $"
)
REACH = 60


def histology_in(reading: Reading, span: Interval) -> re.Match[str] | None:
    """The first word of the span for a sample or what became of it."""
    start, end = span
    return (
        HISTOLOGY.search(reading.levelled, start, end) if one_in(reading.once(histology_places), start, end) else None
    )


def histology_places(reading: Reading) -> list[int]:
    """Where a word for a sample may stand."""
    return places(reading.levelled, HISTOLOGY_WORDS)


def without_origin(reading: Reading, span: Interval, named: list[Place]) -> list[Place]:
    """The places named in the span without the bowel where the histology only names the origin of the spread."""
    origins = [place for place in named if place.site == "elsewhere" and is_origin(reading, span, place)]
    histology = histology_in(reading, span) if origins else None
    if histology is None:
        return named
    return [place for place in named if place.start < histology.start() or place not in origins]


def is_origin(reading: Reading, span: Interval, place: Place) -> bool:
    """Whether the place is the bowel that spread came from."""
    if not BOWEL_WORD.match(reading.levelled, place.start):
        return False
    before = SPREAD_BEFORE.search(reading.levelled, max(span[0], place.start - REACH), place.start)
    return bool(before and (before.group("origin") or KIND_BEHIND.match(reading.levelled, place.end)))


def taken_out(reading: Reading, span: Interval) -> tuple[Place, ...]:
    """The organs whose removal the sentence of an operation names, where it tells what their tissue proved to be."""
    if not (reading.has("ehd_treatment", span) and "ectomy" in reading.levelled[slice(*span)]):
        return ()
    if not histology_in(reading, span):
        return ()
    return tuple(
        Place(hit.start, hit.end, hit.concept, False, True)
        for hit in reading.hits("ehd_treatment", span)
        if is_carried_out(reading, hit)
    )
