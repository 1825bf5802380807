"""The door of the app: the list of pages and what they keep."""

import streamlit as st

from app_pages import place, session
from app_pages.layout import frame, show

frame()
place.keep("worklist_search", "worklist_status", "worklist_person", "worklist_stage", "worklist_order")
place.keep("cohort_view", "cohort_figures", "cohort_columns", "cohort_every")
place.keep("accuracy_by", "accuracy_version", "accuracy_month")
chosen = st.navigation(
    [
        st.Page("app_pages/worklist.py", title="Worklist", url_path="worklist", default=True),
        st.Page("app_pages/case.py", title="Case", url_path="case"),
        st.Page("app_pages/cohort.py", title="Cohort", url_path="cohort"),
        st.Page("app_pages/ask.py", title="Ask", url_path="ask"),
        st.Page("app_pages/blind.py", title="Blind abstraction", url_path="blind"),
        st.Page("app_pages/agreement.py", title="Agreement", url_path="agreement"),
        st.Page("app_pages/accuracy.py", title="Accuracy", url_path="accuracy"),
        st.Page("app_pages/rules.py", title="Rules", url_path="rules"),
        st.Page("app_pages/import_notes.py", title="Import", url_path="import"),
    ],
    position="hidden" if session.signed_out() else "top",
)
show(chosen)
