"""Rules page: the whole catalogue with its passages, its logic in words, and its cases; or the numbers a site sets."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.components import rule_catalogue
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from app_pages.rule_rows import rule_sections
from app_pages.site_numbers import panel
from registry.store import Registry
from review.blindness import hidden
from review.workflow import effective_policy
from rules_engine import Rule, load_rules


def chosen() -> None:
    """A rule was chosen in the list: the address names it, so that it can be kept or passed on."""
    key: str | None = st.session_state["rule_catalogue"].chosen
    if key:
        st.query_params["rule"] = key


def switch(to_numbers: bool) -> None:
    """The address tells which of the two is shown."""
    st.query_params.from_dict({"show": "numbers"} if to_numbers else {})


def page() -> None:
    """The catalogue, on the rule that the address names, or the site's numbers."""
    rules, registry = load_rules(), open_registry()
    keys = [rule.key for rule in rules]
    named = st.query_params.get("rule", "")
    numbers = st.query_params.get("show") == "numbers"
    case_id: str = st.session_state.get("case") or ""
    with st.container(horizontal=True, vertical_alignment="center", key="rules_bar"):
        if numbers:
            heading("Site numbers", "Limits that a site sets for itself; nothing changes before it is saved")
        else:
            heading("Rules", f"{len(rules)} rules", "The source is a review article of about 2013 to 2014")
        words = "‹ Back to the rules" if numbers else "Site numbers ›"
        st.button(words, key="show_numbers", on_click=switch, args=(not numbers,))
        back = bool(case_id) and st.button(f"‹ Back to the verdicts of {case_id}", key="back_to_case")
    if back:
        place.show_verdict(named)
        st.switch_page("app_pages/case.py")
    if numbers:
        panel(registry)
    else:
        catalogue(registry, rules, named if named in keys else "")


def catalogue(registry: Registry, rules: tuple[Rule, ...], shown: str) -> None:
    """Every rule, and on the right the one of this key; cases whose values are hidden from the person are not counted."""
    unseen = hidden(registry, session.person(registry))
    picked = rule_catalogue(
        key="rule_catalogue",
        data={
            "sections": rule_sections(rules, registry.verdict_counts(unseen), effective_policy(registry)),
            "chosen": shown,
        },
        on_chosen_change=chosen,
        on_cases_change=lambda: None,
    )
    wanted: Mapping[str, Any] | None = picked.cases
    if wanted and wanted.get("rule") in {rule.key for rule in rules}:
        place.list_cases_of(str(wanted["rule"]), str(wanted.get("verdict")))
        st.switch_page("app_pages/worklist.py")


page()
disclaimer()
