"""What a proof holds: a strict model, so that a file either is a proof or is refused with the place where it is not."""

from pydantic import BaseModel, ConfigDict, JsonValue

from rules_engine.fact import Reason

FORMAT = "crlm-proof-1"
Plain = bool | str | list[str] | list[float | None] | None


class ProofModel(BaseModel):
    """A part of a proof: no unknown key, no silent change of type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class ProvenVersions(ProofModel):
    """The versions of software, lexicon and rule catalogue."""

    software: str
    lexicon: str
    rules: str


class ProvenPolicy(ProofModel):
    """The numbers of the site, and their hash."""

    hash: str
    values: dict[str, float]


class ProvenNote(ProofModel):
    """A note of the case; `sha256` is that of its text."""

    note_id: str
    version: int
    note_type: str
    note_date: str
    sha256: str


class ProvenDecision(ProofModel):
    """A decision on the case; `sha256` is that of the whole decision, reviewer and reason included."""

    decision_id: str
    element: str
    action: str
    value: JsonValue
    decided_at: str
    sha256: str


class ProvenImport(ProofModel):
    """What people stated of a note, or (note_id "") of the case, before it came here; `sha256` is that of all they stated."""

    note_id: str
    version: int
    sha256: str


class Place(ProofModel):
    """Characters `[start, end)` of a note; `sha256` is that of these characters, `quote` they themselves, where asked for."""

    note_id: str
    start: int
    end: int
    sha256: str
    quote: str | None = None


class ProvenFact(ProofModel):
    """A fact that bears on the results: its value, or none and the reason, and the places that state it.

    A number is its two ends, an open one null; a set or the alternatives left of a category are a sorted list of words.
    """

    name: str
    value: Plain
    reason: Reason | None
    places: list[Place]


class Rests(ProofModel):
    """A known fact that a verdict rests on, as it is shown."""

    fact: str
    value: str


class Lacks(ProofModel):
    """A fact that would settle an unknown verdict."""

    fact: str
    reason: str


class Cites(ProofModel):
    """Where the source says it."""

    section: str
    references: list[int]
    quote: str


class ProvenResult(ProofModel):
    """What one rule, in this version of it, says of the case."""

    rule: str
    track: str
    version: str
    title: str
    citation: Cites
    verdict: str
    candidates: list[str]
    parts: dict[str, str]
    measure: list[str | float | None] | None
    because: list[Rests]
    missing: list[Lacks]
    conclusion: str

    @property
    def key(self) -> str:
        """Id and track of the rule."""
        return f"{self.rule}.{self.track}"


class Proof(ProofModel):
    """Results of one case with the facts, spans, notes, imported abstractions and decisions that they follow from."""

    format: str
    case_id: str
    with_quotes: bool
    versions: ProvenVersions
    policy: ProvenPolicy
    notes: list[ProvenNote]
    imported: list[ProvenImport] = []
    decisions: list[ProvenDecision]
    facts: list[ProvenFact]
    results: list[ProvenResult]
