"""The button that takes the report of the open case out; it is made, and kept in the audit, when it is pressed."""

import streamlit as st

from app_pages.session import asked_later, person
from registry.store import Registry
from review.case_report import export_report
from review.rights import Right, may


def report_button(registry: Registry, case_id: str) -> None:
    """Nothing for somebody who may not take data out."""
    if may(person(registry), Right.EXPORT):
        asked = asked_later(registry)
        st.download_button(
            "Report",
            data=lambda: export_report(registry, asked(), case_id),
            file_name="case_report.html",
            mime="text/html",
            key="case_report",
            on_click="ignore",
            help="The case with its values, verdicts and marked notes, to print. It holds patient text; the export is kept in the audit.",
        )
