"""Whether a bundle is FHIR R4 and holds to the mCODE profiles that its resources name; what is wrong is told by place and rule."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from review.exporters.mcode_codes import load_codes
from review.exporters.mcode_profiles import Profile, Rule, load_profiles

Resource = Mapping[str, Any]
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def faults(bundle: Resource) -> list[str]:
    """Everything that is wrong with a bundle, a line each, without words of a patient; none where it holds."""
    try:
        Bundle.model_validate(bundle)
    except ValidationError as error:
        return [
            f"{'.'.join(map(str, one['loc'])) or 'bundle'}: not FHIR R4 ({one['type']}: {one['msg'].splitlines()[0]})"
            for one in error.errors(include_input=False, include_url=False)
        ]
    entries = [entry for entry in bundle.get("entry", []) if "resource" in entry]
    by_url = {entry.get("fullUrl"): entry["resource"] for entry in entries}
    found = list(of_bundle(bundle, entries))
    for number, entry in enumerate(entries):
        resource = entry["resource"]
        found += [f"entry {number} {resource['resourceType']}: {one}" for one in of_resource(resource, by_url)]
    return found


def of_bundle(bundle: Resource, entries: Sequence[Resource]) -> Iterator[str]:
    """The rules of the patient bundle itself."""
    if bundle.get("type") != "collection":
        yield "bundle: type is collection (mcode-patient-bundle)"
    if len(entries) < len(bundle.get("entry", [])) or not entries:
        yield "bundle: each entry holds a resource (mcode-patient-bundle)"
    patients = [one for one in entries if one["resource"]["resourceType"] == "Patient"]
    if len(patients) != 1:
        yield f"bundle: holds one patient, not {len(patients)} (mcode-patient-bundle)"
    urls = [entry.get("fullUrl") for entry in entries]
    if len(set(urls)) < len(urls) or None in urls:
        yield "bundle: each entry has an address of its own (bdl-7)"


def of_resource(resource: Resource, by_url: Mapping[Any, Resource]) -> Iterator[str]:
    """What is wrong with a resource: codes that FHIR binds, references that lead nowhere, the profiles it names."""
    given = load_profiles()
    for path, allowed in given.resources.get(resource["resourceType"], {}).items():
        yield from (
            f"{path}: {value} is none of the codes of FHIR"
            for value in values_at(resource, path)
            if value not in allowed
        )
    for target in references_in(resource):
        if target not in by_url:
            yield "a reference leads to nothing in the bundle"
    for url in resource.get("meta", {}).get("profile", []):
        name = url.removeprefix(given.base)
        profile = given.profiles.get(name)
        if profile is None or profile.type != resource["resourceType"]:
            yield f"meta.profile: {name} is no profile of mCODE for this resource"
        else:
            yield from (f"{one} ({name})" for one in of_profile(resource, profile, by_url))


def of_profile(resource: Resource, profile: Profile, by_url: Mapping[Any, Resource]) -> Iterator[str]:
    """What is wrong with a resource by the rules of one profile."""
    for path, rule in profile.elements.items():
        yield from of_element(resource, path, rule, by_url)
    for choice, types in profile.choices.items():
        yield from (f"{choice}[x]: may not be {one}" for one in chosen(resource, choice) if one not in types)
    yield from (f"{choice}[x]: is required" for choice in profile.required if not chosen(resource, choice))
    for one in profile.slices:
        components = [item for item in values_at(resource, "component") if one.code in codes_of(item["code"])]
        if not one.min <= len(components) <= one.max:
            yield f"component {one.code}: {one.min} to {one.max}, not {len(components)}"
        for item in components:
            if chosen(item, "value") != [one.value]:
                yield f"component {one.code}: its value is a {one.value}"
            elif one.units and item[f"value{one.value}"].get("code") not in one.units:
                yield f"component {one.code}: its unit is one of {', '.join(one.units)}"
    for url, extension in profile.extensions.items():
        found = [item for item in resource.get("extension", []) if item["url"] == url]
        if len(found) > extension.max:
            yield f"extension {url}: {extension.max} at most"
        for item in found:
            if not leads_to(item.get("valueReference", {}), extension.targets, by_url):
                yield f"extension {url}: refers to {' or '.join(extension.targets)}"
    yield from (f"{name}: {INVARIANTS[name][0]}" for name in profile.invariants if not INVARIANTS[name][1](resource))
    yield from (f"{word} has no place here" for word in profile.never if word in str(resource))


def of_element(resource: Resource, path: str, rule: Rule, by_url: Mapping[Any, Resource]) -> Iterator[str]:
    """What is wrong with one element; of a path with a point, within each of what stands before the point."""
    *above, last = path.split(".")
    for parent in values_at(resource, ".".join(above)) if above else [resource]:
        values = values_at(parent, last)
        if len(values) < rule.min or (rule.max is not None and len(values) > rule.max):
            yield f"{path}: {rule.min} to {'many' if rule.max is None else rule.max}, not {len(values)}"
        codes = [codes_of(value) for value in values]
        if rule.each and any(not set(rule.each) & one for one in codes):
            yield f"{path}: a code that the profile does not allow"
        for wanted in filter(None, (rule.some, rule.also)):
            if values and not any(set(wanted) & one for one in codes):
                yield f"{path}: none is {' or '.join(wanted)}"
        if rule.systems and any(not {code.split("|")[0] for code in one} & set(rule.systems) for one in codes):
            yield f"{path}: no code of {' or '.join(rule.systems)}"
        if rule.values and any(str(value) not in rule.values for value in values):
            yield f"{path}: is one of {', '.join(rule.values)}"
        if rule.targets and not all(leads_to(value, rule.targets, by_url) for value in values):
            yield f"{path}: refers to {' or '.join(rule.targets)}"


def values_at(resource: Any, path: str) -> list[Any]:
    """What stands at a path, as a list."""
    found = [resource]
    for name in path.split("."):
        steps = [item.get(name) for item in found if isinstance(item, Mapping)]
        found = [one for step in steps if step is not None for one in (step if isinstance(step, list) else [step])]
    return found


def codes_of(value: Any) -> set[str]:
    """The codes of a concept as short system|code; those of an unknown system under its address."""
    names = short_names()
    codings = value.get("coding", []) if isinstance(value, Mapping) else []
    return {f"{names.get(one.get('system'), one.get('system'))}|{one.get('code')}" for one in codings}


@cache
def short_names() -> Mapping[str, str]:
    """Address of a code system -> its short name."""
    return {address: name for name, address in load_codes().systems.items()}


def chosen(resource: Resource, choice: str) -> list[str]:
    """The types that a [x] element has here: one, or none."""
    return [
        name.removeprefix(choice)
        for name in resource
        if name.startswith(choice) and name[len(choice) : len(choice) + 1].isupper()
    ]


def leads_to(reference: Any, targets: Sequence[str], by_url: Mapping[Any, Resource]) -> bool:
    """Whether a reference leads to a resource of one of these profiles or kinds."""
    found = by_url.get(reference.get("reference")) if isinstance(reference, Mapping) else None
    if found is None:
        return False
    base = load_profiles().base
    kinds = {found["resourceType"], *(url.removeprefix(base) for url in found.get("meta", {}).get("profile", []))}
    return bool(kinds & set(targets))


def references_in(part: Any) -> Iterator[str]:
    """Every address that is referred to."""
    if isinstance(part, Mapping):
        if isinstance(part.get("reference"), str):
            yield part["reference"]
        for value in part.values():
            yield from references_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from references_in(value)


def valued_or_absent(one: Resource) -> bool:
    """us-core-2."""
    return bool(one.get("component") or one.get("hasMember") or chosen(one, "value") or one.get("dataAbsentReason"))


def named_or_masked(one: Resource) -> bool:
    """us-core-6."""
    return all(
        bool(name.get("family") or name.get("given"))
        != any(item["url"] == ABSENT for item in name.get("extension", []))
        for name in one.get("name", [])
    )


def abated_if_inactive(one: Resource) -> bool:
    """con-4."""
    ended = {"clinical|inactive", "clinical|resolved", "clinical|remission"}
    return not chosen(one, "abatement") or bool(codes_of(one.get("clinicalStatus")) & ended)


# Name -> (what it asks, whether a resource holds to it).
INVARIANTS: dict[str, tuple[str, Callable[[Resource], bool]]] = {
    "con-4": ("what has ended is inactive, resolved or in remission", abated_if_inactive),
    "con-5": (
        "what was entered in error has no clinical status",
        lambda one: (
            "verification|entered-in-error" not in codes_of(one.get("verificationStatus"))
            or "clinicalStatus" not in one
        ),
    ),
    "focus-or-specimen": (
        "a tumour in the body as focus, or one taken out as specimen, not both",
        lambda one: ("focus" in one) != ("specimen" in one),
    ),
    "reason": (
        "a reason, by code or reference",
        lambda one: bool(one.get("reasonCode") or one.get("reasonReference")),
    ),
    "us-core-1": ("a date goes to the day", lambda one: len(one.get("effectiveDateTime", "2000-01-01")) >= 10),
    "us-core-2": ("a value, or why there is none", valued_or_absent),
    "us-core-3": (
        "units are those of UCUM",
        lambda one: (
            one.get("valueQuantity", {}).get("system", "http://unitsofmeasure.org") == "http://unitsofmeasure.org"
        ),
    ),
    "us-core-6": ("a name, or why there is none", named_or_masked),
    "us-core-7": (
        "what was done tells when, or that it is unknown",
        lambda one: one.get("status") not in ("completed", "in-progress") or bool(chosen(one, "performed")),
    ),
}
