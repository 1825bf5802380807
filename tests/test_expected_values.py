"""expected.yaml of the sample notes: strict, self-consistent, and together covering what a reviewer meets."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from abstraction.consolidation import consolidate
from abstraction.records import ElementValue, Mention, Note, NoteAbstraction, NoteType
from abstraction.scoring import items
from benchmarks.sample_cases import SAMPLES, gold_rows, load_sample_cases, read_expected
from lexicons import supplementary_elements
from rules_engine import classify

CASES = load_sample_cases()


def labelled(row: dict[str, Any]) -> NoteAbstraction:
    """A gold line as the abstraction of a note; labels have no spans, so the first characters stand for them."""
    note = Note(row["note_id"], row["case_id"], NoteType(row["note_type"]), row["note_date"], row["text"])
    values = {}
    for field, value in {**row["fields"], **row["supplementary"]}.items():
        parts = list(value) if isinstance(value, list) or field == "ehd" else [None]
        values[field] = ElementValue(field, value, tuple(Mention(field, 0, 1, part) for part in parts))
    return NoteAbstraction(note, (), values)


@pytest.mark.parametrize("case_id", CASES)
def test_case_and_verdicts_follow_from_the_notes(case_id: str) -> None:
    """What is expected of the notes leads by consolidation and rules to what is expected of the case."""
    expected = CASES[case_id]
    case = consolidate(case_id, [labelled(row) for row in gold_rows({case_id: expected})])
    assert items(case.fields) == items(expected.case.fields.stated)
    assert {
        name: value for name, value in case.fields.items() if name in supplementary_elements()
    } == expected.case.supplementary
    conflicts = {field: sorted(claim.note_id for claim in claims) for field, claims in case.conflicts.items()}
    assert conflicts == {f: sorted(f"{case_id}/{n}" for n in notes) for f, notes in expected.case.conflicts.items()}
    verdicts = classify(case)
    found = {f"{result.rule}.{result.track}": result.verdict.value for result in verdicts.results}
    assert {rule: found[rule] for rule in expected.verdicts} == expected.verdicts
    assert (list(verdicts.ecmtg), list(verdicts.group)) == (expected.ecmtg, expected.group)


def test_the_cases_cover_what_a_reviewer_meets() -> None:
    """Every stage, response, margin, kind of note and background, the common sites outside the liver, and a conflict."""
    fields = [note.fields.stated for case in CASES.values() for note in case.notes.values()]

    def values(field: str) -> set[Any]:
        return {
            item if isinstance(item, str) else tuple(item)
            for name, item in set().union(*map(items, fields))
            if name == field
        }

    assert {stage for case in CASES.values() for stage in case.ecmtg} == {"M0", "M1a", "M1b", "M1c"}
    assert {note.note_type for case in CASES.values() for note in case.notes.values()} == {
        "radiology", "pathology", "operative", "oncology",
    }  # fmt: skip
    assert values("response") == {"CR", "PR", "SD", "PD"}
    assert values("margin_status") == {"R0", "R1"}
    assert values("msi_status") == {"MSS", "MSI_H"} and values("ras_status") == values("braf_status")
    assert values("liver_background") == {"steatosis", "steatohepatitis", "sinusoidal_injury", "fibrosis", "cirrhosis"}
    present = {site for site, status in values("ehd") if status == "present"}
    nodes = {"hilar_nodes", "celiac_nodes", "paraaortic_nodes"}
    assert present == nodes | {"lung", "peritoneum", "ovary", "adrenal", "bone", "other"}
    assert "indeterminate" in {status for _, status in values("ehd")}
    assert [case_id for case_id, case in CASES.items() if case.case.conflicts]


MISTAKES = {
    "field": ("primary_t: T3", "primary_stage: T3"),
    "value": ("primary_site: sigmoid_colon", "primary_site: sigmoid"),
    "number": ("liver_max_size_mm: 21", 'liver_max_size_mm: "21"'),
    "segment": ('liver_segments: ["6"]', 'liver_segments: ["9"]'),
    "supplementary element": ("age_years: 74", "age: 74"),
    "supplementary value": ("age_years: 74", "age_years: seventy"),
    "site": ("ehd: {lung: absent", "ehd: {lungs: absent"),
    "key": ("purpose:", "purposes:"),
    "note": ("2024-03-02_ct_liver:", "2024-03-03_ct_liver:"),
    "note type": ("note_type: radiology", "note_type: imaging"),
    "stage": ("ecmtg: [M1a]", "ecmtg: [M1]"),
    "rule": ("R10.derived: met", "R99.derived: met"),
    "verdict": ("R10.derived: met", "R10.derived: yes"),
    "conflict": ("conflicts: {}", "conflicts: {ecog: [2024-03-02_ct_liver, 2024-03-08_hpb_mdt]}"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_slip_in_the_expected_values_is_refused(mistake: str, tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLES / "case_001", tmp_path / "case_001")
    right, wrong = MISTAKES[mistake]
    text = (folder / "expected.yaml").read_text(encoding="utf-8")
    assert right in text
    (folder / "expected.yaml").write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^case_001/expected\.yaml: "):
        read_expected(folder / "expected.yaml")


def test_expected_values_are_read_unchanged() -> None:
    plain = json.loads(CASES["case_001"].model_dump_json(exclude_unset=True))
    assert plain["notes"]["2024-03-02_ct_liver"]["fields"]["liver_max_size_mm"] == 21
    assert plain["case"]["conflicts"] == {} and plain["ecmtg"] == ["M1a"]
