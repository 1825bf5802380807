"""Whether the note tells of liver metastases: as there now, and not denied, doubted, planned or somebody else's."""

from collections.abc import Mapping
from operator import attrgetter

from abstraction.records import ElementValue
from extraction.assertion import Cue
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

DENIED = frozenset({"negated", "no_new", "possible", "family", "hypothetical"})
OTHER_PLACES = frozenset({"peritoneum", "lung", "ovary", "adrenal", "bone", "brain", "spleen"})
CATEGORY = attrgetter("category")
ASKED_BEHIND = pattern_of(r"[^.,;?\n]{0,30}\?")


def has_liver_metastases(reading: Reading, known: Mapping[str, ElementValue]) -> bool:
    """Whether the note tells of liver metastases now."""
    if "liver_lesion_count" in known:
        value = known["liver_lesion_count"].value
        return isinstance(value, dict) and value.get("max") != 0
    believed = [
        found
        for found in reading.hits("lesion")
        if found.concept == "metastasis"
        and not is_denied(reading, found)
        and not reading.is_question(found.start)
        and not ASKED_BEHIND.match(reading.text, found.end)
        and "[ ]" not in reading.text[slice(*reading.sentence_at(found.start))]
    ]
    done = {str(found.value) for found in known["procedures"].evidence} if "procedures" in known else set()
    if reading.note.note_type is PATHOLOGY and {"liver_biopsy", "liver_resection"} & done:
        of_nodes = reading.sentences_with("lymph_node")
        # The specimen is the liver's, unless the sentence names another place alone.
        return any(
            reading.sentence_index(found.start) not in of_nodes and not is_elsewhere(reading, found)
            for found in believed
        )
    if "metastasectom" in reading.levelled and "liver_resection" in done:
        return True
    return any(
        hit.concept == "liver" for found in believed for hit in reading.hits("site", reading.sentence_at(found.start))
    )


def is_elsewhere(reading: Reading, hit: Hit) -> bool:
    """Whether the sentence of the metastasis names the peritoneum, the lung or the like, and no liver."""
    sites = {found.concept for found in reading.hits("site", reading.sentence_at(hit.start))}
    return bool(sites & OTHER_PLACES) and "liver" not in sites


def spread_hits(reading: Reading, span: Interval) -> list[Hit]:
    """Metastases or liver lesions that the span tells of as being there."""
    hits = reading.hits("lesion", span)
    if not hits:
        return hits
    found = [hit for hit in hits if hit.concept == "metastasis"]
    if len(found) < len(hits) and any(hit.concept == "liver" for hit in reading.hits("site", span)):
        found += [hit for hit in hits if hit.concept == "lesion"]
    return [hit for hit in found if not is_denied(reading, hit)]


def is_denied(reading: Reading, hit: Hit) -> bool:
    """Whether the finding is denied, doubted, planned or somebody else's."""
    cues = reading.modifiers(hit.start, hit.end)
    return any(cue.category in DENIED and (cue.category != "hypothetical" or is_ahead(reading, cue)) for cue in cues)


def is_believed(reading: Reading, span: Interval) -> bool:
    """Said of this patient, and not denied, asked or planned."""
    return is_told(reading, span) and not ASKED_BEHIND.match(reading.text, span[1])


def is_told(reading: Reading, span: Interval) -> bool:
    """Said of this patient, and neither denied nor planned; a question further on in the sentence is another matter."""
    cues = reading.modifiers(*span)
    if any(cue.category in ("negated", "no_new", "family") for cue in cues):
        return False
    return not any(is_ahead(reading, cue) and cue.start < span[0] for cue in cues)


def tells_of_relatives(reading: Reading) -> bool:
    """Whether a cue of the note speaks of a relative."""
    return "family" in map(CATEGORY, reading.cues((0, len(reading.text))))


def is_of_relative(reading: Reading, start: int, end: int) -> bool:
    """Whether the words around the target say that it is a relative's."""
    return reading.once(tells_of_relatives) and "family" in reading.effects(start, end)


def is_ahead(reading: Reading, cue: Cue) -> bool:
    """Whether the cue speaks of what may come; "well until 31 months after surgery" tells what came."""
    return cue.category == "hypothetical" and reading.levelled[cue.start : cue.end] not in ("until", "requested")
