"""The review of the open case in one line: its state, who has it, who is looking, and the sign-off."""

import html
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import streamlit as st

from abstraction.decisions import ASSIGN, UNDO, assignee, open_queries, standing
from abstraction.records import ReviewDecision
from registry.errors import RegistryError
from registry.store import Registry
from review import workflow
from review.decision_words import decision_line, difference_lines, effect_line, when
from review.effect import last_effect
from review.moment import moment
from review.rejection import UserError
from review.reviewer import people, rename, reviewer
from review.sign_off import Difference, difference, sign_off, signed
from review.workflow import CaseReview

STATES = {
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


def review_bar(registry: Registry, review: CaseReview) -> None:
    """The line, and below it what changed since a sign-off or why it was refused."""
    decision, changed = signed(review.decisions), difference(registry, review)
    state, held = state_of(review, changed), standing(review.decisions)
    rows = {*review.case.values, *review.case.conflicts, *held} - {""}
    left = sorted(rows - set(held))
    with st.container(horizontal=True, vertical_alignment="center", key="review_bar"):
        told = [f"{len(rows) - len(left)} of {len(rows)} decided"]
        if decision:
            told.append(f"signed off by {decision.reviewer}, {when(decision.decided_at)}")
        words = "".join(f"<span>{html.escape(one)}</span>" for one in told)
        st.html(f'<div class="crlm-state"><span class="crlm-badge is-{state}">{STATES[state]}</span>{words}</div>')
        _given(registry, review)
        _who(registry)
        _signing(registry, review, len(left), held=bool(decision) and not changed)
    # Always there, so that what comes and goes in it does not move the panes below to another place and draw them anew.
    with st.container(key="review_notes"):
        if changed:
            lines = "".join(f"<p>{html.escape(line)}</p>" for line in difference_lines(changed))
            st.html(f'<div class="crlm-stale"><p><strong>Not the version that was signed off</strong></p>{lines}</div>')
        if refusal := st.session_state.pop("review_refusal", ""):
            st.warning(refusal)


def _attempt(verb: Any, *given: Any) -> None:
    """Do it; what was refused is told in words. The session is written last, when everything is stored."""
    try:
        verb(*given)
    except (UserError, RegistryError) as refusal:
        st.session_state["review_refusal"] = str(refusal)


def _signing(registry: Registry, review: CaseReview, left: int, held: bool) -> None:
    """The button that signs off; where fields are not decided it says so first and asks again."""
    case_id, who = review.case.case_id, reviewer(registry)
    if held:
        st.button("Take back the sign-off", key="unsign", on_click=_attempt, args=(_withdraw, registry, review, who))
        return
    asked = st.session_state.get("signing") == case_id and left
    if not asked:
        act = (_ask, case_id) if left else (sign_off, registry, case_id, who, next_id(review, "sign_off"))
        st.button("Sign off", key="sign_off", shortcut="Alt+S", on_click=_attempt, args=act)
        return
    words = f"Sign off with {left} {'value' if left == 1 else 'values'} nobody looked at"
    st.button(
        words,
        key="sign_off_open",
        shortcut="Alt+S",
        on_click=_attempt,
        args=(_sign_open, registry, case_id, who, next_id(review, "sign_off")),
    )
    st.button("Not yet", key="sign_off_back", on_click=_ask, args=("",))


def _ask(case_id: str) -> None:
    """Ask whether to sign off this case although fields are open; nothing takes the question away."""
    st.session_state["signing"] = case_id


def _sign_open(registry: Registry, case_id: str, who: str, identity: str) -> None:
    """Sign off, then take the question away."""
    sign_off(registry, case_id, who, identity)
    _ask("")


def _withdraw(registry: Registry, review: CaseReview, who: str) -> None:
    """Take back the sign-off."""
    case_id = review.case.case_id
    workflow.decide(registry, ReviewDecision(next_id(review, "withdraw"), case_id, "", UNDO, None, who, moment()))


def _given(registry: Registry, review: CaseReview) -> None:
    """Who has the case; choosing a name gives it."""
    now = assignee(review.decisions)
    names = people(registry)

    def give() -> None:
        wanted = st.session_state["assigned_to"]
        name = None if wanted in (None, NOBODY) else str(wanted).strip()
        case_id, who = review.case.case_id, reviewer(registry)
        decision = ReviewDecision(next_id(review, f"assign/{name}"), case_id, "", ASSIGN, name, who, moment())
        _attempt(workflow.decide, registry, decision)

    with st.popover(f"For {now or NOBODY}", key="assigned"):
        options = [NOBODY, *names]
        if st.session_state.get("assigned_to") != (now or NOBODY):
            st.session_state["assigned_to"] = now or NOBODY
        st.selectbox("Give this case to", options, key="assigned_to", accept_new_options=True, on_change=give)


def _who(registry: Registry) -> None:
    """The name decisions are made under, and where it is changed."""
    now = reviewer(registry)
    with st.popover(f"You: {now}", key="reviewer"), st.form("reviewer_form", border=False):
        name = st.text_input("Your name, as your decisions carry it", value=now)
        if st.form_submit_button("Use this name"):
            try:
                rename(registry, name)
            except UserError as refusal:
                st.warning(str(refusal))
            else:
                st.rerun()
