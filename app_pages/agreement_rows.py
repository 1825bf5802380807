"""How far readers agree, as the page shows it: a row for each data element, its confusion table, and its items."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lexicons.schema import Element
from review import readers
from review.agreement import Estimate, Figures, confusion, figures, pooled
from review.blindness import asked
from review.readers import DISAGREE, FIRST, MACHINE, NOT_STATED, SECOND, SETTLED, Twice
from review.wording import term, value_words

# Below this, an observed agreement is told as one to look at.
LOW = 0.8


def word_words(element: str, word: str) -> str:
    """What a reader says, as a person reads it."""
    if word == NOT_STATED:
        return "not stated"
    value = readers.said(word)
    return DISAGREE if value is None else value_words(element, value)


def reader_names(pair: Sequence[str]) -> dict[str, str]:
    """Reader -> what it is called; the two people by name where one pair is looked at, of which `pair` is empty otherwise."""
    first, second = pair or ("first person", "second person")
    return {FIRST: first, SECOND: second, MACHINE: "machine", SETTLED: "settled"}


def comparison_words(two: tuple[str, str], names: Mapping[str, str]) -> str:
    """A comparison in words: "Ada and Ben", "settled and machine"."""
    return f"{names[two[0]]} and {names[two[1]]}"


def agreement_view(twice: Sequence[Twice], two: tuple[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    """Every element that was entered twice, in the order of the forms."""
    rows = [_row(element, asked()[element], cases, two) for element, cases in readers.by_element(twice).items()]
    n, agreed = pooled(row.pop("figures") for row in rows)
    total = {"n": n, "agreed": agreed, "observed": percent(agreed / n) if n else ""}
    return {"rows": rows, "total": total, "readers": [names[one][:1].upper() + names[one][1:] for one in two]}


def _row(element: str, known: Element, cases: Sequence[Twice], two: tuple[str, str]) -> dict[str, Any]:
    """One element with its figures and tables."""
    spoken = [one for one in cases if readers.ratings([one], two)]
    said = readers.ratings(spoken, two)
    found = figures(said)
    words, counts = confusion(said)
    at = {word: place for place, word in enumerate(words)}
    where: dict[str, list[str]] = defaultdict(list)
    for one, (here, there) in zip(spoken, said, strict=True):
        where[f"{at[here]},{at[there]}"].append(one.case_id)
    return {
        "figures": found,
        "element": element,
        "label": known.label,
        "family": known.family,
        **figure_cells(found),
        "words": [word_words(element, word) for word in words],
        "counts": counts,
        "cases": where,
        "items": [
            {"label": term(part), **figure_cells(figures(words))}
            for part, words in readers.item_ratings(known, said).items()
        ],
    }


def figure_cells(found: Figures) -> dict[str, Any]:
    """Figures as a row of a table shows them."""
    return {
        "n": found.n,
        "agreed": found.agreed,
        "observed": "" if found.observed is None else percent(found.observed),
        "low": found.observed is not None and found.observed < LOW,
        "kappa": estimate_cell(found.kappa),
        "ac1": estimate_cell(found.ac1),
        "undefined": found.undefined,
    }


def estimate_cell(one: Estimate | None) -> dict[str, Any] | None:
    """A coefficient to two digits with its interval, and where the interval lies between 0 and 1."""
    if one is None:
        return None
    known = one.low is not None and one.high is not None
    return {
        "value": f"{one.value:.2f}",
        "interval": f"{one.low:.2f} to {one.high:.2f}" if known else "no interval",
        "from": max(one.low or 0.0, 0.0) if known else 0.0,
        "to": max(one.high or 0.0, 0.0) if known else 0.0,
        "at": max(one.value, 0.0),
    }


def percent(share: float) -> str:
    """A share in whole percent, 100 only where it is all."""
    return "99 %" if 0.995 <= share < 1 else f"{share:.0%}".replace("%", " %")
