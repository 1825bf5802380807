"""Recurrence after a liver resection: in the liver, elsewhere, and how many months later."""

from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.durations import Duration, duration_units, read_durations
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.supplementary.after_hepatectomy import RESECTIONS, TOLD_IN, is_operated
from extraction.supplementary.days import done_mentions
from extraction.supplementary.statements import Said, said, settled
from extraction.supplementary.tenses import DENIED, is_aside

AFTER = pattern_of(r"[^.;\n]{0,50}\b(?:after|following|since)\s(?:an? |the |his |her |resection of )*")
ELEMENTS = ("liver_recurrence", "other_recurrence")
# "14 months after the hepatectomy": what stands between the months and the operation.
SINCE = pattern_of(
    r"\s?(?:\)\s)?(?:after|following|from|post|since)\s(?:an? |the |his |her |this |that |last |first |second |initial )*"
)
# "Hepatectomy in 2021, recurrence 14 months later".
LATER = pattern_of(
    r"\s?(?:later|afterwards|thereafter|after (?:hepatectomy|liver resection|surgery)|postoperatively)\b"
)
PRIMARY = pattern_of(r"\b(?:primary|colectomy|hemicolectomy|anterior resection|diagnosis|chemotherapy|ablation)\b")
LONGEST = 240


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`liver_recurrence`, `other_recurrence`, `recurrence_interval_months`."""
    values: list[ElementValue] = []
    if not is_operated(known) or reading.note.note_type not in TOLD_IN:
        return values
    for element in ELEMENTS:
        told = [one for one in said(reading, element) if came_after(reading, known, one)]
        values += settled(reading, element, told)
    values += interval(reading, known)
    return values


def came_after(reading: Reading, known: Mapping[str, ElementValue], one: Said) -> bool:
    """Whether the liver resection is told before the words, for notes tell the course in its order, or behind an "after"."""
    operations = [mention for mention in known["procedures"].evidence if mention.value == "liver_resection"]
    end = one.mention.end
    return any(
        mention.start < one.mention.start or AFTER.fullmatch(reading.levelled, end, mention.start)
        for mention in operations
    )


def interval(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """The months between a liver resection and a recurrence that one sentence tells; the last told counts."""
    operations = [one for one in done_mentions(known) if one.value in RESECTIONS]
    found: list[tuple[float, Interval]] = []
    for hit in reading.hits("recurrence_interval_months"):
        if hit.concept != "name" or is_aside(reading, hit):
            continue
        if reading.effects(hit.start, hit.end) & (DENIED | {"hypothetical", "possible"}):
            continue
        sentence = reading.sentence_at(hit.start)
        spans = read_durations(reading.levelled, sentence, reading.once(duration_units))
        for span in spans:
            if span.months <= LONGEST and is_of_hepatectomy(reading, operations, hit, span):
                found.append((span.months, (min(hit.start, span.start), max(hit.end, span.end))))
                break
    if found:
        value = found[-1][0]
        evidence = tuple(
            reading.mention("recurrence_interval_months", place, months, Assertion.PRESENT)
            for months, place in found
            if months == value
        )
        reasons = ("several numbers are given",) if len({months for months, _ in found}) > 1 else ()
        status = Status.NEEDS_REVIEW if reasons else Status.SURE
        return [ElementValue("recurrence_interval_months", value, evidence, status, reasons)]
    return []


def is_of_hepatectomy(reading: Reading, operations: list[Mention], hit: Hit, span: Duration) -> bool:
    """Whether the months run from a liver resection: "after" it, or "later" than the operation told last, one sentence before at most."""
    text = reading.levelled
    for one in operations:
        if one.start >= span.end and SINCE.fullmatch(text, span.end, one.start):
            return one.value == "liver_resection"
    if not LATER.match(text, span.end):
        return False
    start = reading.sentences[max(0, reading.sentence_index(hit.start) - 1)][0]
    first = min(hit.start, span.start)
    before = [one for one in operations if start <= one.start and one.end <= first]
    last = max(before, key=lambda one: one.start, default=None)
    return (
        last is not None
        and last.value == "liver_resection"
        and not PRIMARY.search(text, last.end, max(hit.end, span.end))
    )
