"""Where the reader is: the open case, the open note, and the evidence to go to. Never a truth, only a place."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st


def keep(*widgets: str) -> None:
    """Hold what these widgets were set to while another page is open: Streamlit forgets a widget it does not draw."""
    for key in widgets:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def open_case(case_id: str, among: Sequence[str] | None = None) -> None:
    """Make this the open case; its newest note opens with it. `among` is the list it was opened from, in its order."""
    if among is not None:
        keep_list(among)
    st.session_state["case"] = case_id
    st.session_state["note"] = None
    st.session_state["focus"] = None
    st.session_state["shown_verdict"] = None


def step_to(case_id: str) -> None:
    """Open the case beside the open one; the address, which still names the one before, follows."""
    open_case(case_id)
    st.session_state["stepped"] = True


def follow_address(case_ids: Sequence[str]) -> str:
    """Open the case that the address names where it is another than the page wrote there last: after a reload, or a step back in
    the browser. What is wrong with it in words, or nothing."""
    asked = st.query_params.get("case", "")
    if st.session_state.pop("stepped", False) or not asked or asked == st.session_state.get("addressed"):
        return ""
    if asked not in case_ids:
        return "The registry holds no case of the name in the address. This is the first of the list; the worklist shows all."
    if asked != st.session_state.get("case"):
        open_case(asked)
    if asked not in (st.session_state.get("among") or []):
        keep_list([])
    return ""


def write_address(case_id: str) -> None:
    """Have the address name the open case, so that a reload of the page opens it again."""
    st.session_state["addressed"] = case_id
    if st.query_params.get("case") != case_id:
        st.query_params.from_dict({"case": case_id})


def show_verdict(rule: str) -> None:
    """Have the case page show the verdict of this rule, named by its key, the next time it opens."""
    st.session_state["focus"] = None
    st.session_state["shown_verdict"] = rule or None


def shown_verdict() -> str | None:
    """The key of the rule whose verdict is to be shown."""
    rule: str | None = st.session_state.get("shown_verdict")
    return rule


def list_cases_of(rule: str, verdict: str) -> None:
    """Narrow the worklist to the cases of which a rule, named by its key, says this."""
    st.session_state["worklist_rule"] = (rule, verdict)


def listed_rule() -> tuple[str, str] | None:
    """The rule and the verdict that the worklist is narrowed to."""
    found: tuple[str, str] | None = st.session_state.get("worklist_rule")
    return found


def list_all_cases() -> None:
    """Take that narrowing off."""
    st.session_state["worklist_rule"] = None


def has_list() -> bool:
    """Whether a case was opened from a list before."""
    return bool(st.session_state.get("among"))


def keep_list(case_ids: Sequence[str]) -> None:
    """The cases that "next" and "previous" walk, in this order."""
    st.session_state["among"] = list(case_ids)


def current_list(case_ids: Sequence[str]) -> list[str]:
    """The cases that "next" and "previous" walk: the list the open case came from, else all of them."""
    there = set(case_ids)
    among: list[str] = st.session_state.get("among") or []
    return [case_id for case_id in among if case_id in there] or list(case_ids)


def current_case(case_ids: Sequence[str]) -> str:
    """The open case, or the first one when none is open or the open one is gone."""
    chosen: str | None = st.session_state.get("case")
    return chosen if chosen and chosen in case_ids else case_ids[0]


def current_note(note_ids: Sequence[str]) -> str:
    """The open note of the case, or its newest one; `note_ids` are oldest first."""
    chosen: str | None = st.session_state.get("note")
    return chosen if chosen and chosen in note_ids else note_ids[-1]


def open_evidence(event: Mapping[str, Any] | None) -> None:
    """Open the note an event of the page names and, where it names a mention, go there."""
    if not event or not isinstance(event.get("note"), str):
        return
    number = st.session_state.get("focus_number", 0) + 1
    st.session_state["focus_number"] = number
    st.session_state["note"] = event["note"]
    st.session_state["focus"] = {**event, "n": number} if event.get("mention") else None


def current_focus() -> dict[str, Any] | None:
    """The evidence to go to, numbered so that the page goes there once."""
    focus: dict[str, Any] | None = st.session_state.get("focus")
    return focus


def tell_decision(identity: str, element: str, refusal: str) -> None:
    """What became of a decision of this page: why it was refused, or nothing when it is stored."""
    st.session_state["handled"] = {"id": identity, "element": element, "refusal": refusal}


def last_decision() -> dict[str, str] | None:
    """What became of the last decision of this page."""
    handled: dict[str, str] | None = st.session_state.get("handled")
    return handled


def neighbour(items: Sequence[str], current: str, step: int) -> str | None:
    """The item before (-1) or after (+1) the current one; none past either end."""
    at = items.index(current) + step
    return items[at] if 0 <= at < len(items) else None
