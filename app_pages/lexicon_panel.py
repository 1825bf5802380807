"""The panel that tries a term: what it would fix and break of what people decided, before it is saved."""

import html
from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.components import trial_table
from app_pages.lexicon_rows import trial_view
from lexicons.vocabulary import load_targets
from registry.store import Registry
from review.lexicon_change import save, with_term
from review.lexicon_trial import decided_rows, try_lexicon
from review.rejection import UserError
from review.rights import Right, may

TRIED = "term_tried"  # what was tried last in this tab, with what it would turn


def panel(registry: Registry, unseen: Collection[str]) -> None:
    """The term to try, and below it what was found with the last one; `unseen` are cases that stay closed to this person."""
    topics = load_targets()
    with st.container(horizontal=True, vertical_alignment="bottom", key="term_bar"):
        topic = st.selectbox("Topic", list(topics), key="term_topic", help="A file of the lexicon", width=260)
        concepts = list(topics[topic].concepts)
        concept = st.selectbox("Concept", concepts, key=f"term_concept_{topic}", width=260)
    known = topics[topic].concepts[concept].found
    hint(f"{topics[topic].description} Found so far, for example, in: {'; '.join(known)}")
    with st.form("term_form", border=False, width=640):
        term = st.text_input("New term", key="term_words", placeholder="As notes write it, in lower case")
        found = st.text_input("A sentence that has it", key="term_found", help="Needed to save it; runs as a test")
        not_found = st.text_input(
            "A sentence that only looks like it", key="term_not_found", help="Needed to save it; runs as a test"
        )
        asked = {"topic": topic, "concept": concept, "term": term, "found": found, "not_found": not_found}
        pressed = st.form_submit_button("Try it", key="term_try", type="primary")
    if pressed:
        with st.spinner("Reading the decided notes with this term and without it"):
            st.session_state[TRIED] = {"asked": asked, **tried(registry, asked, unseen)}
    last: dict[str, Any] = st.session_state.get(TRIED) or {}
    if not last:
        st.info(
            "Nothing is saved by trying. The notes that people decided on are read with the new term and without it."
        )
        return
    if last.get("refused"):
        st.warning(last["refused"])
        return
    picked = trial_table(key="trial_table", data=last["view"], on_open_change=lambda: None)
    saving(registry, last, asked)
    if picked.open:
        go(registry, picked.open)


def tried(registry: Registry, asked: Mapping[str, str], unseen: Collection[str]) -> dict[str, Any]:
    """What the term would turn, or why it cannot be tried."""
    try:
        rows = [row for row in decided_rows(registry) if row["case_id"] not in unseen]
        trial = try_lexicon(with_term(**asked), rows)
    except UserError as refusal:
        return {"refused": sentence(str(refusal))}
    return {"view": trial_view(trial, asked)}


def saving(registry: Registry, last: Mapping[str, Any], asked: Mapping[str, str]) -> None:
    """The button that saves what was tried last, for whoever may; what stands in its way is told."""
    if last.get("saved"):
        st.success("Saved. Start the app again and ingest the notes again: they are then read with the new term.")
        return
    if not may(session.person(registry), Right.CHANGE_LEXICON):
        return
    if last["asked"] != asked:
        hint("Something above was changed since: try it again before it is saved.")
        return
    if not st.button("Save the term", key="term_save"):
        return
    try:
        save(with_term(**asked), session.person(registry))
    except UserError as refusal:
        st.warning(sentence(str(refusal)))
    else:
        st.session_state[TRIED] = {**last, "saved": True}
        st.rerun()


def hint(words: str) -> None:
    """A quiet line."""
    st.html(f'<div class="crlm-head"><span>{html.escape(words)}</span></div>')


def sentence(words: str) -> str:
    """A refusal as a sentence of its own."""
    return f"{words[:1].upper()}{words[1:]}."


def go(registry: Registry, wanted: Mapping[str, Any]) -> None:
    """Open the note of a line."""
    case_id = str(wanted.get("case"))
    if case_id not in registry.case_ids():
        return
    place.open_case(case_id)
    place.open_evidence({"note": str(wanted.get("note"))})
    st.switch_page("app_pages/case.py")
