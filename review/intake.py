"""Notes in any number to what is new in them, batch by batch and in order: looked up, read by workers, kept apart where they fail."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pyarrow as pa

from abstraction.records import Note, NoteAbstraction
from extraction.versions import LEXICON_VERSION, SOFTWARE_VERSION
from registry import quarantine_store
from registry.note_store import Reader, StoredNote
from registry.quarantine_store import Held
from registry.store import Registry, Versions
from review.evidence_batch import notes_batch, read_batch, read_of
from review.note_pool import READER, Context, Limits, NotePool
from review.rejection import Rejection

# Notes stored in one transaction, which is what a killed ingest can have to do again, and characters that end a batch early.
BATCH, CHARACTERS = 50, 1_000_000
US: Reader = (SOFTWARE_VERSION, LEXICON_VERSION)


@dataclass(frozen=True, slots=True)
class Reading:
    """How notes are read: by so many workers (0: in this process, without limits), and whether those in quarantine are too.

    `reader` names the function of the workers, as module:function; `waiting` is called while they are busy for long.
    """

    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    retry: bool = False
    reader: str = READER
    waiting: Callable[[], None] = lambda: None


IN_PROCESS = Reading()


@dataclass(slots=True)
class Taken:
    """A batch of notes that was looked up and read: `known` are as they are stored, `found` are to be stored.

    `failed` are for the quarantine, with what went wrong and who tried; `released` were in it and could be read.
    """

    known: int = 0
    found: list[NoteAbstraction] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    failed: list[tuple[Note, str, Reader]] = field(default_factory=list)
    released: list[str] = field(default_factory=list)

    def save(self, registry: Registry, run_id: str, versions: Versions) -> int:
        """Store it; returns how many notes were new."""
        stored = registry.save_notes(self.found, run_id, versions) if self.found else 0
        quarantine_store.keep(registry, self.failed, run_id)
        quarantine_store.release(registry, self.released)
        return stored


def take(
    registry: Registry, items: Iterator[Note | Rejection], reading: Reading = IN_PROCESS
) -> Generator[Taken, None, None]:
    """What the notes are to the registry, batch by batch; each batch is to be stored before the next is asked for."""
    batches = ((looked_up, notes_batch(new)) for looked_up, new in looked_up_batches(registry, items, reading.retry))
    with closing(evidence_of_each(batches, reading)) as evidence_of_batches:
        for taken, evidence in evidence_of_batches:
            add(taken, evidence)
            yield taken


def evidence_of_each(
    batches: Iterator[tuple[Context, pa.RecordBatch]], reading: Reading
) -> Generator[tuple[Context, pa.RecordBatch], None, None]:
    """The evidence of each batch of notes, in order, read as is said."""
    if not reading.workers:
        yield from ((context, read_batch(notes)) for context, notes in batches)
        return
    pool: NotePool[Context] = NotePool(reading.workers, reading.limits, reader=reading.reader, waiting=reading.waiting)
    yield from pool.read(batches)


def looked_up_batches(
    registry: Registry, items: Iterator[Note | Rejection], retry: bool
) -> Iterator[tuple[Taken, list[Note]]]:
    """Batches with what can be said of them without reading, and their notes that are to be read."""
    for batch in batched(items):
        taken, new = Taken(), list[Note]()
        note_ids = [item.note_id for item in batch if isinstance(item, Note)]
        stored, held = registry.stored_notes(note_ids), quarantine_store.held(registry, note_ids)
        for item in batch:
            refused = item if isinstance(item, Rejection) else not_taken(item, stored.get(item.note_id))
            if refused:
                taken.rejections.append(refused)
            elif isinstance(item, Note):
                kept_apart = held.get(item.note_id)
                if is_read(item, stored.get(item.note_id)):
                    taken.known += 1
                elif kept_apart and kept_apart.is_same(item, US) and not retry:
                    taken.rejections.append(as_before(kept_apart))
                else:
                    new.append(item)
                    taken.released.extend([item.note_id] if kept_apart else [])
        yield taken, new


def add(taken: Taken, evidence: pa.RecordBatch) -> None:
    """Put what was read to what was looked up."""
    for read in read_of(evidence):
        if isinstance(read.outcome, NoteAbstraction):
            taken.found.append(read.outcome)
            continue
        taken.rejections.append(read.outcome)
        if read.note:
            taken.failed.append((read.note, read.outcome.what, read.reader))
    failed = {note.note_id for note, _, _ in taken.failed}
    taken.released = [note_id for note_id in taken.released if note_id not in failed]


def batched(items: Iterator[Note | Rejection]) -> Iterator[list[Note | Rejection]]:
    """The items in lists that end with their 50th, or their millionth character."""
    batch, characters = list[Note | Rejection](), 0
    for item in items:
        batch.append(item)
        characters += len(item.text) if isinstance(item, Note) else 0
        if len(batch) == BATCH or characters >= CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def not_taken(note: Note, stored: StoredNote | None) -> Rejection | None:
    """Why a note cannot be taken beside what is stored."""
    if stored is None or stored.case_id == note.case_id:
        return None
    return Rejection(
        f"note {note.note_id} of case {note.case_id}",
        f"this note_id is stored for case {stored.case_id}",
        "give each note an id of its own",
    )


def is_read(note: Note, stored: StoredNote | None) -> bool:
    """Whether the note is stored as it is and was read by these versions."""
    return stored is not None and stored.is_same(note) and US in stored.readers


def as_before(held: Held) -> Rejection:
    """What is said of a note that waits in quarantine."""
    since = held.since.isoformat(timespec="minutes", sep=" ")
    return Rejection(
        f"note {held.note_id}", f"in quarantine since {since} UTC: {held.what}", "say --retry to read it once more"
    )
