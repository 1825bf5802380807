"""What an import would do, without doing it: what is new, changed, stored already or refused, and what looks odd."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from abstraction.records import Note
from registry import taking_back
from registry.store import Registry
from review.import_checks import CHECKS, LEVELS, REFUSED, Words
from review.note_check import note_of
from review.note_rows import Row
from review.note_suspects import suspects
from review.rejection import Rejection
from review.seen_notes import NEW, OTHER, SAME, SeenNotes
from review.sources import BINARY, Defaults, Source, check_sources, file_rows, files_of
from review.text_encoding import ASCII, UTF_8, encoding_of
from review.written_dates import DateOrder, orders_of

# Notes looked up at once, and places told of each finding.
BATCH, EXAMPLES = 500, 5
# From how many notes on shares say something, and which share is "nearly every" and which "most".
ENOUGH, NEARLY_EVERY, MOST = 20, 0.9, 0.5
NUMBERS = re.compile(r"(?<![\w-])\d[\d,-]*")
ID_TAKEN = ("its note_id came before with another text, case, type or date", "give each note an id of its own")
OTHER_CASE = ("its note_id is stored for another case", "give each note an id of its own")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is refused or looks odd: how often, and the first places; never words of a note."""

    level: str
    what: str
    todo: str
    count: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class DryRun:
    """What an import of these files would do. `rows` were found, `notes` of them can be taken: `new`, `changed` or `stored` already.

    `first` and `last` are the ISO dates of the notes taken, `types` their number by type, `findings` the most serious first.
    """

    files: int = 0
    rows: int = 0
    notes: int = 0
    new: int = 0
    changed: int = 0
    stored: int = 0
    refused: int = 0
    cases: int = 0
    new_cases: int = 0
    first: str = ""
    last: str = ""
    types: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


class _Findings:
    """Findings as they are met, counted, with their first places."""

    def __init__(self) -> None:
        self._count: Counter[Words] = Counter()
        self._places: dict[Words, list[str]] = defaultdict(list)

    def add(self, words: Words, place: str, count: int = 1) -> None:
        self._count[words] += count
        if place and len(self._places[words]) < EXAMPLES:
            self._places[words].append(place)

    def check(self, name: str, place: str = "", count: int = 1) -> None:
        self.add(CHECKS[name], place, count)

    def refuse(self, where: str, what: str, todo: str) -> None:
        self.add(Words(REFUSED, NUMBERS.sub("…", what), todo), where)

    def sorted(self) -> list[Finding]:
        order = sorted(self._count, key=lambda words: (LEVELS.index(words.level), -self._count[words], words.what))
        return [
            Finding(one.level, one.what, one.todo, self._count[one], tuple(self._places[one]))
            for one in order
            if self._count[one]
        ]


def dry_run(
    registry: Registry | None,
    paths: Sequence[Path],
    defaults: Defaults,
    on_progress: Callable[[int], None] = lambda _: None,
) -> DryRun:
    """Read the files as an import does and store nothing; without a registry as into an empty one. SourceError as an import.

    Notes stream through; what is kept of each is a few numbers. What the notes say is not read. `on_progress` is told the rows.
    """
    check_sources(paths, defaults)
    with SeenNotes() as seen:
        return _Pass(registry, defaults, seen).over(paths, on_progress)


class _Pass:
    """One pass over the files."""

    def __init__(self, registry: Registry | None, defaults: Defaults, seen: SeenNotes) -> None:
        self.registry, self.defaults, self.seen = registry, defaults, seen
        self.known = frozenset(registry.case_ids()) if registry else frozenset[str]()
        self.told, self.found = DryRun(), _Findings()
        self.days: Counter[str] = Counter()
        self.orders: Counter[str] = Counter()

    def over(self, paths: Sequence[Path], on_progress: Callable[[int], None]) -> DryRun:
        """The pass, and what is to be said after it."""
        for source in files_of(paths):
            if isinstance(source, Source):
                self.told.files += 1
                self.encoding(source.path)
            items = file_rows(source, self.defaults)
            while batch := list(islice(items, BATCH)):
                self.batch(batch)
                on_progress(self.told.rows)
        self.whole()
        return self.told

    def encoding(self, path: Path) -> None:
        """Whether the file is in the encoding it is read in."""
        if path.suffix.lower() in BINARY or not path.is_file():
            return
        try:
            seems = encoding_of(path)
        except OSError:  # told when it is read
            return
        if self.defaults.encoding.lower().replace("_", "-") in (UTF_8, "utf8"):
            if seems not in (ASCII, UTF_8):
                self.found.check("not_utf8", f"{path}: --encoding {seems}")
        elif seems == UTF_8:
            self.found.check("other_encoding", str(path))

    def batch(self, batch: Sequence[tuple[str, Row] | Rejection]) -> None:
        """Count these rows and look them up."""
        taken: list[tuple[str, Note]] = []
        for item in batch:
            self.told.rows += not isinstance(item, Rejection)
            note = item if isinstance(item, Rejection) else note_of(item[1], item[0], self.defaults)
            if isinstance(note, Rejection):
                self.refuse(note.where, note.what, note.todo)
                if not isinstance(item, Rejection):
                    self.orders["refused"] += len(orders_of(str(item[1].get("note_date") or "")[:100])) > 1
                continue
            where, row = item  # type: ignore[misc]
            place = where if where.endswith(f"{note.note_id}.txt") else f"{where}, note {note.note_id}"
            if self.is_first(note, place):
                taken.append((place, note))
                for name in dict.fromkeys(suspects(row, note, self.defaults)):
                    if name in CHECKS:
                        self.found.check(name, place)
                    else:
                        self.orders[name] += 1
        self.look_up(taken)

    def refuse(self, where: str, what: str, todo: str) -> None:
        """Count what an import would not take."""
        self.told.refused += 1
        self.found.refuse(where, what, todo)

    def is_first(self, note: Note, place: str) -> bool:
        """Whether the note did not come before; what came before under its id or with its text is told."""
        came, twin = self.seen.add(note)
        if came == SAME:
            self.found.check("again", place)
        elif came == OTHER:
            self.refuse(place, *ID_TAKEN)
        elif twin:
            self.found.check(twin, place)
        return came == NEW

    def look_up(self, taken: Sequence[tuple[str, Note]]) -> None:
        """What the registry holds of these notes."""
        stored = self.registry.stored_notes([note.note_id for _, note in taken]) if self.registry else {}
        fresh: list[tuple[str, str]] = []
        for place, note in taken:
            known = stored.get(note.note_id)
            if known is not None and known.case_id != note.case_id:
                self.refuse(place, *OTHER_CASE)
                continue
            self.count(note)
            if known is not None and known.is_same(note):
                self.told.stored += 1
                continue
            self.told.new += known is None
            self.told.changed += known is not None
            fresh.append((place, note.case_id))
        cases = sorted({case_id for _, case_id in fresh} & self.known)
        if self.registry and cases:
            held = taking_back.worked_on(self.registry, cases, {})
            for place, case_id in fresh:
                if case_id in held:
                    self.found.check("worked_on", place)

    def count(self, note: Note) -> None:
        """A note that would be taken."""
        self.told.notes += 1
        self.seen.count_case(note.case_id, is_new=note.case_id not in self.known)
        kind = note.note_type.value
        self.told.types[kind] = self.told.types.get(kind, 0) + 1
        self.days[note.note_date] += 1

    def whole(self) -> None:
        """What only all notes together tell."""
        told, orders = self.told, self.orders
        told.first, told.last = min(self.days, default=""), max(self.days, default="")
        told.cases, told.new_cases, single = self.seen.cases()
        if told.cases >= ENOUGH and single >= NEARLY_EVERY * told.cases:
            self.found.check("single_notes", count=single)
        day, often = self.days.most_common(1)[0] if self.days else ("", 0)
        if told.notes >= ENOUGH and often > MOST * told.notes:
            self.found.check("same_day", day, often)
        self.found_orders(orders)
        told.findings = self.found.sorted()

    def found_orders(self, orders: Mapping[str, int]) -> None:
        """What the dates that can be read in one way say of those that can be read in two."""
        day, month = orders.get("day_first", 0), orders.get("month_first", 0)
        if day and month:
            self.found.check("mixed_orders", f"{day} day first, {month} month first", min(day, month))
        elif orders.get("refused") and day + month:
            self.found.check("day_first_fits" if day else "month_first_fits", count=day + month)
        against = {DateOrder.DAY_FIRST: month, DateOrder.MONTH_FIRST: day}
        if self.defaults.date_order and (count := against[self.defaults.date_order]):
            self.found.check("against_order", count=count)
