"""Sentences that are left unread would have stated nothing on extrahepatic disease."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from abstraction.records import Note, NoteType
from extraction.extrahepatic import antecedents, blanket, sampling, statements, verdict
from extraction.fields import ehd
from extraction.matching import level
from extraction.reading import Reading

ROOT = Path(__file__).parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("dev_*.jsonl"))
ROWS = [json.loads(line) for path in GOLD for line in path.read_text(encoding="utf-8").splitlines()][::3]
NOTES = [Note("n1", "c1", NoteType(row["note_type"]), row["note_date"], row["text"]) for row in ROWS]
LINES = [level(line) for row in ROWS for line in row["text"].splitlines()]
ANSWERS = [
    "no",
    "None.",
    "n",
    "-ve",
    "lung - no",
    "Adrenals N",
    "liver (0)",
    "bland",
    "nothing enlarged",
    "coeliac, yes",
]


def test_sentences_left_unread_state_nothing() -> None:
    """In a process of its own: compiled functions call one another whatever stands in their module."""
    environment = os.environ | {"CRLM_INTERPRETED": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, __file__], env=environment, capture_output=True, text=True)
    assert done.stdout == "some, the same\n", done.stderr


def read_all_sentences() -> str:
    """What becomes of the notes' statements when no sentence is left unread."""
    kept = [list(ehd.read(Reading(note), {})) for note in NOTES]
    with pytest.MonkeyPatch.context() as patch:
        for condition in ("may_judge", "may_state"):
            patch.setattr(statements, condition, lambda *_: True)
        for some in ("naming_sentences", "blanket_sentences", "awaited_sentences", "referring_sentences"):
            patch.setattr(statements, some, lambda reading: set(range(len(reading.sentences))))
        patch.setattr(antecedents, "referring_sentences", statements.referring_sentences)
        again = [list(ehd.read(Reading(note), {})) for note in NOTES]
    return f"{'some' if any(kept) else 'none'}, {'the same' if kept == again else 'others'}"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [(sampling.HISTOLOGY, sampling.HISTOLOGY_WORDS), (blanket.EXCEPT, blanket.EXCEPT_WORDS)],
    ids=["histology", "exception"],
)
def test_a_pattern_never_stands_without_its_words(pattern: re.Pattern[str], words: tuple[str, ...]) -> None:
    starts = [line[:end] for line in LINES for end in (*range(8, len(line), 8), len(line))]
    found = [line for line in starts if pattern.search(line)]
    assert found
    assert all(any(word in line for word in words) for line in found)


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_has_one_of_the_words(answer: str) -> None:
    low = level(answer)
    patterns = (verdict.ANSWER, verdict.PRESENT_ANSWER)
    assert any(pattern.fullmatch(low) for pattern in patterns) or any(
        pattern.fullmatch(answer) for pattern in (verdict.PLACE_ANSWER, verdict.PLACE_NORMAL)
    )
    assert not verdict.ANSWER_WORDS.isdisjoint(verdict.WORD.findall(low))


if __name__ == "__main__":
    print(read_all_sentences())
