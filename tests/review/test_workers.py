"""Reading by worker processes: the same registry at any number, a poisoned note refused alone, nothing left running."""

import json
import os
import signal
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pytest

from abstraction.records import Note, NoteAbstraction
from registry import quarantine_store
from registry.store import Registry
from review import note_pool, workflow
from review.evidence_batch import EVIDENCE, NOTES, notes_batch, read_batch, read_of
from review.extracting import extract_note
from review.extraction_run import extract_notes
from review.intake import Reading
from review.note_pool import Limits, NotePool
from review.rejection import Rejection, UserError
from review.sources import Defaults, read_notes
from review.workflow import IngestReport
from tests.review import many_notes
from tests.review.content import content, count
from tests.review.crlm import crlm

QUICK = Limits(seconds=1, memory=700_000_000, clock=1000)  # the processor tells, however busy the machine is
POISONED = {"endless": "longer than 1 s", "crash": "SIGSEGV", "memory": "ended with 1"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_notes.write(tmp_path_factory.mktemp("notes") / "notes.jsonl", notes=240, cases=40)


@pytest.fixture(scope="module")
def alone(source: Path) -> Path:
    db = source.with_name("alone.duckdb")
    assert ingested(db, source, Reading()).stored == 240
    return db


def ingested(db: Path, source: Path, reading: Reading) -> IngestReport:
    with Registry.open(db) as registry:
        return workflow.ingest(registry, [source], on_progress=lambda _: None, reading=reading)


def children() -> set[str]:
    """The processes that this one has started and that still live."""
    me = Path(f"/proc/{os.getpid()}/task")
    return {pid for task in me.iterdir() for pid in (task / "children").read_text().split()}


@pytest.mark.parametrize("workers", [1, 3])
def test_any_number_of_workers_stores_the_same(workers: int, source: Path, alone: Path, tmp_path: Path) -> None:
    before = children()
    report = ingested(tmp_path / "r.duckdb", source, Reading(workers))
    assert (report.read, report.stored, report.cases, report.rejections) == (240, 240, 40, [])
    assert content(tmp_path / "r.duckdb") == content(alone)
    assert children() == before


def test_evidence_is_all_that_was_read(source: Path) -> None:
    notes = [item for item in read_notes([source], Defaults()) if isinstance(item, Note)]
    evidence = read_batch(notes_batch(notes))
    evidence.validate(full=True)
    assert evidence.schema == EVIDENCE
    assert [read.outcome for read in read_of(evidence)] == [extract_note(note) for note in notes]


def test_any_number_of_workers_extracts_the_same_in_order(source: Path, tmp_path: Path) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    lines.insert(130, json.dumps({"note_id": "empty", "case_id": "c1", "text": ""}))
    given = tmp_path / "notes.jsonl"
    given.write_text("\n".join(lines), encoding="utf-8")
    alone = list(extract_notes([given], Defaults()))
    assert [type(outcome) for outcome in alone[129:132]] == [NoteAbstraction, Rejection, NoteAbstraction]
    before = children()
    assert list(extract_notes([given], Defaults(), workers=3)) == alone and len(alone) == 241
    assert children() == before
    assert list(islice(extract_notes([given], Defaults(), workers=None), 3)) == alone[:3] and children() == before


def test_what_is_no_note_is_refused_in_its_row() -> None:
    rows = [
        {"note_id": "n1", "case_id": "c1", "note_type": "radiology", "note_date": "2024-02-31", "text": "CT"},
        {"note_id": None, "case_id": "c1", "note_type": "radiology", "note_date": "2024-02-03", "text": "CT"},
        {"note_id": "n3", "case_id": "c1", "note_type": "radiology", "note_date": "2024-02-03", "text": "One metastasis."},
    ]  # fmt: skip
    read = read_of(read_batch(pa.RecordBatch.from_pylist(rows, NOTES)))
    assert "date" in str(read[0].outcome) and "note_id" in str(read[1].outcome)
    assert isinstance(read[2].outcome, NoteAbstraction)


# --- poisoned notes ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Ten notes of which some poison the reader, and the others of them."""
    folder = tmp_path_factory.mktemp("poisoned")
    rows = [many_notes.note(number, 4) for number in range(10)]
    clean = many_notes.write(folder / "clean.jsonl", notes=10, cases=4)
    for number, word in enumerate(POISONED):
        rows.insert(
            2 * number, {**rows[0], "note_id": f"poison-{word}", "text": f"CT LIVER\npoison: {word}\nOne metastasis."}
        )
    (folder / "poisoned.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder / "poisoned.jsonl", clean


@pytest.fixture
def poisonous(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    return "poisoned:read"


def test_a_poisoned_note_is_refused_alone(poisoned: tuple[Path, Path], poisonous: str, tmp_path: Path) -> None:
    source, clean = poisoned
    db, other = tmp_path / "r.duckdb", tmp_path / "clean.duckdb"
    report = ingested(db, source, Reading(2, QUICK, reader=poisonous))
    said = {rejection.where: rejection.what for rejection in report.rejections}
    assert {word for word, why in POISONED.items() if why in said[f"note poison-{word}"]} == set(POISONED)
    assert (report.stored, len(said)) == (10, len(POISONED))
    ingested(other, clean, Reading())
    assert {**content(db), "quarantine": []} == content(other)

    # The same versions do not try again, unless they are asked to; then a reader that was mended reads them.
    again = ingested(db, source, Reading(1, QUICK, reader="review.evidence_batch:read_batch"))
    assert (again.stored, len(again.rejections)) == (0, len(POISONED))
    assert all(
        "in quarantine since" in rejection.what and "--retry" in rejection.todo for rejection in again.rejections
    )
    retried = ingested(db, source, Reading(1, QUICK, retry=True))
    assert (retried.stored, retried.rejections, count(db, "quarantine")) == (len(POISONED), [], 0)


def test_the_quarantine_holds_no_text(poisoned: tuple[Path, Path], poisonous: str, tmp_path: Path) -> None:
    source = tmp_path / "one.jsonl"
    note = {
        "note_id": "n1",
        "case_id": "c1",
        "note_type": "radiology",
        "note_date": "2024-02-03",
        "text": "poison: exit",
    }
    source.write_text(json.dumps(note), encoding="utf-8")
    ingested(tmp_path / "r.duckdb", source, Reading(1, QUICK, reader=poisonous))
    assert "poison" not in repr(content(tmp_path / "r.duckdb"))
    listed = crlm("quarantine", "--db", tmp_path / "r.duckdb")
    assert (listed.code, len(listed.out.splitlines())) == (0, 1)
    assert "  c1  n1  " in listed.out and listed.out.endswith("  the reader ended with 7 on it\n")
    with Registry.open(tmp_path / "r.duckdb") as registry:
        held = quarantine_store.held(registry)["n1"]
    assert (held.case_id, held.what, held.software) == (
        "c1",
        "the reader ended with 7 on it",
        workflow.VERSIONS.software,
    )


def test_a_reader_that_sleeps_is_ended_by_the_clock(poisonous: str) -> None:
    notes = pa.RecordBatch.from_pylist([{**many_notes.note(1, 1), "text": "poison: sleep"}], NOTES)
    pool: NotePool[int] = NotePool(1, Limits(seconds=0.1), reader=poisonous)
    [(_, evidence)] = pool.read(iter([(0, notes)]))
    assert "longer than 0.1 s" in str(read_of(evidence)[0].outcome)


# --- workers that die, and parents that do ----------------------------------------------------------------------------


def batches(notes: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    for number in range(notes):
        yield number, pa.RecordBatch.from_pylist([many_notes.note(number, 3)], NOTES)


def test_workers_that_are_killed_change_nothing() -> None:
    pool: NotePool[int] = NotePool(2, Limits())
    found = []
    for number, evidence in pool.read(batches(30)):
        found.append((number, evidence))
        if number % 10 == 5:
            for worker in pool.workers:
                os.kill(worker, signal.SIGKILL)
    assert found == [(number, read_batch(notes)) for number, notes in batches(30)]


def test_what_a_reader_prints_is_no_answer(poisonous: str) -> None:
    pool: NotePool[int] = NotePool(1, Limits(), reader="poisoned:chatty")
    assert list(pool.read(batches(3))) == [(number, read_batch(notes)) for number, notes in batches(3)]


def test_a_reader_that_cannot_be_started_is_told_and_refuses_no_note() -> None:
    with pytest.raises(UserError, match="no process for reading notes can be started"):
        list(NotePool[int](1, Limits(), reader="review.no_such_module:read").read(batches(1)))


def test_a_reader_that_fails_on_every_note_stops_the_reading(poisonous: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_pool, "MOST_REFUSED", 3)
    notes = pa.RecordBatch.from_pylist([{**many_notes.note(1, 1), "text": "poison: endless"}], NOTES)
    pool: NotePool[int] = NotePool(2, Limits(seconds=0.05), reader=poisonous)
    with pytest.raises(UserError, match="and 2 notes before it: check"):
        list(pool.read((number, notes) for number in range(50)))


def test_workers_end_when_the_reading_is_left() -> None:
    before, pool = children(), NotePool[int](2, Limits())
    reading = pool.read(batches(30))
    next(reading)
    assert children() > before
    reading.close()
    assert children() == before
