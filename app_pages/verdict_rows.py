"""The verdicts as the cards show them: the stage in plain words, then each rule with its reasons and citation."""

from typing import Any

from app_pages.evidence import target
from rules_engine import CaseVerdicts, RuleResult, Verdict

VERDICTS = {
    Verdict.MET: "Met",
    Verdict.NOT_MET: "Not met",
    Verdict.UNKNOWN: "Unknown",
    Verdict.NOT_APPLICABLE: "Not applicable",
}
REASONS = {
    "missing": "not mentioned",
    "hedged": "hedged in the notes",
    "conflict": "notes disagree",
    "boundary": "too close to the limit",
    "source_silent": "the source is silent",
    "incomplete_list": "list not complete",
}
# Where in the element list a fact would be filled in; a fact that no element holds leads nowhere.
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
    "stage_settled": "stated_resectability",
}
STAGES = {
    "M0": "no liver metastases",
    "M1a": "resectable",
    "M1b": "potentially resectable",
    "M1c": "unlikely ever to be resectable",
}
GROUPS = {
    "G1": "clearly resectable",
    "G2": "chemotherapy may make it resectable",
    "G3": "likely to stay unresectable",
}


def verdict_view(verdicts: CaseVerdicts) -> dict[str, Any]:
    """Candidate sets in words, and one entry a rule in the order of the rules."""
    return {
        "stage": _candidates("ECMTG stage", verdicts.ecmtg, STAGES),
        "group": _candidates("Group at presentation", verdicts.group, GROUPS),
        "rules": [_card(result) for result in verdicts.results],
    }


def element_of(fact: str) -> str:
    """The data element that would hold a fact, or nothing."""
    return "ehd" if fact.startswith("ehd_") else FACT_ELEMENTS.get(fact, "")


def _candidates(title: str, candidates: tuple[str, ...], words: dict[str, str]) -> dict[str, Any]:
    """One candidate set: settled when a single candidate is left."""
    return {
        "title": title,
        "settled": len(candidates) == 1,
        "items": [{"code": code, "words": words.get(code, "")} for code in candidates],
    }


def _card(result: RuleResult) -> dict[str, Any]:
    """One rule: verdict, conclusion, evidence used, what is missing, and the passage it rests on."""
    return {
        "rule": result.rule,
        "title": result.title,
        "track": result.track,
        "verdict": result.verdict.value,
        "verdict_words": VERDICTS[result.verdict],
        "conclusion": result.conclusion,
        "because": [
            {
                "element": item.evidence[0].mention.element if item.evidence else "",
                "label": item.label,
                "value": item.value,
                "evidence": [target(one) for one in item.evidence],
            }
            for item in result.because
        ],
        "missing": [
            {
                "element": element_of(item.fact),
                "label": item.label,
                "reason": REASONS.get(item.reason, item.reason),
                "question": item.question,
            }
            for item in result.missing
        ],
        "citation": {
            # The source sets its headings in capitals.
            "section": result.citation.section.capitalize()
            if result.citation.section.isupper()
            else result.citation.section,
            "references": list(result.citation.references),
            "quote": result.citation.quote,
        },
    }
