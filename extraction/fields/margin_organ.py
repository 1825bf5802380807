"""Whose edge a margin is: the liver's or another organ's."""

import re

from abstraction.records import NoteType
from extraction.fields.liver_specimens import FORMULA
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.site_scopes import scoped_sentences
from extraction.tumours import is_other_tumour

LIVER_EDGE = re.compile(r"parenchym|hepatic|liver|transection")
# "Metastatic from the rectum", "19 months after the bowel".
ORIGIN = re.compile(
    r"\b(?:metastatic|metastas[ei]s|primary|spread|origin)\s(?:from|in|of)\s(?:the |a |known )?$|\bafter (?:the |his |her )?$"
)


def organ_words(reading: Reading, span: Interval) -> list[Hit]:
    """Bowel and liver words of the span, the "parenchymal margin" too, without the bowel that a metastasis came from."""
    words = [
        word._replace(concept="liver") if LIVER_EDGE.search(reading.levelled, word.start, word.end) else word
        for word in reading.hits("margin", span)
        if word.concept in ("bowel", "liver")
        or (word.concept in ("margin", "final") and LIVER_EDGE.search(reading.levelled, word.start, word.end))
    ]
    return [word for word in words if not ORIGIN.search(reading.levelled, max(0, word.start - 24), word.start)]


def tells_of_primary(reading: Reading, sentence: Interval) -> bool:
    """Whether a sentence that names no organ tells of the primary: "Hartmann's: pT4a N2b, margins clear"."""
    done = {hit.concept for hit in reading.hits("procedure", sentence)}
    return bool(FORMULA.search(reading.text, *sentence)) or (
        "primary_resection" in done and "liver_resection" not in done
    )


def specimen_sites(reading: Reading, offset: int) -> set[str]:
    """Where the specimen comes from that a report speaks of at the offset, as far as it is known."""
    if reading.note.note_type is not NoteType.PATHOLOGY:
        return set()
    scope = scoped_sentences(reading)[reading.sentence_index(offset)].scope
    return {place.site for place in scope.places}


def is_lung(reading: Reading, span: Interval) -> bool:
    """Whether the sentence tells of a lung alone: "lung metastasis right lower lobe, wedge 2021, R0"."""
    sentence = reading.sentence_at(span[0])
    if not any(hit.concept == "lung" for hit in reading.hits("ehd_treatment", sentence)):
        return False
    sites = {hit.concept for hit in reading.hits("site", sentence)}
    return "lung" in sites and "liver" not in sites and not LIVER_EDGE.search(reading.levelled, *sentence)


def is_liver(reading: Reading, span: Interval) -> bool:
    """Whether the margin is the liver's: the words of its clause, else the last organ named before it in the item."""
    if is_other_tumour(reading, span[0]) or reading.effects(*span) & {"family", "hypothetical"}:
        return False
    if any(
        word.concept == "other_margin" and word.start <= span[1] and span[0] <= word.end
        for word in reading.hits("margin", (span[0] - 30, span[1] + 30))
    ):
        return False
    if LIVER_EDGE.search(reading.levelled[span[0] : span[1]]):
        return True
    if is_lung(reading, span):
        return False
    for part in (reading.clause_at(span[0]), reading.sentence_at(span[0])):
        organs = organ_words(reading, part)
        if organs:
            return min(organs, key=lambda word: max(word.start - span[1], span[0] - word.end, 0)).concept == "liver"
    if tells_of_primary(reading, reading.sentence_at(span[0])):
        return False
    sites = specimen_sites(reading, span[0])
    if sites:
        return "liver" in sites
    before = [
        word.concept
        for word in organ_words(reading, (0, span[0]))
        if reading.section_at(word.start).category != "indication"
    ]
    if before:
        return before[-1] == "liver"
    behind = organ_words(reading, (span[1], len(reading.text)))  # a form that names its specimen at the end
    return bool(behind) and all(word.concept == "liver" for word in behind)
