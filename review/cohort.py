"""What a cohort can be asked: the subjects there are, the words each can hold, and conditions checked before they are put.

`condition("ras_status", "is", ["mutant"])` makes one; `registry.cohort_store` counts the cases that meet several.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from lexicons import load_elements
from lexicons.schema import Element, LexiconModel
from lexicons.vocabulary import read_yaml
from registry.cohort_query import (
    DISAGREE,
    INNUMERABLE,
    NONE,
    NOT_STATED,
    OPEN_NUMBER,
    STATED,
    Condition,
    Operator,
    Subject,
    band_words,
)  # fmt: skip
from registry.progress_store import STATUSES
from registry.store import Registry
from review.blindness import hidden
from review.rejection import UserError
from review.rights import Person
from rules_engine import Verdict, load_rules

__all__ = [
    "Condition",
    "Operator",
    "Subject",
    "condition",
    "from_plain",
    "operators",
    "seen_by",
    "subjects",
    "to_plain",
    "words",
]

DATED = ("date", "latest")
# Whole numbers without ranges are words themselves where there are not more of them than this.
FEW = 10
CANDIDATES = {"ecmtg": ("M0", "M1a", "M1b", "M1c"), "group": ("G1", "G2", "G3")}


class CohortPage(LexiconModel):
    """`cohort.yaml`: what the page shows at first, and the ranges in which numbers are counted."""

    charts: list[str]
    columns: list[str]
    labels: dict[str, str]
    bands: dict[str, list[float | int]]


@cache
def load_cohort_page() -> CohortPage:
    """The file, with every name in it known."""
    found = read_yaml(files("review") / "cohort.yaml", CohortPage)
    unknown = {*found.bands} - {*load_elements()} or {*found.charts, *found.columns} - {*found.labels, *load_elements()}
    if unknown:
        raise ValueError(f"review/cohort.yaml: there is no {', '.join(sorted(unknown))}")
    return found


@cache
def subjects() -> dict[str, Subject]:
    """Everything that can be asked of a case, by name: the review, the stage, data elements with their sites, rules."""
    bands = load_cohort_page().bands
    found = [Subject("status", "status"), Subject("ecmtg", "candidates"), Subject("group", "candidates")]
    for name, known in load_elements().items():
        found.append(Subject(name, known.kind, tuple(bands.get(name, ()))))
        found.extend(Subject(f"{name}.{site}", "site") for site in known.sites)
    found.extend(Subject(rule.key, "verdict") for rule in load_rules())
    return {one.name: one for one in [*found, Subject("latest", "latest"), Subject("case", "case")]}


def words(subject: Subject) -> tuple[str, ...]:
    """The words a subject can hold, in their order; of a date or a whole number without ranges, those that say nothing is held."""
    if subject.kind == "status":
        return STATUSES[1:]  # what is blind to somebody is left out of their cohort
    if subject.kind == "verdict":
        return tuple(Verdict)
    if subject.kind == "candidates":
        return (*CANDIDATES[subject.name], NONE)
    if subject.kind in ("latest", "case"):
        return ()
    known = load_elements()[subject.name.partition(".")[0]]
    held: Sequence[str] = {
        "category": known.values,
        "site": known.values,
        "list": [*known.values, NONE],
        "map": [*known.sites, NONE],
        "count": [*band_words(subject), OPEN_NUMBER, INNUMERABLE],
        "number": band_words(subject) or [STATED],
        "integer": band_words(subject) or few(known),
        "date": [],
    }[subject.kind]
    return (*held, NOT_STATED, DISAGREE)


def few(element: Element) -> list[str]:
    """The whole numbers an element can hold, where they are few."""
    low, high = map(int, element.range or (0, FEW + 1))
    return [str(value) for value in range(low, high + 1)] if high - low <= FEW else []


def is_counted(subject: Subject) -> bool:
    """Whether it holds words that cannot be listed beforehand: years, many whole numbers, candidate sets of several."""
    return subject.kind in (*DATED, "candidates", "case") or (subject.kind == "integer" and len(words(subject)) == 2)


def operators(subject: Subject) -> tuple[Operator, ...]:
    """How a case can be compared on it."""
    if subject.kind in ("count", "number", "integer", *DATED):
        return (Operator.IS, Operator.AT_LEAST, Operator.AT_MOST)
    if subject.kind == "candidates":
        return (Operator.IS, Operator.CAN_BE)
    if subject.kind in ("category", "list", "map", "site", "case"):
        return (Operator.IS, Operator.LACKS)
    return (Operator.IS,)


def condition(about: str, operator: str, values: Sequence[str | float]) -> Condition:
    """A condition that can be put. UserError where the subject, the operator or a value cannot be."""
    subject = subjects().get(about)
    if subject is None:
        raise UserError(f"nothing called {about} can be asked of a case: name a data element, a rule, ecmtg or group")
    known = operators(subject)
    if operator not in known:
        raise UserError(f"{about} cannot be compared with {operator}: use one of {', '.join(known)}")
    if operator in (Operator.AT_LEAST, Operator.AT_MOST):
        if len(values) != 1:
            raise UserError(f"{about}: give one number, or one date")
        return Condition(subject, Operator(operator), (number(subject, values[0], operator == Operator.AT_MOST),))
    told = tuple(str(value) for value in values)
    allowed = CANDIDATES[about] if operator == Operator.CAN_BE else words(subject)
    strange = [word for word in told if word not in allowed]
    if not told or (strange and (not is_counted(subject) or operator == Operator.CAN_BE)):
        raise UserError(f"{about} cannot be {', '.join(strange) or 'nothing'}: use one of {', '.join(allowed)}")
    return Condition(subject, Operator(operator), told)


def seen_by(registry: Registry, person: Person) -> list[Condition]:
    """What every question of this person begins with: the cases they have yet to abstract blind are left out."""
    unseen = hidden(registry, person)
    return [condition("case", Operator.LACKS, sorted(unseen))] if unseen else []


def number(subject: Subject, value: str | float, last: bool) -> float:
    """The number to compare with; of a date its first day as YYYYMMDD, or its `last` where only year or month is given."""
    if subject.kind not in DATED:
        try:
            return float(value)
        except ValueError:
            raise UserError(f"{subject.name}: {value} is not a number") from None
    if not isinstance(value, str):  # that number already; its day may be the 31st of any month
        return float(value)
    day = value
    try:
        first = date.fromisoformat(day + "-01-01"[len(day) - 4 :] if len(day) in (4, 7) else day)
    except ValueError:
        raise UserError(f"{subject.name}: {day} is not a date; write it as 2024, 2024-03 or 2024-03-01") from None
    month = 12 if last and len(day) == 4 else first.month
    return float(first.year * 10_000 + month * 100 + (31 if last and len(day) < 8 else first.day))


def to_plain(conditions: Sequence[Condition]) -> list[dict[str, Any]]:
    """Conditions as plain data, as they are kept and as an export names them."""
    return [
        {"about": one.subject.name, "operator": one.operator.value, "values": list(one.values)} for one in conditions
    ]


def from_plain(found: Sequence[Mapping[str, Any]]) -> list[Condition]:
    """The conditions again. UserError where one can no longer be put, since elements or rules have changed."""
    return [condition(one["about"], one["operator"], one["values"]) for one in found]
