"""Pydantic models of every YAML file under lexicons/: strict, and no unknown key."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class LexiconModel(BaseModel):
    """A YAML entry: unknown keys and silent type changes are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Element(LexiconModel):
    """One data element of the abstraction contract (`elements/<id>.yaml`)."""

    label: str
    family: Literal["liver", "extrahepatic", "treatment", "primary", "markers", "patient", "pathology"]
    kind: Literal["count", "number", "integer", "category", "list", "map"]
    unit: str = ""
    range: list[float] = []
    sites: list[str] = []
    values: list[str] = []
    order: int
    definition: str
