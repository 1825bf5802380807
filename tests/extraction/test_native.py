"""The compiled reading: in use where it was compiled, the same to the last value, and never of other source than this one."""

import ast
import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import extraction.anchors
from extraction.native import MADE_FOR, native_folder
from tests.health.tree import ROOT

COMPILE = ROOT / ".ci" / "compile.py"
GOLD = sorted((ROOT / "tests" / "gold").glob("*.jsonl"))
ROWS = [json.loads(line) for path in GOLD for line in path.read_text("utf-8").splitlines()][::6]
READ = """
import json, sys
from abstraction.records import Note, NoteType
from extraction import abstract_note
import extraction.anchors
told = []
for row in json.load(sys.stdin):
    found = abstract_note(Note("n", "c", NoteType(row["note_type"]), row["note_date"], row["text"]))
    told.append([repr(found.values), repr(found.lesions), repr(found.sections)])
json.dump({"file": extraction.anchors.__file__, "told": told}, sys.stdout)
"""


def read(root: Path, rows: list[dict[str, str]], **environment: str) -> dict[str, object]:
    """What a process that runs the source below `root` reads, and the file it ran a module from."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", READ],
        input=json.dumps(rows),
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONHASHSEED": "0"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def is_compiled(file: object) -> bool:
    return str(file).startswith(str(native_folder()))


def test_what_was_compiled_is_in_use() -> None:
    """`make env` compiles it where there is a C compiler; source that was edited since runs interpreted."""
    folder = native_folder()
    wanted = folder is not None and folder.is_dir() and not os.environ.get("CRLM_INTERPRETED")
    assert is_compiled(extraction.anchors.__file__) is wanted


def test_the_compiled_reading_is_the_interpreted_one() -> None:
    compiled, interpreted = read(ROOT, ROWS), read(ROOT, ROWS, CRLM_INTERPRETED="1")
    assert not is_compiled(interpreted["file"])
    assert is_compiled(compiled["file"]) is is_compiled(extraction.anchors.__file__)
    assert compiled["told"] == interpreted["told"]


def test_source_that_was_edited_is_not_found_compiled(tmp_path: Path) -> None:
    for package in (*MADE_FOR, "lexicons"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    assert is_compiled(read(tmp_path, ROWS[:1])["file"]) is is_compiled(extraction.anchors.__file__)
    with (tmp_path / "extraction" / "anchors.py").open("a") as edited:
        edited.write("# edited\n")
    assert read(tmp_path, ROWS[:1])["file"] == str(tmp_path / "extraction" / "anchors.py")


def test_constants_defined_together_are_compiled_one_by_one_on_their_lines() -> None:
    apart = runpy.run_path(str(COMPILE), run_name="read only")["apart"]
    told = 'NEAR, FAR = 3, 9  # of it\nONE = 1\nWORDS, REACH = (\n    ("a", "b"),\n    len("ä"),\n)\nlow, high = 1, 2\nx = 4\n'
    made = apart(told)
    assert made.startswith("NEAR: Final = (3); FAR: Final = (9);")
    known: dict[str, object] = {}
    exec("from typing import Final; " + made, known)
    assert (known["NEAR"], known["FAR"], known["WORDS"], known["REACH"], known["x"]) == (3, 9, ("a", "b"), 1, 4)
    for path in sorted((ROOT / "extraction").rglob("*.py")):
        source = path.read_text("utf-8")
        assert behind_constants(apart(source)) == behind_constants(source)


def behind_constants(source: str) -> list[tuple[int, str]]:
    """Functions and classes of a module with the lines where they start."""
    tree = ast.parse(source)
    return [
        (node.lineno, ast.dump(node, include_attributes=True))
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
