"""Sizes given as a range, of several lesions: "12 mm to 30 mm", "from 8 to 21 mm", and not then and now."""

from extraction.lesions.other_lengths import BARE
from extraction.measurements import Measurement
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "from 41 to 23 mm", "from 4.1 to 2.3 and 2.0 to 1.2 cm"
FROM_TO = pattern_of(
    rf"\b(?:from|reduced|down|regressed|grown|went|gone)\s+(?:from\s+)?(?:{BARE} ?(?:mm |cm )?to {BARE}(?: ?mm| ?cm)?,? (?:and |& |resp\w* )(?:from )?)*$"
)
BEFORE_COURSE = pattern_of(rf"(?<![\d.,])(?P<before>{BARE}) to (?P<now>{BARE}),? (?:and |& )(?:from )?$")
LEAD = 60
RANGING_FROM = pattern_of(r"\b(?:rang\w+|var(?:y|ies|ying))\s+(?:(?:in size|in diameter)\s+)?from\s+$")
# "Metastases in segments 2 and 5, from 8 to 21 mm"
SEVERAL = pattern_of(
    r"\b(?:metastases|mets|lesions|masses|deposits|nodules|foci|tumou?rs|secondaries)\b(?:(?! (?:grow|grew|went|now))[^.;:]){0,60}?(?:,|\(|\bmeasuring|\bmeasure|(?:metastases|mets|lesions|deposits|nodules|foci)) from $"
)
CHANGED = pattern_of(
    r"\b(?:gr[eo]w\w*|increas\w+|enlarg\w+|progress\w*|decreas\w+|shr[aiu]nk\w*|reduc\w+|regress\w*|fell|fallen|went|gone|dropp\w+|r[io]sen?|rose|changed?|smaller|larger)\b"
)
# "11 cm, has come down to 7.5 cm", "28 mm, grown to 41 mm": what the lesion of the first size has become.
BECAME = pattern_of(
    r"(?![^.;:\n]{0,12}\b(?:at|initially|before|originally)\b)[^.;:\n]{0,90}?\b(?:(?P<less>down|shr[aiu]nk\w*|reduced|decreased|regressed|diminished|fallen|fell)|grown|grew|increased|risen|enlarged|progressed)(?: in size| markedly| slightly| considerably| further)? to (?:now |only |about |just |around |approximately |~ ?)?"
)
NEXT_PART = pattern_of(r"[,(]|\b(?:and|but|while|whereas|that|one)\b")
# "Smaller (39 to 27 mm)", "increase of the metastasis, 21 to 34 mm": what the two have between them.
GROWN = pattern_of(
    r"\b(?:gr[eo]w\w*|increas\w+|enlarg\w+|progress\w*|r[io]sen?|rose|gone up|went up|larger|bigger)\b[^.;:]{0,50}[\s(,:–-]$"
)
MANY = pattern_of(r"\b(?:metastases|mets|lesions|masses|deposits|nodules|foci|tumou?rs|secondaries|ones)\b")
FROM_AHEAD = pattern_of(r"\bfrom\b[^.;,]*$")
RANGE_LEAD = 40


def joined_ranges(reading: Reading, lengths: list[Measurement]) -> list[Measurement]:
    """The lengths, two that one range gives in full as one: "12 mm to 30 mm", "between 8 mm and 2 cm"; not "from 12 mm to 30 mm"."""
    kept: list[Measurement] = []
    for length in lengths:
        last = kept[-1] if kept else None
        if last and last.mm < length.mm and is_range(reading, last, length):
            kept[-1] = Measurement(last.start, length.end, (last.mm, length.mm), last.bound, "to")
        elif last and last.mm > length.mm and reading.levelled[last.end : length.start] == " to ":
            kept[-1] = Measurement(last.start, length.end, (last.mm, length.mm), last.bound, "to")  # then and now
        else:
            kept.append(length)
    return kept


def is_range(reading: Reading, low: Measurement, high: Measurement) -> bool:
    """Whether the two are the bounds of a range and not then and now."""
    between = reading.levelled[low.end : high.start]
    lead = reading.levelled[max(0, low.start - RANGE_LEAD) : low.start]
    if between.strip() in ("and", "&"):
        return lead.endswith("between ")
    if between.strip() not in ("to", "up to", "-", "–"):
        return False
    return not FROM_AHEAD.search(lead) or bool(RANGING_FROM.search(lead)) or is_of_several(reading, low)


def is_then_and_now(reading: Reading, length: Measurement) -> bool:
    """Whether two sizes joined by "to" are one lesion's without a "from": they fall, or words of growth stand before."""
    if length.join != "to":
        return False
    start = max(reading.sentence_at(length.start)[0], length.start - LEAD)
    lead = reading.levelled[start : length.start]
    if length.axes[-2] > length.axes[-1]:
        return not MANY.search(lead) or CHANGED.search(lead) is not None
    grown = GROWN.search(lead)
    return grown is not None and not MANY.search(grown.group())


def has_become(reading: Reading, before: Measurement, mm: float, start: int, *, placed: bool) -> bool:
    """Whether the size of `mm` at `start` is what the lesion measured before has come to; `placed`: a place stands between."""
    if reading.levelled.rfind(" to ", before.end, start) < 0:
        return False
    became = BECAME.fullmatch(reading.levelled, before.end, start)
    if became is None or MANY.search(became.group()):
        return False
    if placed and NEXT_PART.search(became.group()):
        return False
    return mm < before.mm if became.group("less") else mm > before.mm


def is_of_several(reading: Reading, low: Measurement) -> bool:
    """ "Metastases in segments 2 and 3, from 8 mm to 21 mm": how large several are, where no word of change stands before."""
    start = reading.sentence_at(low.start)[0]
    if CHANGED.search(reading.levelled, start, low.start):
        return False
    return bool(SEVERAL.search(reading.levelled, start, low.start))
