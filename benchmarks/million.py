"""A registry of a million invented notes: rate of an ingest on top of it, and of what pages and people ask of it.

usage: python -m benchmarks.million [--notes 1000000] [--base 5000] [--more 2000] [--workers 2] [--seed 7] [--folder FOLDER]

The base is ingested as a user does; the notes beyond it are rows of the base copied within the database under ids of their own,
so that the registry is of the size, shape and order of one that was ingested whole. The further notes are read from the start.
"""

import argparse
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.ask import times
from benchmarks.batch import ingest, write_notes
from registry import cohort_store, worklist_store
from registry.store import Registry
from registry.worklist_store import Wanted
from review.workflow import effective_policy, review_case, versions_of

# What tells the copies apart, in every table that has it.
RENAMED = {
    "note_id": "note_id || '_' || copy",
    "case_id": "case_id || '_' || copy",
    "abstraction_id": "abstraction_id + copy * {last}",
}
PAGE, TIMES = 50, 9


def copy(db: Path, copies: int) -> None:
    """Have the notes and cases of a registry so many times in it."""
    with duckdb.connect(str(db)) as con:
        con.execute("SET preserve_insertion_order = false")
        last = int(con.execute("SELECT max(abstraction_id) FROM note_abstractions").fetchall()[0][0])
        tables: dict[str, list[str]] = {}
        for table, column in con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() JOIN duckdb_tables() USING (table_name)"
        ).fetchall():
            tables.setdefault(table, []).append(column)
        for table, columns in tables.items():
            if not RENAMED.keys() & set(columns):
                continue
            made = ", ".join(RENAMED.get(name, name).format(last=last) for name in columns)
            con.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "
                f"SELECT {made} FROM {table}, range(1, {copies}) copies(copy) ORDER BY copy, {table}.rowid"
            )
    with Registry.open(db) as registry:
        inputs = registry.stale_cases(versions_of(effective_policy(registry)))
    with duckdb.connect(str(db)) as con:
        con.register("made", pa.table({"case_id": list(inputs), "inputs": list(inputs.values())}))
        con.execute("UPDATE case_stages SET inputs = made.inputs FROM made WHERE case_stages.case_id = made.case_id")


def show_ingest(what: str, notes: Path, db: Path, count: int, workers: int) -> None:
    """Ingest these notes and print a line of figures."""
    done = ingest(notes, db, count, workers)
    print(
        f"ingest of {count} notes into {what}: {count / done.seconds:.0f} notes/s, "
        f"{1000 * done.processor / count:.1f} ms of processor a note, storing {done.storing_mb} MB, "
        f"registry {db.stat().st_size / 2**30:.2f} GB",
        flush=True,
    )


def other_notes(folder: Path, count: int, seed: int) -> Path:
    """So many notes that the base has not."""
    notes = write_notes(folder / "more.jsonl", count, seed + 1)
    text = notes.read_text(encoding="utf-8")
    notes.write_text(re.sub(r'("(?:note|case)_id": ")', r"\1more_", text), encoding="utf-8")
    return notes


def ask_all(db: Path) -> None:
    """What is asked of the registry: median and longest."""
    start = time.perf_counter()
    with Registry.open(db) as registry:
        print(f"opened in {time.perf_counter() - start:.2f} s")
        asked: dict[str, Callable[[], Any]] = {
            "first page of the worklist": lambda: worklist_store.worklist(registry, Wanted(), limit=PAGE),
            "totals of the cohort": lambda: cohort_store.totals(registry, []),
            "verdicts of the cohort": lambda: cohort_store.verdicts(registry, []),
            "what is missing in the cohort": lambda: cohort_store.missingness(registry, []),
            "one case, consolidated and classified": lambda: review_case(registry, "c17"),
        }
        for what, answer in asked.items():
            show(what, [clocked(answer) for _ in range(TIMES)])
        show("questions in words", list(times(registry).values()))


def clocked(answer: Callable[[], Any]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    answer()
    return time.perf_counter() - start


def show(what: str, spent: list[float]) -> None:
    """A line of figures."""
    print(f"{what}: n {len(spent)}, median {statistics.median(spent):.3f} s, longest {max(spent):.3f} s", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, default=1_000_000)
    parser.add_argument("--base", type=int, default=5000)
    parser.add_argument("--more", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="where the registry is kept; else it is removed")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as passing:
        folder = asked.folder or Path(passing)
        folder.mkdir(exist_ok=True, parents=True)
        db, more = folder / "million.duckdb", other_notes(folder, asked.more, asked.seed)
        show_ingest("an empty registry", more, folder / "empty.duckdb", asked.more, asked.workers)
        base = write_notes(folder / "base.jsonl", asked.base, asked.seed)
        show_ingest("another, the base", base, db, asked.base, asked.workers)
        copy(db, asked.notes // asked.base)
        show_ingest(f"one of {asked.notes} notes", more, db, asked.more, asked.workers)
        ask_all(db)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
