"""What was computed for a case is replaced as a whole, and the registry knows which cases are out of date."""

from dataclasses import replace

import pytest

from abstraction.records import CaseAbstraction, CaseEvidence, CaseValue, Claim, Mention, ReviewDecision
from registry.store import ComputedCase, Registry, SitePolicy, StoredResult, StoredStage
from tests.registry.abstractions import VERSIONS, abstraction, note

MENTION = Mention("ecog", 3, 9, 1)
POLICY = SitePolicy("p1", {"limit": 20.0})
RESULT = StoredResult("R01", "documented", "v1", "unknown", {"missing": [["flr_pct", "missing"]]}, POLICY)
OTHER = replace(RESULT, rule="R02", verdict="met")


def computed(case_id: str = "c1", inputs: str = "x", ecog: int = 1) -> ComputedCase:
    case = CaseAbstraction(
        case_id,
        (),
        {"ecog": CaseValue("ecog", ecog, (CaseEvidence("n1", MENTION),))},
        {"timing": (Claim("n1", "synchronous", (MENTION,)), Claim("n2", "metachronous", (MENTION,)))},
    )
    return ComputedCase(case, [RESULT, OTHER], ("M1a", "M1b"), ("G1",), inputs)


@pytest.fixture
def run_id(registry: Registry) -> str:
    run_id = registry.start_run(VERSIONS)
    registry.save_notes([abstraction(), abstraction(note("m1", "c2", "another text"))], run_id, VERSIONS)
    return run_id


def rows(registry: Registry, table: str) -> list[tuple[object, ...]]:
    return registry._con.cursor().execute(f"SELECT * FROM crlm.{table}").fetchall()


def decision(identity: str = "d1", case_id: str = "c1", **changes: object) -> ReviewDecision:
    made = ReviewDecision(identity, case_id, "ecog", "correct", 2, "reviewer", "2024-05-01T10:00:00Z", "letter")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_case_is_summed_up(registry: Registry, run_id: str) -> None:
    registry.save_cases([computed()], run_id)
    assert registry.stages() == {"c1": StoredStage("c1", ("M1a", "M1b"), ("G1",), unknown=1, conflicts=1)}


def test_cases_are_counted_and_found_by_verdict(registry: Registry, run_id: str) -> None:
    registry.save_cases([computed(), computed("c2")], run_id)
    assert registry.verdict_counts() == {("R01", "documented"): {"unknown": 2}, ("R02", "documented"): {"met": 2}}
    assert registry.cases_with_verdict("R02", "documented", "met") == {"c1", "c2"}
    assert registry.cases_with_verdict("R02", "documented", "unknown") == frozenset()
    assert registry.cases_with_verdict("R02", "derived", "met") == frozenset()


def test_results_come_back_with_the_policy_they_were_made_with(registry: Registry, run_id: str) -> None:
    registry.save_cases([computed(), computed("c2")], run_id)
    assert registry.results("c1") == registry.results("c2") == (RESULT, OTHER)
    assert registry.results("nobody") == ()
    newer = replace(OTHER, policy=SitePolicy("p2", {"limit": 25.0}))
    registry.save_cases([replace(computed(), results=[newer])], run_id)
    assert registry.results("c1") == (newer,) and registry.results("c2") == (RESULT, OTHER)
    assert {row[0] for row in rows(registry, "policies")} == {"p1", "p2"}


def test_a_case_computed_again_replaces_only_itself(registry: Registry, run_id: str) -> None:
    registry.save_cases([computed(), computed("c2")], run_id)
    registry.save_cases([computed(ecog=3)], run_id)
    assert sorted((row[0], row[2]) for row in rows(registry, "case_values")) == [("c1", "3"), ("c2", "1")]
    assert len(rows(registry, "rule_results")) == 4
    assert len(rows(registry, "case_stages")) == len(rows(registry, "case_conflicts")) == 2


def test_a_case_is_out_of_date_until_it_is_computed(registry: Registry, run_id: str) -> None:
    stale = registry.stale_cases(VERSIONS)
    assert set(stale) == {"c1", "c2"}
    registry.save_cases([computed("c1", stale["c1"])], run_id)
    assert set(registry.stale_cases(VERSIONS)) == {"c2"}
    assert registry.stale_cases(VERSIONS, "c1") == {}


@pytest.fixture
def up_to_date(registry: Registry, run_id: str) -> Registry:
    registry.save_cases([computed(case, inputs) for case, inputs in registry.stale_cases(VERSIONS).items()], run_id)
    assert registry.stale_cases(VERSIONS) == {}
    return registry


def test_a_new_version_of_a_note_makes_its_case_out_of_date(up_to_date: Registry, run_id: str) -> None:
    up_to_date.save_notes([abstraction(note(text="changed"))], run_id, VERSIONS)
    assert set(up_to_date.stale_cases(VERSIONS)) == {"c1"}


def test_a_decision_makes_its_case_out_of_date(up_to_date: Registry) -> None:
    up_to_date.append_decision(decision())
    assert set(up_to_date.stale_cases(VERSIONS)) == {"c1"}


@pytest.mark.parametrize("changed", [{"software": "2.0"}, {"rules": "rules-b"}, {"policy": "policy-b"}])
def test_new_software_rules_or_numbers_make_every_case_out_of_date(
    up_to_date: Registry, changed: dict[str, str]
) -> None:
    assert set(up_to_date.stale_cases(replace(VERSIONS, **changed))) == {"c1", "c2"}


def test_decisions_are_kept_in_order_and_once(registry: Registry) -> None:
    evidence = (CaseEvidence("n1", MENTION),)
    made = [decision(), decision("d0", value=["a", "b"], evidence=evidence), decision("d2", value=None, action="undo")]
    assert [registry.append_decision(item) for item in made] == [True, True, True]
    assert registry.append_decision(decision("d0", value="changed")) is False
    registry.append_decision(decision("d3", "c2"))
    assert registry.decisions("c1") == tuple(made)


def test_a_run_names_its_versions_and_its_end(registry: Registry) -> None:
    first, second = registry.start_run(VERSIONS), registry.start_run(VERSIONS)
    registry.finish_run(first)
    kept = {row[0]: row for row in rows(registry, "runs")}
    assert kept[first][2] is not None and kept[second][2] is None
    assert kept[first][3:] == (VERSIONS.software, VERSIONS.lexicon, VERSIONS.rules)
