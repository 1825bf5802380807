"""The codes that the mCODE bundle names (`mcode_codes.yaml`), each with its system, its words and where it was found."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import model_validator

from lexicons import load_elements
from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml


class Code(LexiconModel):
    """One code: the short name of its system, its words, and where it was found."""

    system: str
    code: str
    display: str
    source: Literal["mcode", "genomics", "public", "general"]


class Codes(LexiconModel):
    """`mcode_codes.yaml`."""

    systems: dict[str, str]
    codes: dict[str, dict[str, list[Code]]]
    units: dict[str, str]
    surgery: list[str]
    dates: dict[str, str]

    @model_validator(mode="after")
    def known(self) -> "Codes":
        """ValueError names a system or a data element that there is not."""
        used = {one.system for group in self.codes.values() for codes in group.values() for one in codes}
        if strange := used - set(self.systems):
            raise ValueError(f"no system {sorted(strange)[0]}")
        if strange := {one.unit for one in load_elements().values() if one.unit} - set(self.units):
            raise ValueError(f"no unit of UCUM for {sorted(strange)[0]}")
        if strange := set(self.dates.values()) - set(load_elements()):
            raise ValueError(f"no data element {sorted(strange)[0]}")
        return self


@cache
def load_codes() -> Codes:
    """All codes; ValueError names the entry that is wrong."""
    return read_yaml(files("review") / "exporters" / "mcode_codes.yaml", Codes)


def system(name: str) -> str:
    """The address of a code system."""
    return load_codes().systems[name]


def codings(group: str, key: str) -> list[dict[str, Any]]:
    """The codes for something as FHIR writes them; none where none is known."""
    found = load_codes().codes[group].get(key, [])
    return [{"system": system(one.system), "code": one.code, "display": one.display} for one in found]


def concept(group: str, key: str, text: str = "") -> dict[str, Any]:
    """A CodeableConcept: the codes that are known, and words."""
    found = codings(group, key)
    return {**({"coding": found} if found else {}), **({"text": text} if text or not found else {})}
