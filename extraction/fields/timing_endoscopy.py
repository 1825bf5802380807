"""Synchronous metastases told by a history: the primary found by endoscopy, the liver's in the same or the next entry."""

import math
from collections.abc import Iterator

from extraction.fields.presence import is_believed, spread_hits
from extraction.fields.primary_site import NO_PART
from extraction.fields.timing_circumstances import Clue
from extraction.fields.timing_years import ENTRY, first_date
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

LATER = pattern_of(r"\b(?:later|after|s/p|post|previous\w*|resected|excised|colectomy)\b")
NEXT_ENTRIES, WEEKS_LATER = 2, 62
# "Growth 5 cm from the anal verge": the rectum, by its measure.
BY_MEASURE = pattern_of(r"\b(?:anal verge|dentate line|ab ano)\b")
CUT = frozenset({"primary_resection", "liver_resection", "cut_out", "operated", "wedge", "ablation", "pve", "hipec"})
LONGEST_HEAD = 40


def found_by_endoscopy(reading: Reading, *, lesions_count: bool) -> list[Clue]:
    """The primary found by endoscopy and metastases of the liver in the same entry of a history, or in one soon after.

    `lesions_count`: the note has metastases of the liver, so that its "lesions" are such.
    """
    clues: list[Clue] = []
    for hit in reading.hits("timing"):
        if hit.concept != "endoscopy":
            continue
        line = line_at(reading, hit.start)
        if not names_primary(reading, line) or is_later(reading, line):
            continue
        for entry in (line, *soon_after(reading, line)):
            if is_later(reading, entry):
                break
            spread = [found for found in liver_spread(reading, entry) if is_believed(reading, (found.start, found.end))]
            if spread and (lesions_count or any(found.concept == "metastasis" for found in spread)):
                clues.append(Clue("synchronous", "specimens", spread[0].start, spread[0].end))
                break
    return clues


def names_primary(reading: Reading, span: Interval) -> bool:
    """Whether the span names a part of the bowel."""
    parts = {found.concept for found in reading.hits("primary_site", span)} - NO_PART
    return bool(parts) or BY_MEASURE.search(reading.levelled, *span) is not None


def is_later(reading: Reading, span: Interval) -> bool:
    """Whether the span tells of what came after a treatment or in a follow-up."""
    if any(found.concept in ("follow_up", "relapse") for found in reading.hits("timing", span)):
        return True
    return LATER.search(reading.levelled, *span) is not None


def liver_spread(reading: Reading, span: Interval) -> list[Hit]:
    """Metastases or lesions that the sentences of the span tell of the liver, and not of a part of the bowel nearer by."""
    found: list[Hit] = []
    for index in range(reading.sentence_index(span[0]), reading.sentence_index(max(span[0], span[1] - 1)) + 1):
        start, end = reading.sentences[index]
        told = max(start, span[0]), min(end, span[1])
        liver = [hit for hit in reading.hits("site", told) if hit.concept == "liver"]
        bowel = [hit for hit in reading.hits("primary_site", told) if hit.concept not in NO_PART]
        found += [
            hit
            for hit in (spread_hits(reading, told) if liver else ())
            if hit.concept == "metastasis" or distance(hit, liver) < distance(hit, bowel)
        ]
    return found


def distance(hit: Hit, others: list[Hit]) -> float:
    """Characters to the nearest of the others."""
    return min((max(other.start - hit.end, hit.start - other.end, 0) for other in others), default=math.inf)


def soon_after(reading: Reading, line: Interval) -> Iterator[Interval]:
    """The next entries of a dated history, as long as they are of the same weeks and nothing was cut out before."""
    first = first_date(reading, line)
    for _ in range(NEXT_ENTRIES):
        done = {hit.concept for hit in reading.hits("procedure", line)}
        if first is None or line[1] >= len(reading.text) or done & CUT:
            return
        line = line_at(reading, line[1] + 1)
        head = reading.text.find(":", line[0], min(line[1], line[0] + LONGEST_HEAD))
        opens = first_date(reading, (line[0], min(line[1], max(head, line[0] + ENTRY))))
        if opens is None or not 0 <= (opens[0] - first[0]).days <= WEEKS_LATER or not (first[1] and opens[1]):
            return
        yield line


def line_at(reading: Reading, offset: int) -> Interval:
    """The line of the text that holds the offset."""
    end = reading.text.find("\n", offset)
    return reading.text.rfind("\n", 0, offset) + 1, end if end >= 0 else len(reading.text)
