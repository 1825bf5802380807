"""Whether the marks are honest: a value called sure is right, and few values ask for a second look."""

import json

import pytest

from abstraction.records import ElementValue, Note, NoteType, Status
from abstraction.scoring import items
from extraction import abstract_note
from tests.health.tree import ROOT

PRECISION_OF_SURE = 0.98
MOST_MARKED = 0.15


@pytest.fixture(scope="module")
def judged() -> list[tuple[ElementValue, bool]]:
    """Every value read from the development notes, and whether all of it stands in the gold."""
    found = []
    for path in sorted((ROOT / "tests" / "gold").glob("dev_*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            note = Note(row["note_id"], row["case_id"], NoteType(row["note_type"]), row["note_date"], row["text"])
            gold = items(row["fields"])
            for value in abstract_note(note).values.values():
                found.append((value, items({value.element: value.value}) <= gold))
    return found


def test_sure_values_are_right(judged: list[tuple[ElementValue, bool]]) -> None:
    sure = [right for value, right in judged if value.status is Status.SURE]
    assert len(sure) > 1500
    assert sum(sure) / len(sure) >= PRECISION_OF_SURE


def test_few_values_are_marked(judged: list[tuple[ElementValue, bool]]) -> None:
    marked = [value for value, _ in judged if value.status is Status.NEEDS_REVIEW]
    assert 0 < len(marked) / len(judged) <= MOST_MARKED


def test_marked_values_are_wrong_more_often(judged: list[tuple[ElementValue, bool]]) -> None:
    wrong = {status: [not right for value, right in judged if value.status is status] for status in Status}
    rates = {status: sum(of) / len(of) for status, of in wrong.items()}
    assert rates[Status.NEEDS_REVIEW] > rates[Status.SURE]


def test_a_mark_says_why(judged: list[tuple[ElementValue, bool]]) -> None:
    assert all(bool(value.reasons) == (value.status is Status.NEEDS_REVIEW) for value, _ in judged)
