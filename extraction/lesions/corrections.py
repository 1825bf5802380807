"""Places that an addendum takes back: "the biopsy was taken from segment 6, not segment 5"."""

from extraction.anchors import any_in
from extraction.lesions.events import NOT_THERE
from extraction.reading import Reading
from extraction.segments import read_segments

WORDS = ("not ", "instead of ", "rather than ")
ADDENDUM = 3


def taken_back(reading: Reading) -> dict[frozenset[str], int]:
    """The segments that an addendum takes back, with its rank; a place it names instead comes before or behind."""
    found: dict[frozenset[str], int] = {}
    for section in reading.sections:
        span = (section.body_start, section.end)
        if reading.rank_at(section.start) != ADDENDUM or not any_in(reading.levelled[slice(*span)], WORDS):
            continue
        named = read_segments(reading, span)
        kept = [ref for ref in named if not NOT_THERE.search(reading.levelled, max(0, ref.start - 24), ref.start)]
        held = {code for ref in kept for code in ref.codes}
        if kept:
            found |= {frozenset(ref.codes): ADDENDUM for ref in named if ref not in kept and not held & set(ref.codes)}
    return found
