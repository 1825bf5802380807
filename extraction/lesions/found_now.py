"""How many lesions a surgeon tells to have found of those on the scans."""

from extraction.lesions.counts import Quantity
from extraction.note_types import OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "At IOUS three seen", "only two were found": what a surgeon finds of those on the scans.
FOUND_NOW = pattern_of(
    r" (?:of (?:them|these) )?(?:(?:were|are|could be|can be) )?(?:still |only |now )?(?:seen|found|visible|identified|palpable|palpated|confirmed|detected|located)\b"
    r"(?! (?:on|in|by|at) (?:the )?(?:pre ?operative |earlier |prior |previous |first |last )?(?:ct|mri|mr|pet|scan|imaging))"
)


def is_found_now(reading: Reading, number: Quantity) -> bool:
    """Whether a surgeon tells how many were found at the operation: "at IOUS three seen"."""
    return reading.note.note_type is OPERATIVE and bool(FOUND_NOW.match(reading.levelled, number.end))
