"""A registry of invented cases; what writes gets one of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.store import Registry
from review.rights import Person, Role
from tests.assistant import notes


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    with Registry.open(folder / "asked.duckdb") as registry:
        notes.load(registry, folder)
    return folder / "asked.duckdb"


@pytest.fixture(scope="session")
def reading(filled: Path) -> Iterator[Registry]:
    """The registry for tests that only ask."""
    with Registry.open(filled) as registry:
        yield registry


@pytest.fixture
def registry(filled: Path, tmp_path: Path) -> Iterator[Registry]:
    """A registry of the test's own."""
    with Registry.open(Path(shutil.copy(filled, tmp_path / "asked.duckdb"))) as registry:
        yield registry


@pytest.fixture
def person() -> Person:
    return Person("ada", "Ada", Role.ABSTRACTOR)
