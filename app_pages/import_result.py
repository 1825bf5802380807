"""An import that runs, what became of it, and earlier imports with the way to take one back."""

import hashlib

import streamlit as st

from app_pages import session
from app_pages.import_rows import choice_words, figures, import_table, unmarked
from registry.errors import RegistryError
from registry.store import Registry
from review.exports import record_export
from review.import_job import ImportJob, job_of, put_away
from review.imports import imports, undo_import
from review.rejection import UserError
from review.rejects import rejects_csv
from review.sign_in import SignedOutError

LISTED = 30


@st.fragment(run_every=1.0)
def watch(registry: Registry) -> None:
    """The progress of the running import, asked for every second; once it is over the page is drawn anew."""
    job = job_of(registry)
    if job is None or not job.running:
        st.rerun(scope="app")
        return
    share = min(job.done / job.expected, 1.0) if job.expected else 0.0
    of = f" of {job.expected:,}" if job.expected else ""
    st.progress(share, f"Reading {unmarked(', '.join(job.names))}: {job.done:,}{of} notes done")
    st.caption(
        "It runs in the app: you can leave this page or close the tab. Ctrl-C on the app ends it; load again to go on."
    )
    st.button("Stop", key="import_stop", on_click=job.stop)


def result(registry: Registry, job: ImportJob) -> None:
    """What became of the last import, until it is put away."""
    if job.failed:
        st.error(unmarked(f"{', '.join(job.names)}: {job.failed}"))
    elif job.report:
        report, refused = job.report, len(job.rejections)
        told = [(f"{report.read:,}", "notes read"), (f"{report.stored:,}", "new or changed")]
        told += [(f"{report.cases:,}", "cases classified"), (f"{refused:,}", "refused")]
        st.html(f"<h2 class='crlm-part-head'>Loaded</h2>{figures(told)}")
        if refused:
            _downloads(registry, job)
    st.button("Done", key="import_done", on_click=put_away, args=(registry,))


def _downloads(registry: Registry, job: ImportJob) -> None:
    """What was refused as files; the audit keeps that they were taken."""
    asked = session.asked_later(registry)

    def taken(kind: str, content: str) -> bytes:
        written = content.encode("utf-8")
        detail = {"files": list(job.names)}
        digest = hashlib.sha256(written).hexdigest()
        record_export(registry, asked(), kind, detail, len(job.rejections), digest)
        return written

    with st.container(horizontal=True):
        st.download_button(
            "What was refused (.csv)",
            data=lambda: taken("rejects", rejects_csv(job.rejections)),
            file_name="rejects.csv",
            mime="text/csv",
            key="import_rejects",
            on_click="ignore",
        )
        rows = job.rejected_rows
        if rows is not None:
            st.download_button(
                "With its rows, to correct and load again (.jsonl)",
                data=lambda: taken("rejected rows", rows),
                file_name="rejects.jsonl",
                mime="application/jsonl",
                key="import_rejected_rows",
                on_click="ignore",
                help="Holds the text of the notes: keep it where the notes are kept.",
            )
    if job.rejected_rows is None:
        st.caption(
            "The rows are too many to hand over here: `crlm ingest --rejects FILE.jsonl --rejected-rows` writes them."
        )


def earlier(registry: Registry) -> None:
    """Earlier imports, and the form that takes one back."""
    found = imports(registry)
    st.html("<h2 class='crlm-part-head'>Earlier imports</h2>")
    if told := st.session_state.pop("import_undone", None):
        (st.success if told[0] else st.warning)(unmarked(told[1]))
    if not found:
        st.html("<p class='crlm-import-quiet'>Nothing was loaded yet.</p>")
        return
    st.html(import_table(found[:LISTED]))
    if len(found) > LISTED:
        st.caption(f"The newest {LISTED} of {len(found)} are listed; `crlm imports` lists all.")
    left = {one.run_id: choice_words(one) for one in found[:LISTED] if one.readings}
    if not left:
        return
    with st.expander("Take an import back", key="import_back"), st.form("import_undo", border=False):
        st.markdown(
            "Its notes, versions of notes and readings go, and its cases are as they were before. "
            "What people decided stays: cases on which somebody worked since are never touched."
        )
        # A key of its own for each state of the list, so that the newest is chosen and not one that was chosen before.
        run_key = f"import_undo_{len(found)}_{len(left)}"
        st.selectbox("Import", list(left), format_func=left.__getitem__, key=run_key, width=640)
        st.text_input("Why", key="import_undo_reason", width=640, help="Kept with your name.")
        st.checkbox("Leave the cases on which people worked since, and take back the rest", key="import_undo_leave")
        st.form_submit_button("Take it back", on_click=_undo, args=(registry, run_key))


def _undo(registry: Registry, run_key: str) -> None:
    """Take the chosen import back; what came of it is told by the page."""
    run, reason = (str(st.session_state.get(key) or "") for key in (run_key, "import_undo_reason"))
    leave = bool(st.session_state.get("import_undo_leave"))
    try:
        done = undo_import(registry, session.person(registry), run, reason, leave_worked_on=leave)
    except (UserError, RegistryError, SignedOutError) as refusal:
        told = str(refusal).replace("--leave-worked-on", "the box below")
        st.session_state["import_undone"] = (False, f"{told[:1].upper()}{told[1:]}.")
        return
    left = f", {len(done.left)} cases were left" if done.left else ""
    words = f"Taken back: {done.versions:,} notes or versions of notes, {done.cases_gone:,} cases gone, {done.cases_computed:,} computed anew{left}."
    st.session_state["import_undone"] = (True, words)
