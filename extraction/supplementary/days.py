"""The days of the operations, as exactly as they are written: "2022", "2022-03" or "2022-03-14"."""

import re
from collections.abc import Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.calendar_dates import WrittenDate
from extraction.note_types import OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

DAYS = {"pve": "pve_date", "liver_resection": "hepatectomy_date", "primary_resection": "primary_resection_date"}
OWN_PARTS = frozenset({"header", "procedure", "description", "postoperative_diagnosis"})
BEFORE, BEHIND = 26, 34
EARLIER = pattern_of(r"\b(?:after|post|previous|prior|condition|status|following|s/p|old)\b")
# "Before embolisation" dates something else.
STAGE = pattern_of(r"y?pT\s?[0-4]")
NEIGHBOUR = pattern_of(r"(?:before|after|pre|post)\b")
# "Right hepatectomy planned for November".
TO_COME = pattern_of(r"\s(?:is\s|was\s)?(?:planned|scheduled|booked|listed|intended)\b")
# Words and signs that part a date from an operation.
APART = pattern_of(
    r"[);\d]|\b(?:before|after|pre|post|changes|status|since|comparison|compared|then|followed|ct|mri|volumetry|flr)\b"
)
YEAR = pattern_of(r"[\s(:,]*(?:in\s|on\s|of\s|from\s)?(?P<year>(?:19|20)\d\d)\b(?![./-]\d)", re.IGNORECASE)
NEW_LINE = pattern_of(r"\n\s*(?:\n|[A-Z]|[-*•#>])")
DAY_WRITTEN = pattern_of(
    r"\d{1,2}[./-]\d{1,2}[./-]\d|\d{4}[./-]\d{1,2}[./-]\d|\b\d{1,2}(?:st|nd|rd|th)?[ -][a-z]|[a-z]\.? \d{1,2}(?:st|nd|rd|th)?\b(?!\d)|^\d{1,2}[./]\d{1,2}\.?$",
    re.IGNORECASE,
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`pve_date`, `hepatectomy_date`, `primary_resection_date`."""
    values: list[ElementValue] = []
    done = done_mentions(known)
    for procedure, element in DAYS.items() if done else ():
        told = [mention for mention in done if mention.value == procedure]
        if told:
            values += days(reading, element, told)
    return values


def done_mentions(known: Mapping[str, ElementValue]) -> tuple[Mention, ...]:
    """Where the note tells a procedure that was done."""
    return known["procedures"].evidence if "procedures" in known else ()


def days(reading: Reading, element: str, mentions: list[Mention]) -> list[ElementValue]:
    """The latest day that is written beside the operation; of an operative note its own day."""
    found: list[tuple[str, Mention]] = []
    for mention in mentions:
        written = day_beside(reading, mention)
        if written is None and is_operation_of_note(reading, mention):
            written = reading.note.note_date, (mention.start, mention.end)
        if written is not None and has_date(reading, mention):
            when, span = written
            found.append((when, reading.mention(element, span, when, Assertion.PRESENT)))
    if found:
        latest = max(when for when, _ in found)
        several = len({when[:7] for when, _ in found}) > 1
        reasons = ("several dates are given; the latest is taken",) if several else ()
        evidence = tuple(mention for when, mention in found if when == latest)
        return [ElementValue(element, latest, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)]
    return []


def has_date(reading: Reading, mention: Mention) -> bool:
    """Whether a date can be the operation's: none is where it is to come, dates something else or is inferred from its stage."""
    # "pT3 N1 (2/15)" counts nodes.
    return not (
        STAGE.match(reading.text, mention.start)
        or NEIGHBOUR.match(reading.levelled, mention.start)
        or TO_COME.match(reading.levelled, mention.end)
    )


def is_operation_of_note(reading: Reading, mention: Mention) -> bool:
    """Whether the mention is what an operative note reports, and not what came before."""
    if reading.note.note_type is not OPERATIVE or mention.section not in OWN_PARTS:
        return False
    start = reading.sentence_at(mention.start)[0]
    return not EARLIER.search(reading.levelled, max(start, mention.start - BEFORE), mention.end)


def day_beside(reading: Reading, mention: Mention) -> tuple[str, Interval] | None:
    """The date beside the operation, as exact as it is written, with its place; none after the note."""
    text, levelled = reading.text, reading.levelled
    start, end = reading.sentence_at(mention.start)
    year = YEAR.match(text, mention.end, end)
    if year and year.group("year") <= reading.note.note_date[:4]:
        return year.group("year"), (mention.start, year.end("year"))
    near = reading.dates((max(start, mention.start - BEFORE), min(end, mention.end + BEHIND)))
    if not near:
        return None
    day = date.fromisoformat(reading.note.note_date)
    dates = [one for one in near if one.when <= day and belongs(text, levelled, mention, one)]
    if not dates:
        return None
    nearest = min(dates, key=lambda one: max(one.start - mention.end, 2 * (mention.start - one.end), 0))
    iso = nearest.when.isoformat()
    exact = DAY_WRITTEN.search(text[nearest.start : nearest.end])
    return (iso if exact else iso[:7]), (min(mention.start, nearest.start), max(mention.end, nearest.end))


def belongs(text: str, levelled: str, mention: Mention, written: WrittenDate) -> bool:
    """Whether nothing between an operation and a date parts them: a word, a sign, or a line that opens anew."""
    behind = written.start >= mention.end
    gap = slice(mention.end, written.start) if behind else slice(written.end, mention.start)
    return not APART.search(levelled[gap]) and not NEW_LINE.search(text[gap])
