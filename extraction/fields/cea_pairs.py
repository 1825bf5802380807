"""Two CEA values of two times joined by a stroke, their order told in brackets: "CEA (now/baseline): 4.9/37.2"."""

from extraction.fields.cea_values import Result, number
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading

VALUES = r"(?P<first>\d{1,5}(?:[.,]\d{1,2})?) ?/ ?(?P<second>\d{1,5}(?:[.,]\d{1,2})?)(?![\d/])"
EARLIER = r"(?:at |on )?(?:baseline|before|pre|initial|first|diagnosis|start|prior|previous|then)"
LATER = r"(?:at |on )?(?:now|current|today|present|post|after|latest|last|actual|control)"
ORDER = rf"\((?:(?P<rising>{EARLIER}[^()/]{{0,16}}/ ?{LATER}[^()/]{{0,16}})|{LATER}[^()/]{{0,16}}/ ?{EARLIER}[^()/]{{0,16}})\)"
UNIT = r"(?: ?(?:ng/ml|[uµμ]g/l|mcg/l))?"
TOLD_AHEAD = pattern_of(rf"\s?{ORDER}\s?[:=]?\s?{VALUES}")
TOLD_BEHIND = pattern_of(rf"\s?[:=]?\s?{VALUES}{UNIT} ?{ORDER}")


def of_two_times(reading: Reading, hit: Hit) -> list[Result]:
    """The later one of two values whose times the brackets before or behind them tell."""
    told = TOLD_AHEAD.match(reading.levelled, hit.end) or TOLD_BEHIND.match(reading.levelled, hit.end)
    if told:
        name = "second" if told.group("rising") else "first"
        return [Result(*told.span(name), number(told.group(name)), None, False, True, False)]
    return []
