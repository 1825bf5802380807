"""The parts that are drawn in the browser, each from its script, the scripts it shares with others, and its style.

Two of them are not seen: the clock of the case page and the watch over idle time.
"""

from importlib.resources import files
from typing import Any

import streamlit as st


def asset(name: str) -> str:
    """The text of one file under `assets/`."""
    return (files("app_pages") / "assets" / name).read_text(encoding="utf-8")


def _part(name: str, *with_scripts: str, styles: tuple[str, ...] = (), seen: bool = True) -> Any:
    """One browser part: its script and style after the shared ones it names; text reaches the page as text only."""
    return st.components.v2.component(
        f"crlm.{name}",
        html='<div class="crlm-root"></div>',
        css="".join(asset(f"{style}.css") for style in (*styles, name)) if seen else "",
        js="".join(asset(f"{script}.js") for script in ("dom", *with_scripts, name)),
        isolate_styles=False,
    )


note_viewer = _part("note_viewer", "note_selection")
element_list = _part("element_list", "activity", "element_row", "element_editor", "outbox", "element_decisions")
verdict_cards = _part("verdict_cards")
lesion_view = _part("lesion_view")
case_chat = _part("case_chat")
case_table = _part("case_table")
answer_table = _part("answer_table")
rule_catalogue = _part("rule_catalogue")
site_numbers = _part("site_numbers")
cohort_charts = _part("cohort_charts")
cohort_progress = _part("cohort_progress")
cohort_table = _part("cohort_table", styles=("case_table",))
blind_form = _part("blind_form", "element_editor", "outbox", styles=("element_list",))
overruled_list = _part("overruled_list", styles=("case_table",))
agreement_table = _part("agreement_table", styles=("case_table",))
disagreement_queue = _part("disagreement_queue", "element_editor", "outbox", styles=("element_list",))
accuracy_table = _part("accuracy_table", styles=("figures",))
trial_table = _part("trial_table", styles=("figures",))
case_clock = _part("case_clock", "activity", seen=False)
idle_watch = _part("idle_watch", "activity", seen=False)
