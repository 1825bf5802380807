"""How many notes there will be, where that can be told without reading them: for the progress bar."""

from collections.abc import Sequence
from pathlib import Path

from review.sources import DOCUMENTS, SUFFIXES

# Bytes read at once, and in all; counting more would take seconds.
PIECE, MOST = 2**20, 4 * 2**30
LINES = (".jsonl", ".ndjson")


def note_count(paths: Sequence[Path]) -> int | None:
    """About how many notes these paths hold: documents, lines and rows; None where a kind of file does not tell."""
    total, left = 0, MOST
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            suffix = file.suffix.lower()
            if suffix not in SUFFIXES or not file.is_file():
                continue
            if suffix in LINES:
                left -= file.stat().st_size
            counted = None if left < 0 else notes_in(file, suffix)
            if counted is None:
                return None
            total += counted
    return total


def notes_in(file: Path, suffix: str) -> int | None:
    """The same of one file."""
    if suffix in DOCUMENTS:
        return 1
    try:
        if suffix in LINES:
            with file.open("rb") as source:
                return sum(piece.count(b"\n") for piece in iter(lambda: source.read(PIECE), b""))
        if suffix == ".parquet":
            import pyarrow.parquet as pq

            return int(pq.read_metadata(file).num_rows)
    except (OSError, ValueError):  # what is wrong with it is told when it is read
        return None
    return None
