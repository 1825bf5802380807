"""What a changed lexicon fixes and breaks, told before it is saved: the decided notes read with it and without it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from abstraction.contract import prediction
from abstraction.records import Note, NoteAbstraction, NoteType
from abstraction.scoring import Item, items, part_of, scored
from lexicons import contract_elements
from registry.store import Registry
from review.evaluation import gold_rows
from review.extracting import extract_note
from review.gold_export import gold_line, gold_notes
from review.lexicon_change import Change, changed_folder, without_examples
from review.lexicon_reading import Lexicon, read_with
from review.note_check import Defaults, note_of
from review.rejection import Rejection, UserError

FIXES, BREAKS, CHANGES = "fixes", "breaks", "changes"
EFFECTS = (FIXES, BREAKS, CHANGES)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turned:
    """One field of a note, or one item or site of it, that the change reads otherwise.

    `effect`: it is right now and was not, it was right and is not any more, or it changes without a decision on it.
    `start` and `end` are where the words stand, 0 and 0 where neither reading has a place for it.
    """

    case_id: str
    note_id: str
    field: str
    part: str
    effect: str
    before: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial over `notes` notes; `lacking` and `faults` are what stands in the way of saving the change."""

    notes: int
    turned: tuple[Turned, ...]
    lexicon: Lexicon
    lacking: tuple[str, ...]

    def count(self, effect: str, field: str = "") -> int:
        """How many fields, items and sites are turned this way, of one field or of all."""
        return sum(one.effect == effect and field in ("", one.field) for one in self.turned)


def decided_rows(registry: Registry, *, all_notes: bool = False) -> list[Row]:
    """The gold lines that the decisions make; with `all_notes` also those of which nothing is decided."""
    rows: list[Row] = [gold_line(one) for one in gold_notes(registry)]
    if not all_notes:
        return rows
    known = {row["note_id"] for row in rows}
    for case_id in registry.case_ids():
        for one in registry.note_abstractions(case_id):
            if one.note.note_id not in known:
                rows.append(_undecided(one.note))
    return rows


def _undecided(note: Note) -> Row:
    """A line of which nothing is decided."""
    told = {"note_id": note.note_id, "case_id": note.case_id, "note_type": note.note_type.value}
    return {**told, "note_date": note.note_date, "text": note.text, "fields": {}, "decided": []}


def try_lexicon(change: Change, rows: Sequence[Row]) -> Trial:
    """Read these gold lines with the lexicon as it is and with the change. UserError where the change is no lexicon."""
    if not rows:
        raise UserError(
            "there is nothing to try it on: accept or correct values on the case page first, or give gold lines"
        )
    notes = [note_of_row(row) for row in rows]
    with changed_folder(change) as folder:
        lexicon, after = read_with(folder, notes)
    turned: list[Turned] = []
    for row, note in zip(rows, notes, strict=True):
        read = extract_note(note)
        before = prediction(read) if isinstance(read, NoteAbstraction) else {"fields": {}, "evidence": {}}
        turned.extend(turned_of(row, before, after[note.note_id]))
    return Trial(len(rows), tuple(turned), lexicon, tuple(without_examples(change)))


def file_rows(path: Path) -> list[Row]:
    """The lines of a gold file. UserError where one is no gold line, or no note."""
    rows, rejections = gold_rows(path)
    for rejection in rejections:
        raise UserError(str(rejection))
    found: list[Row] = []
    for row in rows.values():
        note = note_of(row, row["where"], Defaults(needs_case=False))
        if isinstance(note, Rejection):
            raise UserError(str(note))
        told = {"case_id": note.case_id, "note_type": note.note_type.value, "note_date": note.note_date}
        found.append({**row, **told})
    return found


def note_of_row(row: Row) -> Note:
    """The note of a line."""
    return Note(row["note_id"], row["case_id"], NoteType(row["note_type"]), row["note_date"], row["text"])


def turned_of(row: Row, before: Row, after: Row) -> Iterator[Turned]:
    """What is read otherwise in one note, part by part."""
    want = parts(scored(row, row["fields"]))
    counted_before, counted_after = parts(scored(row, before["fields"])), parts(scored(row, after["fields"]))
    was, now = parts(items(before["fields"])), parts(items(after["fields"]))
    for field, part in sorted({*was, *now}, key=lambda key: (list(contract_elements()).index(key[0]), key[1])):
        key = (field, part)
        if was.get(key) == now.get(key):
            continue
        decided = is_decided(row, field, part)
        right_before, right_after = (found.get(key) == want.get(key) for found in (counted_before, counted_after))
        effect = CHANGES if not decided or right_before == right_after else FIXES if right_after else BREAKS
        start, end = place_of(field, part, after, before)
        told = words_of(was.get(key)), words_of(now.get(key))
        yield Turned(str(row["case_id"]), str(row["note_id"]), field, part, effect, *told, start, end)


def is_decided(row: Row, field: str, part: str) -> bool:
    """Whether a person decided this part; a line without `decided` states all."""
    decided = row.get("decided")
    return decided is None or field in decided or f"{field}.{part}" in decided


def parts(found: set[Item]) -> dict[tuple[str, str], Any]:
    """(field, part) -> what is said of it: the part is an item of a list or a site of a map, else empty."""
    kinds = contract_elements()
    split: dict[tuple[str, str], Any] = {}
    for field, item in found:
        if kinds[field].kind == "list":
            split[field, str(item)] = "stated"
        elif kinds[field].kind == "map":
            split[field, part_of(item)] = item[1]
        else:
            split[field, ""] = item
    return split


def words_of(value: Any) -> str:
    """A part's value on one line."""
    if isinstance(value, tuple):
        low, high, innumerable = value
        return "innumerable" if innumerable else f"{low} to {'open' if high is None else high}"
    return "not stated" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def place_of(field: str, part: str, *predictions: Row) -> tuple[int, int]:
    """Where the words stand in the first of these readings that has a place for it."""
    for read in predictions:
        for span in read["evidence"].get(field, ()):
            if not part or span.get("value") == part:
                return span["start"], span["end"]
    return 0, 0


def lines(trial: Trial) -> Iterator[str]:
    """The trial as the command line prints it: a table of the fields, then a line for each part that is turned."""
    fields = list(dict.fromkeys(one.field for one in trial.turned))
    yield f"{'field':30} {' '.join(f'{effect:>8}' for effect in EFFECTS)}"
    for field in sorted(fields, key=list(contract_elements()).index):
        yield f"{field:30} {' '.join(f'{trial.count(effect, field):8}' for effect in EFFECTS)}"
    yield f"{'all':30} {' '.join(f'{trial.count(effect):8}' for effect in EFFECTS)}"
    yield f"{trial.notes} {'note' if trial.notes == 1 else 'notes'} read with lexicon {trial.lexicon.version}"
    for effect in EFFECTS:
        for one in trial.turned:
            if one.effect == effect:
                name = f"{one.field} {one.part}".strip()
                place = f", {one.start}-{one.end}" if one.end else ""
                yield f"{effect}: {one.case_id} note {one.note_id}: {name}: {one.before} -> {one.after}{place}"
    for fault in (*trial.lacking, *trial.lexicon.faults):
        yield f"before it can be saved: {fault}"
