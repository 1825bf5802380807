"""An earlier human abstraction beside the machine's reading: what people stated of a note or a case, and what then holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from abstraction.decisions import agreeing, canonical
from abstraction.records import (
    IMPORTED,
    CaseAbstraction,
    CaseEvidence,
    CaseValue,
    ElementValue,
    Mention,
    NoteAbstraction,
    Status,
    Value,
)
from lexicons import load_elements


@dataclass(frozen=True, slots=True)
class Imported:
    """What people stated of one note, or (note_id "") of a case; a field of the contract that is not there is not stated.

    `sha256` is that of the note's text: what was stated of another text does not hold for this one.
    """

    case_id: str
    note_id: str
    sha256: str
    fields: Mapping[str, Value]
    evidence: Mapping[str, tuple[Mention, ...]]


def with_imported(notes: Sequence[NoteAbstraction], imported: Iterable[Imported]) -> tuple[NoteAbstraction, ...]:
    """The notes as people abstracted them where they did, as the machine read them elsewhere and beyond the contract."""
    stated = {one.note_id: one for one in imported}
    return tuple(note_as_stated(note, stated[note.note.note_id]) if is_stated(note, stated) else note for note in notes)


def is_stated(note: NoteAbstraction, stated: Mapping[str, Imported]) -> bool:
    """Whether people abstracted this text of the note."""
    found = stated.get(note.note.note_id)
    return found is not None and found.sha256 == note.note.sha256


def note_as_stated(note: NoteAbstraction, stated: Imported) -> NoteAbstraction:
    """The note with what people stated of it. Evidence they gave none of is the machine's, where it read the same.

    What else the machine found stays marked in the note.
    """
    values: dict[str, ElementValue] = {}
    left: list[Mention] = []
    for element, known in load_elements().items():
        read = note.values.get(element)
        if not known.contract:
            values |= {element: read} if read else {}
        elif element in stated.fields:
            value = stated.fields[element]
            evidence = stated.evidence.get(element) or (agreeing(value, read.value, read.evidence) if read else ())
            values[element] = ElementValue(element, value, evidence, source=IMPORTED)
        if read and known.contract:
            held = values[element].evidence if element in values else ()
            left.extend(mention for mention in read.evidence if mention not in held)
    return replace(note, values=values, context=(*note.context, *left))


def case_as_stated(case: CaseAbstraction, stated: Imported) -> CaseAbstraction:
    """The case with the values that people stated of it as a whole; evidence is that of the notes, where they say the same."""
    values: dict[str, CaseValue] = {}
    for element, known in load_elements().items():
        found = case.values.get(element)
        if not known.contract:
            values |= {element: found} if found else {}
        elif element in stated.fields:
            value = stated.fields[element]
            values[element] = CaseValue(
                element, value, case_evidence(case, element, value), Status.SURE, source=IMPORTED
            )
    conflicts = {element: claims for element, claims in case.conflicts.items() if not load_elements()[element].contract}
    return replace(case, values=values, conflicts=conflicts)


def case_evidence(case: CaseAbstraction, element: str, value: Value) -> tuple[CaseEvidence, ...]:
    """Where the notes say this value of the element, or these parts of it."""
    found = [
        CaseEvidence(note.note.note_id, mention)
        for note in case.notes
        if element in note.values
        for mention in agreeing(value, note.values[element].value, note.values[element].evidence)
    ]
    return tuple(found)


def differs(value: CaseValue | None, read: CaseValue | None) -> bool:
    """Whether the machine reads something else than is stated; one of the two may have no value."""
    return canonical(value.value if value else None) != canonical(read.value if read else None)
