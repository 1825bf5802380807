"""Metachronous metastases told by dates: the primary's, and the one on which the liver's came up long after."""

from collections.abc import Mapping
from datetime import date

from abstraction.records import ElementValue
from extraction.fields.presence import spread_hits
from extraction.fields.primary_site import NO_PART
from extraction.fields.timing_circumstances import YEAR, Clue, treated_before
from extraction.matching import Hit
from extraction.number_words import NUMBERS
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

TREATMENT_OF = pattern_of(
    r"\b(?:resection|excision|removal|ablation|rfa|mwa|\w*metastasectomy|hepatectomy|segmentectomy)\b"
)
# "Now 26 mm (19 mm in January)": it was there before.
NOW_SIZED = pattern_of(r"now (?:at |measur\w+ |about )?\d")
# "New moderate ascites" beside metastases known for long.
NEW_ELSE = pattern_of(
    r"new (?:\w+ ){0,2}?(?:ascites|effusions?|lungs?|pulmonary|nodes?|nodal|\w*adenopathy|bone|osseous|lytic|omental|peritoneal|thromb\w+|rib|adrenal|line|regimen|drug)\b"
)
YEARS_AGO = pattern_of(rf"\b(?:(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)}) years ago|last year)\b")
ENTRY, YEAR_DAYS, CURRENT_DAYS = 16, 365, 60


def years_apart(reading: Reading, known: Mapping[str, ElementValue], *, lesions_count: bool) -> list[Clue]:
    """Liver metastases that came up long after the primary: a year by their dates, or two by the bare years.

    `lesions_count`: the note has metastases of the liver, so that its "lesions" there are such.
    """
    dated = dated_metastasis(reading, "metastasis") or (dated_metastasis(reading, "lesion") if lesions_count else None)
    if dated is None:
        return []
    (start, end), metastasis, told = dated
    # "Ablation of a metastasis in 2022" dates the treatment.
    treated = TREATMENT_OF.search(reading.levelled, start, metastasis.start)
    beside = (metastasis.end, metastasis.end if treated else min(end, metastasis.end + ENTRY))
    appeared = any(
        hit.concept in ("appeared", "relapse")
        and not NOW_SIZED.match(reading.levelled, hit.start)
        and not NEW_ELSE.match(reading.levelled, hit.start)
        for hit in reading.hits("timing", (start, end))
    )
    if not appeared and not any(first_date(reading, near) for near in ((start, min(end, start + ENTRY)), beside)):
        return []
    today = date.fromisoformat(reading.note.note_date)
    if "chemo_cycles" in known and (today - told[0]).days <= CURRENT_DAYS:
        return []  # the study of these days, after lines of treatment, is not the first one
    first = primary_date(reading, start)
    if first and is_long(first, told) and not treated_before(known, start):
        return [Clue("metachronous", "found", metastasis.start, metastasis.end)]
    return []


def dated_metastasis(reading: Reading, kind: str) -> tuple[Interval, Hit, tuple[date, bool]] | None:
    """The first piece of a sentence that tells of a metastasis of the liver with a date: where, the metastasis, the date."""
    named = reading.sentences_at([hit.start for hit in reading.hits("lesion") if hit.concept == kind])
    if named:
        named &= reading.sentences_at([hit.start for hit in reading.hits("site") if hit.concept == "liver"])
    for piece in pieces(reading, named):
        told = first_date(reading, piece)
        if told is None or all(hit.concept != "liver" for hit in reading.hits("site", piece)):
            continue
        if kind == "lesion" and any(hit.concept != "complaint" for hit in reading.hits("response", piece)):
            continue  # "CT 31 May: three liver deposits as before"
        for found in spread_hits(reading, piece):
            if found.concept == kind:
                return piece, found, told
    return None


def primary_date(reading: Reading, end: int) -> tuple[date, bool] | None:
    """The date of the first piece before `end` that tells of the primary."""
    named = reading.sentences_with("primary_site") | reading.sentences_with("lesion") & reading.sentences_with("site")
    for piece in pieces(reading, named):
        if piece[0] >= end:
            return None
        if tells_primary(reading, piece) and (told := first_date(reading, piece)):
            return told
    return None


def tells_primary(reading: Reading, span: Interval) -> bool:
    """Whether the span tells of the primary: of a part of the bowel with its tumour or operation, or of its resection."""
    words = {hit.concept for hit in reading.hits("primary_site", span)}
    if words & {"tumour", "operation"} and words - NO_PART:
        return True
    return any(hit.concept == "primary_resection" for hit in reading.hits("procedure", span))


def pieces(reading: Reading, indices: set[int]) -> list[Interval]:
    """The parts of these sentences that semicolons set apart, in order."""
    parts: list[Interval] = []
    for index in sorted(indices):
        start, end = reading.sentences[index]
        while (at := reading.text.find(";", start, end)) >= 0:
            parts.append((start, at + 1))
            start = at + 1
        parts.append((start, end))
    return parts


def first_date(reading: Reading, span: Interval) -> tuple[date, bool] | None:
    """The earliest date of the span and whether the month is told, else the earliest bare year."""
    dates = [found.when for found in reading.dates_within(span)]
    if dates:
        return min(dates), True
    start, end = span
    if told := year_ago(reading, span):
        return told, False
    if reading.text.find("20", start, end) < 0 and reading.text.find("19", start, end) < 0:
        return None
    years = YEAR.findall(reading.text, start, end)
    return (date(int(min(years)), 1, 1), False) if years else None


def year_ago(reading: Reading, span: Interval) -> date | None:
    """The year that "3 years ago" or "last year" means; months are not told by it."""
    if reading.levelled.find(" ago", *span) < 0 and reading.levelled.find("last year", *span) < 0:
        return None
    ago = YEARS_AGO.search(reading.levelled, *span)
    if ago is None:
        return None
    number = ago.group("number")
    past = 1 if number is None else NUMBERS.get(number) or int(number)
    return date(int(reading.note.note_date[:4]) - past, 1, 1)


def is_long(first: tuple[date, bool], later: tuple[date, bool]) -> bool:
    """Whether the time between the two excludes that they were found together."""
    least = YEAR_DAYS if first[1] and later[1] else 2 * YEAR_DAYS
    return (later[0] - first[0]).days >= least
