"""Worklist: every case of the registry on one line, those that wait for a person first; a click opens it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.case_order import ORDERS, in_order
from app_pages.case_review import NOBODY, STATES
from app_pages.case_summary import GROUPS, STAGES
from app_pages.components import case_table
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from registry.progress_store import Progress
from registry.store import Registry
from review import workflow
from review.adjudication import overruled
from review.blindness import Task, hidden
from review.rule_words import VERDICTS
from review.sign_off import stale_causes
from review.wording import candidate_set, candidate_words
from review.workflow import CaseSummary
from rules_engine import Verdict, load_rules

PAGE = 100
EVERYBODY = "everybody"
HIDDEN = "hidden"
OVERRULED_HELP = "What you entered blind and an adjudicator settled otherwise, with the reason"


def masked(item: CaseSummary, task: Task) -> CaseSummary:
    """The case as somebody may see it who has yet to abstract it blind: nothing but how far they are."""
    progress = Progress(task.entered, task.of - task.entered, assigned=item.progress.assigned, blind=True)
    return CaseSummary(item.case_id, item.notes, item.first_date, item.last_date, (), (), 0, 0, 0, 0, progress)


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


def counted(cases: Sequence[CaseSummary]) -> list[str]:
    """How many cases there are in each state, and how many values are decided."""
    states = Counter(item.progress.status for item in cases)
    seen = [item.progress for item in cases if not item.progress.blind]
    decided = sum(progress.decided for progress in seen)
    values = decided + sum(progress.left for progress in seen)
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
    return [item for item in cases if item.case_id in there and not item.progress.blind]


def page() -> None:
    """The list, narrowed and ordered by what is chosen above it."""
    registry = open_registry()
    person = session.person(registry)
    blind = hidden(registry, person)
    cases = [masked(one, blind[one.case_id]) if one.case_id in blind else one for one in workflow.list_cases(registry)]
    heading("Worklist", *counted(cases))
    if not cases:
        st.info(
            "The registry holds no case yet. Load notes with `crlm ingest FOLDER --db FILE`, then reload this page."
        )
        return
    lost = overruled(registry, person)
    if lost and st.button(f"Overruled: {len(lost)}", key="worklist_overruled", help=OVERRULED_HELP):
        st.session_state["blind_shown"] = "Overruled"
        st.switch_page("app_pages/blind.py")
    cases = narrowed(cases, registry)
    stages = sorted({candidate_words(item.ecmtg) for item in cases if not item.progress.blind})
    search, status, given, stage, order, which = st.columns([2, 2, 2, 2, 2, 1], vertical_alignment="bottom")
    wanted = search.text_input("Case", placeholder="Part of a case id", key="worklist_search").strip().lower()
    chosen = stage.selectbox("ECMTG stage", ["All", *stages], key="worklist_stage")
    state = status.selectbox("Status", ["All", *STATES.values()], key="worklist_status")
    names = sorted({item.progress.assigned for item in cases} - {""}, key=str.casefold)
    holder = given.selectbox("For", [EVERYBODY, NOBODY, *names], key="worklist_person")
    by = order.selectbox("Order", ORDERS, key="worklist_order")
    found = in_order(
        [
            item
            for item in cases
            if wanted in item.case_id.lower()
            and (chosen == "All" or (chosen == candidate_words(item.ecmtg) and not item.progress.blind))
            and state in ("All", STATES[item.progress.status])
            and holder in (EVERYBODY, item.progress.assigned or NOBODY)
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
        st.switch_page("app_pages/blind.py" if picked.open in blind else "app_pages/case.py")


page()
disclaimer()
