"""sample_notes/ as checked data: folders of notes with their `expected.yaml` in, cases with expected values out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from abstraction.contract import NoteFields
from abstraction.entered_value import is_supplementary
from rules_engine import load_rules

SAMPLES = Path(__file__).resolve().parent.parent / "sample_notes"
RULES = {rule.key for rule in load_rules()}


class ExpectedModel(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fields(NoteFields):
    """Fields as the contract writes them, and nothing that would only be read as such: no number in quotes."""

    @model_validator(mode="wrap")
    @classmethod
    def written_as_meant(cls, raw: Any, handler: Any) -> "Fields":
        """The validated fields, when validation changed nothing and no field is empty."""
        fields: Fields = handler(raw)
        for name, value in fields.stated.items():
            if value != raw[name] or value in ([], {}, None):
                raise ValueError(f"{name} is not written as the contract does")
        return fields

    @property
    def stated(self) -> dict[str, Any]:
        """Field -> value, without what is not stated."""
        return self.model_dump(exclude_unset=True)


class Stated(ExpectedModel):
    """Fields of the contract, and the supplementary elements beside them."""

    fields: Fields
    supplementary: dict[str, Any] = {}

    @model_validator(mode="after")
    def supplementary_elements_exist(self) -> "Stated":
        """Each is an element beyond the contract with a value it may hold."""
        if wrong := [element for element, value in self.supplementary.items() if not is_supplementary(element, value)]:
            raise ValueError(f"supplementary: {', '.join(wrong)} not known or not written as the element does")
        return self


class ExpectedNote(Stated):
    """What one note states."""

    note_type: Literal["radiology", "pathology", "operative", "oncology"]


class Consolidated(Stated):
    """The case: its values, and per field in conflict the notes that disagree."""

    conflicts: dict[str, list[str]]


class ExpectedCase(ExpectedModel):
    """One `expected.yaml`; `notes` by file name without its ending."""

    purpose: str
    shows: list[str]
    notes: dict[str, ExpectedNote]
    case: Consolidated
    ecmtg: list[Literal["M0", "M1a", "M1b", "M1c"]]
    group: list[Literal["G1", "G2", "G3"]]
    verdicts: dict[str, Literal["met", "not_met", "unknown", "not_applicable"]]

    @model_validator(mode="after")
    def names_exist(self) -> "ExpectedCase":
        """Rules are rules of the catalogue; a conflict is between notes that state the field, and differently."""
        if strange := sorted(set(self.verdicts) - RULES):
            raise ValueError(f"unknown rules {', '.join(strange)}")
        for field, notes in self.case.conflicts.items():
            claims = [self.notes[note].fields.stated.get(field) for note in notes if note in self.notes]
            if len(claims) != len(notes) or None in claims or all(claim == claims[0] for claim in claims):
                raise ValueError(f"conflict on {field}: its notes do not state two values")
        return self


def load_sample_cases(folder: Path = SAMPLES) -> dict[str, ExpectedCase]:
    """Case id -> expected values; ValueError names the file and the key that is wrong."""
    found = {path.parent.name: read_expected(path) for path in sorted(folder.glob("*/expected.yaml"))}
    if without := sorted({path.parent.name for path in folder.glob("*/*.txt")} - set(found)):
        raise ValueError(f"no expected.yaml in {', '.join(without)}")
    return found


def read_expected(path: Path) -> ExpectedCase:
    """One file, whose notes are those of its folder."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        case = ExpectedCase.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"])
        raise ValueError(f"{path.parent.name}/{path.name}: {where}: {first['msg']}") from None
    if set(case.notes) != {note.stem for note in path.parent.glob("*.txt")}:
        raise ValueError(f"{path.parent.name}/{path.name}: notes: not the files of its folder")
    return case


def gold_rows(cases: Mapping[str, ExpectedCase]) -> list[dict[str, Any]]:
    """The sample notes as gold lines: `note_id` is `case/file name`, as an ingest of the folder makes it."""
    return [
        {
            "note_id": f"{case_id}/{name}",
            "case_id": case_id,
            "note_type": note.note_type,
            "note_date": name[:10],
            "text": (SAMPLES / case_id / f"{name}.txt").read_text(encoding="utf-8"),
            "fields": note.fields.stated,
            "supplementary": note.supplementary,
        }
        for case_id, case in cases.items()
        for name, note in case.notes.items()
    ]
