"""Notes to their abstractions, in order, read by this process or by several; nothing is stored."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from abstraction.records import Note, NoteAbstraction
from review.extracting import extract_note
from review.note_check import Defaults
from review.rejection import Rejection

# So many notes are read sooner than further processes have started.
FEW = 500


def extract_notes(
    paths: Sequence[Path], defaults: Defaults, workers: int | None = 1
) -> Iterator[NoteAbstraction | Rejection]:
    """The abstraction of every note of the paths, in order and the same for any number of workers."""
    from review.sources import read_notes

    return extracted(read_notes(paths, defaults), workers)


def extracted(items: Iterator[Note | Rejection], workers: int | None) -> Iterator[NoteAbstraction | Rejection]:
    """The abstraction of every note, in order; what was refused stays in its place.

    Without a number there are as many workers as cores, and none for a few notes.
    """
    if workers is None:
        first = list(islice(items, FEW))
        items, workers = chain(first, items), 1
        if len(first) == FEW:
            from review.note_pool import cores

            workers = cores()
    if workers > 1:
        yield from extract_side_by_side(items, workers)
        return
    for item in items:
        yield extract_note(item) if isinstance(item, Note) else item


def extract_side_by_side(items: Iterator[Note | Rejection], workers: int) -> Iterator[NoteAbstraction | Rejection]:
    """The same by so many processes; what was refused stays in its place."""
    from review.evidence_batch import notes_batch, read_of
    from review.intake import batched
    from review.note_pool import Limits, NotePool

    batches = ((batch, notes_batch([item for item in batch if isinstance(item, Note)])) for batch in batched(items))
    pool: NotePool[list[Note | Rejection]] = NotePool(workers, Limits())
    for batch, evidence in pool.read(batches):
        outcomes = iter(read_of(evidence))
        for item in batch:
            yield item if isinstance(item, Rejection) else next(outcomes).outcome
