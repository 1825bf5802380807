"""Ask page: a question over the whole registry, its reading as chips that can be changed, the answer with its rows."""

from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.answer_rows import MOST_ROWS, table_view
from app_pages.chip_editor import chip_row
from app_pages.components import answer_table
from app_pages.connection import open_registry
from app_pages.layout import disclaimer, heading
from assistant import registry_conversation
from assistant.about_registry import load_examples, question_in
from assistant.answer import Answer
from registry.store import Registry
from review.rights import Person

EARLIER, CITED, FIRST = 8, 12, 8


def asked(text: str) -> None:
    """A question was put: it is answered, kept and shown."""
    said = " ".join(text.split())
    if said:
        registry = open_registry()
        person = session.person(registry)
        st.session_state["asked_turn"] = registry_conversation.say(
            registry, person, said, after=st.session_state.get("asked_from", 0)
        )


def typed() -> None:
    """The question in the box was sent."""
    asked(st.session_state["ask_box"])
    st.session_state["ask_box"] = ""


def start_over() -> None:
    """The next question goes on from nothing."""
    st.session_state["asked_from"] = st.session_state.pop("asked_turn", st.session_state.get("asked_from", 0))


def page() -> None:
    """The box, the answer to the last question, and what was asked before."""
    registry = open_registry()
    person = session.person(registry)
    cases = len(registry.case_ids())
    heading(
        "Ask",
        f"{cases} {'case' if cases == 1 else 'cases'}",
        "Plain English over the whole registry; nothing is changed",
    )
    if not cases:
        st.info(
            "The registry holds no case yet. Load notes with `crlm ingest FOLDER --db FILE`, then reload this page."
        )
        return
    with st.form("ask_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Question",
            key="ask_box",
            placeholder="What share of synchronous patients had a partial response?",
            max_chars=500,
        )
        st.form_submit_button("Ask", on_click=typed)
    number = st.session_state.get("asked_turn")
    turn = registry_conversation.answer_of(registry, person, number) if number else None
    if turn is None:
        offers("Try one of these", load_examples()[:FIRST], "example")
    else:
        answered(registry, turn[0], turn[1], number or 0)
    earlier(registry, person, number)


def offers(title: str, questions: tuple[str, ...], key: str) -> None:
    """Questions to ask with one click."""
    if not questions:
        return
    st.caption(title)
    with st.container(horizontal=True, key=f"ask_{key}s"):
        for at, question in enumerate(questions):
            st.button(question, key=f"ask_{key}_{at}", on_click=asked, args=(question,), type="tertiary")


def answered(registry: Registry, text: str, answer: Answer, number: int) -> None:
    """One answer: its reading, what was found, the rows, the places in the notes and the query."""
    with st.container(horizontal=True, vertical_alignment="center", key="ask_bar"):
        st.markdown(f"**{plain(text)}**")
        st.button("New conversation", key="ask_new", on_click=start_over, type="tertiary")
    if not answer.understood:
        st.warning(plain(answer.text))
        offers("Nearest questions that can be asked", answer.suggestions, "nearest")
        return
    question = question_in(answer.reading)
    if question:
        chip_row(registry, question, answer.reading["chips"], number)
    st.markdown(plain(answer.text))
    if isinstance(answer.value, list) and answer.value:
        rows(answer.value, number)
    offers("Go on with", answer.suggestions, "next")
    if answer.cites:
        with st.expander(f"Places in the notes ({len(answer.cites)})"):
            for cite in answer.cites[:CITED]:
                st.markdown(f"{plain(cite.note_id)}: “{plain(cite.text)}”")
            if len(answer.cites) > CITED:
                st.caption(f"and {len(answer.cites) - CITED} more; open a case to see them in its notes")
    with st.expander("The query behind it (SQL)"):
        st.code(answer.sql, language="sql")


def rows(value: list[dict[str, Any]], number: int) -> None:
    """The rows as a table; a case opens from its row."""
    picked = answer_table(key=f"answer_table_{number}", data=table_view(value), on_open_change=lambda: None)
    if len(value) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {len(value)} rows; narrow the question to see the others")
    case_ids = [row["case_id"] for row in value if "case_id" in row]
    if picked.open in case_ids:
        place.open_case(picked.open, case_ids)
        st.switch_page("app_pages/case.py")


def earlier(registry: Registry, person: Person, shown: int | None) -> None:
    """What this person asked before, the newest first; a click shows its answer again."""
    newest = {text: number for number, text, _ in registry_conversation.history(registry, person)}
    before = [(number, text) for text, number in newest.items() if number != shown]
    if not before:
        return
    st.caption("Asked before")
    with st.container(key="ask_earlier", gap=None):
        for number, text in sorted(before, reverse=True)[:EARLIER]:
            st.button(plain(text), key=f"ask_turn_{number}", on_click=show, args=(number,), type="tertiary")


def show(number: int) -> None:
    """Show the answer of an earlier turn; the next question goes on from it alone when it is asked."""
    st.session_state["asked_turn"] = number


def plain(text: str) -> str:
    """Words of a person or a note, not to be taken for markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|~$:&" else letter for letter in text)


page()
disclaimer()
