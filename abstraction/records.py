"""Frozen records that pass between the layers, from the note's text to the reviewed case."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeAlias

Value: TypeAlias = str | int | float | list[str] | dict[str, Any]
# Where a value comes from: read by the machine, stated by people before the notes came here, decided here.
EXTRACTED, IMPORTED, REVIEWED = "extracted", "imported", "reviewed"


class NoteType(StrEnum):
    """The four kinds of document the contract knows."""

    RADIOLOGY = "radiology"
    PATHOLOGY = "pathology"
    OPERATIVE = "operative"
    ONCOLOGY = "oncology"


class Assertion(StrEnum):
    """What the note says about a mention (i2b2 2010 classes plus medspaCy's historical)."""

    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    OTHER_EXPERIENCER = "other_experiencer"


class Status(StrEnum):
    """How far an extracted value can be trusted without a second look."""

    SURE = "sure"
    NEEDS_REVIEW = "needs_review"


def sha256_of(text: str) -> str:
    """Hash of a text, as notes are hashed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def slot_setters(record: type) -> tuple[Any, ...]:
    """What sets each field of a frozen record, by its slot, where the record is made."""
    return tuple(getattr(record, slot.name).__set__ for slot in fields(record))


@dataclass(frozen=True, slots=True)
class Note:
    """One dated document; `note_date` is ISO 8601, the text is kept byte for byte and never shown by `repr`."""

    note_id: str
    case_id: str
    note_type: NoteType
    note_date: str
    text: str = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hash of the text: the identity of this version of the note."""
        return sha256_of(self.text)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a note; `[start, end)` covers heading and body, the body starts at `body_start`."""

    category: str
    start: int
    body_start: int
    end: int


@dataclass(frozen=True, slots=True, init=False)
class Mention:
    """Evidence: the interval `[start, end)` of a note that says something about one data element.

    `value` is the element of a list field, the site of `ehd`, else the value read from this span.
    """

    element: str
    start: int
    end: int
    value: str | int | float | None = None
    assertion: Assertion = Assertion.PRESENT
    section: str = ""

    def __init__(
        self,
        element: str,
        start: int,
        end: int,
        value: str | int | float | None = None,
        assertion: Assertion = Assertion.PRESENT,
        section: str = "",
    ) -> None:
        """By the setters of the slots: a note has some forty mentions, and the generated constructor takes twice as long."""
        if not 0 <= start < end:
            raise ValueError(f"{element}: evidence needs a span with 0 <= start < end, got [{start}, {end})")
        set_element, set_start, set_end, set_value, set_assertion, set_section = MENTION_SETTERS
        set_element(self, element)
        set_start(self, start)
        set_end(self, end)
        set_value(self, value)
        set_assertion(self, assertion)
        set_section(self, section)


MENTION_SETTERS = slot_setters(Mention)


@dataclass(frozen=True, slots=True, init=False)
class ElementValue:
    """What one note states for one data element. Without evidence only a person can say so, never the machine."""

    element: str
    value: Value
    evidence: tuple[Mention, ...]
    status: Status = Status.SURE
    reasons: tuple[str, ...] = ()
    source: str = EXTRACTED

    def __init__(
        self,
        element: str,
        value: Value,
        evidence: tuple[Mention, ...],
        status: Status = Status.SURE,
        reasons: tuple[str, ...] = (),
        source: str = EXTRACTED,
    ) -> None:
        """By the setters of the slots, as a mention is made."""
        if not evidence and source == EXTRACTED:
            raise ValueError(f"{element}: a value needs evidence")
        set_element, set_value, set_evidence, set_status, set_reasons, set_source = VALUE_SETTERS
        set_element(self, element)
        set_value(self, value)
        set_evidence(self, evidence)
        set_status(self, status)
        set_reasons(self, reasons)
        set_source(self, source)


VALUE_SETTERS = slot_setters(ElementValue)


@dataclass(frozen=True, slots=True)
class Lesion:
    """One liver metastasis of one note: segments, largest diameter now and before (mm), and where it says so."""

    segments: tuple[str, ...]
    size_mm: float | None
    prior_size_mm: float | None
    assertion: Assertion
    evidence: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class NoteAbstraction:
    """What one note states: values with evidence, lesion records, and every other mention worth showing."""

    note: Note
    sections: tuple[Section, ...]
    values: Mapping[str, ElementValue]
    lesions: tuple[Lesion, ...] = ()
    context: tuple[Mention, ...] = ()

    @property
    def fields(self) -> dict[str, Value]:
        """Data element -> value, as the contract writes them."""
        return {element: found.value for element, found in self.values.items()}


@dataclass(frozen=True, slots=True)
class CaseEvidence:
    """A mention together with the note it stands in."""

    note_id: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class EarlierEvidence:
    """A mention in an older version of a note, whose words are not found again in the newest."""

    note_id: str
    version: int
    mention: Mention


@dataclass(frozen=True, slots=True)
class CaseValue:
    """The consolidated value of one data element and the notes it was taken from."""

    element: str
    value: Value
    evidence: tuple[CaseEvidence, ...]
    status: Status = Status.SURE
    reasons: tuple[str, ...] = ()
    source: str = EXTRACTED


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a conflict: a value and the note that states it."""

    note_id: str
    value: Value
    evidence: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class CaseAbstraction:
    """One patient: consolidated values, and the conflicts that wait for a person."""

    case_id: str
    notes: tuple[NoteAbstraction, ...]
    values: Mapping[str, CaseValue]
    conflicts: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Value]:
        """Data element -> value."""
        return {element: found.value for element, found in self.values.items()}


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """What a reviewer decided about one data element of a case, or (element "") about the case; appended, never edited.

    `old` is the value before it, `reading` a fingerprint of what the notes said then; the versions are those looked at.
    `evidence` is placed in the notes as they are now, `earlier` is what of it stands in older versions only.
    """

    decision_id: str
    case_id: str
    element: str
    action: str
    value: Value | None
    reviewer: str
    decided_at: str
    reason: str = ""
    evidence: tuple[CaseEvidence, ...] = ()
    old: Value | None = None
    reading: str = ""
    software: str = ""
    lexicon: str = ""
    rules: str = ""
    earlier: tuple[EarlierEvidence, ...] = ()
