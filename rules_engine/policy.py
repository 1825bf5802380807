"""The numbers a site sets for itself (`policy.yaml`), with the hash that is stored beside every result."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeAlias

from pydantic import Field, model_validator

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml

Policy: TypeAlias = Mapping[str, float]  # every number by name


class SiteNumber(LexiconModel):
    """One entry of `policy.yaml`: its default, the range that makes sense, and what it is for."""

    value: float
    unit: str
    range: list[float] = Field(min_length=2, max_length=2)
    label: str
    of: str


class PolicyFile(LexiconModel):
    """`policy.yaml`."""

    numbers: dict[str, SiteNumber]
    in_order: list[list[str]]

    @model_validator(mode="after")
    def sensible(self) -> "PolicyFile":
        """The defaults are held to what the file says of them."""
        check({name: one.value for name, one in self.numbers.items()}, self.numbers, self.in_order)
        return self


def check(policy: Policy, numbers: Mapping[str, SiteNumber], in_order: Sequence[Sequence[str]]) -> None:
    """ValueError names the number that lies outside its range, or the two that stand in the wrong order."""
    for name, value in policy.items():
        low, high = numbers[name].range
        if not low <= value <= high:
            raise ValueError(f"{name} is {value:g}, and makes sense from {low:g} to {high:g} only")
    for lower, higher in in_order:
        if policy[lower] > policy[higher]:
            raise ValueError(f"{lower} is above {higher} ({policy[lower]:g} and {policy[higher]:g})")


@cache
def policy_file() -> PolicyFile:
    """The file; ValueError names the entry that is wrong."""
    return read_yaml(files("rules_engine") / "policy.yaml", PolicyFile)


@cache
def load_policy() -> dict[str, float]:
    """The default of every number by name; ValueError names the entry that is wrong."""
    return {name: one.value for name, one in policy_file().numbers.items()}


def with_changes(changes: Policy) -> dict[str, float]:
    """The defaults with a site's own values in their place; ValueError tells in words which value makes no sense."""
    known = policy_file()
    if strange := [name for name in changes if name not in known.numbers]:
        raise ValueError(f"there is no site number {strange[0]}: one of {', '.join(known.numbers)}")
    policy = {**load_policy(), **changes}
    check(policy, known.numbers, known.in_order)
    return policy


def policy_hash(policy: Policy) -> str:
    """First 12 hexadecimal digits of the hash over the effective numbers."""
    return _hash(tuple(sorted(policy.items())))


@lru_cache(maxsize=64)
def _hash(numbers: tuple[tuple[str, float], ...]) -> str:
    return hashlib.sha256(json.dumps(dict(numbers)).encode()).hexdigest()[:12]
