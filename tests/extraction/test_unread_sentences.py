"""Sentences that are left unread would have stated nothing on extrahepatic disease."""

import json
import re
from pathlib import Path

import pytest

from abstraction.records import Note, NoteType
from extraction.extrahepatic import antecedents, blanket, sampling, statements, verdict
from extraction.fields import ehd
from extraction.matching import level
from extraction.reading import Reading

GOLD = sorted((Path(__file__).parents[1] / "gold").glob("dev_*.jsonl"))
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


def test_sentences_left_unread_state_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [list(ehd.read(Reading(note), {})) for note in NOTES]
    for condition in ("may_judge", "may_state"):
        monkeypatch.setattr(statements, condition, lambda *_: True)
    for some in ("naming_sentences", "blanket_sentences", "awaited_sentences", "referring_sentences"):
        monkeypatch.setattr(statements, some, lambda reading: set(range(len(reading.sentences))))
    monkeypatch.setattr(antecedents, "referring_sentences", statements.referring_sentences)
    assert any(kept)
    assert kept == [list(ehd.read(Reading(note), {})) for note in NOTES]


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
