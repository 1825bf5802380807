"""Future liver remnant and ICG retention, in percent."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.matching import Hit
from extraction.reading import Reading

PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|percent|per cent)")
BARE = re.compile(r"\s*(?:/\s?\w+\s)?(?:%|\(%\))?[:=\s]+((?:\d{1,2}(?:[.,]\d)?\s{2,})*\d{1,2}(?:[.,]\d)?)\s*(?:\n|$)")
LIMIT = re.compile(
    r"(?:<|>|≥|≤|\bbelow|\babove|\blimit|\bthreshold|\bminimum|\bat least|\bless than|\bmore than|\bif|\bpasses|\breaches|\bgoal|\btarget|\bwant|\brequire\w*|\bover|\bunder|\bexceed\w*|\bafter >6 cycles)\W{0,4}(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
LIMIT_WORDS = re.compile(r"\b(?:limit|threshold|cut-?off|required|should be|goal|must)\b", re.IGNORECASE)
OTHER = re.compile(
    r"hypertrophy|kinetic|resect(?:ed|ion) vol|tumou?r (?:vol|burden)|body weight|bw\b|growth|steatosis|fat\b|necrosis|viable",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"\b(?:before|pre-?(?:pve|embolis|op)?|prior|was|from|previous(?:ly)?|baseline|initial(?:ly)?|formerly)\b[^%;]{0,30}$",
    re.IGNORECASE,
)
BEFORE_BEHIND = re.compile(r"\s*(?:\(?(?:before|pre-|prior to|previously|at baseline)|to\b|->|-->|→)", re.IGNORECASE)
REACH = 80


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage tied to a name; `is_before` marks one the words call earlier."""

    value: float
    mention: Mention
    is_before: bool


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`flr_percent` (the newest, after embolisation) and `icg_r15_percent`."""
    for concept, element in (("flr", "flr_percent"), ("icg", "icg_r15_percent")):
        found = [
            item for hit in reading.hits("remnant") if hit.concept == concept for item in beside(reading, hit, element)
        ]
        current = [item for item in found if not item.is_before] or found
        if not current:
            continue
        chosen = current[-1]
        same = tuple(item.mention for item in current if item.value == chosen.value)
        differ = {item.value for item in current} != {chosen.value}
        status = Status.NEEDS_REVIEW if differ else Status.SURE
        yield ElementValue(element, chosen.value, same, status, ("several percentages are given",) if differ else ())


def beside(reading: Reading, hit: Hit, element: str) -> Iterator[Percentage]:
    """Percentages behind the name, up to the next name; in a table row without signs, the last column."""
    text = reading.text
    sentence = reading.sentence_at(hit.start)
    if reading.effects(hit.start, hit.end) & {"family"}:
        return
    if match := BARE.match(text, hit.end):
        numbers = match.group(1).split()
        if "%" in text[hit.start : match.start(1)]:
            at = match.end(1)
            span = (hit.start, at)
            value = float(numbers[-1].replace(",", "."))
            yield Percentage(value, reading.mention(element, span, value, Assertion.PRESENT), False)
            return
    stop = min(sentence[1], hit.end + REACH)
    for other in reading.hits("remnant", (hit.end, stop)):
        if other.concept != hit.concept:
            stop = other.start
            break
    for match in PERCENT.finditer(text, hit.end, stop):
        lead = text[hit.end : match.start()]
        if (
            LIMIT.search(text[max(hit.start - 12, 0) : match.start()][-40:])
            or LIMIT_WORDS.search(lead)
            or OTHER.search(lead)
        ):
            continue
        value = float(match.group(1).replace(",", "."))
        before = bool(BEFORE.search(lead)) or bool(BEFORE_BEHIND.match(text, match.end()))
        mention = reading.mention(element, (hit.start, match.end()), value, Assertion.PRESENT)
        yield Percentage(value, mention, before)
