"""Import page: files in, checked before anything is stored, loaded while the app goes on, taken back where it was wrong."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from abstraction.records import NoteType
from app_pages import session
from app_pages.components import asset
from app_pages.connection import open_registry
from app_pages.import_columns import choose_columns, first_table, forget_choice
from app_pages.import_result import earlier, result, watch
from app_pages.import_rows import dry_run_facts, dry_run_figures, figures, finding_table, unmarked
from app_pages.layout import disclaimer, heading
from registry.store import Registry
from review.dry_run import DryRun, dry_run
from review.import_job import job_of, start
from review.importers.columns import OWN
from review.rejection import UserError
from review.rights import Right, may
from review.sources import SUFFIXES, Defaults
from review.upload_folder import put, remove_leftovers, uploaded
from review.written_dates import DateOrder

ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "latin-1": "Latin-1", "utf-16": "UTF-16"}
ORDERS = {"": "as they are, or refused", "dmy": "03/04 is 3 April", "mdy": "03/04 is 4 March"}
CHECKED = "import_checked"  # what was checked last in this tab, and what it said


@dataclass(frozen=True)
class Given:
    """What the person chose to load: files of the browser, or a path on this machine; `mark` is another for other files."""

    files: tuple[Any, ...]
    path: str

    @property
    def mark(self) -> tuple[str, ...]:
        """What tells these files from others."""
        return (*(str(one.file_id) for one in self.files), self.path)

    def contents(self) -> list[tuple[str, bytes]]:
        """Name and bytes of the uploaded files."""
        return [(one.name, one.getvalue()) for one in self.files]

    @contextmanager
    def paths(self, registry: Registry) -> Iterator[list[Path]]:
        """The files as paths, for as long as the block lasts."""
        if self.path:
            yield [Path(self.path).expanduser()]
            return
        with uploaded(registry, self.contents()) as found:
            yield found


def page() -> None:
    """The steps of an import, one after the other."""
    registry = open_registry()
    st.html(f"<style>{asset('import_notes.css')}</style>")
    person = session.person(registry)
    heading("Import notes", "checked first, loaded when you say so, and taken back if it was wrong")
    if not may(person, Right.IMPORT):
        st.info(f"You are {person.role} here. Notes are loaded by an admin.")
        return
    job = job_of(registry)
    if job and job.running:
        watch(registry)
    else:
        remove_leftovers(registry)
        if job:
            result(registry, job)
        else:
            asking(registry)
    earlier(registry)


def asking(registry: Registry) -> None:
    """Files, what they do not say of themselves, the check, and the button that loads them."""
    given = files()
    if given is None:
        st.session_state.pop(CHECKED, None)
        return
    said = options()
    try:
        with st.spinner("Looking at the columns"):
            head = heads(registry, given, said["encoding"])
        columns = choose_columns(registry, head) if head else None
        if head and columns is None:
            return
        defaults = Defaults(**said, columns=columns or OWN)
        mark = (given.mark, defaults)
        if st.button("Check", key="import_check", type="primary"):
            st.session_state[CHECKED] = (mark, checked(registry, given, defaults))
        last = st.session_state.get(CHECKED)
        if last and last[0] == mark:
            findings(last[1])
            loading(registry, given, defaults, last[1])
        elif last:
            quiet("Something above was changed since the check: check again.")
    except UserError as refusal:
        st.warning(unmarked(f"{str(refusal)[:1].upper()}{str(refusal)[1:]}."))


def files() -> Given | None:
    """What is to be loaded; None while nothing is chosen. A path is for the user of this machine only."""
    uploads = st.file_uploader(
        "Files of notes",
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        accept_multiple_files=True,
        key="import_files",
        help="Held in memory, and in a private folder beside the registry while they are read.",
    )
    path = ""
    if session.settings() is None:
        path = st.text_input(
            "Or a file or folder on this machine", key="import_path", placeholder="/data/notes", width=640
        ).strip()
    if not uploads and not path:
        quiet("Nothing is stored before you have seen the check.")
        return None
    return Given((), path) if path else Given(tuple(uploads), "")


def options() -> dict[str, Any]:
    """What the files do not say of themselves."""
    apart = st.expander("What the files do not say themselves", key="import_options")
    with apart, st.container(horizontal=True, vertical_alignment="bottom"):
        encoding = st.selectbox(
            "Encoding", list(ENCODINGS), format_func=ENCODINGS.__getitem__, key="import_encoding", width=180
        )
        order = st.selectbox(
            "Dates such as 03/04/2024", list(ORDERS), format_func=ORDERS.__getitem__, key="import_order", width=240
        )
        kind = st.selectbox("Type of notes without one", ["", *NoteType], key="import_kind", width=220)
        case = st.text_input("Case of notes without one", key="import_case", width=200).strip()
    return {
        "encoding": encoding,
        "date_order": DateOrder(order) if order else None,
        "note_type": NoteType(kind) if kind else None,
        "case_id": case or None,
    }


def heads(registry: Registry, given: Given, encoding: str) -> list[Any]:
    """The columns of the first table, looked at once for the same files."""
    mark, known = (given.mark, encoding), st.session_state.get("import_head")
    if known and known[0] == mark:
        return list(known[1])
    with given.paths(registry) as paths:
        head = first_table(paths, encoding) if all(path.exists() for path in paths) else []
    if known and known[0] != mark:  # another table may want another profile
        forget_choice()
    st.session_state["import_head"] = (mark, head)
    return head


def checked(registry: Registry, given: Given, defaults: Defaults) -> tuple[DryRun, str]:
    """What an import would do, and the folder that is cut from its places."""
    bar = st.empty()
    with given.paths(registry) as paths, st.spinner("Reading the files"):
        told = dry_run(registry, paths, defaults, lambda rows: show_rows(bar, rows))
        folder = "" if given.path else f"{paths[0].parent}/"
    bar.empty()
    return told, folder


def show_rows(bar: Any, rows: int) -> None:
    """How far the check has come."""
    bar.caption(f"{rows:,} rows read")


def findings(last: tuple[DryRun, str]) -> None:
    """What the check says, problems first."""
    told, folder = last
    st.html("<h2 class='crlm-part-head'>The check</h2>" + figures(dry_run_figures(told)))
    quiet(dry_run_facts(told))
    if told.findings:
        st.html(finding_table(told.findings, folder))
    else:
        quiet("Nothing looks odd.")


def loading(registry: Registry, given: Given, defaults: Defaults, last: tuple[DryRun, str]) -> None:
    """The button that loads what was checked."""
    told = last[0]
    if not told.notes:
        quiet("No note of these files can be taken.")
        return
    todo = told.new + told.changed
    label = f"Load {told.notes:,} {'note' if told.notes == 1 else 'notes'}"
    if st.button(label, key="import_load", type="primary", help=f"{todo:,} of them are new or changed."):
        person = session.person(registry)
        if given.path:
            start(registry, person, [Path(given.path).expanduser()], defaults, expected=told.notes)
        else:
            folder, paths = put(registry, given.contents())
            start(registry, person, paths, defaults, folder=folder, expected=told.notes)
        st.session_state.pop(CHECKED, None)
        st.rerun()


def quiet(words: str) -> None:
    """A quiet line."""
    st.html(f"<p class='crlm-import-quiet'>{html.escape(words)}</p>")


page()
disclaimer()
