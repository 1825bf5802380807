"""Which column of a table is which part of a note: a profile, read from YAML and validated, that is used again and again."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from review.rejection import UserError

PARTS = ("note_id", "case_id", "note_type", "note_date", "text")


class Columns(BaseModel):
    """A profile: the name of a column, in small letters, for each part that has another name than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: str
    note_id: str = "note_id"
    case_id: str = "case_id"
    note_type: str = "note_type"
    note_date: str = "note_date"
    text: str = "text"
    # What the source writes for a type -> the type; others are told by their words.
    types: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def one_column_each(self) -> "Columns":
        """ValueError when one column is named for two parts."""
        named = [getattr(self, part) for part in PARTS]
        if len(set(named)) < len(named):
            raise ValueError("two parts of a note are read from the same column")
        return self

    @property
    def is_own(self) -> bool:
        """Whether every part is read from a column of its own name."""
        return not self.types and all(getattr(self, part) == part for part in PARTS)

    def renamed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A JSON object with the parts of a note under their names."""
        return self.row(self.names(list(row)), list(row.values()))

    def names(self, header: Sequence[str]) -> list[str]:
        """The parts that the columns of a header are; a column that is no part keeps its name."""
        given = [name.strip().lower() for name in header]
        parts = {getattr(self, part).strip().lower(): part for part in PARTS}
        taken = {parts[name] for name in given if name in parts}
        return [parts.get(name, f"other {name}" if name in taken else name) for name in given]

    def row(self, names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
        """The parts of a note in a row of cells."""
        found = {name: cell for name, cell in zip(names, cells, strict=False) if name in PARTS}
        kind = str(found.get("note_type") or "").strip()
        return {**found, "note_type": self.types[kind]} if kind in self.types else found


OWN = Columns(title="Columns named as the parts of a note")


@cache
def known() -> dict[str, Columns]:
    """The profiles that come with the program, by name."""
    folder = files("review") / "importers" / "profiles"
    return {
        path.name.removesuffix(".yaml"): read_columns(path.read_text(encoding="utf-8"), path.name)
        for path in folder.iterdir()
        if path.name.endswith(".yaml")
    }


def profile(name: str) -> Columns:
    """The profile of this name or in this file. UserError when there is none, or when it is wrong."""
    if name in known():
        return known()[name]
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        raise UserError(f"no profile {name}: one of {', '.join(sorted(known()))}, or a .yaml file")
    try:
        return read_columns(path.read_text(encoding="utf-8"), name)
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{name} cannot be read: check the path") from None


def read_columns(text: str, name: str) -> Columns:
    """A profile from YAML. UserError names the key that is wrong."""
    try:
        return Columns.model_validate(yaml.safe_load(text))
    except yaml.YAMLError:
        raise UserError(f"{name} is not valid YAML: write a line `part: column` for each part") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the profile"
        raise UserError(f"{name}: {where}: {first['msg']}; parts are {', '.join(PARTS)}") from None
