"""Findings that are to be added, denied or left out -> one change for each data element they belong to."""

from collections.abc import Sequence
from enum import StrEnum

from abstraction.consolidation import listed, mapped
from abstraction.decisions import REJECT
from abstraction.records import CaseEvidence, Value
from assistant.names import DENYING, Item
from assistant.proposal import Change, setting
from assistant.sourced import Source, evidence_for
from assistant.value_reading import item_words
from lexicons import entered_elements, load_elements
from review.decision_check import DecisionError
from review.wording import element_label
from review.workflow import CaseReview
from rules_engine.case_facts import PROCEDURES, STUDIES


class Act(StrEnum):
    """What is to be done with a finding: it is there, it is surely not there, nothing is said of it."""

    ADD = "add"
    DENY = "deny"
    IGNORE = "ignore"


def item_changes(review: CaseReview, items: Sequence[Item], act: Act, source: Source | None) -> list[Change]:
    """The changes, with the words that say it. DecisionError where a finding is not among what the case states."""
    held: dict[str, Value | None] = dict(review.case.fields)
    evidence: dict[str, tuple[CaseEvidence, ...]] = {}
    for item in items:
        element = item.element
        elsewhere = denied_elsewhere(item) if act is Act.DENY and not is_held(held.get(element), item) else None
        if elsewhere:
            element, denied = elsewhere
            before = held.get(element)
            held[element] = [*before, *denied] if isinstance(before, list) and isinstance(denied, list) else denied
        else:
            held[element] = after(held.get(element), item, act)
        words = (
            ()
            if act is Act.IGNORE
            else evidence_for(review.case.notes, item.element, None, item, source, act is Act.DENY)
        )
        evidence[element] = (*evidence.get(element, ()), *(words if not elsewhere else ()))
    return [
        Change(element, REJECT) if (value := held[element]) is None else setting(review, element, value, words)
        for element, words in evidence.items()
    ]


def is_held(value: Value | None, item: Item) -> bool:
    """Whether a value has the item among others."""
    return item.value in value if isinstance(value, list | dict) else False


def denied_elsewhere(item: Item) -> tuple[str, Value] | None:
    """The data element that says no to an item of a list, and what it then holds; None where there is none."""
    if item.element in DENYING:
        return DENYING[item.element], [item.value]
    fact = {"procedures": PROCEDURES, "imaging": STUDIES}.get(item.element, {}).get(item.value, "")
    return (fact, "no") if fact in entered_elements() else None


def after(value: Value | None, item: Item, act: Act) -> Value | None:
    """The value once this was done with the item; None where nothing is left of it."""
    known = load_elements()[item.element]
    if act is Act.IGNORE and known.kind in ("map", "list") and not is_held(value, item):
        raise DecisionError(f"{element_label(item.element)}: {item_words(item)} is not among what the case states")
    if known.kind == "map":
        return after_site(dict(mapped(value)) if value is not None else {}, item.value, act)
    if known.kind == "list":
        rest = [one for one in (listed(value) if value is not None else []) if one != item.value]
        if act is Act.DENY and not is_held(value, item):
            raise DecisionError(f"{element_label(item.element)}: {item_words(item)} is not among what the case states")
        return [*rest, item.value] if act is Act.ADD else rest or None
    if act is Act.ADD:
        return item.value
    return {"yes": "no", "no": "yes"}.get(item.value) if act is Act.DENY else None


def after_site(sites: dict[str, str], site: str, act: Act) -> Value | None:
    """The sites outside the liver; a site that is there ends a blanket denial, and a blanket denial every site."""
    if act is Act.IGNORE:
        return {one: state for one, state in sites.items() if one != site} or None
    if act is Act.DENY:
        return {"any": "absent"} if site == "any" else {**sites, site: "absent"}
    kept = {one: state for one, state in sites.items() if not (one == "any" and state == "absent")}
    return {**kept, site: "present"}
