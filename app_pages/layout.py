"""What every page shares: style, the frame of the browser window, the line that says what this is not."""

import html

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app_pages import session
from app_pages.components import asset
from app_pages.connection import open_registry
from app_pages.top_bar import sign_in_page, top_bar
from registry.errors import RegistryError
from review.rejection import UserError
from review.sign_in import SignedOutError

DISCLAIMER = (
    "Decision support for people who review charts, not medical advice. Check each value against the note before use."
)


def frame() -> None:
    """Title and style of the browser window; call once, before the page."""
    st.set_page_config(page_title="CRLM review", page_icon="🩺", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{asset('page.css')}</style>")


def show(page: StreamlitPage) -> None:
    """Run the page for whoever works here; a registry that fails is told in one line in its place, and so is a missing sign-in."""
    try:
        registry = open_registry()
        top_bar(registry, session.person(registry))
        page.run()
    except SignedOutError as why:
        sign_in_page(str(why))
    except (RegistryError, UserError) as problem:
        st.error(str(problem))


def heading(title: str, *facts: str) -> None:
    """The page's title with a few plain facts beside it."""
    spans = "".join(f"<span>{html.escape(fact)}</span>" for fact in facts if fact)
    st.html(f'<div class="crlm-head"><h1>{html.escape(title)}</h1>{spans}</div>')


def disclaimer(keys: str = "") -> None:
    """The line at the foot of every page, with the keys of the page where it has any."""
    hint = f"<span>Keys: {html.escape(keys)}</span>" if keys else ""
    st.html(f'<div class="crlm-foot"><span>{DISCLAIMER}</span>{hint}</div>')
