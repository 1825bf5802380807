"""mCODE bundles: the case comes back from them, absent and unknown stay apart, and nothing but what was asked for is in them."""

import json
from pathlib import Path
from typing import Any

import pytest

from abstraction.decisions import canonical
from registry.store import Registry
from review.exporters import mcode, mcode_with_notes
from review.exporters.mcode_check import faults
from review.exporters.mcode_codes import Codes, load_codes
from review.exporters.reviewed_cases import reviewed_cases
from review.workflow import CaseReview, ingest
from tests.review.exporters.clinical import mcode_reader as read
from tests.review.exporters.clinical.exported import ODD

Case = tuple[CaseReview, dict[str, Any]]


def bundles(registry: Registry, folder: Path, form: Any = mcode) -> dict[str, Case]:
    out = folder / "bundles.ndjson"
    assert form.write(registry, registry.case_ids(), out) == len(registry.case_ids())
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    reviews = list(reviewed_cases(registry, registry.case_ids()))
    return {one.case.case_id: (one, bundle) for one, bundle in zip(reviews, lines, strict=True)}


@pytest.fixture(scope="module")
def cases(kept: Registry, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    return bundles(kept, tmp_path_factory.mktemp("mcode"))


def same(review: CaseReview, bundle: dict[str, Any]) -> None:
    """Every value, its evidence and the candidate sets come back."""
    fields = review.case.fields
    assert {element: canonical(value) for element, value in read.values(bundle).items()} == {
        element: canonical(value) for element, value in fields.items()
    }
    assert read.stages(bundle) == [review.verdicts.ecmtg, review.verdicts.group]
    places = {
        element: {(one.note_id, one.mention.start, one.mention.end) for one in value.evidence}
        for element, value in review.case.values.items()
        if value.evidence
    }
    assert read.evidence(bundle) == places


def test_cases_come_back_from_their_bundles(cases: dict[str, Case]) -> None:
    for review, bundle in cases.values():
        assert faults(bundle) == []
        same(review, bundle)
    assert len(cases["full"][0].case.fields) > 20


def test_the_sample_registry_comes_back(samples: Registry, tmp_path: Path) -> None:
    for review, bundle in bundles(samples, tmp_path).values():
        same(review, bundle)


def test_absent_indeterminate_disputed_and_not_told_stay_apart(cases: dict[str, Case]) -> None:
    full, split, clear = (read.conditions(cases[one][1]) for one in ("full", "split", "clear"))
    assert full["liver"] == "confirmed"
    assert (full["lung"], full["peritoneum"], full["paraaortic_nodes"]) == ("refuted", "provisional", "confirmed")
    assert "bone" not in full
    assert split["lung"] == "unconfirmed"
    assert (clear["liver"], clear["any"]) == ("refuted", "refuted")
    assert read.absent(cases["split"][1])["liver_lesion_count"] == "unknown"
    assert read.absent(cases["full"][1]) == {"icg_r15_percent": "asked-unknown"}
    assert read.absent(cases[ODD][1])["cea_ng_ml"] == "unknown"
    assert "margin_mm" not in {**read.values(cases["full"][1]), **read.absent(cases["full"][1])}


def test_lesions_are_tumours_in_their_segments_with_their_size(cases: dict[str, Case]) -> None:
    made = read.resources(cases["full"][1])
    tumours = {
        one["id"]: one["location"]["coding"][0]["code"] for one in made if one["resourceType"] == "BodyStructure"
    }
    sizes = {
        tumours[one["focus"][0]["reference"].removeprefix("urn:uuid:")]: one["component"][0]["valueQuantity"]["value"]
        for one in made
        if read.profile_of(one) == "mcode-tumor-size"
    }
    segments = {key: load_codes().codes["liver"][key][0].code for key in ("2", "6", "7")}
    assert sizes == {segments["6"]: 31, segments["7"]: 22, segments["2"]: 12}


def test_the_stage_of_the_treatment_group_is_never_under_tnm(cases: dict[str, Case]) -> None:
    for _, bundle in cases.values():
        for one in read.resources(bundle):
            told = json.dumps(one)
            assert "ECMTG" not in told or read.profile_of(one) == "mcode-cancer-stage"
    [t_stage] = [one for one in read.resources(cases["full"][1]) if "primary-tumor" in read.profile_of(one)]
    assert t_stage["valueCodeableConcept"]["coding"][0]["code"] == "T3"
    assert "edition" in t_stage["method"]["text"]


def test_bundles_hold_no_words_of_notes_and_no_identity(cases: dict[str, Case]) -> None:
    _, bundle = cases["full"]
    told = json.dumps(bundle)
    assert "abutted by" not in told and '"data"' not in told
    [patient] = [one for one in read.resources(bundle) if one["resourceType"] == "Patient"]
    assert set(patient) == {"resourceType", "id", "meta", "identifier", "name", "gender"}
    assert patient["name"][0]["extension"][0]["valueCode"] == "masked"


def test_who_decided_is_told(cases: dict[str, Case]) -> None:
    made = read.resources(cases["full"][1])
    [ecog] = [f"urn:uuid:{one['id']}" for one in made if read.element_of(one) == "ecog"]
    [origin] = [one for one in made if one["resourceType"] == "Provenance" and one["target"] == [{"reference": ecog}]]
    assert [agent["who"]["display"] for agent in origin["agent"]][1:] == ["Ada"]


def test_the_same_case_gives_the_same_bundle(kept: Registry, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for out in (first, second):
        mcode.write(kept, ["full", "clear"], out)
    assert first.read_bytes() == second.read_bytes()


def test_notes_with_their_text_are_read_back(kept: Registry, tmp_path: Path) -> None:
    mcode_with_notes.write(kept, kept.case_ids(), tmp_path / "notes.ndjson")
    with Registry.open(tmp_path / "back.duckdb") as back:
        report = ingest(back, [tmp_path / "notes.ndjson"], on_progress=lambda _: None)
        assert not report.rejections
        assert texts(back) == texts(kept)


def texts(registry: Registry) -> set[tuple[str, ...]]:
    found = registry.case_abstractions(registry.case_ids()).values()
    notes = [item.note for items in found for item in items]
    return {(one.note_id, one.case_id, one.note_type, one.note_date, one.text) for one in notes}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda content: content["codes"]["drug"]["oxaliplatin"][0].update(system="snomed"), "no system snomed"),
        (lambda content: content["codes"]["drug"]["oxaliplatin"][0].update(source="a guess"), "source"),
        (lambda content: content["units"].pop("mm"), "no unit of UCUM for mm"),
        (lambda content: content["dates"].update(pve="pve_day"), "no data element pve_day"),
        (lambda content: content.update(more={}), "more"),
    ],
)
def test_a_wrong_file_of_codes_is_refused(spoil: Any, told: str) -> None:
    content = load_codes().model_dump()
    spoil(content)
    with pytest.raises(ValueError, match=told):
        Codes.model_validate(content)
