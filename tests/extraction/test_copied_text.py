"""A note says the same however a program hands its text on: blanks that do not break, empty lines, quotation marks."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from abstraction.contract import prediction
from abstraction.records import Note
from extraction import abstract_note
from extraction.plain_text import plain_lines
from review.sources import Defaults, read_notes
from tests.health.tree import ROOT

LABEL = re.compile(r"^([A-Z][A-Za-z /]{2,30}): (?=\S)", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[a-z)])\. (?=[A-Z][a-z]+ )")
SEGMENT = re.compile(r"\b([Ss]egments?|[Ss]eg\.?) (?=[1-8IV])")
# How the text is changed, and of how many notes one at most may be read otherwise.
CHANGES: dict[str, tuple[Callable[[str], str], int]] = {
    "blanks that do not break": (lambda text: text.replace(" ", "\u00a0"), 10_000),
    "carriage returns": (lambda text: text.replace("\n", "\r\n"), 10_000),
    "an empty line behind every line": (lambda text: text.replace("\n", "\n\n"), 40),
    "quoted": (lambda text: "\n".join(f"> {line}" for line in text.split("\n")), 400),
    "labels led by a dash": (lambda text: LABEL.sub(r"\1 - ", text), 40),
    "ligatures of a PDF": (lambda text: text.replace("fi", "\ufb01").replace("fl", "\ufb02"), 200),
    "tags": (lambda text: text.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>"), 200),
    "escaped line ends": (lambda text: text.replace("\n", "\\n"), 200),
    "line ends of HL7": (lambda text: text.replace("\n", "\\.br\\"), 200),
    "bold labels": (lambda text: LABEL.sub(r"**\1:** ", text), 200),
    "no blank behind a comma": (lambda text: re.sub(r"(?<=[a-z)]), (?=[a-z])", ",", text), 200),
    "no blank behind a colon": (lambda text: re.sub(r"(?<=[a-z]): (?=[A-Za-z])", ":", text), 75),
    "no blank behind a stop": (lambda text: SENTENCE_END.sub(".", text), 75),
    "two stops": (lambda text: SENTENCE_END.sub(".. ", text), 75),
    "no blank before the number of a segment": (lambda text: SEGMENT.sub(r"\1", text), 150),
    "two blanks": (lambda text: re.sub(r"(?<=[a-z,;]) (?=[a-z(])", "  ", text), 15),
    "two blanks here and there": (lambda text: re.sub(r"(?<=[aeg,]) (?=[m-s0-9(])", "  ", text), 20),
    "no empty line": (lambda text: re.sub(r"\n\s*\n", "\n", text), 25),
}


@pytest.fixture(scope="module")
def plain() -> dict[Note, object]:
    files = sorted((ROOT / "tests" / "gold").glob("*.jsonl"))
    read = [one for one in read_notes(files, Defaults(needs_case=False)) if isinstance(one, Note)]
    return {note: said(note) for note in read[::3]}


@pytest.mark.parametrize("name", CHANGES)
def test_notes_say_the_same(plain: dict[Note, object], name: str) -> None:
    change, share = CHANGES[name]
    other = {note: replace(note, text=change(note.text)) for note in plain}
    changed = [note.note_id for note in plain if other[note].text != note.text and said(other[note]) != plain[note]]
    assert len(changed) <= len(plain) / share, changed


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\u00a0b\u2009c", "a b c"),
        ("a\n\nb\n\n\n\nc\n\nd\n", "a \nb  \n\nc \nd\n"),
        ("a\n\nb\n\nc", "a\n\nb\n\nc"),
        ("a\r\nb", "a \nb"),
    ],
)
def test_plain_lines(text: str, lines: str) -> None:
    found = plain_lines(text)
    assert len(found) == len(text)
    assert re.sub(r"[ \t]+(?=\n)", "", found) == re.sub(r"[ \t]+(?=\n)", "", lines)


def said(note: Note) -> object:
    return prediction(abstract_note(note))["fields"]
