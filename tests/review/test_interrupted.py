"""kill -9 in the middle of `crlm ingest` and the same command again: the content of an undisturbed run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.health.tree import ROOT
from tests.review import many_notes
from tests.review.content import content, count
from tests.review.crlm import command, crlm
from tests.review.small_disk import small_disk

NOTES, CASES = 500, 120
REPORTING = """
import sys
from pathlib import Path
from registry.store import Registry
from review import workflow
with Registry.open(sys.argv[2]) as registry:
    workflow.ingest(registry, [Path(sys.argv[1])], on_progress=lambda count: print(count, flush=True))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_notes.write(tmp_path_factory.mktemp("notes") / "notes.jsonl", notes=NOTES, cases=CASES)


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> Path:
    db = source.with_name("undisturbed.duckdb")
    assert crlm("ingest", source, "--db", db).code == 0
    assert count(db, "notes") == NOTES and count(db, "case_stages") == CASES
    return db


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def killed_after(commits: int, source: Path, db: Path) -> None:
    """Start `crlm ingest` and kill it when its journal has grown this often."""
    journal, seen, known = Path(f"{db}.wal"), 0, 0
    with subprocess.Popen(command("ingest", source, "--db", db), cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        while seen < commits:
            assert process.poll() is None, "it was done before it could be killed"
            now = size(journal)
            seen, known = seen + (now > known), now
            time.sleep(0.0005)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL


def test_undisturbed_runs_agree(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    crlm("ingest", source, "--db", tmp_path / "again.duckdb")
    assert content(tmp_path / "again.duckdb") == content(undisturbed)


@pytest.mark.parametrize("commits", [6, 9])
def test_killed_while_notes_are_stored(commits: int, source: Path, undisturbed: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    killed_after(commits, source, db)
    assert 0 < count(db, "notes") < NOTES
    done = crlm("ingest", source, "--db", db)
    assert (done.code, len(done.lines)) == (0, 1)
    assert f"{NOTES} notes read" in done.err and f"{NOTES} new" not in done.err
    assert content(db) == content(undisturbed)


def test_killed_again_and_again(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    for _ in range(3):
        killed_after(3, source, db)
    assert crlm("ingest", source, "--db", db).code == 0
    assert content(db) == content(undisturbed)


def test_what_was_reported_done_is_there_after_a_kill(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    script = [sys.executable, "-c", REPORTING, str(source), str(db)]
    with subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        reported = [int(process.stdout.readline()) for _ in range(4)][-1]
        os.kill(process.pid, signal.SIGKILL)
        reported = max([reported, *map(int, process.stdout.read().split())])
    assert reported <= count(db, "notes") < NOTES
    assert crlm("ingest", source, "--db", db).code == 0
    assert content(db) == content(undisturbed)


def test_cases_of_a_run_that_died_are_computed_by_the_next_one(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    db, other = tmp_path / "r.duckdb", tmp_path / "other.jsonl"
    killed_after(6, source, db)
    assert count(db, "case_stages") == 0
    many_notes.write(other, notes=1, cases=CASES)
    assert crlm("ingest", other, "--db", db).code == 0
    assert count(db, "case_stages") == count(db, "(SELECT DISTINCT case_id FROM notes)")


def test_a_full_disk_is_told_in_one_line_and_loses_nothing(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1_200_000) as disk:
        db = disk.folder / "r.duckdb"
        done = disk.crlm("ingest", source, "--db", db)
        assert done.code == 2, done.err
        assert [line for line in done.lines if str(db) in line and "make room" in line] == done.lines
        disk.grow()
        assert disk.crlm("ingest", source, "--db", db).code == 0
        assert content(db) == content(undisturbed)
