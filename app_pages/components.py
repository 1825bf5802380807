"""The parts that are drawn in the browser: note viewer, element list, verdict cards, case table, rule catalogue, site numbers."""

from importlib.resources import files
from typing import Any

import streamlit as st


def asset(name: str) -> str:
    """The text of one file under `assets/`."""
    return (files("app_pages") / "assets" / name).read_text(encoding="utf-8")


def _part(name: str) -> Any:
    """One browser part: its own script after the shared one, its own style; text reaches the page as text only."""
    return st.components.v2.component(
        f"crlm.{name}",
        html='<div class="crlm-root"></div>',
        css=asset(f"{name}.css"),
        js=asset("dom.js") + asset(f"{name}.js"),
        isolate_styles=False,
    )


note_viewer = _part("note_viewer")
element_list = _part("element_list")
verdict_cards = _part("verdict_cards")
case_table = _part("case_table")
rule_catalogue = _part("rule_catalogue")
site_numbers = _part("site_numbers")
