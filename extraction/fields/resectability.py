"""The author's own verdict on whether the liver disease can be resected now."""

import re
from collections.abc import Iterator, Mapping

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.matching import Hit
from extraction.reading import Reading

VERDICTS = ("resectable", "borderline", "unresectable")
QUESTION = re.compile(r"\?\s*(?:\w+\s)?$|\bwhether\b[^.;]{0,60}$")
FORMER = re.compile(
    r"\b(?:initially|formerly|previously|elsewhere|at (?:diagnosis|that time)|in (?:19|20)\d\d|had been|was considered|outside hospital|deemed .{0,20} elsewhere)\b"
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`stated_resectability`: the verdict of the weightiest section, there the last."""
    found: list[tuple[int, Mention]] = []
    for hit in reading.hits("resectability"):
        if hit.concept in VERDICTS and is_verdict(reading, hit):
            rank = reading.rank_at(hit.start)
            found.append(
                (rank, reading.mention("stated_resectability", (hit.start, hit.end), hit.concept, Assertion.PRESENT))
            )
    if not found:
        return
    top = max(rank for rank, _ in found)
    decisive = [mention for rank, mention in found if rank == top]
    values = {str(mention.value) for mention in decisive}
    chosen = "borderline" if {"unresectable", "borderline"} <= values else str(decisive[-1].value)
    evidence = tuple(mention for mention in decisive if mention.value == chosen)
    reasons = ("several verdicts are stated",) if len({mention.value for _, mention in found}) > 1 else ()
    yield ElementValue(
        "stated_resectability", chosen, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons
    )


def is_verdict(reading: Reading, hit: Hit) -> bool:
    """A statement on the liver: no question, no condition, not the primary, not of earlier days."""
    text = reading.levelled
    start, _end = reading.sentence_at(hit.start)
    clause = reading.clause_at(hit.start)
    if reading.is_question(hit.start) or QUESTION.search(text, start, hit.start) or reading.rank_at(hit.start) == 0:
        return False
    effects = reading.effects(hit.start, hit.end)
    if effects & {"family"} or (effects & {"hypothetical"} and hit.concept == "resectable"):
        return False
    if "negated" in effects and hit.concept != "unresectable":
        return False
    if FORMER.search(text, clause[0], hit.end):
        return False
    subjects = [word for word in reading.hits("resectability", clause) if word.concept == "other_subject"]
    return not subjects or "liver" in text[clause[0] : clause[1]]
