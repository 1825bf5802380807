"""A damaged registry is told in one line with what to do, and left as it is; a journal that was cut short is no damage."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from registry.errors import DamagedError, NotARegistryError, RegistryError
from registry.journal import ENTRY, readable
from registry.store import Registry
from tests.health.tree import ROOT
from tests.registry.abstractions import VERSIONS, abstraction, note

TRANSACTIONS = 8
DYING = """
import os, sys
from registry.store import Registry
registry = Registry.open(sys.argv[1])
for number in range(int(sys.argv[2])):
    registry.save_profile("ada", f"Ada {number}")
os._exit(9)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("made") / "r.duckdb"
    with Registry.open(path) as registry:
        for number in range(20):
            text = "".join(random.Random(number).choices("abcdefgh ", k=20_000))
            registry.save_notes([abstraction(note(f"n{number}", text=text))], registry.start_run(VERSIONS), VERSIONS)
    return path.read_bytes()


@pytest.fixture(scope="module")
def killed(whole: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A registry and its journal, as a process leaves them that was killed."""
    path = tmp_path_factory.mktemp("killed") / "r.duckdb"
    path.write_bytes(whole)
    subprocess.run([sys.executable, "-c", DYING, str(path), str(TRANSACTIONS)], cwd=ROOT, check=False)
    return path.read_bytes(), Path(f"{path}.wal").read_bytes()


def read_all(path: Path, *, read_only: bool) -> int:
    """Read every column of every row, as a day of review does sooner or later; returns the names that were set."""
    with Registry.open(path, read_only=read_only) as registry, registry.reading() as cursor:
        for (table,) in cursor.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'crlm'"
        ).fetchall():
            cursor.execute(f"SELECT * FROM {table}").fetchall()
        return int(cursor.execute("SELECT count(*) FROM profiles").fetchall()[0][0])


def files(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.iterdir()}


def spoiled(content: bytes, start: int, length: int = 64) -> bytes:
    return content[:start] + random.Random(start).randbytes(length) + content[start + length :]


def refusal(path: Path, kind: type[RegistryError] = DamagedError) -> str:
    """What is said of the file, the same for reading and writing; it is as it was afterwards."""
    before, told = files(path), set()
    for read_only in (True, False):
        with pytest.raises(kind) as caught:
            read_all(path, read_only=read_only)
        told.add(str(caught.value))
    [line] = told
    assert str(path) in line and "\n" not in line and "backup" in line
    assert files(path) == before
    return line


def test_a_damaged_head_is_told(whole: bytes, path: Path) -> None:
    path.write_bytes(spoiled(whole, 0))  # whether it ever was a registry cannot be told
    assert "not a registry file" in refusal(path, NotARegistryError)
    for start in (4096, 8192):
        path.write_bytes(spoiled(whole, start))
        assert "is damaged" in refusal(path)


def test_damage_to_any_block_that_is_read_is_told(whole: bytes, path: Path) -> None:
    found = 0
    for start in range(12288 + 1000, len(whole), 262144):
        path.write_bytes(spoiled(whole, start))
        try:
            assert read_all(path, read_only=True) == 0  # a block that nothing is read from
        except DamagedError:
            refusal(path)
            found += 1
    assert found >= 3


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_told(whole: bytes, path: Path, share: float) -> None:
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "crlm restore BACKUP" in refusal(path)


# --- the journal --------------------------------------------------------------------------------------------------------


def put(path: Path, registry: bytes, journal: bytes) -> None:
    path.write_bytes(registry)
    Path(f"{path}.wal").write_bytes(journal)


def test_a_whole_journal_is_taken(killed: tuple[bytes, bytes], path: Path) -> None:
    assert readable(killed[1]) == len(killed[1]) > 500
    put(path, *killed)
    assert read_all(path, read_only=True) == TRANSACTIONS
    assert read_all(path, read_only=False) == TRANSACTIONS


def test_the_last_write_may_have_been_cut_short(killed: tuple[bytes, bytes], path: Path) -> None:
    registry, journal = killed
    for short in (journal[:-3], journal[:-30], journal + b"\x17" * 900, journal + bytes(900)):
        put(path, registry, short)
        assert read_all(path, read_only=False) in (TRANSACTIONS - 1, TRANSACTIONS)


def test_damage_with_what_was_stored_behind_it_is_told(killed: tuple[bytes, bytes], path: Path) -> None:
    registry, journal = killed
    size, _ = ENTRY.unpack_from(journal, start := journal.index(b"\xff\xff") + 2)
    for place in (0, 8, start, start + 9, start + ENTRY.size + size + 3, len(journal) // 2):
        put(path, registry, spoiled(journal, place, 20))
        assert "is damaged" in refusal(path)


def test_damage_that_looks_like_a_write_cut_short_is_told(killed: tuple[bytes, bytes], path: Path) -> None:
    """The length of an entry is wrong, so that it seems to go on beyond the end of the journal."""
    registry, journal = killed
    at = journal.index(b"\xff\xff") + 2
    for _ in range(TRANSACTIONS // 2):
        put(path, registry, journal[:at] + b"\xff" * 4 + journal[at + 4 :])
        assert f"{path}.wal is damaged" in refusal(path)
        at += ENTRY.size + ENTRY.unpack_from(journal, at)[0]


def test_a_journal_of_another_version_is_left_to_duckdb(killed: tuple[bytes, bytes], path: Path) -> None:
    registry, journal = killed
    put(path, registry, journal[:5] + b"\x07" + journal[6:])
    with pytest.raises(RegistryError):
        read_all(path, read_only=True)
