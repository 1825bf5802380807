"""The filters of the cohort page: what is chosen, where another is added, and those kept under a name."""

from collections.abc import Callable, Sequence

import streamlit as st

from app_pages.cohort_words import OPERATORS, condition_label, labels, unit, word_label
from app_pages.session import person
from registry import cohort_store
from registry.cohort_query import Condition, Operator, Subject
from registry.errors import RegistryError
from registry.store import Registry
from review.cohort import DATED, condition, is_counted, operators, seen_by, subjects, words
from review.rejection import UserError
from review.rights import Right, may
from review.saved_filters import filter_names, forget_filter, save_filter, saved_filter


def current() -> list[Condition]:
    """The conditions that are chosen, in the order they were."""
    return list(st.session_state.get("cohort_conditions", ()))


def put(conditions: Sequence[Condition]) -> None:
    """Choose these, and show the first page of their cases."""
    st.session_state["cohort_conditions"] = tuple(conditions)
    st.session_state["cohort_turn"] = 1


def toggled(conditions: Sequence[Condition], about: str, word: str) -> list[Condition]:
    """The conditions after a click on a bar: its word is one more that a case may hold, or one less."""
    found = list(conditions)
    for at, one in enumerate(found):
        if one.subject.name == about and one.operator is Operator.IS:
            held = [str(value) for value in one.values]
            left = [value for value in held if value != word] if word in held else [*held, word]
            found[at : at + 1] = [condition(about, Operator.IS, left)] if left else []
            return found
    return [*found, condition(about, Operator.IS, [word])]


def without(at: int) -> None:
    """Take one condition off."""
    conditions = current()
    put(conditions[:at] + conditions[at + 1 :])


def attempt(verb: Callable[..., object], *given: object) -> None:
    """Do it; what is refused is told on the page."""
    try:
        verb(*given)
    except (UserError, RegistryError) as refusal:
        st.session_state["cohort_refusal"] = str(refusal)


def _add(about: str, operator: Operator, key: str) -> None:
    """Add what the controls say."""
    held = st.session_state.get(key)
    values = held if isinstance(held, list) else [] if held in (None, "") else [held]
    if not values:
        raise UserError(f"{labels()[about]}: choose a value first")
    put([*current(), condition(about, operator, values)])
    st.session_state["cohort_about"] = None


def adder(registry: Registry) -> None:
    """The controls that add a filter: on what, how compared, with what; and at the end the filters kept under a name."""
    known = subjects()
    what, how, value, add, saved = st.columns([5, 2.6, 5, 1.5, 2.2], vertical_alignment="bottom")
    about = what.selectbox(
        "Filter on",
        list(labels()),
        index=None,
        key="cohort_about",
        format_func=labels().__getitem__,
        placeholder="Filter on a data element, site, stage or rule",
        filter_mode="contains",
        label_visibility="collapsed",
    )
    with saved:
        kept(registry)
    if about is None:
        return
    subject = known[about]
    options = operators(subject)
    operator = how.selectbox(
        "Compared how",
        options,
        key=f"cohort_how_{about}",
        format_func=OPERATORS.__getitem__,
        label_visibility="collapsed",
    )
    key = f"cohort_value_{about}_{operator.value}"
    with value:
        _value(registry, subject, operator, key)
    add.button("Add filter", key="cohort_add", on_click=attempt, args=(_add, about, operator, key))


def _value(registry: Registry, subject: Subject, operator: Operator, key: str) -> None:
    """The control for what to compare with: words, a number or a date."""
    if operator not in (Operator.AT_LEAST, Operator.AT_MOST):
        st.multiselect(
            "Any of",
            _options(registry, subject, operator),
            key=key,
            format_func=_shown(subject),
            placeholder="Any of",
            filter_mode="contains",
            select_all=False,  # Enter takes the word that was typed, not all that look like it
            label_visibility="collapsed",
        )
    elif subject.kind in DATED:
        st.text_input("Date", key=key, placeholder="2024, 2024-03 or 2024-03-01", label_visibility="collapsed")
    else:
        placed = f"Number{unit(subject)}"
        st.number_input("Number", key=key, value=None, placeholder=placed, label_visibility="collapsed")


def _options(registry: Registry, subject: Subject, operator: Operator) -> list[str]:
    """The words that can be chosen; of those that cannot be listed beforehand, what the cases hold."""
    listed = words(subject)
    if operator is Operator.CAN_BE:
        return [word for word in listed if word != "none"]
    seen = seen_by(registry, person(registry))
    held = sorted(cohort_store.distribution(registry, subject, seen)) if is_counted(subject) else []
    silent = ("not stated", "notes disagree")
    told = [word for word in listed if word not in silent] + [word for word in held if word not in listed]
    return told if operator is Operator.LACKS else told + [word for word in listed if word in silent]


def _shown(subject: Subject) -> Callable[[str], str]:
    """How the words of a subject are written."""
    return lambda word: word_label(subject, word)


def chips() -> None:
    """The chosen conditions, each with the button that takes it off; below, why the last wish was refused."""
    conditions = current()
    if conditions:
        with st.container(horizontal=True, vertical_alignment="center", key="cohort_chips"):
            for at, one in enumerate(conditions):
                words = f"{condition_label(one)}  ✕"
                st.button(words, key=f"cohort_chip_{at}", help="Take this filter off", on_click=without, args=(at,))
            st.button("Show all cases", key="cohort_clear", type="tertiary", on_click=put, args=((),))
    if refusal := st.session_state.pop("cohort_refusal", ""):
        st.warning(refusal)


def kept(registry: Registry) -> None:
    """The saved filters of this person, and where the chosen one is saved."""
    who, conditions = person(registry), current()
    if not may(who, Right.KEEP_FILTERS):
        return
    names = filter_names(registry, who)
    with st.popover(f"Saved filters ({len(names)})" if names else "Saved filters", key="cohort_saved"):
        if not names and not conditions:
            st.caption("Choose a filter, then save it here under a name.")
        for name in names:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(name, key=f"cohort_use_{name}", on_click=attempt, args=(_use, registry, name))
                act = (forget_filter, registry, who, name)
                st.button("Remove", key=f"cohort_forget_{name}", type="tertiary", on_click=attempt, args=act)
        if conditions:
            with st.form("cohort_save", border=False, clear_on_submit=True):
                st.text_input("Save the chosen filter as", key="cohort_name")
                st.form_submit_button("Save", on_click=_keep, args=(registry,))


def _use(registry: Registry, name: str) -> None:
    """Choose the conditions kept under this name."""
    put(saved_filter(registry, person(registry), name))


def _keep(registry: Registry) -> None:
    """Keep the chosen conditions under the name in the form."""
    name = str(st.session_state["cohort_name"])
    attempt(save_filter, registry, person(registry), name, current())
