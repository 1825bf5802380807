"""The rules of the mCODE profiles as data (`mcode_profiles.yaml`), with where each was taken from."""

from functools import cache
from importlib.resources import files

from pydantic import Field, model_validator

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml


class Source(LexiconModel):
    """A published guide at one commit."""

    repository: str
    version: str
    commit: str = Field(min_length=40, max_length=40)


class Rule(LexiconModel):
    """What holds for one element: how often, with which codes, referring to what."""

    min: int = 0
    max: int | None = None
    each: list[str] = Field(default_factory=list)
    some: list[str] = Field(default_factory=list)
    also: list[str] = Field(default_factory=list)
    systems: list[str] = Field(default_factory=list)
    values: list[str] = Field(default_factory=list)
    targets: list[str] = Field(default_factory=list)


class Slice(LexiconModel):
    """A component known by its code: how often, the type of its value, and the units it may have."""

    code: str
    min: int
    max: int
    value: str
    units: list[str] = Field(default_factory=list)


class Extension(LexiconModel):
    """An extension: how often, and what it refers to."""

    max: int
    targets: list[str]


class Profile(LexiconModel):
    """One profile."""

    type: str
    elements: dict[str, Rule]
    choices: dict[str, list[str]] = Field(default_factory=dict)
    required: list[str] = Field(default_factory=list)
    slices: list[Slice] = Field(default_factory=list)
    extensions: dict[str, Extension] = Field(default_factory=dict)
    invariants: list[str] = Field(default_factory=list)
    never: list[str] = Field(default_factory=list)


class Profiles(LexiconModel):
    """`mcode_profiles.yaml`."""

    sources: dict[str, Source]
    base: str
    resources: dict[str, dict[str, list[str]]]
    profiles: dict[str, Profile]

    @model_validator(mode="after")
    def of_known_kinds(self) -> "Profiles":
        """ValueError names a profile of a kind of resource that no profile here may refer to."""
        if strange := {one.type for one in self.profiles.values()} - {*self.resources, "Condition", "BodyStructure"}:
            raise ValueError(f"no kind of resource {sorted(strange)[0]}")
        return self


@cache
def load_profiles() -> Profiles:
    """All profiles; ValueError names the entry that is wrong."""
    return read_yaml(files("review") / "exporters" / "mcode_profiles.yaml", Profiles)
