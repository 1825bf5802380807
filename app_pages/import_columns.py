"""Which column of a table is which part of a note: shown with what its cells look like, guessed, chosen, kept under a name."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from abstraction.records import NoteType
from app_pages import session
from app_pages.import_rows import column_table, unmarked
from registry.errors import RegistryError
from registry.store import Registry
from review.column_profiles import save_profile, saved_profiles
from review.importers.columns import OWN, PARTS, Columns, known
from review.importers.table_head import Column, guess, table_head
from review.note_header import type_of_name
from review.rejection import Rejection, UserError
from review.sources import files_of

TABLES = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".ndjson", ".json")
OWN_NAMES, CHOOSE = "Columns are named as the parts of a note", "Choose the columns"
NONE, UNCLEAR = "(none)", "no type: refused"
LABELS = {
    "note_id": "Id of the note",
    "case_id": "Case or patient",
    "note_type": "Type",
    "note_date": "Date",
    "text": "Text of the note",
}
# Files that are looked at for the head of a table.
LOOKED_AT = 50


def first_table(paths: Sequence[Path], encoding: str) -> list[Column]:
    """The columns of the first table among these files; none where there is none."""
    for number, source in enumerate(files_of(paths)):
        if number == LOOKED_AT:
            break
        if isinstance(source, Rejection) or source.path.suffix.lower() not in TABLES:
            continue
        if columns := table_head(source.path, encoding):
            return columns
    return []


def choose_columns(registry: Registry, head: Sequence[Column]) -> Columns | None:
    """The profile for a table with this head; None while the choice is not whole."""
    saved = saved_profiles(registry)
    profiles = {OWN_NAMES: OWN, **known(), **saved}
    names = {column.name.strip().lower() for column in head}
    fitting = [name for name, one in profiles.items() if {one.text.lower(), one.note_id.lower()} <= names]
    st.session_state.setdefault("import_profile", fitting[0] if fitting else CHOOSE)
    chosen = st.selectbox("Columns of the table", [*profiles, CHOOSE], key="import_profile", width=420)
    if chosen != CHOOSE:
        return profiles[chosen]
    st.html(column_table(head))
    return _mapping(registry, head)


def _mapping(registry: Registry, head: Sequence[Column]) -> Columns | None:
    """A column for each part, guessed to begin with, and the name it is kept under."""
    guessed, options = guess(head), [NONE, *(column.name for column in head)]
    picked: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="import_parts"):
        for part in PARTS:
            at = options.index(guessed[part]) if part in guessed else 0
            picked[part] = st.selectbox(LABELS[part], options, index=at, key=f"import_part_{part}", width=200)
    types = _types(head, picked["note_type"])
    # A part that no column holds reads from one that is not there.
    named = {part: f"(no {part})" if name == NONE else name.strip().lower() for part, name in picked.items()}
    try:
        columns = Columns.model_validate({"title": "Chosen on the import page", **named, "types": types})
    except ValidationError:
        st.warning("Two parts of a note are read from the same column: choose another one.")
        return None
    if picked["text"] == NONE or picked["note_id"] == NONE:
        st.warning("The id and the text of the note are needed.")
        return None
    with st.form("import_profile_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Keep this choice under a name", key="import_profile_name", width=300)
        st.form_submit_button("Keep", on_click=_keep, args=(registry, columns))
    if told := st.session_state.pop("import_profile_told", ""):
        st.warning(unmarked(told))
    return columns


def _types(head: Sequence[Column], chosen: str) -> dict[str, str]:
    """Word -> type of note: for the words of the column of types that do not say one, what the person says they mean."""
    column = next((one for one in head if one.name == chosen), None)
    unclear = (
        [word for word in column.words if word.lower() not in tuple(NoteType) and not type_of_name(word)]
        if column
        else []
    )
    if not unclear:
        return {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="import_types"):
        meant = {
            word: st.selectbox(f"“{unmarked(word)}” is", [UNCLEAR, *NoteType], key=f"import_type_{word}", width=200)
            for word in unclear
        }
    return {word: str(kind) for word, kind in meant.items() if kind != UNCLEAR}


def forget_choice() -> None:
    """Another table is there: what was chosen for the one before does not hold."""
    for name in [str(key) for key in st.session_state if str(key).startswith(("import_part_", "import_type_"))]:
        del st.session_state[name]
    st.session_state.pop("import_profile", None)


def _keep(registry: Registry, columns: Columns) -> None:
    """Keep the profile; from then on it is the one that is chosen."""
    name = str(st.session_state.get("import_profile_name") or "")
    try:
        kept = save_profile(registry, session.person(registry), name, columns)
    except (UserError, RegistryError) as refusal:
        st.session_state["import_profile_told"] = f"{str(refusal)[:1].upper()}{str(refusal)[1:]}."
    else:
        st.session_state["import_profile"] = kept
