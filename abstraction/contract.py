"""The abstraction contract as data: fields of one note, validated; prediction and gold lines in JSON."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from abstraction.records import Mention, NoteAbstraction
from lexicons import contract_elements, load_elements, supplementary_elements

Site = Literal[
    "lung", "hilar_nodes", "celiac_nodes", "paraaortic_nodes", "other_nodes", "peritoneum", "ovary", "adrenal", "bone",
    "brain", "spleen", "other", "any",
]  # fmt: skip
Presence = Literal["present", "absent", "indeterminate"]
Percent = Annotated[float, Field(ge=0, le=100)]
Millimetres = Annotated[float, Field(ge=0, le=400)]


class ContractModel(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LesionCount(ContractModel):
    """An interval of lesions; `max` None is open, `innumerable` when they cannot be counted."""

    min: Annotated[int, Field(ge=0)]
    max: Annotated[int, Field(ge=0)] | None
    innumerable: bool = False


class NoteFields(ContractModel):
    """What one note states; a field it does not state is None."""

    liver_lesion_count: LesionCount | None = None
    liver_max_size_mm: Millimetres | None = None
    liver_prior_max_size_mm: Millimetres | None = None
    liver_segments: list[Literal["1", "2", "3", "4", "4a", "4b", "5", "6", "7", "8"]] | None = None
    liver_lobes: Literal["right", "left", "bilobar"] | None = None
    vascular_contact: (
        list[
            Literal[
                "right_hepatic_vein", "middle_hepatic_vein", "left_hepatic_vein", "main_portal_vein", "right_portal_vein",
                "left_portal_vein", "ivc", "hilum",
            ]
        ]
        | None
    ) = None  # fmt: skip
    flr_percent: Percent | None = None
    liver_background: (
        list[Literal["steatosis", "steatohepatitis", "sinusoidal_injury", "fibrosis", "cirrhosis"]] | None
    ) = None
    icg_r15_percent: Percent | None = None
    stated_resectability: Literal["resectable", "borderline", "unresectable"] | None = None
    ehd: dict[Site, Presence] | None = None
    chemo_regimens: (
        list[
            Literal[
                "FOLFOX", "FOLFIRI", "FOLFOXIRI", "CAPOX", "CAPIRI", "5FU_LV", "capecitabine", "irinotecan", "oxaliplatin",
                "HAI_FUDR", "bevacizumab", "cetuximab", "panitumumab", "other",
            ]
        ]
        | None
    ) = None  # fmt: skip
    chemo_cycles: Annotated[int, Field(ge=0)] | None = None
    response: Literal["CR", "PR", "SD", "PD", "mixed"] | None = None
    procedures: (
        list[Literal["liver_resection", "pve", "ablation", "primary_resection", "hipec", "liver_biopsy"]] | None
    ) = None
    primary_site: (
        Literal[
            "cecum", "ascending_colon", "hepatic_flexure", "transverse_colon", "splenic_flexure", "descending_colon",
            "sigmoid_colon", "rectosigmoid", "rectum", "colon",
        ]
        | None
    ) = None  # fmt: skip
    primary_t: Literal["Tis", "T0", "T1", "T2", "T3", "T4", "T4a", "T4b"] | None = None
    primary_n: Literal["N0", "N1", "N1a", "N1b", "N1c", "N2", "N2a", "N2b"] | None = None
    differentiation: Literal["well", "moderate", "poor", "undifferentiated"] | None = None
    timing: Literal["synchronous", "metachronous"] | None = None
    disease_free_interval_months: Annotated[float, Field(ge=0)] | None = None
    cea_ng_ml: Annotated[float, Field(ge=0)] | None = None
    ras_status: Literal["wild_type", "mutant"] | None = None
    braf_status: Literal["wild_type", "mutant"] | None = None
    msi_status: Literal["MSS", "MSI_H"] | None = None
    ecog: Annotated[int, Field(ge=0, le=4)] | None = None
    margin_status: Literal["R0", "R1", "R2"] | None = None
    margin_mm: Millimetres | None = None
    imaging: list[Literal["CT", "MRI", "PET_CT", "US"]] | None = None


def checked_fields(fields: Any) -> dict[str, Any]:
    """Fields as the contract writes them; ValueError names the field that is wrong."""
    try:
        return NoteFields.model_validate(fields).model_dump(exclude_none=False, exclude_unset=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"field {where}: {first['msg']}") from None


def gold_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The validated fields of a gold line; ValueError names the note and the field that is wrong."""
    try:
        return checked_fields(row["fields"])
    except ValueError as error:
        raise ValueError(f"note {row['note_id']}: {error}") from None


def gold_decided(row: Mapping[str, Any]) -> list[str] | None:
    """The fields that a partial gold line decides, `ehd` also site by site ("ehd.lung"); None for a line that states all.

    ValueError where it names no field, or leaves out one that has a value.
    """
    decided = row.get("decided")
    if decided is None:
        return None
    known = contract_elements()
    names = {*known, *(f"{field}.{site}" for field, one in known.items() for site in one.sites)}
    if not isinstance(decided, list) or not all(isinstance(name, str) and name in names for name in decided):
        raise ValueError(f"note {row['note_id']}: decided is no list of fields")
    for field, value in row["fields"].items():
        parts = [f"{field}.{site}" for site in value] if isinstance(value, dict) and known[field].sites else [field]
        if field not in decided and not set(parts) <= set(decided):
            raise ValueError(f"note {row['note_id']}: field {field} has a value and is not decided")
    return decided


def prediction(abstraction: NoteAbstraction, *, all_elements: bool = False) -> dict[str, Any]:
    """The prediction line: fields in the order of the contract, each with its spans; elements and sites carry `value`.

    The supplementary elements follow only where they are asked for: the contract does not know them.
    """
    order = {element: number for number, element in enumerate(load_elements())}
    left_out = {} if all_elements else supplementary_elements()
    told = (found for found in abstraction.values.values() if found.element not in left_out)
    values = sorted(told, key=lambda found: order.get(found.element, len(order)))
    return {
        "note_id": abstraction.note.note_id,
        "fields": {found.element: found.value for found in values},
        "evidence": {found.element: spans(found.element, found.evidence) for found in values},
    }


def spans(element: str, mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    """Evidence as the contract writes it: each span with the item or site it is for, where the element has several."""
    known = load_elements().get(element)
    valued = known is not None and known.kind in ("list", "map")
    return [
        {"start": mention.start, "end": mention.end} | ({"value": mention.value} if valued else {})
        for mention in mentions
    ]
