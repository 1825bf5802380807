"""The corner of every page that says who works here and as what; there the name is changed, or the person signs out."""

import streamlit as st

from app_pages import session
from app_pages.components import idle_watch
from registry.store import Registry
from review.rejection import UserError
from review.reviewer import rename
from review.rights import Person, Right, may

ROLES = {
    "viewer": "may read, and decides nothing",
    "abstractor": "may decide on cases, sign them off, take a free case, and take data out",
    "adjudicator": "may also settle what two people entered, and give cases to people",
    "admin": "may do everything, the site's numbers included",
}


def top_bar(registry: Registry, person: Person) -> None:
    """Name and role; with a sign-in the button that ends it and the watch over idle time, without one the name to change."""
    signed = session.settings()
    with st.container(key="top_bar"), st.popover(f"{person.name} · {person.role}", key="person"):
        st.markdown(f"**{person.role.capitalize()}** {ROLES[person.role]}.")
        if signed:
            st.caption(f"Without activity you are signed out after {signed.idle_minutes:g} minutes.")
            st.button("Sign out", key="sign_out", on_click=session.sign_out)
        elif may(person, Right.DECIDE):
            _name(registry, person)
    if signed:
        _watch(signed.idle_minutes * 60)


def _name(registry: Registry, person: Person) -> None:
    """The name decisions are made under, kept for the user of this machine."""
    st.caption("Kept for the user of this machine, without a login: it proves nothing about who sits here.")
    with st.form("reviewer_form", border=False):
        name = st.text_input("Your name, as your decisions carry it", value=person.name)
        if st.form_submit_button("Use this name"):
            try:
                rename(registry, person, name)
            except UserError as refusal:
                st.warning(str(refusal))
            else:
                st.rerun()


@st.fragment
def _watch(idle_seconds: float) -> None:
    """The browser tells of activity now and then, and asks for the sign-in page when there was none for too long."""
    idle_watch(
        key="idle_watch",
        data={"idle": idle_seconds},
        on_active_change=session.active,
        on_idle_change=lambda: None,
    )
    if not session.seconds_left():
        st.rerun(scope="app")


def sign_in_page(why: str) -> None:
    """What is shown in place of every page to somebody who is not signed in."""
    with st.container(key="sign_in"):
        st.html('<div class="crlm-head"><h1>Chart review, colorectal liver metastases</h1></div>')
        st.markdown(why)
        st.button("Sign in", key="sign_in_button", on_click=st.login)
