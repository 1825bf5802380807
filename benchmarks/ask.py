"""Speed of answers over a large registry: the questions of questions.jsonl asked of invented cases.

usage: python -m benchmarks.ask [--cases 10000] [--seed 7] [--db FILE]

The registry is made in a temporary folder, or in FILE, where it is kept and used again. The time is that of a whole answer: the
question read, the query run, its rows fetched and put into words, the places in the notes of a listing.
"""

import argparse
import os
import platform
import random
import statistics
import tempfile
import time
from pathlib import Path

from assistant import ask
from benchmarks.questions import load_questions
from benchmarks.synthetic_cases import notes
from registry.store import Registry
from review.reviewer import local_person
from review.workflow import VERSIONS, batches, refresh

GOAL_MS = 300


def fill(registry: Registry, count: int, seed: int) -> None:
    """Store the notes of this many invented cases and classify them."""
    run_id = registry.start_run(VERSIONS)
    made = (one for number in range(count) for one in notes(f"c{number}", random.Random(f"{seed}/{number}")))
    for batch in batches(made):
        registry.save_notes(batch, run_id, VERSIONS)
    refresh(registry, run_id)
    registry.finish_run(run_id)


def times(registry: Registry) -> dict[str, float]:
    """Question -> seconds of its answer; the first answer, which loads the words, is asked before and not counted."""
    person = local_person(registry)
    ask(registry, person, "How many cases are there?")
    spent = {}
    for one in load_questions():
        if one.case or one.so_far:
            continue
        start = time.perf_counter()
        ask(registry, person, one.question)
        spent[one.question] = time.perf_counter() - start
    return spent


def main() -> None:
    """Make the registry, ask, and tell the median against the goal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--db", type=Path)
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {given.cases} cases, seed {given.seed}")
    with tempfile.TemporaryDirectory() as folder:
        db = given.db or Path(folder) / "large.duckdb"
        new = not db.exists()
        with Registry.open(db) as registry:
            if new:
                start = time.perf_counter()
                fill(registry, given.cases, given.seed)
                print(f"registry made in {time.perf_counter() - start:.0f} s")
            spent = times(registry)
    ordered = sorted(spent.values())
    print(
        f"{len(ordered)} questions: median {1000 * statistics.median(ordered):.0f} ms, "
        f"95 % within {1000 * ordered[int(0.95 * len(ordered))]:.0f} ms, longest {1000 * ordered[-1]:.0f} ms"
    )
    for question, seconds in sorted(spent.items(), key=lambda item: -item[1])[:3]:
        print(f"  {1000 * seconds:.0f} ms: {question}")
    held = 1000 * statistics.median(ordered) < GOAL_MS
    print(f"goal of a median under {GOAL_MS} ms: {'held' if held else 'NOT held'}")


if __name__ == "__main__":
    main()
