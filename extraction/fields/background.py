"""Disease of the liver tissue outside the tumours: fat, steatohepatitis, sinusoidal injury, fibrosis, cirrhosis."""

import re
from collections.abc import Iterator, Mapping

from abstraction.records import ElementValue, Mention, Status
from extraction.matching import Hit
from extraction.reading import Reading

DISEASES = ("steatosis", "steatohepatitis", "sinusoidal_injury", "fibrosis", "cirrhosis")
UNREAD = frozenset({"family_history", "plan", "comparison"})
STAGE_ZERO = re.compile(
    r"[^.;\n]{0,25}?(?:\(?\s*(?:stage|score|grade|f)?\s*[:=]?\s*(?:0\b(?!\.|,|\s*[-–/]\s*[1-9])|f0\b)|:\s*(?:none|absent|no|nil)\b)"
)
UNTICKED = re.compile(r"\[\s?\]\s*\w*\s*$")
UNDER_FIVE = re.compile(r"[^.;,\n]{0,20}?(?:under|below|less than|<)\s*5\s?%")


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`liver_background`: affirmed diseases in the order of the contract."""
    found: dict[str, list[Mention]] = {}
    denied: set[str] = set()
    for hit in reading.hits("background"):
        if hit.concept not in DISEASES or reading.section_at(hit.start).category in UNREAD:
            continue
        effects = reading.effects(hit.start, hit.end)
        if effects & {"family", "hypothetical"}:
            continue
        if effects & {"negated"} or is_zero(reading, hit):
            denied.add(hit.concept)
        elif "possible" not in effects:
            found.setdefault(hit.concept, []).append(
                reading.mention("liver_background", (hit.start, hit.end), hit.concept)
            )
    values = [name for name in DISEASES if name in found]
    if values:
        reasons = tuple(f"{name}: also denied" for name in values if name in denied)
        evidence = tuple(mention for name in values for mention in found[name])
        yield ElementValue(
            "liver_background", values, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons
        )


def is_zero(reading: Reading, hit: Hit) -> bool:
    """Whether a stage 0, an empty tick box or a fat share below 5 % says that the disease is not there."""
    text = reading.levelled
    line = text.rfind("\n", 0, hit.start) + 1
    return bool(
        STAGE_ZERO.match(text, hit.end)
        or UNTICKED.search(reading.text, max(line, hit.start - 24), hit.start)
        or UNDER_FIVE.match(text, hit.end)
    )
