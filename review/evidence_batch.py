"""Arrow batch of notes in, Arrow batch of evidence out: what a worker does, on this machine and on others.

A row of evidence is all that a note states, as lossless as the records: the note, what read it, and its sections, values,
lesions and context; or why the note was refused.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pydantic_core import from_json

from abstraction.records import (
    Assertion,
    ElementValue,
    Lesion,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
    Section,
    Status,
)
from extraction.versions import LEXICON_VERSION, SOFTWARE_VERSION
from review.extracting import extract_note
from review.note_check import Defaults, note_of
from review.rejection import Rejection

TEXT, PLACE, SIZE = pa.string(), pa.int32(), pa.float64()
NOTE = ("note_id", "case_id", "note_type", "note_date", "text")
NOTES = pa.schema([(name, TEXT) for name in NOTE])
MENTIONS = pa.list_(
    pa.struct(
        [("element", TEXT), ("start", PLACE), ("end", PLACE), ("value", TEXT), ("assertion", TEXT), ("section", TEXT)]
    )
)
# The value of an element and of a mention is JSON: it can be text, a number, a list or a map.
EVIDENCE = pa.schema(
    [
        *NOTES,
        ("software", TEXT),
        ("lexicon", TEXT),
        ("sections", pa.list_(pa.struct([("category", TEXT), ("start", PLACE), ("body_start", PLACE), ("end", PLACE)]))),
        (
            "values",
            pa.list_(
                pa.struct(
                    [
                        ("element", TEXT), ("value", TEXT), ("status", TEXT), ("reasons", pa.list_(TEXT)),
                        ("evidence", MENTIONS),
                    ]
                )
            ),
        ),
        (
            "lesions",
            pa.list_(
                pa.struct(
                    [
                        ("segments", pa.list_(TEXT)), ("size_mm", SIZE), ("prior_size_mm", SIZE), ("assertion", TEXT),
                        ("evidence", MENTIONS),
                    ]
                )
            ),
        ),
        ("context", MENTIONS),
        ("refused_what", TEXT),
        ("refused_todo", TEXT),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one note: its abstraction or why it was refused, and the software and lexicon that say so."""

    outcome: NoteAbstraction | Rejection
    note: Note | None
    reader: tuple[str, str]


def read_batch(notes: pa.RecordBatch) -> pa.RecordBatch:
    """Read every note of a batch of `NOTES`; a batch of `EVIDENCE` with as many rows, in the same order."""
    return pa.RecordBatch.from_pylist([evidence_of(row) for row in notes.to_pylist()], EVIDENCE)


def evidence_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of evidence of a row that should be a note: it is checked, since it may come from anywhere."""
    note = note_of(row, "a row", Defaults())
    return evidence_row(row, note if isinstance(note, Rejection) else extract_note(note))


def evidence_row(row: Mapping[str, Any], outcome: NoteAbstraction | Rejection) -> dict[str, Any]:
    """The row of evidence of a note and what came of it."""
    made = {name: row[name] for name in NOTE} | {"software": SOFTWARE_VERSION, "lexicon": LEXICON_VERSION}
    if isinstance(outcome, Rejection):
        return made | {"refused_what": outcome.what, "refused_todo": outcome.todo}
    return made | note_row(outcome.note) | {
        "sections": [
            {"category": one.category, "start": one.start, "body_start": one.body_start, "end": one.end}
            for one in outcome.sections
        ],
        "values": [
            {
                "element": one.element, "value": json.dumps(one.value), "status": one.status.value,
                "reasons": one.reasons, "evidence": mention_rows(one.evidence),
            }
            for one in outcome.values.values()
        ],
        "lesions": [
            {
                "segments": one.segments, "size_mm": one.size_mm, "prior_size_mm": one.prior_size_mm,
                "assertion": one.assertion.value, "evidence": mention_rows(one.evidence),
            }
            for one in outcome.lesions
        ],
        "context": mention_rows(outcome.context),
    }  # fmt: skip


def mention_rows(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    """Mentions as rows of `MENTIONS`."""
    return [
        {
            "element": one.element, "start": one.start, "end": one.end, "value": json.dumps(one.value),
            "assertion": one.assertion.value, "section": one.section,
        }
        for one in mentions
    ]  # fmt: skip


def note_row(note: Note) -> dict[str, str]:
    """A note as a row of `NOTES`."""
    return {
        "note_id": note.note_id, "case_id": note.case_id, "note_type": note.note_type.value,
        "note_date": note.note_date, "text": note.text,
    }  # fmt: skip


def notes_batch(notes: Sequence[Note]) -> pa.RecordBatch:
    """Notes as a batch of `NOTES`."""
    return pa.RecordBatch.from_pylist([note_row(note) for note in notes], NOTES)


def read_of(evidence: pa.RecordBatch) -> list[Read]:
    """What a batch of `EVIDENCE` says, note by note. ValueError or TypeError where it is none that `read_batch` could have made."""
    return [read_in(row) for row in evidence.to_pylist()]


def read_in(row: Mapping[str, Any]) -> Read:
    """The same of one row."""
    reader = row["software"], row["lexicon"]
    note = note_in(row)
    if row["refused_what"] is not None:
        where = f"note {row['note_id']}" if row["note_id"] else "a note without an id"
        return Read(Rejection(where, row["refused_what"], row["refused_todo"]), note, reader)
    if note is None:
        raise ValueError("evidence without its note")
    values = {
        one["element"]: ElementValue(
            one["element"], from_json(one["value"]), mentions_in(one["evidence"]), Status(one["status"]),
            tuple(one["reasons"]),
        )
        for one in row["values"]
    }  # fmt: skip
    lesions = tuple(
        Lesion(
            tuple(one["segments"]), one["size_mm"], one["prior_size_mm"], Assertion(one["assertion"]),
            mentions_in(one["evidence"]),
        )
        for one in row["lesions"]
    )  # fmt: skip
    sections = tuple(Section(one["category"], one["start"], one["body_start"], one["end"]) for one in row["sections"])
    return Read(NoteAbstraction(note, sections, values, lesions, mentions_in(row["context"])), note, reader)


def note_in(row: Mapping[str, Any]) -> Note | None:
    """The note of a row; None where the row is that of no note, as a refused one may be."""
    if any(row[name] is None for name in NOTE) or row["note_type"] not in tuple(NoteType):
        return None
    return Note(row["note_id"], row["case_id"], NoteType(row["note_type"]), row["note_date"], row["text"])


def mentions_in(rows: Iterable[Mapping[str, Any]]) -> tuple[Mention, ...]:
    """Mentions of rows of `MENTIONS`."""
    return tuple(
        Mention(
            one["element"], one["start"], one["end"], from_json(one["value"]), Assertion(one["assertion"]),
            one["section"],
        )
        for one in rows
    )  # fmt: skip
