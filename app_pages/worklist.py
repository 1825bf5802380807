"""Worklist: every case of the registry on one line, those that wait for a person first; a click opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.case_review import NOBODY, STATES
from app_pages.components import case_table
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from registry import worklist_store
from registry.store import Registry
from registry.worklist_store import ORDERS, CaseSummary, Wanted, Worklist
from review.adjudication import overruled
from review.blindness import Task, hidden
from review.rule_words import GROUPS, VERDICTS
from review.sign_off import stale_causes
from review.wording import candidate_set, candidate_words
from rules_engine import Verdict, load_rules
from rules_engine.card import STAGES

PAGE = 100
ALL, EVERYBODY = "All", "everybody"
HIDDEN = "hidden"
OVERRULED_HELP = "What you entered blind and an adjudicator settled otherwise, with the reason"


def masked(item: CaseSummary, blind: Mapping[str, Task]) -> CaseSummary:
    """The case as it may be seen: of one that is yet to be abstracted blind nothing but how far that is."""
    if not (task := blind.get(item.case_id)):
        return item
    return replace(item, progress=replace(item.progress, decided=task.entered, left=task.of - task.entered))


def told(candidates: tuple[str, ...], words: Mapping[str, str], blind: bool) -> dict[str, Any]:
    """A candidate set, or that it is not shown."""
    return {"settled": False, "codes": "", "words": HIDDEN} if blind else candidate_set(candidates, words)


def row(item: CaseSummary, why: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """One case as the table shows it; `why` says of a stale case what changed."""
    progress = item.progress
    return {
        "id": item.case_id,
        "latest": item.last_date,
        "status": progress.status,
        "status_words": STATES[progress.status],
        "why": "; ".join(why.get(item.case_id, ())),
        "assigned": progress.assigned,
        "decided": progress.decided,
        "of": progress.decided + progress.left,
        "unsettled": item.unsettled,
        "stage": told(item.ecmtg, STAGES, progress.blind),
        "group": told(item.group, GROUPS, progress.blind),
        "conflicts": item.conflicts,
        "to_check": item.to_check,
        "unknown": item.unknown,
    }


def counted(listed: Worklist) -> list[str]:
    """How many cases there are in each state, and how many values are decided."""
    cases = sum(listed.statuses.values())
    return [
        f"{cases:,} {'case' if cases == 1 else 'cases'}",
        ", ".join(
            f"{listed.statuses[state]:,} {words.lower()}" for state, words in STATES.items() if state in listed.statuses
        ),
        f"{listed.decided:,} of {listed.decided + listed.open:,} values decided",
    ]


def asked_verdict() -> tuple[str, str, str] | None:
    """The rule, track and verdict that were asked for on the rules page, under a line that says so."""
    rules = {rule.key: rule for rule in load_rules()}
    asked = place.listed_rule()
    if not asked or asked[0] not in rules or asked[1] not in list(Verdict):
        return None
    rule, verdict = rules[asked[0]], Verdict(asked[1])
    with st.container(horizontal=True, vertical_alignment="center", key="worklist_rule_bar"):
        st.markdown(f"Only cases where rule **{rule.id}** ({rule.title}) is **{VERDICTS[verdict].lower()}**")
        st.button("Show all cases", key="worklist_all", on_click=place.list_all_cases)
    return rule.id, rule.track, verdict.value


def wanted(registry: Registry, verdict: tuple[str, str, str] | None, blind: tuple[str, ...]) -> tuple[Wanted, str]:
    """Which cases, and in which order: what is chosen above the list."""
    stages = {candidate_words(codes): codes for codes in worklist_store.stages(registry, blind)}
    search, status, given, stage, order = st.columns(5, vertical_alignment="bottom")
    part = search.text_input("Case", placeholder="Part of a case id", key="worklist_search")
    candidates = stage.selectbox("ECMTG stage", [ALL, *sorted(stages)], key="worklist_stage")
    state = status.selectbox(
        "Status", [ALL, *STATES], key="worklist_status", format_func=lambda one: STATES.get(one, one)
    )
    person = given.selectbox("For", [EVERYBODY, NOBODY, *worklist_store.holders(registry)], key="worklist_person")
    by = order.selectbox("Order", list(ORDERS), key="worklist_order")
    asked = Wanted(
        part,
        None if state == ALL else state,
        {EVERYBODY: None, NOBODY: ""}.get(person, person),
        stages.get(candidates),
        verdict,
        blind,
    )
    return asked, by


def turned() -> None:
    """The next or the previous page of the list."""
    st.session_state["worklist_turn"] = st.session_state.get("worklist_turn", 1) + int(
        st.session_state["case_table"].turn or 0
    )


def page() -> None:
    """The list, narrowed and ordered by what is chosen above it."""
    registry, head = open_registry(), st.empty()
    if not registry.case_ids():
        with head:
            heading("Worklist")
        st.info(
            "The registry holds no case yet. Load notes with `crlm ingest FOLDER --db FILE`, then reload this page."
        )
        return
    person = session.person(registry)
    blind = hidden(registry, person)
    lost = overruled(registry, person)
    if lost and st.button(f"Overruled: {len(lost)}", key="worklist_overruled", help=OVERRULED_HELP):
        st.session_state["blind_shown"] = "Overruled"
        st.switch_page("app_pages/blind.py")
    asked, by = wanted(registry, asked_verdict(), tuple(blind))
    if st.session_state.get("worklist_asked") != (asked, by):
        st.session_state["worklist_asked"], st.session_state["worklist_turn"] = (asked, by), 1
    start = (st.session_state["worklist_turn"] - 1) * PAGE
    listed = worklist_store.worklist(registry, asked, by, PAGE, start)
    with head:
        heading("Worklist", *counted(listed))
    if not listed.found:
        st.info("No case matches. Clear the search, or choose another status, person or stage.")
        return
    why = stale_causes(registry, [item.case_id for item in listed.lines if item.progress.stale])
    picked = case_table(
        key="case_table",
        data={
            "cases": [row(masked(item, blind), why) for item in listed.lines],
            "open": st.session_state.get("case", ""),
            "first": start + 1,
            "last": start + len(listed.lines),
            "of": listed.found,
        },
        on_open_change=lambda: None,
        on_turn_change=turned,
    )
    if picked.open and any(item.case_id == picked.open for item in listed.lines):
        place.open_case(picked.open, worklist_store.wanted_ids(registry, asked, by))
        st.switch_page("app_pages/blind.py" if picked.open in blind else "app_pages/case.py")


page()
disclaimer()
