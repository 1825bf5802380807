"""The sample cases in one registry for every round trip, with what people decide on them."""

from collections.abc import Iterator

import pytest

from abstraction.records import CaseAbstraction
from registry.store import Registry
from review import workflow
from tests.health.tree import ROOT
from tests.review.reviewed import decide


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The registry; nothing in it is changed any more."""
    with Registry.open(tmp_path_factory.mktemp("sample") / "sample.duckdb") as registry:
        workflow.ingest(registry, [ROOT / "sample_notes"], on_progress=lambda _: None)
        decide(registry, "accept", "liver_max_size_mm", case="case_001")
        decide(registry, "correct", "cea_ng_ml", 7.25, case="case_001", reviewer="=Ada")
        decide(registry, "not_stated", "braf_status", case="case_001")
        decide(registry, "reject", "timing", case="case_002")
        decide(registry, "correct", "lesion_list_complete", "no", case="case_002")
        decide(registry, "correct", "ehd", {"lung": "indeterminate", "bone": "absent"}, case="case_003")
        decide(registry, "correct", "primary_diagnosis_date", "2022-06-14", case="case_003")
        count = {"min": 2, "max": None, "innumerable": True}
        decide(registry, "correct", "liver_lesion_count", count, case="case_004")
        yield registry


@pytest.fixture(scope="session")
def reviewed_cases(sample: Registry) -> dict[str, CaseAbstraction]:
    """The cases as the review shows them, computed from the notes: not by the way that exports read."""
    return {case_id: workflow.review_case(sample, case_id).case for case_id in sample.case_ids()}
