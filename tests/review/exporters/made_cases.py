"""Cases put together by hand, as they are read from the registry, and registries with names that are hard to write."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from abstraction.records import Assertion as Said
from abstraction.records import (
    CaseAbstraction,
    CaseEvidence,
    CaseValue,
    Claim,
    Lesion,
    Mention,
    Note,
    NoteAbstraction,
    NoteType,
    Status,
)
from registry.case_rows import Candidates, CaseRows, NoteRow
from registry.store import ComputedCase, Registry, Versions

SPAN = Mention("x", 0, 1)
VERSIONS = Versions("1.0", "lexicon-a", "rules-a")


def value(element: str, held: Any, *, note: str = "n1", status: Status = Status.SURE) -> CaseValue:
    """A value; of a map each site has evidence of its own."""
    sites = held if isinstance(held, dict) else [None]
    return CaseValue(element, held, tuple(CaseEvidence(note, Mention(element, 0, 1, site)) for site in sites), status)


def case(
    fields: Mapping[str, Any], *, day: str = "2024-02-01", waiting: Sequence[str] = (), disputed: Mapping[str, Any] = {}
) -> CaseRows:
    """A case of one note with these values; those waiting need review, of the disputed there are two sides."""
    values = {
        name: value(name, held, status=Status.NEEDS_REVIEW if name in waiting else Status.SURE)
        for name, held in fields.items()
    }
    claims = {name: (Claim("n1", held, (SPAN,)), Claim("n2", held, (SPAN,))) for name, held in disputed.items()}
    note = NoteRow("n1", 1, "radiology", day, "0" * 64, "1.0", "lexicon-a")
    return CaseRows("c1", values, claims, {}, (note,), (), Candidates())


def registry_of(path: Path, names: Sequence[str]) -> Registry:
    """A registry with a case of each name; its only note has that name too, and says a value and a lesion."""
    registry = Registry.open(path)
    run = registry.start_run(VERSIONS)
    lesion = Lesion(("4a", "8"), 12.5, None, Said.PRESENT, (SPAN,))
    notes = [
        NoteAbstraction(Note(name, name, NoteType.RADIOLOGY, "2024-02-01", "A lesion."), (), {}, (lesion,))
        for name in names
    ]
    registry.save_notes(notes, run, VERSIONS)
    computed = [
        ComputedCase(
            CaseAbstraction(note.note.case_id, (note,), {"ecog": value("ecog", 1, note=note.note.note_id)}),
            (), ("M1a",), ("G1",), "inputs",
        )
        for note in notes
    ]  # fmt: skip
    registry.save_cases(computed, run)
    return registry
