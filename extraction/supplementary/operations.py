"""Operations planned and done: which are planned, which segments they take, and on which day they were."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Mention, NoteType, Status
from extraction.fields.procedures import VOLUMES, named
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.supplementary.statements import NO, Said, is_aside, is_intended, settled

# Procedure -> the element of its plan, and of its date.
PLANS = {"pve": "pve_planned", "liver_biopsy": "liver_biopsy_planned", "liver_resection": "hepatectomy_planned"}
DAYS = {"pve": "pve_date", "liver_resection": "hepatectomy_date", "primary_resection": "primary_resection_date"}
OWN_PARTS = frozenset({"header", "procedure", "description", "postoperative_diagnosis"})
PLAN_WEIGHT = {"plan": 3, "outcome": 3, "addendum": 3, "impression": 2}
BEFORE, BEHIND = 26, 34
JOINED = re.compile(r"(?:\+|&|\band\b|\bplus\b|\bwith\b|,)")
YEAR = re.compile(r"[\s(:,]*(?:in |on |of |from )?(?P<year>(?:19|20)\d\d)\b(?![./-]\d)")
DAY_WRITTEN = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d|\d{4}[./-]\d{1,2}[./-]\d|\b\d{1,2}(?:st|nd|rd|th)?[ -][a-z]|[a-z]\.? \d{1,2}(?:st|nd|rd|th)?\b(?!\d)|^\d{1,2}[./]\d{1,2}\.?$", re.IGNORECASE)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """Plans of embolisation, biopsy and hepatectomy; segments taken or to be taken; dates of what was done."""
    done = done_mentions(known)
    yield from plans(reading, done)
    yield from extents(reading, done)
    for procedure, element in DAYS.items():
        yield from days(reading, element, [mention for mention in done if mention.value == procedure])


def done_mentions(known: Mapping[str, ElementValue]) -> tuple[Mention, ...]:
    """Where the note tells a procedure that was done."""
    return known["procedures"].evidence if "procedures" in known else ()


def overlaps(hit: Hit, mentions: tuple[Mention, ...]) -> bool:
    """Whether the hit lies on one of the mentions."""
    return any(mention.start < hit.end and hit.start < mention.end for mention in mentions)


def plans(reading: Reading, done: tuple[Mention, ...]) -> Iterator[ElementValue]:
    """What is firmly planned, or said not to be needed."""
    found: dict[str, list[Said]] = {}
    for hit in reading.hits("procedure"):
        if overlaps(hit, done) or is_aside(reading, hit):
            continue
        name = named(reading, hit)
        element = PLANS.get(name or "")
        value = is_intended(reading, hit) if element else None
        if element and value is not None:
            told = NO if value == NO else "yes"
            assertion = Assertion.ABSENT if told == NO else Assertion.HYPOTHETICAL
            found.setdefault(element, []).append(Said(told, reading.mention(element, (hit.start, hit.end), told, assertion)))
    for element, told_all in found.items():
        yield from settled(reading, element, told_all)


def extents(reading: Reading, done: tuple[Mention, ...]) -> Iterator[ElementValue]:
    """`resected_segments` of operations that were done, `planned_resection` of the one that is planned."""
    resected: dict[str, list[Mention]] = {}
    planned: list[tuple[int, Hit, tuple[str, ...]]] = []
    operations = tuple(mention for mention in done if mention.value == "liver_resection")
    for hit in reading.hits("hepatectomy_extent"):
        segments = segments_of(reading, hit)
        if not segments or is_aside(reading, hit):
            continue
        if overlaps(hit, operations):
            for segment in segments:
                resected.setdefault(segment, []).append(
                    reading.mention("resected_segments", (hit.start, hit.end), segment, Assertion.PRESENT)
                )
        elif is_for_volumes(reading, hit) or is_intended(reading, hit) == hit.concept:
            planned.append((PLAN_WEIGHT.get(reading.section_at(hit.start).category, 1), hit, segments))
    if resected:
        evidence = tuple(mention for group in resected.values() for mention in group)
        yield ElementValue("resected_segments", sorted(resected), evidence)
    if planned:
        yield from plan_of(reading, planned)


def plan_of(reading: Reading, planned: list[tuple[int, Hit, tuple[str, ...]]]) -> Iterator[ElementValue]:
    """The weightiest plan; parts of one operation add up, alternatives leave it open."""
    weight = max(item[0] for item in planned)
    best = [(hit, segments) for found, hit, segments in planned if found == weight]
    last, taken = best[-1]
    whole = set(taken)
    for hit, segments in best[:-1]:
        if set(segments) == set(taken):
            continue
        same = reading.sentence_index(hit.start) == reading.sentence_index(last.start)
        if not (same and JOINED.search(reading.levelled, hit.end, last.start) and " or " not in reading.levelled[hit.end : last.start]):
            return
        whole |= set(segments)
    evidence = tuple(
        reading.mention("planned_resection", (hit.start, hit.end), segment, Assertion.HYPOTHETICAL)
        for hit, segments in best
        for segment in segments
        if segment in whole
    )
    yield ElementValue("planned_resection", sorted(whole), evidence)


def is_for_volumes(reading: Reading, hit: Hit) -> bool:
    """Whether a volumetry names the operation that it was made for."""
    start, end = reading.sentence_at(hit.start)
    return reading.note.note_type is not NoteType.OPERATIVE and bool(VOLUMES.search(reading.levelled, start, end))


def segments_of(reading: Reading, hit: Hit) -> tuple[str, ...]:
    """The segments that the operation takes: those of its name, or those named beside it."""
    if hit.concept != "named":
        return tuple(hit.concept.split())
    end = reading.sentence_at(hit.start)[1]
    named_behind = read_segments(reading, (max(hit.start - 12, 0), min(end, hit.end + 24)))
    return named_behind[0].codes if named_behind else ()


def days(reading: Reading, element: str, mentions: list[Mention]) -> Iterator[ElementValue]:
    """The latest day that is written beside the operation; of an operative note its own day."""
    found: list[tuple[str, Mention]] = []
    for mention in mentions:
        written = day_beside(reading, mention)
        if written is None and reading.note.note_type is NoteType.OPERATIVE and mention.section in OWN_PARTS:
            written = reading.note.note_date, (mention.start, mention.end)
        if written is not None:
            when, span = written
            found.append((when, reading.mention(element, span, when, Assertion.PRESENT)))
    if found:
        latest = max(when for when, _ in found)
        several = len({when[:7] for when, _ in found}) > 1
        reasons = ("several dates are given; the latest is taken",) if several else ()
        evidence = tuple(mention for when, mention in found if when == latest)
        yield ElementValue(element, latest, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)


def day_beside(reading: Reading, mention: Mention) -> tuple[str, tuple[int, int]] | None:
    """The date nearest to the operation in its clause, as exact as it is written, with its place; none after the note."""
    start, end = reading.sentence_at(mention.start)
    line = reading.text.rfind("\n", 0, mention.start) + 1
    window = (max(start, line, mention.start - BEFORE), min(end, mention.end + BEHIND))
    dates = [one for one in reading.dates_within(window) if one.when <= date.fromisoformat(reading.note.note_date)]
    if dates:
        nearest = min(dates, key=lambda one: max(one.start - mention.end, 2 * (mention.start - one.end), 0))
        words = reading.text[nearest.start : nearest.end]
        iso = nearest.when.isoformat()
        span = (min(mention.start, nearest.start), max(mention.end, nearest.end))
        return (iso if DAY_WRITTEN.search(words) else iso[:7]), span
    year = YEAR.match(reading.levelled, mention.end, end)
    if year and year.group("year") <= reading.note.note_date[:4]:
        return year.group("year"), (mention.start, year.end("year"))
    return None
