"""Volumes of liver and remnant, the remnant before embolisation and without congestion, and what its percentage is a percentage of."""

import re
from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Status
from extraction.fields.remnant import REACH, Percentage, behind, beside
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.supplementary.statements import Said, settled
from extraction.supplementary.tenses import is_aside

MILLILITRES = r"(?P<ml>\d{3,4})\s?(?:ml|cc|cm3|cm³)\b"
BEHIND = {
    "flr_ml": pattern_of(rf"[^.;\n\d]{{0,40}}?(?:\([^)\n]{{0,24}}\)[^.;\n\d]{{0,12}})?{MILLILITRES}", re.IGNORECASE),
    "tlv_ml": pattern_of(rf"[^.;,\n\d]{{0,24}}?{MILLILITRES}", re.IGNORECASE),
}
PERCENT = pattern_of(r"%|percent")
# A row of a table with its unit in the name: the last column counts.
ROW = pattern_of(r"[^\n\d]{0,12}\((?:ml|cc)\)[ \t:|]+(?:\d{3,4}[ \t|]+)*(?P<ml>\d{3,4})(?![\d.,%])", re.IGNORECASE)
# A share of function that a tracer measured.
SCINTIGRAPHY = pattern_of(r"scintigra|mebrofenin|\bhida\b|\bhbs\b|spect|galactosyl|%/min")
OTHER = pattern_of(r"\b(?:tumou?r|resected|gain|increase|before|pre)", re.IGNORECASE)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`flr_ml`, `tlv_ml`, `flr_pre_pve_pct`, `functional_flr_pct`, `flr_basis`; only where a remnant is spoken of."""
    values: list[ElementValue] = []
    names = [hit for hit in reading.hits("remnant") if hit.concept == "flr"]
    for element, hits in (("flr_ml", names), ("tlv_ml", reading.hits("tlv_ml"))):
        for hit in hits:
            match = BEHIND[element].match(reading.text, hit.end) or ROW.match(reading.text, hit.end)
            if match and not OTHER.search(match.group()):
                value = int(match.group("ml"))
                mention = reading.mention(element, (hit.start, match.end()), value, Assertion.PRESENT)
                values.append(ElementValue(element, value, (mention,)))
                break
    if not names:
        return values
    values += before_embolisation(reading, known)
    values += without_congestion(reading)
    sentences = {reading.sentence_index(hit.start) for hit in names}
    bases = [
        hit
        for hit in reading.hits("flr_basis")
        if reading.sentence_index(hit.start) in sentences
        and PERCENT.search(reading.levelled, *reading.sentence_at(hit.start))
    ]
    values += settled(
        reading,
        "flr_basis",
        [
            Said(hit.concept, reading.mention("flr_basis", (hit.start, hit.end), hit.concept, Assertion.PRESENT))
            for hit in bases
        ],
    )
    return values


def before_embolisation(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """A remnant called earlier in a note that tells of an embolisation and of the remnant after it."""
    procedures = known["procedures"].value if "procedures" in known else ()
    if "flr_percent" not in known or not isinstance(procedures, list) or "pve" not in procedures:
        return []
    hits = [hit for hit in reading.hits("remnant") if hit.concept == "flr"]
    earlier = [item for hit in hits for item in beside(reading, hit, "flr_pre_pve_pct") if item.is_before]
    earlier = [item for item in earlier if item.value != known["flr_percent"].value]
    if earlier:
        return [ElementValue("flr_pre_pve_pct", earlier[-1].value, (earlier[-1].mention,))]
    return []


def without_congestion(reading: Reading) -> list[ElementValue]:
    """The last share behind a name of the remnant without its congested areas, where no tracer measured it."""
    hits = reading.hits("functional_flr_pct")
    if not hits or SCINTIGRAPHY.search(reading.levelled):
        return []
    found: list[Percentage] = []
    for hit in hits:
        stop = min(reading.sentence_at(hit.start)[1], hit.end + REACH)
        # The share of the whole remnant that follows has a name of its own.
        stop = min((other.start for other in reading.hits("remnant", (hit.end, stop))), default=stop)
        if not is_aside(reading, hit):
            found += behind(reading, (hit.start, hit.end), stop, "functional_flr_pct")
    current = [item for item in found if not item.is_before]
    if current:
        value = current[-1].value
        evidence = tuple(item.mention for item in current if item.value == value)
        reasons = ("several percentages are given",) if len({item.value for item in current}) > 1 else ()
        status = Status.NEEDS_REVIEW if reasons else Status.SURE
        return [ElementValue("functional_flr_pct", value, evidence, status, reasons)]
    return []
