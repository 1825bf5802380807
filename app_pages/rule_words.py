"""A rule in words: its part of the source, its kind, and its criterion as a tree that a reader can follow."""

from collections.abc import Mapping
from typing import Any

from rules_engine import Citation, Rule, Verdict
from rules_engine.criterion import Criterion, limit
from rules_engine.facts import load_facts

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
    "outside the source": "Scales from outside the source",
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
JOINED = {
    "all": "all of",
    "any": "at least one of",
    "none_of": "none of",
    "first": "the first of these that is known",
    "agree": "what those of these that are known agree on",
}
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
    if node.surely is not None:
        return branch("told in so many words, else taken as not so:", logic(node.surely, rules))
    if node.unknown is not None:
        return branch("open by itself")
    if node.rule is not None and node.candidate is not None:
        return {
            **branch(f"{node.rule.partition('.')[0]} gives {node.candidate}: {rules[node.rule].title}"),
            "rule": node.rule,
        }
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
    for name, words in (("one_of", "one of"), ("includes", "with one of"), ("includes_all", "with all of")):
        listed: list[str] | None = getattr(node, name)
        if listed is not None:
            shown = ", ".join(word.replace("_", " ") for word in listed)
            return f"{fact.label}: {words if len(listed) > 1 else 'with'} {shown}"
    name, words = next((name, words) for name, words in COMPARED.items() if getattr(node, name) is not None)
    written = getattr(node, name)
    number = f"{limit(written):g} {fact.unit}".strip()
    return f"{fact.label}: {words} {number}{' (set by the site)' if isinstance(written, str) else ''}"


def rule_logic(rule: Rule, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """What a rule asks: its criterion with its parts in place, or the classes of which one must be left."""
    if rule.criterion is not None:
        return logic(rule.criterion.with_parts(rule.part_criteria), rules)
    classes = [branch(name, logic(one, rules)) for name, one in rule.classes.items()]
    return branch("settled when one of these is left", *classes)
