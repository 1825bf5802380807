"""When a lesion was seen: the date of the study or the year that its sentence or its line tells."""

import re
from datetime import date

from extraction.calendar_dates import WrittenDate
from extraction.lesions.primary_years import is_of_primary
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval

YEAR = re.compile(r"[\s*•-]*((?:19|20)\d\d)\b(?![-./]\d)")
IN_YEAR = re.compile(r"\b(?:in|since|during|early|late|mid) ((?:19|20)\d\d)\b")
PRESENT_STUDY = re.compile(
    r"\b(?:now|today|currently|(?:present|current|latest|most recent|recent|repeat|re ?staging|new|today's|this) (?:\w+ )?(?:scan|ct|mri|pet|imaging|study|ultrasound|examination))\b"
)
# "31 mm (was 46 mm in March)", "6.8 cm (4/2023: 7.0 cm)": when the earlier size was taken.
BEFORE_CLOSING = re.compile(r"\([^()]*\d ?[mc]m\b[^()]*\)")
# "49 mm, from 47 mm in September": the date of the earlier size is not that of what follows.
OF_EARLIER = re.compile(
    r"\b(?:from|previously|prev|prior|formerly|against|vs|versus|(?:compared|relative) (?:with|to)|(?:it|which|was|were) (?:was|measured)|had been) "
    r"(?:about |still |at )?\d[\d.,]*(?: ?x ?\d[\d.,]*){0,2} ?[mc]m (?:in|on|at|of) (?:early |late |mid |the )?$"
)
# "Compared with March", "the same five as in March", "no larger than on 3 May", "unchanged since June".
COMPARED = re.compile(
    r"\bcompar\w+ (?:with|to) (?:the )?(?:\w+ ){0,3}$|\b(?:as|than) (?:(?:it|they) (?:was|were) )?(?:in|on|at|of) (?:the )?(?:(?:ct|mri|scan|study) (?:of|from|in|on) )?$"
    r"|\b(?:unchanged|stable|unaltered|(?:no|little) change|grown|changed|shrunk) (?:since|from) (?:the )?(?:(?:ct|mri|scan|study) (?:of|from|in|on) )?$"
)
NEXT_STUDY = re.compile(
    r"[),;]\s(?:and |then |the |a |repeat |at )*(?:mri?|ct|pet ct|pet|ultrasound|scan)(?: (?:scan|liver))?(?: (?:in|of|on|from))? $"
)
FOUND = re.compile(r"\b(?:found|diagnosed|detected|discovered|noted|identified) (?:in |on )?(?=\w)")
HEAD, SEGMENT_REACH = 30, 12


def told_before(reading: Reading, span: Interval, offset: int) -> date | None:
    """The first date before the offset in its sentence or at the head of its line, or behind "found": when that was found."""
    line = reading.text.rfind("\n", 0, offset) + 1
    head = (line, min(offset, line + HEAD))
    told = []
    if reading.dates((min(line, span[0]), offset)):
        told = [
            found.when
            for part in (
                (span[0], offset),
                *([] if PRESENT_STUDY.search(reading.levelled, span[0], offset) else [head]),
            )
            for found in reading.dates(part)
            if not is_segments(reading, found)
            and not BEFORE_CLOSING.search(reading.levelled, max(span[0], found.start - 24), found.end + 16)
            and not OF_EARLIER.search(reading.levelled, max(span[0], found.start - 60), found.start)
            and not COMPARED.search(reading.levelled, max(line, found.start - 40), found.start)
        ]
    year = YEAR.match(reading.text, line, offset)
    if year and not told:
        return date(int(year.group(1)), 12, 31)
    if not told and (years := list(IN_YEAR.finditer(reading.levelled, span[0], offset))):
        if is_of_primary(reading, span[0], years[-1].span(), offset):
            return None
        told = [date(int(years[-1].group(1)), 12, 31)]
    if not told and (dates := reading.dates(span)):
        found = FOUND.search(reading.levelled, offset, min(span[1], offset + 60))
        told = [one.when for one in dates if found and one.start == found.end()]
    if told and (newer := next_study(reading, span, offset)):
        return newer
    return told[0] if told else None


def next_study(reading: Reading, span: Interval, offset: int) -> date | None:
    """The date of the last study that the sentence goes on to: "MRI in May four metastases, MRI in October three"."""
    dated = [
        one.when
        for one in reading.dates((span[0], offset))
        if NEXT_STUDY.search(reading.levelled, max(span[0], one.start - 30), one.start)
    ]
    return dated[-1] if dated else None


def is_segments(reading: Reading, found: WrittenDate) -> bool:
    """Whether what reads like a date names segments: "seg 2/3/4"."""
    around = (max(0, found.start - SEGMENT_REACH), found.end + 1)
    return any(ref.start < found.end and found.start < ref.end for ref in read_segments(reading, around))
