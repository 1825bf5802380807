"""How long review takes: per person, per case, and per data element until it was decided; no word of a note in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from statistics import median

from registry import time_store
from registry.store import Registry
from registry.time_store import TimeEntry
from review.moment import moment
from review.rejection import UserError
from review.rights import Person, Right, require

# What one part can hold: pages report every few seconds, and no single decision takes longer without a pause.
LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class Spent:
    """How often something was done, and how many seconds it took: the middle one and all together."""

    name: str
    times: int
    median: float
    total: float


@dataclass(frozen=True, slots=True)
class TimeReport:
    """The time by person and by case (a time a case somebody worked on), and by data element (a time a decision)."""

    people: tuple[Spent, ...]
    cases: tuple[Spent, ...]
    elements: tuple[Spent, ...]


def log_time(
    registry: Registry, person: Person, entry_id: str, case_id: str, seconds: float, element: str = ""
) -> bool:
    """Keep that the person was at work this long; False when the entry is stored already or there is no such case.

    UserError where it is no time, RefusedError where the person may not decide: then nothing is kept.
    """
    require(person, Right.DECIDE)
    if not entry_id or not isfinite(seconds) or not 0 < seconds <= LONGEST:
        raise UserError(f"a time is between 0 and {LONGEST:g} seconds")
    entry = TimeEntry(entry_id, case_id, element, person.login, person.name, round(seconds, 1), moment())
    return time_store.append(registry, entry)


def time_report(registry: Registry) -> TimeReport:
    """What was kept so far; people and data elements that took longest come first."""
    cases, elements = time_store.by_case(registry), time_store.by_element(registry)
    return TimeReport(
        _spent((name, seconds) for name, _, seconds in cases),
        _spent((case_id, seconds) for _, case_id, seconds in cases),
        _spent((element, seconds) for _, element, seconds in elements),
    )


def _spent(parts: Iterable[tuple[str, float]]) -> tuple[Spent, ...]:
    """The parts summed by name."""
    found: dict[str, list[float]] = defaultdict(list)
    for name, seconds in parts:
        found[name].append(seconds)
    rows = [Spent(name, len(times), median(times), sum(times)) for name, times in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.name)))
