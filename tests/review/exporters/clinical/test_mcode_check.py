"""A bundle that does not hold to FHIR or to the mCODE profiles is refused, and each time for its own reason."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from registry.store import Registry
from review.exporters import mcode
from review.exporters.mcode_check import INVARIANTS, faults
from review.exporters.mcode_codes import load_codes
from review.exporters.mcode_profiles import Profiles, load_profiles
from review.rejection import UserError
from tests.review.exporters.clinical.mcode_reader import profile_of

Bundle = dict[str, Any]


@pytest.fixture(scope="module")
def whole(kept: Registry, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    out = tmp_path_factory.mktemp("check") / "bundle.json"
    mcode.write(kept, ["full"], out)
    bundle: Bundle = json.loads(out.read_text(encoding="utf-8"))
    return bundle


def one(bundle: Bundle, profile: str) -> dict[str, Any]:
    """The first resource of a profile."""
    found: dict[str, Any] = next(
        entry["resource"] for entry in bundle["entry"] if profile_of(entry["resource"]) == f"mcode-{profile}"
    )
    return found


def spoiled(profile: str, **parts: Any) -> Callable[[Bundle], None]:
    """Puts other parts into the first resource of a profile; None takes a part out."""

    def spoil(bundle: Bundle) -> None:
        resource = one(bundle, profile)
        for name, part in parts.items():
            if part is None:
                del resource[name]
            else:
                resource[name] = part

    return spoil


def second_patient(bundle: Bundle) -> None:
    other = copy.deepcopy(bundle["entry"][0])
    other["fullUrl"] = other["fullUrl"][:-1] + "z"
    bundle["entry"].append(other)


def no_patient(bundle: Bundle) -> None:
    del bundle["entry"][0]


def same_address(bundle: Bundle) -> None:
    bundle["entry"][1]["fullUrl"] = bundle["entry"][2]["fullUrl"]


def in_inches(bundle: Bundle) -> None:
    one(bundle, "tumor-size")["component"][0]["valueQuantity"]["code"] = "[in_i]"


def two_longest(bundle: Bundle) -> None:
    one(bundle, "tumor-size")["component"] *= 2


def named_and_masked(bundle: Bundle) -> None:
    one(bundle, "cancer-patient")["name"][0]["family"] = "Somebody"


def related_to_the_patient(bundle: Bundle) -> None:
    patient = bundle["entry"][0]["fullUrl"]
    one(bundle, "secondary-cancer-condition")["extension"][0]["valueReference"] = {"reference": patient}


def untyped_tumour(bundle: Bundle) -> None:
    del one(bundle, "tumor")["identifier"][0]["type"]


def own_units(bundle: Bundle) -> None:
    one(bundle, "tumor-marker-test")["valueQuantity"]["system"] = "http://example.org/units"


def loose_reference(bundle: Bundle) -> None:
    one(bundle, "tumor-size")["subject"] = {"reference": "urn:uuid:00000000-0000-0000-0000-000000000000"}


def strange_profile(bundle: Bundle) -> None:
    one(bundle, "tumor-size")["meta"]["profile"] = [f"{load_profiles().base}mcode-tumour"]


def tnm_of_the_treatment_group(bundle: Bundle) -> None:
    one(bundle, "tnm-primary-tumor-category")["method"] = {"text": "ECMTG"}


CODED = {"coding": [{"system": "http://loinc.org", "code": "1-8"}]}
BROKEN: list[tuple[str, Callable[[Bundle], None], str]] = [
    ("a field that FHIR does not have", spoiled("tumor-size", colour="red"), "not FHIR R4 (extra_forbidden"),
    ("a text where FHIR wants a number", spoiled("ecog-performance-status", valueInteger="one"), "not FHIR R4"),
    ("a status that FHIR does not have", spoiled("tumor-size", status="done"), "status: done is none of the codes of FHIR"),
    ("no code", spoiled("primary-cancer-condition", code=None), "code: 1 to 1, not 0"),
    ("another code than the fixed one", spoiled("ecog-performance-status", code=CODED), "code: a code that the profile does not allow"),
    ("no category", spoiled("secondary-cancer-condition", category=None), "category: 1 to many, not 0"),
    ("a category of another kind", spoiled("tumor-marker-test", category=[CODED]), "category: none is observation|laboratory"),
    ("only one of two categories", spoiled("genomic-variant", category=[CODED, CODED]), "category: none is service|GE"),
    ("a certainty that is not bound", spoiled("secondary-cancer-condition", verificationStatus=CODED), "verificationStatus: a code"),
    ("a stage on a metastasis", spoiled("secondary-cancer-condition", stage=[{"summary": CODED}]), "stage: 0 to 0, not 1"),
    ("a value beside the components of a size", spoiled("tumor-size", valueInteger=3), "value[x]: may not be Integer"),
    ("a size of nothing", spoiled("tumor-size", focus=None), "focus-or-specimen"),
    ("a size in inches", in_inches, "component loinc|33728-7: its unit is one of mm, cm"),
    ("two longest diameters", two_longest, "component loinc|33728-7: 1 to 1, not 2"),
    ("no longest diameter", spoiled("tumor-size", component=None), "component loinc|33728-7: 1 to 1, not 0"),
    ("a marker without value", spoiled("tumor-marker-test", valueQuantity=None), "value[x]: is required"),
    ("units of another system", own_units, "us-core-3"),
    ("a tumour without a place", spoiled("tumor", location=None), "location: 1 to 1, not 0"),
    ("a tumour whose identifier has no type", untyped_tumour, "identifier.type: 1 to 1, not 0"),
    ("a trend that the profile does not know", spoiled("cancer-disease-status", valueCodeableConcept=CODED), "valueCodeableConcept: a code"),
    ("a TNM category of no system of the AJCC", spoiled("tnm-primary-tumor-category", valueCodeableConcept=CODED), "no code of sct or ajcc"),
    ("a TNM category without a method", spoiled("tnm-primary-tumor-category", method=None), "method: 1 to 1, not 0"),
    ("the treatment group under TNM", tnm_of_the_treatment_group, "ECMTG has no place here"),
    ("an operation of no known time", spoiled("cancer-related-surgical-procedure", performedDateTime=None), "us-core-7"),
    ("a drug for no reason", spoiled("cancer-related-medication-administration", reasonReference=None), "reason: a reason"),
    ("a patient with a masked name and a name", named_and_masked, "us-core-6"),
    ("a metastasis of the patient", related_to_the_patient, "refers to mcode-primary-cancer-condition"),
    ("a reference to nothing", loose_reference, "a reference leads to nothing in the bundle"),
    ("a profile that is none", strange_profile, "mcode-tumour is no profile of mCODE"),
    ("two patients", second_patient, "bundle: holds one patient, not 2"),
    ("no patient", no_patient, "bundle: holds one patient, not 0"),
    ("two entries of one address", same_address, "bdl-7"),
    ("a searchset", lambda bundle: bundle.update(type="searchset"), "type is collection"),
    ("an empty bundle", lambda bundle: bundle.update(entry=[]), "each entry holds a resource"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "told"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_bundle_is_refused_for_its_reason(whole: Bundle, spoil: Callable[[Bundle], None], told: str) -> None:
    assert faults(whole) == []
    bundle = copy.deepcopy(whole)
    spoil(bundle)
    found = faults(bundle)
    assert any(told in fault for fault in found), found


def test_faults_tell_no_words_of_the_patient(whole: Bundle) -> None:
    bundle = copy.deepcopy(whole)
    one(bundle, "tumor")["patient"] = "Jane Somebody, born 1950"
    found = faults(bundle)
    assert found
    assert "Somebody" not in " ".join(found)


def test_a_bundle_that_does_not_hold_is_not_handed_over(
    kept: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcode, "faults", lambda bundle: ["entry 3 Observation: code: 1 to 1, not 0"])
    with pytest.raises(UserError, match="case full: its bundle does not hold to mCODE: entry 3 Observation: code"):
        mcode.write(kept, ["full"], tmp_path / "out.ndjson")


def test_profiles_name_codes_and_rules_that_there_are() -> None:
    known = load_profiles()
    assert {name for one in known.profiles.values() for name in one.invariants} == set(INVARIANTS)
    for profile in known.profiles.values():
        rules = profile.elements.values()
        named = [code for rule in rules for code in (*rule.each, *rule.some, *rule.also)]
        assert {code.split("|")[0] for code in named} <= set(load_codes().systems)
        assert set(profile.required) <= {"value", "medication", "effective"}
    assert all(len(source.commit) == 40 for source in known.sources.values())


def test_a_wrong_file_of_profiles_is_refused() -> None:
    content = load_profiles().model_dump()
    content["profiles"]["mcode-tumor"]["elements"]["location"]["most"] = 1
    with pytest.raises(ValidationError, match="most"):
        Profiles.model_validate(content)
