"""Sentence-level examples in sentences/*.yaml: text in, the listed fields out; fields under `absent` must not be read."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from abstraction.records import Note, NoteType
from extraction import abstract_note

FILES = sorted((Path(__file__).parent / "sentences").glob("*.yaml"))
CASES = [
    pytest.param(entry, id=f"{path.stem}-{number}")
    for path in FILES
    for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1)
]


def comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


@pytest.mark.parametrize("entry", CASES)
def test_sentence(entry: dict[str, Any]) -> None:
    assert set(entry) <= {"text", "note_type", "note_date", "fields", "absent"}
    assert entry.get("fields") or entry.get("absent"), "an example must expect something"
    note = Note(
        "n1",
        "c1",
        NoteType(entry.get("note_type", "radiology")),
        entry.get("note_date", "2024-05-01"),
        entry["text"],
    )
    found = abstract_note(note)
    expected = {field: comparable(value) for field, value in entry.get("fields", {}).items()}
    assert {field: comparable(found.fields.get(field)) for field in expected} == expected
    assert not [field for field in entry.get("absent", []) if field in found.fields]
    for value in found.values.values():
        for mention in value.evidence:
            assert note.text[mention.start : mention.end].strip()
