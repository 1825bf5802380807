"""No word of a note on stderr, in a log or in an error message, whatever is wrong with the note."""

import io
import json
import logging
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from abstraction.records import Note, NoteType
from review import cli, extracting
from tests.health.tree import ROOT
from tests.review import canaries
from tests.review.canaries import STEM
from tests.review.crlm import called, crlm

GOLD = ROOT / "tests" / "gold"
# All the words that the program may say of notes it refuses; paths and ids of notes are told as well.
OWN_WORDS = set(
    """
    refused line note the its and add or say as be can cannot told type date case for each word number short give every
    note_id note_type note_date text note-type note-date date-order case-id yyyy-mm-dd radiology pathology operative oncology
    is no that has leave it out two ways read lies in future correct one
    clock of this machine
    """.split()
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command says on stderr, and on stdout where no note text belongs either, about good and bad notes."""
    folder = tmp_path_factory.mktemp("canaries")
    notes, words = canaries.write(folder)
    assert len(words) > 30
    gold, _ = canaries.gold(folder / "gold.jsonl")
    db, found = folder / "r.duckdb", {}
    for name, arguments, code in (
        ("extract", ["extract", notes], 1),
        ("extract in latin-1", ["extract", notes, "--encoding", "latin-1"], 1),
        ("extract with defaults", ["extract", notes, "--note-type", "oncology", "--note-date", "2018-09-20"], 1),
        ("ingest", ["ingest", notes, "--db", db], 1),
        ("ingest again", ["ingest", notes, "--db", db, "--case-id", "c1"], 1),
        ("case", ["case", "--db", db], 0),
        ("classify", ["classify", "--db", db], 0),
        ("proof", ["proof", "--case", "c1", "--db", db], 0),
        ("verify what is no proof", ["verify", notes / "notes.jsonl", "--db", db], 2),
        ("verify what is a note", ["verify", notes / "c1" / "2018-09-20_clinic.txt", "--db", db], 2),
        ("evaluate", ["evaluate", gold], 1),
        ("evaluate what is no gold", ["evaluate", notes / "notes.jsonl"], 2),
        ("facts that are a note", ["classify", "--facts", notes / "c1" / "2018-09-20_clinic.txt"], 2),
        ("facts that name a note", ["classify", "--facts", notes / "notes.jsonl"], 2),
        ("a registry that is a note", ["case", "--db", notes / "stray.txt"], 2),
    ):
        done = (crlm if name in ("extract", "ingest") else called)(*arguments)
        assert done.code == code, f"{name}: {done.code}"
        found[name] = done.out + done.err
    return found


def test_the_notes_are_read_and_refused(told: dict[str, str]) -> None:
    assert told["ingest"].count("refused: ") > 20
    for name in ("latin.txt", "binary.txt", "wide.txt", "long.txt", "line 10", "cells.csv", "open.csv", "none.parquet"):
        assert name in told["ingest"], name
    assert '"ecog": 1' in told["case"]


def test_no_canary_is_told(told: dict[str, str]) -> None:
    assert {name for name, said in told.items() if STEM in said.lower()} == set()
    assert {name for name, said in told.items() if "Traceback" in said} == set()


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z][a-z_-]*[a-z]", text.lower()))


def test_what_is_said_of_refused_notes_are_words_of_the_program(tmp_path: Path) -> None:
    rows = [json.loads(line) for path in sorted(GOLD.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    of_notes: set[str] = set().union(*(words(row["text"]) for row in rows))
    bare = [{"note_id": row["note_id"], "text": row["text"]} for row in rows]
    bare += [{**row, "note_id": f"future-{row['note_id']}", "note_date": "2999-01-01"} for row in rows]
    (tmp_path / "n.jsonl").write_text("".join(json.dumps(row) + "\n" for row in bare), encoding="utf-8")
    done = called("extract", tmp_path / "n.jsonl", "--out", tmp_path / "out.jsonl")
    assert done.code == 1 and len(done.lines) > len(rows) > 100
    ids = words(" ".join(row["note_id"] for row in bare))
    assert words(done.err.replace(str(tmp_path / "n.jsonl"), "")) - OWN_WORDS - ids == set()
    assert len(of_notes - OWN_WORDS) > 1000


def test_readable_notes_are_read_in_silence(tmp_path: Path) -> None:
    done = crlm("extract", GOLD, "--out", tmp_path / "out.jsonl")
    assert (done.code, done.out, done.err) == (0, "", "")


# --- a reader that fails, and quotes the note in its error ------------------------------------------------------------

BROKEN = """
import sys
from review import cli, {module}
def fail(note, *_):
    raise ValueError("cannot read " + getattr(note, "text", "{stem}"))
{module}.{name} = fail
cli.main()
"""


@pytest.mark.parametrize(
    ("module", "name", "code", "says"),
    [
        ("extracting", "abstract_note", 1, "the reader failed on it (ValueError at "),
        ("evaluation", "extract_note", 3, "crlm: a fault of the program (ValueError at "),
    ],
)
def test_a_failing_reader_is_told_by_its_place(tmp_path: Path, module: str, name: str, code: int, says: str) -> None:
    gold, _ = canaries.gold(tmp_path / "gold.jsonl")
    script = BROKEN.format(module=module, name=name, stem=STEM)
    done = subprocess.run(
        [sys.executable, "-c", script, "evaluate", str(gold)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert says in done.stderr
    assert STEM not in (done.stderr + done.stdout).lower()


def test_a_failing_reader_leaves_nothing_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(note: Note) -> None:
        logging.getLogger(__name__).debug("this log is kept")
        raise KeyError(note.text)

    gold, _ = canaries.gold(tmp_path / "gold.jsonl")
    monkeypatch.setattr(extracting, "abstract_note", fail)
    said = io.StringIO()
    with caplog.at_level(logging.DEBUG), redirect_stderr(said), redirect_stdout(said), pytest.raises(SystemExit):
        cli.app(["extract", str(gold)])
    assert "this log is kept" in caplog.text and "KeyError at test_private.py" in said.getvalue()
    assert STEM not in (caplog.text + said.getvalue()).lower()


def test_a_record_shown_by_a_failing_test_hides_the_text() -> None:
    note = Note("n1", "c1", NoteType.ONCOLOGY, "2018-09-20", STEM)
    assert STEM not in repr(note) and "n1" in repr(note)
