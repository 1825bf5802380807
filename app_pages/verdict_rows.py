"""The verdicts as the case page shows them: what holds and warns, then the rules by section, then what is context."""

from collections.abc import Iterable, Mapping
from typing import Any

from app_pages.case_summary import Notes, summary
from app_pages.evidence import targets
from app_pages.fact_places import element_of
from app_pages.rule_words import APPLIES, VERDICTS, passage, section_rank, section_title
from rules_engine import CaseVerdicts, Missing, Rule, RuleResult, Verdict, load_rules

REASONS = {
    "missing": "not mentioned",
    "hedged": "hedged in the notes",
    "conflict": "notes disagree",
    "boundary": "too close to the limit",
    "source_silent": "the source does not settle this",
    "incomplete_list": "list not complete",
}
WARNING = ("against", "caution")
# Within a group, what is decided comes first.
ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)


def verdict_view(verdicts: CaseVerdicts, notes: Notes) -> dict[str, Any]:
    """The first lines of the case, the open questions, and every rule in one group; `notes` by id."""
    return {**summary(verdicts, notes), "questions": _questions(verdicts), "groups": _groups(verdicts.results)}


def _groups(results: Iterable[RuleResult]) -> list[dict[str, Any]]:
    """Firm cautions, then one group a section of the source, then context."""
    rules: Mapping[str, Rule] = {rule.key: rule for rule in load_rules()}
    groups: dict[str, dict[str, Any]] = {}
    for result in sorted(results, key=lambda result: ORDER.index(result.verdict)):
        rule = rules[f"{result.rule}.{result.track}"]
        kind, title = _group(rule, result)
        group = groups.setdefault(title, {"kind": kind, "title": title, "rank": _rank(kind, rule), "rules": []})
        group["rules"].append(_card(rule, result))
    return sorted(groups.values(), key=lambda group: group["rank"])


def _group(rule: Rule, result: RuleResult) -> tuple[str, str]:
    """Where a result is shown: (kind of group, its title)."""
    if rule.kind == "context":
        return "context", "Context from the source"
    if rule.position in WARNING and result.verdict is Verdict.MET:
        return "warning", "Cautions that apply"
    return "criteria", section_title(rule.citation.section)


def _rank(kind: str, rule: Rule) -> tuple[int, int]:
    """The place of a group: cautions, sections in the order of the source, context."""
    return (("warning", "criteria", "context").index(kind), section_rank(rule.citation.section))


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


def _card(rule: Rule, result: RuleResult) -> dict[str, Any]:
    """One rule: verdict, conclusion, evidence used, what is missing, and the passage it rests on."""
    context = rule.kind == "context"
    return {
        "key": rule.key,
        "rule": result.rule,
        "title": result.title,
        "context": context,
        "verdict": result.verdict.value,
        "verdict_words": (APPLIES if context else VERDICTS)[result.verdict],
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
        "citation": passage(result.citation),
    }
