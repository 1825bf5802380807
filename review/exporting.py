"""Write cases in a format: all of it or nothing, and a trace in the audit before it is handed over."""

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from registry.store import Registry
from review.blindness import BlindError, hidden
from review.exporters.format import Format
from review.exports import record_export
from review.rejection import UserError
from review.rights import Person, Right, require
from review.workflow import UnknownCaseError, refresh


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: where, how many rows, and the hash over its files."""

    path: Path
    rows: int
    sha256: str


def export(registry: Registry, person: Person, form: Format, case_ids: Sequence[str], out: Path) -> Exported:
    """Write these cases, or all where none is named, to `out`, which must not exist where the format is a folder.

    It is written beside `out` and moved there when it is whole and the audit has it; cases that are out of date are computed
    first. RefusedError where the person may not take data out, UserError where `out` cannot be written or there is no case,
    UnknownCaseError for a case that is not there, BlindError for one that the person has yet to abstract blind.
    """
    require(person, Right.EXPORT)
    known = registry.case_ids()
    if strange := sorted(set(case_ids) - set(known)):
        raise UnknownCaseError(
            f"there is no case {strange[0]} in {registry.path}: `crlm case --db FILE` lists the cases"
        )
    chosen = sorted(set(case_ids)) or list(known)
    if not chosen:
        raise UserError(
            f"there is no case in {registry.path}: read notes into it first, with `crlm ingest NOTES --db FILE`"
        )
    if unseen := sorted(set(chosen) & set(hidden(registry, person))):
        raise BlindError(f"{unseen[0]} is yours to abstract blind: enter what you find first, or name the other cases")
    draft = out.with_name(f".crlm-{uuid4().hex}")
    named: Sequence[str | None] = case_ids or [None]
    try:
        check_out(form, out)
        with registry.alone():  # one state of the registry in all files
            for one in named:
                refresh(registry, case_id=one)
            rows = form.write(registry, chosen, draft)
        digest = hash_of(draft)
        record_export(registry, person, form.name, {"cases": list(case_ids)}, rows, digest)
        draft.replace(out)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "the disk refuses it"
        raise UserError(f"{out} cannot be written ({why}): check the disk and its permissions") from None
    finally:
        remove(draft)
    return Exported(out, rows, digest)


def check_out(form: Format, out: Path) -> None:
    """UserError where the output cannot be put there."""
    if not out.parent.is_dir():
        raise UserError(f"{out.parent} does not exist: make the folder first")
    if form.folder and out.exists():
        raise UserError(f"{out} exists: {form.name} is a folder of files, name one that does not exist yet")
    if not form.folder and out.is_dir():
        raise UserError(f"{out} is a folder: name a file")


def hash_of(path: Path) -> str:
    """The sha256 of a file, or of the names and bytes of a folder's files in order of their names."""
    if path.is_file():
        return file_hash(path).hex()
    digest = hashlib.sha256()
    for one in sorted(path.rglob("*")):
        if one.is_file():
            digest.update(one.relative_to(path).as_posix().encode() + b"\0" + file_hash(one))
    return digest.hexdigest()


def file_hash(path: Path) -> bytes:
    """The sha256 of a file, read piece by piece."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()


def remove(draft: Path) -> None:
    """Take away what was begun."""
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    elif draft.exists():
        draft.unlink()
