"""A registry of its own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.store import Registry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.duckdb"


@pytest.fixture
def registry(path: Path) -> Iterator[Registry]:
    with Registry.open(path) as opened:
        yield opened
