"""Where in the element list a fact of the rules would be filled in."""

from lexicons import entered_elements, load_elements

# A fact has the name of its element, or stands here; one that no element holds leads nowhere.
FACT_ELEMENTS = {
    "ablation": "procedures",
    "adjacent_pair_spared": "liver_segments",
    "biliary_ok": "vascular_contact",
    "bilobar": "liver_lobes",
    "braf": "braf_status",
    "cirrhosis": "liver_background",
    "completely_resectable": "stated_resectability",
    "ct_age_weeks": "imaging",
    "ct_done": "imaging",
    "dfi_months": "disease_free_interval_months",
    "ecog_ps": "ecog",
    "ehd_staging_complete": "staging_coverage",
    "flr_pct": "flr_percent",
    "flr_pre_pve_pct": "flr_percent",
    "hai_pump": "chemo_regimens",
    "heavy_chemo": "chemo_cycles",
    "hepatectomy_done": "procedures",
    "icg_done": "icg_r15_percent",
    "icg_r15_pct": "icg_r15_percent",
    "inflow_ok": "vascular_contact",
    "kras": "ras_status",
    "lesion_list_complete": "liver_segments",
    "liver_healthy": "liver_background",
    "liver_biopsy_done": "procedures",
    "liver_met_count": "liver_lesion_count",
    "liver_met_max_mm": "liver_max_size_mm",
    "liver_mets_present": "liver_lesion_count",
    "liver_mets_timing": "timing",
    "liver_prior_max_mm": "liver_prior_max_size_mm",
    "low_comorbidity": "major_comorbidity",
    "metastasis_grade": "differentiation",
    "mri_done": "imaging",
    "msi": "msi_status",
    "nras": "ras_status",
    "outflow_ok": "vascular_contact",
    "parenchyma": "liver_background",
    "parenchyma_injured": "liver_background",
    "pet_done": "imaging",
    "preop_chemo": "chemo_cycles",
    "preop_cycles": "chemo_cycles",
    "primary_controlled": "primary_status",
    "primary_grade": "differentiation",
    "primary_in_situ": "primary_status",
    "primary_ln_pos": "primary_n",
    "primary_pT": "primary_t",
    "pve_days_ago": "pve_date",
    "pve_done": "procedures",
    "resection_extent": "planned_resection",
    "resectability_statement": "stated_resectability",
    "segments_involved": "liver_segments",
    "several_in_one_lobe": "liver_segments",
    "sinusoidal_injury": "liver_background",
    "steatohepatitis": "liver_background",
    "steatosis": "liver_background",
    "vessel_contact": "vascular_contact",
}


def element_of(fact: str) -> str:
    """The data element that would hold a fact, or nothing."""
    entered = entered_elements()
    if fact in load_elements() and fact not in entered:
        return fact
    if fact.startswith("ehd_") and fact not in entered:
        return "ehd"
    return FACT_ELEMENTS.get(fact, fact if fact in entered else "")
