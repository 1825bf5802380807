"""Accepted and corrected notes become gold lines, field by field, and `crlm evaluate` scores only what was decided."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from abstraction.contract import prediction
from abstraction.scoring import score
from lexicons import contract_elements
from registry import export_store
from registry.store import Registry
from review.evaluation import evaluate
from review.gold_export import export_gold, gold_line, gold_notes
from review.moment import moment
from review.rejection import UserError
from review.reviewer import local_person
from review.rights import Person, RefusedError, Role
from review.sign_off import sign_off
from tests.review import reviewed
from tests.review.crlm import called
from tests.review.reviewed import evidence, ingest, note

FIRST = (
    "CT\nFINDINGS: Two liver metastases, the larger 31 mm in segment 6. No pulmonary nodule. Bones: no lytic lesion.\n"
)
LATER = "MRI\nFINDINGS: Two liver metastases, the larger 24 mm in segment 6. No pulmonary nodule. Given 4 cycles of FOLFOX.\n"
CLINIC = "ONCOLOGY CLINIC\nGiven 4 cycles of FOLFOX and bevacizumab. ECOG 1.\n"
NOTES = [
    note("first", "c1", "radiology", "2024-01-06", FIRST),
    note("later", "c1", "radiology", "2024-05-06", LATER),
    note("clinic", "c1", "oncology", "2024-03-06", CLINIC),
    note("alone", "c2", "oncology", "2024-03-06", CLINIC),
]


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "cases.duckdb") as registry:
        ingest(registry, tmp_path, NOTES)
        yield registry


def decide(registry: Registry, action: str, element: str, value: Any = None, *, case: str = "c1", **more: Any) -> None:
    reviewed.decide(registry, action, element, value, case=case, **{"decided_at": moment(), **more})


def lines(registry: Registry) -> dict[str, dict[str, Any]]:
    return {one.note.note_id: gold_line(one) for one in gold_notes(registry)}


def told(registry: Registry) -> dict[str, tuple[dict[str, Any], list[str]]]:
    return {note_id: (line["fields"], line["decided"]) for note_id, line in lines(registry).items()}


def test_nothing_decided_is_nothing_to_export(cases: Registry) -> None:
    assert told(cases) == {}
    with pytest.raises(UserError, match="no note has a decided field yet"):
        export_gold(cases, local_person(cases))
    assert not export_store.load(cases)


def test_an_accepted_value_is_gold_of_the_note_that_holds_its_evidence(cases: Registry) -> None:
    decide(cases, "accept", "liver_max_size_mm")
    assert told(cases) == {"later": ({"liver_max_size_mm": 24}, ["liver_max_size_mm"])}
    [span] = lines(cases)["later"]["evidence"]["liver_max_size_mm"]
    assert LATER[span["start"] : span["end"]] == "24 mm"


def test_a_list_is_gold_item_by_item_where_each_stands(cases: Registry) -> None:
    decide(cases, "accept", "chemo_regimens")
    assert told(cases) == {
        "later": ({"chemo_regimens": ["FOLFOX"]}, ["chemo_regimens"]),
        "clinic": ({"chemo_regimens": ["FOLFOX", "bevacizumab"]}, ["chemo_regimens"]),
    }


def test_an_item_taken_out_is_gold_as_not_stated_in_its_note(cases: Registry) -> None:
    decide(cases, "correct", "chemo_regimens", ["bevacizumab"])
    assert told(cases) == {
        "later": ({}, ["chemo_regimens"]),
        "clinic": ({"chemo_regimens": ["bevacizumab"]}, ["chemo_regimens"]),
    }


def test_sites_are_gold_one_by_one(cases: Registry) -> None:
    decide(cases, "correct", "ehd", {"lung": "indeterminate"})
    assert told(cases) == {
        "first": ({}, ["ehd.bone"]),  # taken out
        "later": (
            {"ehd": {"lung": "indeterminate"}},
            ["ehd.lung"],
        ),  # the note that said otherwise; "first" is not decided
    }


def test_a_correction_with_evidence_is_gold_where_the_evidence_stands(cases: Registry) -> None:
    words = evidence(cases, "c1", "first", "31 mm", "liver_max_size_mm", 31)
    decide(cases, "correct", "liver_max_size_mm", 31, evidence=(words,))
    assert told(cases) == {"first": ({"liver_max_size_mm": 31}, ["liver_max_size_mm"])}


def test_a_correction_without_evidence_is_gold_of_the_one_note_that_was_read(cases: Registry) -> None:
    decide(cases, "correct", "liver_max_size_mm", 25)
    assert told(cases) == {"later": ({"liver_max_size_mm": 25}, ["liver_max_size_mm"])}


def test_a_value_entered_where_none_was_read_needs_evidence_or_a_single_note(cases: Registry) -> None:
    decide(cases, "correct", "cea_ng_ml", 8)
    assert told(cases) == {}
    decide(cases, "correct", "cea_ng_ml", 8, case="c2")
    assert told(cases) == {"alone": ({"cea_ng_ml": 8}, ["cea_ng_ml"])}
    words = evidence(cases, "c1", "first", "Bones", "cea_ng_ml", 8)
    decide(cases, "correct", "cea_ng_ml", 8, evidence=(words,))
    assert told(cases)["first"] == ({"cea_ng_ml": 8}, ["cea_ng_ml"])


def test_an_item_added_from_a_note_with_other_items_does_not_make_that_note_gold(cases: Registry) -> None:
    words = evidence(cases, "c1", "first", "segment 6", "liver_segments", "5")
    decide(cases, "correct", "liver_segments", ["5", "6"], evidence=(words,))
    assert told(cases) == {"later": ({"liver_segments": ["6"]}, ["liver_segments"])}


def test_a_rejected_value_is_not_stated_where_it_was_read(cases: Registry) -> None:
    decide(cases, "reject", "ecog")
    assert told(cases) == {"clinic": ({}, ["ecog"])}


def test_not_stated_is_said_of_every_note_of_the_case(cases: Registry) -> None:
    decide(cases, "not_stated", "cea_ng_ml")
    assert told(cases) == {name: ({}, ["cea_ng_ml"]) for name in ("first", "clinic", "later")}


def test_a_side_of_a_disagreement_is_gold_of_its_note_alone(tmp_path: Path) -> None:
    with Registry.open(tmp_path / "two.duckdb") as registry:
        ingest(registry, tmp_path)
        decide(registry, "accept", "liver_max_size_mm", 31)
        assert told(registry) == {"ct": ({"liver_max_size_mm": 31}, ["liver_max_size_mm"])}


def test_what_is_taken_back_or_no_longer_holds_is_no_gold(cases: Registry, tmp_path: Path) -> None:
    decide(cases, "accept", "ecog")
    decide(cases, "accept", "liver_max_size_mm")
    decide(cases, "undo", "ecog")
    assert set(told(cases)) == {"later"}
    ingest(cases, tmp_path, [note("new", "c1", "radiology", "2024-09-06", "CT\nOne liver metastasis of 12 mm.\n")])
    assert told(cases) == {}


def test_a_text_that_came_after_the_decision_was_not_looked_at(cases: Registry, tmp_path: Path) -> None:
    decide(cases, "not_stated", "cea_ng_ml", decided_at="2024-06-01T10:00:00+00:00")
    assert told(cases) == {}
    decide(cases, "not_stated", "braf_status")
    assert {line["decided"][0] for line in lines(cases).values()} == {"braf_status"}


def test_supplementary_elements_are_no_gold(cases: Registry) -> None:
    decide(cases, "not_stated", "age_years")
    assert told(cases) == {}


def test_the_file_is_the_contract_s_and_evaluate_scores_what_was_decided(cases: Registry, tmp_path: Path) -> None:
    decide(cases, "accept", "chemo_regimens")
    decide(cases, "correct", "liver_max_size_mm", 25)
    decide(cases, "reject", "ecog")
    content, number = export_gold(cases, local_person(cases))
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    assert number == 2 and {row["note_id"] for row in map(json.loads, content.splitlines())} == {"later", "clinic"}
    summary, rejected = evaluate(path)
    assert not rejected
    counts = {name: (row["tp"], row["fp"], row["fn"]) for name, row in summary["fields"].items()}
    assert counts == {"chemo_regimens": (3, 0, 0), "ecog": (0, 1, 0), "liver_max_size_mm": (0, 1, 1)}


def test_of_sites_only_the_decided_ones_count() -> None:
    row = {
        "note_id": "n",
        "text": "no lung lesion",
        "fields": {"ehd": {"lung": "absent"}},
        "decided": ["ehd.lung", "ehd.bone"],
    }
    guess = {"note_id": "n", "fields": {"ehd": {"lung": "absent", "bone": "absent", "brain": "absent"}, "ecog": 1}}
    assert {name: score([row], [guess])["fields"]["ehd"][name] for name in ("tp", "fp", "fn")} == {
        "tp": 1,
        "fp": 1,
        "fn": 0,
    }
    assert set(score([row], [guess])["fields"]) == {"ehd"}


def test_a_line_decided_in_full_scores_as_a_plain_gold_line(cases: Registry) -> None:
    text = json.dumps(note("n", "c", "oncology", "2024-03-06", CLINIC))
    row = json.loads(text) | {"fields": {"ecog": 1, "chemo_regimens": ["FOLFOX"]}}
    [read] = cases.note_abstractions("c2")
    guess = {**prediction(read), "note_id": "n"}
    assert score([row], [guess]) == score([{**row, "decided": list(contract_elements())}], [guess])


def test_signed_off_cases_alone(cases: Registry) -> None:
    decide(cases, "accept", "liver_max_size_mm")
    decide(cases, "accept", "ecog", case="c2")
    assert len(list(gold_notes(cases))) == 2
    assert list(gold_notes(cases, signed_off=True)) == []
    with pytest.raises(UserError, match="no signed-off case has a decided field yet"):
        export_gold(cases, local_person(cases), signed_off=True)
    sign_off(cases, local_person(cases), "c2", "s1")
    assert [one.note.note_id for one in gold_notes(cases, signed_off=True)] == ["alone"]


def test_an_export_leaves_a_trace_and_needs_the_right(cases: Registry) -> None:
    decide(cases, "accept", "ecog")
    content, _ = export_gold(cases, local_person(cases))
    [trace] = export_store.load(cases)
    assert (trace.kind, trace.rows, trace.sha256) == ("gold", 1, hashlib.sha256(content).hexdigest())
    with pytest.raises(RefusedError, match="may not take data out"):
        export_gold(cases, Person("eva", "Eva", Role.VIEWER))
    assert len(export_store.load(cases)) == 1


def test_the_command_writes_the_file_and_evaluate_reads_it(cases: Registry, tmp_path: Path) -> None:
    decide(cases, "accept", "ecog")
    cases.close()
    out = tmp_path / "gold.jsonl"
    done = called("export", "gold", "--db", cases.path, "--out", out)
    assert (done.code, done.err) == (
        0,
        "1 note written; they hold patient text: keep the file where the notes are kept\n",
    )
    assert out.stat().st_mode & 0o077 == 0
    scored = called("evaluate", out, "--json")
    assert scored.code == 0 and json.loads(scored.out)["fields"] == {
        "ecog": {"tp": 1, "fp": 0, "fn": 0, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    }
    assert json.loads(called("audit", "exports", "--db", cases.path).out)["kind"] == "gold"
    again = called("ingest", out, "--db", tmp_path / "other.duckdb", "--with-fields")
    assert again.code == 1 and "a partial line, made from decisions" in again.err


@pytest.mark.parametrize(
    ("decided", "what"),
    [
        (["lungs"], "decided is no list of fields"),
        ("ecog", "decided is no list"),
        ([], "field ecog has a value and is not decided"),
    ],
)
def test_a_wrong_list_of_decided_fields_is_told(tmp_path: Path, decided: Any, what: str) -> None:
    path = tmp_path / "gold.jsonl"
    row = {**note("n", "c", "oncology", "2024-03-06", CLINIC), "fields": {"ecog": 1}, "decided": decided}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    done = called("evaluate", path)
    assert done.code == 2 and what in done.err and f"{path}, line 1" in done.err
