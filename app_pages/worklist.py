"""Worklist: every case of the registry on one line, those that wait for a person first; a click opens it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app_pages import place
from app_pages.case_order import ORDERS, in_order
from app_pages.case_review import NOBODY, STATES
from app_pages.case_summary import GROUPS, STAGES
from app_pages.components import case_table
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from registry.store import Registry
from review import workflow
from review.rule_words import VERDICTS
from review.sign_off import stale_causes
from review.wording import candidate_set, candidate_words
from review.workflow import CaseSummary
from rules_engine import Verdict, load_rules

PAGE = 100
EVERYBODY = "everybody"


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
        "stage": candidate_set(item.ecmtg, STAGES),
        "group": candidate_set(item.group, GROUPS),
        "conflicts": item.conflicts,
        "to_check": item.to_check,
        "unknown": item.unknown,
    }


def counted(cases: Sequence[CaseSummary]) -> list[str]:
    """How many cases there are in each state, and how many values are decided."""
    states = Counter(item.progress.status for item in cases)
    decided = sum(item.progress.decided for item in cases)
    values = decided + sum(item.progress.left for item in cases)
    return [
        f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}",
        ", ".join(f"{states[state]} {words.lower()}" for state, words in STATES.items() if states[state]),
        f"{decided} of {values} values decided",
    ]


def narrowed(cases: list[CaseSummary], registry: Registry) -> list[CaseSummary]:
    """The cases of the rule and verdict that were asked for on the rules page, under a line that says so; else all."""
    rules = {rule.key: rule for rule in load_rules()}
    asked = place.listed_rule()
    if not asked or asked[0] not in rules or asked[1] not in list(Verdict):
        return cases
    rule, verdict = rules[asked[0]], Verdict(asked[1])
    there = registry.cases_with_verdict(rule.id, rule.track, verdict.value)
    with st.container(horizontal=True, vertical_alignment="center", key="worklist_rule_bar"):
        st.markdown(f"Only cases where rule **{rule.id}** ({rule.title}) is **{VERDICTS[verdict].lower()}**")
        st.button("Show all cases", key="worklist_all", on_click=place.list_all_cases)
    return [item for item in cases if item.case_id in there]


def page() -> None:
    """The list, narrowed and ordered by what is chosen above it."""
    registry = open_registry()
    cases = workflow.list_cases(registry)
    heading("Worklist", *counted(cases))
    if not cases:
        st.info(
            "The registry holds no case yet. Load notes with `crlm ingest FOLDER --db FILE`, then reload this page."
        )
        return
    cases = narrowed(cases, registry)
    stages = sorted({candidate_words(item.ecmtg) for item in cases})
    search, status, given, stage, order, which = st.columns([2, 2, 2, 2, 2, 1], vertical_alignment="bottom")
    wanted = search.text_input("Case", placeholder="Part of a case id", key="worklist_search").strip().lower()
    chosen = stage.selectbox("ECMTG stage", ["All", *stages], key="worklist_stage")
    state = status.selectbox("Status", ["All", *STATES.values()], key="worklist_status")
    names = sorted({item.progress.assigned for item in cases} - {""}, key=str.casefold)
    person = given.selectbox("For", [EVERYBODY, NOBODY, *names], key="worklist_person")
    by = order.selectbox("Order", ORDERS, key="worklist_order")
    found = in_order(
        [
            item
            for item in cases
            if wanted in item.case_id.lower()
            and chosen in ("All", candidate_words(item.ecmtg))
            and state in ("All", STATES[item.progress.status])
            and person in (EVERYBODY, item.progress.assigned or NOBODY)
        ],
        by,
    )
    if not found:
        st.info("No case matches. Clear the search, or choose another status, person or stage.")
        return
    pages = -(-len(found) // PAGE)
    number = which.number_input(f"Page of {pages}", 1, pages) if pages > 1 else 1
    seen = found[(number - 1) * PAGE : number * PAGE]
    why = stale_causes(registry, [item.case_id for item in seen if item.progress.stale])
    picked = case_table(
        key="case_table",
        data={
            "cases": [row(item, why) for item in seen],
            "open": st.session_state.get("case", ""),
        },
        on_open_change=lambda: None,
    )
    if picked.open and any(item.case_id == picked.open for item in found):
        place.open_case(picked.open, [item.case_id for item in found])
        st.switch_page("app_pages/case.py")


page()
disclaimer()
