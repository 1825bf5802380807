"""Note abstractions as the tests of this folder need them: a date, a type, and what the note states."""

from typing import Any

from abstraction.records import Assertion, ElementValue, Mention, Note, NoteAbstraction, NoteType, Status

ITEMIZED = ("ehd", "procedures", "chemo_regimens", "imaging", "liver_segments", "vascular_contact", "liver_background")


def stating(day: str, kind: str = "radiology", note_id: str = "", **fields: Any) -> NoteAbstraction:
    """A note of this day that states these fields; each value's evidence lies at a place of its own."""
    values = {}
    for place, (element, value) in enumerate(fields.items()):
        parts = list(value) if element in ITEMIZED else [value if isinstance(value, str | int | float) else None]
        mentions = tuple(
            Mention(element, 10 * place + at, 10 * place + at + 1, part, Assertion.PRESENT)
            for at, part in enumerate(parts)
        )
        values[element] = ElementValue(element, value, mentions)
    return NoteAbstraction(Note(note_id or f"{kind} {day}", "c1", NoteType(kind), day, "x" * 400), (), values)


def doubtful(found: NoteAbstraction, reason: str) -> NoteAbstraction:
    """The same note, its values in need of review for this reason."""
    values = {
        element: ElementValue(element, value.value, value.evidence, Status.NEEDS_REVIEW, (reason,))
        for element, value in found.values.items()
    }
    return NoteAbstraction(found.note, found.sections, values)


def exactly(number: int) -> dict[str, Any]:
    """A count of lesions."""
    return {"min": number, "max": number, "innumerable": False}
