"""Records of a facts file (lesions, sites, chemotherapy, operations) as the flat facts that rules read."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from rules_engine.fact import load_facts, load_words

Flat: TypeAlias = dict[str, Any]
NOTHING: tuple[Any, ...] = (False, [], "none", "no", "never", "F")
DAYS_A_MONTH = 30.4375


def records(value: Any) -> list[Mapping[str, Any]]:
    """A list of records; a lone record or a plain word counts as one."""
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, Mapping) else {"value": item} for item in items if item is not None]


def lesions(value: Any, case: Mapping[str, Any]) -> Flat:
    """Number, largest size now and before, segments; the number is exact where the list is complete."""
    found = [
        one for one in records(value) if str(one.get("status", "")).lower() not in ("negated", "resected", "benign")
    ]
    count = len(found)
    complete = case.get("lesion_list_complete") in (True, "T", "yes") or case.get("liver_met_count") in (
        count,
        str(count),
    )
    flat: Flat = {"liver_met_count": [count, count if complete else None]}
    if complete:
        flat["lesion_list_complete"] = True
    for key, fact in (("size_mm", "liver_met_max_mm"), ("prior_size_mm", "liver_prior_max_mm")):
        sizes = [one[key] for one in found if isinstance(one.get(key), int | float)]
        if sizes:
            flat[fact] = max(sizes) if complete and len(sizes) == count else [max(sizes), None]
    held = [segment for one in found for segment in as_list(one.get("segments", one.get("segment")))]
    return flat | ({"segments_involved": held} if held else {})


def as_list(value: Any) -> list[Any]:
    """The value as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def extrahepatic(value: Any, case: Mapping[str, Any]) -> Flat:
    """One fact a site; every present site must be controllable for the disease to be."""
    sites = {name.removeprefix("ehd_"): name for name, fact in load_facts().items() if fact.site}
    if value in NOTHING:
        return dict.fromkeys(sites.values(), False)
    given = value if isinstance(value, Mapping) else dict.fromkeys(as_list(value), True)
    flat: Flat = {}
    control: list[Any] = []
    for key, state in given.items():
        if key in ("any", "other_sites"):
            if state in (*NOTHING, "absent"):
                flat = dict.fromkeys(sites.values(), False) | flat
            continue
        site = load_words().sites.get(key, key)
        if site not in sites:
            raise ValueError(f"ehd: unknown site {key}: the sites are {', '.join(sites)}")
        plain = state.get("status", state.get("present", state.get("value"))) if isinstance(state, Mapping) else state
        flat[sites[site]] = plain
        if plain not in (*NOTHING, "absent", "negated"):
            control.append(state.get("controllable") if isinstance(state, Mapping) else None)
    if control and (False in control or all(one is True for one in control)):
        flat["ehd_controllable"] = False not in control
    return flat


def chemotherapy(value: Any, case: Mapping[str, Any]) -> Flat:
    """Regimens, cycles and response before hepatectomy, and what was given after it; adjuvant for the primary is neither."""
    if value in NOTHING:
        return {"preop_chemo": False, "chemo_regimens": ["none"], "preop_cycles": 0, "adjuvant_chemo": False}
    flat: Flat = {}
    regimens: list[str] = []
    cycles: list[Any] = []
    for one in records(value):
        intent = str(one.get("intent", "")).lower()
        names = [*as_list(one.get("regimen", one.get("value"))), *as_list(one.get("agents"))]
        regimens += [load_words().regimens.get(str(name).lower(), str(name)) for name in names]
        if "adjuvant" in intent and "neo" not in intent:
            if "primary" not in intent and (had_hepatectomy(case) or "liver" in intent or "hepatectomy" in intent):
                flat["adjuvant_chemo"] = True
                flat |= {"adjuvant_progression": is_progression(one["response"])} if "response" in one else {}
            continue
        flat["preop_chemo"] = True
        flat |= {"neoadjuvant_intent": True} if "neoadjuvant" in intent else {}
        flat |= {"conversion_intent": True} if "conversion" in intent else {}
        flat |= {fact: one[key] for key, fact in (("response", "response"), ("months", "months_on_line")) if key in one}
        flat |= {"first_line": one["line"] in (1, "1", "first")} if "line" in one else {}
        cycles.append(one.get("cycles"))
    if cycles and None not in cycles:
        ends = [cycle if isinstance(cycle, list) else [cycle, cycle] for cycle in cycles]
        if all(isinstance(end, int | float) for pair in ends for end in pair):
            flat["preop_cycles"] = [sum(low for low, _ in ends), sum(high for _, high in ends)]
        elif len(cycles) == 1:
            flat["preop_cycles"] = cycles[0]
    return flat | ({"chemo_regimens": regimens} if regimens else {})


def is_progression(response: Any) -> bool | None:
    """Whether a response is progression; unknown when it is not told."""
    return None if response in (None, "unknown") else str(response).upper() == "PD"


def had_hepatectomy(case: Mapping[str, Any]) -> bool:
    """Whether the file tells of a hepatectomy that was done."""
    done = case.get("hepatectomy", case.get("hepatectomies", case.get("hepatectomy[]")))
    told = any(str(one.get("status", "done")).lower() != "planned" for one in records(done)) if done else False
    return told or case.get("hepatectomy_done") is True or "margin_status" in case or "margin_mm" in case


def hepatectomies(value: Any, case: Mapping[str, Any]) -> Flat:
    """Segments taken, stages, extent and margin; a planned one is only a plan."""
    if value in NOTHING:
        return {"hepatectomy_done": False}
    flat: Flat = {}
    taken: list[Any] = []
    for one in records(value):
        segments = as_list(one.get("segments")) or as_list(one.get("type", one.get("value")))
        segments = [item for item in segments if item not in ("minor", "major", "wedge", True)]
        status = str(one.get("status", "done")).lower()
        if status == "planned":
            flat |= {"hepatectomy_planned": True} | ({"planned_resection": segments} if segments else {})
        elif status not in ("aborted", "not done", "open-and-close"):
            flat["hepatectomy_done"] = True
            taken += segments
            flat |= (
                {"first_stage_done" if one["stage"] in (1, "1") else "second_stage_done": True}
                if "stage" in one
                else {}
            )
            flat |= {key: one[key] for key in ("margin_status", "margin_mm") if key in one}
        extent = one.get("extent", one.get("size", one.get("type")))
        flat |= {"resection_extent": extent} if extent in ("minor", "major") else {}
    return flat | ({"resected_segments": taken} if taken else {})


def plan(value: Any, case: Mapping[str, Any]) -> Flat:
    """Segments of the planned operation; a kind of operation without segments tells only its extent."""
    written = value.get("segments", value.get("type", value.get("value"))) if isinstance(value, Mapping) else value
    kinds = {
        "wedge": "minor",
        "segmentectomy": "minor",
        "minor": "minor",
        "hemi": "major",
        "extended": "major",
        "major": "major",
    }
    kind = str(written).lower() if isinstance(written, str) else ""
    if kind in kinds:
        return {"hepatectomy_planned": True, "resection_extent": kinds[kind]}
    if kind in ("two-stage", "two_stage", "alpps"):
        return {"hepatectomy_planned": True, "two_stage_planned": True}
    return {"planned_resection": None if kind == "none" else written}


def ablations(value: Any, case: Mapping[str, Any]) -> Flat:
    """Modality, done or planned, and the size at ablation."""
    if value in NOTHING:
        return {"rfa": False, "mwa": False, "ablation": False}
    flat: Flat = {"ablation": True}
    for one in records(value):
        modality = str(one.get("modality", one.get("value"))).lower()
        flat |= {"rfa": True} if modality in ("rfa", "radiofrequency") else {}
        flat |= {"mwa": True} if modality in ("mwa", "microwave") else {}
        flat |= {"size_at_ablation_mm": one["size_at_ablation_mm"]} if "size_at_ablation_mm" in one else {}
    return flat


def recurrences(value: Any, case: Mapping[str, Any]) -> Flat:
    """Where the disease came back, and after how long."""
    if value in NOTHING:
        return {"liver_recurrence": False, "other_recurrence": False}
    flat: Flat = {}
    for one in records(value):
        site = str(one.get("site", one.get("value"))).lower()
        flat["liver_recurrence" if "liver" in site or "hepatic" in site else "other_recurrence"] = True
        months = one.get("interval_months", one.get("months"))
        flat |= {"recurrence_interval_months": months} if months is not None else {}
    return flat


def vessels(value: Any, case: Mapping[str, Any]) -> Flat:
    """Vessels touched; "near" leaves contact open, "clear" denies it, invasion of a portal pedicle counts for itself."""
    if value in NOTHING:
        return {"vessel_contact": False}
    given: Iterable[tuple[str, str]] = (
        value.items()
        if isinstance(value, Mapping) and "vessel" not in value
        else [(str(one.get("vessel", one.get("value"))), str(one.get("relation", "abuts"))) for one in records(value)]
    )
    pairs = [(load_words().values.get(vessel.lower(), vessel), relation.lower()) for vessel, relation in given]
    touched = [vessel for vessel, relation in pairs if relation not in ("clear", "near")]
    flat: Flat = {"vascular_contact": touched} if touched else {}
    if not touched:
        flat["vessel_contact"] = "hedged" if any(relation == "near" for _, relation in pairs) else False
    pedicles = ("hilum", "glisson", "main_portal_vein", "left_portal_vein", "right_portal_vein")
    if any(vessel in pedicles and relation.startswith("inv") for vessel, relation in pairs):
        flat["glisson_infiltration"] = True
    return flat


def nodes_of_primary(value: Any, case: Mapping[str, Any]) -> Flat:
    """ "3/15", yes or no."""
    if isinstance(value, str) and value.partition("/")[0].strip().isdigit() and "/" in value:
        return {"primary_n_pos": int(value.partition("/")[0])}
    if isinstance(value, Mapping) and "n_pos" in value:
        return {"primary_n_pos": value["n_pos"]}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"primary_n_pos": value}
    return {"primary_ln_pos": value}


def remnant(value: Any, case: Mapping[str, Any]) -> Flat:
    """A percentage with its phase, here or under `flr_phase`."""
    names = {"pre_pve": "flr_pre_pve_pct", "post_pve": "flr_post_pve_pct"}
    flat: Flat = {}
    measured = value if isinstance(value, list) and any(isinstance(one, Mapping) for one in value) else [value]
    for one in [item if isinstance(item, Mapping) else {"value": item} for item in measured]:
        phase = str(one.get("phase", case.get("flr_phase", ""))).lower().replace("-", "_").replace(" ", "_")
        flat[names.get(phase, "flr_pct")] = one.get("pct", one.get("value"))
    return flat


def statement(value: Any, case: Mapping[str, Any]) -> Flat:
    """What was said of resectability; only surgeons and the board document it, "never" is said of every future."""
    said = value.get("value") if isinstance(value, Mapping) else value
    if isinstance(value, Mapping) and str(value.get("speaker", "mdt")).lower() in (
        "radiologist",
        "bowel surgeon",
        "oncologist",
    ):
        return {"resectability_statement": "hedged"}
    if str(said).lower() in ("never", "never_resectable"):
        return {"resectability_statement": "unresectable", "never_resectable": True}
    return {"resectability_statement": value}


def cea(value: Any, case: Mapping[str, Any]) -> Flat:
    """The newest value, or one a phase."""
    if not isinstance(value, Mapping) or "value" in value:
        return {"cea_ng_ml": value}
    newest = [value[phase] for phase in ("pre_op", "preop", "pre-op", "post_chemo", "post-chemo") if phase in value]
    flat: Flat = {"cea_ng_ml": newest[0]} if newest else {}
    return flat | ({"cea_baseline_ng_ml": value["baseline"]} if "baseline" in value else {})


def karnofsky(value: Any, case: Mapping[str, Any]) -> Flat:
    """Karnofsky as ECOG."""
    return {"ecog_ps": 0 if value >= 100 else 1 if value >= 80 else 2 if value >= 60 else 3 if value >= 40 else 4}


def dated(
    first: tuple[str, ...], last: tuple[str, ...], fact: str, days: float
) -> Callable[[Any, Mapping[str, Any]], Flat]:
    """A number of months, weeks or days between two dates of the file; a year or month alone makes it an interval."""

    def between(value: Any, case: Mapping[str, Any]) -> Flat:
        ends = [next((span_of(case[key]) for key in keys if case.get(key)), None) for keys in (first, last)]
        if ends[0] is None or ends[1] is None:
            return {}
        low, high = (ends[1][0] - ends[0][1]).days, (ends[1][1] - ends[0][0]).days
        return {fact: [max(low, 0) / days, max(high, 0) / days]}

    return between


def span_of(written: Any) -> tuple[date, date]:
    """First and last day of a year, a month or a day."""
    try:
        parts = [int(part) for part in str(written).split("-")]
        year, month, day = (*parts, 0, 0)[:3]
        if day:
            return date(year, month, day), date(year, month, day)
        return date(year, month or 1, 1), date(year, month or 12, 28 if month else 31)
    except ValueError:
        raise ValueError(f"{written} is no date: write 2024-03-14, 2024-03 or 2024") from None


def nothing(value: Any, case: Mapping[str, Any]) -> Flat:
    """Read together with another entry."""
    return {}


MET, PRIMARY = ("liver_met_dx_date",), ("primary_resection_date", "primary_dx_date")
interval = dated(PRIMARY, MET, "dfi_months", DAYS_A_MONTH)
RECORDS: dict[str, Callable[[Any, Mapping[str, Any]], Flat]] = {
    "lesion": lesions, "ehd": extrahepatic, "chemo": chemotherapy, "hepatectomy": hepatectomies, "ablation_record": ablations,
    "recurrence": recurrences, "vascular_contact": vessels, "primary_ln_pos": nodes_of_primary, "flr_pct": remnant,
    "resectability_statement": statement, "cea_ng_ml": cea, "planned_resection": plan, "kps": karnofsky, "flr_phase": nothing, "decision_date": nothing,
    "primary_dx_date": nothing, "primary_resection_date": nothing, "liver_met_dx_date": interval,
    "pve_date": dated(("pve_date",), ("decision_date",), "pve_days_ago", 1.0),
    "ct_date": dated(("ct_date",), ("decision_date",), "ct_age_weeks", 7.0),
    "liver_biopsy": lambda value, case: {"liver_biopsy_done": value, "liver_biopsy_planned": value},
}  # fmt: skip
