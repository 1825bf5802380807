"""Whether a lesion is denied of another study than the one that shows it: an MRI's "6 mm metastasis, occult on CT"."""

from extraction.assertion import Cue
from extraction.note_types import OPERATIVE, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

STUDIES = frozenset({"CT", "MRI", "PET_CT", "US"})
NAMED_BY = pattern_of(
    r"(?: (?:on|by|at|in|with|even|the|his|her|your|our|that|an?|prior|previous|last|outside|recent|initial|earlier|first|staging|original|low dose))* "
)
REACH = 40


def is_of_other_study(reading: Reading, cue: Cue) -> bool:
    """Whether the denial names a study behind it that is not the one the note reports, or sees less than the one told before."""
    named = next((hit for hit in reading.hits("modality", (cue.end, cue.end + REACH)) if hit.concept in STUDIES), None)
    if named is None or not NAMED_BY.fullmatch(reading.levelled, cue.end, named.start):
        return False
    kind = reading.note.note_type
    if kind is OPERATIVE:
        return named.concept != "US"
    before = [hit.concept for hit in reading.hits("modality", (0, cue.start)) if hit.concept in STUDIES]
    if not before:
        return False
    if kind is RADIOLOGY:
        return named.concept != before[0]
    return before[-1] == "MRI" and named.concept != "MRI"
