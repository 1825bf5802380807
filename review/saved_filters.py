"""Filters of the cohort page kept under a name, each person their own."""

import json
from collections.abc import Sequence

from registry import filter_store
from registry.store import Registry
from review.cohort import Condition, from_plain, to_plain
from review.rejection import UserError
from review.rights import Person, Right, require

LONGEST = 60


def save_filter(registry: Registry, person: Person, name: str, conditions: Sequence[Condition]) -> str:
    """Keep the conditions under a name, which is returned without spare spaces; UserError for an empty or overlong name."""
    require(person, Right.KEEP_FILTERS)
    wanted = " ".join(name.split())
    if not 0 < len(wanted) <= LONGEST:
        raise UserError(f"give the filter a name of 1 to {LONGEST} letters")
    if not conditions:
        raise UserError("choose a filter first: there is nothing to keep")
    filter_store.save(registry, person.login, wanted, json.dumps(to_plain(conditions)))
    return wanted


def forget_filter(registry: Registry, person: Person, name: str) -> None:
    """Keep this filter no longer."""
    require(person, Right.KEEP_FILTERS)
    filter_store.forget(registry, person.login, name)


def filter_names(registry: Registry, person: Person) -> list[str]:
    """The names of this person's filters."""
    return list(filter_store.load(registry, person.login))


def saved_filter(registry: Registry, person: Person, name: str) -> list[Condition]:
    """The conditions kept under a name. UserError where there are none, or where they can no longer be put."""
    kept = filter_store.load(registry, person.login).get(name)
    if kept is None:
        raise UserError(f"there is no filter {name} any more")
    return from_plain(json.loads(kept))
