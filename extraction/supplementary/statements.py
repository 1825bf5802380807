"""Supplementary categories that stand in the words themselves: each value has its words in `lexicons/targets/<element>.yaml`."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.compiled import load_vocabulary
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.supplementary.tenses import JUDGES, NO, is_aside

# The heading of a history that is empty.
HISTORY = pattern_of(r"comorbid|co morbid|medical history|pmh")
NONE = pattern_of(r"[\s:-]*(?:none|nil|no significant|unremarkable|not significant)\b(?! \w*(?:allerg|change))")


class Said(NamedTuple):
    """A value that a place of the note states."""

    value: str
    mention: Mention


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """Every supplementary category whose words the note holds."""
    values: list[ElementValue] = []
    worded = worded_elements()
    for element in sorted(reading.topics & worded.keys(), key=worded.__getitem__):
        values += settled(reading, element, said(reading, element))
    # "No heart failure" is no word on comorbidity as a whole.
    told = [one for one in said(reading, "major_comorbidity") if one.mention.assertion is Assertion.PRESENT]
    history = opening(reading, "major_comorbidity", "past_history", HISTORY, NONE, NO)
    values += settled(reading, "major_comorbidity", [*told, *history])
    return values


@cache
def worded_elements() -> dict[str, int]:
    """The supplementary categories that have words of their own and no reader, each with its place in their order."""
    return {element: at for at, element in enumerate(load_vocabulary().categories) if element not in WITH_READER}


# These have their words here too, and a reader that knows more of their circumstances.
WITH_READER = frozenset(
    {
        "primary_status",
        "preop_chemo",
        "new_lesions",
        "liver_recurrence",
        "splenomegaly",
        "liver_healthy",
        "flr_basis",
        "major_comorbidity",
        "adjuvant_chemo",
        "adjuvant_progression",
        "other_recurrence",
        "liver_biopsy_target",
    }
)


def said(reading: Reading, element: str) -> list[Said]:
    """What each place says; words whose concept is no value of the element only keep others from being read."""
    told: list[Said] = []
    hits = reading.hits(element)
    if not hits:
        return told
    kind = load_vocabulary().categories[element]
    for hit in hits:
        if hit.concept not in kind.values or is_aside(reading, hit):
            continue
        value = JUDGES[kind.tense](reading, hit)
        if value is not None and value in kind.values:
            denied = value != hit.concept
            assertion = Assertion.ABSENT if denied else Assertion.PRESENT
            told.append(Said(value, reading.mention(element, (hit.start, hit.end), value, assertion)))
    return told


def opening(
    reading: Reading, element: str, category: str, title: re.Pattern[str], body: re.Pattern[str], value: str
) -> list[Said]:
    """What the first words under a heading say: "Comorbidities: none"."""
    told: list[Said] = []
    for section in reading.sections:
        if section.category != category or not title.search(reading.levelled, section.start, section.body_start):
            continue
        if match := body.match(reading.levelled, section.body_start, section.end):
            told.append(Said(value, reading.mention(element, (section.start, match.end()), value, Assertion.ABSENT)))
    return told


def settled(reading: Reading, element: str, told: Sequence[Said]) -> list[ElementValue]:
    """The value of the weightiest section, of these the last; one that other places contradict wants a second look."""
    if not told:
        return []
    ranks = [reading.rank_at(one.mention.start) for one in told]
    top = max(ranks)
    chosen = [one for one, rank in zip(told, ranks, strict=True) if rank == top][-1]
    evidence = tuple(one.mention for one in told if one.value == chosen.value)
    reasons = ("stated in two ways; the weightier place is taken",) if len({one.value for one in told}) > 1 else ()
    return [ElementValue(element, chosen.value, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)]
