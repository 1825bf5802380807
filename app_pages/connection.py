"""The registry the app works on: one connection for the whole process."""

import os
from pathlib import Path

import streamlit as st

from registry.store import Registry


@st.cache_resource(show_spinner=False, on_release=lambda registry: registry.close())
def _opened(path: str) -> Registry:
    """The open registry at this path."""
    return Registry.open(Path(path))


def open_registry() -> Registry:
    """The registry that CRLM_DB names, or a RegistryError; where none is named the page says how to start the app."""
    path = os.environ.get("CRLM_DB", "")
    if not path:
        st.info(
            "No registry is open. Start the app with `crlm serve --db FILE`, or with `make run` for the sample cases."
        )
        st.stop()
    return _opened(path)
