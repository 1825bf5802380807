"""The verdicts as the cards show them: resectability in plain words, what would settle it, then each rule with its reasons."""

from collections.abc import Mapping
from typing import Any

from app_pages.evidence import targets
from rules_engine import CaseVerdicts, Missing, RuleResult, Verdict

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
# The rule that asks for resectability twice: as a surgeon wrote it, and as its parts add up.
RESECTABILITY = "R01"
DERIVED = {
    Verdict.MET: "resectable",
    Verdict.NOT_MET: "not resectable",
    Verdict.UNKNOWN: "open",
    Verdict.NOT_APPLICABLE: "not applicable",
}


def verdict_view(verdicts: CaseVerdicts, notes: Mapping[str, str]) -> dict[str, Any]:
    """Resectability twice, candidate sets in words, open questions, and one entry a rule; `notes` labels each note."""
    tracks = {result.track: result for result in verdicts.results if result.rule == RESECTABILITY}
    return {
        "documented": _documented(tracks.get("documented"), notes),
        "derived": _derived(tracks.get("derived")),
        "stage": _candidates("ECMTG stage", verdicts.ecmtg, STAGES),
        "group": _candidates("Group at presentation", verdicts.group, GROUPS),
        "questions": _questions(verdicts),
        "rules": [_card(result) for result in verdicts.results],
    }


def element_of(fact: str) -> str:
    """The data element that would hold a fact, or nothing."""
    return "ehd" if fact.startswith("ehd_") else FACT_ELEMENTS.get(fact, "")


def _documented(result: RuleResult | None, notes: Mapping[str, str]) -> dict[str, Any]:
    """What the surgeon or the board wrote, with the words it stands in; or that nothing is written."""
    fact = "resectability_statement"
    stated = next((item for item in result.because if item.fact == fact), None) if result else None
    if stated:
        tone = {"resectable": "met", "unresectable": "not_met"}.get(stated.value, "unknown")
        where = ", ".join(dict.fromkeys(notes[one.note_id] for one in stated.evidence if one.note_id in notes))
        evidence = targets(stated.evidence)
        return {
            "words": stated.value,
            "tone": tone,
            "detail": where,
            "element": element_of(fact),
            "evidence": evidence,
        }
    disagree = result and any(item.fact == fact and item.reason == "conflict" for item in result.missing)
    words = "notes disagree" if disagree else "not stated"
    return {"words": words, "tone": "unknown", "element": element_of(fact), "evidence": []}


def _derived(result: RuleResult | None) -> dict[str, Any]:
    """What the parts add up to, and how many of them are unknown."""
    verdict = result.verdict if result else Verdict.UNKNOWN
    gaps = len(result.missing) if result else 0
    return {
        "words": DERIVED[verdict],
        "tone": verdict.value,
        "detail": f"{gaps} {'fact' if gaps == 1 else 'facts'} missing" if gaps else "",
    }


def _candidates(title: str, candidates: tuple[str, ...], words: Mapping[str, str]) -> dict[str, Any]:
    """One candidate set: settled when a single candidate is left, narrowed when at least one is ruled out."""
    return {
        "title": title,
        "settled": len(candidates) == 1,
        "narrowed": 0 < len(candidates) < len(words),
        "items": [{"code": code, "words": words.get(code, "")} for code in candidates],
    }


def _questions(verdicts: CaseVerdicts) -> list[dict[str, Any]]:
    """Each missing fact once, as a question, with the rules that wait for it; the one most rules wait for comes first."""
    waiting: dict[str, tuple[Missing, list[str]]] = {}
    for result in verdicts.results:
        for item in result.missing:
            if item.reason == "source_silent":  # no note can answer it
                continue
            rules = waiting.setdefault(item.fact, (item, []))[1]
            if result.rule not in rules:
                rules.append(result.rule)
    ranked = sorted(waiting.values(), key=lambda entry: -len(entry[1]))
    return [{**_gap(item), "rules": rules} for item, rules in ranked]


def _gap(item: Missing) -> dict[str, str]:
    """A fact that is unknown, why, and the question that would settle it."""
    return {
        "element": element_of(item.fact),
        "label": item.label,
        "reason": REASONS.get(item.reason, item.reason),
        "question": item.question,
    }


def _card(result: RuleResult) -> dict[str, Any]:
    """One rule: verdict, conclusion, evidence used, what is missing, and the passage it rests on."""
    section = result.citation.section
    return {
        "rule": result.rule,
        "title": result.title,
        "track": result.track,
        "verdict": result.verdict.value,
        "verdict_words": VERDICTS[result.verdict],
        "conclusion": result.conclusion,
        "because": [
            {
                "element": item.evidence[0].mention.element if item.evidence else element_of(item.fact),
                "label": item.label,
                "value": item.value,
                "evidence": targets(item.evidence),
            }
            for item in result.because
        ],
        "missing": [_gap(item) for item in result.missing],
        "citation": {
            "section": section.capitalize()
            if section.isupper()
            else section,  # the source sets its headings in capitals
            "references": list(result.citation.references),
            "quote": result.citation.quote,
        },
    }
