"""Operations planned and done: which are planned, which segments they take, and on which day they were."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Mention, NoteType, Status
from extraction.calendar_dates import WrittenDate
from extraction.fields.plans import is_in_plan
from extraction.fields.procedures import VOLUMES, named
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.segments import read_segments
from extraction.sentences import Interval
from extraction.supplementary.statements import NO, Said, is_aside, is_intended, settled

# Procedure -> the element of its plan, and of its date.
PLANS = {"pve": "pve_planned", "liver_biopsy": "liver_biopsy_planned", "liver_resection": "hepatectomy_planned"}
DAYS = {"pve": "pve_date", "liver_resection": "hepatectomy_date", "primary_resection": "primary_resection_date"}
# What a plan in these notes names is the operation that was then done, unless it stands in their own plan.
PAST_PLANS = (NoteType.OPERATIVE, NoteType.PATHOLOGY)
BACKGROUND = re.compile(r"\b(?:background|non tumou?r\w*|parenchyma|uninvolved|normal liver)\b")
OWN_PARTS = frozenset({"header", "procedure", "description", "postoperative_diagnosis"})
# "The remnant after a right hepatectomy would have been 20 %": a plan that was given up.
SUPPOSED = re.compile(r"\b(?:would have|if resected|if operated|had been)\b")
# "FLR for right hepatectomy", "[Volumetry] right hepatectomy".
FOR_IT = re.compile(r"(?:\b(?:for|after|by|following|of)\s(?:an? |the |planned )*|volumetry\]?:?\s)$")
SUPPOSED_BEFORE = re.compile(r"\b(?:hypothesis|assumption|event) of (?:\w+ ){0,2}$")
PLAN_WEIGHT = {"indication": 0, "comparison": 0, "plan": 3, "outcome": 3, "addendum": 3, "impression": 2}
BEFORE, BEHIND = 26, 34
EARLIER = re.compile(r"\b(?:after|post|previous|prior|condition|status|following|s/p|old)\b")
# "Before embolisation" dates something else.
NEIGHBOUR = re.compile(r"(?:before|after|pre|post)\b")
# Words and signs that part a date from an operation.
APART = re.compile(r"[);\d]|\b(?:before|after|pre|post|changes|status|since|comparison|compared|then|followed)\b")
JOINED = re.compile(r"(?:\+|&|\band\b|\bplus\b|\bwith\b|,)")
YEAR = re.compile(r"[\s(:,]*(?:in |on |of |from )?(?P<year>(?:19|20)\d\d)\b(?![./-]\d)")
NEW_LINE = re.compile(r"\n\s*(?:\n|[A-Z]|[-*•#>])")
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
        if overlaps(hit, done) or is_aside(reading, hit) or is_past_plan(reading, hit):
            continue
        element = PLANS.get(procedure_of(reading, hit))
        value = is_intended(reading, hit) if element else None
        if element and value is not None:
            told = NO if value == NO else "yes"
            assertion = Assertion.ABSENT if told == NO else Assertion.HYPOTHETICAL
            found.setdefault(element, []).append(Said(told, reading.mention(element, (hit.start, hit.end), told, assertion)))
    for element, told_all in found.items():
        yield from settled(reading, element, told_all)


def procedure_of(reading: Reading, hit: Hit) -> str:
    """The procedure that the words name; a biopsy without an organ is the liver's, and one of the background is another matter."""
    name = named(reading, hit) or ""
    sentence = reading.sentence_at(hit.start)
    if not name and hit.concept == "sample" and not reading.hits("operated_organ", sentence):
        name = "liver_biopsy"
    return "" if name == "liver_biopsy" and BACKGROUND.search(reading.levelled, *sentence) else name


def is_past_plan(reading: Reading, hit: Hit) -> bool:
    """Whether the note tells a plan that its own day has overtaken."""
    return reading.note.note_type in PAST_PLANS and not is_in_plan(reading, hit.start)


def extents(reading: Reading, done: tuple[Mention, ...]) -> Iterator[ElementValue]:
    """`resected_segments` of operations that were done, `planned_resection` of the one that is planned."""
    resected: dict[str, list[Mention]] = {}
    planned: list[tuple[int, Hit, tuple[str, ...]]] = []
    operations = tuple(mention for mention in done if mention.value == "liver_resection")
    for hit in reading.hits("hepatectomy_extent"):
        segments = segments_of(reading, hit)
        if not segments or is_aside(reading, hit) or SUPPOSED_BEFORE.search(reading.levelled, max(0, hit.start - 30), hit.start):
            continue
        if overlaps(hit, operations):
            for segment in segments:
                resected.setdefault(segment, []).append(
                    reading.mention("resected_segments", (hit.start, hit.end), segment, Assertion.PRESENT)
                )
        elif not is_past_plan(reading, hit) and (
            is_for_volumes(reading, hit) or is_intended(reading, hit) == hit.concept
        ):
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
    if not VOLUMES.search(reading.levelled, start, end) or SUPPOSED.search(reading.levelled, start, end):
        return False
    radiology = reading.note.note_type is NoteType.RADIOLOGY
    return radiology or bool(FOR_IT.search(reading.levelled, max(start, hit.start - 30), hit.start))


def segments_of(reading: Reading, hit: Hit) -> tuple[str, ...]:
    """The segments that the operation takes: those of its name, or those named beside it."""
    if hit.concept != "named":
        return tuple(hit.concept.split()) if hit.concept != "wedge" else ()
    start, end = reading.sentence_at(hit.start)
    found = read_segments(reading, (max(hit.start - 14, start), min(end, hit.end + 24)))
    return min(found, key=lambda one: max(one.start - hit.end, hit.start - one.end, 0)).codes if found else ()


def days(reading: Reading, element: str, mentions: list[Mention]) -> Iterator[ElementValue]:
    """The latest day that is written beside the operation; of an operative note its own day."""
    found: list[tuple[str, Mention]] = []
    for mention in mentions:
        if NEIGHBOUR.match(reading.levelled, mention.start):
            continue
        written = day_beside(reading, mention)
        if written is None and is_operation_of_note(reading, mention):
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


def is_operation_of_note(reading: Reading, mention: Mention) -> bool:
    """Whether the mention is what an operative note reports, and not what came before."""
    if reading.note.note_type is not NoteType.OPERATIVE or mention.section not in OWN_PARTS:
        return False
    start = reading.sentence_at(mention.start)[0]
    return not EARLIER.search(reading.levelled, max(start, mention.start - BEFORE), mention.end)


def day_beside(reading: Reading, mention: Mention) -> tuple[str, Interval] | None:
    """The date beside the operation, as exact as it is written, with its place; none after the note."""
    text, levelled = reading.text, reading.levelled
    start, end = reading.sentence_at(mention.start)
    year = YEAR.match(levelled, mention.end, end)
    if year and year.group("year") <= reading.note.note_date[:4]:
        return year.group("year"), (mention.start, year.end("year"))
    day = date.fromisoformat(reading.note.note_date)
    window = (max(start, mention.start - BEFORE), min(end, mention.end + BEHIND))
    dates = [one for one in reading.dates(window) if one.when <= day and belongs(text, levelled, mention, one)]
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
