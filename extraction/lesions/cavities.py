"""Where a treated lesion was: what grows at its edge lies in its segment, and a list of cavities is none of lesions."""

from collections.abc import Sequence

from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "Along its medial margin there is now a nodule"
AT_ITS_EDGE = pattern_of(
    r"\b(?:its|the|this|that) (?:\w+ ){0,2}(?:margin|edge|border|aspect|rim|periphery|wall|pole|circumference)s?\b"
)
REACH = 50
PLURAL = pattern_of(r"(?:cavities|zones|defects|beds|scars|sites|areas|regions)$")


def lies_at_cavity(reading: Reading, units: Sequence[Statement], found: Sequence[Statement]) -> None:
    """ "Segment 7 ablation site: recurrence, 19 mm", "... Along its margin a 17 mm nodule": give it the cavity's segments."""
    before = found[-1] if found else None
    for unit in units:
        at_cavity = before is not None and before.kind == "treated" and before.segments and before.in_liver
        if before and at_cavity and unit.kind in ("metastasis", "lesion") and not unit.segments:
            everywhere = unit.state == "absent" and "liver" in unit.places  # "... and no liver metastasis"
            beside = unit.sentence == before.sentence and unit.kind == "metastasis" and not everywhere
            near = 0 <= unit.sentence - before.sentence <= 1
            until = min(reading.sentence_at(unit.start)[1], unit.end + REACH)
            if beside or (near and AT_ITS_EDGE.search(reading.levelled, unit.lead, until)):
                unit.segments, unit.in_liver = list(before.segments), True
        before = unit


def lists_cavities(reading: Reading, one: Statement) -> bool:
    """Whether several cavities are announced: "three ablation cavities are present"."""
    return one.kind == "treated" and any(PLURAL.search(reading.levelled, hit.start, hit.end) for hit in one.nouns)
