"""The facts that a consolidated case states; what it does not state stays unknown, with the reason."""

from collections.abc import Iterator, Mapping
from typing import Any

from abstraction.records import CaseAbstraction, CaseEvidence
from rules_engine.case_supplement import answered, supplement
from rules_engine.case_timeline import timeline
from rules_engine.fact import INFINITY, Fact, FactValue, load_facts, unknown
from rules_engine.policy import Policy, load_policy

# Elements that are facts under another name, their values unchanged.
RENAMED = {
    "stated_resectability": "resectability_statement", "ecog": "ecog_ps", "icg_r15_percent": "icg_r15_pct",
    "response": "response", "primary_t": "primary_pT", "primary_site": "primary_site", "differentiation": "primary_grade",
    "timing": "liver_mets_timing", "disease_free_interval_months": "dfi_months", "cea_ng_ml": "cea_ng_ml",
    "ras_status": "kras", "braf_status": "braf", "msi_status": "msi", "margin_status": "margin_status",
    "margin_mm": "margin_mm", "liver_max_size_mm": "liver_met_max_mm", "liver_prior_max_size_mm": "liver_prior_max_mm",
    "liver_segments": "segments_involved", "vascular_contact": "vascular_contact", "flr_percent": "flr_pct",
    "liver_background": "parenchyma", "chemo_regimens": "chemo_regimens",
}  # fmt: skip
# A procedure that was done is a fact; one that no note tells says nothing.
PROCEDURES = {
    "liver_resection": "hepatectomy_done", "pve": "pve_done", "ablation": "ablation", "liver_biopsy": "liver_biopsy_done",
}  # fmt: skip
STUDIES = {"CT": "ct_done", "MRI": "mri_done", "PET_CT": "pet_done"}


def facts_of(case: CaseAbstraction, policy: Policy | None = None) -> dict[str, Fact]:
    """Every fact of the dictionary that the case bears on; the default numbers where the site's are not given."""
    found = [*renamed(case), *liver(case, policy or load_policy()), *primary(case), *listed(case), *extrahepatic(case)]
    read = {fact.name: fact for fact in found} | supplement(case) | timeline(case)
    return read | {fact.name: fact for fact in answered(case)}


def stated(case: CaseAbstraction, element: str) -> Any:
    """The case's value of an element, or None."""
    return case.values[element].value if element in case.values else None


def evidence(case: CaseAbstraction, *elements: str) -> tuple[CaseEvidence, ...]:
    """The evidence of these elements."""
    return tuple(item for element in elements if element in case.values for item in case.values[element].evidence)


def made(case: CaseAbstraction, name: str, value: FactValue | None, *elements: str) -> Fact:
    """A fact with its evidence; unknown as a conflict when notes disagree on one of the elements."""
    if any(element in case.conflicts for element in elements):
        return unknown(name, "conflict")
    if value is None:
        return unknown(name)
    return Fact(name, value, None, evidence(case, *elements))


def renamed(case: CaseAbstraction) -> Iterator[Fact]:
    """Elements taken over as they are: numbers as intervals, lists as sets."""
    kinds = load_facts()
    for element, name in RENAMED.items():
        value = stated(case, element)
        if element in case.conflicts:
            yield unknown(name, "conflict")
        elif value is not None and value != []:
            kind = kinds[name].kind
            taken = (float(value), float(value)) if kind == "number" else frozenset(value) if kind == "set" else value
            yield made(case, name, taken, element)


def liver(case: CaseAbstraction, policy: Policy) -> Iterator[Fact]:
    """Number of metastases, lobes, and whether the list of them is complete."""
    count: Mapping[str, Any] | None = stated(case, "liver_lesion_count")
    if count is not None:
        low = max(float(count["min"]), policy["innumerable_from"] if count["innumerable"] else 0.0)
        high = INFINITY if count["max"] is None else float(count["max"])
        yield made(case, "liver_met_count", (low, high), "liver_lesion_count")
        yield made(case, "liver_mets_present", True if low > 0 else False if high == 0 else None, "liver_lesion_count")
    elif "liver_lesion_count" in case.conflicts:
        yield unknown("liver_met_count", "conflict")
        yield disputed_presence(case)
    lobes, segments = stated(case, "liver_lobes"), stated(case, "liver_segments")
    if lobes:
        yield made(case, "bilobar", lobes == "bilobar", "liver_lobes")
        if not segments and lobes in ("left", "right") and count is not None and count["min"] >= 2:
            yield made(case, "several_in_one_lobe", True, "liver_lobes", "liver_lesion_count")
    if segments and count is not None and count["max"] is not None:
        yield made(case, "lesion_list_complete", True, "liver_lesion_count", "liver_segments")


def disputed_presence(case: CaseAbstraction) -> Fact:
    """Notes that disagree on the number still agree that there are metastases when each of them counts some."""
    claims = case.conflicts["liver_lesion_count"]
    found = tuple(CaseEvidence(claim.note_id, mention) for claim in claims for mention in claim.evidence)
    if all(isinstance(claim.value, dict) and claim.value["min"] > 0 for claim in claims):
        return Fact("liver_mets_present", True, None, found)
    return unknown("liver_mets_present", "conflict", found)


def primary(case: CaseAbstraction) -> Iterator[Fact]:
    """Nodes of the primary, and its control once it is resected."""
    nodes = stated(case, "primary_n")
    if nodes:
        yield made(case, "primary_ln_pos", nodes != "N0", "primary_n")
    if "primary_resection" in (stated(case, "procedures") or []):
        yield made(case, "primary_status", "resected", "procedures")


def listed(case: CaseAbstraction) -> Iterator[Fact]:
    """Procedures that were done and studies that are reported."""
    for element, names in (("procedures", PROCEDURES), ("imaging", STUDIES)):
        for word, name in names.items():
            if word in (stated(case, element) or []):
                found = tuple(item for item in evidence(case, element) if item.mention.value in (word, None))
                yield Fact(name, True, None, found)


def extrahepatic(case: CaseAbstraction) -> Iterator[Fact]:
    """One fact a site; a blanket denial answers for every site not named, a hedged or disputed site stays open."""
    sites: Mapping[str, str] = stated(case, "ehd") or {}
    claims = [claim.value for claim in case.conflicts.get("ehd", ()) if isinstance(claim.value, dict)]
    disputed = {site for claimed in claims for site in claimed} - set(sites)
    blanket = sites.get("any") == "absent"
    if sites.get("any") == "present":
        yield made(case, "ehd_any", True, "ehd") if not disputed else unknown("ehd_any", "conflict")
    for name in (name for name, fact in load_facts().items() if fact.site):
        site = name.removeprefix("ehd_")
        status = sites.get(site, "absent" if blanket else None)
        found = tuple(
            item for item in evidence(case, "ehd") if item.mention.value == (site if site in sites else "any")
        )
        if site in disputed:
            yield unknown(name, "conflict")
        elif status == "indeterminate":
            yield unknown(name, "hedged", found)
        elif status is not None:
            yield Fact(name, status == "present", None, found)
