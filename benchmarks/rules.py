"""Speed of the rules: different invented cases under all rules over a pool of processes, and the same results whatever their number.

usage: python -m benchmarks.rules [--cases 10000] [--workers 2] [--seed 7]

A case is classified completely: facts, every verdict with because, missing and citation, the candidate sets, the rows that
are stored. The time is that of the clock, with the start of the processes, the loading of the rules and the making of the
cases in it.
"""

import argparse
import hashlib
import os
import platform
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from abstraction.records import CaseAbstraction
from benchmarks.synthetic_cases import Given, given
from registry.case_store import plain, rule_rows
from review.workflow import kept
from rules_engine import CaseVerdicts, classify, classify_facts

CHUNK = 100
GOAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Classified:
    """What became of a case: hash of its stored rows and candidate sets, its verdicts, and the size of the rows."""

    digest: str
    verdicts: Counter[str]
    stored: int


def verdicts_of(case_id: str, case: Given) -> CaseVerdicts:
    """All rules over a case or over facts."""
    return classify(case) if isinstance(case, CaseAbstraction) else classify_facts(case_id, case)


def classified(number: int, seed: int) -> Classified:
    """The case of this number from its facts to the rows that are stored."""
    verdicts = verdicts_of(f"c{number}", given(number, seed))
    rows = rule_rows(verdicts.case_id, kept(verdicts.results, verdicts.evaluation.book.policy), "run")
    rows.append((plain([verdicts.ecmtg, verdicts.group, verdicts.ajcc8_m]),))
    if not all(result.citation.quote for result in verdicts.results):
        raise ValueError(f"case {number}: a result without its citation")
    written = "\n".join("\t".join(row) for row in rows).encode()
    told = Counter(result.verdict.value for result in verdicts.results)
    return Classified(hashlib.sha256(written).hexdigest(), told, len(written))


def run(count: int, seed: int, workers: int) -> tuple[list[Classified], float, float]:
    """Every case in order, the seconds by the clock, and those of the processors."""
    start, used = time.perf_counter(), processor_seconds()
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(classified, range(count), [seed] * count, chunksize=CHUNK))
    return found, time.perf_counter() - start, processor_seconds() - used


def processor_seconds() -> float:
    """Time of the processors in this process and in those that it waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def main() -> None:
    """Time the pool, then one process, and compare them case by case."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {asked.cases} cases, seed {asked.seed}")
    found, seconds, used = run(asked.cases, asked.seed, asked.workers)
    alone, alone_seconds, alone_used = run(asked.cases, asked.seed, 1)
    for workers, took, busy in ((asked.workers, seconds, used), (1, alone_seconds, alone_used)):
        each = f"{asked.cases / took:.0f} cases/s, {took / asked.cases * 1000:.2f} ms a case"
        print(f"{workers} process{'es' if workers > 1 else ''}: {took:.1f} s, {each}, {busy:.1f} s of processors")
    counts = sum((one.verdicts for one in found), Counter[str]())
    told = ", ".join(f"{name} {100 * number / counts.total():.0f} %" for name, number in counts.most_common())
    size = sum(one.stored for one in found) / len(found) / 1000
    print(f"{counts.total()} results: {told}; {size:.1f} kB stored a case")
    print(f"{len({one.digest for one in found})} different cases")
    if found != alone:
        sys.exit(f"{asked.workers} processes and one give different results")
    print(f"{asked.workers} processes and one give the same results")
    goal = GOAL_SECONDS * asked.cases / 10_000
    print(f"goal of {goal:.1f} s on two cores: {'held' if seconds < goal else 'NOT held'}")


if __name__ == "__main__":
    main()
