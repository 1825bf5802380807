"""The stored notes are read again beside what counts; killed in the middle and run again, it ends as an undisturbed one does."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from abstraction.records import Note, NoteAbstraction, NoteType
from registry import reading_store
from registry.store import Registry, Versions
from review import extraction_run, workflow
from review.rejection import Rejection
from review.rereading import READER, Reread, reread
from review.reviewer import local_person
from review.workflow import BATCH
from tests.health.tree import ROOT
from tests.review import many_notes
from tests.review.content import content, count

NOTES, CASES = 3 * BATCH + 10, 20
OLDER = Versions("0.0", "lexicon-old", "rules-old")
REPORTING = """
import sys
from registry.store import Registry
from review.rereading import reread
from review.reviewer import local_person
with Registry.open(sys.argv[1]) as registry:
    reread(registry, local_person(registry), lambda done, total: print(done, total, flush=True))
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes of which an older lexicon read nothing; one of them has an older text too."""
    db = tmp_path_factory.mktemp("stored") / "cases.duckdb"
    made = [many_notes.note(number, CASES) for number in range(NOTES)]
    notes = [
        Note(one["note_id"], one["case_id"], NoteType(one["note_type"]), one["note_date"], one["text"]) for one in made
    ]
    earlier = Note(notes[0].note_id, notes[0].case_id, notes[0].note_type, notes[0].note_date, "Another text.")
    with Registry.open(db) as registry:
        run_id = registry.start_run(OLDER)
        for batch in ([earlier], notes):
            registry.save_notes([NoteAbstraction(one, (), {}) for one in batch], run_id, OLDER)
        registry.finish_run(run_id)
        workflow.refresh(registry)
    return db


@pytest.fixture(scope="module")
def undisturbed(stored: Path) -> Path:
    db = Path(shutil.copy(stored, stored.with_name("undisturbed.duckdb")))
    with Registry.open(db) as registry:
        report = reread(registry, local_person(registry))
        assert (report.read, report.rejections) == (NOTES, [])
    return db


@pytest.fixture
def db(stored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(stored, tmp_path / "cases.duckdb"))


def test_what_counts_is_as_it_was(stored: Path, undisturbed: Path) -> None:
    with Registry.open(undisturbed) as registry:
        older, newer = reading_store.readings(registry)
        assert (older.notes, older.counting, newer.notes, newer.counting) == (NOTES, NOTES, NOTES, 0)
        assert newer.reader == READER and reading_store.unread(registry, READER) == 0
        assert registry.stale_cases(workflow.versions_of(workflow.effective_policy(registry))) == {}
    before, after = content(stored), content(undisturbed)
    grown = {table for table in after if after[table] != before[table]}
    assert grown == {"note_abstractions", "sections", "element_values", "mentions", "lesions", "rereads"}


def test_killed_and_run_again_it_goes_on_as_the_same_run(db: Path, undisturbed: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", REPORTING, str(db)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == f"{BATCH} {NOTES}\n"
        os.kill(process.pid, signal.SIGKILL)
    read = count(db, "note_abstractions") - NOTES - 1
    assert BATCH <= read < NOTES
    with Registry.open(db) as registry:
        report = reread(registry, local_person(registry))
        assert report.read == NOTES - read
        assert reread(registry, local_person(registry)) == Reread()
    assert count(db, "rereads") == 1 and count(db, "runs WHERE finished_at IS NULL") == 0
    assert content(db) == content(undisturbed)


def test_several_workers_store_the_same(db: Path, undisturbed: Path) -> None:
    before = running()
    with Registry.open(db) as registry:
        assert reread(registry, local_person(registry), workers=2).read == NOTES
    assert content(db) == content(undisturbed)
    assert running() == before


def test_no_worker_outlives_a_reading_that_is_stopped(db: Path, undisturbed: Path) -> None:
    command = [sys.executable, "-m", "review.cli", "reread", "--db", str(db), "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        started = time.monotonic()
        while len(workers := running(process.pid)) < 2:
            assert time.monotonic() - started < 60 and process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) != 0
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    with Registry.open(db) as registry:
        reread(registry, local_person(registry), workers=2)
    assert content(db) == content(undisturbed)


def running(pid: int | None = None) -> list[int]:
    """The processes that this one, or the one of that number, has started."""
    return [
        int(child)
        for child in Path(f"/proc/{pid or os.getpid()}/task/{pid or os.getpid()}/children").read_text().split()
    ]


def test_a_note_that_cannot_be_read_does_not_stop_the_others(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(note: Note) -> NoteAbstraction | Rejection:
        return (
            Rejection("note n7", "the reader failed", "report it")
            if note.note_id == "n7"
            else NoteAbstraction(note, (), {})
        )

    monkeypatch.setattr(extraction_run, "extract_note", reader)
    done: list[tuple[int, int]] = []
    with Registry.open(db) as registry:
        report = reread(registry, local_person(registry), lambda *now: done.append(now))
        assert (report.read, [one.where for one in report.rejections]) == (NOTES - 1, ["note n7"])
        assert reading_store.unread(registry, READER) == 1 and done[-1] == (NOTES, NOTES)
