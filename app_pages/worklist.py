"""Worklist: every case of the registry on one line; a click opens it."""

import streamlit as st

from app_pages import place
from app_pages.components import case_table
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from app_pages.wording import candidate_words
from review import workflow

PAGE = 100


def page() -> None:
    """The list, narrowed by what is typed above it."""
    cases = workflow.list_cases(open_registry())
    heading("Worklist", f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}")
    if not cases:
        st.info(
            "The registry holds no case yet. Load notes with `crlm ingest FOLDER --db FILE`, then reload this page."
        )
        return
    stages = sorted({candidate_words(item.ecmtg) for item in cases})
    search, stage, _ = st.columns([2, 2, 4], vertical_alignment="bottom")
    wanted = search.text_input("Case", placeholder="Part of a case id", key="worklist_search").strip().lower()
    chosen = stage.selectbox("ECMTG stage", ["All", *stages], key="worklist_stage")
    found = [
        item for item in cases if wanted in item.case_id.lower() and chosen in ("All", candidate_words(item.ecmtg))
    ]
    if not found:
        st.info("No case matches. Clear the search or choose another stage.")
        return
    pages = -(-len(found) // PAGE)
    number = st.number_input("Page", 1, pages, key="worklist_page") if pages > 1 else 1
    picked = case_table(
        key="case_table",
        data={
            "cases": [
                {
                    "id": item.case_id,
                    "notes": item.notes,
                    "dates": item.first_date
                    if item.first_date == item.last_date
                    else f"{item.first_date} to {item.last_date}",
                    "stage": candidate_words(item.ecmtg),
                    "group": candidate_words(item.group),
                    "unknown": item.unknown,
                    "conflicts": item.conflicts,
                }
                for item in found[(number - 1) * PAGE : number * PAGE]
            ],
            "open": st.session_state.get("case", ""),
        },
        on_open_change=lambda: None,
    )
    if picked.open and any(item.case_id == picked.open for item in found):
        place.open_case(picked.open)
        st.switch_page("app_pages/case.py")


page()
disclaimer()
