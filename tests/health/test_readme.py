"""The pages a newcomer reads are true: every command, option, target, path and link in them exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from lexicons import load_elements
from review.cli import app
from tests.health.tree import ROOT, of_kind, packages, relative

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(path for path in of_kind(".md") if path.parent.name == "docs")]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OUTSIDE_CODE = re.compile(r"```.*?```", re.DOTALL)
PATH = re.compile(rf"`((?:{'|'.join([*packages(), 'tests', 'benchmarks', 'docs', 'sample_notes'])})/[^`\s]*)`")


def calls() -> Iterator[tuple[Path, str, list[str]]]:
    """Page, command and options of every `crlm ...` in a page."""
    for page in PAGES:
        for line in re.findall(r"\bcrlm ([a-z][^`\n#]*)", page.read_text(encoding="utf-8")):
            words = line.split()
            yield page, words[0], re.findall(r"(?<![\w-])--[a-z][a-z-]*", line)


def options(command: str) -> set[str]:
    called = [COMMANDS[command], *getattr(COMMANDS[command], "commands", {}).values()]
    written = {option for one in called for parameter in one.params for option in parameter.opts}
    return {"--help"} | {option for option in written if option.startswith("-")}


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_commands_and_options_exist(page: Path) -> None:
    for source, command, used in calls():
        if source == page:
            assert command in COMMANDS, f"crlm {command}"
            assert set(used) <= options(command), f"crlm {command}"


def test_readme_tells_every_command_and_option() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"crlm {name}" in text
        told = {option for option in options(name) - {"--help"} if option in text}
        assert told == options(name) - {"--help"}, f"crlm {name}"


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_paths_exist(page: Path) -> None:
    text = OUTSIDE_CODE.sub("", page.read_text(encoding="utf-8"))
    patterns = {re.sub(r"<\w+>", "*", path).rstrip("/") for path in PATH.findall(text)}
    assert {pattern for pattern in patterns if not any(ROOT.glob(pattern))} == set()


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = {link for link in links if not link.startswith("http") and not (page.parent / link).exists()}
    assert broken == set()


def test_the_page_of_data_elements_is_complete() -> None:
    text = (ROOT / "docs" / "abstraction.md").read_text(encoding="utf-8")
    for name, element in load_elements().items():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{name}` |")), "")
        assert element.definition in row, name
        assert [value for value in element.values + element.sites if f"`{value}`" not in row] == [], name
