"""What is stored of the results tells them again in full, and a registry of an older version is computed anew."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry import migrate
from registry.store import Registry
from review import workflow
from review.workflow import VERSIONS, ingest, refresh, review_case, stored_results
from rules_engine import Rule, load_rules
from rules_engine.policy import load_policy, policy_hash
from tests.review import many_notes

CASES = 3


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    notes = many_notes.write(tmp_path / "notes.jsonl", notes=9, cases=CASES)
    with Registry.open(tmp_path / "r.duckdb") as opened:
        ingest(opened, [notes], on_progress=lambda done: None)
        yield opened


def test_stored_results_are_told_word_for_word(registry: Registry) -> None:
    for case_id in registry.case_ids():
        fresh = json.loads(json.dumps([result.to_json() for result in review_case(registry, case_id).verdicts.results]))
        assert stored_results(registry, case_id) == fresh
        assert any(result["because"] for result in fresh) and any(result["missing"] for result in fresh)


def test_a_stored_result_holds_no_words_of_the_rule(registry: Registry) -> None:
    query = "SELECT sum(length(particulars_json)), max(length(particulars_json)) FROM crlm.rule_results"
    total, longest = registry._con.cursor().execute(query).fetchall()[0]
    stored = "".join(
        row[0] for row in registry._con.cursor().execute("SELECT particulars_json FROM crlm.rule_results").fetchall()
    )
    assert total < 16_000 * CASES
    assert longest < 2_500
    assert not [rule.key for rule in load_rules() if rule.citation.quote in stored or rule.conclusion in stored]


def test_every_result_is_stored_with_the_effective_policy(registry: Registry) -> None:
    results = [result for case_id in registry.case_ids() for result in registry.results(case_id)]
    assert len(results) == CASES * len(load_rules())
    assert {result.policy.hash for result in results} == {policy_hash(load_policy())}
    assert all(result.policy.values == load_policy() for result in results)


def test_results_of_a_rule_that_changed_are_not_told_with_its_new_words(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, changed = registry.case_ids()[0], load_rules()[0]
    newer = Rule.model_validate({**changed.model_dump(exclude_none=True), "conclusion": "Something else."})
    monkeypatch.setattr(workflow, "load_rules", lambda policy: (newer, *load_rules(policy)[1:]))
    told = {f"{result['rule']}.{result['track']}" for result in stored_results(registry, case_id)}
    assert told == {rule.key for rule in load_rules()} - {changed.key}


def test_a_registry_of_an_older_version_is_computed_again(registry: Registry, tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    first = {"001_initial": migrate.known_migrations()["001_initial"]}
    with pytest.MonkeyPatch.context() as older:
        older.setattr(migrate, "known_migrations", lambda: first)
        with Registry.open(old) as written:
            run_id = written.start_run(VERSIONS)
            for case_id in registry.case_ids():
                written.save_notes(registry.note_abstractions(case_id), run_id, VERSIONS)
    with Registry.open(old) as opened:
        assert refresh(opened) == CASES and refresh(opened) == 0
        for case_id in registry.case_ids():
            assert stored_results(opened, case_id) == stored_results(registry, case_id)
