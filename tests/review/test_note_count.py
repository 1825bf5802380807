"""The number of notes for the progress bar, and what the bar says in a terminal."""

import os
import pty
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from review.note_count import note_count
from tests.health.tree import ROOT
from tests.review import many_notes
from tests.review.crlm import command


def test_documents_lines_and_rows_are_counted(tmp_path: Path) -> None:
    many_notes.write(tmp_path / "a.jsonl", notes=7, cases=2)
    (tmp_path / "c1").mkdir()
    (tmp_path / "c1" / "2024-01-02_ct.txt").write_text("CT", encoding="utf-8")
    (tmp_path / "c1" / "readme.md").write_text("no note", encoding="utf-8")
    pq.write_table(pa.table({"note_id": ["1", "2"], "text": ["CT", "MRI"]}), tmp_path / "b.parquet")
    assert note_count([tmp_path]) == 10
    assert note_count([tmp_path / "a.jsonl", tmp_path / "c1"]) == 8


def test_what_cannot_be_counted_cheaply_is_not(tmp_path: Path) -> None:
    many_notes.write(tmp_path / "a.jsonl", notes=7, cases=2)
    (tmp_path / "b.csv").write_text("note_id,text\n1,CT\n", encoding="utf-8")
    assert note_count([tmp_path]) is None
    (tmp_path / "b.csv").rename(tmp_path / "b.parquet")
    assert note_count([tmp_path]) is None


def test_a_terminal_sees_how_far_it_is_and_the_time_left(tmp_path: Path) -> None:
    source = many_notes.write(tmp_path / "n.jsonl", notes=60, cases=3)
    reader, terminal = pty.openpty()
    script = command("ingest", source, "--db", tmp_path / "r.duckdb", "--workers", "1")
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(script, cwd=ROOT, stderr=terminal, env=environment) as process:
        os.close(terminal)
        seen = b""
        while True:
            try:
                seen += os.read(reader, 4096)
            except OSError:  # how a terminal of ours ends
                break
    os.close(reader)
    assert process.returncode == 0
    assert b"60/60" in seen and b"notes done" in seen and b"left" in seen
