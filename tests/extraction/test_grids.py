"""Canonical statements in every combination of what is said and how: each tells its field, or does not."""

from typing import Any

import pytest
import yaml

from abstraction.records import Note, NoteType
from extraction import abstract_note
from tests.health.tree import ROOT

GRIDS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "extraction" / "grids.yaml").read_text(encoding="utf-8"))


def told(grid: dict[str, Any], note_type: str, text: str, key: object) -> Any:
    """What the statement tells of the grid's field, in the form in which the grid writes its values."""
    note = Note("n", "c", NoteType(note_type), "2023-08-08", text[:1].upper() + text[1:])
    found: Any = abstract_note(note).fields.get(grid["field"])
    if grid["to"] in ("absent", "present", "indeterminate"):
        return (found or {}).get(key)
    return found and found["min"] if grid["to"] == "count" else found


def expected(grid: dict[str, Any], key: object) -> object:
    """What it should be for words that stand for this value."""
    if grid["to"] in ("absent", "present", "indeterminate"):
        return grid["to"]
    return {"list": [key], "none": None}.get(grid["to"], key)


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid["about"])
def test_every_combination_is_read(grid: dict[str, Any]) -> None:
    wrong = [
        (text, found)
        for note_type in grid["note_types"]
        for key, words in grid["words"].items()
        for word in words
        for text in (say.format(word) for say in grid["says"])
        if (found := told(grid, note_type, text, key)) != expected(grid, key)
    ]
    assert not wrong


def test_the_grids_are_wide() -> None:
    """A grid of few statements would tell little."""
    sizes = [len(grid["says"]) * sum(map(len, grid["words"].values())) for grid in GRIDS]
    assert len(GRIDS) >= 30 and sum(sizes) >= 3500 and min(sizes) >= 8
