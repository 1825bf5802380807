"""Case page: the note with its evidence marked, beside the data elements and the verdicts."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from abstraction.records import CaseEvidence, NoteAbstraction
from app_pages import place, session
from app_pages.case_chat import conversation
from app_pages.case_report import report_button
from app_pages.case_review import last_decision, review_bar
from app_pages.chat_rows import passages
from app_pages.components import case_clock, element_list, lesion_view, note_viewer, verdict_cards
from app_pages.connection import open_registry
from app_pages.deciding import decide, keep_time
from app_pages.element_rows import FAMILIES, editors, element_rows
from app_pages.evidence import note_view
from app_pages.layout import disclaimer, heading
from app_pages.lesion_rows import lesions_of
from app_pages.older_versions import earlier_of, older_evidence, older_versions
from app_pages.verdict_rows import verdict_view
from assistant.conversing import history
from lexicons import load_elements
from registry import worklist_store
from registry.worklist_store import Wanted
from review import workflow
from review.blindness import Task, hidden
from review.rights import Person, Right, may
from review.sign_in import SignedOutError
from review.wording import note_kind


def go(items: Sequence[str], current: str, step: int, act: str) -> None:
    """Open the neighbour of the current case or note."""
    wanted = place.neighbour(items, current, step)
    if wanted and act == "case":
        place.step_to(wanted)
    elif wanted:
        place.open_evidence({"note": wanted})


def followed(part: str) -> None:
    """A click in one of the browser parts that leads to another note."""
    here = st.session_state.get(part)  # gone when the page was left meanwhile
    place.open_evidence(here.open if here else None)


def decided() -> None:
    """A decision of the element list: stored first, then told."""
    part = st.session_state.get(
        "element_list"
    )  # gone when the page was left meanwhile; the decision is then sent again
    if part and (event := part.decide):
        refusal = stored(event)
        place.tell_decision(str(event.get("id")), str(event.get("element")), refusal)


def timed() -> None:
    """A part of the time on a case: kept first, then told to the page, which sends it again until then."""
    here = st.session_state.get("case_clock")
    if here and (event := here.part):
        registry = open_registry()
        try:
            keep_time(registry, session.person(registry), event)
        except SignedOutError:
            return
        st.session_state["case_time"] = event.get("id")


def stored(event: Mapping[str, Any]) -> str:
    """Why the decision of an event was refused, or nothing once it is stored."""
    registry = open_registry()
    try:
        return decide(registry, session.person(registry), event)
    except SignedOutError as refusal:
        return str(refusal)


def locked(who: Person) -> str:
    """Why nothing can be decided on this page, or nothing where it can."""
    return "" if may(who, Right.DECIDE) else f"You are {who.role} here: you can read everything and decide nothing."


def steps(what: str, items: Sequence[str], current: str, keys: tuple[str, str]) -> None:
    """Two buttons, to the one before and the one after, with their keys."""
    for name, step, sign, key in (("previous", -1, "‹", keys[0]), ("next", 1, "›", keys[1])):
        st.button(
            f"{sign} {name.capitalize()} {what}" if step < 0 else f"{name.capitalize()} {what} {sign}",
            key=f"{name}_{what}",
            shortcut=key,
            disabled=place.neighbour(items, current, step) is None,
            on_click=go,
            args=(items, current, step, what),
        )


def closed(case_ids: Sequence[str], case_id: str, task: Task) -> None:
    """Why the case is not shown to somebody who has yet to abstract it blind, and the way to do that."""
    with st.container(horizontal=True, vertical_alignment="center", key="case_bar"):
        heading(case_id, f"{case_ids.index(case_id) + 1} of {len(case_ids)}")
        steps("case", case_ids, case_id, ("Alt+Up", "Alt+Down"))
    st.info(
        "This case is given to you for blind double abstraction. What the machine read and what others decided is shown once "
        f"you have entered yours: {task.entered} of {task.of} data elements so far."
    )
    if st.button("Enter what you find", type="primary", key="to_blind"):
        place.open_case(case_id)
        st.switch_page("app_pages/blind.py")


def page() -> None:
    """The open case; the first of the registry when none is open."""
    registry = open_registry()
    everything = registry.case_ids()
    if not everything:
        heading("Case")
        st.info(
            "The registry holds no case yet. Load notes with `crlm ingest FOLDER --db FILE`, then reload this page."
        )
        return
    who = session.person(registry)
    blind = hidden(registry, who)
    if wrong := place.follow_address(everything):
        st.warning(wrong)
    if not place.has_list():  # once: decisions move cases in the worklist, not those that are being walked through
        place.keep_list(worklist_store.wanted_ids(registry, Wanted(blind=tuple(blind))))
    case_ids = place.current_list(everything)
    case_id = place.current_case(case_ids)
    place.write_address(case_id)
    if case_id in blind:
        closed(case_ids, case_id, blind[case_id])
        return
    review = workflow.review_case(registry, case_id)
    notes: list[NoteAbstraction] = sorted(review.case.notes, key=lambda item: (item.note.note_date, item.note.note_id))
    by_id = {item.note.note_id: item for item in notes}
    earlier = earlier_of(review.case, review.decisions)
    older = older_versions(registry, earlier)
    shown = {**{item.note.note_id: item for item in older.values()}, **by_id}
    note_id = place.current_note(list(shown))
    first, last = notes[0].note.note_date, notes[-1].note.note_date

    with st.container(horizontal=True, vertical_alignment="center", key="case_bar"):
        heading(
            case_id,
            f"{case_ids.index(case_id) + 1} of {len(case_ids)}{' in the list' if len(case_ids) < len(everything) else ''}",
            f"{len(notes)} {'note' if len(notes) == 1 else 'notes'}, {' to '.join(dict.fromkeys([first, last]))}",
        )
        steps("note", list(shown), note_id, ("Alt+Left", "Alt+Right"))
        steps("case", case_ids, case_id, ("Alt+Up", "Alt+Down"))
        report_button(registry, case_id)

    review_bar(registry, review, who)
    used: list[CaseEvidence] = [
        one for result in review.verdicts.results for item in result.because for one in item.evidence
    ]
    used += passages(review, history(registry, case_id))
    used += older_evidence(earlier)
    place_now = {"case": case_id, "note": note_id, "focus": place.current_focus()}
    left, middle, right = st.container(key="case_panes").columns([42, 31, 27], gap="medium")
    with left:
        note_viewer(
            key="note_viewer",
            data={
                **place_now,
                **note_view(review.case, shown[note_id], used),
                "families": [{"family": family, "title": title} for family, title in SHOWN_FAMILIES.items()],
                "elements": [] if locked(who) else [[element, one.label] for element, one in load_elements().items()],
                "notes": [
                    {
                        "id": key,
                        "kind": note_kind(item) if key in by_id else f"{note_kind(item)}, older",
                        "date": item.note.note_date,
                        "facts": len(item.values) if key in by_id else None,
                    }
                    for key, item in shown.items()
                ],
            },
            on_open_change=lambda: followed("note_viewer"),
        )
    with middle:
        element_list(
            key="element_list",
            data={
                **place_now,
                "families": element_rows(review.case, review.decisions, review.machine, older),
                "editors": editors(),
                "stored": [one.decision_id for one in review.decisions[-STORED:]],
                "handled": place.last_decision(),
                "last": last_decision(review),
                "locked": locked(who),
            },
            on_open_change=lambda: followed("element_list"),
            on_decide_change=decided,
        )
    with right:
        verdicts, lesions, ask = st.tabs(["Verdicts", "Lesions", "Ask"])
    with verdicts:
        picked = verdict_cards(
            key="verdict_cards",
            data={**place_now, **verdict_view(review.verdicts, by_id), "shown": place.shown_verdict()},
            on_open_change=lambda: followed("verdict_cards"),
            on_rule_change=lambda: None,
        )
    with lesions:
        lesion_view(
            key="lesion_view",
            data={**place_now, **lesions_of(review.case)},
            on_open_change=lambda: followed("lesion_view"),
        )
    with ask:
        conversation(review, note_id)
    if isinstance(picked.rule, str):
        st.switch_page("app_pages/rules.py", query_params={"rule": picked.rule})

    if not locked(who):
        clock(case_id)


@st.fragment
def clock(case_id: str) -> None:
    """The browser reports how long somebody is at work on the case; only this part runs then."""
    case_clock(
        key="case_clock",
        data={"case": case_id, "stored": st.session_state.get("case_time")},
        on_part_change=timed,
    )


SHOWN_FAMILIES = {**FAMILIES, "other": "Other"}
# As many as a page can have under way at once.
STORED = 50

READING = "↑ ↓ data elements, ← → marks of the note, Enter to the other side, Esc back"
DECIDING = (
    f"A accept, E correct, X reject, N not stated, Q query, U undo; {READING}; S selects words, with Ctrl or Shift and an "
    "arrow others or more"
)

page()
disclaimer(READING if locked(session.person(open_registry())) else DECIDING)
