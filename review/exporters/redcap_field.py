"""A field of a REDCap project: its line of the data dictionary and its columns of the import."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# The columns of a data dictionary, in the order REDCap asks for.
DICTIONARY = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field; `choices` are (code, label), `low` and `high` the limits of a number."""

    name: str
    form: str
    label: str
    kind: Literal["text", "radio", "checkbox"] = "text"
    choices: Choices = ()
    note: str = ""
    validation: Literal["", "number", "integer", "date_ymd"] = ""
    low: str = ""
    high: str = ""
    identifier: bool = False

    def line(self) -> list[str]:
        """Its line of the dictionary."""
        offered = " | ".join(f"{code}, {label}" for code, label in self.choices)
        limits = [self.validation, self.low, self.high, "y" if self.identifier else ""]
        return [self.name, self.form, "", self.kind, self.label, offered, self.note, *limits, *[""] * 7]

    def columns(self) -> list[str]:
        """Its columns of the import: one a choice where several can be ticked."""
        return [f"{self.name}___{code}" for code, _ in self.choices] if self.kind == "checkbox" else [self.name]

    def cells(self, given: str | Sequence[str] | None) -> list[str]:
        """Its cells: the text or code; of boxes the codes that are ticked, each other box is 0; None leaves all blank."""
        if given is None:
            return [""] * len(self.columns())
        if self.kind == "checkbox":
            return ["1" if code in given else "0" for code, _ in self.choices]
        return [str(given)]
