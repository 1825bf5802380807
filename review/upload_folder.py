"""Files that came through the browser, as paths: in a private folder beside the registry, for as long as they are read."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from registry.store import Registry
from review.rejection import UserError

LONGEST_NAME = 150
# Folders of this process that are in use.
_live: set[Path] = set()
File = tuple[str, bytes]


def put(registry: Registry, files: Iterable[File]) -> tuple[Path, list[Path]]:
    """A new folder with these files, readable by the owner alone. Call `remove` with it. UserError where it cannot be written."""
    folder = registry.path.resolve().with_name(f"{_prefix(registry)}{uuid4().hex}")
    _live.add(folder)
    try:
        folder.mkdir(mode=0o700)
        return folder, [_write(folder, name, content) for name, content in files]
    except OSError as error:
        remove(folder)
        raise UserError(f"{folder.parent} cannot be written ({error.strerror}): make room on the disk") from None


def remove(folder: Path) -> None:
    """Take the folder away with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    _live.discard(folder)


@contextmanager
def uploaded(registry: Registry, files: Sequence[File]) -> Iterator[list[Path]]:
    """The paths of these files, which are there inside the block only."""
    folder, paths = put(registry, files)
    try:
        yield paths
    finally:
        remove(folder)


def remove_leftovers(registry: Registry) -> int:
    """Take away the folders that a process left when it was killed; nobody else works on this registry. How many there were."""
    here = registry.path.resolve()
    left = [one for one in here.parent.glob(f"{_prefix(registry)}*") if one.is_dir() and one not in _live]
    for folder in left:
        remove(folder)
    return len(left)


def _prefix(registry: Registry) -> str:
    """How the folders of a registry are called."""
    return f".{registry.path.name}.upload-"


def _write(folder: Path, name: str, content: bytes) -> Path:
    """One file under the last part of its name, numbered where that is taken."""
    plain = Path(name.replace("\\", "/").replace("\x00", "")).name.lstrip(".")[-LONGEST_NAME:] or "file"
    path, number = folder / plain, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(plain).stem} ({number}){Path(plain).suffix}"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path
