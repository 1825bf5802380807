"""How a data element stands in a case, one word for each way, the same in every format."""

from collections.abc import Mapping
from enum import StrEnum

from abstraction.decisions import NOT_STATED, REJECT
from abstraction.records import REVIEWED, ReviewDecision
from lexicons.schema import Element
from registry.case_rows import CaseRows


class State(StrEnum):
    """A value, or why there is none. That something is absent or indeterminate is a value: somebody said so."""

    STATED = "stated"
    DISAGREE = "notes_disagree"
    NOT_STATED = "not_stated"
    FOUND_NOT_STATED = "found_not_stated"
    NOT_ASKED = "not_asked"


MEANINGS: Mapping[State, str] = {
    State.STATED: "there is a value",
    State.DISAGREE: "notes of one day disagree and nobody has decided",
    State.NOT_STATED: "the notes were read and none says anything",
    State.FOUND_NOT_STATED: "a person looked and found that the notes do not say it",
    State.NOT_ASKED: "only a person can answer, and nobody has",
}


def state_of(case: CaseRows, element: str, known: Element) -> State:
    """How the element stands in this case."""
    if element in case.values:
        return State.STATED
    if case.conflicts.get(element):
        return State.DISAGREE
    if decision_on(case, element):
        return State.FOUND_NOT_STATED
    return silent_state(known)


def silent_state(known: Element) -> State:
    """How an element stands of which neither the notes nor a person say anything."""
    return State.NOT_ASKED if known.entered else State.NOT_STATED


def site_state(case: CaseRows, element: str, known: Element, site: str) -> State:
    """The same of one site of a map."""
    value = case.values.get(element)
    if value and isinstance(value.value, dict) and site in value.value:
        return State.STATED
    claims = case.conflicts.get(element, ())
    if any(isinstance(claim.value, dict) and site in claim.value for claim in claims):
        return State.DISAGREE
    return State.NOT_STATED if value or claims else state_of(case, element, known)


def decision_on(case: CaseRows, element: str) -> ReviewDecision | None:
    """The decision that the element stands as it does by; one that the notes have overtaken is none."""
    held, value = case.held.get(element), case.values.get(element)
    if held is None or (value is None and element in case.conflicts):
        return None
    if value is None:
        return held if held.action in (REJECT, NOT_STATED) else None
    return held if value.source == REVIEWED else None
