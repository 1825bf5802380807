"""Whose edge a margin is: the liver's or another organ's."""

from sys import maxsize

from extraction.anchors import one_in
from extraction.fields.liver_specimens import formulas
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.site_scopes import scoped_sentences
from extraction.tumours import is_other_tumour

ORGANS, EDGES = ("bowel", "liver"), ("margin", "final")
NOT_TOLD = frozenset({"family", "hypothetical"})
LIVER_EDGE = pattern_of(r"parenchym|hepatic(?! flex)|liver|transection")
# "Metastatic from the rectum", "19 months after the bowel".
ORIGIN = pattern_of(
    r"\b(?:metastatic|metastas[ei]s|mets?|primary|spread|origin)\s(?:from|in|of)\s(?:the |a |known )?$|\bafter (?:the |his |her )?$"
)
# "Sigmoid carcinoma pT3 pN1a M0 R0": the R of a stage is that of the primary.
STAGE_BEFORE = pattern_of(
    r"\b[ypc]{0,2}(?:n[0-3x+][a-c]?|m[01x][a-c]?)(?: ?\([^()]{1,16}\))?(?:[ ,]{1,2}(?:[lv][0-2x]|pn[01x]|g[1-4]))*[ ,]{1,2}$"
)
STAGE_REACH = 48
ORIGIN_ENDS = ("from ", "in ", "of ", "the ", "a ", "known ", "after ", "his ", "her ")


def organ_of(reading: Reading, word: Hit) -> str:
    """The organ that a word names, "bowel" or "liver", the "parenchymal margin" too; not the bowel that a metastasis came from."""
    start, end, concept = word.start, word.end, word.concept
    if concept not in ORGANS and concept not in EDGES:
        return ""
    if concept == "liver" or LIVER_EDGE.search(reading.levelled, start, end):
        organ = "liver"
    elif concept == "bowel":
        organ = "bowel"
    else:
        return ""
    led = reading.levelled.endswith(ORIGIN_ENDS, 0, start)
    return "" if led and ORIGIN.search(reading.levelled, max(0, start - 24), start) else organ


def nearest_organ(reading: Reading, span: Interval, part: Interval) -> str:
    """The organ named nearest to the span in a part of the text, "" where none is."""
    nearest, found = maxsize, ""
    for word in reading.hits("margin", part):
        gap = max(word.start - span[1], span[0] - word.end, 0)
        if gap < nearest and (organ := organ_of(reading, word)):
            nearest, found = gap, organ
    return found


def other_margins(reading: Reading) -> list[Hit]:
    """Names of the edges of anything but a specimen: "costal margin"."""
    return [word for word in reading.hits("margin") if word.concept == "other_margin"]


def tells_of_primary(reading: Reading, sentence: Interval) -> bool:
    """Whether a sentence that names no organ tells of the primary: "Hartmann's: pT4a N2b, margins clear"."""
    done = {hit.concept for hit in reading.hits("procedure", sentence)}
    return one_in(reading.once(formulas), *sentence) or ("primary_resection" in done and "liver_resection" not in done)


def specimen_sites(reading: Reading, offset: int) -> set[str]:
    """Where the specimen comes from that a report speaks of at the offset, as far as it is known."""
    if reading.note.note_type is not PATHOLOGY:
        return set()
    scope = scoped_sentences(reading)[reading.sentence_index(offset)].scope
    return {place.site for place in scope.places}


def is_lung(reading: Reading, span: Interval) -> bool:
    """Whether the sentence tells of a lung alone: "lung metastasis right lower lobe, wedge 2021, R0"."""
    sentence = reading.sentence_at(span[0])
    treated = reading.hits("ehd_treatment", sentence)
    if not treated or all(hit.concept != "lung" for hit in treated):
        return False
    sites = {hit.concept for hit in reading.hits("site", sentence)}
    return "lung" in sites and "liver" not in sites and not LIVER_EDGE.search(reading.levelled, *sentence)


def is_liver(reading: Reading, span: Interval) -> bool:
    """Whether the margin is the liver's: the words of its clause, else the last organ named before it in the item."""
    start, end = span
    if is_other_tumour(reading, start) or not NOT_TOLD.isdisjoint(reading.effects(start, end)):
        return False
    others = reading.once(other_margins)
    if others and any(word.start <= end and start <= word.end for word in others):
        return False
    if LIVER_EDGE.search(reading.levelled, start, end):
        return True
    if reading.note.note_type is not PATHOLOGY and STAGE_BEFORE.search(
        reading.levelled, max(0, span[0] - STAGE_REACH), span[0]
    ):
        return False
    if is_lung(reading, span):
        return False
    sentence = reading.sentence_at(span[0])
    if organ := nearest_organ(reading, span, reading.clause_at(span[0])) or nearest_organ(reading, span, sentence):
        return organ == "liver"
    if tells_of_primary(reading, sentence):
        return False
    sites = specimen_sites(reading, span[0])
    if sites:
        return "liver" in sites
    for word in reversed(reading.hits("margin", (0, span[0]))):
        if reading.section_at(word.start).category != "indication" and (organ := organ_of(reading, word)):
            return organ == "liver"
    # A form that names its specimen at the end.
    behind = [organ_of(reading, word) for word in reading.hits("margin", (span[1], len(reading.text)))]
    return "liver" in behind and "bowel" not in behind
