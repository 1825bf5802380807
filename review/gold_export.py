"""Decided notes as gold lines of the contract: what people accepted and corrected becomes a test of the reading."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from abstraction.contract import spans
from abstraction.decisions import apply_decisions, has_lapsed, not_taken_back
from abstraction.imported import Imported
from abstraction.note_gold import Judged, NoteGold, add_gold
from abstraction.records import NoteAbstraction, ReviewDecision
from lexicons import contract_elements, load_elements
from registry import import_store
from registry.store import Registry
from review.blindness import hidden
from review.exports import record_export
from review.rejection import UserError
from review.rights import Person, Right, require
from review.workflow import stated_case

BATCH = 200


def export_gold(registry: Registry, person: Person, *, signed_off: bool = False) -> tuple[bytes, int]:
    """The gold lines of the registry as the bytes of a file, and how many; the export is kept in the audit first.

    With `signed_off` only of cases that are signed off; never of cases that the person still has to abstract blind. UserError where nothing is decided that can be placed in a note.
    """
    require(person, Right.EXPORT)
    unseen = hidden(registry, person)
    decided = (one for one in gold_notes(registry, signed_off=signed_off) if one.note.case_id not in unseen)
    lines = [json.dumps(gold_line(one), ensure_ascii=False) for one in decided]
    if not lines:
        which = "signed-off case" if signed_off else "note"
        raise UserError(f"no {which} has a decided field yet: accept or correct values on the case page first")
    content = "".join(f"{line}\n" for line in lines).encode()
    record_export(registry, person, "gold", {"signed_off": signed_off}, len(lines), sha256(content).hexdigest())
    return content, len(lines)


def gold_line(one: NoteGold) -> dict[str, Any]:
    """A partial gold line: `decided` names the fields that count on it."""
    order = list(load_elements())
    fields = sorted(one.fields, key=order.index)
    return {
        "note_id": one.note.note_id,
        "case_id": one.note.case_id,
        "note_type": one.note.note_type.value,
        "note_date": one.note.note_date,
        "text": one.note.text,
        "fields": {element: one.fields[element] for element in fields},
        "decided": sorted(dict.fromkeys(one.decided), key=lambda name: (order.index(name.split(".")[0]), name)),
        "evidence": {element: spans(element, one.evidence[element]) for element in fields if one.evidence[element]},
    }


def gold_notes(registry: Registry, *, signed_off: bool = False) -> Iterator[NoteGold]:
    """Every note of which anything is decided, case by case."""
    progress = registry.progress() if signed_off else {}
    case_ids = iter(
        one
        for one in registry.case_ids()
        if not signed_off or (one in progress and progress[one].status == "signed_off")
    )
    while batch := list(islice(case_ids, BATCH)):
        decisions = registry.decisions_by_case(batch)
        there = [case_id for case_id in batch if case_id in decisions]
        notes, stored = registry.case_abstractions(there), registry.notes_stored_at(there)
        imported = import_store.imported(registry, there)
        for case_id in there:
            read = notes.get(case_id, ())
            yield from gold_of_case(read, imported.get(case_id, ()), decisions[case_id], stored)


def gold_of_case(
    notes: Sequence[NoteAbstraction],
    imported: Sequence[Imported],
    decisions: Sequence[ReviewDecision],
    stored: Mapping[str, datetime],
) -> list[NoteGold]:
    """The notes of one case of which anything is decided. A decision tells nothing of a text that was stored after it."""
    case_id = decisions[0].case_id
    read = stated_case(case_id, notes, imported)
    reviewed = apply_decisions(read, decisions)
    gold = {one.note.note_id: NoteGold(one.note) for one in notes}
    for element, made in not_taken_back(decisions).items():
        decision = made[-1]
        if element not in contract_elements() or has_lapsed(read, decision):
            continue
        told = {note_id: one for note_id, one in gold.items() if stored[note_id] <= time_of(decision)}
        add_gold(told, Judged(decision, read, read.values.get(element), reviewed.values.get(element)))
    return [one for one in gold.values() if one.decided]


def time_of(decision: ReviewDecision) -> datetime:
    """When it was made, in UTC to the end of its second; the beginning of time where that is not written."""
    try:
        made = datetime.fromisoformat(decision.decided_at)
    except ValueError:
        return datetime.min
    return made.astimezone(UTC).replace(tzinfo=None, microsecond=999_999)
