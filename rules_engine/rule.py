"""Schema of a rule file: one statement of the source, checked when it is loaded."""

import hashlib
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from pydantic import Field, model_validator

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml
from rules_engine.criterion import Criterion, limits
from rules_engine.policy import Policy, load_policy

Expected = Literal["met", "not_met", "unknown", "not_applicable"]


class Citation(LexiconModel):
    """Where the source says it: section, reference numbers of its text, and the sentence itself."""

    section: str
    references: list[int]
    quote: str


class Coverage(LexiconModel):
    """How much of the statement the rule checks, and where it stops."""

    level: Literal["full", "partial", "display"]
    note: str


class Part(LexiconModel):
    """A named part of a rule, reported beside its verdict; `applies_if` as for a rule."""

    label: str
    applies_if: Criterion | None = None
    criterion: Criterion


class Example(LexiconModel):
    """Facts and the verdict they must give, with the candidates or parts that must come with it; runs as a test."""

    given: dict[str, Any]
    expect: Expected
    candidates: list[str] = Field(default=[])
    parts: dict[str, Expected] = Field(default={})


class Rule(LexiconModel):
    """One rule file. `classes` are alternatives: the rule is met when one is left, unless it has a criterion of its own."""

    id: str = Field(pattern=r"^[RC]\d+$")
    title: str
    origin: Literal["source", "outside the source"] = "source"
    track: Literal["documented", "derived"] = "derived"
    kind: Literal["classification", "criteria", "threshold", "recommendation", "caution", "context", "definition"]
    position: Literal["for", "against", "caution", "context"]
    citation: Citation
    also: list[Citation] = Field(default=[])
    coverage: Coverage
    own: dict[str, str] = Field(default={})  # numbers that are not in the quotes, and whose they are
    applies_if: Criterion | None = None
    parts: dict[str, Part] = Field(default={})
    criterion: Criterion | None = None
    classes: dict[str, Criterion] = Field(default={})
    measure: str = ""
    shows: list[str] = Field(default=[])
    conclusion: str
    otherwise: str = ""
    examples: list[Example]

    @model_validator(mode="after")
    def proven(self) -> "Rule":
        """A criterion or classes; a met, a not met and an unknown example, as far as the kind can give them."""
        if strange := {name for example in self.examples for name in example.parts} - set(self.parts):
            raise ValueError(f"{self.id}: an example names parts that are not there: {', '.join(sorted(strange))}")
        if self.criterion is None and not self.classes:
            raise ValueError(f"{self.id} has neither a criterion nor classes")
        for one in self.all_criteria:
            one.with_parts(self.part_criteria)
        needed = {"met"} if self.coverage.level == "display" else {"met", "unknown"}
        if self.criterion is not None and self.coverage.level != "display":
            needed.add("not_met")
        if lacking := needed - {example.expect for example in self.examples}:
            raise ValueError(f"{self.id} lacks an example that expects {', '.join(sorted(lacking))}")
        return self

    @property
    def key(self) -> str:
        """Id and track: R01.documented."""
        return f"{self.id}.{self.track}"

    @property
    def part_criteria(self) -> dict[str, Criterion]:
        """The criteria of the parts by name."""
        return {name: part.criterion for name, part in self.parts.items()}

    @property
    def all_criteria(self) -> list[Criterion]:
        """Every criterion of the rule, guards and parts included."""
        parts = [one for part in self.parts.values() for one in (part.applies_if, part.criterion)]
        return [one for one in (self.applies_if, self.criterion, *parts, *self.classes.values()) if one is not None]

    @cached_property
    def site_numbers(self) -> tuple[str, ...]:
        """The policy entries that the rule compares with."""
        found = [name for criterion in self.all_criteria for name in limits(criterion) if isinstance(name, str)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def version(self) -> str:
        """First 12 hexadecimal digits of the hash over the content of the rule, the same whatever numbers its words tell."""
        return hashlib.sha256(self.model_dump_json(exclude_defaults=True).encode()).hexdigest()[:12]

    def with_numbers(self, policy: Policy) -> "Rule":
        """The rule with the site's numbers where its words name them: "more than {light_chemo_cycles} cycles"."""
        written = {name: f"{value:g}" for name, value in policy.items()}
        try:
            parts = {
                name: part.model_copy(update={"label": part.label.format_map(written)})
                for name, part in self.parts.items()
            }
            words = {
                "conclusion": self.conclusion.format_map(written),
                "otherwise": self.otherwise.format_map(written),
            }
        except KeyError as error:
            raise ValueError(f"{self.id}: there is no site number {error.args[0]}") from None
        return self.model_copy(update={**words, "parts": parts, "version": self.version})


def load_rules(policy: Policy | None = None) -> tuple[Rule, ...]:
    """Every rule, by id and track, those from outside the source last, in the words of these numbers, else of the defaults.

    ValueError names the file and what is wrong.
    """
    return _in_words(tuple((policy or load_policy()).items()))


@lru_cache(maxsize=4)
def _in_words(numbers: tuple[tuple[str, float], ...]) -> tuple[Rule, ...]:
    return tuple(rule.with_numbers(dict(numbers)) for rule in _written())


@cache
def _written() -> tuple[Rule, ...]:
    found = [read_yaml(path, Rule) for path in rule_files(files("rules_engine") / "rules")]
    keys = [rule.key for rule in found]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"two rule files give {', '.join(twice)}")
    return tuple(sorted(found, key=lambda rule: (rule.id[0] == "C", rule.id, rule.track != "documented")))


def rule_files(folder: Traversable) -> list[Traversable]:
    """Every rule file below the folder, by name."""
    found: list[Traversable] = []
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if path.is_dir():
            found.extend(rule_files(path))
        elif path.name.endswith(".yaml"):
            found.append(path)
    return found
