"""Procedures done on liver and primary, now or in the past."""

import re
from collections.abc import Iterator, Mapping

from abstraction.records import Assertion, ElementValue, Mention, NoteType
from extraction.matching import Hit
from extraction.reading import Reading

LIVER = re.compile(r"\b(?:liver|hepatic|segments?|segs?|s\d|metastas[ie]s|mets?|sol)\b")
NOT_LIVER = re.compile(
    r"\b(?:lung|pulmonary|colon|colonic|rectal|sigmoid|node|omentum|skin|polyp|brain|adrenal|ovary|bowel)\b"
)
BIOPSY = re.compile(r"\s*(?:biopsy|biopsies|bx)")
# A step that only names the plan of the operation, or the specimen of an earlier one.
DONE = re.compile(
    r"\b(?:done|performed|underwent|completed|s/p|status post|post|after|had|was|were|in (?:19|20)\d\d)\b"
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`procedures`: every kind that was done."""
    found: dict[str, list[Mention]] = {}
    for hit in reading.hits("procedure"):
        name = named(reading, hit)
        if name and is_done(reading, hit):
            mention = reading.mention("procedures", (hit.start, hit.end), name)
            found.setdefault(name, []).append(mention)
    if found:
        mentions = tuple(mention for group in found.values() for mention in group)
        yield ElementValue("procedures", list(found), mentions)


def named(reading: Reading, hit: Hit) -> str | None:
    """The contract's name; a wedge, an excision or a core needs the liver beside it."""
    text = reading.levelled
    if BIOPSY.match(text, hit.end) and hit.concept in ("liver_resection", "wedge", "cut_out"):
        return "liver_biopsy" if near_liver(reading, hit) else None
    if hit.concept == "wedge":
        return "liver_resection" if near_liver(reading, hit) else None
    if hit.concept == "cut_out":
        specimen = reading.note.note_type is NoteType.PATHOLOGY
        return "liver_resection" if specimen and heads_liver(reading, hit) else None
    if hit.concept == "sample":
        return "liver_biopsy" if near_liver(reading, hit) else None
    if hit.concept == "liver_resection" and "alpps" in text[hit.start : hit.end]:
        return None
    if hit.concept == "liver_resection" and NOT_LIVER.search(text, max(0, hit.start - 20), hit.start):
        return None
    return hit.concept


def near_liver(reading: Reading, hit: Hit) -> bool:
    """Whether the clause is about the liver, nearer than about another organ."""
    clause = reading.clause_at(hit.start)
    around = reading.levelled[max(clause[0], hit.start - 60) : min(clause[1], hit.end + 50)]
    return bool(LIVER.search(around)) and not NOT_LIVER.search(around)


def heads_liver(reading: Reading, hit: Hit) -> bool:
    """A specimen line such as "Liver, segments 5 and 6, resection"."""
    line = reading.text.rfind("\n", 0, hit.start) + 1
    lead = reading.levelled[line : hit.start]
    return "liver" in lead and not NOT_LIVER.search(lead) and len(lead) <= 90


def is_done(reading: Reading, hit: Hit) -> bool:
    """Done in this patient: neither planned, declined nor denied."""
    assertion = reading.assertion(hit.start, hit.end)
    if assertion in (Assertion.HYPOTHETICAL, Assertion.ABSENT, Assertion.OTHER_EXPERIENCER):
        return False
    return not reading.is_question(hit.start) or bool(DONE.search(reading.levelled, *reading.clause_at(hit.start)))
