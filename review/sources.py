"""Files to notes: .txt, folders, .jsonl, .csv, .parquet. What cannot be read becomes a rejection that says why."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from abstraction.records import Note, NoteType
from review.note_header import date_from, type_from_name, type_from_text

SUFFIXES = (".txt", ".jsonl", ".csv", ".parquet")
LONGEST_NOTE = 1_000_000
KINDS = ", ".join(note_type.value for note_type in NoteType)
ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Rejection:
    """A note or file that was not taken: where it stands, what is wrong, what to do. Never holds note text."""

    where: str
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.todo}"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the user says of all notes, where the notes do not say it themselves; `encoding` of text files."""

    note_type: NoteType | None = None
    note_date: str | None = None
    case_id: str | None = None
    encoding: str = "utf-8"


class SourceError(Exception):
    """A whole path cannot be read; the message is one line for the user."""


def read_notes(paths: Sequence[Path], defaults: Defaults = Defaults()) -> Iterator[Note | Rejection]:
    """Notes of all paths in order; folders are walked by name. A path that does not exist is a SourceError."""
    seen: dict[str, str] = {}
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path} does not exist: check the path")
        found = False
        for item in read_path(path, defaults):
            found = True
            if isinstance(item, Note):
                known = seen.setdefault(item.note_id, item.sha256)
                if known != item.sha256:
                    where = f"{path}, note {item.note_id}"
                    yield Rejection(
                        where, "this note_id came before with another text", "give each note an id of its own"
                    )
                    continue
            yield item
        if not found and path.is_dir():
            raise SourceError(f"{path} holds no notes: expected {', '.join(SUFFIXES)} files")


def read_path(path: Path, defaults: Defaults) -> Iterator[Note | Rejection]:
    """Notes of one file or folder."""
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if child.is_dir() or child.suffix.lower() in SUFFIXES:
                yield from read_path(child, defaults)
        return
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield from read_parquet(path, defaults)
        return
    if suffix not in SUFFIXES:
        yield Rejection(str(path), "not a kind of file that holds notes", f"use one of {', '.join(SUFFIXES)}")
        return
    text = read_text(path, defaults.encoding)
    if isinstance(text, Rejection):
        yield text
    elif suffix == ".txt":
        yield from read_txt(path, text, defaults)
    elif suffix == ".jsonl":
        yield from read_jsonl(path, text, defaults)
    else:
        yield from read_csv(path, text, defaults)


def read_text(path: Path, encoding: str) -> str | Rejection:
    """The text of a file, line ends as they are, or why it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return Rejection(str(path), f"cannot be read ({error.strerror})", "check its permissions")
    if not content.strip():
        return Rejection(str(path), "the file is empty", "leave it out")
    if b"\x00" in content:
        return Rejection(str(path), "holds NUL bytes: a binary file, or UTF-16", "save it as plain text in UTF-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        return Rejection(str(path), f"not valid {encoding} at byte {error.start}", "try --encoding latin-1")


def read_txt(path: Path, text: str, defaults: Defaults) -> Iterator[Note | Rejection]:
    """One note: id from folder and file name, case from the folder, type and date from the name, else the text."""
    row = {
        "note_id": f"{path.parent.name}/{path.stem}" if path.parent.name else path.stem,
        "case_id": defaults.case_id or path.resolve().parent.name,
        "note_type": type_from_name(path.stem) or defaults.note_type or type_from_text(text),
        "note_date": date_from(path.stem) or defaults.note_date or date_from(text),
        "text": text,
    }
    yield note_of(row, str(path), defaults)


def read_jsonl(path: Path, text: str, defaults: Defaults) -> Iterator[Note | Rejection]:
    """One note a line; other keys (the `fields` of gold lines) are passed over. A broken line is rejected by number."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            yield Rejection(where, "not valid JSON", "correct or remove the line")
            continue
        if not isinstance(row, dict):
            yield Rejection(where, "not a JSON object", "each line must be an object with note_id, case_id and text")
            continue
        yield note_of(row, where, defaults)


def read_csv(path: Path, text: str, defaults: Defaults) -> Iterator[Note | Rejection]:
    """One note a row, columns by name."""
    csv.field_size_limit(2 * LONGEST_NOTE)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = reader.fieldnames or []
    if "text" not in columns:
        yield Rejection(
            str(path), "no column named text", "name the columns note_id, case_id, note_type, note_date, text"
        )
        return
    try:
        for row in reader:
            yield note_of(row, f"{path}, line {reader.line_num}", defaults)
    except csv.Error as error:
        yield Rejection(f"{path}, line {reader.line_num}", f"not valid CSV ({error})", "check its quotes")


def read_parquet(path: Path, defaults: Defaults) -> Iterator[Note | Rejection]:
    """One note a row, in batches."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        yield Rejection(str(path), "not a Parquet file", "check how it was written")
        return
    if "text" not in source.schema_arrow.names:
        yield Rejection(
            str(path), "no column named text", "name the columns note_id, case_id, note_type, note_date, text"
        )
        return
    number = 0
    for batch in source.iter_batches(ROWS_AT_ONCE):
        for row in batch.to_pylist():
            number += 1
            yield note_of(row, f"{path}, row {number}", defaults)


def note_of(row: Mapping[str, Any], where: str, defaults: Defaults) -> Note | Rejection:
    """A checked note, or what is wrong with it."""
    text = row.get("text")
    note_id = row.get("note_id")
    if not isinstance(text, str) or not text.strip():
        return Rejection(where, "the note has no text", "leave it out")
    if not isinstance(note_id, str | int) or not str(note_id).strip():
        return Rejection(where, "no note_id", "give every note an id")
    where = f"{where}, note {note_id}" if str(note_id) not in where else where
    if len(text) > LONGEST_NOTE:
        return Rejection(where, f"{len(text):,} characters, more than {LONGEST_NOTE:,}", "split it into its documents")
    if "\x00" in text:
        return Rejection(where, "holds NUL characters", "save it as plain text in UTF-8")
    if not is_encodable(text):
        return Rejection(where, "holds characters that are no Unicode text", "save it in UTF-8")
    case_id = row.get("case_id") or defaults.case_id
    if not case_id:
        return Rejection(where, "no case_id", "add it or say --case-id")
    note_type = kind_of(row.get("note_type") or defaults.note_type or type_from_text(text))
    if note_type is None:
        return Rejection(where, "its type cannot be told", f"add note_type or say --note-type ({KINDS})")
    note_date = day_of(row.get("note_date") or defaults.note_date or date_from(text))
    if note_date is None:
        return Rejection(where, "its date cannot be told", "add note_date or say --note-date (YYYY-MM-DD)")
    if note_date > date.today().isoformat():
        return Rejection(where, f"its date {note_date} lies in the future", "correct the date")
    return Note(str(note_id), str(case_id), note_type, note_date, text)


def is_encodable(text: str) -> bool:
    """Whether the text is free of lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def kind_of(value: object) -> NoteType | None:
    """A note type from its name."""
    try:
        return NoteType(str(value).strip().lower())
    except ValueError:
        return None


def day_of(value: object) -> str | None:
    """An ISO 8601 day from a string or a date."""
    if value is None:
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    written = str(value).strip()
    try:
        return date.fromisoformat(written[:10]).isoformat()
    except ValueError:
        return date_from(written)
