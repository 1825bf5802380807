"""Rules page: the whole catalogue with its passages, its logic in words, and the cases each rule holds for."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages import place
from app_pages.components import rule_catalogue
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from app_pages.rule_rows import rule_sections
from rules_engine import load_rules


def chosen() -> None:
    """A rule was chosen in the list: the address names it, so that it can be kept or passed on."""
    key: str | None = st.session_state["rule_catalogue"].chosen
    if key:
        st.query_params["rule"] = key


def page() -> None:
    """The catalogue, on the rule that the address names."""
    rules = load_rules()
    keys = [rule.key for rule in rules]
    named = st.query_params.get("rule", "")
    case_id: str = st.session_state.get("case") or ""
    with st.container(horizontal=True, vertical_alignment="center", key="rules_bar"):
        heading("Rules", f"{len(rules)} rules", "The source is a review article of about 2013 to 2014")
        back = bool(case_id) and st.button(f"‹ Back to the verdicts of {case_id}", key="back_to_case")
    picked = rule_catalogue(
        key="rule_catalogue",
        data={
            "sections": rule_sections(rules, open_registry().verdict_counts()),
            "chosen": named if named in keys else "",
        },
        on_chosen_change=chosen,
        on_cases_change=lambda: None,
    )
    if back:
        place.show_verdict(named)
        st.switch_page("app_pages/case.py")
    wanted: Mapping[str, Any] | None = picked.cases
    if wanted and wanted.get("rule") in keys:
        place.list_cases_of(str(wanted["rule"]), str(wanted.get("verdict")))
        st.switch_page("app_pages/worklist.py")


page()
disclaimer()
