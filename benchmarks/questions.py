"""Questions put to the assistant on the sample registry, each answer against that of hand-written SQL.

usage: python -m benchmarks.questions [--held-back] [--wrong] [QUESTIONS.jsonl]

Lines: {"id", "question", "sql" or "expected", "case"?, "so_far"?, "held_back"}. The SQL is asked of the tables of questions.sql.
`expected` is "not understood" where there is no answer to give, or "not stated" where the notes of the case say nothing.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from pydantic import BaseModel, ConfigDict

from assistant import ask
from assistant.answer import Answer
from registry.store import Registry
from review.reviewer import local_person
from review.sources import Defaults
from review.workflow import ingest

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "sample_notes"
# How an answer to "is there ..." tells the state of a site.
SAID = {"present": "Yes", "absent": "No"}
RIGHT, WRONG, HONEST = "right", "wrong", "not understood"


class Asked(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    held_back: bool
    sql: str = ""
    expected: str = ""
    case: str | None = None
    so_far: list[str] = []


def load_questions(path: Path = HERE / "questions.jsonl") -> list[Asked]:
    """The questions in order."""
    return [Asked.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def expected_rows(db: Path, questions: Iterable[Asked]) -> dict[str, list[tuple[Any, ...]]]:
    """Question id -> the rows of its SQL."""
    with duckdb.connect(str(db), read_only=True) as con:
        con.execute((HERE / "questions.sql").read_text(encoding="utf-8"))
        return {one.id: con.execute(one.sql).fetchall() for one in questions if one.sql}


def asked(registry: Registry, one: Asked) -> tuple[Answer, float]:
    """The answer, after the questions before it, and the seconds it took."""
    person, readings = local_person(registry), []
    for earlier in one.so_far:
        readings.append(ask(registry, person, earlier, case_id=one.case, so_far=readings).reading)
    start = time.perf_counter()
    answer = ask(registry, person, one.question, case_id=one.case, so_far=readings)
    return answer, time.perf_counter() - start


def judged(one: Asked, answer: Answer, rows: Sequence[tuple[Any, ...]]) -> str:
    """Whether the answer is right, wrong, or an honest "not understood"."""
    if one.expected == "not understood":
        return WRONG if answer.understood else RIGHT
    if not answer.understood:
        return HONEST
    if one.case:
        return RIGHT if tells(answer, one, rows) else WRONG
    return RIGHT if same(answer.value, rows) else WRONG


def tells(answer: Answer, one: Asked, rows: Sequence[tuple[Any, ...]]) -> bool:
    """Whether an answer about a case holds every expected value, in its value, its cites or its words."""
    if one.expected == "not stated":
        return answer.value in (None, [], "")
    held = json.dumps(answer.value, ensure_ascii=False) + answer.text + " ".join(cite.note_id for cite in answer.cites)
    return all(written(value) in held or SAID.get(str(value), written(value)) in held for (value,) in rows)


def written(value: Any) -> str:
    """An expected value as JSON writes it."""
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def same(value: Any, rows: Sequence[tuple[Any, ...]]) -> bool:
    """Whether a number, cases or rows are those expected: a row must hold every value of the expected one, none may be over."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return len(rows) == 1 and near(rows[0][0], value)
    if all("case_id" in row for row in value) and all(len(row) == 1 for row in rows):
        return sorted(row["case_id"] for row in value) == sorted(row[0] for row in rows)
    told = [row for row in value if row.get("cases", 1)]
    return len(told) == len(rows) and all(any(holds(row, wanted) for row in told) for wanted in rows)


def holds(row: dict[str, Any], wanted: tuple[Any, ...]) -> bool:
    """Whether the row has each of these values."""
    return all(any(near(value, other) for other in row.values()) for value in wanted)


def near(one: Any, other: Any) -> bool:
    """Equal, numbers to three places."""
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (one, other))
    return abs(one - other) < 0.001 if numbers else bool(one == other)


def sample_registry(folder: Path) -> Path:
    """A registry of the sample notes in this folder."""
    db = folder / "sample.duckdb"
    with Registry.open(db) as registry:
        ingest(registry, [SAMPLES], on_progress=lambda _: None, defaults=Defaults())
    return db


def run(questions: Sequence[Asked]) -> tuple[dict[str, str], dict[str, Answer], list[float]]:
    """Question id -> how it was judged, and the answer; the seconds of each answer."""
    with tempfile.TemporaryDirectory() as folder:
        db = sample_registry(Path(folder))
        rows = expected_rows(db, questions)
        with Registry.open(db, read_only=True) as registry:
            outcomes = {one.id: asked(registry, one) for one in questions}
    found = {one.id: judged(one, outcomes[one.id][0], rows.get(one.id, [])) for one in questions}
    return found, {name: answer for name, (answer, _) in outcomes.items()}, [spent for _, spent in outcomes.values()]


def main() -> None:
    """Ask the questions and tell how many were answered rightly; over the registry and about cases apart."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("questions", nargs="?", type=Path, default=HERE / "questions.jsonl")
    parser.add_argument("--held-back", action="store_true", help="ask those that were held back too")
    parser.add_argument("--wrong", action="store_true", help="print the answers that were not right")
    given = parser.parse_args()
    questions = [one for one in load_questions(given.questions) if given.held_back or not one.held_back]
    found, answers, seconds = run(questions)
    for held_back in (False, True):
        for about, cases in (("over the registry", False), ("about a case", True)):
            some = [one for one in questions if one.held_back is held_back and bool(one.case) is cases]
            if some:
                told = Counter(found[one.id] for one in some)
                kind = "held back" if held_back else "seen"
                share = 100 * told[RIGHT] / len(some)
                print(
                    f"{kind}, {about}: {len(some)} questions, {told[RIGHT]} right ({share:.1f} %), {told[WRONG]} wrong, "
                    f"{told[HONEST]} honestly not understood"
                )
    print(f"median answer {1000 * statistics.median(seconds):.0f} ms")
    if given.wrong:
        for one in questions:
            if found[one.id] != RIGHT:
                print(f"{found[one.id]}: {one.id} {one.question} -> {answers[one.id].text}")


if __name__ == "__main__":
    main()
