"""Where in the element list a fact of the rules would be filled in."""

# A fact that no element holds leads nowhere.
FACT_ELEMENTS = {
    "adjacent_pair_spared": "liver_segments",
    "bilobar": "liver_lobes",
    "cirrhosis": "liver_background",
    "ecog_ps": "ecog",
    "flr_pct": "flr_percent",
    "heavy_chemo": "chemo_cycles",
    "inflow_ok": "vascular_contact",
    "lesion_list_complete": "liver_segments",
    "liver_met_count": "liver_lesion_count",
    "liver_met_max_mm": "liver_max_size_mm",
    "liver_mets_present": "liver_lesion_count",
    "outflow_ok": "vascular_contact",
    "parenchyma_injured": "liver_background",
    "primary_controlled": "procedures",
    "resectability_statement": "stated_resectability",
    "segments_involved": "liver_segments",
}


def element_of(fact: str) -> str:
    """The data element that would hold a fact, or nothing."""
    return "ehd" if fact.startswith("ehd_") else FACT_ELEMENTS.get(fact, "")
