"""Supplementary categories that stand in the words themselves: each value has its words in `lexicons/targets/<element>.yaml`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.compiled import load_vocabulary
from extraction.fields.plans import is_in_plan, is_planned
from extraction.fields.procedures import is_to_come
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.tumours import is_other_tumour

YES, NO = "yes", "no"
DENIED = frozenset({"negated", "no_new"})
# "Fit for surgery if cardiology clears him": what hangs on a condition is not stated.
CONDITION = re.compile(
    r"[^.;\n]{0,60}?\b(?:if|provided|subject to|pending|depending|dependent on|unless|assuming|as long as|in case|would be)\b"
)
PAST_BEFORE = re.compile(
    r"\b(?:previously|formerly|initially|originally|earlier|in the past|at (?:first )?(?:diagnosis|presentation)|in (?:19|20)\d\d|outside hospital)\b[^.;]{0,40}$"
)
PAST_BEHIND = re.compile(
    r"[^.;,\n]{0,30}?\b(?:in the past|at (?:diagnosis|presentation)|at that time|in (?:19|20)\d\d|elsewhere|at (?:the |an )?outside hospital)\b"
)
# An option that is talked over is no plan.
OPTION = re.compile(
    r"\b(?:may|might|could|would|consider\w*|option\w*|possib\w*|alternativ\w*|discuss\w*|mention\w*|if|unless|in case|reserve|fallback|escape|candidacy|eligib\w*|"
    r"evaluat\w*|versus|vs|whether|role of|asked about|not favou?red|nobody|trial)\b|\?"
)
REFUSED = re.compile(
    r"\b(?:declin\w*|refus\w*|reject\w*|no|not|never|without|contraindicat\w*|against|unnecessary|cancel\w*|abandon\w*|abort\w*|ruled out|instead of|rather than|neither|nor|cannot|can't|not interested)\b"
)
# "Not necessary", "no role for": said of a plan, this is its denial.
NEEDLESS_BEFORE = re.compile(r"\b(?:no (?:need|role|indication|place)(?: \w+){0,2} (?:for|of)|without)\s(?:\w+\s){0,2}$")
NEEDLESS_BEHIND = re.compile(
    r"[^,;.:\n]{0,14}?\b(?:not (?:\w+ ){0,2}(?:necessary|needed|required|indicated|planned|intended)|unnecessary)\b"
)
# What makes a plan firm.
FIRM = re.compile(
    r"\b(?:plan(?:ned|s|ning)?|schedul\w+|booked|listed|recommend\w*|request\w*|offered|will|to undergo|propos\w+|intended|intention|proceed|agreed|decided|decision|now for|"
    r"is to|are to|preferred|due|concept|strategy|then)\b"
)
# Talked of and not given.
NOT_GIVEN = re.compile(
    r"\b(?:not interested|contraindicat\w*|not favou?red|not suitable|unsuitable|role of|asked about|candidate for|eligible for|candidacy)\b"
)
REACH = 80
# The heading of a history that is empty.
HISTORY = re.compile(r"comorbid|co morbid|medical history|pmh")
NONE = re.compile(r"[\s:-]*(?:none|nil|no significant|unremarkable|not significant)\b(?! \w*(?:allerg|change))")
Judge = Callable[[Reading, Hit], str | None]


class Said(NamedTuple):
    """A value that a place of the note states."""

    value: str
    mention: Mention


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """Every supplementary category whose words the note holds."""
    for element in worded_elements():
        if reading.hits(element):
            yield from settled(reading, element, said(reading, element))
    history = opening(reading, "major_comorbidity", "past_history", HISTORY, NONE, NO)
    yield from settled(reading, "major_comorbidity", [*said(reading, "major_comorbidity"), *history])


@cache
def worded_elements() -> tuple[str, ...]:
    """The supplementary categories that have words of their own and no reader."""
    return tuple(element for element in load_vocabulary().categories if element not in WITH_READER)


# These have their words here too, and a reader that knows more of their circumstances.
WITH_READER = frozenset({"primary_status", "preop_chemo", "new_lesions", "liver_recurrence", "splenomegaly", "liver_healthy", "major_comorbidity"})


def said(reading: Reading, element: str) -> Iterator[Said]:
    """What each place says; words whose concept is no value of the element only keep others from being read."""
    kind = load_vocabulary().categories[element]
    for hit in reading.hits(element):
        if hit.concept not in kind.values or is_aside(reading, hit):
            continue
        value = JUDGES[kind.tense](reading, hit)
        if value is not None and value in kind.values:
            denied = value != hit.concept
            assertion = Assertion.ABSENT if denied else Assertion.PRESENT
            yield Said(value, reading.mention(element, (hit.start, hit.end), value, assertion))


def opening(reading: Reading, element: str, category: str, title: re.Pattern[str], body: re.Pattern[str], value: str) -> Iterator[Said]:
    """What the first words under a heading say: "Comorbidities: none"."""
    for section in reading.sections:
        if section.category != category or not title.search(reading.levelled, section.start, section.body_start):
            continue
        if match := body.match(reading.levelled, section.body_start, section.end):
            yield Said(value, reading.mention(element, (section.start, match.end()), value, Assertion.ABSENT))


def settled(reading: Reading, element: str, found: Iterable[Said]) -> Iterator[ElementValue]:
    """The value of the weightiest section, of these the last; one that other places contradict wants a second look."""
    told = list(found)
    if not told:
        return
    ranks = [reading.rank_at(one.mention.start) for one in told]
    chosen = [one for one, rank in zip(told, ranks, strict=True) if rank == max(ranks)][-1]
    evidence = tuple(one.mention for one in told if one.value == chosen.value)
    reasons = ("stated in two ways; the weightier place is taken",) if len({one.value for one in told}) > 1 else ()
    yield ElementValue(element, chosen.value, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)


def is_aside(reading: Reading, hit: Hit) -> bool:
    """Whether the words are a relative's, a question's or another tumour's."""
    return (
        reading.section_at(hit.start).category == "family_history"
        or "family" in reading.effects(hit.start, hit.end)
        or reading.is_question(hit.start)
        or is_other_tumour(reading, hit.start)
    )


def around(reading: Reading, hit: Hit) -> tuple[str, str]:
    """The words of the sentence before and behind the hit, as far as they can bear on it."""
    start, end = reading.sentence_at(hit.start)
    text = reading.levelled
    return text[max(start, hit.start - REACH) : hit.start], text[hit.end : min(end, hit.end + REACH)]


def so_now(reading: Reading, hit: Hit) -> str | None:
    """A state: not doubted, conditional or past; a yes that is denied is a no."""
    effects = reading.effects(hit.start, hit.end)
    if effects & {"possible", "hypothetical"} or CONDITION.match(reading.levelled, hit.end):
        return None
    lead, tail = around(reading, hit)
    if PAST_BEFORE.search(lead) or PAST_BEHIND.match(tail):
        return None
    if effects & DENIED:
        return NO if hit.concept == YES else None
    return hit.concept


def was_done(reading: Reading, hit: Hit) -> str | None:
    """A treatment or study: carried out, and not planned, refused or to come."""
    if is_planned(reading, hit.start, hit.end) or is_in_plan(reading, hit.start) or is_to_come(reading, hit.end):
        return None
    lead, tail = around(reading, hit)
    return None if NOT_GIVEN.search(lead) or NOT_GIVEN.search(tail) else hit.concept


def is_intended(reading: Reading, hit: Hit) -> str | None:
    """A plan: firm, neither an option nor refused; what was done already is no plan, what is not needed is none."""
    lead, tail = around(reading, hit)
    if NEEDLESS_BEFORE.search(lead) or NEEDLESS_BEHIND.match(tail):
        return NO
    if OPTION.search(lead) or OPTION.search(tail) or REFUSED.search(lead) or REFUSED.search(tail):
        return None
    if is_in_plan(reading, hit.start) or is_to_come(reading, hit.end):
        return hit.concept
    firm = FIRM.search(lead) or FIRM.search(tail)
    return hit.concept if firm and is_planned(reading, hit.start, hit.end) else None


def done_or_intended(reading: Reading, hit: Hit) -> str | None:
    """Carried out or firmly planned."""
    done = was_done(reading, hit)
    return done if done is not None else next((hit.concept for value in (is_intended(reading, hit),) if value == hit.concept), None)


JUDGES: dict[str, Judge] = {"now": so_now, "done": was_done, "planned": is_intended, "either": done_or_intended}
