"""The code of a NAACCR item for a case, and why it has this one: never more than what is stated, sure, and of the time asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from abstraction.records import Status
from lexicons import load_elements
from registry.case_rows import CaseRows
from review.exporters.naaccr_item import NaaccrItem, load_naaccr
from review.exporters.state import State, site_state, state_of

# Why an item has the code it has, beside the states of its data element.
NEEDS_REVIEW = "needs_review"  # there is a value that waits for a second look
INDETERMINATE = "indeterminate"  # a note says that it cannot be told
NO_CERTAIN_CODE = "no_certain_code"  # the value can have more than one code
NOT_SYNCHRONOUS = "not_synchronous"  # no disease at diagnosis is documented that the site could be part of
NOT_DATED = "not_dated"  # what is said of the site is not said within the time after a stated diagnosis


@dataclass(frozen=True, slots=True)
class Coded:
    """The code, empty where the item is left out, and why."""

    code: str
    why: str


def coded(case: CaseRows, item: NaaccrItem) -> Coded:
    """The code of an item."""
    if item.reads == "sites":
        return of_sites(case, item)
    state = sure_state(case, item.element)
    if state != State.STATED:
        return unknown(item, state)
    value = case.values[item.element].value
    if item.reads == "words":
        code = item.codes[str(value)]
        return Coded(code, State.STATED if code else NO_CERTAIN_CODE)
    if item.reads == "date":
        return Coded(str(value).replace("-", ""), State.STATED)
    return Coded(f"{min(int(str(value)), 90):02d}", State.STATED)  # 90: ninety or more


def unknown(item: NaaccrItem, why: str) -> Coded:
    """The code for what is not known; what nobody was asked is left out."""
    return Coded("" if why == State.NOT_ASKED else item.unknown, why)


def sure_state(case: CaseRows, element: str) -> str:
    """How an element stands; a value that waits for a second look does not count."""
    state = state_of(case, element, load_elements()[element])
    waits = state is State.STATED and case.values[element].status is Status.NEEDS_REVIEW
    return NEEDS_REVIEW if waits else state.value


def of_sites(case: CaseRows, item: NaaccrItem) -> Coded:
    """Disease at diagnosis in one of several sites: in one is enough, and none only where each is denied."""
    timing = sure_state(case, "timing")
    if timing != State.STATED or case.values["timing"].value != "synchronous":
        return unknown(item, NOT_SYNCHRONOUS)
    told = {site: site_at_diagnosis(case, item.element, site) for site in item.codes}
    if found := [site for site, said in told.items() if said == "present"]:
        codes = {item.codes[site] for site in found}
        return Coded("", NO_CERTAIN_CODE) if "" in codes else Coded(codes.pop(), State.STATED)
    if all(said == "absent" for said in told.values()):
        return Coded("0", State.STATED)
    return unknown(item, next(said for said in told.values() if said != "absent"))


def site_at_diagnosis(case: CaseRows, element: str, site: str) -> str:
    """present or absent, as a note of the time of diagnosis says; else why that is not known. A blanket denial answers for every site."""
    if (state := sure_state(case, element)) != State.STATED:
        return state
    known, held = load_elements()[element], case.values[element]
    sites: Mapping[str, str] = held.value if isinstance(held.value, dict) else {}
    by = site if site in sites else "any"
    if by not in sites or (by == "any" and sites["any"] != "absent"):
        return site_state(case, element, known, site).value
    if by == "any" and site_state(case, element, known, site) is State.DISAGREE:
        return State.DISAGREE.value
    if sites[by] == "indeterminate":
        return INDETERMINATE
    told_by = {item.note_id for item in held.evidence if item.mention.value == by}
    days = [note.note_date for note in case.notes if note.note_id in told_by]
    return sites[by] if days and all(at_diagnosis(case, day) for day in days) else NOT_DATED


def at_diagnosis(case: CaseRows, day: str) -> bool:
    """Whether a day lies in the time after a diagnosis that is stated to the month or the day."""
    if sure_state(case, "primary_diagnosis_date") != State.STATED:
        return False
    stated = str(case.values["primary_diagnosis_date"].value)
    if len(stated) < len("2024-01"):
        return False
    first = date.fromisoformat(stated if len(stated) == len("2024-01-01") else f"{stated}-01")
    return first <= date.fromisoformat(day) <= first + timedelta(days=load_naaccr().at_diagnosis_days)
