"""The order in which cases are worked through."""

from collections.abc import Callable, Sequence
from typing import Any

from review.workflow import CaseSummary

# Notes that disagree come first, then values that need a second look, then rules that want a fact.
ORDERS: dict[str, Callable[[CaseSummary], Any]] = {
    "Most to decide first": lambda item: (-item.conflicts, -item.to_check, -item.unknown, item.case_id),
    "Case": lambda item: item.case_id,
    "Latest note first": lambda item: (-int(item.last_date.replace("-", "")), item.case_id),
}
FIRST = next(iter(ORDERS))


def in_order(cases: Sequence[CaseSummary], order: str = FIRST) -> list[CaseSummary]:
    """The cases in one of the `ORDERS`."""
    return sorted(cases, key=ORDERS[order])
