"""Records of treatment in a facts file (chemotherapy, operations, ablation, recurrence) as the flat facts that rules read."""

import re
from collections.abc import Mapping
from typing import Any

from rules_engine.disease_records import Case, Flat, as_list, entry, records
from rules_engine.fact_words import denied, plain, reason_of, regimens, segments, truth_of

PLANNED = ("planned", "pending", "proposed", "intended")
UNDONE = ("aborted", "not done", "open and close", "exploration only", "cancelled", "abandoned")
FIRST, SECOND = ("1", "first"), ("2", "second")
WEDGES = ("wedge", "wedges", "wedge resection", "wedge resections", "metastasectomy", "non anatomical", "enucleation")
EXTENTS = {
    "wedge": "minor", "wedge resection": "minor", "segmentectomy": "minor", "metastasectomy": "minor", "minor": "minor",
    "hemi": "major", "hemihepatectomy": "major", "extended": "major", "major": "major",
}  # fmt: skip
BIOLOGICALS = ("bevacizumab", "cetuximab", "panitumumab")
TWO_STAGE = ("two stage", "two stage hepatectomy", "alpps")


def chemotherapy(value: Any, case: Case) -> Flat:
    """Regimens, cycles and response before hepatectomy, and what was given after it; adjuvant for the primary is neither."""
    if denied(value):
        return {"preop_chemo": False, "chemo_regimens": ["none"], "preop_cycles": 0, "adjuvant_chemo": False}
    if truth_of(value) is True or reason_of(value):
        return {"preop_chemo": value}
    flat: Flat = {}
    names: list[str] = []
    cycles: list[Any] = []
    for one in records(value):
        intent = plain(one.get("intent", one.get("setting", "")))
        written, counted = with_cycles(entry(one, "regimen", "name", "value"))
        agents = [name for item in as_list(one.get("agents")) for name in regimens(item)]
        named = [name for item in as_list(written) for name in regimens(item)]
        names += [*named, *(name for name in agents if not named or name in BIOLOGICALS)]  # FOLFOX tells its own agents
        if "adjuvant" in intent and "neo" not in intent:
            if "primary" not in intent and (had_hepatectomy(case) or "liver" in intent or "hepatectomy" in intent):
                flat["adjuvant_chemo"] = True
                flat |= {"adjuvant_progression": is_progression(one["response"])} if "response" in one else {}
            continue
        flat["preop_chemo"] = True
        flat |= {"neoadjuvant_intent": True} if "neoadjuvant" in intent else {}
        flat |= {"conversion_intent": True} if "conversion" in intent or "downsiz" in intent else {}
        flat |= {fact: one[key] for key, fact in (("response", "response"), ("months", "months_on_line")) if key in one}
        flat |= {"first_line": plain(one["line"]) in ("1", "first", "1st", "first line")} if "line" in one else {}
        cycles.append(one.get("cycles", counted))
    return flat | before_operation(cycles) | ({"chemo_regimens": names} if names else {})


def with_cycles(written: Any) -> tuple[Any, int | None]:
    """A regimen and its cycles: "FOLFOX x6"."""
    found = (
        re.fullmatch(r"(.+?)\s*(?:[x×]\s*(\d+)|\(?(\d+) cycles\)?)", written.strip())
        if isinstance(written, str)
        else None
    )
    return (found[1].strip(" ,"), int(found[2] or found[3])) if found else (written, None)


def before_operation(cycles: list[Any]) -> Flat:
    """Cycles of all lines together, where each is told; "7 of 12" is the seventh, given or just being given."""
    read = [running(cycle) or cycle if isinstance(cycle, str) else cycle for cycle in cycles]
    if not read or None in read:
        return {}
    if len(read) == 1:
        return {"preop_cycles": read[0]}
    ends = [cycle if isinstance(cycle, list) else [cycle, cycle] for cycle in read]
    if all(isinstance(end, int | float) for pair in ends for end in pair):
        return {"preop_cycles": [sum(low for low, _ in ends), sum(high for _, high in ends)]}
    return {}


def running(written: str) -> list[int] | None:
    """The cycles that "cycle 7 of 12" may mean."""
    found = re.fullmatch(r"(?:cycle )?(\d+) ?(?:of|/) ?\d+(?: planned)?", plain(written))
    return [int(found[1]) - 1, int(found[1])] if found else None


def is_progression(response: Any) -> bool | None:
    """Whether a response is progression; unknown when it is not told."""
    if response is None or reason_of(response):
        return None
    return plain(response) in ("pd", "progression", "progressive disease")


def had_hepatectomy(case: Case) -> bool:
    """Whether the file tells of a hepatectomy that was done."""
    done = case.get("hepatectomy")
    told = not denied(done) and any(status_of(one) == "done" for one in records(done)) if done else False
    return told or truth_of(case.get("hepatectomy_done")) is True or "margin_status" in case or "margin_mm" in case


def status_of(record: Mapping[str, Any]) -> str:
    """Done, planned or undone."""
    written = {plain(record.get(key, "")) for key in ("status", "type", "value", "intent")}
    return "planned" if written & set(PLANNED) else "undone" if written & set(UNDONE) else "done"


def hepatectomies(value: Any, case: Case) -> Flat:
    """Segments taken, stages, extent and margin; a planned one is only a plan, and a wedge takes no whole segment."""
    if denied(value):
        return {"hepatectomy_done": False}
    if reason_of(value):
        return {"hepatectomy_done": value}
    flat: Flat = {}
    taken: set[str] = set()
    for one in records(value):
        kind, stage = plain(entry(one, "type", "name", "value") or ""), plain(one.get("stage", ""))
        named = entry(one, "segments", "segment") or entry(one, "type", "name", "value")
        held = set() if kind in WEDGES else segments_of(named, given="segments" in one)
        extent = plain(entry(one, "extent", "size", "minor/major", "minor_major") or "")
        if status_of(one) == "planned":
            flat |= {"hepatectomy_planned": True} | ({"planned_resection": sorted(held)} if held else {})
            flat |= {"resection_extent": EXTENTS[extent or kind]} if (extent or kind) in EXTENTS else {}
            flat |= {"two_stage_planned": True, "second_stage_done": False} if stage in SECOND else {}
        elif status_of(one) == "done":
            flat |= {"hepatectomy_done": True}
            flat |= (
                {"first_stage_done": True} if stage in FIRST else {"second_stage_done": True} if stage in SECOND else {}
            )
            flat |= {key: one[key] for key in ("margin_status", "margin_mm") if key in one}
            told = extent or (kind if kind in ("minor", "major") else "")
            flat |= {"resection_extent": EXTENTS[told]} if told in EXTENTS else {}
            taken |= held
    return flat | ({"resected_segments": sorted(taken)} if taken else {})


def segments_of(written: Any, *, given: bool) -> set[str]:
    """The segments that a list or the name of a resection takes; none where it names only a kind of operation."""
    found = [segments(item) for item in as_list(written) if not isinstance(item, bool)]
    if given and None in found:
        raise ValueError("hepatectomy: segments takes Couinaud segments such as 2, 4a or 5-8, or a named resection")
    return {segment for one in found for segment in one or ()}


def plan(value: Any, case: Case) -> Flat:
    """Segments of the planned operation; a kind of operation without segments tells only its extent."""
    written = entry(value, "segments", "type", "value") if isinstance(value, Mapping) else value
    kind = plain(written) if isinstance(written, str) else ""
    if kind in EXTENTS:
        return {"hepatectomy_planned": True, "resection_extent": EXTENTS[kind]}
    if kind in TWO_STAGE:
        return {"hepatectomy_planned": True, "two_stage_planned": True}
    return {"planned_resection": None if denied(written) else written}


def ablations(value: Any, case: Case) -> Flat:
    """Modality, done or planned, and the size at ablation."""
    if denied(value):
        return {"rfa": False, "mwa": False, "ablation": False}
    flat: Flat = {"ablation": True}
    for one in records(value):
        modality = plain(entry(one, "modality", "type", "value") or "")
        flat |= {"rfa": True} if modality in ("rfa", "radiofrequency", "radiofrequency ablation") else {}
        flat |= {"mwa": True} if modality in ("mwa", "microwave", "microwave ablation") else {}
        flat |= {"size_at_ablation_mm": one["size_at_ablation_mm"]} if "size_at_ablation_mm" in one else {}
    return flat


def biopsy(value: Any, case: Case) -> Flat:
    """A biopsy of the liver done or planned, and its target."""
    flat: Flat = {"liver_biopsy_done": value, "liver_biopsy_planned": value}
    if isinstance(value, str) and plain(value) in PLANNED:
        return {"liver_biopsy_planned": True}
    if isinstance(value, Mapping):
        planned = plain(value.get("status", "")) in PLANNED
        flat = {"liver_biopsy_planned": True} if planned else {"liver_biopsy_done": value}
        flat |= {"liver_biopsy_target": value["target"]} if "target" in value else {}
    return flat
