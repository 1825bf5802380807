"""Lesions of a history that goes on to tell their resection, months ago: "three deposits, largest 46 mm ... left hepatectomy 2021"."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from extraction.fields.procedures import is_done, named
from extraction.lesions.outcome import FIRST_STAGE, SECOND_STAGE, disease_free
from extraction.lesions.statement import Statement
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "Final pathology: two metastases, 2.1 and 1.5 cm" behind the hepatectomy: what was taken out.
SPECIMEN = pattern_of(
    r"\W*(?:(?:final|surgical|the|her|his|and) )*(?:path(?:ology)?|histo(?:logy|patholog\w+)?)(?: report| results?)?(?: (?:has )?(?:show\w*|reveal\w*|confirm\w*|demonstrat\w*|with|was|is|found|returned|noted)\b| ?:)"
)
SENTENCES_BEFORE = 2
LONG_AGO_DAYS = 100
BEHIND, AHEAD, COURSE = 30, 60, 400
YEAR = pattern_of(r"(?<![\d./-])(?:19|20)\d\d\b(?![-./]\d)")
# "Sectionectomy February 2022 for a single metastasis": what it was done for.
FOR = pattern_of(r"[^.;:\n]{0,40}? (?:for|because of|due to|with removal of|removing) ")
# "She has two metastases", "metastases known since March".
IS_THERE = pattern_of(r"\b(?:has|have|shows?|there (?:is|are)|known|measures?|lies?)\b")
AGAIN = pattern_of(r"\b(?:now|today|currently|recur\w*|relaps\w*|remain\w*|left behind|residual)\b")
# A letter that starts with today's finding looks back at operations in these words.
LOOKS_BACK = pattern_of(
    r"\b(?:previous\w*|prior|past|earlier|former\w*|history|status post|s/p|after|following|since|post|had had|had a|known|years? ago|second|re)\W+(?:\w+\W+){0,3}$"
)


class Resection(NamedTuple):
    """A liver resection that was done at `[start, end)` of the note, on the day or in the year told beside it."""

    start: int
    end: int
    when: date


def resected_before(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """The statements, by identity, on lesions that a resection of months ago took out."""
    if reading.note.note_type not in (ONCOLOGY, RADIOLOGY):
        return set()
    lesions = [one for one in statements if one.state == "present" and one.in_liver]
    if not lesions:
        return set()
    # A history that ends at the operation tells what was there; one that ends free of disease does not (contract, 34).
    free = reading.note.note_type is ONCOLOGY and disease_free(reading)
    found = of_specimens(reading, lesions) if free else set()
    for operation in old_resections(reading, lesions):
        found |= {id(one) for one in lesions if was_reason(reading, operation, one)}
        later = [one for one in lesions if one.start > operation.end and id(one) not in found]
        if reading.note.note_type is ONCOLOGY and is_told_anew(later):
            still = {code for one in later for code in one.codes}
            found |= {
                id(one) for one in lesions if not still & set(one.codes) and was_told_before(reading, operation, one)
            }
    return found


def of_specimens(reading: Reading, lesions: Sequence[Statement]) -> set[int]:
    """The lesions, by identity, that a letter tells by the pathology of a liver resection named right before."""
    found: set[int] = set()
    for one in lesions:
        start = reading.sentence_at(one.start)[0]
        if not SPECIMEN.match(reading.levelled, start, one.end):
            continue
        floor = reading.sentences[max(0, reading.sentence_index(start) - SENTENCES_BEFORE)][0]
        done = [hit for hit in reading.hits("procedure", (floor, start)) if named(reading, hit) == "liver_resection"]
        if any(is_done(reading, hit, "liver_resection") for hit in done):
            found.add(id(one))
    return found


def old_resections(reading: Reading, lesions: Sequence[Statement]) -> Iterator[Resection]:
    """Resections of the liver, no first stages, done more than three months before the note, that may have taken out one of these."""
    today = date.fromisoformat(reading.note.note_date)
    for hit in reading.hits("procedure", (0, max([one.start for one in lesions]))):
        if not bears_on(reading, hit, lesions):
            continue
        name = named(reading, hit)
        when = day_of(reading, hit.start, hit.end) if name == "liver_resection" else None
        if when is None or (today - when).days <= LONG_AGO_DAYS:
            continue
        sentence = reading.sentence_at(hit.start)
        staged = FIRST_STAGE.search(reading.levelled, *sentence) or SECOND_STAGE.search(reading.levelled, *sentence)
        if not staged and is_done(reading, hit, "liver_resection"):
            yield Resection(hit.start, hit.end, when)


def bears_on(reading: Reading, operation: Hit, lesions: Sequence[Statement]) -> bool:
    """Whether lesions are told behind the operation in its sentence, which may be what it was done for, or in a letter on both sides."""
    end = reading.sentence_at(operation.start)[1]
    if any(operation.end <= one.start < end for one in lesions):
        return True
    return (
        reading.note.note_type is ONCOLOGY
        and any(one.end <= operation.start for one in lesions)
        and is_told_anew([one for one in lesions if one.start > operation.end])
    )


def day_of(reading: Reading, start: int, end: int) -> date | None:
    """The date right behind the operation, else the last one before it on its line; a year alone is its last day."""
    first, last = reading.sentence_at(start)
    line = max(reading.text.rfind("\n", 0, start) + 1, start - AHEAD)
    spans = (end, min(last, end + BEHIND)), (min(first, line) if line < first else line, start)
    for span, nearest in zip(spans, (0, -1), strict=True):
        told = [one.when for one in reading.dates_within(span)]
        told = told or [date(int(year.group()), 12, 31) for year in YEAR.finditer(reading.text, *span)]
        if told:
            return told[nearest]
    return None


def was_reason(reading: Reading, operation: Resection, one: Statement) -> bool:
    """Whether the sentence tells the lesion as what the operation was done for."""
    if not operation.end <= one.start < reading.sentence_at(operation.start)[1]:
        return False
    told = FOR.match(reading.levelled, operation.end, max(one.start, operation.end))
    return told is not None and not AGAIN.search(reading.levelled, operation.end, one.end)


def is_told_anew(later: Sequence[Statement]) -> bool:
    """Whether lesions with a number, a size or a place are told behind the operation."""
    return any(one.counts and (one.number or one.sizes or one.codes) for one in later)


def was_told_before(reading: Reading, operation: Resection, one: Statement) -> bool:
    """Whether the lesion was seen before the operation: by its date, or in the lines of the history that lead to it."""
    if one.end > operation.start:
        return False
    if one.told is not None:
        in_that_year = one.told.year == operation.when.year and one.told == date(one.told.year, 12, 31)
        return one.told <= operation.when or in_that_year
    sentence = reading.sentence_at(one.start)
    if any(told.when > operation.when for told in reading.dates((sentence[0], min(sentence[1], operation.start)))):
        return False
    if IS_THERE.search(reading.levelled, sentence[0], one.end):
        return False
    between = reading.text[one.end : operation.start]
    if len(between) > COURSE or "\n\n" in between or AGAIN.search(reading.levelled, one.lead, one.end):
        return False
    same = reading.section_at(one.start).start == reading.section_at(operation.start).start
    start = max(reading.sentence_at(operation.start)[0], operation.start - BEHIND)
    return same and not LOOKS_BACK.search(reading.levelled, start, operation.start)
