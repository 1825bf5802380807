"""Typed records to table rows and back; values travel as JSON."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from abstraction.records import (
    Assertion,
    CaseEvidence,
    Claim,
    ElementValue,
    Lesion,
    Mention,
    Note,
    NoteAbstraction,
    Section,
    Status,
)
from registry.arrow_rows import Row

# The tables that hold what was read from a note, and the order of their rows within one abstraction.
PARTS = {
    "sections": "position",
    "element_values": "position",
    "mentions": "role, owner, position",
    "lesions": "position",
}


def abstraction_rows(abstraction_id: int, found: NoteAbstraction) -> dict[str, list[Row]]:
    """Rows of one note abstraction by table."""
    rows: dict[str, list[Row]] = {table: [] for table in PARTS}
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


def mention_rows(abstraction_id: int, role: str, owner: int, mentions: Sequence[Mention]) -> Iterable[Row]:
    """Rows of the mentions of one value, lesion or context."""
    for position, item in enumerate(mentions):
        yield (
            abstraction_id, role, owner, position, item.element, item.start, item.end, json.dumps(item.value),
            item.assertion.value, item.section,
        )  # fmt: skip


def abstraction_from(note: Note, parts: Mapping[str, Sequence[Row]]) -> NoteAbstraction:
    """A note abstraction from the rows of each table, in order and without the abstraction's number."""
    owned: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for role, owner, _, element, start, end, value, assertion, section in parts["mentions"]:
        owned[role, owner].append(Mention(element, start, end, from_json(value), Assertion(assertion), section))
    values = {
        element: ElementValue(
            element, from_json(value), tuple(owned["value", number]), Status(status), tuple(from_json(reasons))
        )
        for number, element, value, status, reasons in parts["element_values"]
    }
    lesions = tuple(
        Lesion(tuple(from_json(segments)), size, prior, Assertion(assertion), tuple(owned["lesion", number]))
        for number, segments, size, prior, assertion in parts["lesions"]
    )
    sections = tuple(Section(category, start, body, end) for _, category, start, body, end in parts["sections"])
    return NoteAbstraction(note, sections, values, lesions, tuple(owned["context", 0]))


def evidence_json(evidence: Iterable[CaseEvidence]) -> str:
    """Evidence of a case value as JSON."""
    return json.dumps([{"note_id": item.note_id, **mention_dict(item.mention)} for item in evidence])


def evidence_from(text: str) -> tuple[CaseEvidence, ...]:
    """Evidence of a case value from JSON."""
    return tuple(CaseEvidence(item.pop("note_id"), mention_from(item)) for item in from_json(text))


def claims_json(claims: Iterable[Claim]) -> str:
    """The sides of a conflict as JSON."""
    return json.dumps(
        [
            {"note_id": claim.note_id, "value": claim.value, "evidence": list(map(mention_dict, claim.evidence))}
            for claim in claims
        ]
    )


def mention_dict(mention: Mention) -> dict[str, Any]:
    """A mention as JSON keys."""
    return {
        "element": mention.element,
        "start": mention.start,
        "end": mention.end,
        "value": mention.value,
        "assertion": mention.assertion.value,
        "section": mention.section,
    }


def mention_from(item: Mapping[str, Any]) -> Mention:
    """A mention from JSON keys."""
    return Mention(
        item["element"], item["start"], item["end"], item["value"], Assertion(item["assertion"]), item["section"]
    )
