"""The panel of the site's numbers on the rules page: try others, see what would turn, and only then set them."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.components import site_numbers
from app_pages.number_rows import history_rows, in_words, number_rows, preview_view
from registry.store import Registry
from review import policy
from review.blindness import hidden
from review.rejection import UserError
from review.rights import Right, may
from review.workflow import effective_policy
from rules_engine import load_rules
from rules_engine.policy import policy_hash

TRIED = "numbers_tried"  # what was previewed last in this tab, with what it would turn


def panel(registry: Registry) -> None:
    """The numbers, the last preview, and what was set before; a save of what was previewed last, and of nothing else."""
    policy.catch_up(registry, working("Classifying the cases with the numbers that were set"))
    now, who = policy_hash(effective_policy(registry)), session.person(registry)
    tried: dict[str, Any] = st.session_state.get(TRIED) or {}
    if tried.get("base") not in (None, now):  # somebody else has set numbers: what was previewed no longer holds
        tried = {}
    picked = site_numbers(
        key="site_numbers",
        data={
            "by": who.name,
            "locked": ""
            if may(who, Right.SET_NUMBERS)
            else f"You are {who.role} here: you can try numbers, and only an admin sets them.",
            "numbers": number_rows(policy.numbers(registry)),
            "history": history_rows(registry.policy_changes()),
            "tried": {key: value for key, value in tried.items() if key != "base"},
        },
        on_preview_change=lambda: None,
        on_save_change=lambda: None,
        on_rule_change=lambda: None,
        on_case_change=lambda: None,
    )
    if picked.preview:
        st.session_state[TRIED] = {**previewed(registry, picked.preview), "base": now}
        st.rerun()
    if picked.save:
        st.session_state[TRIED] = saved(registry, picked.save, tried)
        st.rerun()
    if isinstance(picked.rule, str):
        st.query_params.from_dict({"rule": picked.rule})
        st.rerun()
    if isinstance(picked.case, str) and picked.case in registry.case_ids():
        place.open_case(picked.case)
        st.switch_page("app_pages/case.py")


def previewed(registry: Registry, written: Mapping[str, str]) -> dict[str, Any]:
    """The numbers as written and what they would turn, or why they make no sense."""
    try:
        changes = {name: policy.read_number(name, text) for name, text in written.items()}
        whole = policy.preview(registry, changes, working("Classifying the cases with these numbers"))
        found = whole.without(hidden(registry, session.person(registry)))
    except UserError as refusal:
        return {"written": dict(written), "refused": in_words(str(refusal))}
    return {"written": dict(written), "found": preview_view(found, {rule.key: rule for rule in load_rules()})}


def saved(registry: Registry, wanted: Mapping[str, Any], tried: Mapping[str, Any]) -> dict[str, Any]:
    """Sets what was previewed last; what else a page may send is refused."""
    written = wanted.get("written")
    if not tried.get("found") or written != tried["written"]:
        return {**tried, "refused": "These are not the numbers that were previewed: preview them again."}
    try:
        changes = {name: policy.read_number(name, text) for name, text in tried["written"].items()}
        done = policy.save(
            registry,
            session.person(registry),
            changes,
            reason=str(wanted.get("reason", "")),
            change_id=str(wanted.get("id", "")),
            on_progress=working("Classifying the cases with the numbers that were set"),
        )
    except UserError as refusal:
        return {**tried, "refused": in_words(str(refusal))}
    numbers = "1 number is" if len(done) == 1 else f"{len(done)} numbers are"
    return {"done": f"{numbers} set, and every case is classified with {'it' if len(done) == 1 else 'them'}."}


def working(words: str) -> policy.OnProgress:
    """A bar that appears with the first batch of cases and tells how many are done."""
    place_for_it = st.empty()

    def on_progress(done: int, total: int) -> None:
        if done < total:
            place_for_it.progress(done / total, f"{words}: {done} of {total}")
        else:
            place_for_it.empty()

    return on_progress
