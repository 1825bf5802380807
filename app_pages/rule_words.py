"""A rule in words: its part of the source, its kind, and its criterion as a tree that a reader can follow."""

from collections.abc import Mapping
from typing import Any

from rules_engine import Citation, Rule, Verdict
from rules_engine.evaluation import load_policy
from rules_engine.facts import load_facts
from rules_engine.rule import Criterion

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
# Heading in the source -> what it is about, in the order of the source.
SECTIONS = {
    "abstract": "In general",
    "introduction": "In general",
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
TRACKS = {"documented": "as written in the notes", "derived": ""}
JOINED = {"all": "all of", "any": "at least one of", "none_of": "none of", "first": "the first of these that is known"}
COMPARED = {"at_least": "at least", "above": "more than", "at_most": "at most", "below": "less than"}


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


def logic(node: Criterion, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """A criterion as a tree: words, the parts below them, and the rule it points to; `rules` by key."""
    for name, words in JOINED.items():
        parts: list[Criterion] | None = getattr(node, name)
        if parts is not None:
            if len(parts) == 1 and name in ("all", "any"):
                return logic(parts[0], rules)
            return branch(words, *(logic(part, rules) for part in parts))
    if node.silent is not None:
        return branch("left open, for the source is silent, when", logic(node.silent, rules))
    if node.rule is not None:
        return {**branch(f"{node.rule.partition('.')[0]} is met: {rules[node.rule].title}"), "rule": node.rule}
    return branch(comparison(node))


def branch(words: str, *parts: dict[str, Any]) -> dict[str, Any]:
    """One node of the tree."""
    return {"words": words, "parts": list(parts), "rule": ""}


def comparison(node: Criterion) -> str:
    """One comparison of one fact: "Future liver remnant: at least 20 % (set by the site)"."""
    assert node.fact is not None
    fact = load_facts()[node.fact]
    if node.known is not None:
        return f"{fact.label}: known"
    if node.equals is not None:
        stated = {True: "yes", False: "no"}.get(node.equals) if isinstance(node.equals, bool) else node.equals
        return f"{fact.label}: {str(stated).replace('_', ' ')}"
    name, words = next((name, words) for name, words in COMPARED.items() if getattr(node, name) is not None)
    limit = getattr(node, name)
    number = f"{load_policy()[limit] if isinstance(limit, str) else limit:g} {fact.unit}".strip()
    return f"{fact.label}: {words} {number}{' (set by the site)' if isinstance(limit, str) else ''}"
