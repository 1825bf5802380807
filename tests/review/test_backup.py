"""A backup holds all of a registry or is not there; a restore puts it back whole or changes nothing, and overwrites nothing."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import duckdb
import pytest

from registry import export_store, whole
from registry.errors import DamagedError, LockedError, RegistryError
from registry.store import Registry
from review.backup import back_up, restore
from review.exports import record_export
from review.rejection import UserError
from review.reviewer import local_person
from review.rights import RefusedError, Role
from tests.health.tree import ROOT
from tests.review import reviewed
from tests.review.content import content, count
from tests.review.crlm import called, crlm

ADMIN = reviewed.somebody("Ada", Role.ADMIN)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with cases, decisions and an export, and a backup of it; tests work on copies."""
    folder = tmp_path_factory.mktemp("made")
    with Registry.open(folder / "r.duckdb") as registry:
        reviewed.ingest(registry, folder)
        reviewed.decide(registry, "accept", "ecog")
        reviewed.decide(registry, "reject", "cea_ng_ml")
        record_export(registry, ADMIN, "cohort table", {}, 2, "ab" * 32)
        registry.save_profile("ada", "Ada")
        back_up(registry, ADMIN, folder / "backup.duckdb")
    return folder


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made / "r.duckdb", tmp_path / "r.duckdb"))


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    shutil.copy(made / "backup.duckdb.sha256", tmp_path)
    return Path(shutil.copy(made / "backup.duckdb", tmp_path))


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def state(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def shape(path: Path) -> list[tuple[Any, ...]]:
    """Columns, keys and views of a file."""
    with duckdb.connect(str(path), read_only=True) as con:
        columns = "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns()"
        keys = "SELECT table_name, constraint_text FROM duckdb_constraints()"
        views = "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal"
        found = [con.execute(f"{query} ORDER BY ALL").fetchall() for query in (columns, keys, views)]
        return [row for rows in found for row in rows]


# --- backup -------------------------------------------------------------------------------------------------------------


def test_a_backup_holds_every_row_of_every_table(made: Path) -> None:
    there, kept = content(made / "r.duckdb"), content(made / "backup.duckdb")
    assert there.keys() == kept.keys() and len(kept["notes"]) == 3 and len(kept["review_decisions"]) == 2
    assert kept["exports"] == there["exports"][:1] and len(there["exports"]) == 2
    assert {table for table in kept if kept[table] != there[table]} == {"exports", "export_head"}
    assert shape(made / "backup.duckdb") == shape(made / "r.duckdb")
    assert count(made / "backup.duckdb", "runs") == count(made / "r.duckdb", "runs") > 0


def test_its_hash_stands_beside_it_and_in_the_audit(made: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "backup.duckdb.sha256"], cwd=made, capture_output=True, check=False)
    assert done.returncode == 0
    with Registry.open(made / "r.duckdb", read_only=True) as registry:
        last = export_store.load(registry)[-1]
    assert last.kind == "backup" and last.name == "Ada"
    assert (made / "backup.duckdb.sha256").read_text().startswith(last.sha256)


def test_only_its_owner_may_read_it_and_nothing_else_is_left(made: Path) -> None:
    assert {name for name in names(made) if not name.endswith(".jsonl")} == {
        "r.duckdb", "backup.duckdb", "backup.duckdb.sha256",
    }  # fmt: skip
    assert {(made / name).stat().st_mode & 0o777 for name in ("backup.duckdb", "backup.duckdb.sha256")} == {0o600}


def test_a_backup_is_never_written_over_a_file(db: Path) -> None:
    before = state(db.parent)
    with Registry.open(db) as registry:
        for out, said in (
            (db, "exists"),
            (db.parent, "is a folder|exists"),
            (db.parent / "no" / "b", "make the folder"),
        ):
            with pytest.raises(UserError, match=said):
                back_up(registry, ADMIN, out)
    assert state(db.parent) == before


def test_who_may_not_gets_no_backup(db: Path) -> None:
    with Registry.open(db) as registry, pytest.raises(RefusedError, match="may not back up"):
        back_up(registry, reviewed.somebody("Ada", Role.ADJUDICATOR), db.with_name("b.duckdb"))
    assert names(db.parent) == {"r.duckdb"}


def test_others_may_write_meanwhile_and_the_backup_is_of_one_moment(db: Path, tmp_path: Path) -> None:
    stop, begun = Event(), Event()

    def write(registry: Registry) -> None:
        number = 0
        while not stop.is_set():
            record_export(registry, ADMIN, "cohort table", {"number": number}, 1, "cd" * 32)
            registry.save_profile("ada", f"Ada {number}")
            number += 1
            begun.set()

    with Registry.open(db) as registry:
        thread = Thread(target=write, args=(registry,))
        thread.start()
        assert begun.wait(100)
        kept = back_up(registry, ADMIN, tmp_path / "b.duckdb")
        stop.set()
        thread.join()
    with Registry.open(kept.path, read_only=True) as registry:
        assert export_store.verify(registry).faults == () and kept.rows["exports"] >= 2
        assert kept.rows == {table: rows for table, (rows, _) in whole.content(registry).items()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE review_decisions SET reason = 'x' WHERE sequence = 1", "decision 1 .* is not as it was written"),
        ("UPDATE exports SET name = 'Bob' WHERE sequence = 1", "export 1 .* is not as it was written"),
        ("UPDATE notes SET text = text || ' ' WHERE note_id = 'ct'", "note ct is not the text that was stored"),
    ],
)
def test_a_registry_that_was_changed_outside_is_not_backed_up(db: Path, change: str, said: str) -> None:
    with duckdb.connect(str(db)) as con:
        con.execute(change)
    with Registry.open(db) as registry, pytest.raises(DamagedError, match=said):
        back_up(registry, ADMIN, db.with_name("b.duckdb"))
    assert names(db.parent) == {"r.duckdb"}


def test_a_copy_that_does_not_hold_what_was_written_is_no_backup(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = whole.copy

    def losing(registry: Registry, path: Path) -> whole.Content:
        found = plain(registry, path)
        with duckdb.connect(str(path)) as con:
            con.execute("UPDATE case_values SET status = status || '.'")
        return found

    monkeypatch.setattr(whole, "copy", losing)
    with Registry.open(db) as registry, pytest.raises(RegistryError, match="does not hold what was written"):
        back_up(registry, ADMIN, db.with_name("b.duckdb"))
    assert names(db.parent) == {"r.duckdb"}


def test_while_somebody_has_the_registry_open_the_command_names_them(db: Path) -> None:
    with Registry.open(db):
        done = crlm("backup", "--db", db, "--out", db.with_name("b.duckdb"))
    assert done.code == 2 and len(done.lines) == 1 and str(os.getpid()) in done.err
    assert names(db.parent) == {"r.duckdb"}


def test_there_and_back_by_the_command_line(db: Path) -> None:
    out, back = db.with_name("b.duckdb"), db.with_name("back.duckdb")
    done = called("backup", "--db", db, "--out", out)
    assert (done.code, done.out) == (0, "") and "3 versions of notes, 2 decisions" in done.err
    done = called("restore", out, "--db", back)
    assert (done.code, done.out, len(done.lines)) == (0, "", 1), done.err
    found, there = content(back), content(db)
    assert {table for table in found if found[table] != there[table]} == {"exports", "export_head"}
    assert called("backup", "--db", db.with_name("none.duckdb"), "--out", db.with_name("c.duckdb")).code == 2
    assert not db.with_name("none.duckdb").exists()


# --- restore ------------------------------------------------------------------------------------------------------------


def test_a_restore_is_told_in_the_audit(backup: Path, tmp_path: Path) -> None:
    kept = restore(backup, tmp_path / "new.duckdb", local_person)
    assert kept.hash_was_checked and kept.before is None
    with Registry.open(tmp_path / "new.duckdb", read_only=True) as registry:
        last = export_store.load(registry)[-1]
        assert (last.kind, last.sha256) == ("restored from a backup", kept.sha256)
        whole.check(registry)
    assert (tmp_path / "new.duckdb").stat().st_mode & 0o777 == 0o600


def test_a_registry_gives_way_only_when_that_is_said_and_stays_beside(backup: Path, db: Path) -> None:
    before = db.read_bytes()
    with pytest.raises(UserError, match="exists: name another file, or say --replace"):
        restore(backup, db, local_person)
    assert db.read_bytes() == before
    kept = restore(backup, db, local_person, replace=True)
    assert kept.before and kept.before.read_bytes() == before != db.read_bytes()
    assert count(db, "notes") == 3


def test_a_journal_that_was_not_closed_is_kept_with_its_registry(backup: Path, db: Path) -> None:
    script = (
        "import os, sys\nfrom registry.store import Registry\n"
        "registry = Registry.open(sys.argv[1])\nregistry.save_profile('x', 'Xi')\nos._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(db)], cwd=ROOT, check=False)
    assert Path(f"{db}.wal").exists()
    with pytest.raises(UserError, match="--replace"):
        restore(backup, db, local_person)
    kept = restore(backup, db, local_person, replace=True)
    assert kept.before and not Path(f"{db}.wal").exists()
    with Registry.open(kept.before) as old, Registry.open(db) as new:
        assert (old.profile("x"), new.profile("x")) == ("Xi", "")


def test_a_damaged_registry_gives_way(backup: Path, db: Path) -> None:
    broken = b"".join((db.read_bytes()[:4096], b"\xff" * 8192, db.read_bytes()[12288:]))
    db.write_bytes(broken)
    kept = restore(backup, db, local_person, replace=True)
    assert kept.before and kept.before.read_bytes() == broken
    assert count(db, "review_decisions") == 2


def test_a_registry_in_use_does_not_give_way(backup: Path, db: Path) -> None:
    with Registry.open(db), pytest.raises(LockedError):
        restore(backup, db, local_person, replace=True)
    assert names(db.parent) == {"r.duckdb", "backup.duckdb", "backup.duckdb.sha256"}


def flipped(content: bytes) -> bytes:
    at = content.index(b"FINDINGS")
    return content[:at] + b"findings" + content[at + 8 :]


@pytest.mark.parametrize(
    ("spoil", "hashed", "said"),
    [
        (flipped, True, "is not the file that .*sha256 was written for"),
        (flipped, False, "is damaged"),
        (lambda content: content[:-5000], False, "is damaged"),
        (lambda _: b"", False, "not a registry"),
        (lambda _: b"hello" * 5000, False, "not a registry"),
    ],
)
def test_a_backup_that_is_not_as_it_was_written_changes_nothing(
    backup: Path, db: Path, spoil: Any, hashed: bool, said: str
) -> None:
    backup.write_bytes(spoil(backup.read_bytes()))
    if not hashed:
        backup.with_name("backup.duckdb.sha256").unlink()
    before = state(db.parent)
    with pytest.raises((UserError, RegistryError), match=said) as caught:
        restore(backup, db, local_person, replace=True)
    assert str(backup) in str(caught.value)
    assert state(db.parent) == before


def test_a_registry_with_a_journal_beside_it_is_no_backup(backup: Path, tmp_path: Path) -> None:
    Path(f"{backup}.wal").write_bytes(b"x")
    with pytest.raises(UserError, match="a registry in use"):
        restore(backup, tmp_path / "new.duckdb", local_person)
    with pytest.raises(UserError, match="is not a file"):
        restore(tmp_path / "nowhere", tmp_path / "new.duckdb", local_person)


DYING = """
import os, signal, sys
from pathlib import Path
from review import backup
from review.reviewer import local_person
left = [int(sys.argv[3])]
def dying(plain):
    def call(*given, **more):
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return plain(*given, **more)
    return call
for name in ("copied", "flush", "record_export", "put_in_place"):
    setattr(backup, name, dying(getattr(backup, name)))
Path.rename = dying(Path.rename)
backup.restore(Path(sys.argv[1]), Path(sys.argv[2]), local_person, replace=True)
"""


@pytest.fixture
def killed_at(backup: Path, db: Path) -> Iterator[Any]:
    def restore_killed_at(step: int) -> int:
        command = [sys.executable, "-c", DYING, str(backup), str(db), str(step)]
        return subprocess.run(command, cwd=ROOT, check=False).returncode

    return restore_killed_at


def test_killed_on_the_way_either_of_the_two_is_there_whole(killed_at: Any, db: Path) -> None:
    before = db.read_bytes()
    for step in (0, 2, 3):  # copying, the audit and the disk, on the way to the name
        assert killed_at(step) == -signal.SIGKILL
        assert db.read_bytes() == before
    assert killed_at(5) == -signal.SIGKILL  # the old one has moved aside, the new one has not come
    [old] = [one for one in db.parent.iterdir() if ".before-" in one.name]
    assert not db.exists() and old.read_bytes() == before
    assert killed_at(99) == 0 and count(db, "notes") == 3
