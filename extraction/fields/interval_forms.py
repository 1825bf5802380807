"""The interval where the label of a form has its unit: "DFI (months): 9"."""

from typing import NamedTuple

from extraction.anchors import Anchors, matches_at, places
from extraction.durations import Duration
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.tumours import is_other_tumour

FORM = pattern_of(
    r"\b(?:dfi|dfs|disease free interval|(?:recurrence|relapse) free interval|interval (?:to|from|between) [^.;:\d]{3,40}?)[ ,]{1,2}(?:\((?:in )?)?(?P<unit>months?|mos?|mths?|years?|yrs?)\b\)?\s?[:=|]?\s{0,30}(?P<number>\d{1,3}(?:[.,]\d)?)(?![\d/%]|[.,]\d)"
)
FORM_WORDS = Anchors(
    *("dfi", "dfs", "disease free interval", "recurrence free interval", "relapse free interval"),
    *("interval to", "interval from", "interval between"),
)
LABELLED, ANCHORED, FREE, TOLD = 4, 3, 2, 1


class Stated(NamedTuple):
    """A duration that is the interval, and how plainly the note says so."""

    duration: Duration
    weight: int


def in_forms(reading: Reading) -> list[Stated]:
    """Numbers whose unit stands in the label: "DFI (months): 9"."""
    forms: list[Stated] = []
    for match in matches_at(FORM, reading.levelled, places(reading.levelled, FORM_WORDS)):
        months = float(match.group("number").replace(",", ".")) * (12 if match.group("unit").startswith("y") else 1)
        if not reading.effects(*match.span("number")) & {"family", "hypothetical"} and not is_other_tumour(
            reading, match.start()
        ):
            forms.append(Stated(Duration(*match.span(), months), LABELLED))
    return forms
