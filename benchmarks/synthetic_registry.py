"""A registry of invented cases in any number, with their decisions and sign-offs; made quickly, since nothing is read but one note.

usage: python -m benchmarks.synthetic_registry OUT.duckdb [--cases 10000] [--seed 7]
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from abstraction.decisions import ACCEPT
from abstraction.records import Note, NoteAbstraction, NoteType, ReviewDecision
from benchmarks.synthetic_cases import notes
from registry.store import Registry
from review import workflow
from review.extracting import extract_note
from review.rights import Person, Role
from review.sign_off import sign_off

PEOPLE = ("Ada", "Bruno", "Cleo")
# The case of the one long note, about 50 kB, and how many of its lines state two facts each.
LONG_CASE, LONG_LINES, LONG_FACTS = "long", 640, 250
FILLER = "Axial slices reviewed at this level without anything further to report. "
SHARE_DECIDED, SHARE_SIGNED, SIGNED_AT_MOST = 0.04, 0.4, 60
MOST = 8  # values decided in one case
DECIDED_FROM, DECIDED_WEEKS = datetime(2026, 1, 5, 9, tzinfo=UTC), 40


def filled(found: NoteAbstraction) -> NoteAbstraction:
    """The note with text as long as its evidence needs."""
    last = max((one.end for value in found.values.values() for one in value.evidence), default=1)
    return replace(found, note=replace(found.note, text=(FILLER * (last // len(FILLER) + 1))))


def long_note() -> Note:
    """About 50 kB in which some 500 facts stand."""
    lines = [
        f"Level {number}: " + ("No pulmonary nodule. KRAS wild type." if number < LONG_FACTS else FILLER.strip())
        for number in range(LONG_LINES)
    ]
    text = "\n".join(
        ["CT CHEST AND ABDOMEN", "FINDINGS:", *lines, "IMPRESSION: Four liver metastases, the largest 41 mm."]
    )
    return Note(f"{LONG_CASE}-ct", LONG_CASE, NoteType.RADIOLOGY, "2024-04-02", text)


def abstractions(cases: int, seed: int) -> Iterator[NoteAbstraction]:
    """The notes of every case, and the long one."""
    for number in range(cases):
        case_id = f"c{number:05d}"
        yield from map(filled, notes(case_id, random.Random(f"{seed}/{number}")))
    read = extract_note(long_note())
    assert isinstance(read, NoteAbstraction)
    yield read


def decisions(registry: Registry, seed: int) -> Iterator[ReviewDecision]:
    """For a share of the cases: some values of a note accepted, each at a time of its own."""
    chance = random.Random(seed)
    with registry.reading() as cursor:
        query = "SELECT DISTINCT case_id FROM notes ORDER BY case_id"
        case_ids = [row[0] for row in cursor.execute(query).fetchall()]
    made = []
    for case_id in chance.sample(case_ids, int(len(case_ids) * SHARE_DECIDED)):
        when = DECIDED_FROM + timedelta(weeks=chance.random() * DECIDED_WEEKS)
        elements = sorted({element for note in registry.note_abstractions(case_id) for element in note.values})
        for number, element in enumerate(chance.sample(elements, chance.randint(1, min(len(elements), MOST)))):
            identity = uuid5(NAMESPACE_URL, f"{case_id}/{element}").hex
            moment = (when + timedelta(minutes=number)).isoformat(timespec="seconds")
            made.append(
                (moment, ReviewDecision(identity, case_id, element, ACCEPT, None, chance.choice(PEOPLE), moment))
            )
    yield from (decision for _, decision in sorted(made, key=lambda item: item[0]))


def make(path: Path, cases: int, seed: int) -> None:
    """Write the registry; a path that exists is refused."""
    if path.exists():
        raise SystemExit(f"{path} exists: name a new file")
    with Registry.open(path) as registry:
        run = registry.start_run(workflow.versions_of(workflow.effective_policy(registry)))
        found = abstractions(cases, seed)
        while batch := list(islice(found, 2000)):
            registry.save_notes(batch, run, workflow.VERSIONS)
        decided = [one for one in decisions(registry, seed) if registry.append_decision(one)]
        workflow.refresh(registry, run)
        registry.finish_run(run)
        chance = random.Random(seed)
        reviewed = sorted({one.case_id for one in decided})
        for case_id in reviewed[: min(SIGNED_AT_MOST, int(len(reviewed) * SHARE_SIGNED))]:
            if not workflow.review_case(registry, case_id).case.conflicts:
                name = chance.choice(PEOPLE)
                who = Person(name.lower(), name, Role.ABSTRACTOR)
                sign_off(registry, who, case_id, uuid5(NAMESPACE_URL, f"{case_id}/sign").hex)


def main() -> None:
    """Write a registry to the file named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    make(asked.out, asked.cases, asked.seed)


if __name__ == "__main__":
    main()
