"""Blind abstraction: the notes of a case given to two people, beside a form for what this person finds in them."""

from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.blind_entering import take
from app_pages.blind_rows import blind_note, form_rows, note_tabs, overruled_rows
from app_pages.components import blind_form, note_viewer, overruled_list
from app_pages.connection import open_registry
from app_pages.element_rows import FAMILIES, editors
from app_pages.layout import disclaimer, heading
from registry.blind_store import entries
from registry.store import Registry
from review.adjudication import overruled
from review.blindness import Task, asked, tasks
from review.double_abstraction import own_case, own_entries
from review.rights import Person, Right, may
from review.sign_in import SignedOutError

TO_ENTER, OVERRULED = "To enter", "Overruled"


def followed(part: str) -> None:
    """A click that leads to another note, or to words in one."""
    here = st.session_state.get(part)  # gone when the page was left meanwhile
    place.open_evidence(here.open if here else None)


def entered() -> None:
    """An entry of the form: stored first, then told."""
    part = st.session_state.get("blind_form")  # gone when the page was left meanwhile; the entry is then sent again
    if part and (event := part.enter):
        registry = open_registry()
        try:
            refusal = take(registry, session.person(registry), event)
        except SignedOutError as why:
            refusal = str(why)
        place.tell_decision(str(event.get("id")), str(event.get("element")), refusal)


def page() -> None:
    """The case to enter next, or what was overruled."""
    registry = open_registry()
    person = session.person(registry)
    mine, lost = tasks(registry, person), overruled(registry, person)
    waiting = [task for task in mine if not task.done]
    st.session_state.setdefault("blind_shown", TO_ENTER)
    with st.container(horizontal=True, vertical_alignment="center", key="blind_bar"):
        heading("Blind abstraction", *counted(mine))
        shown = st.segmented_control(
            "Show",
            [TO_ENTER, OVERRULED],
            required=True,
            format_func=lambda one: f"{one}: {len(waiting) if one == TO_ENTER else len(lost)}",
            label_visibility="collapsed",
            key="blind_shown",
        )
    if shown == OVERRULED:
        settled(registry, lost)
    elif waiting:
        case_form(registry, person, waiting)
    else:
        st.info(nothing_to_enter(person, bool(mine)))


def counted(mine: list[Task]) -> list[str]:
    """How many of the cases given to the person are done."""
    done = sum(task.done for task in mine)
    return [f"{done} of {len(mine)} {'case' if len(mine) == 1 else 'cases'} done"] if mine else []


def nothing_to_enter(person: Person, had_some: bool) -> str:
    """What to do where nothing waits."""
    if had_some:
        return (
            "Every case given to you is entered. They are open on the worklist now; the agreement page has the figures."
        )
    how = "Draw a share of the cases for two people on the agreement page." if may(person, Right.ASSIGN) else ""
    return f"No case is given to you for blind abstraction. {how or 'An adjudicator gives a share of the cases to two people.'}"


def settled(registry: Registry, lost: list[Any]) -> None:
    """What this person entered and an adjudicator settled otherwise."""
    if not lost:
        st.info("Nothing you entered was overruled.")
        return
    picked = overruled_list(key="overruled_list", data={"rows": overruled_rows(lost)}, on_open_change=lambda: None)
    if picked.open in registry.case_ids():
        place.open_case(picked.open)
        st.switch_page("app_pages/case.py")


def case_form(registry: Registry, person: Person, waiting: list[Task]) -> None:
    """The notes of one case and its form; "next" and "previous" go through those that wait."""
    case_ids = [task.case_id for task in waiting]
    case_id = place.current_case(case_ids)
    made, own = own_entries(registry, person, case_id), own_case(registry, person, case_id)
    notes = sorted(own.notes, key=lambda one: (one.note.note_date, one.note.note_id))
    by_id = {one.note.note_id: one for one in notes}
    if not by_id:
        st.warning(f"{case_id} has no note any more: nothing can be entered for it.")
        return
    note_id = place.current_note(list(by_id))
    now = {"case": case_id, "note": note_id, "focus": place.current_focus()}
    left, right = st.container(key="blind_panes").columns([56, 44], gap="medium")
    with left:
        note_viewer(
            key="note_viewer",
            data={
                **now,
                **blind_note(own, by_id[note_id]),
                "families": [{"family": family, "title": title} for family, title in FAMILIES.items()],
                "elements": [[element, known.label] for element, known in asked().items()],
                "notes": note_tabs(notes),
            },
            on_open_change=lambda: followed("note_viewer"),
        )
    with right:
        picked = blind_form(
            key="blind_form",
            data={
                **now,
                **neighbours(case_ids, case_id),
                "families": form_rows(made),
                "editors": {element: about for element, about in editors().items() if element in asked()},
                "stored": stored(registry, person, case_id),
                "handled": place.last_decision(),
            },
            on_open_change=lambda: followed("blind_form"),
            on_enter_change=entered,
            on_case_change=lambda: None,
        )
    if picked.case in case_ids:
        place.open_case(picked.case)
        st.rerun()


def stored(registry: Registry, person: Person, case_id: str) -> list[str]:
    """The ids of what the registry holds, so that the page knows what is saved."""
    made = entries(registry, [case_id])
    return [one.entry_id for one in made if one.person == person.login][-STORED:]


def neighbours(case_ids: list[str], case_id: str) -> dict[str, Any]:
    """Where in the list the case is, and the cases before and after it."""
    return {
        "at": f"{case_ids.index(case_id) + 1} of {len(case_ids)} to enter",
        "before": place.neighbour(case_ids, case_id, -1),
        "after": place.neighbour(case_ids, case_id, 1),
    }


# As many as a page can have under way at once.
STORED = 50

page()
disclaimer(
    "E enter, N not stated; ↑ ↓ data elements; S selects words in the note, with Ctrl or Shift and an arrow others or more, "
    "then E uses them as evidence"
)
