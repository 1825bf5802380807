"""Ingest of many invented notes by several workers: rate, memory of each process, growth, and an ingest that is killed on the way.

usage: python -m benchmarks.batch [--notes 10000 100000] [--workers 2] [--kills 5] [--seed 7] [--folder FOLDER]
"""

import argparse
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.synthetic_notes import corpus

# Bodies that differ in every sentence; the notes beyond them are these again for other patients.
BODIES = 2000
RUN = {"run_id", "started_at", "finished_at", "applied_at", "quarantined_at"}
# What tells of the runs themselves: an ingest that was killed five times has six.
RUNS = {"runs", "import_events", "import_head"}
PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Ingested:
    """One ingest: seconds by the clock and of all processors, MB of the process that stores and of the largest that reads."""

    notes: int
    seconds: float
    processor: float
    storing_mb: int
    reading_mb: int
    registry: Path


def write_notes(path: Path, count: int, seed: int) -> Path:
    """So many notes of five to a case, the same ones for a seed."""
    bodies, chance = corpus(min(count, BODIES), seed), random.Random(seed)
    with path.open("w", encoding="utf-8") as sink:
        for number in range(count):
            row = bodies[number % len(bodies)]
            text = re.sub(r"MRN: \d+", f"MRN: {chance.randint(10**6, 10**7)}", row["text"], count=1)
            sink.write(json.dumps({**row, "note_id": f"n{number}", "case_id": f"c{number // 5}", "text": text}) + "\n")
    return path


def command(notes: Path, db: Path, workers: int) -> list[str]:
    """The ingest as a user starts it."""
    return [sys.executable, "-m", "review.cli", "ingest", str(notes), "--db", str(db), "--workers", str(workers)]


def peak_mb(pid: int | str) -> int:
    """The most memory that a process has had in use; 0 when it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0
    return int(found.group(1)) // 1024 if found else 0


def children(pid: int) -> list[str]:
    """The processes that this one started."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return []


def ingest(notes: Path, db: Path, count: int, workers: int) -> Ingested:
    """Ingest undisturbed and watch the memory."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    storing = reading = 0
    with subprocess.Popen(command(notes, db, workers), stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            storing = max(storing, peak_mb(process.pid))
            reading = max([reading, *map(peak_mb, children(process.pid))])
            time.sleep(PAUSE)
    if process.returncode:
        raise SystemExit(f"the ingest ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ingested(count, time.monotonic() - start, spent, storing, reading, db)


def killed(notes: Path, db: Path, workers: int, kills: int, final: int, chance: random.Random) -> None:
    """Ingest, killed so often, each time when a random share of the `final` bytes was added, then to its end."""
    for number in range(kills):
        start, wanted = size(db), chance.uniform(0, 0.8) * final / kills
        with subprocess.Popen(command(notes, db, workers), stderr=subprocess.DEVNULL) as process:
            while size(db) < start + wanted:
                if process.poll() is not None:
                    raise SystemExit("it was done before it could be killed")
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.2))
            os.kill(process.pid, signal.SIGKILL)
        print(f"  kill {number + 1}: {rows(db)} notes stored", flush=True)
    subprocess.run(command(notes, db, workers), stderr=subprocess.DEVNULL, check=True)


def size(db: Path) -> int:
    """Bytes of a registry with its journal."""
    return sum(path.stat().st_size for path in (db, Path(f"{db}.wal")) if path.exists())


def rows(db: Path) -> int:
    """Notes in a registry."""
    with duckdb.connect(str(db)) as con:
        tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        return int(con.execute("SELECT count(*) FROM notes").fetchall()[0][0]) if "notes" in tables else 0


def digest(db: Path) -> dict[str, tuple[int, int]]:
    """Table -> number and hash of its rows, without what differs between any two runs."""
    with duckdb.connect(str(db), read_only=True) as con:
        columns = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
        found = {}
        tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()} - RUNS
        for table in sorted(tables):
            names = ", ".join(name for owner, name in columns if owner == table and name not in RUN)
            row = con.execute(f"SELECT count(*), coalesce(sum(hash({names})), 0) FROM {table}").fetchall()[0]
            found[table] = (int(row[0]), int(row[1]))
    return found


def show(done: Ingested, first: Ingested) -> None:
    """A line of figures."""
    growth = (done.processor / first.processor) / (done.notes / first.notes)
    print(
        f"{done.notes:>8} notes  {done.seconds:8.1f} s  {done.notes / done.seconds:6.1f} notes/s  "
        f"{1000 * done.processor / done.notes:5.1f} ms of processor a note ({growth:.2f} of the first)  "
        f"storing {done.storing_mb} MB, reading {done.reading_mb} MB, registry {done.registry.stat().st_size / 2**20:.0f} MB",
        flush=True,
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="where the notes and registries are kept; else they are removed")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, {asked.workers} workers, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as passing:
        folder = asked.folder or Path(passing)
        folder.mkdir(exist_ok=True, parents=True)
        done: list[Ingested] = []
        for count in asked.notes:
            notes = write_notes(folder / f"{count}.jsonl", count, asked.seed)
            done.append(ingest(notes, folder / f"{count}.duckdb", count, asked.workers))
            show(done[-1], done[0])
        if asked.kills:
            last, db = done[-1], folder / "killed.duckdb"
            killed(notes, db, asked.workers, asked.kills, last.registry.stat().st_size, random.Random(asked.seed))
            same = digest(db) == digest(last.registry)
            print(f"killed {asked.kills} times: {'identical to' if same else 'DIFFERENT from'} the undisturbed one")
            if not same:
                raise SystemExit(1)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
