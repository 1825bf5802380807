"""Cohort page: any number of cases at once, narrowed by what they hold; figures that filter, and the table of the cases."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app_pages import cohort_panels, place
from app_pages.case_review import STATES
from app_pages.cohort_filter import adder, attempt, chips, current, put, toggled
from app_pages.cohort_words import cell_words, labels
from app_pages.components import cohort_charts, cohort_progress, cohort_table
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from app_pages.session import asked_later, person
from registry import cohort_store
from registry.cohort_query import DISAGREE, NOT_STATED, Condition, Subject
from registry.cohort_store import Order, Totals
from registry.store import Registry
from review.cohort import load_cohort_page, seen_by, subjects
from review.cohort_export import export_table
from review.rights import Right, may

PAGE = 50
FIGURES, STATED, VERDICTS, PROGRESS = "Figures", "What is stated", "Verdicts", "Over time"


def counted(totals: Totals) -> list[str]:
    """How many cases are chosen, how far their review is, and how much of it a person has seen."""
    states = ", ".join(
        f"{totals.statuses[state]:,} {words.lower()}" for state, words in STATES.items() if state in totals.statuses
    )
    values = totals.decided + totals.open
    return [
        f"{totals.chosen:,} of {totals.cases:,} cases",
        states,
        f"{totals.decided:,} of {values:,} values decided by a person, the others as the machine read them"
        if values
        else "",
    ]


def picked() -> None:
    """A bar was pressed: its word is a filter, or no longer."""
    event = st.session_state["cohort_charts"].pick
    if event:
        attempt(lambda: put(toggled(current(), str(event["about"]), str(event["word"]))))


def sorted_by() -> None:
    """A heading was pressed: sort by it, or the other way round."""
    name = st.session_state["cohort_table"].sort
    if name is not None:
        by, descending = st.session_state.get("cohort_order", ("", False))
        st.session_state["cohort_order"] = (name, name == by and not descending)
        st.session_state["cohort_turn"] = 1


def turned() -> None:
    """The next or the previous page of the table."""
    st.session_state["cohort_turn"] = st.session_state.get("cohort_turn", 1) + int(
        st.session_state["cohort_table"].turn or 0
    )


def begin() -> None:
    """What is shown before anybody chooses."""
    shown = load_cohort_page()
    st.session_state.setdefault("cohort_view", FIGURES)
    st.session_state.setdefault("cohort_figures", [*shown.charts, cohort_panels.SITES])
    st.session_state.setdefault("cohort_columns", shown.columns)


def figures(registry: Registry, conditions: Sequence[Condition], of: int) -> None:
    """What is drawn of the chosen cases, one of four."""
    with st.container(horizontal=True, vertical_alignment="center", key="cohort_views"):
        shown = st.segmented_control(
            "Show",
            [FIGURES, STATED, VERDICTS, PROGRESS],
            required=True,
            key="cohort_view",
            label_visibility="collapsed",
        )
        known = subjects()
        if shown == FIGURES:
            with st.popover("Choose figures", key="cohort_charts_choice"):
                st.multiselect(
                    "Figures",
                    list(labels()),
                    key="cohort_figures",
                    format_func=labels().__getitem__,
                )
        every = shown == STATED and st.toggle("Also what only the rules need", key="cohort_every")
    if shown == PROGRESS:
        cohort_progress(key="cohort_progress", data=cohort_panels.over_time(registry, conditions))
        return
    if shown == STATED:
        panels = [cohort_panels.missing(registry, conditions, of, every=every)]
    elif shown == VERDICTS:
        panels = [cohort_panels.verdicts(registry, conditions, of)]
    else:
        panels = [
            cohort_panels.sites(registry, conditions, of)
            if name == cohort_panels.SITES
            else cohort_panels.bars(registry, known[name], conditions)
            for name in st.session_state["cohort_figures"]
        ]
    cohort_charts(key="cohort_charts", data={"panels": panels}, on_pick_change=picked)


def texts(registry: Registry, ids: Sequence[str], columns: Sequence[Subject]) -> list[list[str]]:
    """The cells of these cases as they are seen, the case first."""
    held = cohort_store.cells(registry, ids, columns)
    return [[case_id, *(cell_words(one, held[case_id][one.name]) for one in columns)] for case_id in ids]


def cases(registry: Registry, conditions: Sequence[Condition], of: int) -> str | None:
    """The table of the chosen cases, a page of it; the case that was opened."""
    known = subjects()
    with st.container(horizontal=True, vertical_alignment="center", key="cohort_cases"):
        st.html("<h2 class='crlm-part-head'>Cases</h2>")
        with st.popover("Columns", key="cohort_columns_choice"):
            st.multiselect(
                "Columns",
                list(labels()),
                key="cohort_columns",
                format_func=labels().__getitem__,
            )
        columns = [known[name] for name in st.session_state["cohort_columns"]]
        by, descending = st.session_state.get("cohort_order", ("", False))
        order = Order(known.get(by), descending)
        if of and may(person(registry), Right.EXPORT):
            who = asked_later(registry)
            header = ["Case", *(labels()[one.name] for one in columns)]

            def table() -> bytes:
                return export_table(
                    registry,
                    who(),
                    conditions,
                    header,
                    texts(registry, cohort_store.case_ids(registry, conditions, order), columns),
                )

            st.download_button(
                f"Download {of:,} {'case' if of == 1 else 'cases'}",
                data=table,
                file_name="cohort.csv",
                mime="text/csv",
                key="cohort_download",
                on_click="ignore",
            )
    if not of:
        st.info("No case meets all of these filters. Take one off, or show all cases.")
        return None
    turn = min(max(1, st.session_state.get("cohort_turn", 1)), -(-of // PAGE))
    st.session_state["cohort_turn"] = turn
    ids = cohort_store.case_ids(registry, conditions, order, PAGE, (turn - 1) * PAGE)
    event = cohort_table(
        key="cohort_table",
        data={
            "columns": [
                _column("", "Case", by, descending),
                *(_column(one.name, labels()[one.name], by, descending) for one in columns),
            ],
            "cases": [
                {"id": row[0], "cells": [[text, text in (NOT_STATED, DISAGREE)] for text in row[1:]]}
                for row in texts(registry, ids, columns)
            ],
            "first": (turn - 1) * PAGE + 1,
            "last": (turn - 1) * PAGE + len(ids),
            "of": of,
        },
        on_open_change=lambda: None,
        on_sort_change=sorted_by,
        on_turn_change=turned,
    )
    opened: str | None = event.open
    if opened and opened in ids:  # the row says which case it is; its place in the table would not
        place.open_case(opened, cohort_store.case_ids(registry, conditions, order))
        return opened
    return None


def _column(name: str, label: str, by: str, descending: bool) -> dict[str, Any]:
    """A heading of the table, and how it sorts."""
    return {
        "name": name,
        "label": label,
        "sort": ("descending" if descending else "ascending") if name == by else "none",
    }


def page() -> None:
    """The chosen cases: filters, figures, table."""
    registry = open_registry()
    begin()
    unseen = seen_by(registry, person(registry))
    conditions = [*unseen, *current()]
    totals = cohort_store.totals(registry, conditions)
    blind = f"without {len(unseen[0].values)} that you have yet to abstract blind" if unseen else ""
    heading("Cohort", *((*counted(totals), blind) if totals.cases else ()))
    if not totals.cases:
        st.info(
            "The registry holds no case yet. Load notes with `crlm ingest FOLDER --db FILE`, then reload this page."
        )
        return
    adder(registry)
    chips()
    figures(registry, conditions, totals.chosen)
    if cases(registry, conditions, totals.chosen):
        st.switch_page("app_pages/case.py")


page()
disclaimer()
