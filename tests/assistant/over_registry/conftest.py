"""A registry of the sample notes, made once; nothing here writes to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.questions import sample_registry
from registry.store import Registry


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_registry(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def registry(samples: Path) -> Iterator[Registry]:
    with Registry.open(samples, read_only=True) as opened:
        yield opened
