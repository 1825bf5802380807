"""The facts of a case, each known with evidence or unknown with a reason, and the dictionary that defines them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from pydantic import Field

from abstraction.records import CaseEvidence
from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml

INFINITY = float("inf")
Reason: TypeAlias = Literal["missing", "hedged", "conflict", "boundary", "source_silent", "incomplete_list"]
Interval: TypeAlias = tuple[float, float]
FactValue: TypeAlias = bool | str | Interval | frozenset[str]


class FactDefinition(LexiconModel):
    """One entry of the fact dictionary."""

    label: str
    kind: Literal["truth", "number", "category", "set"]
    unit: str = ""
    question: str = ""
    values: list[str] = Field(default=[])
    range: list[float | int] = Field(default=[])
    whole: bool = False
    probe: list[Any] = Field(default=[])
    site: bool = False
    after: str = ""
    derive: str | dict[str, Any] | None = None
    count: list[str | dict[str, Any]] = Field(default=[])
    computed: list[str] = Field(default=[])
    asks: list[str] = Field(default=[])


class FactDictionary(LexiconModel):
    """`facts.yaml`: the facts, and how a facts file may name and spell them."""

    facts: dict[str, FactDefinition]
    names: dict[str, str]
    sites: dict[str, str]
    values: dict[str, str]
    spellings: dict[str, dict[str, str]]
    regimens: dict[str, str]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A known value, or None and the reason; numbers are closed intervals, an open end is infinite.

    A category may be a set of words: the alternatives that are left.
    """

    name: str
    value: FactValue | None
    reason: Reason | None = None
    evidence: tuple[CaseEvidence, ...] = field(default=())


@cache
def load_facts() -> dict[str, FactDefinition]:
    """The fact dictionary by name."""
    return load_words().facts


@cache
def load_words() -> FactDictionary:
    """The fact dictionary with its spellings."""
    return read_yaml(files("rules_engine") / "facts.yaml", FactDictionary)


def unknown(name: str, reason: Reason = "missing", evidence: tuple[CaseEvidence, ...] = ()) -> Fact:
    """A fact that is not known."""
    return Fact(name, None, reason, evidence)


UNITS = {"10^9/L": "× 10⁹/L"}  # units that are read otherwise than they are written


def show(value: FactValue | None, unit: str = "") -> str:
    """A value in words."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(word.replace("_", " ") for word in value)) or "none"
    if isinstance(value, str):
        return value.replace("_", " ")
    if unit == "weeks" and value[0] == value[1] < INFINITY:
        return show_weeks(value[0])
    return f"{show_interval(value)} {UNITS.get(unit, unit)}".strip()


def show_weeks(weeks: float) -> str:
    """A time as a calendar tells it, to the day: "4 days", "6 weeks", "6 weeks 1 day"."""
    days = round(weeks * 7)
    told = [(days // 7, "week"), (days % 7, "day")] if days >= 14 else [(days, "day")]
    return " ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in told if number) or "0 days"


def show_interval(interval: Sequence[float]) -> str:
    """12, 2-3, at least 4, at most 3; fractions to two places."""
    low, high = (round(end, 2) if abs(end) < INFINITY else end for end in interval)
    if low == high:
        return f"{low:.10g}"
    if high == INFINITY:
        return f"at least {low:.10g}"
    return f"at most {high:.10g}" if low == -INFINITY else f"{low:.10g} to {high:.10g}"
