"""Words that make a number the count of the lesions: "bilobar metastases, now countable: 6", "count 7", "three of them"."""

import re

from extraction.anchors import any_in
from extraction.lesions.counts import Quantity
from extraction.lesions.statement import Statement
from extraction.reading import Reading

WORDS = ("count", "amount", "quantity", "number")
# The word opens its piece of the sentence: a platelet count has a word of its own before it.
CALLED = re.compile(
    r"(?:[,;:(]|\b(?:metastases|mets|lesions|deposits|nodules|foci|lobes?|bilobar|bilateral|bilobarly|liver))\s?"
    r"(?:(?:now|at present|currently|presently|today|still|only|the|their|total) )*"
    r"(?:count(?:able|ed)?|amount(?:ing)?|quantity|number(?:ed|ing)?)(?: (?:now|at present|currently|presently|today|is|of|to|about|still))*[ :=]{1,3}$"
)
# "The metastases, three of them, have shrunk", "all four of them".
APPOSED = re.compile(r"(?:metastases|mets|secondaries|deposits|lesions|liver|lobes?)[,(] ?(?:all |in all )?$")
THEIRS = re.compile(r" of (?:them|these)(?=\s?[,;)])")
# "Down in number from seven to four".
FALLEN = re.compile(r"\b(?:in number|number|count) (?:\w+ )?from \w+ to (?:now |only )?$")
REACH = 60
ENDS = re.compile(r"\s?(?:[,;:.)(\n]|$)|\s(?:in all|in total|altogether|with|of which|the (?:largest|biggest))\b")


def is_called_count(reading: Reading, one: Statement, number: Quantity) -> bool:
    """Whether such words stand beside the number, in a statement on lesions."""
    if number.times or not (one.nouns or one.inherits):
        return False
    lead = reading.levelled[max(reading.sentence_at(number.start)[0], number.start - REACH) : number.start]
    if THEIRS.match(reading.levelled, number.end) and APPOSED.search(lead):
        return True
    if not any_in(lead, WORDS):
        return False
    if FALLEN.search(lead):
        return True
    return bool(CALLED.search(lead)) and bool(ENDS.match(reading.levelled, number.end))
