"""Pydantic models of every YAML file under lexicons/: strict, and no unknown key."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class LexiconModel(BaseModel):
    """A YAML entry: unknown keys and silent type changes are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Element(LexiconModel):
    """One data element (`elements/<id>.yaml`): of the abstraction contract, or a supplementary one that only the rules need.

    A supplementary category has the words for each of its values in `targets/<id>.yaml`; `tense` tells whether they speak of
    what is so now, was done, is planned, or either of the two. One that is `entered` has the name of a fact of the rules: no
    note is read for it, a person answers it.
    """

    label: str
    family: Literal["liver", "extrahepatic", "treatment", "primary", "markers", "patient", "pathology"]
    kind: Literal["count", "number", "integer", "category", "list", "map", "date"]
    unit: str = ""
    range: list[float] = []
    sites: list[str] = []
    values: list[str] = []
    order: int
    definition: str
    contract: bool = True
    tense: Literal["now", "done", "planned", "either"] = "now"
    entered: bool = False
