"""Statements on sites outside the liver that are no finding of this note: what the hand felt, and what was since removed."""

import re

from abstraction.records import Section
from extraction.anchors import Anchors, one_in, places
from extraction.calendar_dates import MONTHS
from extraction.extrahepatic.words import UNREAL
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

EXAMINED = pattern_of(
    r"\b(?:palpable|palpated|felt(?! to| that| as| likely| suspicious)|to auscultation|on auscultation|breath sounds|air entry|percussion|crackles|wheezes?|bowel sounds|o/e|on exam|on examination)\b"
)
EXAMINATION = pattern_of(
    r"\W*(?:ros ?[/&] ?)?(?:(?:o/e|on exam|(?:physical )?exam(?:ination)?|clinically)\b|p\.?e\.?:)"
)
AGAIN = pattern_of(r"\b(?:new|now|again|residual|persist\w*|since|current\w*|today|after that)\b")
# "A new node of 2 cm that can be felt": found otherwise, and felt too.
ALSO_FELT = pattern_of(
    r"\b(?:that|which) (?:can (?:also |easily |now )?be (?:felt|palpated)|is (?:also |now |easily |clinically )?(?:palpable|felt))\b"
)
# On the line of a bedside finding the plain "Chest: clear" is one too.
BEDSIDE = pattern_of(
    r"\b(?:palpable|auscultation|costal margin|breath sounds|air entry|bowel sounds|abdomen:? soft|abdo soft)\b"
)
EXAMINATION_WORDS = Anchors(
    *("palpa", "felt", "auscultation", "breath sounds", "air entry", "percussion", "crackles", "wheez", "bowel sounds"),
    *("o/e", "exam", "clinically", "pe:", "p.e", "pe.", "costal margin", "abdomen soft", "abdomen: soft", "abdo soft"),
)
LINE_REACH = 300
IMAGED = pattern_of(
    r"\b(?:ct|mri|mr|pet|imaging|scan|x-?ray|ultrasound|explor\w+|laparotom\w+|laparoscop\w+|at (?:operation|surgery)|intra ?op\w*)\b"
)
DONE = pattern_of(
    r"\b(?:(?:19|20)\d\d|\d{1,2}[/.]\d{2,4}|underwent|s/p|status post|history|h/o|previous(?:ly)?|prior|after|following|had|done|performed|post)\b"
)
LINE_DATE = pattern_of(
    r"\W*(?:(?P<month>\d{1,2})[/.-]|(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -])?(?P<year>(?:19|20)\d\d)(?:[-/.](?P<later>\d{1,2}))?\b(?=\s*[:,–—-]|\s)",
    re.IGNORECASE,
)
# Organs that an operation takes out as a whole, on one side or both.
WHOLE_ORGANS = frozenset({"ovary", "adrenal"})
SIDE = pattern_of(r"\b(?:(?P<both>bilateral|both|bso)|(?P<right>right|rt)|(?P<left>left|lt))\b")
DATED = pattern_of(r"\b(?:(?:19|20)\d\d|\d{1,2}[/.]\d{2,4}|underwent|s/p|status post|history of|after|following)\b")
SIDE_REACH = 40
# Notes that tell what was done before.
TELLING = (ONCOLOGY, RADIOLOGY)
OLD_MONTHS = 4


def examined(reading: Reading, span: Interval, section: Section) -> bool:
    """Whether a clinic note tells what the hand or the stethoscope found, which says nothing on metastases."""
    if section.category == "examination":
        return True
    text, levelled = reading.text, reading.levelled
    start = text.rfind("\n", 0, span[0] + 1) + 1
    end = span[1]
    if not one_in(reading.once(examination_places), min(start, span[0]), end + LINE_REACH):
        return False
    if EXAMINED.search(levelled, span[0], end) and not IMAGED.search(levelled, span[0], end):
        return not (ALSO_FELT.search(levelled, span[0], end) and AGAIN.search(levelled, span[0], end))
    found = EXAMINATION.match(levelled, start, end)
    if not found and not any(hit.concept == "malignant" for hit in reading.hits("ehd_finding", span)):
        line_end = text.find("\n", end, end + LINE_REACH)
        end = line_end if line_end >= 0 else min(end + LINE_REACH, len(text))
        start = max(start, span[0] - LINE_REACH)
        found = BEDSIDE.search(levelled, start, end)
    return bool(found) and not IMAGED.search(levelled, min(start, span[0]), end)


def examination_places(reading: Reading) -> list[int]:
    """Where the words stand that an examination by hand is told with."""
    return places(reading.levelled, EXAMINATION_WORDS)


def removed(reading: Reading, site: str, offset: int) -> bool:
    """Whether the same or the next sentence tells that the disease of the site was operated on or irradiated before."""
    if reading.note.note_type not in TELLING:
        return False
    index = reading.sentence_index(offset)
    start, end = reading.clause_at(offset)
    if AGAIN.search(reading.levelled, start, end):
        return False
    if site in WHOLE_ORGANS and organ_removed(reading, site, offset):
        return True
    return any(
        hit.concept == site
        and DONE.search(reading.levelled, *span)
        and is_carried_out(reading, hit)
        and (site not in WHOLE_ORGANS or sides(reading, offset, hit) != "other")
        for span in reading.sentences[index : index + 2]
        for hit in reading.hits("ehd_treatment", span)
    )


def organ_removed(reading: Reading, site: str, offset: int) -> bool:
    """Whether the note tells anywhere that the organs of the site, or that of the same side, were taken out before."""
    for hit in reading.hits("ehd_treatment"):
        dated = DATED.search(reading.levelled, *reading.sentence_at(hit.start)) or is_old(reading, hit.start)
        if hit.concept != site or not dated:
            continue
        if is_carried_out(reading, hit) and sides(reading, offset, hit) == "same":
            return True
    return False


def is_carried_out(reading: Reading, hit: Hit) -> bool:
    """Whether the operation is neither planned nor denied."""
    planned = reading.section_at(hit.start).category in ("plan", "outcome")
    return not planned and not reading.effects(hit.start, hit.end) & (UNREAL | {"negated"})


def sides(reading: Reading, offset: int, hit: Hit) -> str | None:
    """Whether the operation took out the "same" side that the finding lies on, or both, or the "other"; None if untold."""
    start = reading.sentence_at(hit.start)[0]
    taken = SIDE.search(reading.levelled, max(start, hit.start - SIDE_REACH), hit.end)
    found = SIDE.search(reading.levelled, *reading.clause_at(offset))
    if taken is None or (taken.lastgroup != "both" and found is None):
        return None
    return "same" if taken.lastgroup == "both" or (found and found.lastgroup == taken.lastgroup) else "other"


def is_old(reading: Reading, offset: int) -> bool:
    """Whether the line of a clinic note starts with a date some months before the note: a step of the history."""
    if reading.note.note_type is not ONCOLOGY:
        return False
    match = LINE_DATE.match(reading.text, reading.text.rfind("\n", 0, offset) + 1)
    if not match or AGAIN.search(reading.levelled, *reading.sentence_at(offset)):
        return False
    year, month = (int(part) for part in reading.note.note_date.split("-")[:2])
    name = match.group("name")
    written = MONTHS[name.lower()] if name else int(match.group("month") or match.group("later") or 12)
    told = int(match.group("year")) * 12 + written
    return year * 12 + month - told >= OLD_MONTHS
