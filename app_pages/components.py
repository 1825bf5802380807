"""The parts that are drawn in the browser: note viewer, element list, verdicts, lesions, conversation, case table, answers, rule catalogue, site numbers.

Two of them are not seen: the clock of the case page and the watch over idle time.
"""

from importlib.resources import files
from typing import Any

import streamlit as st


def asset(name: str) -> str:
    """The text of one file under `assets/`."""
    return (files("app_pages") / "assets" / name).read_text(encoding="utf-8")


def _part(name: str, *with_scripts: str, seen: bool = True) -> Any:
    """One browser part: its script after the shared one and its others, its own style; text reaches the page as text only."""
    return st.components.v2.component(
        f"crlm.{name}",
        html='<div class="crlm-root"></div>',
        css=asset(f"{name}.css") if seen else "",
        js="".join(asset(f"{script}.js") for script in ("dom", *with_scripts, name)),
        isolate_styles=False,
    )


note_viewer = _part("note_viewer", "note_selection")
element_list = _part("element_list", "activity", "element_row", "element_editor", "element_decisions")
verdict_cards = _part("verdict_cards")
lesion_view = _part("lesion_view")
case_chat = _part("case_chat")
case_table = _part("case_table")
answer_table = _part("answer_table")
rule_catalogue = _part("rule_catalogue")
site_numbers = _part("site_numbers")
case_clock = _part("case_clock", "activity", seen=False)
idle_watch = _part("idle_watch", "activity", seen=False)
