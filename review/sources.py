"""Files to notes: folders, documents, tables, messages. What cannot be read becomes a rejection that says why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from abstraction.records import Note
from review.importers.documents import pdf_text, word_text
from review.importers.fhir import fhir_row, is_fhir, resources
from review.importers.hl7_messages import hl7_rows
from review.importers.workbook import workbook_rows
from review.note_check import LONGEST_NOTE, Defaults, day_of, identifier, note_of
from review.note_header import date_of_name, type_of_name
from review.note_rows import Placed, csv_rows, is_case_line, json_document, json_rows, parquet_rows
from review.rejection import Rejection, UserError

__all__ = ["Defaults", "Rejection", "SourceError", "check_sources", "read_notes"]

# Files that are one note, files of many notes, and those of both that are no text.
DOCUMENTS = (".txt", ".docx", ".pdf")
SUFFIXES = (*DOCUMENTS, ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".xlsx", ".parquet", ".hl7")
BINARY = (".docx", ".pdf", ".xlsx", ".parquet")
# Bytes at the start of a file that tell a binary file, and bytes of a text file that can still be a note.
HEAD, LONGEST_FILE = 8192, 4 * LONGEST_NOTE


class SourceError(UserError):
    """A path or encoding cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may hold notes, and the case that its folder tells, if it does."""

    path: Path
    case_id: str | None


def read_notes(paths: Sequence[Path], defaults: Defaults) -> Iterator[Note | Rejection]:
    """Notes of all paths in order; folders are walked by name. SourceError before the first note when a path is missing."""
    check_sources(paths, defaults)
    rows = (item for found in files_of(paths) for item in file_rows(found, defaults))
    return once_each(item if isinstance(item, Rejection) else note_of(item[1], item[0], defaults) for item in rows)


def check_sources(paths: Sequence[Path], defaults: Defaults) -> None:
    """SourceError when a path does not exist or what is said of the notes makes no sense."""
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path} does not exist: check the path")
    try:
        "".encode(defaults.encoding)
    except (LookupError, UnicodeError):
        raise SourceError(f"unknown encoding {defaults.encoding}: try utf-8 or latin-1") from None
    if defaults.case_id is not None and identifier(defaults.case_id) is None:
        raise SourceError("the case of --case-id is no short word or number: name the case")
    if defaults.note_date is not None and day_of(defaults.note_date, defaults.date_order) is None:
        raise SourceError(f"{defaults.note_date} is no date that can be read in one way: write it as YYYY-MM-DD")


def once_each(items: Iterator[Note | Rejection]) -> Iterator[Note | Rejection]:
    """The notes without repetitions; a second note under an id that is taken is refused."""
    seen: dict[str, tuple[str, ...]] = {}
    for item in items:
        if isinstance(item, Note):
            identity = (item.sha256, item.case_id, item.note_type.value, item.note_date)
            known = seen.get(item.note_id)
            if known == identity:
                continue
            if known is not None:
                differs = "text" if known[0] != identity[0] else "case, type or date"
                yield Rejection(
                    f"note {item.note_id} of case {item.case_id}",
                    f"this note_id came before with another {differs}",
                    "give each note an id of its own",
                )
                continue
            seen[item.note_id] = identity
        yield item


def files_of(paths: Sequence[Path]) -> Iterator[Source | Rejection]:
    """The files of these paths in order, each with the case its folder tells; a folder that holds none is refused."""
    for path in paths:
        if not path.is_dir():
            yield Source(path, None)
            continue
        empty = True
        for item in files_in(path, above=()):
            empty = False
            yield item
        if empty:
            yield Rejection(str(path), "the folder holds no notes", f"it needs files that end in {', '.join(SUFFIXES)}")


def files_in(folder: Path, above: tuple[Path, ...]) -> Iterator[Source | Rejection]:
    """The files of notes in a folder and those below it, by name; `above` are the folders that led here.

    The text files of a folder right below the one that was named belong to the case of its name; of files elsewhere the
    case is not certain.
    """
    try:
        children = sorted(folder.iterdir())
    except OSError as error:
        yield Rejection(str(folder), f"cannot be read ({error.strerror})", "check its permissions")
        return
    here = (*above, folder.resolve())
    for child in children:
        if child.name.startswith("."):
            continue
        if child.is_dir():
            if child.resolve() not in here:  # a link that leads back up
                yield from files_in(child, here)
        elif child.suffix.lower() in SUFFIXES:
            yield Source(child, folder.name if len(above) == 1 else None)


def file_rows(found: Source | Rejection, defaults: Defaults) -> Iterator[Placed | Rejection]:
    """The rows of one file, each of a note that is yet to be checked; of a document its one row."""
    if isinstance(found, Rejection):
        yield found
        return
    path, suffix = found.path, found.path.suffix.lower()
    if suffix not in SUFFIXES:
        yield Rejection(str(path), "not a kind of file that holds notes", f"use one of {', '.join(SUFFIXES)}")
        return
    wrong = wrong_file(path, is_text=suffix not in BINARY)
    if wrong:
        yield wrong
    elif suffix in DOCUMENTS:
        yield document_row(path, defaults, found.case_id)
    else:
        empty = True
        for item in rows_of(path, defaults):
            empty = False
            if isinstance(item, Rejection) or not is_case_line(item[1]):
                yield item
        if empty:
            yield Rejection(str(path), "holds no notes", "leave it out")


def rows_of(path: Path, defaults: Defaults) -> Iterator[Placed | Rejection]:
    """The rows of a file of many notes."""
    match path.suffix.lower():
        case ".csv" | ".tsv":
            return csv_rows(path, defaults.encoding, defaults.columns)
        case ".xlsx":
            return workbook_rows(path, defaults.columns)
        case ".parquet":
            return parquet_rows(path, defaults.columns)
        case ".hl7":
            return hl7_rows(path, defaults.encoding)
        case ".json":
            return unpacked(json_document(path, defaults.encoding), defaults)
        case _:
            return unpacked(json_rows(path, defaults.encoding), defaults)


def unpacked(rows: Iterator[Placed | Rejection], defaults: Defaults) -> Iterator[Placed | Rejection]:
    """JSON objects as rows: a FHIR resource as the reports in it, another object by the names of its keys."""
    for item in rows:
        if isinstance(item, Rejection):
            yield item
            continue
        where, row = item
        if not is_fhir(row):
            yield where, row if defaults.columns.is_own else defaults.columns.renamed(row)
            continue
        for report in resources(row):
            found = fhir_row(report)
            name = f"{where}, {report['resourceType']}"
            yield Rejection(name, *found) if isinstance(found, tuple) else (name, found)


def wrong_file(path: Path, *, is_text: bool) -> Rejection | None:
    """Why a file cannot be read at all, None when it can."""
    try:
        if not path.is_file():
            return Rejection(str(path), "not a file", "name files or folders")
        with path.open("rb") as source:
            head = source.read(HEAD)
    except OSError as error:
        return Rejection(str(path), f"cannot be read ({error.strerror})", "check its permissions")
    if not head.strip() and len(head) < HEAD:
        return Rejection(str(path), "the file is empty", "leave it out")
    if is_text and b"\x00" in head:
        return Rejection(str(path), "holds NUL bytes: a binary file, or UTF-16", "save it as plain text in UTF-8")
    return None


def document_row(path: Path, defaults: Defaults, case_id: str | None) -> Placed | Rejection:
    """The row of a document: id from folder and file name, type and date from the name, else from the text; line ends as they are."""
    match path.suffix.lower():
        case ".docx":
            text = word_text(path)
        case ".pdf":
            text = pdf_text(path)
        case _:
            text = plain_text(path, defaults.encoding)
    if isinstance(text, tuple):
        return Rejection(str(path), *text)
    case = defaults.case_id or case_id
    if case is None and defaults.needs_case:
        return Rejection(
            str(path), "its case cannot be told", "put it in a folder named after its case, name the folder above that one, or say --case-id"
        )  # fmt: skip
    row = {
        "note_id": f"{case or path.resolve().parent.name}/{path.stem}",
        "case_id": case,
        "note_type": type_of_name(path.stem),
        "note_date": date_of_name(path.stem, defaults.date_order),
        "text": text,
    }
    return str(path), row


def plain_text(path: Path, encoding: str) -> str | tuple[str, str]:
    """The words of a text file; or what is wrong with it and what to do."""
    size = path.stat().st_size
    if size > LONGEST_FILE:
        return f"{size:,} bytes, more than a note can have", "split it into its documents"
    try:
        return path.read_bytes().decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return f"not valid {encoding} at byte {error.start}", "try --encoding latin-1"
