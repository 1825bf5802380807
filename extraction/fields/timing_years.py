"""Metachronous metastases told by dates: the primary's, and the one on which the liver's came up long after."""

from collections.abc import Iterator, Mapping
from datetime import date

from abstraction.records import ElementValue
from extraction.anchors import Anchors, matches_at, places
from extraction.fields.presence import spread_hits
from extraction.fields.primary_site import NO_PART
from extraction.fields.timing_circumstances import YEAR, Clue, treated_before
from extraction.patterns import pattern_of
from extraction.reading import Reading, calendar
from extraction.sentences import Interval

TREATMENT_OF = pattern_of(
    r"\b(?:resection|excision|removal|ablation|rfa|mwa|\w*metastasectomy|hepatectomy|segmentectomy)\b"
)
# "Now 26 mm (19 mm in January)": it was there before.
NOW_SIZED = pattern_of(r"now (?:at |measur\w+ |about )?\d")
CENTURIES = Anchors("19", "20")
ENTRY, YEAR_DAYS = 16, 365


def years_apart(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[Clue]:
    """Liver metastases that came up long after the primary: a year by their dates, or two by the bare years."""
    spread = reading.sentences_with("lesion") & reading.sentences_with("site")
    dated = dated_sentences(reading) if spread else spread
    later = spread & dated
    if not later:
        return
    before = {index for index in reading.sentences_with("primary_site") & dated if index < max(later)}
    telling = sorted(later | before)
    first: tuple[date, bool] | None = None
    for start, end in (piece for index in telling for piece in pieces(reading, reading.sentences[index])):
        told = first_date(reading, (start, end))
        if told is None:
            continue
        metastases = [found for found in spread_hits(reading, (start, end)) if found.concept == "metastasis"]
        if metastases and any(hit.concept == "liver" for hit in reading.hits("site", (start, end))):
            # "Ablation of a metastasis in 2022" dates the treatment.
            treated = TREATMENT_OF.search(reading.levelled, start, metastases[0].start)
            beside = (metastases[0].end, metastases[0].end if treated else min(end, metastases[0].end + ENTRY))
            beside_date = any(first_date(reading, near) for near in ((start, min(end, start + ENTRY)), beside))
            appeared = any(
                hit.concept in ("appeared", "relapse") and not NOW_SIZED.match(reading.levelled, hit.start)
                for hit in reading.hits("timing", (start, end))
            )
            if first and (beside_date or appeared) and is_long(first, told) and not treated_before(known, start):
                yield Clue("metachronous", "found", metastases[0].start, metastases[0].end)
            return
        if first is None and tells_primary(reading, (start, end)):
            first = told


def tells_primary(reading: Reading, span: Interval) -> bool:
    """Whether the span tells of the primary: of a part of the bowel with its tumour or operation, or of its resection."""
    words = {hit.concept for hit in reading.hits("primary_site", span)}
    if words & {"tumour", "operation"} and words - NO_PART:
        return True
    return any(hit.concept == "primary_resection" for hit in reading.hits("procedure", span))


def dated_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences that may hold a date or a bare year."""
    years = matches_at(YEAR, reading.text, places(reading.levelled, CENTURIES))
    starts = [*reading.once(calendar).starts, *(match.start() for match in years)]
    return set(map(reading.sentence_index, starts))


def pieces(reading: Reading, sentence: Interval) -> Iterator[Interval]:
    """The parts of a sentence that semicolons set apart."""
    start = sentence[0]
    while (at := reading.text.find(";", start, sentence[1])) >= 0:
        yield start, at + 1
        start = at + 1
    yield start, sentence[1]


def first_date(reading: Reading, span: Interval) -> tuple[date, bool] | None:
    """The earliest date of the span and whether the month is told, else the earliest bare year."""
    dates = [found.when for found in reading.dates_within(span)]
    if dates:
        return min(dates), True
    years = [int(match.group()) for match in YEAR.finditer(reading.text, *span)]
    return (date(min(years), 1, 1), False) if years else None


def is_long(first: tuple[date, bool], later: tuple[date, bool]) -> bool:
    """Whether the time between the two excludes that they were found together."""
    least = YEAR_DAYS if first[1] and later[1] else 2 * YEAR_DAYS
    return (later[0] - first[0]).days >= least
