"""Typed records to table rows and back; values travel as JSON."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from abstraction.records import (
    Assertion,
    CaseEvidence,
    Claim,
    ElementValue,
    Lesion,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
    Section,
    Status,
)

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
COLUMNS = {
    "sections": ("abstraction_id", "position", "category", "start_offset", "body_offset", "end_offset"),
    "element_values": ("abstraction_id", "position", "element", "value_json", "status", "reasons_json"),
    "mentions": (
        "abstraction_id", "role", "owner", "position", "element", "start_offset", "end_offset", "value_json", "assertion", "section",
    ),
    "lesions": ("abstraction_id", "position", "segments_json", "size_mm", "prior_size_mm", "assertion"),
}  # fmt: skip


def abstraction_rows(abstraction_id: str, found: NoteAbstraction) -> Rows:
    """Rows of one note abstraction by table."""
    rows: Rows = {table: [] for table in COLUMNS}
    for position, section in enumerate(found.sections):
        rows["sections"].append(
            (abstraction_id, position, section.category, section.start, section.body_start, section.end)
        )
    for number, value in enumerate(found.values.values()):
        stated, reasons = json.dumps(value.value), json.dumps(value.reasons)
        rows["element_values"].append((abstraction_id, number, value.element, stated, value.status.value, reasons))
        rows["mentions"].extend(mention_rows(abstraction_id, "value", number, value.evidence))
    for number, lesion in enumerate(found.lesions):
        segments = json.dumps(lesion.segments)
        size, prior = lesion.size_mm, lesion.prior_size_mm
        rows["lesions"].append((abstraction_id, number, segments, size, prior, lesion.assertion.value))
        rows["mentions"].extend(mention_rows(abstraction_id, "lesion", number, lesion.evidence))
    rows["mentions"].extend(mention_rows(abstraction_id, "context", 0, found.context))
    return rows


def mention_rows(abstraction_id: str, role: str, owner: int, mentions: Sequence[Mention]) -> Iterable[Row]:
    """Rows of the mentions of one value, lesion or context."""
    for position, item in enumerate(mentions):
        yield (
            abstraction_id, role, owner, position, item.element, item.start, item.end, json.dumps(item.value),
            item.assertion.value, item.section,
        )  # fmt: skip


def abstraction_from(
    note: Note, sections: Sequence[Row], values: Sequence[Row], mentions: Sequence[Row], lesions: Sequence[Row]
) -> NoteAbstraction:
    """A note abstraction from its rows, each in table order without the abstraction id."""
    owned: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for role, owner, _, element, start, end, value, assertion, section in mentions:
        owned[role, owner].append(Mention(element, start, end, json.loads(value), Assertion(assertion), section))
    found = {
        element: ElementValue(
            element, json.loads(value), tuple(owned["value", number]), Status(status), tuple(json.loads(reasons))
        )
        for number, element, value, status, reasons in values
    }
    ledger = tuple(
        Lesion(tuple(json.loads(segments)), size, prior, Assertion(assertion), tuple(owned["lesion", number]))
        for number, segments, size, prior, assertion in lesions
    )
    parts = tuple(Section(category, start, body, end) for _, category, start, body, end in sections)
    return NoteAbstraction(note, parts, found, ledger, tuple(owned["context", 0]))


def note_from(row: Row) -> Note:
    """A note from (note_id, case_id, note_type, note_date, text)."""
    note_id, case_id, note_type, note_date, text = row
    return Note(note_id, case_id, NoteType(note_type), note_date.isoformat(), text)


def evidence_json(evidence: Iterable[CaseEvidence]) -> str:
    """Evidence of a case value as JSON."""
    return json.dumps([{"note_id": item.note_id, **mention_dict(item.mention)} for item in evidence])


def evidence_from(text: str) -> tuple[CaseEvidence, ...]:
    """Evidence of a case value from JSON."""
    return tuple(
        CaseEvidence(
            item["note_id"],
            Mention(
                item["element"],
                item["start"],
                item["end"],
                item["value"],
                Assertion(item["assertion"]),
                item["section"],
            ),
        )
        for item in json.loads(text)
    )


def claims_json(claims: Iterable[Claim]) -> str:
    """The sides of a conflict as JSON."""
    return json.dumps([{"note_id": claim.note_id, "value": claim.value} for claim in claims])


def mention_dict(mention: Mention) -> Mapping[str, Any]:
    """A mention as JSON keys."""
    return {
        "element": mention.element,
        "start": mention.start,
        "end": mention.end,
        "value": mention.value,
        "assertion": mention.assertion.value,
        "section": mention.section,
    }
