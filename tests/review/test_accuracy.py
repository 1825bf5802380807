"""The accuracy so far: every kind of decision counts as what it says of the machine, with the library's intervals."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from statsmodels.stats.proportion import proportion_confint

from registry.store import Registry
from review import workflow
from review.accuracy import accuracy, grouped, outcomes, share
from review.moment import moment
from review.reviewer import local_person
from tests.review import reviewed
from tests.review.crlm import called, crlm
from tests.review.reviewed import ingest, note

LETTER = "ONCOLOGY CLINIC\nECOG performance status 1. CEA 12 ng/mL. Liver metastases are resectable. Given 4 cycles of FOLFOX.\n"


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "cases.duckdb") as registry:
        ingest(registry, tmp_path)
        ingest(registry, tmp_path, [note("long", "c3", "oncology", "2024-03-01", LETTER)])
        yield registry


def decide(registry: Registry, action: str, element: str, value: Any = None, **more: Any) -> None:
    reviewed.decide(registry, action, element, value, **{"case": "c3", "decided_at": moment(), **more})


def kinds(registry: Registry) -> dict[str, str]:
    return {one.element: one.kind for one in outcomes(registry)}


def test_each_decision_counts_as_what_it_says_of_the_machine(cases: Registry) -> None:
    decide(cases, "accept", "ecog")
    decide(cases, "correct", "cea_ng_ml", 13)
    decide(cases, "reject", "stated_resectability")
    decide(cases, "correct", "braf_status", "mutant")
    decide(cases, "not_stated", "msi_status")
    decide(cases, "not_stated", "chemo_cycles")
    decide(cases, "not_stated", "age_years")  # beyond the contract
    decide(cases, "accept", "liver_max_size_mm", 31, case="c1")
    assert kinds(cases) == {
        "ecog": "accepted",
        "cea_ng_ml": "corrected",
        "stated_resectability": "rejected",
        "braf_status": "added",
        "msi_status": "confirmed",
        "chemo_cycles": "rejected",
        "liver_max_size_mm": "settled",
    }
    found = accuracy(outcomes(cases))
    assert (found.precision.hit, found.precision.of) == (1, 4)
    assert (found.recall.hit, found.recall.of) == (1, 3)
    low, high = proportion_confint(1, 4, method="wilson")
    assert (found.precision.low, found.precision.high) == (low, high)


def test_the_machine_is_judged_by_what_it_read_not_by_the_person_before(cases: Registry) -> None:
    decide(cases, "correct", "cea_ng_ml", 13)
    decide(cases, "correct", "cea_ng_ml", 12)
    assert kinds(cases) == {"cea_ng_ml": "accepted"}
    decide(cases, "undo", "cea_ng_ml")
    assert kinds(cases) == {"cea_ng_ml": "corrected"}
    decide(cases, "undo", "cea_ng_ml")
    assert kinds(cases) == {}


def test_a_decision_from_before_another_note_still_counts_for_its_time(cases: Registry, tmp_path: Path) -> None:
    decide(cases, "accept", "ecog")
    ingest(cases, tmp_path, [note("new", "c3", "oncology", "2025-01-01", "ONCOLOGY CLINIC\nECOG 3.\n")])
    [one] = outcomes(cases)
    assert (one.kind, one.machine, one.found) == ("accepted", 1, 1)


def test_of_an_imported_case_the_machine_s_own_value_counts(cases: Registry, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"case_id": "c3", "case_fields": {"ecog": 2, "braf_status": "mutant"}}) + "\n")
    workflow.ingest(cases, [path], on_progress=lambda _: None, importer=local_person(cases))
    decide(cases, "accept", "ecog")
    decide(cases, "accept", "braf_status")
    decide(cases, "correct", "cea_ng_ml", 12)
    found = {one.element: (one.kind, one.machine, one.found) for one in outcomes(cases)}
    assert found == {
        "ecog": ("corrected", 1, 2),
        "braf_status": ("added", None, "mutant"),
        "cea_ng_ml": ("accepted", 12, 12),
    }


def test_groups_by_field_version_and_month(cases: Registry) -> None:
    decide(cases, "accept", "ecog", decided_at="2024-06-01T10:00:00+00:00")
    decide(cases, "accept", "ecog", case="c2", decided_at="2024-07-01T10:00:00+00:00")
    decide(cases, "reject", "cea_ng_ml", decided_at="2024-07-02T10:00:00+00:00")
    found = outcomes(cases)
    assert {name: one.counts["accepted"] for name, one in grouped(found, "field").items()} == {
        "cea_ng_ml": 0,
        "ecog": 2,
    }
    months = grouped(found, "month")
    assert {name: (one.precision.hit, one.precision.of) for name, one in months.items()} == {
        "2024-06": (1, 1),
        "2024-07": (1, 2),
    }
    older = [replace(found[0], version="0.1 / abc"), *found[1:]]
    version = f"{workflow.VERSIONS.software} / {workflow.VERSIONS.lexicon}"
    assert list(grouped(older, "version")) == ["0.1 / abc", version] or len(grouped(older, "version")) == 2
    assert list(grouped(found, "version")) == [version]


def test_of_nothing_nothing_is_known() -> None:
    assert share(0, 0).rate is None


def test_an_outcome_tells_where_the_words_are(cases: Registry) -> None:
    decide(cases, "accept", "ecog")
    decide(cases, "reject", "cea_ng_ml")
    places = {one.element: [LETTER[p.mention.start : p.mention.end] for p in one.places] for one in outcomes(cases)}
    assert "1" in places["ecog"][0] and "12" in places["cea_ng_ml"][0]


def test_the_command_prints_a_table_a_group_and_the_list(cases: Registry) -> None:
    decide(cases, "accept", "ecog")
    decide(cases, "correct", "cea_ng_ml", 13)
    cases.close()
    done = crlm("accuracy", "--db", cases.path)
    assert done.code == 0
    rows = [line.split() for line in done.out.splitlines()]
    assert [row[0] for row in rows] == ["field", "cea_ng_ml", "ecog", "all"]
    assert rows[3][1:7] == ["1", "1", "0", "0", "0", "0"] and "0.50 (0.09 to 0.91)" in done.out.splitlines()[3]
    found = json.loads(called("accuracy", "--db", cases.path, "--json", "--list", "--by", "month").out)
    assert found["total"]["precision"]["of"] == 2 and len(found["month"]) == 1
    assert {one["outcome"] for one in found["outcomes"]} == {"accepted", "corrected"}
    assert called("accuracy", "--db", cases.path, "--since", "2100-01").code == 2
    wrong = called("accuracy", "--db", cases.path, "--by", "person")
    assert wrong.code == 2 and "unknown group person: one of field, version, month" in wrong.err
