"""Bad input: one clear line, the right exit code, no traceback, and every other note is read."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from registry.store import Registry
from tests.health.tree import ROOT
from tests.listening import free_port
from tests.review import many_notes
from tests.review.content import count
from tests.review.crlm import Done, called, crlm

GOOD = 3
LETTER = "Medical Oncology Clinic\n20 September 2018\nSigmoid cancer, café. ECOG 1.\n"


def row(**changes: object) -> str:
    return json.dumps({**many_notes.note(1, 1), "note_id": "bad", **changes}) + "\n"


def jsonl(content: str | bytes) -> Callable[[Path], Path]:
    """A maker of a JSONL file of this content."""
    return named("bad.jsonl", content)


def named(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "bad" / name
        path.parent.mkdir()
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def broken_line_7(folder: Path) -> Path:
    lines = [json.dumps(many_notes.note(number, 1)) for number in range(10, 20)]
    lines[6] = lines[6][:-20]
    return jsonl("\n".join(lines))(folder)


def dangling(folder: Path) -> Path:
    link = folder / "bad" / "gone.txt"
    link.parent.mkdir()
    link.symlink_to(folder / "nowhere.txt")
    return link.parent


def parquet(table: dict[str, list[object]]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "bad.parquet"
        pq.write_table(pa.table(table), path)
        return path

    return make


CSV_HEADER = "note_id,case_id,note_type,note_date,text\n"
FUTURE = (date.today() + timedelta(days=3)).isoformat()
NEED_A_CASE = ("5 MB note in a file",)
# Name -> (makes the file, what the line must say, how many notes of the file are still taken)
REFUSED: dict[str, tuple[Callable[[Path], Path], tuple[str, ...], int]] = {
    "empty file": (jsonl(""), ("bad.jsonl", "is empty"), 0),
    "binary file": (named("bad.txt", os.urandom(9) + b"\x00\x01" * 500), ("bad.txt", "binary file"), 0),
    "another kind of file": (named("bad.rtf", "PK"), ("bad.rtf", ".jsonl"), 0),
    "invalid UTF-8 in a note": (named("bad.txt", LETTER.encode("latin-1")), ("bad.txt", "--encoding latin-1"), 0),
    "invalid UTF-8 in a line": (
        jsonl(row(note_id="ok").encode() + b'{"note_id": "caf\xe9"}\n' + row(note_id="ok2").encode()),
        ("line 2", "--encoding latin-1"), 2,
    ),
    "invalid UTF-8 in a row": (
        named("bad.csv", CSV_HEADER.encode() + b"a,c,radiology,2024-01-02,caf\xe9\nb,c,radiology,2024-01-02,caf\xc3\xa9\n"),
        ("line 2", "note a", "--encoding latin-1"), 1,
    ),
    "CSV without a column of text": (named("bad.csv", "note_id,body\n1,hello\n"), ("bad.csv", "no column named text", "note_date"), 0),
    "CSV with a header alone": (named("bad.csv", CSV_HEADER), ("bad.csv", "holds no notes"), 0),
    "a link that leads nowhere": (dangling, ("gone.txt", "not a file"), 0),
    "Parquet without a column of text": (parquet({"note_id": ["a"]}), ("bad.parquet", "no column named text"), 0),
    "no Parquet": (named("bad.parquet", b"PAR1" + os.urandom(90)), ("bad.parquet", "cannot be read as Parquet"), 0),
    "CSV with a quote left open": (
        named("bad.csv", CSV_HEADER + 'a,c,radiology,2024-01-02,ok\nb,c,radiology,2024-01-02,"open\nc,c,radiology,2024-01-02,x\n'),
        ("line 3", "not valid CSV", "quotes"), 1,
    ),
    "CSV with a cell too many": (
        named("bad.csv", CSV_HEADER + "a,c,radiology,2024-01-02,one, two\nb,c,radiology,2024-01-02,fine\n"),
        ("line 2", "6 cells, 5 columns"), 1,
    ),
    "broken line 7": (broken_line_7, ("line 7", "not valid JSON"), 9),
    "a line that is no object": (jsonl("[1, 2]\n" + row()), ("line 1", "not a JSON object"), 1),
    "0-byte note in a file": (named("bad.txt", ""), ("bad.txt", "is empty"), 0),
    "0-byte note in a line": (jsonl(row(text="")), ("line 1", "note bad", "no text"), 0),
    "blank note": (jsonl(row(text=" \n ")), ("line 1", "no text"), 0),
    "5 MB note in a file": (named("bad.txt", LETTER * 70_000), ("bad.txt", "split it"), 0),
    "5 MB note in a line": (jsonl(row(text="x" * 5_000_000) + row(note_id="ok")), ("line 1", "5,000,000", "split it"), 1),
    "5 MB note in a row": (
        named("bad.csv", CSV_HEADER + f"a,c,radiology,2024-01-02,{'x' * 5_000_000}\nb,c,radiology,2024-01-02,fine\n"),
        ("line 2", "5,000,000", "split it"), 1,
    ),
    "NUL bytes in a note": (jsonl(row(text="CT\x00liver")), ("line 1", "NUL"), 0),
    "date in the future": (jsonl(row(note_date=FUTURE)), ("line 1", FUTURE, "future"), 0),
    "date that is none": (jsonl(row(note_date="2024-02-30")), ("line 1", "note_date", "YYYY-MM-DD"), 0),
    "date that can be read two ways": (jsonl(row(note_date="03/04/2023")), ("line 1", "two ways", "--date-order"), 0),
    "type that is none": (jsonl(row(note_type="memo")), ("line 1", "type cannot be told", "--note-type"), 0),
    "no type to be told": (jsonl(row(note_type=None, text="Seen today.")), ("line 1", "--note-type"), 0),
    "no date to be told": (jsonl(row(note_date=None)), ("line 1", "--note-date"), 0),
    "case of a text file that is not certain": (named("ct.txt", LETTER), ("ct.txt", "its case cannot be told", "--case-id"), 0),
    "no case": (jsonl(row(case_id=None)), ("line 1", "--case-id"), 0),
    "no id": (jsonl(row(note_id=None)), ("line 1", "note_id"), 0),
    "duplicate note_id with other text": (
        jsonl(row() + row(text="CT LIVER. No metastases.")), ("note bad", "came before with another text", "an id of its own"), 1,
    ),
    "note_id of another case": (
        jsonl(row(note_id="n0", case_id="somebody else")), ("note n0", "stored for case c0", "an id of its own"), 0,
    ),
    "a folder without notes": (lambda folder: named("notes.png", "x")(folder).parent, ("the folder holds no notes",), 0),
}  # fmt: skip


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored")
    good = many_notes.write(folder / "good.jsonl", notes=GOOD, cases=2)
    assert called("ingest", good, "--db", folder / "r.duckdb").code == 0
    return folder


@pytest.fixture
def registry(stored: Path, tmp_path: Path) -> Path:
    """A registry of three good notes of two cases, beside the file they came from."""
    shutil.copytree(stored, tmp_path, dirs_exist_ok=True)
    return tmp_path / "r.duckdb"


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line_and_the_rest_is_taken(name: str, registry: Path, tmp_path: Path) -> None:
    make, words, taken = REFUSED[name]
    done = called("ingest", make(tmp_path), "--db", registry, *(["--case-id", "c0"] if name in NEED_A_CASE else []))
    assert done.code == 1 and done.out == ""
    summary, refusal = done.lines
    assert summary == f"{taken} notes read, {taken} new, {min(taken, 1)} cases classified, 1 refused"
    assert refusal.startswith("refused: ") and len(refusal) < 400
    for word in words:
        assert word in refusal
    assert count(registry, "notes") == GOOD + taken


def test_a_process_tells_each_in_its_line_too(registry: Path, tmp_path: Path) -> None:
    names = [name for name in REFUSED if name not in NEED_A_CASE]
    makers = [(REFUSED[name][0], tmp_path / str(number)) for number, name in enumerate(names)]
    for _, folder in makers:
        folder.mkdir()
    done = crlm("ingest", *(make(folder) for make, folder in makers), "--db", registry)
    assert (done.code, done.out) == (1, "") and done.lines[0].endswith(f"{len(done.lines) - 1} refused")
    assert len(done.lines) > len(names) and all(line.startswith("refused: ") for line in done.lines[1:])
    for number, name in enumerate(names):
        mine = [line for line in done.lines if f"/{number}/" in line] or done.lines
        assert any(all(word in line for word in REFUSED[name][1]) for line in mine), name


def test_a_missing_file_stops_before_anything_is_done(tmp_path: Path) -> None:
    good = many_notes.write(tmp_path / "good.jsonl", notes=GOOD, cases=2)
    db, out = tmp_path / "r.duckdb", tmp_path / "out.jsonl"
    for done in (
        crlm("ingest", good, tmp_path / "none.txt", "--db", db),
        called("extract", good, tmp_path / "none.txt", "--out", out),
        called("evaluate", tmp_path / "none.txt"),
        called("classify", "--facts", tmp_path / "none.txt"),
        called("verify", tmp_path / "none.txt", "--db", db),
    ):
        assert (done.code, done.out, len(done.lines)) == (2, "", 1)
        assert "none.txt" in done.err and "Traceback" not in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.jsonl"]


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--encoding", "klingon", "latin-1"),
        ("--note-date", "03/04/2023", "YYYY-MM-DD"),
        ("--out", "/no/where.jsonl", "folder"),
        ("--case-id", "", "--case-id"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, option: str, value: str, words: str) -> None:
    good = many_notes.write(tmp_path / "good.jsonl", notes=GOOD, cases=2)
    done = called("extract", good, option, value)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert value.split(".")[0] in done.err and words in done.err


# --- registries -------------------------------------------------------------------------------------------------------


def told(db: Path) -> Iterator[Done]:
    """What every command that opens a registry says of this one; the app as a process, which it would become."""
    for arguments in [
        ["ingest", db.with_name("good.jsonl"), "--db", db],
        ["case", "--db", db],
        ["classify", "--db", db],
        ["proof", "--case", "c0", "--db", db],
    ]:
        yield called(*arguments)
    yield crlm("serve", "--db", db, "--port", str(free_port()))


def test_a_registry_that_is_not_duckdb(registry: Path) -> None:
    registry.write_bytes(b"not a database " * 3000)
    for done in told(registry):
        assert (done.code, done.out) == (2, "")
        assert done.lines == [
            f"crlm: {registry} is not a registry file (DuckDB cannot read it): name another file, or restore a backup if it was one"
        ]


def test_a_registry_from_a_newer_version(registry: Path) -> None:
    with Registry.open(registry) as opened:
        opened._con.execute("INSERT INTO schema_migrations VALUES ('900_later', now()::TIMESTAMP)")
    for done in told(registry):
        assert (done.code, done.out, len(done.lines)) == (2, "", 1)
        assert "newer version" in done.err and "update crlm-review" in done.err


def test_a_registry_locked_by_another_process(registry: Path) -> None:
    hold = "import sys; from registry.store import Registry\nwith Registry.open(sys.argv[1]): print('held', flush=True); sys.stdin.read()"
    script = [sys.executable, "-c", hold, str(registry)]
    with subprocess.Popen(script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        for done in told(registry):
            assert (done.code, done.out, len(done.lines)) == (2, "", 1)
            assert f"(process {holder.pid})" in done.err and "close the app" in done.err
        holder.communicate("")


def test_a_registry_that_is_not_there(tmp_path: Path) -> None:
    done = called("case", "--db", tmp_path / "none.duckdb")
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert "does not exist" in done.err and "crlm ingest" in done.err


@pytest.mark.parametrize(
    "arguments",
    [["case", "nobody"], ["classify", "--case", "nobody"], ["proof", "--case", "nobody"]],
    ids=["case", "classify", "proof"],
)
def test_a_case_that_is_not_there(registry: Path, arguments: list[str]) -> None:
    done = called(*arguments, "--db", registry)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert "there is no case nobody" in done.err
