"""The facts of a case, each known with evidence or unknown with a reason; read from a case or from JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from abstraction.records import CaseEvidence
from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml

INFINITY = float("inf")
Reason = Literal["missing", "hedged", "conflict", "boundary", "source_silent", "incomplete_list"]
Interval = tuple[float, float]
FactValue = bool | str | Interval | frozenset[str]


class FactDefinition(LexiconModel):
    """One entry of the fact dictionary."""

    label: str
    kind: Literal["truth", "number", "category", "set"]
    unit: str = ""
    question: str


class FactDictionary(LexiconModel):
    """`facts.yaml`."""

    facts: dict[str, FactDefinition]


@dataclass(frozen=True, slots=True)
class Fact:
    """A known value, or None and the reason; numbers are closed intervals, an open end is infinite."""

    name: str
    value: FactValue | None
    reason: Reason | None = None
    evidence: tuple[CaseEvidence, ...] = field(default=())


@cache
def load_facts() -> dict[str, FactDefinition]:
    """The fact dictionary by name."""
    return read_yaml(files("rules_engine") / "facts.yaml", FactDictionary).facts


def unknown(name: str, reason: Reason = "missing", evidence: tuple[CaseEvidence, ...] = ()) -> Fact:
    """A fact that is not known."""
    return Fact(name, None, reason, evidence)


def fact_from(name: str, value: Any) -> Fact:
    """A fact from plain data: true, 34, [20, 25], [4, null], "resectable", ["5", "6"], or null for unknown.

    ValueError names the fact and what it takes.
    """
    known = load_facts()
    if name not in known:
        raise ValueError(f"unknown fact {name}: the facts are {', '.join(known)}")
    kind = known[name].kind
    if value is None:
        return unknown(name)
    if kind == "truth" and isinstance(value, bool):
        return Fact(name, value)
    if kind == "category" and isinstance(value, str):
        return Fact(name, value)
    if kind == "set" and isinstance(value, list):
        return Fact(name, frozenset(str(item) for item in value))
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return Fact(name, (float(value), float(value)))
    if kind == "number" and isinstance(value, list) and len(value) == 2:
        low, high = value
        return Fact(name, (-INFINITY if low is None else float(low), INFINITY if high is None else float(high)))
    raise ValueError(f"fact {name} takes a {kind}, not {json.dumps(value)}")


def facts_from(values: Mapping[str, Any]) -> dict[str, Fact]:
    """Facts by name from plain data."""
    return {name: fact_from(name, value) for name, value in values.items()}


def read_facts(path: Path) -> dict[str, Fact]:
    """Facts from a JSON file that holds one object."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} cannot be read as JSON ({type(error).__name__}): give one object of facts") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path} must hold one JSON object of facts")
    return facts_from(content)


def show(value: FactValue | None, unit: str = "") -> str:
    """A value in words."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    if isinstance(value, str):
        return value.replace("_", " ")
    return show_interval(value) + (f" {unit}" if unit else "")


def show_interval(interval: Sequence[float]) -> str:
    """12, 2-3, at least 4, at most 3."""
    low, high = interval
    if low == high:
        return f"{low:g}"
    if high == INFINITY:
        return f"at least {low:g}"
    return f"at most {high:g}" if low == -INFINITY else f"{low:g}-{high:g}"
