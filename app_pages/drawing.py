"""The draw of cases for two people: a share and a seed, what it would give, and the button that gives it."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import streamlit as st

from app_pages import session
from registry import blind_store
from registry.errors import RegistryError
from registry.store import Registry
from review.agreement_cli import share_words
from review.double_abstraction import draw, share
from review.rejection import UserError


def drawing(registry: Registry, names: Mapping[str, str]) -> None:
    """Two people, a share and a seed: what it would give, and the button that gives it."""
    with st.popover("Draw cases", key="draw"):
        st.markdown(
            "Give a share of the cases to two people, who each enter what they find without seeing anything else."
        )
        people = list(names)
        first = st.selectbox("One", people, format_func=names.__getitem__, key="draw_first")
        second = st.selectbox(
            "The other", people, index=min(1, len(people) - 1), format_func=names.__getitem__, key="draw_second"
        )
        percent = st.number_input("Percent of the cases", 1, 100, 20, key="draw_percent")
        seed = st.text_input("Seed: another one draws other cases", "1", key="draw_seed")
        if len(people) < 2:
            how = (
                "signed in"
                if session.settings()
                else "opened the app as another user of this machine and set a name in its corner"
            )
            st.info(f"Only you are known here. A second person appears once they have {how}.")
            return
        try:
            found = share(registry, first, second, percent, seed)
        except UserError as refusal:
            st.warning(str(refusal))
            return
        st.markdown(f"This draw: {share_words(len(found.cases), found.given, found.decided)}.")
        # The same for the same click on the same state, so that a repeated click changes nothing.
        state = "/".join([first, second, str(percent), seed, str(len(blind_store.pairs(registry)))])
        st.button(
            "Give these cases",
            key="draw_cases",
            disabled=not found.cases,
            on_click=drawn,
            args=(registry, first, second, percent, seed, uuid5(NAMESPACE_URL, state).hex),
        )
        if told := st.session_state.pop("draw_refusal", ""):
            st.warning(told)


def drawn(registry: Registry, *given: Any) -> None:
    """Give the cases; what was refused is told in words."""
    try:
        draw(registry, session.person(registry), *given)
    except (UserError, RegistryError) as refusal:
        st.session_state["draw_refusal"] = str(refusal)
