"""When cycles of chemotherapy were given: the end of the period told behind them, else the date that opens their line."""

import re
from collections.abc import Sequence

from extraction.calendar_dates import MONTH
from extraction.fields.cycle_counts import Group
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

LINE_DATE = pattern_of(
    r"^\W{0,4}(?:\d[.)]\s{1,3})?(?P<on>(?:\d{1,2}-)?\d{1,2}[/.]\d{2,4}|(?:19|20)\d\d(?:[-./]\d{1,2})?|[a-z]{3,9}\.? (?:19|20)\d\d)",
    re.IGNORECASE,
)
# "6 cycles, March to June 2023": when they were given.
POINT = rf"(?:(?:\d{{1,2}}\s)?{MONTH}\b\.?(?:[\s-]?'?\d{{2,4}})?|\d{{1,2}}[./]\d{{2,4}}|(?:19|20)\d\d[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?)"
PERIOD = pattern_of(
    rf"[^.;\n]{{0,30}}?\b{POINT}\s?(?:to|until|till|through|and|[-–~]|->|→)\s?(?:end of |early |late |mid[ -])?(?P<to>{POINT})"
    r"|[^.;\n]{0,30}?\b\d{1,2}\s?[-–]\s?(?P<months>\d{1,2}[./](?:19|20)\d\d)",
    re.IGNORECASE,
)


# Of a note that names no metastasis before the primary's operation, and some behind it.
SPREAD = pattern_of(
    r"\bmets?\b|metasta(?!sis free)|\bcrlms?\b|secondar(?:y|ies)\b|m1[abc]?\b|stage (?:iv|4)\b|deposit|\b(?:liver|hepatic) lesion|\brelapse\b|\brecurr"
)
OPERATION_REACH = 90
OF_LIVER = frozenset({"liver_resection", "ablation", "pve"})


def came_before_primary(reading: Reading, span: Interval) -> bool:
    """Whether the primary's resection follows the cycles, and the first metastasis is told only behind both: they were for the primary."""
    following = reading.hits("procedure", (span[1], span[1] + OPERATION_REACH))
    operation = next((hit for hit in following if hit.concept == "primary_resection"), None)
    if operation is None or SPREAD.search(reading.levelled, 0, operation.start):
        return False
    if "\n" in reading.text[span[1] : operation.start]:
        return False  # the items of a list stand in any order
    together = reading.hits("procedure", (span[1], reading.sentence_at(operation.start)[1]))
    if reading.has("response", (span[1], operation.start)) or any(hit.concept in OF_LIVER for hit in together):
        return False
    return SPREAD.search(reading.levelled, operation.end) is not None


def time_of(reading: Reading, groups: Sequence[Group], span: Interval) -> tuple[str, str]:
    """When the cycles were given: ("until", end of the period behind them), else ("on", date that opens their line)."""
    text = reading.text
    following = min((group.start for group in groups if group.start >= span[1]), default=len(text))
    if period := PERIOD.match(text, span[1], following):
        to = period.span("to" if period.group("to") else "months")
        days = [day.when.isoformat() for day in reading.dates_within(to)]
        return "until", days[-1] if days else text[slice(*to)].lower()
    line = text.rfind("\n", 0, span[0]) + 1
    dated = LINE_DATE.match(text[line : line + 24])
    return ("on", dated.group("on")) if dated else ("", "")
