"""The numbers a site sets for itself (`policy.yaml`), with the hash that is stored beside every result."""

import hashlib
import json
from functools import cache
from importlib.resources import files

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml


class Policy(LexiconModel):
    """`policy.yaml`, which says what each number is."""

    remnant_normal_percent: float
    remnant_cirrhosis_percent: float
    remnant_healthy_percent: float
    remnant_after_chemo_percent: float
    remnant_some_centres_percent: float
    remnant_function_percent: float
    remnant_basis_tolerance: float
    pve_from_percent: float
    pve_to_percent: float
    imaging_window_weeks: float
    light_chemo_cycles: float
    heavy_chemo_cycles: float
    fit_ecog: float
    unfit_ecog: float
    low_comorbidity_asa: float
    high_cea_ng_ml: float
    low_platelets: float
    innumerable_from: float


@cache
def load_policy() -> dict[str, float]:
    """The site's numbers by name; ValueError names the entry that is wrong."""
    found: dict[str, float] = read_yaml(files("rules_engine") / "policy.yaml", Policy).model_dump()
    return found


@cache
def policy_hash() -> str:
    """First 12 hexadecimal digits of the hash over the effective numbers."""
    return hashlib.sha256(json.dumps(load_policy(), sort_keys=True).encode()).hexdigest()[:12]
