"""The door of the app: the list of pages and nothing else."""

import streamlit as st

from app_pages.layout import frame

frame()
st.navigation(
    [
        st.Page("app_pages/worklist.py", title="Worklist", url_path="worklist", default=True),
        st.Page("app_pages/case.py", title="Case", url_path="case"),
    ],
    position="top",
).run()
