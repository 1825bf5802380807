"""Whose year it is: "colon cancer removed in 2017; one liver metastasis" dates the bowel's operation, not the metastasis."""

from extraction.patterns import pattern_of
from extraction.reading import Reading

IN_A_YEAR = pattern_of(r"in (?:19|20)\d\d")
SINCE_FOUND = pattern_of(r"\b(?:who|now|presents|presented|(?:was|is) (?:now )?found to have|has developed)\b")
REMOVED = pattern_of(
    r"\b(?:removed|resected|operated(?: on)?|excised|resection|\w*colectomy|surgery|hartmann\w*|treated)\b"
)


def is_of_primary(reading: Reading, start: int, year: tuple[int, int], offset: int) -> bool:
    """Whether the year told at `year` in a sentence from `start` on is the primary's, and what stands at `offset` a statement of its own."""
    if SINCE_FOUND.search(reading.levelled, year[1], max(year[1], offset)):
        return True  # "colectomy in 2019 who was now found to have a metastasis"
    before = (start, year[0])
    parted = reading.levelled.startswith(";", year[1]) or (
        reading.levelled.startswith(",", year[1]) and REMOVED.search(reading.levelled, *before)
    )
    lesions = (hit for hit in reading.hits("liver_lesion", before) if hit.concept in ("metastasis", "lesion"))
    return bool(parted) and bool(reading.hits("primary_site", before)) and not any(lesions)
