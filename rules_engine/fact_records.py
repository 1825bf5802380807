"""Every entry of a facts file that is more than one flat fact, and the reader that makes flat facts of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rules_engine.disease_records import (
    Case,
    Flat,
    as_list,
    entry,
    extrahepatic,
    lesions,
    nodes_of_primary,
    primary,
    records,
    statement,
    vessels,
)
from rules_engine.fact_words import denied, plain, reason_of, truth_of
from rules_engine.treatment_records import ablations, biopsy, chemotherapy, hepatectomies, plan

Reader = Callable[[Any, Case], Flat]
DAYS_A_MONTH = 30.4375
STUDIES = {
    "ct": "ct_done",
    "mri": "mri_done",
    "pet": "pet_done",
    "pet/ct": "pet_done",
    "pet ct": "pet_done",
    "laparoscopy": "laparoscopy_done",
}
PHASES = {
    "flr_pre_pve_pct": ("pre pve", "pre", "before pve", "baseline", "flr pre pve"),
    "flr_post_pve_pct": ("post pve", "post", "after pve", "flr post pve"),
}
NEWEST = (
    "pre op",
    "preop",
    "preoperative",
    "pre hepatectomy",
    "post chemo",
    "postchemo",
    "current",
    "latest",
    "newest",
    "now",
)
FIRST = ("baseline", "initial", "at diagnosis", "pre chemo", "prechemo")


def remnant(value: Any, case: Case) -> Flat:
    """A percentage with its phase, here, by phase, or under `flr_phase`."""
    if isinstance(value, Mapping) and not {"value", "pct", "status", "min", "max", "lo", "hi", "low", "high"} & set(
        value
    ):
        value = [{"pct": pct, "phase": phase} for phase, pct in value.items()]
    flat: Flat = {}
    measured = value if isinstance(value, list) and any(isinstance(one, Mapping) for one in value) else [value]
    for one in [item if isinstance(item, Mapping) else {"value": item} for item in measured]:
        phase = plain(entry(one, "phase", "flr_phase") or case.get("flr_phase") or "")
        name = next((name for name, spelled in PHASES.items() if phase in spelled), "flr_pct")
        flat[name] = entry(one, "pct", "value") if {"pct", "value"} & set(one) and "status" not in one else one
        flat |= {"flr_basis": found} if (found := entry(one, "basis", "flr_basis")) else {}
    return flat


def cea(value: Any, case: Case) -> Flat:
    """The newest value and the first, by phase; a normal one is below the limit of any laboratory."""
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        value = {one.get("phase", "now"): one.get("value") for one in value if isinstance(one, Mapping)}
    if isinstance(value, Mapping) and "value" in value and "phase" in value:
        value = {value["phase"]: value["value"]}
    if not isinstance(value, Mapping) or "value" in value or "status" in value:
        said = plain(value)
        return {"cea_ng_ml": [0, 10] if said == "normal" else "unknown" if said == "elevated" else value}
    flat: Flat = {}
    for phase, found in value.items():
        flat |= {"cea_ng_ml": found} if plain(phase) in NEWEST and "cea_ng_ml" not in flat else {}
        flat |= {"cea_baseline_ng_ml": found} if plain(phase) in FIRST else {}
    if not flat and value:
        raise ValueError("cea_ng_ml: unknown phase: the phases are baseline and pre_op")
    return flat


def recurrences(value: Any, case: Case) -> Flat:
    """Where the disease came back, and how long after the hepatectomy."""
    if denied(value):
        return {"liver_recurrence": False, "other_recurrence": False}
    if reason_of(value):
        return {}
    flat: Flat = {}
    for one in records(value):
        site = plain(entry(one, "site", "value") or "")
        flat["liver_recurrence" if "liver" in site or "hepatic" in site else "other_recurrence"] = True
        months = entry(one, "interval_months", "months")
        if months is None and one.get("date"):
            operated = [done["date"] for done in records(case.get("hepatectomy")) if done.get("date")]
            months = between(max(operated, key=str), one["date"], DAYS_A_MONTH) if operated else None
        flat |= {"recurrence_interval_months": months} if months is not None else {}
    return flat


def performance(value: Any, case: Case) -> Flat:
    """ECOG as it is, or Karnofsky as ECOG."""
    return karnofsky(value["kps"], case) if isinstance(value, Mapping) and "kps" in value else {"ecog_ps": value}


def karnofsky(value: Any, case: Case) -> Flat:
    """Karnofsky as ECOG."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"kps takes a number from 0 to 100, not this {type(value).__name__}")
    return {"ecog_ps": 0 if value >= 100 else 1 if value >= 80 else 2 if value >= 60 else 3 if value >= 40 else 4}


def imaging(value: Any, case: Case) -> Flat:
    """Studies that were done, as a map or a list."""
    given = value if isinstance(value, Mapping) else dict.fromkeys(as_list(value), True)
    return {name: state for word, state in given.items() if (name := STUDIES.get(plain(word)))}


def done_on(fact: str, age: str, days: float) -> Reader:
    """Something done, and from the date beside it or in it how long ago that is."""

    def read(value: Any, case: Case) -> Flat:
        day = value.get("date") if isinstance(value, Mapping) else value if isinstance(value, str) else None
        if day is None or truth_of(str(day)) is not True or not str(day)[:4].isdigit() or not case.get("decision_date"):
            return {fact: value}
        return {fact: value, age: between(day, case["decision_date"], days)}

    return read


def dated(first: tuple[str, ...], last: tuple[str, ...], fact: str, days: float) -> Reader:
    """A number of months, weeks or days between two dates of the file; a year or month alone makes it an interval."""

    def read(value: Any, case: Case) -> Flat:
        ends = [next((case[key] for key in keys if case.get(key)), None) for keys in (first, last)]
        return {fact: between(ends[0], ends[1], days)} if ends[0] and ends[1] else {}

    return read


def between(first: Any, last: Any, days: float) -> list[float]:
    """The time between two dates as an interval, never below nothing."""
    start, end = span_of(first), span_of(last)
    return [max((end[0] - start[1]).days, 0) / days, max((end[1] - start[0]).days, 0) / days]


def span_of(written: Any) -> tuple[date, date]:
    """First and last day of a year, a month or a day."""
    try:
        parts = [int(part) for part in str(written).split("-")]
        year, month, day = (*parts, 0, 0)[:3]
        if day:
            return date(year, month, day), date(year, month, day)
        return date(year, month or 1, 1), date(year, month or 12, 28 if month else 31)
    except ValueError:
        raise ValueError(f"{str(written)[:20]} is no date: write 2024-03-14, 2024-03 or 2024") from None


def nothing(value: Any, case: Case) -> Flat:
    """Read together with another entry."""
    return {}


PRIMARY = ("primary_resection_date", "primary_dx_date")
RECORDS: dict[str, Reader] = {
    "lesion": lesions, "ehd": extrahepatic, "vascular_contact": vessels, "primary_ln_pos": nodes_of_primary,
    "resectability_statement": statement, "primary_status": primary,
    "chemo": chemotherapy, "hepatectomy": hepatectomies, "planned_resection": plan, "ablation_record": ablations,
    "recurrence": recurrences, "liver_biopsy": biopsy, "imaging": imaging,
    "flr_pct": remnant, "cea_ng_ml": cea, "ecog_ps": performance, "kps": karnofsky,
    "ct_done": done_on("ct_done", "ct_age_weeks", 7.0), "pve_done": done_on("pve_done", "pve_days_ago", 1.0),
    "flr_phase": nothing, "decision_date": nothing, "primary_dx_date": nothing, "primary_resection_date": nothing,
    "liver_met_dx_date": dated(PRIMARY, ("liver_met_dx_date",), "dfi_months", DAYS_A_MONTH),
    "pve_date": dated(("pve_date",), ("decision_date",), "pve_days_ago", 1.0),
    "ct_date": dated(("ct_date",), ("decision_date",), "ct_age_weeks", 7.0),
}  # fmt: skip
