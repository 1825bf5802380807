"""What is observed of a case as FHIR: mCODE's own profiles where there is one, else a plain Observation under our element's name."""

from collections.abc import Mapping
from typing import Any

from abstraction.decisions import NOT_STATED, standing
from abstraction.records import CaseValue, ReviewDecision
from lexicons import load_elements
from review.exporters.mcode_codes import concept, system
from review.exporters.mcode_conditions import LIVER, PRIMARY, newest_of
from review.exporters.mcode_draft import Draft, own, quantity, status_of, with_own
from review.fhir_systems import CANDIDATES, ELEMENT
from review.wording import candidate_words, element_label, term, value_words
from review.workflow import CaseReview
from rules_engine.card import STAGES

GENES = {"ras_status": "KRAS or NRAS", "nras": "NRAS", "braf_status": "BRAF"}
TNM = {"primary_t": "mcode-tnm-primary-tumor-category", "primary_n": "mcode-tnm-regional-nodes-category"}
# Elements that are conditions, tumours, procedures and drugs.
ELSEWHERE = ("ehd", "primary_site", "liver_max_size_mm", "procedures", "chemo_regimens")
STAGE_SYSTEMS = {
    "ecmtg": ("ECMTG stage of colorectal liver metastases", "ECMTG", "European Colorectal Metastases Treatment Group (ECMTG)"),
    "group": ("Group at presentation of colorectal liver metastases", "", "Three groups at presentation"),
}  # fmt: skip


def add_observations(draft: Draft, review: CaseReview) -> None:
    """One resource a value, and one for each element that has none because notes disagree or a person found none."""
    case, held = review.case, standing(review.decisions)
    for element in load_elements():
        value, claims = case.values.get(element), case.conflicts.get(element, ())
        # Of the sites outside the liver those in dispute are conditions that nobody has confirmed.
        if claims and element != "ehd":
            sides = "; ".join(f"{value_words(element, claim.value)} ({claim.note_id})" for claim in claims)
            add_without_value(draft, element, "unknown", f"The notes disagree: {sides}")
        elif value is None and element in held:
            add_found_none(draft, element, held[element])
        elif value is not None and (element not in ELSEWHERE or value.value == []):
            add_value(draft, review, element, value)
    for name, left in (("ecmtg", review.verdicts.ecmtg), ("group", review.verdicts.group)):
        add_stage(draft, name, left)


def add_found_none(draft: Draft, element: str, decision: ReviewDecision) -> None:
    """A person looked: the notes say nothing, or not what was read."""
    if decision.action == NOT_STATED:
        add_without_value(draft, element, "asked", "A person looked: the notes do not state it")
    else:
        add_without_value(draft, element, "unknown", "A person rejected what was read")


def plain(draft: Draft, element: str) -> dict[str, Any]:
    """What an Observation under our own name has."""
    return {
        "category": [concept("category", "exam")],
        "code": {"coding": [{"system": ELEMENT, "code": element, "display": element_label(element)}]},
        "subject": draft.subject,
    }


def add_without_value(draft: Draft, element: str, why: str, words: str) -> None:
    """An element that has no value, and why."""
    parts = {
        "status": "final",
        **plain(draft, element),
        "dataAbsentReason": concept("absent", why, words),
    }
    draft.add(f"value {element}", "Observation", parts, element=element)


def add_value(draft: Draft, review: CaseReview, element: str, value: CaseValue) -> None:
    """A value under its profile, or under our own name."""
    item = newest_of(value, review.case.notes)
    told: dict[str, Any] = {"status": status_of(value), "effectiveDateTime": item.note.note_date if item else ""}
    profile, parts = profiled(draft, element, value)
    if not profile:
        parts = {**plain(draft, element), **valued(element, value)}
    draft.add(f"value {element}", "Observation", {**told, "subject": draft.subject, **parts}, profile, element)


def profiled(draft: Draft, element: str, value: CaseValue) -> tuple[str, dict[str, Any]]:
    """(profile, parts) of an element that mCODE has a profile for; ("", {}) for any other."""
    text, focus = str(value.value), draft.first(PRIMARY)
    laboratory = concept("category", "laboratory")
    parts: dict[str, Any]
    if element == "cea_ng_ml" and isinstance(value.value, int | float):
        parts = {
            "category": [laboratory],
            "code": concept("test", element),
            "valueQuantity": quantity(value.value, "ng/mL"),
        }
        return "mcode-tumor-marker-test", parts
    if element == "msi_status":
        parts = {"category": [laboratory], "code": concept("test", element)}
        return "mcode-tumor-marker-test", {**parts, "valueCodeableConcept": {"coding": [own(text)], "text": term(text)}}
    if element in GENES:
        gene = {"code": concept("test", "gene"), "valueCodeableConcept": concept("gene", element, GENES[element])}
        return "mcode-genomic-variant", {
            "category": [laboratory, concept("category", "genetics")],
            "code": concept("test", "variant"),
            "valueCodeableConcept": with_own("variant", text),
            "component": [gene],
        }
    if element == "response":
        about = draft.first(LIVER, PRIMARY)
        parts = {"code": concept("test", element), "valueCodeableConcept": with_own("trend", text, term(text))}
        return "mcode-cancer-disease-status", {**parts, "focus": [about] if about else []}
    if element == "ecog":
        parts = {
            "category": [concept("category", "exam")],
            "code": concept("test", element),
            "valueInteger": value.value,
        }
        return "mcode-ecog-performance-status", parts
    if element in TNM:
        return TNM[element], {
            "category": [concept("category", "exam")],
            "code": concept("tnm", element),
            "method": {"text": "TNM; the notes do not state which edition"},
            "focus": [focus] if focus else [],
            "valueCodeableConcept": {"coding": [{"system": system("ajcc"), "code": text, "display": text}]},
        }
    return "", {}


def valued(element: str, value: CaseValue) -> Mapping[str, Any]:
    """A value as its kind is written in FHIR."""
    known, held = load_elements()[element], value.value
    if isinstance(held, list):
        items = [{"code": {"coding": [own(str(one))]}, "valueBoolean": True} for one in held]
        return {"component": items} if items else {"valueCodeableConcept": {"text": "none"}}
    if isinstance(held, dict):
        ends = {"low": held.get("min"), "high": held.get("max")}
        told = {end: {"value": number} for end, number in ends.items() if number is not None}
        beside = [{"code": {"coding": [own("innumerable")]}, "valueBoolean": True}] if held.get("innumerable") else []
        return {"valueRange": told, "component": beside}
    if isinstance(held, str):
        dated = known.kind == "date"
        return {"valueDateTime": held} if dated else {"valueCodeableConcept": {"coding": [own(held)]}}
    return {"valueQuantity": quantity(held, known.unit)} if known.unit else {"valueInteger": held}


def add_stage(draft: Draft, name: str, left: tuple[str, ...]) -> None:
    """A candidate set of the rules under its own staging system, never under TNM: the stage, or what it can still be."""
    title, prefix, method = STAGE_SYSTEMS[name]
    focus = draft.first(PRIMARY)
    parts = {
        "status": "final",
        "category": [concept("category", "exam")],
        "code": {"text": title},
        "method": {"text": method},
        "subject": draft.subject,
        "focus": [focus] if focus else [],
    }
    if len(left) == 1:
        words = f"{prefix} {left[0]}".strip()
        parts["valueCodeableConcept"] = {
            "coding": [own(left[0])],
            "text": f"{words}: {STAGES.get(left[0], '')}".rstrip(": "),
        }
    else:
        parts["dataAbsentReason"] = concept("absent", "unknown" if left else "not_applicable", candidate_words(left))
        parts["extension"] = [{"url": CANDIDATES, "valueString": one} for one in left]
    draft.add(f"stage {name}", "Observation", parts, "mcode-cancer-stage")
