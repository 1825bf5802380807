"""The registry the app works on: one connection for the whole process, which also takes in what waits in its inbox."""

import os
from pathlib import Path
from threading import Event
from typing import NamedTuple

import streamlit as st

from registry.store import Registry
from review.inbox import watch


class Opened(NamedTuple):
    """An open registry, and what ends the look into its inbox."""

    registry: Registry
    stop: Event

    def close(self) -> None:
        """Release the file."""
        self.stop.set()
        self.registry.close()


@st.cache_resource(show_spinner=False, on_release=Opened.close)
def _opened(path: str) -> Opened:
    """The open registry at this path."""
    registry = Registry.open(Path(path))
    return Opened(registry, watch(registry))


def open_registry() -> Registry:
    """The registry that CRLM_DB names, or a RegistryError; where none is named the page says how to start the app."""
    path = os.environ.get("CRLM_DB", "")
    if not path:
        st.info(
            "No registry is open. Start the app with `crlm serve --db FILE`, or with `make run` for the sample cases."
        )
        st.stop()
    return _opened(path).registry
