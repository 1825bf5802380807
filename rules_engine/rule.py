"""Schema of a rule file and of what a rule says of a case."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from abstraction.records import CaseEvidence
from rules_engine.facts import load_facts
from rules_engine.verdict import Verdict


class RuleModel(BaseModel):
    """Unknown keys and silent type changes are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Criterion(RuleModel):
    """A node of the criterion tree: a combination, another rule, or one comparison of one fact."""

    all: list["Criterion"] | None = None
    any: list["Criterion"] | None = None
    none_of: list["Criterion"] | None = None
    first: list["Criterion"] | None = None
    silent: "Criterion | None" = None
    rule: str | None = None
    fact: str | None = None
    equals: bool | str | None = None
    at_least: float | int | str | None = None
    above: float | int | str | None = None
    at_most: float | int | str | None = None
    below: float | int | str | None = None
    known: bool | None = None

    @model_validator(mode="after")
    def one_kind(self) -> "Criterion":
        """Exactly one combination, rule or fact; a fact has exactly one comparison."""
        kinds = [self.all, self.any, self.none_of, self.first, self.silent, self.rule, self.fact]
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a criterion is one of all, any, none_of, first, silent, rule, fact")
        tests = [self.equals, self.at_least, self.above, self.at_most, self.below, self.known]
        if (self.fact is not None) != (sum(test is not None for test in tests) == 1):
            raise ValueError("a fact takes exactly one of equals, at_least, above, at_most, below, known")
        if self.fact is not None and self.fact not in load_facts():
            raise ValueError(f"unknown fact {self.fact}")
        return self


class Citation(RuleModel):
    """Where the source says it: section, reference numbers of its text, and the sentence itself."""

    section: str
    references: list[int]
    quote: str


class Coverage(RuleModel):
    """How much of the statement the rule checks."""

    level: Literal["full", "partial", "display"]
    note: str


class Example(RuleModel):
    """Facts and the verdict they must give; runs as a test."""

    given: dict[str, Any]
    expect: Literal["met", "not_met", "unknown", "not_applicable"]


class Rule(RuleModel):
    """One rule file."""

    id: str = Field(pattern=r"^R\d\d$")
    title: str
    track: Literal["documented", "derived"] = "derived"
    kind: Literal["classification", "criteria", "threshold", "recommendation", "caution", "context", "definition"]
    position: Literal["for", "against", "caution", "context"]
    citation: Citation
    coverage: Coverage
    applies_if: Criterion | None = None
    criterion: Criterion
    conclusion: str
    examples: list[Example]

    @model_validator(mode="after")
    def proven(self) -> "Rule":
        """At least one met, one not met and one unknown example; a classification is settled or not, never denied."""
        needed = {"met", "unknown"} if self.kind == "classification" else {"met", "not_met", "unknown"}
        lacking = needed - {example.expect for example in self.examples}
        if lacking:
            raise ValueError(f"{self.id} lacks an example that expects {', '.join(sorted(lacking))}")
        return self

    @property
    def key(self) -> str:
        """Id and track: R01.documented."""
        return f"{self.id}.{self.track}"


@dataclass(frozen=True, slots=True)
class Because:
    """A fact that bears on a verdict."""

    fact: str
    label: str
    value: str
    evidence: tuple[CaseEvidence, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact whose knowledge would settle a verdict, why it is unknown, and the question to ask."""

    fact: str
    label: str
    reason: str
    question: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says of one case."""

    rule: str
    title: str
    track: str
    verdict: Verdict
    because: tuple[Because, ...]
    missing: tuple[Missing, ...]
    citation: Citation
    conclusion: str

    def to_json(self) -> dict[str, Any]:
        """The result as plain data."""
        return {
            "rule": self.rule,
            "title": self.title,
            "track": self.track,
            "verdict": self.verdict.value,
            "because": [
                {
                    "fact": item.fact,
                    "label": item.label,
                    "value": item.value,
                    "evidence": [
                        {"note_id": found.note_id, "start": found.mention.start, "end": found.mention.end}
                        for found in item.evidence
                    ],
                }
                for item in self.because
            ],
            "missing": [
                {"fact": item.fact, "label": item.label, "reason": item.reason, "question": item.question}
                for item in self.missing
            ],
            "citation": self.citation.model_dump(),
            "conclusion": self.conclusion,
        }


@cache
def load_rules() -> tuple[Rule, ...]:
    """Every rule, by id and track; ValueError names the file and the key that is wrong."""
    found = [read_rule(path) for path in rule_files(files("rules_engine") / "rules")]
    keys = [rule.key for rule in found]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"two rule files give {', '.join(twice)}")
    return tuple(sorted(found, key=lambda rule: (rule.id, rule.track != "documented")))


def read_rule(path: Traversable) -> Rule:
    """One rule file."""
    try:
        return Rule.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"])
        raise ValueError(f"{path.name}: {where}: {first['msg']}") from None


def rule_files(folder: Traversable) -> list[Traversable]:
    """Every rule file below the folder, by name."""
    found: list[Traversable] = []
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if path.is_dir():
            found.extend(rule_files(path))
        elif path.name.endswith(".yaml"):
            found.append(path)
    return found
