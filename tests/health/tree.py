"""The files of this checkout, as the health tests see them."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
KEPT_HIDDEN = {".ci", ".streamlit"}
LEFT_OUT = {"__pycache__", "data", "node_modules"}


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that belongs to the project: no environment, cache, build result or database."""
    found: list[Path] = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name in KEPT_HIDDEN or not (name.startswith(".") or name in LEFT_OUT)]
        found.extend(Path(folder, name) for name in names if ".duckdb" not in name)
    return tuple(sorted(found))


def of_kind(*suffixes: str) -> list[Path]:
    """The project's files with one of the suffixes."""
    return [path for path in project_files() if path.suffix in suffixes]


def relative(path: Path) -> str:
    """The path as a reader of the repository writes it."""
    return path.relative_to(ROOT).as_posix()


@cache
def settings() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages() -> list[str]:
    """The top-level packages that the import contracts govern."""
    roots: list[str] = settings()["tool"]["importlinter"]["root_packages"]
    return roots
