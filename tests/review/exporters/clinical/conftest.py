"""One registry for all tests of what goes out; they only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.sample_cases import SAMPLES
from registry.store import Registry
from review.workflow import ingest
from tests.review.exporters.clinical.exported import store


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with Registry.open(store(tmp_path_factory.mktemp("kept") / "kept.duckdb")) as registry:
        yield registry


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with Registry.open(tmp_path_factory.mktemp("samples") / "samples.duckdb") as registry:
        assert not ingest(registry, [Path(SAMPLES)], on_progress=lambda _: None).rejections
        yield registry
