"""The door of the app: the list of pages, what they keep, and what a registry that fails looks like."""

import streamlit as st

from app_pages import place
from app_pages.layout import frame
from registry.errors import RegistryError

frame()
place.keep("worklist_search", "worklist_stage", "worklist_order")
chosen = st.navigation(
    [
        st.Page("app_pages/worklist.py", title="Worklist", url_path="worklist", default=True),
        st.Page("app_pages/case.py", title="Case", url_path="case"),
    ],
    position="top",
)
try:
    chosen.run()
except RegistryError as problem:
    st.error(str(problem))
