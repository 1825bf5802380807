"""Facts that are computed and not combined: geometry, remnant by phase, sizes. One function a `computed:` entry of facts.yaml.

Each takes the values of the facts named there and gives a value, or None, or None with the reason.
"""

from collections.abc import Callable
from functools import partial
from math import sqrt
from typing import Any, TypeAlias

from rules_engine.fact import INFINITY, Interval, Reason
from rules_engine.geometry import load_couinaud, lobes, spared_pair, whole
from rules_engine.policy import Policy

Segments: TypeAlias = frozenset[str] | None
Truth: TypeAlias = bool | None
PVE_GROWTH = (1.2, 1.4)  # R30: the remnant grows by 20 to 40 %, read as relative growth


def adjacent_pair_spared(
    involved: Segments, complete: Truth, resected: Segments, planned: Segments
) -> Truth | tuple[None, Reason]:
    """Two adjacent segments of 2-8 stay; only a plan can leave none, for a wedge can spare part of an involved segment."""
    gone = resected or frozenset()
    if planned:
        pair = spared_pair(planned | gone)
        return None if pair and complete is False else pair is not None
    if involved is None:
        return None
    if not complete:
        return None, "incomplete_list"
    return True if spared_pair(involved | gone) else None


def bilobar(involved: Segments, complete: Truth) -> Truth:
    """Segments of both hemilivers; one hemiliver is a no only where the list is complete."""
    if not involved:
        return None
    held = lobes(involved)
    return True if len(held) == 2 else False if held and complete else None


def several_in_one_lobe(count: Interval | None, involved: Segments, complete: Truth, both: Truth) -> Truth:
    """At least two metastases of one hemiliver."""
    if count is None:
        return None
    low, high = count
    if high <= 1 or (high <= 2 and both):
        return False
    one_lobe = both is False or (bool(involved) and complete is True and len(lobes(involved or ())) == 1)
    return True if low >= 3 or (low >= 2 and one_lobe) else None


def solitary_peripheral(count: Interval | None, involved: Segments, vessel: Truth, extent: str | None) -> Truth:
    """One metastasis in one segment other than the caudate, away from vessels as far as told, without a major plan."""
    if count is None or involved is None:
        return None
    held = whole(involved)
    return count == (1, 1) and len(held) == 1 and held != {"1"} and vessel is not True and extent != "major"


def resection_extent(planned: Segments) -> str | None:
    """Minor or major by the number of segments."""
    if not planned:
        return None
    return "major" if len(whole(planned)) >= load_couinaud().major_from else "minor"


def resected_extent(resected: Segments) -> str | None:
    """Minor or major of what was resected before."""
    return resection_extent(resected)


def hull(*values: Interval | None) -> Interval | None:
    """The interval over all known values: measurements that may be of either phase."""
    known = [value for value in values if value is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def measured(percent: Interval | None, remnant: Interval | None, total: Interval | None) -> Interval | None:
    """The percentage without a phase, stated or of the volumes; where they differ it may be either."""
    if remnant is None or total is None or total[0] <= 0:
        return percent
    return hull(percent, (100 * remnant[0] / total[1], 100 * remnant[1] / total[0]))


def on_basis(percent: Interval | None, basis: Any, tolerance: float) -> Interval | None:
    """On a basis stated as unknown a percentage does not decide near a limit: it is widened, its ends left out."""
    if percent is None or basis != "unknown":
        return percent
    width = max(0.0, tolerance - 1e-6)
    return percent[0] - width, percent[1] + width


def remnant_now_pct(
    stated: Interval | None, before: Interval | None, after: Interval | None, remnant: Interval | None,
    total: Interval | None, basis: Any, done: Truth, *, tolerance: float,
) -> Interval | None:  # fmt: skip
    """The newest remnant; a value without phase beside one of a phase may be the newer or the older."""
    return on_basis(hull(measured(stated, remnant, total), after, None if done is True else before), basis, tolerance)


def remnant_before_pve_pct(
    stated: Interval | None, before: Interval | None, after: Interval | None, remnant: Interval | None,
    total: Interval | None, basis: Any, done: Truth, *, tolerance: float,
) -> Interval | None:  # fmt: skip
    """The remnant before embolisation: the value of that phase, or the one without phase while no embolisation is told."""
    plain = measured(stated, remnant, total)
    if done is True or after is not None:
        return on_basis(before, basis, tolerance)
    return on_basis(hull(before, plain), basis, tolerance)


def remnant_after_pve_pct(after: Interval | None, before: Interval | None) -> Interval | None:
    """The measured remnant, else the expected growth."""
    return after or (None if before is None else (before[0] * PVE_GROWTH[0], before[1] * PVE_GROWTH[1]))


def ablated_size_mm(at_ablation: Interval | None, now: Interval | None) -> Interval | None:
    """The size when it was ablated, or now; both where they differ, for they may be of the same metastasis."""
    return hull(at_ablation, now)


def tumor_burden_score(count: Interval | None, size: Interval | None) -> Interval | None:
    """Root of the squared largest diameter in cm plus the squared number."""
    if count is None or size is None:
        return None
    low, high = (sqrt((mm / 10) ** 2 + number**2) for mm, number in zip(size, count, strict=True))
    return low, high


def recist_change_pct(now: Interval | None, before: Interval | None) -> Interval | None:
    """Change of the largest diameter in percent; only of a lesion that was measurable (10 mm)."""
    if now is None or before is None or before[0] < 10:
        return None
    high = INFINITY if now[1] == INFINITY else 100 * (now[1] - before[0]) / before[0]
    return 100 * (now[0] - before[1]) / before[1], high


def recist_change_mm(now: Interval | None, before: Interval | None) -> Interval | None:
    """Change of the largest diameter in mm."""
    return None if now is None or before is None else (now[0] - before[1], now[1] - before[0])


PLAIN = (
    adjacent_pair_spared, bilobar, several_in_one_lobe, solitary_peripheral, resection_extent, resected_extent,
    remnant_after_pve_pct, ablated_size_mm, tumor_burden_score, recist_change_pct, recist_change_mm,
)  # fmt: skip
# Facts that a site number goes into on its way, and not as the limit of a criterion.
TOLERANT = (remnant_now_pct, remnant_before_pve_pct)
SHAPED_BY = {"remnant_basis_tolerance": [one.__name__ for one in TOLERANT], "innumerable_from": ["liver_met_count"]}


def functions(policy: Policy) -> dict[str, Callable[..., Any]]:
    """Every function by the fact it computes, with the site's numbers in place."""
    found: dict[str, Callable[..., Any]] = {one.__name__: one for one in PLAIN}
    tolerance = policy["remnant_basis_tolerance"]
    return found | {one.__name__: partial(one, tolerance=tolerance) for one in TOLERANT}
