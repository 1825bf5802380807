"""Agreement: how far two people and the machine agree on each data element, what they disagree on, and the draw of cases."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app_pages import place, session
from app_pages.agreement_rows import agreement_view, comparison_words, reader_names
from app_pages.components import agreement_table, disagreement_queue
from app_pages.connection import open_registry
from app_pages.disagreement_rows import disagreement_rows
from app_pages.drawing import drawing
from app_pages.element_rows import editors
from app_pages.layout import disclaimer, heading
from registry import blind_store, profile_store
from registry.errors import RegistryError
from registry.store import Registry
from review.adjudication import adjudicate
from review.agreement import FEW
from review.blindness import asked
from review.readers import COMPARED, Twice, twice_read
from review.rejection import UserError
from review.rights import Person, Right, may
from review.sign_in import SignedOutError

FIGURES, DIFFERENCES = "Figures", "Disagreements"
ALL: tuple[str, ...] = ()


@st.cache_resource(max_entries=1, show_spinner="Reading the cases that both people entered")
def read_twice(path: str, state: tuple[int, ...], _registry: Registry) -> list[Twice]:
    """What was entered twice in the registry at this path, read once for each state of it."""
    return twice_read(_registry)


def page() -> None:
    """Figures or disagreements of one pair or of all."""
    registry = open_registry()
    person = session.person(registry)
    names = profile_store.names(registry) | {person.login: person.name}
    given = blind_store.pairs(registry)
    everything = read_twice(str(registry.path), blind_store.state(registry), registry)
    ready = {one.case_id for one in everything}
    with st.container(horizontal=True, vertical_alignment="center", key="agreement_bar"):
        heading("Agreement", f"{len(ready)} of {len(given)} cases entered by both" if given else "")
        shown, pair, two = (
            choices(everything, sorted(set(given.values())), names) if ready else (FIGURES, ALL, COMPARED[0])
        )
        if may(person, Right.ASSIGN):
            drawing(registry, names)
    if not ready:
        st.info(nothing_yet(person, len(given)))
        return
    twice = [one for one in everything if pair in (ALL, one.pair)]
    if not twice:
        st.info("No case is entered by both people of this pair yet. Choose another pair.")
    elif shown == DIFFERENCES:
        queue(registry, person, twice, names)
    else:
        table(registry, twice, two, called(pair, names))


def nothing_yet(person: Person, given: int) -> str:
    """What to do while there is no figure."""
    if given:
        return (
            f"{given} {'case is' if given == 1 else 'cases are'} given to two people, and none is entered by both yet. "
            "Figures and disagreements appear with the first one; each person enters theirs on the page Blind abstraction."
        )
    how = (
        "Draw a share of the cases above."
        if may(person, Right.ASSIGN)
        else "An adjudicator draws a share of the cases."
    )
    return f"No case is abstracted twice yet. {how}"


def called(pair: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The names of the two people of a pair; none for all pairs."""
    return [names.get(one, one) for one in pair]


def choices(
    everything: list[Twice], pairs: list[tuple[str, str]], names: Mapping[str, str]
) -> tuple[str, tuple[str, ...], tuple[str, str]]:
    """What is shown, of which pair, and which two readers are compared."""
    waiting = sum(one.differ and not one.adjudication for one in everything)
    shown = st.segmented_control(
        "Show",
        [FIGURES, DIFFERENCES],
        default=FIGURES,
        required=True,
        format_func=lambda one: f"{one}: {waiting} to settle" if one == DIFFERENCES else one,
        label_visibility="collapsed",
        key="agreement_shown",
    )
    pair: tuple[str, ...] = pairs[0]
    if len(pairs) > 1:
        pair = st.selectbox(
            "Pair of people",
            [ALL, *pairs],
            format_func=lambda one: " and ".join(called(one, names)) or "all pairs",
            label_visibility="collapsed",
            key="agreement_pair",
            width=190,
        )
    if shown == DIFFERENCES:
        return DIFFERENCES, pair, COMPARED[0]
    two = st.selectbox(
        "Readers compared",
        COMPARED,
        format_func=lambda one: f"Compare {comparison_words(one, reader_names(called(pair, names)))}",
        label_visibility="collapsed",
        key="agreement_readers",
        width=260,
    )
    return FIGURES, pair, two


def table(registry: Registry, twice: list[Twice], two: tuple[str, str], pair: list[str]) -> None:
    """The figures, a row a data element, and the confusion table of the chosen one."""
    cases = len({one.case_id for one in twice})
    if cases < FEW:
        st.warning(
            f"{cases} {'case' if cases == 1 else 'cases'}: fewer than {FEW}. The intervals are wide, and a coefficient can be far "
            "from what more cases would show."
        )
    picked = agreement_table(
        key="agreement_table", data=agreement_view(twice, two, reader_names(pair)), on_case_change=lambda: None
    )
    open_case(registry, picked.case)


def queue(registry: Registry, person: Person, twice: list[Twice], names: Mapping[str, str]) -> None:
    """What is to be settled, and what was."""
    picked = disagreement_queue(
        key="disagreement_queue",
        data={
            "rows": disagreement_rows(twice, person, names),
            "editors": {element: about for element, about in editors().items() if element in asked()},
            "stored": [one.adjudication_id for one in blind_store.adjudications(registry)][-50:],
            "handled": place.last_decision(),
        },
        on_settle_change=settled,
        on_case_change=lambda: None,
    )
    open_case(registry, picked.case)


def open_case(registry: Registry, case_id: Any) -> None:
    """Go to a case that was clicked."""
    if isinstance(case_id, str) and case_id in registry.case_ids():
        place.open_case(case_id)
        st.switch_page("app_pages/case.py")


def settled() -> None:
    """An adjudication of the queue: stored first, then told."""
    part = st.session_state.get("disagreement_queue")  # gone when the page was left meanwhile; it is then sent again
    if part and (event := part.settle):
        registry = open_registry()
        try:
            refusal = settle(registry, session.person(registry), event)
        except SignedOutError as why:
            refusal = str(why)
        place.tell_decision(str(event.get("id")), str(event.get("element")), refusal)


def settle(registry: Registry, person: Person, event: Mapping[str, Any]) -> str:
    """Store the adjudication of an event of the page; returns why it was refused, or nothing once it is stored."""
    identity, case_id, element = (event.get(name) for name in ("id", "case", "of"))
    if not all(isinstance(one, str) and one for one in (identity, case_id, element)):
        return "the page sent an adjudication that is not whole; settle it again"
    try:
        adjudicate(
            registry,
            person,
            str(case_id),
            str(element),
            event.get("value"),
            str(event.get("reason") or ""),
            str(identity),
        )
    except (UserError, RegistryError) as refusal:
        return str(refusal)
    return ""


page()
disclaimer("↑ ↓ through the rows, Enter opens one")
