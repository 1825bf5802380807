"""The order in which cases are worked through."""

from collections.abc import Callable, Sequence
from typing import Any

from review.workflow import CaseSummary

# What somebody has to enter blind comes first, what is signed off last. Before that: verdicts that a person's word can change, notes that disagree and values that need a
# second look, what changed since it was signed off, then rules that want a fact.
ORDERS: dict[str, Callable[[CaseSummary], Any]] = {
    "Most useful first": lambda item: (
        not item.progress.blind,
        item.progress.status == "signed_off",
        -item.unsettled,
        -item.conflicts,
        -item.to_check,
        not item.progress.stale,
        -item.unknown,
        item.case_id,
    ),
    "Case": lambda item: item.case_id,
    "Latest note first": lambda item: (-int(item.last_date.replace("-", "")), item.case_id),
}
FIRST = next(iter(ORDERS))


def in_order(cases: Sequence[CaseSummary], order: str = FIRST) -> list[CaseSummary]:
    """The cases in one of the `ORDERS`."""
    return sorted(cases, key=ORDERS[order])
