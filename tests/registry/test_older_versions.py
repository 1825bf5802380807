"""A registry of any earlier version opens in this one: every row is kept, the chains hold, and work goes on."""

from pathlib import Path

import pytest

from registry import whole
from registry.case_store import CASE_TABLES
from registry.errors import NotARegistryError
from registry.store import Registry
from review import workflow
from tests.registry.older_versions import NAMES, rows, write
from tests.review import reviewed


@pytest.mark.parametrize("newest", NAMES)
def test_every_row_is_kept_and_the_chains_hold(newest: str, path: Path) -> None:
    write(path, newest)
    before = rows(path)
    assert all(before.values()), "every table has rows"
    Registry.open(path).close()
    after = rows(path)
    assert set(before) <= set(after)
    for table in set(before) - set(CASE_TABLES):  # those are computed again
        for old, new in zip(before[table], after[table], strict=True):
            assert old.items() <= new.items(), table
    with Registry.open(path, read_only=True) as registry:
        whole.check(registry)
        assert registry.verify_decisions().length == 3


@pytest.mark.parametrize("newest", [NAMES[0], NAMES[len(NAMES) // 2], NAMES[-1]])
def test_review_goes_on_where_it_was(newest: str, path: Path) -> None:
    write(path, newest)
    with Registry.open(path) as registry:
        assert workflow.refresh(registry) == 1
        case = workflow.review_case(registry, "c1").case
        assert (case.values["liver_max_size_mm"].value, case.values["ecog"].value) == (33, 1)
        reviewed.decide(registry, "reject", "ecog", case="c1")
        assert registry.verify_decisions().faults == () and registry.verify_decisions().length == 4


def test_an_older_registry_is_only_read_once_it_is_of_this_version(path: Path) -> None:
    write(path, NAMES[0])
    before = path.read_bytes()
    with pytest.raises(NotARegistryError, match="of an older version"):
        Registry.open(path, read_only=True)
    assert path.read_bytes() == before
