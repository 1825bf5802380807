"""The review of the open case in one line: its state, who has it, who is looking, and the sign-off."""

import html
from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import streamlit as st

from abstraction.decisions import ASSIGN, UNDO, assignee, open_queries, standing
from abstraction.records import IMPORTED, ReviewDecision
from app_pages import session
from registry.errors import RegistryError
from registry.store import Registry
from registry.time_store import of_case
from review import workflow
from review.decision_words import decision_line, difference_lines, effect_line, when
from review.effect import last_effect
from review.moment import moment
from review.rejection import UserError
from review.reviewer import people
from review.rights import Person, Right, may
from review.sign_off import Difference, difference, require_settled, sign_off, signed
from review.workflow import CaseReview

STATES = {
    "blind": "To enter blind",
    "new": "New",
    "in_review": "In review",
    "queried": "Queried",
    "signed_off": "Signed off",
    "stale": "Stale",
}
NOBODY = "nobody"


def last_decision(review: CaseReview) -> dict[str, Any] | None:
    """The last decision on a value as the list tells it; `undo` is its element, where it can be taken back."""
    found = last_effect(review)
    if found is None:
        return None
    decision = found.decision
    held = standing(review.decisions)
    return {
        "line": decision_line(decision),
        "by": f"by {decision.reviewer}",
        "when": when(decision.decided_at),
        "effect": effect_line(found),
        "undo": decision.element if decision.element in held and decision.action != UNDO else "",
    }


def next_id(review: CaseReview, what: str) -> str:
    """An id that is the same for the same click on the same state of the case, so that a repeated click changes nothing."""
    return uuid5(NAMESPACE_URL, f"{review.case.case_id}/{what}/{len(review.decisions)}").hex


def state_of(review: CaseReview, changed: Difference | None) -> str:
    """One of `STATES`."""
    if changed:
        return "stale"
    if open_queries(review.decisions):
        return "queried"
    if signed(review.decisions):
        return "signed_off"
    return "in_review" if standing(review.decisions) else "new"


def review_bar(registry: Registry, review: CaseReview, person: Person) -> None:
    """The line, and below it what changed since a sign-off or why it was refused."""
    decision, changed = signed(review.decisions), difference(registry, review)
    state, held = state_of(review, changed), standing(review.decisions)
    stated = [element for element, value in review.case.values.items() if value.source != IMPORTED]
    rows = {*stated, *review.case.conflicts, *held} - {""}
    left = sorted(rows - set(held))
    with st.container(horizontal=True, vertical_alignment="center", key="review_bar"):
        told = [f"{len(rows) - len(left)} of {len(rows)} decided"]
        if imported := len(review.case.values) - len(stated):
            told.append(f"{imported} imported")
        if decision:
            told.append(f"signed off by {decision.reviewer}, {when(decision.decided_at)}")
        if worked := round(of_case(registry, review.case.case_id) / 60):
            told.append(f"{worked} min at work")
        words = "".join(f"<span>{html.escape(one)}</span>" for one in told)
        st.html(f'<div class="crlm-state"><span class="crlm-badge is-{state}">{STATES[state]}</span>{words}</div>')
        _given(registry, review, person)
        _signing(registry, review, person, len(left), held=bool(decision) and not changed)
    # Always there, so that what comes and goes in it does not move the panes below to another place and draw them anew.
    with st.container(key="review_notes"):
        if changed:
            lines = "".join(f"<p>{html.escape(line)}</p>" for line in difference_lines(changed))
            st.html(f'<div class="crlm-stale"><p><strong>Not the version that was signed off</strong></p>{lines}</div>')
        if refusal := st.session_state.pop("review_refusal", ""):
            st.warning(refusal[0].upper() + refusal[1:])


def _attempt(registry: Registry, verb: Callable[[Person], object]) -> None:
    """Do it as whoever works here now; what was refused is told in words. The session is written last, when everything is stored."""
    try:
        verb(session.person(registry))
    except (UserError, RegistryError) as refusal:
        st.session_state["review_refusal"] = str(refusal)


def _signing(registry: Registry, review: CaseReview, person: Person, left: int, held: bool) -> None:
    """The button that signs off; where values are not decided it says so first and asks again."""
    case_id = review.case.case_id
    no = "" if may(person, Right.DECIDE) else f"You are {person.role} here: only an abstractor signs off."

    def button(words: str, key: str, verb: Callable[[Person], object]) -> None:
        shortcut = None if key == "unsign" else "Alt+S"
        st.button(
            words,
            key=key,
            shortcut=shortcut,
            disabled=bool(no),
            help=no or None,
            on_click=_attempt,
            args=(registry, verb),
        )

    def sign(who: Person) -> None:
        sign_off(registry, who, case_id, next_id(review, "sign_off"))
        _ask("")

    def ask(_: Person) -> None:
        require_settled(review)  # nothing is asked that can only be refused
        _ask(case_id)

    def withdraw(who: Person) -> None:
        identity = next_id(review, "withdraw")
        made = ReviewDecision(identity, case_id, "", UNDO, None, who.name, moment())
        workflow.decide(registry, who, made)

    if held:
        button("Take back the sign-off", "unsign", withdraw)
    elif left and st.session_state.get("signing") != case_id:
        button("Sign off", "sign_off", ask)
    elif left:
        values = "value" if left == 1 else "values"
        button(f"Sign off with {left} {values} nobody looked at", "sign_off_open", sign)
        st.button("Not yet", key="sign_off_back", on_click=_ask, args=("",))
    else:
        button("Sign off", "sign_off", sign)


def _ask(case_id: str) -> None:
    """Ask whether to sign off this case although values are open; nothing takes the question away."""
    st.session_state["signing"] = case_id


def _given(registry: Registry, review: CaseReview, person: Person) -> None:
    """Who has the case, and what this person can do about it: give it, take it, hand it back, or nothing."""
    now, case_id = assignee(review.decisions), review.case.case_id

    def give(name: str | None) -> Callable[[Person], object]:
        def verb(who: Person) -> None:
            identity = next_id(review, f"assign/{name}")
            workflow.decide(registry, who, ReviewDecision(identity, case_id, "", ASSIGN, name, who.name, moment()))

        return verb

    def chosen() -> None:
        wanted = st.session_state["assigned_to"]
        _attempt(registry, give(None if wanted in (None, NOBODY) else str(wanted).strip()))

    with st.popover(f"For {now or NOBODY}", key="assigned"):
        if may(person, Right.ASSIGN):
            if st.session_state.get("assigned_to") != (now or NOBODY):
                st.session_state["assigned_to"] = now or NOBODY
            names = [NOBODY, *people(registry, person)]
            st.selectbox("Give this case to", names, key="assigned_to", accept_new_options=True, on_change=chosen)
        elif may(person, Right.DECIDE) and now in ("", person.name):
            words, name = ("Hand it back", None) if now else ("Take this case", person.name)
            st.button(words, key="take_case", on_click=_attempt, args=(registry, give(name)))
        else:
            st.caption(
                f"You are {person.role} here: {'an abstractor takes' if not now else 'an adjudicator gives'} cases."
            )
