"""What a rule says of a case: its plain data in full, and the part of it that is particular to the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from abstraction.records import CaseEvidence
from rules_engine.fact import INFINITY, load_facts, show
from rules_engine.policy import Policy, policy_hash
from rules_engine.rule import Citation, Rule
from rules_engine.verdict import Verdict

SILENT = "The source is silent on this: the team has to judge."


@dataclass(frozen=True)  # without slots: many rules rest on the same fact, and its places are worked out once
class Because:
    """A fact that bears on a verdict."""

    fact: str
    label: str
    value: str
    evidence: tuple[CaseEvidence, ...]

    @cached_property
    def places(self) -> tuple[tuple[str, int, int], ...]:
        """Where its evidence stands: note, start and end."""
        return tuple([(one.note_id, one.mention.start, one.mention.end) for one in self.evidence])


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
        ends = [None if abs(end) == INFINITY else round(end, 4) for end in (self.low, self.high)]
        return {"fact": self.fact, "label": self.label, "low": ends[0], "high": ends[1], "shown": self.shown}

    def to_stored(self) -> list[Any]:
        """[fact, low, high]; an open end is null."""
        return [self.fact, *(None if abs(end) == INFINITY else end for end in (self.low, self.high))]

    @classmethod
    def from_stored(cls, stored: Sequence[Any]) -> "Measure":
        """The measure again, with its words."""
        name, low, high = stored
        ends = (-INFINITY if low is None else low, INFINITY if high is None else high)
        fact = load_facts()[name]
        return cls(name, fact.label, *ends, show(ends, fact.unit))


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
    policy: Policy

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

    def particulars(self) -> dict[str, Any]:
        """What this case adds to the rule, as plain data: enough to tell the result again with `worded`.

        `parts` and `measure` only where the rule has them; evidence as [note_id, start, end].
        """
        found: dict[str, Any] = {
            "candidates": list(self.candidates),
            "parts": {name: verdict.value for name, verdict in self.parts.items()},
            "measure": self.measure.to_stored() if self.measure else None,
            "because": [(item.fact, item.value, item.places) for item in self.because],
            "missing": [(item.fact, item.reason) for item in self.missing],
        }
        return {name: value for name, value in found.items() if value}

    def to_json(self) -> dict[str, Any]:
        """The result as plain data, with the words of the rule."""
        return worded(self.written, self.verdict.value, self.particulars(), self.policy)


def worded(rule: Rule, verdict: str, particulars: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    """A result told in full from what is stored of it: labels, questions, citation and conclusion are those of the rule."""
    facts, measure = load_facts(), particulars.get("measure")
    return {
        "rule": rule.id,
        "title": rule.title,
        "track": rule.track,
        "origin": rule.origin,
        "kind": rule.kind,
        "position": rule.position,
        "verdict": verdict,
        "candidates": particulars.get("candidates", []),
        "parts": {
            name: {"label": rule.parts[name].label, "verdict": found}
            for name, found in particulars.get("parts", {}).items()
        },
        "measure": Measure.from_stored(measure).to_json() if measure else None,
        "because": [
            {
                "fact": name,
                "label": facts[name].label,
                "value": value,
                "evidence": [{"note_id": note_id, "start": start, "end": end} for note_id, start, end in evidence],
            }
            for name, value, evidence in particulars.get("because", [])
        ],
        "missing": [
            {
                "fact": name,
                "label": facts[name].label,
                "reason": reason,
                "question": SILENT if reason == "source_silent" else facts[name].question,
            }
            for name, reason in particulars.get("missing", [])
        ],
        "citation": rule.citation.model_dump(),
        "conclusion": rule.conclusion,
        "policy": {"hash": policy_hash(policy), "used": {name: policy[name] for name in rule.site_numbers}},
    }
