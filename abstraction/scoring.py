"""Predictions against gold, field by field: precision, recall, F1, notes without any error, grounded items."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from lexicons import contract_elements

Item = tuple[str, Any]
Row = Mapping[str, Any]


def items(fields: Mapping[str, Any]) -> set[Item]:
    """The (field, item) pairs of one abstraction: a scalar is one item, a list one an element, a map one a site."""
    elements = contract_elements()
    found: set[Item] = set()
    for field, value in fields.items():
        if field not in elements or value is None:
            continue
        kind = elements[field].kind
        if kind == "count":
            found.add((field, (value["min"], value.get("max"), bool(value.get("innumerable")))))
        elif kind == "map":
            found.update((field, (site, status)) for site, status in value.items())
        elif kind == "list":
            found.update((field, element) for element in value)
        elif kind in ("number", "integer"):
            found.add((field, round(float(value), 1)))
        else:
            found.add((field, value))
    return found


def counted(pairs: Iterable[tuple[set[Item], set[Item]]]) -> dict[str, list[int]]:
    """Field -> how many items are hit, extra and missed, over pairs of what is wanted and what was got."""
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for want, got in pairs:
        for place, found in enumerate((want & got, got - want, want - got)):
            for field, _ in found:
                tally[field][place] += 1
    return dict(sorted(tally.items()))


def figures(tally: Mapping[str, list[int]]) -> dict[str, Any]:
    """Precision, recall and F1 over all fields and of each."""
    total = [sum(counts[place] for counts in tally.values()) for place in range(3)]
    precision, recall, f1 = rates(*total)
    return {
        "micro_precision": precision,
        "micro_recall": recall,
        "micro_f1": f1,
        "fields": {field: field_summary(counts) for field, counts in tally.items()},
    }


def score(gold: Iterable[Row], predicted: Iterable[Row]) -> dict[str, Any]:
    """Summary of the predictions; a gold note without a prediction counts as predicted empty.

    ValueError when a prediction names a note the gold does not hold.
    """
    rows = {row["note_id"]: row for row in gold}
    guesses = {row["note_id"]: row for row in predicted}
    if stray := sorted(set(guesses) - set(rows)):
        raise ValueError(f"predictions for unknown notes: {', '.join(stray[:5])}")
    pairs: list[tuple[set[Item], set[Item]]] = []
    with_evidence = 0
    for note_id, row in rows.items():
        guess = guesses.get(note_id, {"fields": {}})
        want, got = scored(row, row["fields"]), scored(row, guess["fields"])
        pairs.append((want, got))
        with_evidence += sum(is_grounded(guess, row["text"], field, item) for field, item in got)
    exact, n_predicted = sum(want == got for want, got in pairs), sum(len(got) for _, got in pairs)
    return {
        "notes": len(rows),
        **figures(counted(pairs)),
        "exact_notes": exact / len(rows) if rows else 0.0,
        "grounded": with_evidence / n_predicted if n_predicted else 0.0,
    }


def scored(row: Row, fields: Mapping[str, Any]) -> set[Item]:
    """The items that count on a gold line: all, or on a partial line those of the fields, and of the sites, that it decided."""
    found, decided = items(fields), row.get("decided")
    if decided is None:
        return found
    return {(field, item) for field, item in found if field in decided or f"{field}.{part_of(item)}" in decided}


def part_of(item: Any) -> str:
    """The site an item of a map is about; of any other item nothing."""
    return str(item[0]) if isinstance(item, tuple) and len(item) == 2 else ""


def rates(hit: int, extra: int, missed: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of counts; 0 where undefined."""
    precision = hit / (hit + extra) if hit + extra else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1


def field_summary(counts: list[int]) -> dict[str, float]:
    """One field's row of the summary."""
    names = ("tp", "fp", "fn", "precision", "recall", "f1")
    return dict(zip(names, (*counts, *rates(*counts)), strict=True))


def is_grounded(guess: Row, text: str, field: str, item: Any) -> bool:
    """Whether some evidence span of the item lies inside the note and is not blank."""
    spans = (guess.get("evidence") or {}).get(field) or []
    kind = contract_elements()[field].kind
    if kind == "map":
        spans = [span for span in spans if span.get("value", item[0]) == item[0]]
    elif kind == "list":
        spans = [span for span in spans if span.get("value", item) == item]
    return any(
        0 <= span["start"] < span["end"] <= len(text) and text[span["start"] : span["end"]].strip() for span in spans
    )


def render(summary: Mapping[str, Any]) -> str:
    """The summary as a table."""
    exact = round(summary["exact_notes"] * summary["notes"])
    return "\n".join(
        [
            *table(summary),
            f"notes without any error: {exact} of {summary['notes']} ({summary['exact_notes']:.1%}); "
            f"predicted items with evidence in the note: {summary['grounded']:.1%}",
        ]
    )


def table(summary: Mapping[str, Any]) -> list[str]:
    """The lines of the fields, and of all together."""
    lines = [f"{'field':30} {'tp':>4} {'fp':>4} {'fn':>4}  {'P':>5} {'R':>5} {'F1':>5}"]
    for field, row in summary["fields"].items():
        figures = " ".join(f"{row[name]:5.3f}" for name in ("precision", "recall", "f1"))
        lines.append(f"{field:30} {row['tp']:4} {row['fp']:4} {row['fn']:4}  {figures}")
    total = [sum(row[name] for row in summary["fields"].values()) for name in ("tp", "fp", "fn")]
    figures = " ".join(f"{summary[name]:5.3f}" for name in ("micro_precision", "micro_recall", "micro_f1"))
    lines.append(f"{'micro':30} {total[0]:4} {total[1]:4} {total[2]:4}  {figures}")
    return lines
