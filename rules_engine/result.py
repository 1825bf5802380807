"""What a rule says of a case, and its plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from abstraction.records import CaseEvidence
from rules_engine.criterion import limits
from rules_engine.policy import load_policy, policy_hash
from rules_engine.rule import Citation, Rule
from rules_engine.verdict import Verdict


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
class Measure:
    """A number that a rule reports beside its verdict, as an interval."""

    fact: str
    label: str
    low: float
    high: float
    shown: str

    def to_json(self) -> dict[str, Any]:
        """Plain data; an open end is null."""
        ends = [None if abs(end) == float("inf") else round(end, 4) for end in (self.low, self.high)]
        return {"fact": self.fact, "label": self.label, "low": ends[0], "high": ends[1], "shown": self.shown}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """One rule on one case: verdict, reasons, gaps, the classes that are left, and its parts."""

    written: Rule
    verdict: Verdict
    because: tuple[Because, ...]
    missing: tuple[Missing, ...]
    candidates: tuple[str, ...] = ()
    parts: Mapping[str, Verdict]
    measure: Measure | None = None

    @property
    def rule(self) -> str:
        """Id of the rule."""
        return self.written.id

    @property
    def key(self) -> str:
        """Id and track."""
        return self.written.key

    @property
    def title(self) -> str:
        """Title of the rule."""
        return self.written.title

    @property
    def track(self) -> str:
        """Documented or derived."""
        return self.written.track

    @property
    def citation(self) -> Citation:
        """Where the source says it."""
        return self.written.citation

    @property
    def conclusion(self) -> str:
        """What holds when the rule is met."""
        return self.written.conclusion

    def to_json(self) -> dict[str, Any]:
        """The result as plain data."""
        rule = self.written
        return {
            "rule": rule.id,
            "title": rule.title,
            "track": rule.track,
            "origin": rule.origin,
            "kind": rule.kind,
            "position": rule.position,
            "verdict": self.verdict.value,
            "candidates": list(self.candidates),
            "parts": {
                name: {"label": rule.parts[name].label, "verdict": verdict.value}
                for name, verdict in self.parts.items()
            },
            "measure": self.measure.to_json() if self.measure else None,
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
            "citation": rule.citation.model_dump(),
            "conclusion": rule.conclusion,
            "policy": {"hash": policy_hash(), "used": policy_of(rule)},
        }


def policy_of(rule: Rule) -> dict[str, float]:
    """The policy entries that a rule compares with."""
    policy = load_policy()
    names = [name for criterion in rule.all_criteria for name in limits(criterion) if isinstance(name, str)]
    return {name: policy[name] for name in names}
