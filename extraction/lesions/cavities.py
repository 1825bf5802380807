"""Where a treated lesion was: what grows at its edge lies in its segment, and a list of cavities is none of lesions."""

from collections.abc import Sequence

from extraction.lesions.state import state_of
from extraction.lesions.statement import Statement
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "Along its medial margin there is now a nodule"
AT_ITS_EDGE = pattern_of(
    r"\b(?:its|the|this|that|at|along|on) (?:\w+ ){0,2}(?:margin|edge|border|aspect|rim|periphery|wall|pole|circumference)s?\b"
)
REACH = 50
PLURAL = pattern_of(r"(?:cavities|zones|defects|beds|scars|sites|areas|regions)$")


def lies_at_cavity(reading: Reading, units: Sequence[Statement], found: Sequence[Statement]) -> None:
    """ "Segment 7 ablation site: recurrence, 19 mm", "... Along its margin a 17 mm nodule": give it the cavity's segments."""
    # "Without residual enhancement" between the cavity and what grows at its edge tells of the cavity.
    told = [one for one in found[-2:] if one.state != "absent" or one.segments or "liver" in one.places]
    before = told[-1] if told else None
    for unit in units:
        if before is not None and before.kind == "treated" and is_at(reading, unit, before):
            unit.state = unit.state or state_of(reading, unit)
            unit.segments, unit.in_liver = list(before.segments), True
        before = unit


def is_at(reading: Reading, unit: Statement, cavity: Statement) -> bool:
    """Whether a lesion without a place is told in the sentence of a cavity with one, or lies at the edge of that told before."""
    if unit.kind not in ("metastasis", "lesion") or unit.segments or not (cavity.segments and cavity.in_liver):
        return False
    everywhere = unit.state == "absent" and "liver" in unit.places  # "... and no liver metastasis"
    if unit.sentence == cavity.sentence and unit.kind == "metastasis" and not everywhere:
        return True
    until = min(reading.sentence_at(unit.start)[1], unit.end + REACH)
    near = 0 <= unit.sentence - cavity.sentence <= 1
    return near and AT_ITS_EDGE.search(reading.levelled, unit.lead, until) is not None


def lists_cavities(reading: Reading, one: Statement) -> bool:
    """Whether several cavities are announced: "three ablation cavities are present"."""
    return one.kind == "treated" and any(PLURAL.search(reading.levelled, hit.start, hit.end) for hit in one.nouns)
