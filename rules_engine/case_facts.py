"""The facts that a consolidated case states; what it does not state stays unknown, with the reason."""

from collections.abc import Iterator, Mapping
from typing import Any

from abstraction.records import CaseAbstraction, CaseEvidence
from rules_engine.evaluation import load_policy
from rules_engine.facts import INFINITY, Fact, FactValue, Reason, unknown
from rules_engine.geometry import spared_pair

SITES = (
    "lung", "hilar_nodes", "celiac_nodes", "paraaortic_nodes", "other_nodes", "peritoneum", "ovary", "adrenal", "bone", "brain",
    "spleen", "other",
)  # fmt: skip
INNUMERABLE = 10.0  # "innumerable" is read as ten or more
HEPATIC_VEINS = frozenset({"right_hepatic_vein", "middle_hepatic_vein", "left_hepatic_vein"})
PORTAL_BRANCHES = frozenset({"right_portal_vein", "left_portal_vein"})
INJURY = frozenset({"steatohepatitis", "sinusoidal_injury", "fibrosis"})


def facts_of(case: CaseAbstraction) -> dict[str, Fact]:
    """Every fact of the dictionary that the case bears on."""
    return {fact.name: fact for fact in [*liver(case), *remnant(case), *extrahepatic(case), *patient(case)]}


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


def liver(case: CaseAbstraction) -> Iterator[Fact]:
    """Number, size, segments, geometry, vessels and the stated resectability."""
    count: Mapping[str, Any] | None = stated(case, "liver_lesion_count")
    segments = stated(case, "liver_segments")
    size = stated(case, "liver_max_size_mm")
    if count is not None:
        low = max(float(count["min"]), INNUMERABLE if count["innumerable"] else 0.0)
        high = INFINITY if count["max"] is None else float(count["max"])
        yield made(case, "liver_met_count", (low, high), "liver_lesion_count")
        yield made(case, "liver_mets_present", True if low > 0 else False if high == 0 else None, "liver_lesion_count")
    elif "liver_lesion_count" in case.conflicts:
        yield unknown("liver_met_count", "conflict")
        yield disputed_presence(case)
    elif segments or size is not None:
        yield made(case, "liver_mets_present", True, "liver_segments", "liver_max_size_mm")
    if size is not None:
        yield made(case, "liver_met_max_mm", (float(size), float(size)), "liver_max_size_mm")
    lobes = stated(case, "liver_lobes")
    if lobes:
        yield made(case, "bilobar", lobes == "bilobar", "liver_lobes")
    complete = count is not None and count["max"] is not None and bool(segments)
    if segments:
        yield made(case, "segments_involved", frozenset(segments), "liver_segments")
        yield made(case, "lesion_list_complete", True if complete else None, "liver_lesion_count", "liver_segments")
        yield pair(case, segments, complete=complete)
    vessels = frozenset(stated(case, "vascular_contact") or ())
    if vessels >= PORTAL_BRANCHES:
        yield made(case, "inflow_ok", False, "vascular_contact")
    if vessels >= HEPATIC_VEINS:
        yield made(case, "outflow_ok", False, "vascular_contact")
    verdict = stated(case, "stated_resectability")
    if verdict or "stated_resectability" in case.conflicts:
        yield made(case, "resectability_statement", verdict, "stated_resectability")


def disputed_presence(case: CaseAbstraction) -> Fact:
    """Notes that disagree on the number still agree that there are metastases when each of them counts some."""
    claims = case.conflicts["liver_lesion_count"]
    found = tuple(CaseEvidence(claim.note_id, mention) for claim in claims for mention in claim.evidence)
    if all(isinstance(claim.value, dict) and claim.value["min"] > 0 for claim in claims):
        return Fact("liver_mets_present", True, None, found)
    return unknown("liver_mets_present", "conflict", found)


def pair(case: CaseAbstraction, segments: list[str], *, complete: bool) -> Fact:
    """Two adjacent free segments; without a pair a plan could still spare part of a segment, so that is never a no."""
    reason: Reason = "missing" if complete else "incomplete_list"
    if complete and spared_pair(segments):
        return made(case, "adjacent_pair_spared", True, "liver_segments")
    return unknown("adjacent_pair_spared", reason, evidence(case, "liver_segments"))


def remnant(case: CaseAbstraction) -> Iterator[Fact]:
    """Remnant, parenchyma and the burden of chemotherapy."""
    flr = stated(case, "flr_percent")
    if flr is not None or "flr_percent" in case.conflicts:
        yield made(case, "flr_pct", None if flr is None else (float(flr), float(flr)), "flr_percent")
    background = stated(case, "liver_background") or []
    if "cirrhosis" in background:
        yield made(case, "cirrhosis", True, "liver_background")
    if INJURY & set(background):
        yield made(case, "parenchyma_injured", True, "liver_background")
    cycles = stated(case, "chemo_cycles")
    if cycles is not None:
        heavy = load_policy()["heavy_chemo_cycles"]
        value = True if cycles > heavy else False if cycles <= heavy / 2 else None
        yield made(case, "heavy_chemo", value, "chemo_cycles")


def extrahepatic(case: CaseAbstraction) -> Iterator[Fact]:
    """One fact a site; a blanket denial answers for every site not named, a hedged site stays open."""
    sites: Mapping[str, str] = stated(case, "ehd") or {}
    blanket = sites.get("any") == "absent"
    for site in SITES:
        status = sites.get(site, "absent" if blanket else None)
        found = tuple(
            item for item in evidence(case, "ehd") if item.mention.value == (site if site in sites else "any")
        )
        if status == "indeterminate":
            yield unknown(f"ehd_{site}", "hedged", found)
        elif status is not None:
            yield Fact(f"ehd_{site}", status == "present", None, found)


def patient(case: CaseAbstraction) -> Iterator[Fact]:
    """Performance status and control of the primary."""
    ecog = stated(case, "ecog")
    if ecog is not None:
        yield made(case, "ecog_ps", (float(ecog), float(ecog)), "ecog")
    if "primary_resection" in (stated(case, "procedures") or []):
        yield made(case, "primary_controlled", True, "procedures")
