"""The numbers a site sets for itself (`policy.yaml`), with the hash that is stored beside every result."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, model_validator

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml

Percent = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[float, Field(ge=0, le=100)]


class Policy(LexiconModel):
    """`policy.yaml`, which says what each number is."""

    remnant_normal_percent: Percent
    remnant_cirrhosis_percent: Percent
    remnant_healthy_percent: Percent
    remnant_after_chemo_percent: Percent
    remnant_some_centres_percent: Percent
    remnant_function_percent: Percent
    remnant_basis_tolerance: Percent
    pve_from_percent: Percent
    pve_to_percent: Percent
    imaging_window_weeks: Annotated[float, Field(gt=0, le=104)]
    light_chemo_cycles: Count
    heavy_chemo_cycles: Count
    fit_ecog: Annotated[float, Field(ge=0, le=4)]
    unfit_ecog: Annotated[float, Field(ge=0, le=4)]
    low_comorbidity_asa: Annotated[float, Field(ge=1, le=5)]
    high_cea_ng_ml: Annotated[float, Field(gt=0)]
    low_platelets: Annotated[float, Field(gt=0)]
    innumerable_from: Annotated[float, Field(ge=2, le=100)]

    @model_validator(mode="after")
    def in_order(self) -> "Policy":
        """Of two numbers that bound a range, the lower comes first."""
        for low, high in LADDERS:
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{low} is above {high}")
        return self


LADDERS = (
    ("remnant_normal_percent", "remnant_cirrhosis_percent"),
    ("remnant_healthy_percent", "remnant_after_chemo_percent"),
    ("pve_from_percent", "pve_to_percent"),
    ("light_chemo_cycles", "heavy_chemo_cycles"),
    ("fit_ecog", "unfit_ecog"),
)


@cache
def load_policy() -> dict[str, float]:
    """The site's numbers by name; ValueError names the entry that is wrong."""
    found: dict[str, float] = read_yaml(files("rules_engine") / "policy.yaml", Policy).model_dump()
    return found


@cache
def policy_hash() -> str:
    """First 12 hexadecimal digits of the hash over the effective numbers."""
    return hashlib.sha256(json.dumps(load_policy(), sort_keys=True).encode()).hexdigest()[:12]
