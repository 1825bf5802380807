"""Numbers that stand beside their name: age, ASA class, platelets, peritoneal cancer index, regression grade, planned margin."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.anchors import Anchors, any_in, matches_within
from extraction.digits import digits_alike
from extraction.fields.presence import is_of_relative
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.supplementary.tenses import PAST_BEFORE, PAST_BEHIND, around, is_aside

FILLER = (
    r"(?:\s|class|grade|score|ps|physical status|status|classification|count|is|was|were|of|at|now|today|are|[:=(,-])*"
)
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
ASA = pattern_of(
    rf"{FILLER}(?:(?:I{{1,3}}|IV|[1-5])\s?(?:-|–|/|to)\s?)?(?P<number>IV|III|II|I|V|[1-5])(?![\w%]|[.,]\d|\s?(?:mg|/))",
    re.IGNORECASE,
)
PLATELETS = pattern_of(
    rf"{FILLER}(?:\([^)\n]{{0,14}}\)?)?{FILLER}(?P<number>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{2,6}}|\d{{1,2}}[.,]\d{{1,2}})(?![\d%]|[.,/]\d)"
    r"\s?(?P<unit>(?:x|×|\*)\s?10\s?(?:\^|\*\*|e)?\s?4|10\^4|lakhs?\b|lac\b|L\b)?(?!\s*mm|\s{2,}\d)",
    re.IGNORECASE,
)
# Without a unit a fraction counts ten thousands, as in Japan: no patient is operated on with 14.8 x 10^9/L.
TEN_THOUSANDS, LAKHS = 10.0, 100.0
WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
HIGHEST_INDEX = 39
INDEX = pattern_of(
    rf"(?:\s?\([a-z .]{{2,20}}\))?{FILLER}(?:(?:calculated|estimated|scored|determined|amounted|amounting|came)\s(?:as|at|to)\s)?(?:(?:on|at)\s(?:\w+\s){{0,3}}?)?{FILLER}(?:\d{{1,2}}(?:\s?\+\s?\d{{1,2}}){{2,12}}\s?=\s?)?"
    rf"(?P<number>\d{{1,2}}|{'|'.join(WORDS)})\b(?:\s?/\s?39\b)?(?![\d%/+]|\s\+|[.,]\d|\sor (?:more|above|over|higher|less|below)|\sand above)",
    re.IGNORECASE,
)
GRADE = pattern_of(
    rf"{FILLER}(?:\([^)\n]{{0,24}}\))?{FILLER}(?P<number>[0-5](?:\s?[-–/]\s?[1-5])?[ab]?)(?!\d|[.,]\d|\s?(?:mm|cm|%))",
    re.IGNORECASE,
)
AGE_BEFORE = pattern_of(r"(?<![\d.,/-])(?P<number>\d{2,3})[\s-]{0,2}$")
AGE_BEHIND = pattern_of(
    r"(?:[\s:/,=]{0,4}patient)?[\s:/,=]{0,4}(?:sex[\s:]{0,3})?(?:[MF]\s?/\s?)?(?:at (?:surgery|operation)[\s:]{0,3})?(?:is |of )?(?P<number>\d{2,3})(?!\d|[.,/]\d|\s?(?:weeks|wk|months|mm|cm|kg|lbs?\b|%|mg))",
    re.IGNORECASE,
)
# "58M", "39/F", "55 / F", "45 Y / F" in the opening lines.
AGE_SEX = pattern_of(
    r"(?P<number>\d(?<![\w.,/-].)\d)(?:\s?(?:(?i:y(?:ea)?(?:rs?|s)?|yo)\.?\s?)?[/,]?\s?(?:M|F|MALE|FEMALE|[Mm]ale|[Ff]emale)\b(?!\s?\d|[\s-]?(?:FDG|[Ff]luor|PET|PSMA|DOPA))"
    r"|(?i:yo)\b)"
)
# "F, 63 y", "Mr T, 74 y.", "Female pt 48 ys", "Patient of 47 years".
SEX_AGE = pattern_of(
    r"\b(?:M|F|(?i:male|female|pt|patient)|M(?:R|rs?|s|RS|S)\.? [A-Z])[\s,:]{1,2}(?:(?:pt|of|patient)\s)?(?P<number>\d{2})\s?(?i:y(?:ea)?(?:rs?|s)?)\b"
)
# Their last two digits, with the first letter of what follows; here all digits are alike.
AGE_AHEAD = pattern_of(r"00\s?[/,]?\s?(?:[yYMFf]|m(?=a))")
AT_DIAGNOSIS = pattern_of(r"\b(?:diagnosed|diagnosis|since|died|until|menopause|menarche|smok\w+)\b[^.;\n]{0,20}$")
OPENING = 700
SEX_REACH, YEARS_REACH = 20, 9
MARGIN_PLAN = pattern_of(
    r"\b(?:planned|intended|expected|anticipated|predicted|projected|aimed|aiming|achievable|can be (?:obtained|achieved|expected))\b"
)
MARGIN_PLAN_WORDS = Anchors(
    *("planned", "intended", "expected", "anticipated", "predicted", "projected", "aimed", "aiming", "achievable"),
    "can be ",
)
SIDE = pattern_of(r"\b(?:distal|proximal|circumferential|crm|ablat\w+|frozen)\b")


class Number(NamedTuple):
    """A number at a place, and what may be wrong with it."""

    value: float | str
    span: Interval
    doubt: str = ""


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`age_years`, `asa_class`, `platelets_1e9L`, `pci`, `trg`, `planned_margin_mm`."""
    values: list[ElementValue] = []
    if ages := worded_ages(reading) or opening_ages(reading):
        values.append(chosen(reading, "age_years", ages, ages[0]))
    for element in filter(reading.topics.__contains__, BEHIND):
        behind = BEHIND[element]
        told = [found for hit in reading.hits(element) if is_told(reading, hit) and (found := behind(reading, hit))]
        if told:
            values.append(chosen(reading, element, told, told[-1]))
    if margins := planned_margins(reading):
        values.append(chosen(reading, "planned_margin_mm", margins, margins[-1]))
    return values


def chosen(reading: Reading, element: str, told: list[Number], one: Number) -> ElementValue:
    """The number that counts, with every place that gives it."""
    evidence = tuple(made(reading, element, other) for other in told if other.value == one.value)
    reasons = tuple(
        filter(None, (one.doubt, "several numbers are given" if len({other.value for other in told}) > 1 else ""))
    )
    value = int(one.value) if isinstance(one.value, float) and one.value == int(one.value) else one.value
    return ElementValue(element, value, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)


def made(reading: Reading, element: str, number: Number) -> Mention:
    """The evidence of a number."""
    return reading.mention(element, number.span, number.value, Assertion.PRESENT)


def is_told(reading: Reading, hit: Hit) -> bool:
    """Whether the name is the patient's and speaks of the present, not of a condition or an order."""
    lead, tail = around(reading, hit)
    effects = reading.effects(hit.start, hit.end)
    return not (
        is_aside(reading, hit) or effects & {"hypothetical"} or PAST_BEFORE.search(lead) or PAST_BEHIND.match(tail)
    )


def asa(reading: Reading, hit: Hit) -> Number | None:
    """The class behind "ASA"; of a range the worse."""
    match = ASA.match(reading.text, hit.end)
    if not match:
        return None
    written = match.group("number").upper()
    return Number(float(ROMAN.get(written) or written), (hit.start, match.end()))


def platelets(reading: Reading, hit: Hit) -> Number | None:
    """The count behind the name, in 10^9/L whatever the unit of the country."""
    match = PLATELETS.match(reading.text, hit.end)
    if not match or "<" in match.group() or ">" in match.group():
        return None
    written, unit = match.group("number"), (match.group("unit") or "").lower()
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", written)
    value = float(re.sub(r"[.,]", "", written)) if grouped else float(written.replace(",", "."))
    doubt = ""
    if value >= 1000:
        value /= 1000
    elif "10" in unit:
        value *= TEN_THOUSANDS
    elif unit and value < 10:
        value *= LAKHS
    elif value % 1:
        value, doubt = value * TEN_THOUSANDS, "no unit; read as ten thousands a microlitre"
    return Number(round(value, 1), (hit.start, match.end("unit") if unit else match.end("number")), doubt)


def index(reading: Reading, hit: Hit) -> Number | None:
    """The peritoneal cancer index behind its name."""
    match = INDEX.match(reading.text, hit.end)
    if match is None:
        return None
    word = match.group("number").lower()
    value = WORDS.index(word) if word in WORDS else int(word)
    return Number(float(value), (hit.start, match.end())) if value <= HIGHEST_INDEX else None


def grade(reading: Reading, hit: Hit) -> Number | None:
    """The regression grade as written, of a liver specimen."""
    match = GRADE.match(reading.text, hit.end)
    if not match or reading.note.note_type is not PATHOLOGY:
        return None
    written = re.sub(r"[–/]", "-", "".join(match.group("number").split())).rstrip("ab")
    return (
        Number(written, (hit.start, match.end()))
        if "-" not in written or int(written[-1]) == int(written[0]) + 1
        else None
    )


BEHIND: dict[str, Callable[[Reading, Hit], Number | None]] = {
    "asa_class": asa, "platelets_1e9L": platelets, "pci": index, "trg": grade,
}  # fmt: skip


def worded_ages(reading: Reading) -> list[Number]:
    """The ages that stand beside their words."""
    found = []
    for hit in reading.hits("age_years"):
        start, end = reading.sentence_at(hit.start)
        if hit.concept == "number_before":
            match = AGE_BEFORE.search(reading.text, max(start, hit.start - 6), hit.start)
        else:
            match = AGE_BEHIND.match(reading.text, hit.end, end)
        if not match or not is_adult(match) or is_aside(reading, hit):
            continue
        if not AT_DIAGNOSIS.search(reading.levelled[max(start, hit.start - 40) : hit.start]):
            span = min(match.start("number"), hit.start), max(match.end("number"), hit.end)
            found.append(Number(float(match.group("number")), span))
    return found


def opening_ages(reading: Reading) -> list[Number]:
    """Ages beside the sex or the name in the opening lines."""
    ahead = list(AGE_AHEAD.finditer(digits_alike(reading.text[:OPENING])))
    if not ahead:
        return []
    matches = matches_within(AGE_SEX, reading.text, [match.start() for match in ahead], 0, OPENING)
    for at in [match.start() + 1 for match in ahead if match.group()[-1] in "yY"]:
        near = SEX_AGE.finditer(reading.text, max(0, at - SEX_REACH), min(at + YEARS_REACH, OPENING))
        matches += [match for match in near if match.end("number") == at + 1]
    found = [
        Number(float(match.group("number")), match.span())
        for match in matches
        if is_adult(match) and not is_of_relative(reading, *match.span())
    ]
    return sorted(found, key=lambda one: one.span)


def is_adult(match: re.Match[str]) -> bool:
    """Whether the number can be the age of a patient."""
    return 18 <= int(match.group("number")) <= 105


def planned_margins(reading: Reading) -> list[Number]:
    """Lengths in a sentence that speaks of a margin to come, outside pathology; a bound is no margin."""
    found: list[Number] = []
    if reading.note.note_type is PATHOLOGY:
        return found
    for hit in reading.hits("margin") if any_in(reading.levelled, MARGIN_PLAN_WORDS) else ():
        if hit.concept != "margin":
            continue
        start, end = reading.clause_at(hit.start)
        lengths = reading.lengths((start, end))
        if not lengths:
            continue
        if not MARGIN_PLAN.search(reading.levelled, start, end) or SIDE.search(reading.levelled, start, end):
            continue
        nearest = min(lengths, key=lambda one: min(abs(one.start - hit.end), abs(hit.start - one.end)))
        if len(nearest.axes) == 1 and not nearest.bound and not is_aside(reading, hit):
            found.append(Number(nearest.mm, (min(nearest.start, hit.start), max(nearest.end, hit.end))))
    return found
