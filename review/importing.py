"""Gold lines as an earlier human abstraction: `fields` of a note or `case_fields` of a case, checked and stored beside the reading."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from abstraction.contract import checked_fields
from abstraction.entered_value import entered_value
from abstraction.imported import Imported
from abstraction.records import Mention, Value, sha256_of
from lexicons import contract_elements
from registry import import_store
from registry.store import Registry
from review.note_check import Defaults, identifier
from review.note_rows import CASE_FIELDS, Row, json_rows
from review.rejection import Rejection
from review.rights import Person, Right, require

# Lines stored in one transaction.
BATCH = 500
# Case -> note -> hash of its text, as stored.
Hashes = Mapping[str, Mapping[str, str]]
NOTE_FIELDS = "fields"
AGAIN = "correct it and load the file again; the note itself is kept"


def import_fields(
    registry: Registry, paths: Sequence[Path], defaults: Defaults, person: Person, run_id: str
) -> tuple[int, list[Rejection]]:
    """Store what the lines of these .jsonl files state; returns how much of it is new or changed, and what was refused.

    The notes have to be there already. A line that is refused keeps no other from being stored.
    """
    require(person, Right.IMPORT)
    rejections: list[Rejection] = []
    stored, batch = 0, list[Imported]()

    def store() -> int:
        done = import_store.save(registry, batch, person.name, run_id)
        batch.clear()
        return done

    for item in once_each(stated_lines(registry, paths, defaults)):
        if isinstance(item, Rejection):
            rejections.append(item)
            continue
        batch.append(item)
        if len(batch) == BATCH:
            stored += store()
    return stored + store(), rejections


def stated_lines(
    registry: Registry, paths: Sequence[Path], defaults: Defaults
) -> Iterator[tuple[str, Imported] | Rejection]:
    """What each line that has fields states, with its place; lines without, and those that are no notes, are passed over."""
    stored = registry.note_hashes(registry.case_ids())
    for path in jsonl_files(paths):
        for placed in json_rows(path, defaults.encoding):
            if isinstance(placed, Rejection):  # told when the notes were read
                continue
            where, row = placed
            try:
                found = stated_line(row, defaults, stored)
            except ValueError as error:
                name = identifier(row.get("note_id")) or identifier(row.get("case_id"))
                yield Rejection(f"{where}, {'note' if row.get('note_id') else 'case'} {name}", str(error), AGAIN)
                continue
            if found:
                yield where, found


def jsonl_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The .jsonl files of these paths, by name within a folder; hidden ones are left out."""
    for path in paths:
        found = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path] if path.suffix.lower() == ".jsonl" else []
        yield from (one for one in found if not any(part.startswith(".") for part in one.relative_to(path).parts))


def stated_line(row: Row, defaults: Defaults, stored: Hashes) -> Imported | None:
    """What a line states; None where it has no fields or its note was refused. ValueError says what is wrong."""
    if NOTE_FIELDS not in row and CASE_FIELDS not in row:
        return None
    if NOTE_FIELDS in row and CASE_FIELDS in row:
        raise ValueError(f"{NOTE_FIELDS} and {CASE_FIELDS} on one line: it states either of its note or of its case")
    case_id, note_id = identifier(row.get("case_id") or defaults.case_id), identifier(row.get("note_id"))
    if CASE_FIELDS in row:
        if case_id is None:
            raise ValueError(f"{CASE_FIELDS} without a case_id that is a short word or number")
        if case_id not in stored:
            raise ValueError("the registry holds no note of this case: give the lines of its notes too")
        return Imported(case_id, "", "", checked(row[CASE_FIELDS]), {})
    text = row.get("text")
    if case_id is None or note_id is None or not isinstance(text, str):
        return None
    sha256 = sha256_of(text)
    if stored.get(case_id, {}).get(note_id) != sha256:
        return None
    if "decided" in row:
        raise ValueError(
            "a partial line, made from decisions: only lines that state all fields of their note are loaded"
        )
    fields = checked(row[NOTE_FIELDS])
    return Imported(case_id, note_id, sha256, fields, evidence_in(row.get("evidence"), fields, len(text)))


def checked(fields: Any) -> dict[str, Value]:
    """Fields as the contract writes them, each within the limits of its data element; null is not stated."""
    if not isinstance(fields, Mapping):
        raise ValueError("the fields are no JSON object of field and value")
    if strange := [str(name)[:40] for name in fields if name not in contract_elements()]:
        raise ValueError(f"there is no field {strange[0]}")
    found = {name: value for name, value in checked_fields(fields).items() if value is not None}
    for name, value in found.items():
        entered_value(name, fields[name])
        if isinstance(value, list):
            found[name] = list(dict.fromkeys(value))
    return found


def evidence_in(given: Any, fields: Mapping[str, Value], length: int) -> dict[str, tuple[Mention, ...]]:
    """The spans of a line as the contract writes them: within the note, and in lists and maps each for one item or site."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise ValueError("the evidence is no JSON object of field and spans")
    found: dict[str, tuple[Mention, ...]] = {}
    for element, spans in given.items():
        if element not in fields:
            raise ValueError(f"evidence for {str(element)[:40]}, which is not among the fields")
        if not isinstance(spans, list):
            raise ValueError(f"evidence for {element} is no list of spans")
        found[element] = tuple(span_in(element, span, fields[element], length) for span in spans)
    return {element: mentions for element, mentions in found.items() if mentions}


def span_in(element: str, span: Any, value: Value, length: int) -> Mention:
    """One span of the note as evidence for a value."""
    at = span if isinstance(span, Mapping) else {}
    start, end = at.get("start"), at.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
        raise ValueError(f"evidence for {element} needs start and end within the {length} characters of the note")
    if contract_elements()[element].kind not in ("list", "map"):
        return Mention(element, start, end, value if isinstance(value, str | int | float) else None)
    part = at.get("value")
    if not isinstance(part, str) or not isinstance(value, list | dict) or part not in value:
        raise ValueError(f"evidence for {element} needs a value that is among those of the field")
    return Mention(element, start, end, part)


def once_each(items: Iterator[tuple[str, Imported] | Rejection]) -> Iterator[Imported | Rejection]:
    """What is stated of each note and each case once; a second line that says something else is refused."""
    seen: dict[tuple[str, str], Imported] = {}
    for item in items:
        if isinstance(item, Rejection):
            yield item
            continue
        where, stated = item
        key = (stated.case_id, stated.note_id)
        if key not in seen:
            seen[key] = stated
            yield stated
        elif seen[key] != stated:
            name = f"note {stated.note_id}" if stated.note_id else f"case {stated.case_id}"
            yield Rejection(f"{where}, {name}", "stated before with other fields", "keep one of the two lines")
