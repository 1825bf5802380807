"""The reading on Spark, as its own command on several local workers: row for row what one machine reads, whatever dies on the way.

Run by `make spark`, which installs Spark; needs Java.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from registry.store import Registry
from review import workflow
from review.evidence_batch import NOTES as NOTES_SCHEMA
from review.evidence_batch import notes_batch, read_batch
from review.evidence_files import files_of, load_evidence
from review.reviewer import local_person
from review.sources import Defaults, read_notes
from tests.health.tree import ROOT
from tests.review import many_notes
from tests.review.content import content

pytestmark = pytest.mark.spark

NOTES, CASES = 400, 50
POISON = {
    "note_id": "poison",
    "case_id": "c0",
    "note_type": "radiology",
    "note_date": "2024-02-03",
    "text": "poison: exit",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_notes.write(tmp_path_factory.mktemp("notes") / "notes.jsonl", notes=NOTES, cases=CASES)


@pytest.fixture(scope="module")
def expected(source: Path) -> list[dict[str, Any]]:
    """The evidence that this process reads, by note."""
    notes = list(read_notes([source], Defaults()))
    return by_note(read_batch(notes_batch(notes)).to_pylist())  # type: ignore[arg-type]


def by_note(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["note_id"]))


def evidence(folder: Path) -> list[dict[str, Any]]:
    return by_note([row for path in files_of([folder]) for row in pq.read_table(path).to_pylist()])


def started(notes: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    """The command on two local workers, each task tried four times."""
    script = [sys.executable, "-m", "review.spark_reading", str(notes), str(out), "--master", "local[2,4]", *options]
    place = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "review")])
    return subprocess.Popen(
        script,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": place},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def parents() -> dict[int, int]:
    """Process -> the one that started it."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
    return found


def workers_below(root: int) -> dict[int, int]:
    """Worker of ours -> the worker of Spark that started it, of those that this process brought about."""
    tree, found = parents(), {}
    for pid, parent in tree.items():
        above = parent
        while above not in (0, 1, root):
            above = tree.get(above, 0)
        if above == root and b"review.note_worker" in command_line(pid):
            found[pid] = parent
    return found


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_equals_the_local_reading_with_a_poisoned_note_refused(
    source: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    poisoned = tmp_path / "poisoned.jsonl"
    poisoned.write_text(source.read_text(encoding="utf-8") + json.dumps(POISON) + "\n", encoding="utf-8")
    with started(poisoned, tmp_path / "out", "--reader", "poisoned:read") as process:
        _, said = process.communicate(timeout=280)
    assert process.returncode == 0, said
    rows = evidence(tmp_path / "out")
    refused = [row for row in rows if row["note_id"] == "poison"]
    assert [row["refused_what"] for row in refused] == ["the reader ended with 7 on it"]
    assert [row for row in rows if row["note_id"] != "poison"] == expected
    assert "poison: exit" not in said

    with Registry.open(tmp_path / "spark.duckdb") as registry:
        report = load_evidence(registry, local_person(registry), [tmp_path / "out"])
        assert (report.stored, len(report.rejections)) == (NOTES, 1)
    with Registry.open(tmp_path / "local.duckdb") as registry:
        workflow.ingest(registry, [source], on_progress=lambda _: None)
    assert {**content(tmp_path / "spark.duckdb"), "quarantine": []} == content(tmp_path / "local.duckdb")


def test_a_worker_killed_in_the_middle_changes_nothing(
    source: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    notes = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    (tmp_path / "notes").mkdir()
    for part in range(4):  # two for each worker
        pq.write_table(pa.Table.from_pylist(notes[part::4], NOTES_SCHEMA), tmp_path / "notes" / f"{part}.parquet")
    with started(tmp_path / "notes", tmp_path / "out") as process:
        while len(found := workers_below(process.pid)) < 2:
            assert process.poll() is None
            time.sleep(0.01)
        (reading, of_spark), *_ = found.items()
        os.kill(of_spark, signal.SIGKILL)
        _, said = process.communicate(timeout=280)
    assert process.returncode == 0, said
    assert "Python worker exited unexpectedly" in said  # Spark saw it, and tried the task again
    assert evidence(tmp_path / "out") == expected
    assert not Path(f"/proc/{reading}").exists()
