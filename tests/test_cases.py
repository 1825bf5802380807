"""sample_notes/ from text to registry to case to verdicts; every difference from expected.yaml is listed plainly."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from abstraction.contract import prediction
from abstraction.records import NoteAbstraction
from abstraction.scoring import is_grounded, items
from benchmarks.sample_cases import SAMPLES, load_sample_cases
from lexicons import supplementary_elements
from registry.store import Registry
from review.workflow import CaseReview, IngestReport, ingest, review_case

CASES = load_sample_cases()
NOTES = {f"{case_id}/{name}": note for case_id, case in CASES.items() for name, note in case.notes.items()}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Registry, IngestReport]]:
    with Registry.open(tmp_path_factory.mktemp("samples") / "samples.duckdb") as registry:
        yield registry, ingest(registry, [SAMPLES], on_progress=lambda done: None)


@pytest.fixture(scope="module")
def reviews(ingested: tuple[Registry, IngestReport]) -> dict[str, CaseReview]:
    return {case_id: review_case(ingested[0], case_id) for case_id in ingested[0].case_ids()}


@pytest.fixture(scope="module")
def notes(reviews: dict[str, CaseReview]) -> dict[str, NoteAbstraction]:
    return {found.note.note_id: found for review in reviews.values() for found in review.case.notes}


def differences(where: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """A line for every field whose items differ, with the items that do."""
    wanted, got = items(expected), items(found)
    lines = []
    for field in sorted({field for field, _ in wanted ^ got}):
        missing, extra = ([item for name, item in side if name == field] for side in (wanted - got, got - wanted))
        lines.append(f"{where}: {field}: expected {missing or 'nothing more'}, found {extra or 'nothing else'}")
    return lines


def beyond(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The supplementary elements, their lists in order."""
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in fields.items()
        if name in supplementary_elements()
    }


def report(lines: list[str]) -> None:
    """Fail with the lines and nothing else."""
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def test_every_note_is_taken(ingested: tuple[Registry, IngestReport], reviews: dict[str, CaseReview]) -> None:
    assert [str(rejection) for rejection in ingested[1].rejections] == []
    assert (ingested[1].read, ingested[1].stored, ingested[1].cases) == (len(NOTES), len(NOTES), len(CASES))
    assert list(reviews) == list(CASES)


@pytest.mark.parametrize("note_id", NOTES)
def test_a_note_tells_its_type_date_and_fields(note_id: str, notes: dict[str, NoteAbstraction]) -> None:
    found, expected = notes[note_id], NOTES[note_id]
    assert (found.note.note_type.value, found.note.note_date) == (expected.note_type, note_id.split("/")[1][:10])
    assert found.note.text.encode() == (SAMPLES / f"{note_id}.txt").read_bytes()
    report(differences(note_id, expected.fields.stated, found.fields))


@pytest.mark.parametrize("note_id", NOTES)
def test_a_note_tells_its_supplementary_elements(note_id: str, notes: dict[str, NoteAbstraction]) -> None:
    assert beyond(notes[note_id].fields) == beyond(NOTES[note_id].supplementary)


@pytest.mark.parametrize("case_id", CASES)
def test_the_supplementary_elements_are_consolidated(case_id: str, reviews: dict[str, CaseReview]) -> None:
    assert beyond(reviews[case_id].case.fields) == beyond(CASES[case_id].case.supplementary)


@pytest.mark.parametrize("note_id", NOTES)
def test_every_value_stands_in_its_note(note_id: str, notes: dict[str, NoteAbstraction]) -> None:
    line, text = prediction(notes[note_id]), notes[note_id].note.text
    assert line["fields"]
    assert [item for item in items(line["fields"]) if not is_grounded(line, text, *item)] == []
    spans = [span for field in line["evidence"].values() for span in field]
    assert [span for span in spans if not text[span["start"] : span["end"]].strip() or span["end"] > len(text)] == []


@pytest.mark.parametrize("case_id", CASES)
def test_the_case_is_consolidated(case_id: str, reviews: dict[str, CaseReview]) -> None:
    case, expected = reviews[case_id].case, CASES[case_id]
    lines = differences(case_id, expected.case.fields.stated, case.fields)
    conflicts = {field: {claim.note_id: claim.value for claim in claims} for field, claims in case.conflicts.items()}
    claimed = {
        field: {f"{case_id}/{name}": expected.notes[name].fields.stated[field] for name in names}
        for field, names in expected.case.conflicts.items()
    }
    for field in sorted(conflicts | claimed):
        wanted, got = claimed.get(field, {}), conflicts.get(field, {})
        if wanted.keys() != got.keys() or any(items({field: wanted[n]}) != items({field: got[n]}) for n in wanted):
            lines.append(f"{case_id}: conflict on {field}: expected {wanted}, found {got}")
    report(lines)


@pytest.mark.parametrize("case_id", CASES)
def test_the_verdicts(case_id: str, reviews: dict[str, CaseReview]) -> None:
    verdicts, expected = reviews[case_id].verdicts, CASES[case_id]
    found = {f"{result.rule}.{result.track}": result.verdict.value for result in verdicts.results}
    lines = [
        f"{rule}: expected {want}, found {found[rule]}"
        for rule, want in expected.verdicts.items()
        if found[rule] != want
    ]
    if list(verdicts.ecmtg) != expected.ecmtg:
        lines.append(f"ECMTG stage: expected {expected.ecmtg}, found {list(verdicts.ecmtg)}")
    if list(verdicts.group) != expected.group:
        lines.append(f"group: expected {expected.group}, found {list(verdicts.group)}")
    report([f"{case_id}: {line}" for line in lines])
