"""Contradictions of the source (`contradictions.yaml`) and which of them a case is caught in."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import field_validator

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml
from rules_engine.result import RuleResult

CLAIM = re.compile(r"(?P<rule>[RC]\d+(?:\.\w+)?)(?:/(?P<part>\w+))? (?P<verdict>met|not_met)")


class Contradiction(LexiconModel):
    """Claims of two or more sides; one side alone is a rule that contradicts itself."""

    title: str
    text: str
    sides: list[list[str]]

    @field_validator("sides")
    @classmethod
    def readable(cls, sides: list[list[str]]) -> list[list[str]]:
        """Every claim reads "R17 met", "R20/a met" or "R01.documented not_met"."""
        for claim in (claim for side in sides for claim in side):
            if not CLAIM.fullmatch(claim):
                raise ValueError(f"cannot read the claim {claim!r}")
        return sides

    def held(self, results: Mapping[str, RuleResult]) -> list[list[str]]:
        """Per side the claims that hold; an empty side means that the case is not caught in it."""
        return [[claim for claim in side if holds(claim, results)] for side in self.sides]

    def rules(self) -> Iterator[str]:
        """Keys of the rules on any side."""
        for claim in (claim for side in self.sides for claim in side):
            yield key_of(claim)

    def to_json(self, results: Mapping[str, RuleResult]) -> dict[str, Any]:
        """Plain data, with the claims that hold on each side."""
        return {"title": self.title, "text": self.text, "sides": self.held(results)}


class Contradictions(LexiconModel):
    """`contradictions.yaml`."""

    contradictions: list[Contradiction]


def key_of(claim: str) -> str:
    """Key of the rule a claim is about."""
    rule = claim.partition(" ")[0].partition("/")[0]
    return rule if "." in rule else f"{rule}.derived"


def holds(claim: str, results: Mapping[str, RuleResult]) -> bool:
    """Whether a rule or part has the claimed verdict."""
    found = CLAIM.fullmatch(claim)
    result = results.get(key_of(claim))
    if found is None or result is None:
        return False
    verdict = result.parts.get(found["part"]) if found["part"] else result.verdict
    return verdict is not None and verdict.value == found["verdict"]


@cache
def load_contradictions() -> tuple[Contradiction, ...]:
    """Every contradiction; ValueError names what cannot be read."""
    return tuple(read_yaml(files("rules_engine") / "contradictions.yaml", Contradictions).contradictions)


def in_force(results: Mapping[str, RuleResult]) -> tuple[Contradiction, ...]:
    """The contradictions that a case is caught in."""
    return tuple(one for one in load_contradictions() if all(one.held(results)))
