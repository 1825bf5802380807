"""The layers hold: contracts of pyproject.toml, and what a plain import may load."""

import ast
import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

from tests.health.tree import ROOT, packages, settings

HEAVY = {"spacy", "medspacy", "streamlit", "pandas"}


def imported_by(statement: str) -> set[str]:
    """Top-level modules that a fresh Python holds after the statement."""
    script = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_contracts_are_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_no_package_escapes_the_contracts() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert found == set(packages())
    layers = settings()["tool"]["importlinter"]["contracts"][0]["layers"]
    assert {name.strip() for layer in layers for name in layer.split("|")} == found
    assert set(settings()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == found
    assert set(settings()["tool"]["mypy"]["packages"]) == found


def test_the_door_holds_no_logic() -> None:
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in names}
    assert roots <= {"streamlit", "app_pages"} | set(sys.stdlib_module_names), roots


@pytest.mark.parametrize("module", ["extraction", "rules_engine", "registry", "review.workflow", "review.cli"])
def test_the_batch_path_stays_light(module: str) -> None:
    assert not imported_by(f"import {module}") & HEAVY


READING = """
import sys
import review.note_worker, review.workflow
assert "extraction.abstraction" not in sys.modules, "a command that reads no note imports no reader"
from abstraction.records import Note, NoteType
from extraction import abstract_note, prepare
prepare()
before = set(sys.modules)
assert abstract_note(Note("n1", "c1", NoteType.RADIOLOGY, "2024-05-01", "CT LIVER\\nTwo metastases, the larger 31 mm.")).values
assert set(sys.modules) == before, "a worker imports within the time of its first note"
"""


def test_the_reader_is_imported_where_notes_are_read_and_before_the_first_one() -> None:
    done = subprocess.run([sys.executable, "-c", READING], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
