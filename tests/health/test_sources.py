"""Every file can be read in one sitting, says what it is for, and leaves nothing half done."""

import ast
import re
import statistics
from pathlib import Path

import pytest

from tests.health.tree import ROOT, of_kind, packages, project_files, relative

LONGEST = 400
DRAWERS = {"base", "common", "helper", "helpers", "manager", "misc", "process", "shared", "stuff", "util", "utils"}
UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|XXX|NotImplemented(?:Error)?|xfail|importorskip|mark\.skip\w*|pytest\.skip)\b"
)
SOURCES = of_kind(".py", ".yaml", ".sql", ".js", ".css", ".html", ".toml")


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_file_is_short(path: Path) -> None:
    assert line_count(path) <= LONGEST


def test_typical_file_is_short() -> None:
    assert statistics.median(map(line_count, of_kind(".py"))) <= 120


def test_names_say_what_is_inside() -> None:
    words = {relative(path): set(re.split(r"[/_.]", relative(path))) & DRAWERS for path in of_kind(".py", ".yaml")}
    assert {path: found for path, found in words.items() if found} == {}


def test_nothing_is_half_done() -> None:
    this_file = Path(__file__)
    found = {
        f"{relative(path)}:{number}"
        for path in SOURCES
        if path != this_file
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    }
    assert found == set()


@pytest.mark.parametrize("package", packages())
def test_every_module_says_what_it_is_for(package: str) -> None:
    modules = [path for path in of_kind(".py") if relative(path).startswith(f"{package}/")]
    assert modules
    for path in modules:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), relative(path)
        assert (path.parent / "__init__.py").exists(), f"{relative(path.parent)} is no package"


def test_text_files_are_utf8_with_unix_lines() -> None:
    texts = [path for path in project_files() if path.suffix in {".py", ".yaml", ".md", ".sql", ".toml", ".js", ".css"}]
    assert [relative(path) for path in texts if b"\r" in path.read_bytes()] == []


def test_ci_runs_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]
    assert script.stat().st_mode & 0o111
