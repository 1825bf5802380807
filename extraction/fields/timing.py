"""Synchronous or metachronous liver metastases: stated, or told by how and when they were found."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from abstraction.records import ElementValue, NoteType, Status
from extraction.calendar_dates import read_dates
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.tumours import is_other_tumour

SPREAD = frozenset({"metastasis", "malignant"})
# "Two synchronous primaries", "synchronous polyp", "metachronous lung metastasis" speak of something else.
NOT_LIVER = re.compile(
    r"[\s,:]*(?:\w+\s){0,2}?(?:primar\w+|polyps?|adenomas?|cancers?|carcinomas?|tumou?rs?|lung|pulmonary|colonic|colorectal (?:cancer|carcinoma)s?|bowel|ovarian|brain|bone|adrenal)\b"
)
# M1 of a clinical stage beside T and N, or with the liver named: found with the primary.
STAGED = re.compile(
    r"\b[cp]?T[0-4x][a-d]?\s*,?\s*[cp]?N[0-3x+][a-c]?\s*(?:\([^)]{0,12}\)\s*)?,?\s*[cp]?M1[a-c]?\b|\b[cp]?M1[a-c]?\s?\(?(?:HEP|H\d|liver)\b|\bStage\s(?:IV[a-c]?|4)\b(?=[^.;\n]{0,30}\b(?:at|on) (?:presentation|diagnosis))"
)
DENIED = frozenset({"negated", "no_new", "possible", "family", "hypothetical"})
ASKED_BEHIND = re.compile(r"[^.,;?\n]{0,30}\?")
TREATED = re.compile(
    r"\b(?:chemo(?!therapy naive)\w*|neoadjuvant|cycles?|radiotherapy|radiation|on treatment|under treatment|therapy)\b"
)
BEFORE = 250
JUST = 100
STRENGTH = {"stated": 5, "interval": 4, "told": 3, "specimens": 2, "found": 1}


class Clue:
    """Words that tell one of the two, and how plainly."""

    __slots__ = ("end", "start", "strength", "value")

    def __init__(self, value: str, strength: str, start: int, end: int) -> None:
        self.value, self.strength, self.start, self.end = value, STRENGTH[strength], start, end


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`timing`: the plainest clues decide; synchronous where they disagree, as a later relapse is no second timing."""
    clues = list(read_clues(reading, known))
    if not clues:
        return
    top = max(clue.strength for clue in clues)
    decisive = [clue for clue in clues if clue.strength == top]
    values = {clue.value for clue in clues if clue.strength >= STRENGTH["told"]} or {clue.value for clue in clues}
    value = "synchronous" if any(clue.value == "synchronous" for clue in decisive) else "metachronous"
    evidence = tuple(
        reading.mention("timing", (clue.start, clue.end), value) for clue in decisive if clue.value == value
    )
    reasons = []
    if len(values) > 1:
        reasons.append("both timings are told")
    if top <= STRENGTH["specimens"]:
        reasons.append("told by the circumstances of the finding")
    yield ElementValue("timing", value, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, tuple(reasons))


def read_clues(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[Clue]:
    """Every clue of the note."""
    for hit in reading.hits("timing"):
        if hit.concept in ("synchronous", "metachronous"):
            if is_stated(reading, hit):
                yield Clue(hit.concept, "stated", hit.start, hit.end)
        elif is_found_with_primary(reading, hit):
            yield Clue("synchronous", "told", hit.start, hit.end)
        elif hit.concept == "relapse" and is_first_relapse(reading, known, hit):
            yield Clue("metachronous", "told", hit.start, hit.end)
    for match in STAGED.finditer(reading.text):
        if is_believed(reading, match.span()) and not is_other_tumour(reading, match.start()):
            yield Clue("synchronous", "told", *match.span())
    if "disease_free_interval_months" in known:
        evidence = known["disease_free_interval_months"].evidence[0]
        yield Clue("metachronous", "interval", evidence.start, evidence.end)
    if has_liver_metastases(reading, known):
        yield from circumstances(reading, known)


def is_believed(reading: Reading, span: Interval) -> bool:
    """Said of this patient, and not denied, asked or planned."""
    return is_told(reading, span) and not ASKED_BEHIND.match(reading.text, span[1])


def is_told(reading: Reading, span: Interval) -> bool:
    """Said of this patient, and neither denied nor planned; a question further on in the sentence is another matter."""
    cues = reading.modifiers(*span)
    if any(cue.category in ("negated", "no_new", "family") for cue in cues):
        return False
    return not any(cue.category == "hypothetical" and cue.start < span[0] for cue in cues)


def is_stated(reading: Reading, hit: Hit) -> bool:
    """Whether the word is about the liver metastases."""
    text = reading.levelled
    clause = reading.clause_at(hit.start)
    if not is_believed(reading, (hit.start, hit.end)) or text[max(0, hit.start - 2) : hit.start].strip() == "?":
        return False
    if reading.section_at(hit.start).category == "family_history" or is_other_tumour(reading, hit.start):
        return False
    about_liver = any(found.concept == "liver" for found in reading.hits("site", (hit.start, clause[1])))
    return about_liver or not NOT_LIVER.match(text, hit.end)


def spread_hits(reading: Reading, span: Interval) -> list[Hit]:
    """Metastases or liver lesions that the span tells of as being there."""
    found = [hit for hit in reading.hits("lesion", span) if hit.concept == "metastasis"]
    if any(hit.concept == "liver" for hit in reading.hits("site", span)):
        found += [hit for hit in reading.hits("lesion", span) if hit.concept == "lesion"]
    return [hit for hit in found if not reading.effects(hit.start, hit.end) & DENIED]


def is_found_with_primary(reading: Reading, hit: Hit) -> bool:
    """Whether the words put the metastases at the primary's diagnosis."""
    if hit.concept == "at_diagnosis":
        return tells_spread(reading, statement_of(reading, hit), hit)
    return hit.concept == "presented" and presented_together(reading, hit)


def statement_of(reading: Reading, hit: Hit) -> Interval:
    """The clause of the hit; behind a closing bracket it goes back to what stands before the opening one."""
    clause = reading.clause_at(hit.start)
    opened = reading.text.rfind("(", reading.sentence_at(hit.start)[0], hit.start)
    if 0 <= opened < clause[0] and ")" in reading.text[clause[0] : hit.start]:
        return reading.clause_at(opened)[0], clause[1]
    return clause


def tells_spread(reading: Reading, span: Interval, clue: Hit) -> bool:
    """Whether the clause of "at diagnosis" tells of liver metastases, and of no other place alone."""
    if not is_believed(reading, (clue.start, clue.end)) or is_other_tumour(reading, clue.start):
        return False
    if not spread_hits(reading, span):
        return False
    sites = {hit.concept for hit in reading.hits("site", span)} - {"elsewhere", "abdomen", "anastomosis", "organ"}
    return not sites or "liver" in sites


def presented_together(reading: Reading, hit: Hit) -> bool:
    """ "Presented with obstructing sigmoid cancer and liver metastases": primary and metastases in one sentence, none before."""
    start, end = reading.sentence_at(hit.start)
    rest = (hit.start, end)
    liver = any(found.concept == "liver" for found in reading.hits("site", rest))
    if not (liver and spread_hits(reading, rest) and is_believed(reading, (hit.start, hit.end))):
        return False
    parts = [
        found
        for found in reading.hits("primary_site", rest)
        if found.concept not in ("operation", "not_primary", "tumour")
    ]
    earlier = re.search(
        r"\b(?:after|later|history|s/p|previous|recur\w*|relapse\w*|ago|resected)\b", reading.levelled[start:end]
    )
    return bool(parts) and not earlier


def is_first_relapse(reading: Reading, known: Mapping[str, ElementValue], hit: Hit) -> bool:
    """A liver recurrence with no liver metastasis treated before it."""
    if not is_believed(reading, (hit.start, hit.end)) or is_other_tumour(reading, hit.start):
        return False
    clause = reading.clause_at(hit.start)
    if any(found.concept == "again" for found in reading.hits("timing", clause)):
        return False
    return not treated_before(known, hit.start)


def treated_before(known: Mapping[str, ElementValue], offset: int) -> bool:
    """Whether a procedure on liver metastases is told before the offset."""
    if "procedures" not in known:
        return False
    return any(
        found.value in ("liver_resection", "ablation", "pve") and found.start < offset
        for found in known["procedures"].evidence
    )


def has_liver_metastases(reading: Reading, known: Mapping[str, ElementValue]) -> bool:
    """Whether the note tells of liver metastases now."""
    if "liver_lesion_count" in known:
        value = known["liver_lesion_count"].value
        return isinstance(value, dict) and value.get("max") != 0
    return any(
        found.concept == "metastasis" and not reading.effects(found.start, found.end) & DENIED
        for hit in reading.hits("site")
        if hit.concept == "liver" and not reading.is_question(hit.start)
        for found in reading.hits("lesion", reading.sentence_at(hit.start))
    )


def circumstances(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[Clue]:
    """What the way of finding tells: an untreated primary, specimens of one operation, a follow-up after resection."""
    procedures = known["procedures"].evidence if "procedures" in known else ()
    resected = [found for found in procedures if found.value == "primary_resection"]
    liver_treated = any(found.value in ("liver_resection", "ablation", "pve") for found in procedures)
    given = "chemo_cycles" in known or "chemo_regimens" in known or was_treated(reading)
    if not resected and not given:
        yield from untreated_primary(reading)
    current = [found for found in resected if is_of_this_note(reading, (found.start, found.end))]
    if current:
        yield Clue("synchronous", "specimens", current[0].start, current[0].end)
    elif resected and not liver_treated and "chemo_cycles" not in known:
        yield from follow_up(reading)


def was_treated(reading: Reading) -> bool:
    """Whether some treatment is told as given, without its name."""
    return any(
        not reading.effects(*match.span()) & {"negated", "hypothetical", "family"}
        and reading.section_at(match.start()).category not in ("plan", "outcome")
        for match in TREATED.finditer(reading.levelled)
    )


def untreated_primary(reading: Reading) -> Iterator[Clue]:
    """A primary newly diagnosed or found in the same study, with nothing done to it."""
    for hit in reading.hits("timing"):
        told = (max(reading.section_at(hit.start).body_start, hit.start - BEFORE), reading.sentence_at(hit.start)[1])
        if (
            hit.concept == "untreated"
            and reading.hits("primary_site", told)
            and not reading.effects(hit.start, hit.end) & {"family", "negated"}
        ):
            yield Clue("synchronous", "specimens", hit.start, hit.end)
    if reading.note.note_type is NoteType.ONCOLOGY:
        return
    for hit in reading.hits("primary_site"):
        if hit.concept not in ("tumour", "operation", "not_primary") and is_mass(reading, hit):
            yield Clue("synchronous", "found", hit.start, hit.end)


def is_mass(reading: Reading, hit: Hit) -> bool:
    """Whether the part of the bowel holds a tumour that this note sees or was asked about."""
    clause = reading.clause_at(hit.start)
    near = (max(clause[0], hit.start - 40), min(clause[1], hit.end + 40))
    if any(found.concept == "not_primary" for found in reading.hits("primary_site", near)):
        return False
    if re.search(
        r"\b(?:known|origin|favou?rs?|consistent|compatible|metast\w+ from|stent|previous|history|treated)\b",
        reading.levelled[near[0] : near[1]],
    ):
        return False
    masses = [found for found in reading.hits("timing", near) if found.concept == "mass"]
    return any(is_believed(reading, (found.start, found.end)) for found in masses) and is_believed(
        reading, (hit.start, hit.end)
    )


def is_of_this_note(reading: Reading, span: Interval) -> bool:
    """Whether the resection is this note's own specimen or operation, or was done in the weeks before it."""
    sentence = reading.sentence_at(span[0])
    section = reading.section_at(span[0]).category
    anchor = date.fromisoformat(reading.note.note_date)
    dates = [found.when for found in read_dates(reading.text, sentence, reading.note.note_date)]
    if dates and any(0 <= (anchor - when).days <= JUST for when in dates):
        return True
    if dates or re.search(r"\b(?:19|20)\d\d\b", reading.text[sentence[0] : sentence[1]]):
        return False
    if reading.effects(*span) & {"historical"} or section in ("past_history", "course"):
        return False
    kind = reading.note.note_type
    if kind is NoteType.PATHOLOGY:
        return section not in ("indication", "comment", "ancillary")
    return kind is NoteType.OPERATIVE and section in (
        "header",
        "procedure",
        "description",
        "body",
        "postoperative_diagnosis",
    )


def follow_up(reading: Reading) -> Iterator[Clue]:
    """Metastases found in the follow-up of a resected primary."""
    for hit in reading.hits("timing"):
        if hit.concept != "follow_up" or not is_believed(reading, (hit.start, hit.end)):
            continue
        index = reading.sentence_index(hit.start)
        last = reading.sentences[min(index + 2, len(reading.sentences) - 1)]
        span = (reading.sentences[index][0], last[1])
        appeared = any(found.concept == "appeared" for found in reading.hits("timing", span))
        if (
            appeared
            and any(found.concept == "liver" for found in reading.hits("site", span))
            and spread_hits(reading, span)
        ):
            yield Clue("metachronous", "specimens", hit.start, hit.end)
