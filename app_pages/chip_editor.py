"""The reading of a question as chips: each opens to be changed or taken off, and the question is asked anew."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

from app_pages import session
from app_pages.connection import open_registry
from assistant import registry_conversation
from assistant.chip_changes import changeable, changed, condition_at, removable, without
from assistant.question_wording import SIGNS, condition_words
from lexicons import load_elements
from registry.question import Op, Question, Test
from registry.question_fields import field_of
from registry.store import Registry
from review.wording import term

BOUNDS = {**SIGNS, "is": "exactly"}
STATES = ("present", "absent", "indeterminate")


def take_off(question: Question, part: str, words: str) -> None:
    """Ask without this chip."""
    put(without(question, part), f"without: {words}")


def put(question: Question, words: str) -> None:
    """Ask the changed question."""
    registry = open_registry()
    st.session_state["asked_turn"] = registry_conversation.change(registry, session.person(registry), words, question)


def chip_row(registry: Registry, question: Question, chips: Sequence[dict[str, str]], number: int) -> None:
    """The chips in a row."""
    with st.container(horizontal=True, key="ask_chips"):
        for chip in chips:
            part, words = chip["part"], chip["text"]
            if not removable(part):
                st.badge(words, color="gray")
                continue
            with st.popover(words, key=f"chip_{number}_{part}"):
                if test := changeable(condition_at(question, part)):
                    editor(question, part, test, f"{number}_{part}")
                st.button("Take this off", key=f"off_{number}_{part}", on_click=take_off, args=(question, part, words))


def editor(question: Question, part: str, test: Test, key: str) -> None:
    """Another bound or other values for one claim."""
    choices = choices_of(test)
    with st.form(f"form_{key}", border=False):
        if choices:
            held = [value for value in test.values if value in choices]
            st.multiselect("Any of", choices, held, format_func=term, key=f"values_{key}")
            st.checkbox("None of these", value=test.op == "is_not", key=f"not_{key}")
        else:
            bounds = list(BOUNDS)
            st.selectbox(
                "Bound",
                bounds,
                index=bounds.index(test.op) if test.op in bounds else 0,
                format_func=lambda op: BOUNDS[op],
                key=f"op_{key}",
            )
            st.number_input("Number", value=float(test.values[0]), key=f"number_{key}")
        st.form_submit_button("Ask again", on_click=apply, args=(question, part, bool(choices), key))


def apply(question: Question, part: str, chosen: bool, key: str) -> None:
    """The form of a chip was sent."""
    state = st.session_state
    if chosen:
        op: Op = "is_not" if state[f"not_{key}"] else "is"
        values: tuple[str | float, ...] = tuple(state[f"values_{key}"])
    else:
        op, values = cast(Op, state[f"op_{key}"]), (float(state[f"number_{key}"]),)
    if not values:
        return
    new = changed(question, part, op, values)
    condition = condition_at(new, part)
    put(new, f"changed to: {condition_words(condition)}" if condition else "changed")


def choices_of(test: Test) -> list[str]:
    """The words a claim may hold; none for a number."""
    known = field_of(test.field)
    if known.site:
        return list(STATES)
    if any(not isinstance(value, str) for value in test.values) or test.values == ("innumerable",):
        return []
    element = load_elements().get(test.field)
    if known.kind == "sites" and element:
        return [site for site in element.sites if site != "any"]
    return list(element.values) if element and element.values else [str(value) for value in test.values]
