"""Random partial fact sets over the dictionary, from the values that any rule can tell apart."""

from typing import Any

from hypothesis import strategies as st

from rules_engine.change import values_of
from rules_engine.fact import Fact, FactValue
from rules_engine.rulebook import load_book

BOOK = load_book()
# What replaces and does not add: that a list is complete says that nothing will be added to it, a plan takes the place of what the
# lesions alone would spare, and a remnant measured after embolisation that of the one before.
REPLACING = {"ehd_staging_complete", "lesion_list_complete", "planned_resection", "flr_post_pve_pct"}
ASKED = {name: values_of(BOOK, name, None) for name, fact in BOOK.facts.items() if fact.question}
VALUES = {name: values for name, values in ASKED.items() if values}


def some_facts(names: list[str], most: int) -> st.SearchStrategy[dict[str, FactValue]]:
    """Up to `most` of these facts, each with one of its values."""
    chosen = st.lists(st.sampled_from(names), max_size=most, unique=True)
    return chosen.flatmap(lambda found: st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in found}))


def related(key: str) -> list[str]:
    """The facts that bear on a rule."""
    return [name for name in VALUES if key in BOOK.readers[name]]


def facts(values: dict[str, Any]) -> dict[str, Fact]:
    return {name: Fact(name, value) for name, value in values.items()}
