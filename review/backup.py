"""A registry into one file that is checked, and back: whole or not at all, and never over what is there."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from registry import whole
from registry.connection import connect
from registry.errors import LockedError, RegistryError
from registry.store import Registry
from review.exports import record_export
from review.rejection import UserError
from review.rights import Person, Right, require

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was written and checked: its rows by table, the SHA-256 of the backup, and what gave way to it."""

    path: Path
    rows: dict[str, int]
    sha256: str
    hash_was_checked: bool = True
    before: Path | None = None


def back_up(registry: Registry, person: Person, out: Path) -> Kept:
    """Write the whole registry, as it is now, to a new file, with its SHA-256 in a second one beside it.

    The file takes its name once it was opened again and holds every row, every note fits its hash and both chains hold, and
    the audit has it. RefusedError where the person may not; UserError where `out` is there or cannot be written; a
    RegistryError where the registry is damaged.
    """
    require(person, Right.BACK_UP)
    if out.exists() or beside(out, ".sha256").exists():
        raise UserError(f"{out} exists: name a file that does not exist yet")
    check_folder(out)
    with drafted(out) as draft:
        with told_as(draft, out):
            there = whole.copy(registry, draft)
        with told_as(draft, registry.path), Registry.open(draft, read_only=True) as copied:
            if whole.content(copied) != there:
                raise RegistryError(f"{out} does not hold what was written: check the disk, then try again")
            whole.check(copied)
        digest, rows = sha256_of(draft), {table: count for table, (count, _) in there.items()}
        record_export(registry, person, "backup", {}, sum(rows.values()), digest)
        beside(draft, ".sha256").write_text(f"{digest}  {out.name}\n", encoding="utf-8")
        for one in (beside(draft, ".sha256"), draft):
            flush(one)
        beside(draft, ".sha256").replace(beside(out, ".sha256"))
        draft.replace(out)
        flush(out.parent)
    return Kept(out, rows, digest)


def restore(backup: Path, db: Path, person: Callable[[Registry], Person], *, replace: bool = False) -> Kept:
    """Put a backup in the place of a registry; `person` says who restores, by the registry that comes back.

    What is at `db` gives way only when `replace` is said, and stays beside under another name. The backup is checked before
    as `back_up` checks it, and a backup of an older version is brought to the present one; `backup` itself is left as it is.
    The audit of the restored registry tells of it. UserError or RegistryError where it cannot be: then nothing is changed.
    """
    if not backup.is_file():
        raise UserError(f"{backup} is not a file: name a backup")
    if beside(backup, ".wal").exists():
        raise UserError(
            f"{backup} has a journal beside it, so it is a registry in use: `crlm backup` makes a backup of it"
        )
    check_folder(db)
    there = [one for one in (db, beside(db, ".wal")) if one.exists()]
    if there and not replace:
        raise UserError(f"{there[0]} exists: name another file, or say --replace, which keeps it beside")
    with drafted(db) as draft:
        digest = copied(backup, draft)
        noted = noted_hash(backup)
        if noted not in ("", digest):
            raise UserError(
                f"{backup} is not the file that {beside(backup, '.sha256')} was written for: use another one"
            )
        with told_as(draft, backup), Registry.open(draft) as registry:
            whole.check(registry)
            who = person(registry)
            require(who, Right.BACK_UP)
            rows = {table: count for table, (count, _) in whole.content(registry).items()}
            record_export(registry, who, "restored from a backup", {}, sum(rows.values()), digest)
        flush(draft)
        before = put_in_place(draft, db)
    return Kept(db, rows, digest, bool(noted), before)


def put_in_place(draft: Path, db: Path) -> Path | None:
    """Give the draft the name of the registry; what had it is moved aside with its journal. Returns where to."""
    refuse_in_use(db)
    aside = db.with_name(f"{db.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}")  # clocks go back
    moves = [(one, beside(aside, end)) for end in ("", ".wal") if (one := beside(db, end)).exists()]
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in moves:
            old.rename(new)
            done.append((old, new))
        draft.rename(db)
    except OSError:
        for old, new in done:
            new.rename(old)
        raise
    flush(db.parent)
    return aside if moves else None


def refuse_in_use(db: Path) -> None:
    """LockedError where somebody has the registry open; one that cannot be opened at all may give way."""
    if not db.exists():
        return
    try:
        connect(db, read_only=True).close()
    except LockedError:
        raise
    except RegistryError:
        return


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """A name beside `path` for what is not whole yet; what is left of it in the end is taken away. UserError for the disk."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        yield draft
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}): check the disk and its permissions") from None
    finally:
        for end in ("", ".wal", ".sha256"):
            beside(draft, end).unlink(missing_ok=True)


@contextmanager
def told_as(draft: Path, path: Path) -> Iterator[None]:
    """Errors of the registry about a draft name the file it is made for."""
    try:
        yield
    except RegistryError as error:
        raise type(error)(str(error).replace(str(draft), str(path))) from None


def copied(source: Path, target: Path) -> str:
    """Copy a file for its owner only; returns the SHA-256 of its bytes."""
    digest = hashlib.sha256()
    with source.open("rb") as given, target.open("xb") as taken:
        target.chmod(0o600)
        while part := given.read(CHUNK):
            digest.update(part)
            taken.write(part)
    return digest.hexdigest()


def noted_hash(backup: Path) -> str:
    """The SHA-256 in the file beside a backup, or nothing where there is none."""
    try:
        words = beside(backup, ".sha256").read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return ""
    return words[0] if words else "none"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Have the disk hold a file, or the names of a folder, before anybody is told so."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def beside(path: Path, end: str) -> Path:
    """The file whose name goes on with `end`."""
    return path.with_name(f"{path.name}{end}")


def check_folder(path: Path) -> None:
    """UserError where no file can be at this place."""
    if path.is_dir():
        raise UserError(f"{path} is a folder: name a file")
    if not path.parent.is_dir():
        raise UserError(f"{path.parent} does not exist: make the folder first")
