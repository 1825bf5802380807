"""The conversation beside the open case: questions are answered here, a card is applied as the list of data elements decides."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app_pages import place
from app_pages.chat_rows import chat_view
from app_pages.components import case_chat
from app_pages.connection import open_registry
from app_pages.session import person
from assistant import conversing
from registry.errors import RegistryError
from review.rejection import UserError
from review.sign_in import SignedOutError
from review.workflow import CaseReview

WHOLE_PAGE = "chat_whole_page"


def _told(case_id: str, verb: Callable[..., Any], *given: Any) -> None:
    """Do what was asked; a registry that fails is told above the conversation. The session is written last."""
    registry, refusal = open_registry(), ""
    try:
        verb(registry, person(registry), case_id, *given)
    except (UserError, RegistryError) as problem:
        refusal = str(problem)
    st.session_state["chat_refusal"] = refusal


def asked(case_id: str) -> None:
    """A sentence was sent."""
    part = st.session_state.get("case_chat")  # gone when the page was left meanwhile
    if part and part.ask and part.ask.get("case") == case_id:
        _told(case_id, conversing.say, str(part.ask.get("text", "")))


def acted(case_id: str) -> None:
    """A card was applied or discarded: the whole page shows what came of it."""
    part = st.session_state.get("case_chat")
    if part and part.act and part.act.get("case") == case_id:
        _told(case_id, conversing.act, str(part.act.get("card", "")), str(part.act.get("what", "")))
        st.session_state[WHOLE_PAGE] = True


def followed() -> None:
    """A cite was clicked whose note has to be opened first."""
    part = st.session_state.get("case_chat")
    place.open_evidence(part.open if part else None)
    st.session_state[WHOLE_PAGE] = True


@st.fragment
def conversation(review: CaseReview, note_id: str) -> None:
    """The panel; it runs alone when something is asked, and with the whole page when a card is settled or a note opened."""
    if st.session_state.pop(WHOLE_PAGE, False):
        st.rerun()
    registry, case_id = open_registry(), review.case.case_id
    try:
        person(registry)
    except SignedOutError:  # the whole page says so
        st.rerun()
    case_chat(
        key="case_chat",
        data={
            "case": case_id,
            "note": note_id,
            "refusal": st.session_state.get("chat_refusal", ""),
            **chat_view(review, conversing.history(registry, case_id)),
        },
        on_ask_change=lambda: asked(case_id),
        on_act_change=lambda: acted(case_id),
        on_open_change=followed,
    )
