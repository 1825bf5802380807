"""The verdicts as the cards show them: the stage in plain words, then each rule with its reasons and citation."""

from typing import Any

from abstraction.records import Value
from app_pages.evidence import target
from app_pages.wording import value_words
from rules_engine import CaseVerdicts, RuleResult

VERDICTS = {"met": "Met", "not_met": "Not met", "unknown": "Unknown", "not_applicable": "Not applicable"}
STAGES = {
    "M0": "no liver metastases",
    "M1a": "liver metastases, resectable",
    "M1b": "liver metastases, potentially resectable after treatment",
    "M1c": "liver metastases, unlikely ever to become resectable",
}
GROUPS = {
    "1": "clearly resectable",
    "2": "not resectable now; chemotherapy may convert",
    "3": "not resectable and likely to stay so",
}


def verdict_view(verdicts: CaseVerdicts) -> dict[str, Any]:
    """Candidate sets in words, and one entry a rule in the order of the rules."""
    return {
        "stage": _candidates("ECMTG stage", verdicts.ecmtg, STAGES),
        "group": _candidates("Group at presentation", verdicts.group, GROUPS),
        "rules": [_card(result) for result in verdicts.results],
    }


def _candidates(title: str, candidates: tuple[str, ...], words: dict[str, str]) -> dict[str, Any]:
    """One candidate set: settled when a single candidate is left."""
    return {
        "title": title,
        "settled": len(candidates) == 1,
        "items": [
            {"code": code, "words": words.get(code.removeprefix("G"), words.get(code, ""))} for code in candidates
        ],
    }


def _card(result: RuleResult) -> dict[str, Any]:
    """One rule: verdict, conclusion, evidence used, what is missing, and the passage it rests on."""
    return {
        "rule": result.rule,
        "title": result.title,
        "track": result.track,
        "verdict": str(result.verdict),
        "verdict_words": VERDICTS[str(result.verdict)],
        "conclusion": result.conclusion,
        "because": [
            {
                "element": item.fact,
                "label": item.label,
                "value": _fact_words(item.fact, item.value),
                "evidence": [target(one) for one in item.evidence],
            }
            for item in result.because
        ],
        "missing": [{"element": item.fact, "label": item.label, "reason": item.reason} for item in result.missing],
        "citation": {
            "section": result.citation.section,
            "references": list(result.citation.references),
            "quote": result.citation.quote,
        },
    }


def _fact_words(fact: str, value: Value | bool | None) -> str:
    """The value of a fact in words; a fact may be an element or something derived from several."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value_words(fact, value)
