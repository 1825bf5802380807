"""The form of a case that is abstracted blind: every element to enter, with what the person has entered; nothing of the machine."""

from collections.abc import Iterable, Mapping
from typing import Any

from abstraction.records import CaseAbstraction, NoteAbstraction
from app_pages.element_rows import FAMILIES
from app_pages.evidence import note_view, targets
from registry.blind_store import Entry
from review.adjudication import Overruled
from review.blindness import asked
from review.decision_words import value_or_none, when
from review.wording import NOTE_KINDS, element_label


def form_rows(made: Mapping[str, Entry]) -> list[dict[str, Any]]:
    """Families with a row for each element; a row is open until the person has entered it."""
    families: dict[str, dict[str, Any]] = {}
    for element, known in asked().items():
        family = families.setdefault(
            known.family, {"family": known.family, "title": FAMILIES[known.family], "rows": [], "unstated": []}
        )
        entry = made.get(element)
        family["rows"].append(
            {
                "element": element,
                "label": known.label,
                "definition": known.definition,
                "open": entry is None,
                "words": own_words(entry) if entry else "",
                "stated": bool(entry and entry.value is not None),
                "seen": entry.value if entry else None,
                "remark": entry.remark if entry else "",
                "evidence": targets(entry.evidence) if entry else [],
            }
        )
    return list(families.values())


def own_words(entry: Entry) -> str:
    """What was entered, on one line."""
    return "not stated" if entry.value is None else value_or_none(entry.element, entry.value)


def blind_note(own: CaseAbstraction, note: NoteAbstraction) -> dict[str, Any]:
    """The note as the viewer draws it, with the words marked that the person gave as evidence."""
    view = note_view(own, note, ())
    marks: Any = view["marks"]
    return {**view, "marks": [{**mark, "role": "own"} for mark in marks]}


def note_tabs(notes: Iterable[NoteAbstraction]) -> list[dict[str, Any]]:
    """The notes by type and date; what a note reports is the machine's word and not told."""
    return [
        {"id": one.note.note_id, "kind": NOTE_KINDS[one.note.note_type], "date": one.note.note_date, "facts": None}
        for one in notes
    ]


def overruled_rows(found: Iterable[Overruled]) -> list[dict[str, str]]:
    """What the person entered and an adjudication did not follow, in words."""
    return [
        {
            "case": one.case_id,
            "element": element_label(one.element),
            "own": "not stated" if one.own is None else value_or_none(one.element, one.own),
            "settled": "not stated" if one.settled is None else value_or_none(one.element, one.settled),
            "reason": one.reason,
            "by": one.adjudicator,
            "when": when(one.settled_at),
        }
        for one in found
    ]
