"""Gold lines loaded as an earlier abstraction by people: its values hold beside the machine's own, and are compared with it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from registry import import_store
from registry.store import Registry
from review import workflow
from review.comparison import compare
from review.evaluation import evaluate
from review.proof import proof_of
from review.rejection import Rejection
from review.reviewer import local_person
from review.rights import Person, RefusedError, Role
from review.sign_off import difference, sign_off
from review.sources import Defaults
from review.verification import verify
from review.workflow import IngestReport
from tests.health.tree import ROOT
from tests.review.crlm import called, crlm
from tests.review.reviewed import CT, LETTER, MRI, NEWER, NOTES, decide, ingest, note

GOLD = ROOT / "tests" / "gold" / "dev_1.jsonl"
COUNT = {"min": 3, "max": 3, "innumerable": False}
CT_FIELDS = {"liver_lesion_count": COUNT, "liver_max_size_mm": 30, "ehd": {"lung": "present"}}


def line(row: dict[str, str], **more: Any) -> dict[str, Any]:
    return {**row, **more}


def write(path: Path, rows: Sequence[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def load(registry: Registry, folder: Path, rows: Sequence[Any]) -> IngestReport:
    path = write(folder / f"gold{len(list(folder.iterdir()))}.jsonl", rows)
    return workflow.ingest(registry, [path], on_progress=lambda _: None, importer=local_person(registry))


def ct_only(registry: Registry, folder: Path, **more: Any) -> IngestReport:
    return load(registry, folder, [line(note("ct", "c1", "radiology", "2024-05-06", CT), **more)])


def test_the_command_stores_them_shows_their_source_and_is_idempotent(tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    done = crlm("ingest", GOLD, "--db", db, "--with-fields")
    assert done.code == 0 and "36 abstractions by people new or changed" in done.err
    first = called("case", "--db", db).out
    gold = [json.loads(row) for row in GOLD.read_text(encoding="utf-8").splitlines()]
    for case in map(json.loads, first.splitlines()):
        assert set(case["sources"].values()) <= {"imported"}
        alone = [row["fields"] for row in gold if row["case_id"] == case["case_id"]]
        if len(alone) == 1:
            assert case["fields"] == alone[0]
    again = called("ingest", GOLD, "--db", db, "--with-fields")
    assert "0 new, 0 abstractions by people new or changed, 0 cases classified" in again.err
    assert called("case", "--db", db).out == first
    assert called("ingest", GOLD, "--db", db).code == 0  # without the option nothing is taken from or added to them
    assert called("case", "--db", db).out == first


def test_the_machine_against_them_is_what_evaluate_says(tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    assert called("ingest", GOLD, "--db", db, "--with-fields").code == 0
    found, (scored, _) = json.loads(crlm("compare", "--db", db, "--json").out), evaluate(GOLD)
    assert found["fields"] == scored["fields"] and found["notes"] == scored["notes"] == 36
    assert [found[name] for name in ("micro_precision", "micro_recall", "micro_f1")] == [
        scored[name] for name in ("micro_precision", "micro_recall", "micro_f1")
    ]
    assert found["same"] == round(scored["exact_notes"] * 36)
    listed = called("compare", "--db", db, "--list").out.splitlines()
    assert len(found["differences"]) > 0
    assert [row for row in listed if ": people " in row] == listed[-len(found["differences"]) :]


def test_what_people_stated_holds_and_the_machine_is_kept_beside_it(cases: Registry, tmp_path: Path) -> None:
    before = workflow.review_case(cases, "c1").read
    assert ct_only(cases, tmp_path, fields=CT_FIELDS).imported == 1
    review = workflow.review_case(cases, "c1")
    assert review.machine and review.machine.fields == before.fields and review.machine.conflicts == before.conflicts
    stated = next(one for one in review.case.notes if one.note.note_id == "ct")
    assert {name: stated.fields[name] for name in CT_FIELDS} == CT_FIELDS
    assert "liver_segments" not in stated.fields  # people left it out: it is not stated, whatever the machine reads
    assert review.case.values["ehd"].value == {"lung": "present", "peritoneum": "indeterminate"}
    assert {one.note_id for one in review.case.conflicts["liver_max_size_mm"]} == {"ct", "mri"}


def test_a_value_has_the_evidence_given_or_that_of_the_machine_where_it_reads_the_same(
    cases: Registry, tmp_path: Path
) -> None:
    start = LETTER.index("1. CEA")
    row = line(
        note("letter", "c2", "oncology", "2024-03-01", LETTER),
        fields={"ecog": 1, "cea_ng_ml": 12, "stated_resectability": "borderline"},
        evidence={"ecog": [{"start": start, "end": start + 1}]},
    )
    load(cases, tmp_path, [row])
    values = workflow.review_case(cases, "c2").case.values
    assert [(one.mention.start, one.mention.end) for one in values["ecog"].evidence] == [(start, start + 1)]
    assert [LETTER[one.mention.start : one.mention.end] for one in values["cea_ng_ml"].evidence] == ["12"]
    assert values["stated_resectability"].evidence == ()
    assert {values[name].source for name in row["fields"]} == {"imported"}


def test_fields_of_a_whole_case_are_taken_as_they_are(cases: Registry, tmp_path: Path) -> None:
    stated = {"liver_lesion_count": COUNT, "ehd": {"lung": "absent"}, "ecog": 2}
    assert load(cases, tmp_path, [{"case_id": "c1", "case_fields": stated}]).imported == 1
    review = workflow.review_case(cases, "c1")
    assert review.case.fields == stated and not review.case.conflicts
    assert {one.source for one in review.case.values.values()} == {"imported"}
    assert [one.note_id for one in review.case.values["ehd"].evidence] == ["ct"]
    ingest(cases, tmp_path, [note("new", "c1", "oncology", "2025-01-01", NEWER)])
    assert workflow.review_case(cases, "c1").case.fields == stated
    found = compare(cases)
    assert (found["notes"], found["cases"]) == (0, 1)
    assert {one.field for one in found["differences"]} >= {"liver_lesion_count", "imaging"}


def test_on_the_lines_of_the_notes_they_may_stand_too(cases: Registry, tmp_path: Path) -> None:
    stated = {"ecog": 2}
    report = load(cases, tmp_path, [line(row, case_fields=stated) for row in NOTES if row["case_id"] == "c1"])
    assert (report.read, report.imported, report.rejections) == (2, 1, [])
    assert workflow.review_case(cases, "c1").case.fields == stated


def test_a_case_line_may_hold_its_notes(cases: Registry, tmp_path: Path) -> None:
    inner = [{key: value for key, value in row.items() if key != "case_id"} for row in NOTES[:2]]
    rows = [
        {
            "case_id": "c8",
            "notes": [{**row, "note_id": f"8{row['note_id']}"} for row in inner],
            "case_fields": {"ecog": 2},
        },
        {"case_id": "c9", "notes": [{**inner[0], "note_id": "9ct", "fields": CT_FIELDS}, "no object"]},
    ]
    report = load(cases, tmp_path, rows)
    assert (report.read, report.stored, report.imported) == (3, 3, 2)
    assert ["line 2, note 2: not a JSON object" in str(one) for one in report.rejections] == [True]
    assert workflow.review_case(cases, "c8").case.fields == {"ecog": 2}
    assert workflow.review_case(cases, "c9").case.fields == CT_FIELDS


def test_a_newer_note_that_nobody_abstracted_is_read_by_the_machine(cases: Registry, tmp_path: Path) -> None:
    load(cases, tmp_path, [line(NOTES[2], fields={"ecog": 3})])
    assert workflow.review_case(cases, "c2").case.fields["ecog"] == 3
    ingest(cases, tmp_path, [note("new", "c2", "oncology", "2025-01-01", NEWER)])
    value = workflow.review_case(cases, "c2").case.values["ecog"]
    assert (value.value, value.source) == (2, "extracted")


def test_a_changed_text_is_read_by_the_machine_again(cases: Registry, tmp_path: Path) -> None:
    ct_only(cases, tmp_path, fields={"liver_max_size_mm": 30})
    ingest(cases, tmp_path, [note("ct", "c1", "radiology", "2024-05-06", CT + "Addendum: none.\n")])
    assert workflow.review_case(cases, "c1").case.values["imaging"].source == "extracted"
    assert len(import_store.versions(cases, ["c1"])) == 1


def test_other_fields_make_a_new_version_and_the_old_one_is_kept(cases: Registry, tmp_path: Path) -> None:
    ct_only(cases, tmp_path, fields={"ecog": 1, "imaging": ["CT"]})
    assert ct_only(cases, tmp_path, fields={"imaging": ["CT"], "ecog": 1}).imported == 0
    assert ct_only(cases, tmp_path, fields={"ecog": 2}).imported == 1
    kept = import_store.versions(cases, ["c1"])
    assert [(one.version, dict(one.stated.fields)) for one in kept] == [
        (1, {"ecog": 1, "imaging": ["CT"]}),
        (2, {"ecog": 2}),
    ]
    assert {one.by for one in kept} == {local_person(cases).name}
    assert workflow.review_case(cases, "c1").case.fields["ecog"] == 2


def test_verdicts_run_on_them_and_the_stored_ones_follow(cases: Registry, tmp_path: Path) -> None:
    before = cases.stages()["c2"].ecmtg
    load(cases, tmp_path, [{"case_id": "c2", "case_fields": {"liver_lesion_count": COUNT, "ehd": {"lung": "present"}}}])
    after = workflow.review_case(cases, "c2").verdicts
    assert cases.stages()["c2"].ecmtg == after.ecmtg != before
    assert not cases.stale_cases(workflow.versions_of(workflow.effective_policy(cases)))


def test_what_is_decided_later_wins(cases: Registry, tmp_path: Path) -> None:
    load(cases, tmp_path, [{"case_id": "c2", "case_fields": {"ecog": 3}}])
    decide(cases, "correct", "ecog", 2)
    value = workflow.review_case(cases, "c2").case.values["ecog"]
    assert (value.value, value.source) == (2, "reviewed")
    decide(cases, "not_stated", "cea_ng_ml")
    decide(cases, "undo", "ecog")
    assert workflow.review_case(cases, "c2").case.fields == {"ecog": 3}


def test_an_import_makes_a_signed_off_case_stale_and_says_so(cases: Registry, tmp_path: Path) -> None:
    sign_off(cases, local_person(cases), "c2", "s1")
    load(cases, tmp_path, [{"case_id": "c2", "case_fields": {"ecog": 3}}])
    found = difference(cases, workflow.review_case(cases, "c2"))
    assert found and found.causes == ("an abstraction by people was imported",)
    decide(cases, "undo", "")
    version = sign_off(cases, local_person(cases), "c2", "s2").after.decisions[-1].value
    assert isinstance(version, dict) and version["undecided"] == []  # people stated all there is
    assert cases.progress()["c2"].status == "signed_off" and cases.progress()["c2"].left == 0


def test_a_proof_names_them_and_a_later_one_breaks_it(cases: Registry, tmp_path: Path) -> None:
    load(cases, tmp_path, [{"case_id": "c2", "case_fields": {"ecog": 3}}])
    proof = proof_of(cases, "c2")
    assert [(one.note_id, one.version) for one in proof.imported] == [("", 1)]
    assert all(check.holds for check in verify(cases, proof))
    load(cases, tmp_path, [{"case_id": "c2", "case_fields": {"ecog": 4}}])
    assert "import of the whole case" in {check.what for check in verify(cases, proof) if not check.holds}


BAD = [
    ({"fields": {"liver_lesions": 3}}, "there is no field liver_lesions"),
    ({"fields": {"liver_lobes": "both"}}, "field liver_lobes: Input should be 'right', 'left' or 'bilobar'"),
    ({"fields": {"ehd": {"lungs": "absent"}}}, "field ehd.lungs"),
    ({"fields": {"ecog": 9}}, "field ecog: Input should be less than or equal to 4"),
    ({"fields": {"ecog": True}}, "ECOG"),
    ({"fields": {"liver_lesion_count": {"min": 4, "max": 2}}}, "the most (2) is less than the least (4)"),
    ({"fields": {"cea_ng_ml": float("inf")}}, "enter a number"),
    ({"fields": {"imaging": []}}, "choose at least one"),
    ({"fields": [1]}, "no JSON object"),
    ({"fields": None}, "no JSON object"),
    ({"fields": {}, "case_fields": {}}, "fields and case_fields on one line"),
    ({"fields": {"ecog": 1}, "evidence": {"ecog": [{"start": 3, "end": 9000}]}}, "start and end within the"),
    ({"fields": {"ecog": 1}, "evidence": {"cea_ng_ml": []}}, "evidence for cea_ng_ml, which is not among the fields"),
    ({"fields": {"imaging": ["CT"]}, "evidence": {"imaging": [{"start": 0, "end": 2}]}}, "among those of the field"),
]


@pytest.mark.parametrize(("more", "told"), BAD, ids=[told[:40] for _, told in BAD])
def test_fields_that_are_wrong_are_refused_in_one_line_and_nothing_else_is_lost(
    tmp_path: Path, more: dict[str, Any], told: str
) -> None:
    good = line(NOTES[2], fields={"ecog": 2})
    path = write(tmp_path / "gold.jsonl", [line(NOTES[0], **more), good])
    with Registry.open(tmp_path / "r.duckdb") as registry:
        report = workflow.ingest(registry, [path], on_progress=lambda _: None, importer=local_person(registry))
        [refused] = report.rejections
        assert str(refused).startswith(f"{path}, line 1, note ct: ") and told in str(refused)
        assert (report.read, report.stored, report.imported) == (2, 2, 1)
        assert registry.case_ids() == ("c1", "c2")
        assert workflow.review_case(registry, "c2").case.fields == {"ecog": 2}


def test_what_is_refused_is_told_by_the_command_with_its_place(tmp_path: Path) -> None:
    path = write(
        tmp_path / "gold.jsonl", [line(NOTES[0], fields={"ecog": 9}), {"case_id": "c7", "case_fields": {"ecog": 1}}]
    )
    done = called("ingest", path, "--db", tmp_path / "r.duckdb", "--with-fields")
    assert done.code == 1
    assert done.lines == [
        "1 notes read, 1 new, 0 abstractions by people new or changed, 1 cases classified, 2 refused",
        f"refused: {path}, line 1, note ct: field ecog: Input should be less than or equal to 4; correct it and load the file "
        "again; the note itself is kept",
        f"refused: {path}, line 2, case c7: the registry holds no note of this case: give the lines of its notes too; "
        "correct it and load the file again; the note itself is kept",
    ]


def test_a_second_line_that_states_something_else_is_refused(cases: Registry, tmp_path: Path) -> None:
    rows = [{"case_id": "c2", "case_fields": {"ecog": number}} for number in (1, 1, 2)]
    report = load(cases, tmp_path, rows)
    assert report.imported == 1 and [one.what for one in report.rejections] == ["stated before with other fields"]
    assert isinstance(report.rejections[0], Rejection) and "line 3, case c2" in report.rejections[0].where


def test_only_who_may_loads_them(cases: Registry, tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", [line(note("new", "c3", "radiology", "2024-05-06", MRI), fields={})])
    somebody = Person("eva", "Eva", Role.ABSTRACTOR)
    with pytest.raises(RefusedError, match="may not load notes or take them back"):
        workflow.ingest(cases, [path], on_progress=lambda _: None, defaults=Defaults(), importer=somebody)
    assert cases.case_ids() == ("c1", "c2")


def test_nothing_to_compare_is_told(tmp_path: Path) -> None:
    db = tmp_path / "r.duckdb"
    Registry.open(db).close()
    done = called("compare", "--db", db)
    assert done.code == 2 and "load one with `crlm ingest FILE.jsonl --with-fields`" in done.err
