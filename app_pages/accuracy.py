"""Accuracy page: how right the machine was so far, from what people decided; each figure leads to its cases."""

from typing import Any

import streamlit as st

from app_pages import place
from app_pages.accuracy_rows import COLUMNS, behind, figure_rows, figure_words, outcome_rows
from app_pages.components import accuracy_table
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from app_pages.lexicon_panel import panel
from app_pages.session import asked_later, person
from registry.store import Registry
from review.accuracy import Outcome, outcomes
from review.blindness import hidden
from review.gold_export import export_gold
from review.rights import Right, may

GROUPS = {"Field": "field", "Version": "version", "Month": "month"}
EVERY = "All"


def switch(to_term: bool) -> None:
    """The address tells which of the two is shown."""
    st.query_params.from_dict({"show": "term"} if to_term else {})


def page() -> None:
    """The figures, or the panel that tries a term, as the address says; cases that are abstracted blind count in neither."""
    registry = open_registry()
    unseen = hidden(registry, person(registry))
    if st.query_params.get("show") == "term":
        with st.container(horizontal=True, vertical_alignment="center", key="accuracy_head"):
            heading("Try a term", "What it would fix and break of what people decided; nothing is saved by trying")
            st.button("‹ Back to the accuracy", key="show_term", on_click=switch, args=(False,))
        panel(registry, unseen)
        return
    found = [one for one in outcomes(registry) if one.case_id not in unseen]
    cases = len({one.case_id for one in found})
    with st.container(horizontal=True, vertical_alignment="center", key="accuracy_head"):
        heading(
            "Accuracy so far",
            f"{len(found)} decided {'value' if len(found) == 1 else 'values'} in {cases} {'case' if cases == 1 else 'cases'}",
        )
        st.button("Try a term ›", key="show_term", on_click=switch, args=(True,))
    if not found:
        st.info(
            "Nobody has decided on a value yet, so nothing is known of how right the machine is. Open a case from the worklist and "
            "accept or correct what it reads: every decision counts here."
        )
        return
    figures(registry, found)


def figures(registry: Registry, found: list[Outcome]) -> None:
    """The figures, grouped and narrowed by what is chosen above them, and what the chosen one is counted from."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="accuracy_bar"):
        st.session_state.setdefault("accuracy_by", "Field")
        by = GROUPS[st.segmented_control("Rows", list(GROUPS), key="accuracy_by") or "Field"]
        found = narrowed(found)
        export(registry)
    shown: dict[str, str] = st.session_state.get("accuracy_shown") or {}
    with st.spinner("Counting what was decided"):  # the statistics take a moment to load, once in a process
        rows, chosen = figure_rows(found, by), behind(found, by, shown)
    picked = accuracy_table(
        key="accuracy_table",
        data={
            "title": next(title for title, name in GROUPS.items() if name == by),
            "columns": list(COLUMNS.values()),
            "kinds": list(COLUMNS),
            "rows": rows,
            "shown": {**shown, "words": figure_words(rows, shown), "of": len(chosen)},
            "lines": outcome_rows(chosen),
        },
        on_shown_change=choose,
        on_open_change=lambda: None,
    )
    st.html(f'<p class="crlm-accuracy-note">{NOTE}</p>')
    if picked.open:
        go(registry, picked.open)


def choose() -> None:
    """A figure was chosen: the list below tells what it is counted from."""
    st.session_state["accuracy_shown"] = st.session_state["accuracy_table"].shown


def narrowed(found: list[Outcome]) -> list[Outcome]:
    """The outcomes of the version and month that are chosen."""
    for label, key, name in (("Read by version", "accuracy_version", "version"), ("Month", "accuracy_month", "month")):
        values = sorted({str(getattr(one, name)) for one in found})
        wanted = st.selectbox(label, [EVERY, *values], key=key, width=240)
        kept = [one for one in found if wanted == EVERY or getattr(one, name) == wanted]
        found = kept or found
    return found


def export(registry: Registry) -> None:
    """The button that takes the decided notes out as gold lines; the audit keeps it when it is pressed."""
    if may(person(registry), Right.EXPORT):
        asked = asked_later(registry)
        st.download_button(
            "Export as gold",
            data=lambda: export_gold(registry, asked())[0],
            file_name="gold.jsonl",
            mime="application/jsonl",
            key="export_gold",
            on_click="ignore",
            help="The decided notes as gold lines for `crlm evaluate`. The file holds patient text; the export is kept in the audit.",
        )


def go(registry: Registry, wanted: dict[str, Any]) -> None:
    """Open the case of a line, at the words it rests on."""
    case_id = str(wanted.get("case"))
    if case_id not in registry.case_ids():
        return
    place.open_case(case_id)
    if isinstance(wanted.get("place"), dict):
        place.open_evidence({**wanted["place"], "element": str(wanted.get("element"))})
    st.switch_page("app_pages/case.py")


NOTE = (
    "Counted over values that a person decided, so it tells of what was looked at: where people look first at doubtful values, the rest "
    "is better than this. Precision: accepted of accepted, corrected and rejected. Recall: accepted of accepted, corrected and added."
)

page()
disclaimer()
