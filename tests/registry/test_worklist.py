"""The worklist is narrowed, ordered and paged in the registry: what waits for a person comes first, what is signed off last."""

from collections.abc import Sequence
from typing import Any

import pytest

from abstraction.records import CaseAbstraction, CaseEvidence, CaseValue, Claim, Mention, ReviewDecision, Status
from registry.store import ComputedCase, Registry, SitePolicy, StoredResult
from registry.worklist_store import Wanted, holders, stages, wanted_ids, worklist
from tests.registry.abstractions import VERSIONS, abstraction, note

MENTION = Mention("ecog", 3, 9, 1)
DISPUTE = (Claim("n1", "synchronous", (MENTION,)), Claim("n2", "metachronous", (MENTION,)))
# Case -> conflicts, values to check, unknown rules, verdicts that a decision can change, day of its note.
CASES = {
    "quiet": (0, 0, 0, 0, "2024-03-01"),
    "unknown": (0, 0, 2, 0, "2024-02-01"),
    "check": (0, 1, 1, 0, "2024-01-01"),
    "conflict": (1, 0, 0, 0, "2024-01-01"),
    "flip": (0, 0, 0, 3, "2024-01-02"),
    "stale": (0, 0, 0, 0, "2024-01-03"),
    "signed": (2, 2, 2, 9, "2024-01-04"),
}


def computed(case_id: str) -> ComputedCase:
    conflicts, to_check, unknown, unsettled, _ = CASES[case_id]
    elements = ["ecog", "cea_ng_ml"]
    values = {
        element: CaseValue(
            element, 1, (CaseEvidence("n1", MENTION),), Status.NEEDS_REVIEW if at < to_check else Status.SURE
        )
        for at, element in enumerate(elements)
    }
    disputes = dict(list({"timing": DISPUTE, "response": DISPUTE}.items())[:conflicts])
    results = [
        StoredResult(f"R{at:02d}", "derived", "v1", "unknown" if at < unknown else "met", {}, SitePolicy("p", {}))
        for at in range(3)
    ]
    stage = ("M1a",) if case_id == "check" else ("M1a", "M1b")
    return ComputedCase(
        CaseAbstraction(case_id, (), values, disputes), results, stage, ("G1",), f"in-{case_id}", unsettled
    )


def decide(registry: Registry, case_id: str, action: str, value: Any = None, element: str = "") -> None:
    identity = f"{case_id}/{action}/{element}"
    registry.append_decision(
        ReviewDecision(identity, case_id, element, action, value, "Ada", "2024-06-01T10:00:00+00:00")
    )


@pytest.fixture
def filled(registry: Registry) -> Registry:
    run = registry.start_run(VERSIONS)
    registry.save_notes(
        [abstraction(note(f"n-{name}", name, day=row[-1])) for name, row in CASES.items()], run, VERSIONS
    )
    registry.save_cases([computed(name) for name in CASES], run)
    decide(registry, "signed", "sign_off", {"inputs": "in-signed"})
    decide(registry, "stale", "sign_off", {"inputs": "other"})
    decide(registry, "quiet", "assign", "Cleo")
    decide(registry, "check", "accept", element="ecog")
    decide(registry, "conflict", "query", "why?", element="ecog")
    return registry


def listed(registry: Registry, wanted: Wanted, order: str = "Case") -> Sequence[str]:
    ids = wanted_ids(registry, wanted, order)
    found = worklist(registry, wanted, order)
    assert [line.case_id for line in found.lines] == ids and found.found == len(ids)
    return ids


def test_the_most_useful_come_first(filled: Registry) -> None:
    assert listed(filled, Wanted(), "Most useful first") == [
        "flip",
        "conflict",
        "check",
        "stale",
        "unknown",
        "quiet",
        "signed",
    ]


def test_by_case_and_by_latest_note(filled: Registry) -> None:
    assert listed(filled, Wanted()) == sorted(CASES)
    assert listed(filled, Wanted(), "Latest note first") == [
        "quiet",
        "unknown",
        "signed",
        "stale",
        "flip",
        "check",
        "conflict",
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(search="  UN"), ["unknown"]),
        (Wanted(search="%"), []),
        (Wanted(status="signed_off"), ["signed"]),
        (Wanted(status="stale"), ["stale"]),
        (Wanted(status="in_review"), ["check"]),
        (Wanted(status="queried"), ["conflict"]),
        (Wanted(status="new"), ["flip", "quiet", "unknown"]),
        (Wanted(assigned="Cleo"), ["quiet"]),
        (Wanted(assigned="", status="new"), ["flip", "unknown"]),
        (Wanted(ecmtg=("M1a",)), ["check"]),
        (Wanted(verdict=("R01", "derived", "unknown")), ["signed", "unknown"]),
        (Wanted(verdict=("R01", "documented", "unknown")), []),
    ],
)
def test_it_is_narrowed(filled: Registry, wanted: Wanted, expected: list[str]) -> None:
    assert listed(filled, wanted) == expected


def test_a_line_says_how_the_case_stands(filled: Registry) -> None:
    [line] = worklist(filled, Wanted(search="check")).lines
    assert (line.notes, line.first_date, line.last_date, line.ecmtg, line.group) == (
        1,
        "2024-01-01",
        "2024-01-01",
        ("M1a",),
        ("G1",),
    )
    assert (line.unknown, line.conflicts, line.to_check, line.unsettled) == (1, 0, 1, 0)
    assert (line.progress.decided, line.progress.left, line.progress.status) == (1, 1, "in_review")


def test_a_page_of_it_and_what_there_is_in_all(filled: Registry) -> None:
    page = worklist(filled, Wanted(), "Case", 3, 2)
    assert [line.case_id for line in page.lines] == sorted(CASES)[2:5] and page.found == 7
    assert page.statuses == {"new": 3, "in_review": 1, "queried": 1, "stale": 1, "signed_off": 1}
    assert (page.decided, page.open) == (1, 16)
    assert holders(filled) == ["Cleo"]
    assert stages(filled) == [("M1a", "M1b"), ("M1a",)]


def test_a_case_that_was_not_computed_yet_is_listed(registry: Registry) -> None:
    registry.save_notes([abstraction()], registry.start_run(VERSIONS), VERSIONS)
    [line] = worklist(registry, Wanted()).lines
    assert (line.case_id, line.ecmtg, line.progress.status) == ("c1", (), "new")


def test_nothing_is_told_of_what_is_yet_to_be_abstracted_blind(filled: Registry) -> None:
    blind = ("signed", "check")
    assert listed(filled, Wanted(blind=blind), "Most useful first")[:3] == ["check", "signed", "flip"]
    [line] = worklist(filled, Wanted(search="signed", blind=blind)).lines
    assert (line.ecmtg, line.group, line.progress.status, line.progress.signed) == ((), (), "blind", False)
    assert (line.unknown, line.conflicts, line.to_check, line.unsettled, line.progress.decided) == (0, 0, 0, 0, 0)
    assert listed(filled, Wanted(status="signed_off", blind=blind)) == []
    assert listed(filled, Wanted(ecmtg=("M1a",), blind=blind)) == []
    assert listed(filled, Wanted(verdict=("R01", "derived", "unknown"), blind=blind)) == ["unknown"]
    assert stages(filled, blind) == [("M1a", "M1b")]
