"""A note to statements about liver lesions, in order; what is said of other organs is left out."""

import re
from collections.abc import Sequence
from datetime import date

from extraction.anchors import matches_at, places
from extraction.lesions.cutting import cut
from extraction.lesions.events import sites
from extraction.lesions.parts import Part, is_liver_specimen, is_liver_study, read_parts
from extraction.lesions.statement import BENIGN, Statement
from extraction.reading import Reading
from extraction.segments import sentences_with_segments
from extraction.sentences import Interval
from extraction.site_scopes import ScopedSentence, scoped_sentences
from extraction.tumours import is_other_tumour

UNREAD = frozenset({"family_history", "technique", "medication", "examination", "past_history"})
YEAR = re.compile(r"[\s*•-]*((?:19|20)\d\d)\b(?![-./]\d)")
REFERS = re.compile(
    r"\s*(?:it|this|these|they|both|all (?:three|four|five|of (?:them|these))|the (?:lesion|lesions|former|latter|finding))\b",
    re.I,
)
HEAD = 30
TOTALS = ("total", "altogether", "counted", "in all")
TOTAL = re.compile(rf"\b(?:{'|'.join(TOTALS)})\b")
NEUTRAL = frozenset({"liver", "abdomen", "pelvis", "elsewhere", "organ"})


def read_statements(reading: Reading, tables: Sequence[Interval] = ()) -> list[Statement]:
    """Statements on liver lesions in the order of the note; what is said of other places, and in `tables`, is left out."""
    found: list[Statement] = []
    memory, before = False, -1
    parts = read_parts(reading)
    default = is_liver_specimen(reading) or is_liver_study(reading)
    placed = reading.sentences_with("site", "lymph_node", "liver_lesion")
    telling = telling_sentences(reading)
    for number, sentence in enumerate(scoped_sentences(reading)):
        section = reading.section_of(number)
        if section.category in UNREAD or (tables and any(a <= sentence.start < b for a, b in tables)):
            continue
        broken = section.start != before or "\n\n" in reading.text[max(0, sentence.start - 2) : sentence.start + 1]
        if broken or (sentence.body > sentence.start and sentence.scope.places):
            memory = False
        part = parts.at(sentence.start)
        before = section.start
        span = (sentence.start, sentence.end)
        named_places = list(sites(reading, span, [])) if number in placed else []
        named = any(kind == "liver" for _, _, kind, _ in named_places)
        if number not in telling or (is_elsewhere(sentence) and not named):
            memory = named_places[-1][2] == "liver" if named_places else memory
            continue
        units = list(cut(reading, span, number, found[-1].kind if found and memory else ""))
        for unit in units:
            unit.told = told_before(reading, span, unit.start)
            unit.in_liver = is_liver(reading, unit, sentence, memory, part, default)
            memory = unit.in_liver if (unit.places or unit.in_liver) else memory
            if part and unit.in_liver:
                unit.part, unit.is_biopsy = part.label, part.is_biopsy
                if not unit.segments and not unit.lobes:
                    unit.lobes = list(part.lobes)
                if not unit.segments and (unit.kind == "metastasis" or unit.sizes):
                    unit.segments, unit.is_borrowed = list(part.segments), True
        refer_back(reading, sentence, units, found)
        found.extend(unit for unit in units if unit.in_liver)
    return found


def telling_sentences(reading: Reading) -> set[int]:
    """Sentences that name a finding, a length, a segment or a total; others only say what comes next is about."""
    lengths = {reading.sentence_index(length.start) for length in reading.measurements}
    totals = matches_at(TOTAL, reading.levelled, places(reading.levelled, TOTALS))
    counted = {reading.sentence_index(match.start()) for match in totals}
    return reading.sentences_with("liver_lesion") | lengths | sentences_with_segments(reading) | counted


def is_liver(
    reading: Reading, unit: Statement, sentence: ScopedSentence, memory: bool, part: Part | None, default: bool
) -> bool:
    """Whether the statement speaks of the liver: by its own words, its sentence, its heading, or the sentence before."""
    other_scope = is_elsewhere(sentence)
    if "liver" in unit.places:
        return not is_other_tumour(reading, unit.start)
    if unit.places:
        return bool(unit.segments) and not other_scope and unit.kind != "" and unit.places[0] in ("elsewhere", "organ")
    if unit.segments:
        return not other_scope and not is_other_tumour(reading, unit.start)
    if other_scope:
        return False
    if is_other_tumour(reading, unit.start):
        return False
    if unit.lobes and unit.kind:
        return True
    scoped = any(place.site == "liver" for place in sentence.scope.places)
    return part.in_liver if part else scoped or memory or default


def is_elsewhere(sentence: ScopedSentence) -> bool:
    """Whether the sentence stands under the heading of another organ or of nodes."""
    scoped = {place.site for place in sentence.scope.places}
    return sentence.scope.nodes or bool(scoped - NEUTRAL and "liver" not in scoped)


def refer_back(reading: Reading, sentence: ScopedSentence, units: list[Statement], found: list[Statement]) -> None:
    """ "It is typical of a haemangioma": a sentence that only names the lesion before it renames that lesion."""
    if not found or not REFERS.match(reading.text, sentence.start, sentence.end):
        return
    named = [unit for unit in units if unit.nouns]
    if not named or any(unit.segments or unit.sizes or unit.number for unit in units):
        return
    kind, state = named[0].kind, named[0].state
    whole = found[-1].sentence
    for earlier in found:
        if earlier.sentence != whole or earlier.kind not in ("lesion", "uncertain", ""):
            continue
        if kind in BENIGN and state == "present":
            earlier.kind = kind
        elif kind == "metastasis" and state == "present":
            earlier.kind, earlier.state = "metastasis", "present"
        elif state == "possible":
            earlier.state = "possible"


def told_before(reading: Reading, span: Interval, offset: int) -> date | None:
    """The first date before the offset in its sentence or at the head of its line: when that was found."""
    line = reading.text.rfind("\n", 0, offset) + 1
    head = (line, min(offset, line + HEAD))
    told = [found.when for part in (head, (span[0], offset)) for found in reading.dates(part)]
    year = YEAR.match(reading.text, line, offset)
    if year and not told:
        return date(int(year.group(1)), 12, 31)
    return told[0] if told else None
