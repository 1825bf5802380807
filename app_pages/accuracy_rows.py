"""The accuracy so far as the page shows it: rows with their figures, and the decided fields behind a figure."""

from collections.abc import Mapping, Sequence
from typing import Any

from app_pages.evidence import targets
from review.accuracy import KINDS, STATED, THERE, Outcome, Share, accuracy, grouped
from review.decision_words import value_or_none, when
from review.wording import element_label

COLUMNS = {
    "accepted": ("Accepted", "The value stood"),
    "corrected": ("Corrected", "The notes state another value"),
    "rejected": ("Rejected", "The notes do not state it"),
    "added": ("Added", "The notes state a value that the machine did not"),
    "confirmed": ("Confirmed", "The machine stated nothing, and neither do the notes; counts in no figure"),
    "settled": ("Settled", "Notes disagreed and a person chose; counts in no figure"),
}
# What is behind each of the two figures.
BEHIND = {"precision": STATED, "recall": THERE, **{kind: (kind,) for kind in KINDS}}
SHOWN = 200
ALL = "all"


def figure_rows(found: Sequence[Outcome], by: str) -> list[dict[str, Any]]:
    """A row for each group, and the last one for all of them."""
    groups = {**grouped(found, by), ALL: accuracy(found)}
    return [
        {
            "key": name,
            "label": "All" if name == ALL else element_label(name) if by == "field" else name,
            "counts": [one.counts[kind] for kind in COLUMNS],
            "precision": _share(one.precision),
            "recall": _share(one.recall),
        }
        for name, one in groups.items()
    ]


def _share(share: Share) -> dict[str, Any]:
    """A share in words, with its interval on a scale from 0 to 1."""
    if share.rate is None:
        return {"words": "-", "interval": "", "of": 0}
    return {
        "words": f"{share.rate:.0%}",
        "interval": f"{share.low:.0%} to {share.high:.0%}",
        "rate": share.rate,
        "low": share.low,
        "high": share.high,
        "of": share.of,
    }


def behind(found: Sequence[Outcome], by: str, shown: Mapping[str, str]) -> list[Outcome]:
    """The outcomes a figure is counted from, newest first: those of its row, of the kinds of its column."""
    kinds, key = BEHIND.get(shown.get("column", ""), ()), shown.get("key", "")
    names = {"field": lambda one: one.element, "version": lambda one: one.version, "month": lambda one: one.month}
    rows = [one for one in found if one.kind in kinds and key in (ALL, names[by](one))]
    return sorted(rows, key=lambda one: (one.decided_at, one.case_id), reverse=True)


def outcome_rows(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The first of these outcomes as lines that lead to their place in the case."""
    return [
        {
            "case": one.case_id,
            "element": one.element,
            "label": element_label(one.element),
            "kind": COLUMNS[one.kind][0].lower(),
            "machine": value_or_none(one.element, one.machine),
            "found": value_or_none(one.element, one.found),
            "by": one.reviewer,
            "when": when(one.decided_at),
            "version": one.version,
            "place": next(iter(targets(one.places)), None),
        }
        for one in found[:SHOWN]
    ]


def figure_words(rows: Sequence[Mapping[str, Any]], shown: Mapping[str, str]) -> str:
    """What the chosen figure is, above the lines behind it."""
    label = next((str(row["label"]) for row in rows if row["key"] == shown.get("key")), "")
    column = shown.get("column", "")
    title = COLUMNS[column][0] if column in COLUMNS else column.capitalize()
    return f"{label}: {title.lower()}"
