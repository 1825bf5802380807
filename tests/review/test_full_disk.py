"""A full disk is told in one line that says to make room; what was reported done is there, and the command works afterwards."""

import json
from pathlib import Path

import pytest

from registry import whole
from registry.store import Registry
from review.backup import back_up
from review.moment import moment
from review.rights import Role
from tests.review import reviewed
from tests.review.crlm import Done
from tests.review.small_disk import small_disk

DECIDING = """
import sys
from registry.errors import RegistryError
from registry.store import Registry
from review import workflow
from review.reviewer import local_person
from abstraction.records import ReviewDecision
with Registry.open(sys.argv[1]) as registry:
    for number in range(40):
        made = ReviewDecision(f"d{number}", "c2", "ecog", "comment", None, "Ada", "2024-06-01T10:00:00+00:00", "seen " * 2000)
        try:
            workflow.decide(registry, local_person(registry), made)
        except RegistryError as error:
            print(error, file=sys.stderr)
            break
        print(number, flush=True)
"""

NAMING = """
import os, sys
from registry.errors import RegistryError
from registry.store import Registry
stored, told = 0, []
with Registry.open(sys.argv[1]) as registry:
    for number in range(90):
        try:
            registry.save_profile("ada", os.urandom(760_000).hex())
            stored += 1
        except RegistryError as error:
            told.append(str(error))
print(stored, len(set(told)))
print(told[-1], file=sys.stderr)
"""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with Registry.open(folder / "r.duckdb") as registry:
        reviewed.ingest(registry, folder)
        reviewed.decide(registry, "accept", "ecog", decided_at=moment())
    return folder / "r.duckdb"


def one_line(done: Done, code: int = 2) -> str:
    assert done.code == code, done.err
    [line] = done.lines
    assert "make room" in line or "check the disk" in line, line
    return line


def test_every_decision_that_was_reported_is_kept(db: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 120_000, db) as disk:
        full = disk.folder / db.name
        done = disk.run("-c", DECIDING, full)
        assert "make room" in done.err and len(done.lines) == 1
        reported = len(done.out.splitlines())
        assert 0 < reported < 40
        disk.grow()
        with Registry.open(full) as registry:
            whole.check(registry)
            assert registry.verify_decisions().length == reported + 1
        assert len(disk.run("-c", DECIDING, full).out.splitlines()) == 40


def test_a_journal_that_finds_no_room_in_the_registry_keeps_what_is_in_it(db: Path, tmp_path: Path) -> None:
    """DuckDB moves its journal into the file when it is large, and gives up where it cannot."""
    with small_disk(tmp_path / "disk", 140_000_000, db) as disk:
        full = disk.folder / db.name
        done = disk.run("-c", NAMING, full)
        assert "make room on the disk" in one_line(done, 0) and (
            "start the program again" in done.err or not disk.mounted
        )
        stored, kinds = map(int, done.out.split())
        disk.grow()
        with Registry.open(full) as registry, registry.reading() as cursor:
            kept = cursor.execute("SELECT count(*) FROM profiles").fetchall()[0][0]
        assert 0 < stored < 90 and kinds == 1 and kept in (stored, stored + 1)


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (["backup"], "b.duckdb"),
        (["export", "gold"], "g.jsonl"),
        (["proof", "--case", "c1", "--with-quotes"], "p.json"),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_what_goes_out_is_there_whole_or_not_at_all(arguments: list[str], out: str, db: Path, tmp_path: Path) -> None:
    registry = tmp_path / "r.duckdb"
    registry.write_bytes(db.read_bytes())
    with small_disk(tmp_path / "disk", 4096) as disk:
        (disk.folder / "filler").write_bytes(b"x" * 4096)
        command = [*arguments, "--db", registry, "--out", disk.folder / out]
        if not disk.mounted:
            disk.room = 1
        line = one_line(disk.crlm(*command))
        assert str(disk.folder / out) in line or not disk.mounted  # a limit holds for the registry's files too
        assert [one.name for one in disk.folder.iterdir()] == ["filler"]
        disk.grow()
        assert disk.crlm(*command).code == 0
        assert (disk.folder / out).stat().st_size > 100
    with Registry.open(registry) as opened:
        whole.check(opened)


def test_a_restore_without_room_leaves_the_registry(db: Path, tmp_path: Path) -> None:
    with Registry.open(db) as registry:
        back_up(registry, reviewed.somebody("Ada", Role.ADMIN), tmp_path / "b.duckdb")
    with small_disk(tmp_path / "disk", 200_000, db) as disk:
        here = disk.folder / db.name
        before = here.read_bytes()
        assert str(here) in one_line(disk.crlm("restore", tmp_path / "b.duckdb", "--db", here, "--replace"))
        assert [one.name for one in disk.folder.iterdir()] == [db.name] and here.read_bytes() == before
        disk.grow()
        assert disk.crlm("restore", tmp_path / "b.duckdb", "--db", here, "--replace").code == 0
        done = disk.crlm("case", "c1", "--db", here)
        assert json.loads(done.out)["case_id"] == "c1"
