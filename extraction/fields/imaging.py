"""The studies a note reports or says were done now."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Mention, NoteType
from extraction.calendar_dates import read_dates
from extraction.matching import Hit
from extraction.reading import Reading

STUDIES = ("CT", "MRI", "PET_CT", "US")
TITLE_LINES = 6
RECENT_DAYS = 150
OLD = re.compile(
    r"\b(?:previous|prior|earlier|outside|old|last year|surveillance|initial|baseline|staging|compar\w+)\b[^.;]{0,16}$"
)
VOLUMETRY = re.compile(r"volumetr|\bflr\b|remnant")
INTRAOPERATIVE = re.compile(r"ious|intra ?op|laparoscop|ultraso|sonogra|\busg?\b|duplex")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`imaging`: a radiology note's own study; what a letter or board reports of the present work-up; ultrasound at operation."""
    kind = reading.note.note_type
    hits = [hit for hit in reading.hits("modality") if hit.concept in STUDIES]
    if kind is NoteType.RADIOLOGY:
        chosen = own_study(reading, hits)
    elif kind is NoteType.ONCOLOGY:
        chosen = [hit for hit in hits if is_present(reading, hit)]
    elif kind is NoteType.OPERATIVE:
        chosen = [hit for hit in hits if hit.concept == "US" and is_present(reading, hit)]
    else:
        chosen = []
    if chosen:
        studies = list(dict.fromkeys(hit.concept for hit in chosen))
        yield ElementValue("imaging", studies, tuple(mention(reading, hit) for hit in chosen))


def mention(reading: Reading, hit: Hit) -> Mention:
    """The study's name as evidence."""
    return reading.mention("imaging", (hit.start, hit.end), hit.concept, Assertion.PRESENT)


def own_study(reading: Reading, hits: list[Hit]) -> list[Hit]:
    """The study in the title; else the first one that is no comparison, question or advice."""
    text = reading.text
    line, titled = 0, []
    for number in range(TITLE_LINES):
        end = text.find("\n", line)
        end = end if end >= 0 else len(text)
        section = reading.section_at(line).category
        if number == 0 or section in ("header", "technique", "findings", "procedure", "body"):
            titled = [
                hit for hit in hits if line <= hit.start < end and not OLD.search(reading.levelled[line : hit.start])
            ]
        if titled or end >= len(text):
            break
        line = end + 1
    if not titled:
        titled = [
            hit
            for hit in hits
            if reading.section_at(hit.start).category not in ("indication", "comparison", "plan")
            and reading.assertion(hit.start, hit.end) is not Assertion.HYPOTHETICAL
        ][:1]
    best = [hit for hit in titled if hit.concept == "PET_CT"] or titled[:1]
    also = [hit for hit in titled if hit.concept not in {item.concept for item in best} and hit.concept != "CT"]
    return best + (also if best and best[0].concept != "PET_CT" else [])


def is_present(reading: Reading, hit: Hit) -> bool:
    """Done for the present work-up: not planned, not of years ago, not the guidance of a needle, not told for its volumes."""
    if reading.assertion(hit.start, hit.end) in (Assertion.HYPOTHETICAL, Assertion.ABSENT, Assertion.OTHER_EXPERIENCER):
        return False
    start, end = reading.sentence_at(hit.start)
    section = reading.section_at(hit.start).category
    if section in ("plan", "medication", "family_history"):
        return False
    anchor = date.fromisoformat(reading.note.note_date)
    near = [
        written.when
        for written in read_dates(
            reading.text, (max(start, hit.start - 30), min(end, hit.end + 30)), reading.note.note_date
        )
    ]
    if near and min(abs((anchor - when).days) for when in near) > RECENT_DAYS:
        return False
    lead = reading.levelled[max(start, hit.start - 30) : hit.start]
    if OLD.search(lead) and not near:
        return False
    return not re.search(
        r"\b(?:19|20)\d\d\b", reading.text[max(start, hit.start - 16) : min(end, hit.end + 10)]
    ) or bool(near)
