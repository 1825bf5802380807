"""The order of the worklist: what waits for a person comes first."""

from app_pages.case_order import FIRST, in_order
from review.workflow import CaseSummary


def case(
    case_id: str, *, conflicts: int = 0, to_check: int = 0, unknown: int = 0, last: str = "2024-01-01"
) -> CaseSummary:
    return CaseSummary(case_id, 1, last, last, (), (), unknown, conflicts, to_check)


CASES = [
    case("quiet", last="2024-03-01"),
    case("unknown", unknown=9, last="2024-02-01"),
    case("check", to_check=1, unknown=2),
    case("conflict", conflicts=1),
]


def test_conflicts_then_values_to_check_then_unknown_rules() -> None:
    assert [item.case_id for item in in_order(CASES, FIRST)] == ["conflict", "check", "unknown", "quiet"]


def test_by_case_and_by_latest_note() -> None:
    assert [item.case_id for item in in_order(CASES, "Case")] == ["check", "conflict", "quiet", "unknown"]
    assert [item.case_id for item in in_order(CASES, "Latest note first")] == ["quiet", "unknown", "check", "conflict"]
