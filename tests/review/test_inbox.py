"""A registry in use: the holder is named, the ingest waits or hands over, and what was handed over is taken in once."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from registry.store import Registry
from review import workflow
from review.evidence_files import EvidenceError, files_of, load_evidence
from review.inbox import hand_over, inbox_of, take_in
from review.intake import Reading
from review.reviewer import local_person
from review.rights import Person, RefusedError, Role
from review.sources import Defaults
from tests.health.tree import ROOT
from tests.review import many_notes
from tests.review.content import content, count
from tests.review.crlm import called, command, crlm

HOLD = """
import sys
from registry.store import Registry
with Registry.open(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""
NOTES, CASES = 60, 12


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_notes.write(tmp_path_factory.mktemp("notes") / "notes.jsonl", notes=NOTES, cases=CASES)


@pytest.fixture(scope="module")
def ingested(source: Path) -> Path:
    db = source.with_name("ingested.duckdb")
    with Registry.open(db) as registry:
        workflow.ingest(registry, [source], on_progress=lambda _: None)
    return db


@contextmanager
def held(db: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process has the registry open meanwhile, unless its input is closed before."""
    script = [sys.executable, "-c", HOLD, str(db)]
    with subprocess.Popen(script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        yield process


def left(db: Path, source: Path) -> workflow.IngestReport:
    return hand_over(db, [source], on_progress=lambda _: None, defaults=Defaults(), reading=Reading())


def test_the_holder_is_named_with_what_can_be_done(source: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    with held(db) as holder:
        done = crlm("ingest", source, "--db", db)
    assert done.code == 2 and len(done.lines) == 1
    assert f"in use by {Path(sys.executable).resolve().name}"[:16] in done.err and f"(process {holder.pid})" in done.err
    assert "--wait" in done.err and "--hand-over" in done.err


def test_an_ingest_waits_until_the_registry_is_free(source: Path, ingested: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    script = command("ingest", source, "--db", db, "--wait", "--workers", "1")
    with held(db) as holder, subprocess.Popen(script, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr and "waiting until it is free" in process.stderr.readline()
        assert process.poll() is None
        assert holder.stdin
        holder.stdin.close()
        assert f"{NOTES} notes read, {NOTES} new" in process.stderr.read()
    assert process.returncode == 0
    assert content(db) == content(ingested)


def test_an_ingest_hands_over_and_the_next_takes_it_in(source: Path, ingested: Path, tmp_path: Path) -> None:
    db, other = tmp_path / "r.duckdb", many_notes.write(tmp_path / "other.jsonl", notes=1, cases=1)
    with held(db):
        done = crlm("ingest", source, "--db", db, "--hand-over", "--workers", "1")
    assert done.code == 0 and f"{NOTES} notes read into {inbox_of(db)}" in done.err
    assert inbox_of(db).stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in inbox_of(db).iterdir()] == [0o600]
    done = called("ingest", other, "--db", db, "--workers", "1")
    assert f"{NOTES} notes taken in from the inbox" in done.err and "1 notes read, 0 new" in done.err
    assert list(inbox_of(db).iterdir()) == []
    assert content(db) == content(ingested)


def test_what_is_taken_in_twice_is_stored_once(source: Path, ingested: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    left(db, source), left(db, source)
    with Registry.open(db) as registry:
        assert (take_in(registry).stored, take_in(registry).read) == (NOTES, 0)
    assert content(db) == content(ingested)


def test_what_is_no_evidence_is_set_aside(source: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    left(db, source)
    strange = inbox_of(db) / "0.parquet"
    strange.write_bytes(b"PAR1 is how such a file begins")
    with Registry.open(db) as registry:
        report = take_in(registry)
    assert report.stored == NOTES and [rejection.where for rejection in report.rejections] == [str(strange)]
    assert [path.name for path in inbox_of(db).iterdir()] == ["0.parquet.refused"]


def test_what_a_killed_process_left_half_written_is_removed(source: Path, tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    inbox_of(db).mkdir()
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    (inbox_of(db) / f"1-{gone.pid}.parquet.partial").write_bytes(b"PAR1")
    left(db, source)
    assert [path.suffix for path in inbox_of(db).iterdir()] == [".parquet"]


def test_evidence_from_elsewhere_is_loaded(source: Path, ingested: Path, tmp_path: Path) -> None:
    db, elsewhere = tmp_path / "r.duckdb", tmp_path / "elsewhere"
    left(elsewhere, source)
    done = crlm("load", inbox_of(elsewhere), "--db", db)
    assert done.code == 0 and f"{NOTES} notes, {NOTES} new, {CASES} cases classified, 0 refused" in done.err
    assert content(db) == content(ingested)
    assert "0 new" in called("load", *files_of([inbox_of(elsewhere)]), "--db", db).err


def test_evidence_of_nobody_who_may_or_of_nothing_is_refused(source: Path, tmp_path: Path) -> None:
    with Registry.open(tmp_path / "r.duckdb") as registry:
        with pytest.raises(EvidenceError, match="holds no evidence"):
            load_evidence(registry, local_person(registry), [tmp_path / "nowhere"])
        with pytest.raises(RefusedError):
            load_evidence(registry, Person("x", "X", Role.ABSTRACTOR), [source])
        with pytest.raises(EvidenceError, match="broken or no file of evidence"):
            load_evidence(registry, local_person(registry), [source])
    assert count(tmp_path / "r.duckdb", "notes") == 0


def test_older_versions_do_not_come_on_top_of_the_present_ones(source: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    db, old = tmp_path / "r.duckdb", tmp_path / "old.parquet"
    left(tmp_path / "elsewhere", source)
    table = pq.read_table(files_of([inbox_of(tmp_path / "elsewhere")])[0])
    position = table.schema.names.index("lexicon")
    pq.write_table(table.set_column(position, "lexicon", [["an-older-one"] * NOTES]), old)
    with Registry.open(db) as registry:
        workflow.ingest(registry, [source], on_progress=lambda _: None)
        report = load_evidence(registry, local_person(registry), [old])
        assert (report.read, report.stored, report.cases) == (NOTES, 0, 0)
    fresh = tmp_path / "fresh.duckdb"
    with Registry.open(fresh) as registry:
        assert load_evidence(registry, local_person(registry), [old]).stored == NOTES
        assert workflow.ingest(registry, [source], on_progress=lambda _: None).stored == NOTES
