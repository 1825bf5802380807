"""The accuracy so far in rows and lines, as the command line prints it."""

from collections.abc import Mapping
from typing import Any

from review.accuracy import KINDS, Accuracy, Outcome, Share


def table(title: str, groups: Mapping[str, Accuracy]) -> list[str]:
    """The groups as the lines of a table."""
    width = max(len(name) for name in (title, *groups))
    lines = [f"{title:{width}} {' '.join(f'{kind:>9}' for kind in KINDS)}  {'precision':22} {'recall':22}"]
    for name, one in groups.items():
        counts = " ".join(f"{one.counts[kind]:9}" for kind in KINDS)
        lines.append(f"{name:{width}} {counts}  {interval(one.precision):22} {interval(one.recall):22}".rstrip())
    return lines


def interval(share: Share) -> str:
    """A share with its interval: "0.95 (0.89 to 0.98)", or a dash where there is nothing to count."""
    return "-" if share.rate is None else f"{share.rate:.2f} ({share.low:.2f} to {share.high:.2f})"


def listed(one: Outcome) -> dict[str, Any]:
    """An outcome as plain data, its places without their words."""
    return {
        "case_id": one.case_id,
        "field": one.element,
        "outcome": one.kind,
        "machine": one.machine,
        "found": one.found,
        "by": one.reviewer,
        "at": one.decided_at,
        "version": one.version,
        "places": [
            {"note_id": place.note_id, "start": place.mention.start, "end": place.mention.end} for place in one.places
        ],
    }
