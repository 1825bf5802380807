"""The reading on Spark against the local one, row for row, on invented notes; a worker of Spark can be killed on the way.

usage: python -m benchmarks.spark_equals [--notes 20000] [--kill] [--seed 7]     (needs Spark and Java: docs/scale.md)
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.batch import write_notes
from review.evidence_batch import EVIDENCE
from review.evidence_files import files_of
from review.inbox import hand_over, inbox_of
from review.ingest_cli import cores
from review.intake import Reading
from review.sources import Defaults


def kill_a_worker(process: subprocess.Popen[bytes]) -> None:
    """Kill the first worker of Spark that reads, of those that this process brought about."""
    while process.poll() is None:
        for pid, above in parents().items():
            if (
                b"pyspark.daemon" in command_line(pid)
                and b"pyspark.daemon" in command_line(above[0])
                and process.pid in above
            ):
                os.kill(pid, signal.SIGKILL)
                print(f"killed worker {pid} of Spark", flush=True)
                return
        time.sleep(0.1)


def parents() -> dict[int, list[int]]:
    """Process -> the one that started it, and so on."""
    direct = {}
    for one in Path("/proc").glob("[0-9]*"):
        try:
            direct[int(one.name)] = int((one / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
    found: dict[int, list[int]] = {}
    for pid, parent in direct.items():
        found[pid] = [parent]
        while (parent := direct.get(parent, 0)) > 1:
            found[pid].append(parent)
    return found


def command_line(pid: int) -> bytes:
    """What a process runs; nothing once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def rows(folder: Path) -> dict[str, dict[str, object]]:
    """Note -> its row of evidence."""
    found = pq.read_table(folder, schema=EVIDENCE) if folder.is_dir() else None
    if found is None or not files_of([folder]):
        raise SystemExit(f"{folder} holds no evidence")
    return {row["note_id"]: row for batch in found.to_batches() for row in batch.to_pylist()}


def main() -> None:
    """Read twice and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, default=20_000)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        notes = write_notes(folder / "notes.jsonl", asked.notes, asked.seed)
        start = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "review.spark_reading",
            str(notes),
            str(folder / "spark"),
            "--master",
            "local[2,4]",
        ]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            if asked.kill:
                kill_a_worker(process)
        if process.returncode:
            raise SystemExit(f"Spark ended with {process.returncode}")
        middle = time.monotonic()
        hand_over(folder / "local", [notes], on_progress=lambda _: None, defaults=Defaults(), reading=Reading(cores()))
        end = time.monotonic()
        local, spark = rows(inbox_of(folder / "local")), rows(folder / "spark")
        different = [note for note in local.keys() | spark.keys() if local.get(note) != spark.get(note)]
        print(
            f"{len(local)} notes: Spark {middle - start:.0f} s, local {end - middle:.0f} s, {len(different)} rows differ"
        )
        if different or len(local) != asked.notes:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
