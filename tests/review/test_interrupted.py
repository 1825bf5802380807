"""kill -9 in the middle of `crlm ingest` and the same command again: the content of an undisturbed run."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from review.intake import BATCH
from tests.health.tree import ROOT
from tests.review import many_notes
from tests.review.content import content, count
from tests.review.crlm import called, crlm, paused
from tests.review.small_disk import small_disk

NOTES, CASES = 300, 120
STORED = "registry.store:Registry.save_notes"  # called for each batch, before its transaction
# Tables of a batch: its transaction is open, and some of it is written.
TABLES, WITHIN, CASES_WITHIN = 6, "registry.note_store:append", "registry.case_store:append"
REPORTING = """
import sys
from pathlib import Path
from registry.store import Registry
from review import workflow
told = []
def tell(count):
    told.append(count)
    print(count, flush=True)
    if len(told) == 4:
        sys.stdin.read()
with Registry.open(sys.argv[2]) as registry:
    workflow.ingest(registry, [Path(sys.argv[1])], on_progress=tell)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_notes.write(tmp_path_factory.mktemp("notes") / "notes.jsonl", notes=NOTES, cases=CASES)


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> Path:
    db = source.with_name("undisturbed.duckdb")
    assert called("ingest", source, "--db", db).code == 0
    assert count(db, "notes") == NOTES and count(db, "case_stages") == CASES
    return db


def killed(place: str, number: int, source: Path, db: Path) -> None:
    """Start `crlm ingest` and kill it before this call of a function."""
    with paused(place, number, "ingest", source, "--db", db, "--workers", "1") as process:
        process.kill()
        assert process.wait() == -signal.SIGKILL


def test_undisturbed_runs_agree(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    called("ingest", source, "--db", tmp_path / "again.duckdb")
    assert content(tmp_path / "again.duckdb") == content(undisturbed)


@pytest.mark.parametrize(
    ("place", "number", "stored"),
    [(STORED, 3, 2 * BATCH), (WITHIN, 3 * TABLES + 4, 3 * BATCH), (CASES_WITHIN, 3, NOTES)],
    ids=["between batches", "within a batch", "within a batch of cases"],
)
def test_killed_and_run_again(
    place: str, number: int, stored: int, source: Path, undisturbed: Path, tmp_path: Path
) -> None:
    db = tmp_path / "r.duckdb"
    killed(place, number, source, db)
    assert count(db, "notes") == stored
    done = called("ingest", source, "--db", db, "--workers", "1")
    assert (done.code, len(done.lines)) == (0, 1)
    assert f"{NOTES} notes read, {NOTES - stored} new" in done.err
    assert content(db) == content(undisturbed)


def test_killed_again_and_again(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    for place, number in ((STORED, 2), (WITHIN, TABLES + 2), (STORED, 3)):
        killed(place, number, source, db)
    assert crlm("ingest", source, "--db", db).code == 0
    assert content(db) == content(undisturbed)


def workers_of(pid: int) -> list[int]:
    """The processes that this one has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def all_end(pids: list[int], seconds: float = 120) -> bool:
    until = time.monotonic() + seconds
    while any(map(is_running, pids)) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(map(is_running, pids))


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_an_ingest_that_is_stopped(
    stop: signal.Signals, source: Path, undisturbed: Path, tmp_path: Path
) -> None:
    db = tmp_path / "r.duckdb"
    with paused(STORED, 3, "ingest", source, "--db", db, "--workers", "3") as process:
        workers = workers_of(process.pid)
        process.send_signal(stop)
        _, said = process.communicate("on with it\n")
    assert 1 <= len(workers) <= 3 and all_end(workers)
    assert process.returncode == (130 if stop == signal.SIGINT else -stop)
    assert ("stopped: what was stored is kept" in said) == (stop == signal.SIGINT) and "Traceback" not in said
    assert 0 < count(db, "notes") < NOTES
    assert called("ingest", source, "--db", db, "--workers", "1").code == 0
    assert content(db) == content(undisturbed)


def test_what_was_reported_done_is_there_after_a_kill(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    script = [sys.executable, "-c", REPORTING, str(source), str(db)]
    with subprocess.Popen(script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        reported = [int(process.stdout.readline()) for _ in range(4)][-1]
        process.kill()
    assert reported == count(db, "notes") == 4 * BATCH
    assert called("ingest", source, "--db", db).code == 0
    assert content(db) == content(undisturbed)


def test_cases_of_a_run_that_died_are_computed_by_the_next_one(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    db, other = tmp_path / "r.duckdb", tmp_path / "other.jsonl"
    killed(STORED, 3, source, db)
    assert count(db, "case_stages") == 0
    many_notes.write(other, notes=1, cases=CASES)
    assert called("ingest", other, "--db", db).code == 0
    assert count(db, "case_stages") == count(db, "(SELECT DISTINCT case_id FROM notes)")


def test_a_full_disk_is_told_in_one_line_and_loses_nothing(source: Path, undisturbed: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 800_000) as disk:
        db = disk.folder / "r.duckdb"
        done = disk.crlm("ingest", source, "--db", db)
        assert done.code == 2, done.err
        assert [line for line in done.lines if str(db) in line and "make room" in line] == done.lines
        disk.grow()
        assert disk.crlm("ingest", source, "--db", db).code == 0
        assert content(db) == content(undisturbed)
