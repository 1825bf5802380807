"""An mCODE bundle back to what it says of the case: values by element, what is absent and why, conditions, stages, evidence."""

from collections.abc import Mapping
from typing import Any

from lexicons import load_elements
from review.fhir_systems import CANDIDATES, ELEMENT, SPAN, VALUE

STATES = {"confirmed": "present", "refuted": "absent", "provisional": "indeterminate", "unconfirmed": "disputed"}
Resource = Mapping[str, Any]


def resources(bundle: Resource) -> list[Resource]:
    return [entry["resource"] for entry in bundle["entry"]]


def element_of(resource: Resource) -> str:
    return next((tag["code"] for tag in resource.get("meta", {}).get("tag", []) if tag["system"] == ELEMENT), "")


def own(concept: Resource) -> str:
    return next((one["code"] for one in concept.get("coding", []) if one["system"] == VALUE), "")


def profile_of(resource: Resource) -> str:
    return resource.get("meta", {}).get("profile", [""])[0].rsplit("/", 1)[-1]


def values(bundle: Resource) -> dict[str, Any]:
    """Element -> value, as the case has it."""
    found: dict[str, Any] = {}
    for one in resources(bundle):
        element, kind = element_of(one), one["resourceType"]
        if not element or "dataAbsentReason" in one:
            continue
        if kind == "Condition":
            state, place = STATES[one["verificationStatus"]["coding"][0]["code"]], own(one["code"])
            if element == "ehd" and state != "disputed":
                found.setdefault("ehd", {})[place] = state
            elif element == "primary_site":
                found[element] = place
        elif kind == "Procedure":
            found.setdefault(element, []).append(own(one["code"]))
        elif kind == "MedicationAdministration":
            found.setdefault(element, []).append(own(one["medicationCodeableConcept"]))
        elif kind == "Observation":
            found[element] = observed(element, one)
    return found


def observed(element: str, one: Resource) -> Any:
    """The value of an Observation."""
    known = load_elements()[element]
    if element == "liver_max_size_mm":
        return one["component"][0]["valueQuantity"]["value"]
    if known.kind == "list":
        return [own(item["code"]) for item in one.get("component", [])]
    if known.kind == "count":
        ends = {name: one["valueRange"].get(end, {}).get("value") for name, end in (("min", "low"), ("max", "high"))}
        return {**ends, "innumerable": "component" in one}
    if "valueQuantity" in one:
        return one["valueQuantity"]["value"]
    if "valueInteger" in one:
        return one["valueInteger"]
    if "valueDateTime" in one:
        return one["valueDateTime"]
    concept = one["valueCodeableConcept"]
    return own(concept) or concept["coding"][0]["code"]


def absent(bundle: Resource) -> dict[str, str]:
    """Element -> why it has no value."""
    return {
        element_of(one): one["dataAbsentReason"]["coding"][0]["code"]
        for one in resources(bundle)
        if element_of(one) and "dataAbsentReason" in one
    }


def conditions(bundle: Resource) -> dict[str, str]:
    """Place of metastases -> how sure."""
    return {
        own(one["code"]): one["verificationStatus"]["coding"][0]["code"]
        for one in resources(bundle)
        if profile_of(one) == "mcode-secondary-cancer-condition"
    }


def stages(bundle: Resource) -> list[tuple[str, ...]]:
    """The candidate sets: ECMTG, then group."""
    found = []
    for one in resources(bundle):
        if profile_of(one) == "mcode-cancer-stage":
            left = tuple(item["valueString"] for item in one.get("extension", []) if item["url"] == CANDIDATES)
            found.append(left or ((own(one["valueCodeableConcept"]),) if "valueCodeableConcept" in one else ()))
    return found


def evidence(bundle: Resource) -> dict[str, set[tuple[str, int, int]]]:
    """Element -> its places as (note, start, end)."""
    by_url = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    found: dict[str, set[tuple[str, int, int]]] = {}
    for one in resources(bundle):
        if one["resourceType"] == "Provenance":
            element = element_of(by_url[one["target"][0]["reference"]])
            for item in one.get("entity", []):
                note = by_url[item["what"]["reference"]]["masterIdentifier"]["value"]
                [ends] = [part["extension"] for part in item["extension"] if part["url"] == SPAN]
                found.setdefault(element, set()).add((note, *(end["valueUnsignedInt"] for end in ends)))
    return found
