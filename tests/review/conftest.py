"""A registry of two small cases for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.store import Registry
from tests.review.reviewed import ingest


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "cases.duckdb") as registry:
        ingest(registry, tmp_path)
        yield registry
