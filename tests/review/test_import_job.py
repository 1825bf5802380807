"""An import in the app's process: uploads lie in a private folder while they are read, and it runs to its end by itself."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from registry.store import Registry
from review import import_job
from review.import_job import ImportJob, job_of, put_away, start
from review.imports import imports, undo_import
from review.loading import load_notes
from review.rejection import UserError
from review.rights import RefusedError, Role
from review.sources import Defaults
from review.upload_folder import put, remove, remove_leftovers, uploaded
from tests.review.reviewed import LETTER, NOTES, note, somebody
from tests.review.test_imports import ADMIN

LINES = "".join(json.dumps(one) + "\n" for one in NOTES).encode()
BROKEN = (json.dumps(note("bad", "c1", "oncology", "03/04/2024", LETTER)) + "\n").encode()


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "r.duckdb") as opened:
        yield opened


def ended(job: ImportJob) -> ImportJob:
    assert job.thread
    job.thread.join()
    assert not job.running
    return job


def upload(registry: Registry, content: bytes = LINES, **more: Any) -> ImportJob:
    folder, paths = put(registry, [("notes.jsonl", content)])
    return start(registry, ADMIN, paths, Defaults(), folder=folder, **more)


def hidden(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if ".upload-" in one.name]


def test_it_loads_and_leaves_nothing_of_the_upload(registry: Registry, tmp_path: Path) -> None:
    job = ended(upload(registry, LINES + BROKEN))
    assert job.report and (job.report.read, job.report.stored, job.done) == (3, 3, 3)
    assert [one.where for one in job.rejections] == ["notes.jsonl, line 4, note bad"]
    row = json.loads(job.rejected_rows or "")
    assert row["text"] == LETTER and row["refused"][0]["where"] == "notes.jsonl, line 4, note bad"
    assert hidden(tmp_path) == []
    [one] = imports(registry)
    assert (one.by, one.sources, one.notes, one.refused, one.finished) == ("Ada", ("notes.jsonl",), 3, 1, True)
    assert job_of(registry) is job
    put_away(registry)
    assert job_of(registry) is None


def test_one_at_a_time_and_none_is_taken_back_meanwhile(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = Event(), Event()

    def slow(*args: Any, **more: Any) -> Any:
        begun.set()
        assert go_on.wait(60)
        return load_notes(*args, **more)

    monkeypatch.setattr(import_job, "load_notes", slow)
    job = upload(registry)
    assert begun.wait(60)
    put_away(registry)
    assert job_of(registry) is job and job.running
    with pytest.raises(UserError, match="an import by Ada is going on"):
        start(registry, ADMIN, [], Defaults())
    with pytest.raises(UserError, match="an import by Ada is going on"):
        undo_import(registry, ADMIN, "abcdef", "why")
    go_on.set()
    ended(job)
    undo_import(registry, ADMIN, imports(registry)[0].run_id, "why")
    assert ended(upload(registry)).report


def test_it_stops_when_asked_and_keeps_what_it_stored(registry: Registry, tmp_path: Path) -> None:
    job = ImportJob(ADMIN, ("x",), 0)
    job.stop()
    folder, paths = put(registry, [("notes.jsonl", LINES)])
    import_job._run(job, registry, paths, Defaults(), folder)
    assert job.failed.startswith("Stopped. What was stored is kept") and hidden(tmp_path) == []
    [one] = imports(registry)
    assert one.notes == 3 and not one.finished
    again = ended(upload(registry)).report
    assert again and again.stored == 0 and again.cases == 2


def test_what_fails_is_told_without_a_word_of_a_note(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **more: Any) -> Any:
        raise ValueError("ECOG performance status 1")

    monkeypatch.setattr(import_job, "load_notes", broken)
    job = ended(upload(registry))
    assert job.failed.startswith("A fault of the program (ValueError at ") and "ECOG" not in job.failed
    assert hidden(tmp_path) == []
    gone = ended(start(registry, ADMIN, [tmp_path / "none.csv"], Defaults()))
    assert "fault" in gone.failed or "does not exist" in gone.failed


def test_only_who_may(registry: Registry) -> None:
    with pytest.raises(RefusedError):
        start(registry, somebody("Bea", Role.ADJUDICATOR), [], Defaults())
    assert job_of(registry) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\notes\\a.csv", "a.csv"),
        ("/abs/a.csv", "a.csv"),
        (".hidden.csv", "hidden.csv"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b.csv", "ab.csv"),
        ("x" * 400 + ".csv", "x" * 146 + ".csv"),
    ],
)
def test_a_name_leads_nowhere_else(given: str, kept: str, registry: Registry, tmp_path: Path) -> None:
    with uploaded(registry, [(given, b"1"), (given, b"2")]) as (first, second):
        assert first.name == kept and first.parent == second.parent and first.parent.parent == tmp_path.resolve()
        assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")
        assert stat.S_IMODE(first.stat().st_mode) == 0o600 and stat.S_IMODE(first.parent.stat().st_mode) == 0o700
    assert hidden(tmp_path) == []


def test_what_a_killed_process_left_is_taken_away_and_nothing_else(registry: Registry, tmp_path: Path) -> None:
    left = tmp_path / ".r.duckdb.upload-abc"
    left.mkdir()
    (left / "notes.csv").write_text("note", encoding="utf-8")
    (tmp_path / ".other.duckdb.upload-abc").mkdir()
    live, _ = put(registry, [("a.csv", b"1")])
    assert remove_leftovers(registry) == 1
    assert sorted(hidden(tmp_path)) == sorted([".other.duckdb.upload-abc", live.name])
    remove(live)
