"""A bundle in the making: its resources under names of their own, how they refer to each other, and what each element became."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from abstraction.records import CaseValue, Status
from review.exporters.mcode_codes import codings, load_codes, system
from review.exporters.mcode_profiles import load_profiles
from review.fhir_systems import ELEMENT, VALUE
from review.wording import element_label, term

# Names of resources are made from case and place, so that the same case gives the same bundle.
NAMES = UUID("6e3a58f4-5d0e-4f0c-9a39-4f1a5a0e8c11")
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
Resource = dict[str, Any]


class Draft:
    """The resources of one case in the order they were added."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        self.resources: dict[str, Resource] = {}
        self.made: dict[str, list[str]] = {}

    def name(self, key: str) -> str:
        """The id of a resource."""
        return str(uuid5(NAMES, f"{self.case_id}\n{key}"))

    def reference(self, key: str) -> dict[str, str]:
        """A reference to a resource of the bundle."""
        return {"reference": f"urn:uuid:{self.name(key)}"}

    def add(self, key: str, kind: str, parts: Mapping[str, Any], profile: str = "", element: str = "") -> None:
        """Add a resource; parts that are empty are left out. The element it was made from is its tag."""
        meta: dict[str, Any] = {}
        if profile:
            meta["profile"] = [f"{load_profiles().base}{profile}"]
        if element:
            meta["tag"] = [{"system": ELEMENT, "code": element, "display": element_label(element)}]
            self.made.setdefault(element, []).append(key)
        held = {name: value for name, value in parts.items() if value not in (None, [], {}, "")}
        self.resources[key] = {"resourceType": kind, "id": self.name(key), **({"meta": meta} if meta else {}), **held}

    def first(self, *keys: str) -> dict[str, str] | None:
        """A reference to the first of these that was added."""
        return next((self.reference(key) for key in keys if key in self.resources), None)

    def entries(self) -> Iterator[dict[str, Any]]:
        """The entries of the bundle."""
        for key, resource in self.resources.items():
            yield {"fullUrl": f"urn:uuid:{self.name(key)}", "resource": resource}

    @property
    def subject(self) -> dict[str, str]:
        """The patient."""
        return self.reference("patient")


def own(value: str) -> dict[str, str]:
    """A value in our own words of the catalogue, beside the codes of others."""
    return {"system": VALUE, "code": value, "display": term(value)}


def with_own(group: str, key: str, text: str = "") -> dict[str, Any]:
    """A concept with the codes that are known and our own word for it."""
    return {"coding": [*codings(group, key), own(key)], **({"text": text} if text else {})}


def quantity(value: float, unit: str) -> dict[str, Any]:
    """A number with its unit in UCUM."""
    return {"value": value, "unit": unit, "system": system("ucum"), "code": load_codes().units[unit]}


def unknown_when() -> dict[str, Any]:
    """A time that nobody knows."""
    return {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}


def status_of(value: CaseValue) -> str:
    """Preliminary while the value waits for a person's look."""
    return "preliminary" if value.status is Status.NEEDS_REVIEW else "final"
