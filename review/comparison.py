"""The machine against what people abstracted before: figures per field, and where the two differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from abstraction.consolidation import consolidate
from abstraction.decisions import canonical
from abstraction.imported import Imported
from abstraction.records import NoteAbstraction, Value
from abstraction.scoring import counted, figures, items, table
from lexicons import contract_elements
from registry import import_store
from registry.store import Registry

BATCH = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One field on which people and the machine differ; `note_id` is "" where people stated it of the case as a whole."""

    case_id: str
    note_id: str
    field: str
    imported: Value | None
    machine: Value | None


def compare(registry: Registry) -> dict[str, Any]:
    """Figures per field of the machine against the imported abstraction, note by note and, of whole cases, case by case.

    `notes` and `cases` were compared, `same` of them differ nowhere; what was stated of a note's earlier text is left out.
    """
    compared: dict[bool, int] = {True: 0, False: 0}
    pairs, found = [], list[Difference]()
    for case_id, fields in _stated(registry):
        for one, read in fields:
            compared[bool(one.note_id)] += 1
            pairs.append((items(one.fields), items(read)))
            found.extend(_differences(case_id, one, read))
    return {
        "notes": compared[True],
        "cases": compared[False],
        "same": sum(want == got for want, got in pairs),
        **figures(counted(pairs)),
        "differences": found,
    }


def _stated(registry: Registry) -> list[tuple[str, list[tuple[Imported, dict[str, Value]]]]]:
    """Case -> what was imported of it, each beside what the machine reads of the same."""
    everything = import_store.imported_cases(registry)
    found = []
    for start in range(0, len(everything), BATCH):
        batch = everything[start : start + BATCH]
        imported, notes = import_store.imported(registry, batch), registry.case_abstractions(batch)
        for case_id in batch:
            found.append((case_id, _beside(case_id, imported[case_id], notes.get(case_id, ()))))
    return found


def _beside(
    case_id: str, imported: Sequence[Imported], notes: Sequence[NoteAbstraction]
) -> list[tuple[Imported, dict[str, Value]]]:
    """What was imported, each with the fields the machine reads of the same note or of the whole case."""
    read = {(item.note.note_id, item.note.sha256): item.fields for item in notes}
    whole = [one for one in imported if not one.note_id]
    found = [(one, read[one.note_id, one.sha256]) for one in imported if (one.note_id, one.sha256) in read]
    return [*found, *((one, consolidate(case_id, notes).fields) for one in whole)]


def _differences(case_id: str, stated: Imported, read: dict[str, Value]) -> list[Difference]:
    """The fields on which the two differ."""
    return [
        Difference(case_id, stated.note_id, field, stated.fields.get(field), read.get(field))
        for field in contract_elements()
        if canonical(stated.fields.get(field)) != canonical(read.get(field))
    ]


def render(summary: dict[str, Any], *, with_list: bool) -> str:
    """The figures as a table, then, where asked for, a line for each difference."""
    compared = summary["notes"] + summary["cases"]
    told = [
        *table(summary),
        f"{summary['notes']} notes and {summary['cases']} whole cases that people abstracted; "
        f"{summary['same']} of {compared} without any difference; {len(summary['differences'])} fields differ",
    ]
    if with_list:
        told += [
            f"{one.case_id}{f' note {one.note_id}' if one.note_id else ''}: {one.field}: "
            f"people {canonical(one.imported)}, machine {canonical(one.machine)}"
            for one in summary["differences"]
        ]
    return "\n".join(told)
