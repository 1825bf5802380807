"""What is told of every rule in words: its part of the source, its kind, how far it goes, what it says of a case."""

from typing import Any

from rules_engine import Citation, Rule, RuleResult, Verdict
from rules_engine.policy import load_policy, policy_file
from rules_engine.policy_use import reached_by

VERDICTS = {
    Verdict.MET: "Met",
    Verdict.NOT_MET: "Not met",
    Verdict.UNKNOWN: "Unknown",
    Verdict.NOT_APPLICABLE: "Not applicable",
}
# Context is not a test that a case passes: it bears on the case or it does not.
APPLIES = {
    Verdict.MET: "Applies",
    Verdict.NOT_MET: "Does not apply",
    Verdict.UNKNOWN: "Unknown",
    Verdict.NOT_APPLICABLE: "Not applicable",
}
# Why a fact is unknown.
REASONS = {
    "missing": "not mentioned",
    "hedged": "hedged in the notes",
    "conflict": "notes disagree",
    "boundary": "too close to the limit",
    "source_silent": "the source does not settle this",
    "incomplete_list": "list not complete",
}
# A classification is settled or open: there is nothing in it to pass.
SETTLED = {**VERDICTS, Verdict.MET: "Settled"}
# Groups at presentation; the stages stand in rules_engine/card.py.
GROUPS = {
    "G1": "clearly resectable",
    "G2": "chemotherapy may make it resectable",
    "G3": "likely to stay unresectable",
}
# Resectability as its parts add up, told beside what a surgeon wrote.
DERIVED_RESECTABILITY = "R01.derived"
DERIVED = {
    Verdict.MET: "resectable",
    Verdict.NOT_MET: "not resectable",
    Verdict.UNKNOWN: "open",
    Verdict.NOT_APPLICABLE: "not applicable",
}
# Heading in the source -> what it is about, in the order of the source; what it says in general comes last.
SECTIONS = {
    "indications of resection": "Resectability and selection",
    "oncosurge system": "Resectability and selection",
    "preoperative evaluation": "Work-up and staging",
    "prognostic factors after liver resection": "Prognosis",
    "liver resection procedures": "Operation",
    "simultaneous colo-rectal and liver resection for synchronous metastases": "Synchronous disease",
    "treatment of unresectable liver metastases": "Unresectable disease",
    "extraliver disease": "Disease outside the liver",
    "adjuvant systemic chemotherapy": "Chemotherapy after resection",
    "preoperative chemotherapy": "Chemotherapy before resection",
    "recurrence and repeat resection": "Recurrence",
    "management for colorectal liver metastasis with synchronous peritoneal carcinomatosis": "Peritoneal metastases",
    "ablative treatment": "Ablation",
    "abstract": "In general",
    "introduction": "In general",
    "conclusion": "In general",
}
KINDS = {
    "classification": "Classification",
    "criteria": "Criteria",
    "threshold": "Threshold",
    "recommendation": "Recommendation",
    "caution": "Caution",
    "context": "Context",
    "definition": "Definition",
}
POSITIONS = {
    "for": "speaks for treatment",
    "against": "speaks against",
    "caution": "calls for caution",
    "context": "background",
}
COVERAGE = {
    "full": "Checks the whole statement.",
    "partial": "Checks part of the statement.",
    "display": "Shows the statement; judges nothing.",
}
OUTSIDE = "outside the source"


def is_outside(rule: Rule) -> bool:
    """Whether the rule is a scale that the source does not give."""
    return rule.origin != "source"


def verdict_words(rule: Rule) -> dict[Verdict, str]:
    """The verdicts as they are told of this rule."""
    return {"context": APPLIES, "classification": SETTLED}.get(rule.kind, VERDICTS)


def place_of(rule: Rule) -> tuple[int, str]:
    """Where the rule stands in the catalogue: rank and title of its section; scales from outside the source come last."""
    if is_outside(rule):
        return len(SECTIONS) + 1, "Scales from outside the source"
    return section_rank(rule.citation.section), section_title(rule.citation.section)


def section_title(section: str) -> str:
    """What a section of the source is about; the heading itself where it is not known."""
    return SECTIONS.get(section.lower(), heading_words(section))


def section_rank(section: str) -> int:
    """The place of a section in the source; unknown headings come last."""
    titles = list(dict.fromkeys(SECTIONS.values()))
    title = section_title(section)
    return titles.index(title) if title in titles else len(titles)


def heading_words(section: str) -> str:
    """A heading of the source, which sets some in capitals, as a reader writes it."""
    return section.capitalize() if section.isupper() else section


def passage(citation: Citation) -> dict[str, Any]:
    """Where the source says it, and the sentence."""
    return {
        "section": heading_words(citation.section),
        "references": list(citation.references),
        "quote": citation.quote,
    }


def site_words(result: RuleResult) -> str:
    """The numbers this site has set for itself that go into a verdict: the source speaks of others."""
    numbers, defaults = policy_file().numbers, load_policy()
    own = [
        f"{numbers[name].label} {value:g} {numbers[name].unit}".strip() + f" (default {defaults[name]:g})"
        for name, value in result.policy.items()
        if value != defaults[name] and result.key in reached_by()[name]
    ]
    return f"With numbers of this site: {'; '.join(own)}" if own else ""
