"""Primary and metastases taken out on one day: "left hemicolectomy + RFA of a liver metastasis on 14/3/22"."""

from itertools import pairwise

from extraction.fields.procedures import named
from extraction.fields.timing_circumstances import Clue
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

OF_LIVER = frozenset({"liver_resection", "ablation"})
# What joins two operations of one day: no time lies between them.
JOINED = pattern_of(
    r"(?:(?!then\b|later\b|after\b|before\b|followed\b|previous|prior|second|subsequent)[\w/-]+[ ,]{1,2}){0,6}?[(,]?\s?(?:\+|&|and\b|with\b|plus\b|combined with|together with|en bloc)"
    r"(?:\s(?!then\b|later\b|after\b|before\b|followed\b|previous|prior|second|subsequent)[\w/-]+){0,5}\s?"
)
# The date stands right behind the second of them.
DATE_REACH = 44
METASTASES = pattern_of(r"metasta|\bmets?\b|\bcrlm|secondar|deposit")


def operated_on_one_day(reading: Reading) -> list[Clue]:
    """Two operations that a letter joins and dates as one, where it tells of metastases."""
    clues: list[Clue] = []
    if reading.note.note_type is not ONCOLOGY:
        return clues
    done = [(hit, name) for hit in reading.hits("procedure") if (name := named(reading, hit))]
    for (one, first), (two, second) in pairwise(done):
        if {first, second} - OF_LIVER != {"primary_resection"} or first == second:
            continue
        end = reading.sentence_at(one.start)[1]
        if two.end > end or not JOINED.fullmatch(reading.levelled, one.end, two.start):
            continue
        between = any(reading.dates_within((one.end, two.start)))
        dates = any(reading.dates_within((two.end, min(end, two.end + DATE_REACH))))
        if not dates or between or not METASTASES.search(reading.levelled):
            continue
        if "hypothetical" not in reading.effects(two.start, two.end):
            clues.append(Clue("synchronous", "told", one.start, two.end))
    return clues
