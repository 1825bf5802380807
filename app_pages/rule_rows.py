"""The rule catalogue as the rules page shows it: passage, logic in words, examples, and how many cases it holds for."""

from collections.abc import Mapping, Sequence
from typing import Any

from app_pages.rule_words import (
    APPLIES,
    COVERAGE,
    KINDS,
    POSITIONS,
    TRACKS,
    VERDICTS,
    logic,
    passage,
    rule_logic,
    section_rank,
    section_title,
)
from rules_engine import Rule, Verdict
from rules_engine.facts import facts_from, load_facts, show
from rules_engine.rule import Example

Counts = Mapping[tuple[str, str], Mapping[str, int]]


def rule_sections(rules: Sequence[Rule], counts: Counts) -> list[dict[str, Any]]:
    """Sections in the order of the source, each with its rules; `counts` are cases by (rule, track) and verdict."""
    by_key = {rule.key: rule for rule in rules}
    sections: dict[str, list[dict[str, Any]]] = {}
    for rule in sorted(rules, key=lambda rule: section_rank(rule.citation.section)):
        rows = sections.setdefault(section_title(rule.citation.section), [])
        rows.append(rule_row(rule, by_key, counts.get((rule.id, rule.track), {})))
    return [{"title": title, "rules": rows} for title, rows in sections.items()]


def rule_row(rule: Rule, rules: Mapping[str, Rule], counts: Mapping[str, int]) -> dict[str, Any]:
    """One rule; `counts` are cases by verdict."""
    words = APPLIES if rule.kind == "context" else VERDICTS
    return {
        "key": rule.key,
        "rule": rule.id,
        "title": rule.title,
        "track": TRACKS[rule.track],
        "kind": KINDS[rule.kind],
        "position": POSITIONS[rule.position],
        "conclusion": rule.conclusion,
        "citation": passage(rule.citation),
        "coverage": {"words": COVERAGE[rule.coverage.level], "note": rule.coverage.note},
        "applies": logic(rule.applies_if, rules) if rule.applies_if else None,
        "logic": rule_logic(rule, rules),
        "examples": [example_row(example, words) for example in rule.examples],
        "counts": [
            {"verdict": verdict.value, "words": words[verdict], "cases": counts.get(verdict.value, 0)}
            for verdict in Verdict
        ],
    }


def example_row(example: Example, words: Mapping[Verdict, str]) -> dict[str, Any]:
    """The facts of an example and the verdict they give."""
    verdict = Verdict(example.expect)
    return {"given": given_words(example.given), "verdict": verdict.value, "words": words[verdict]}


def given_words(given: Mapping[str, Any]) -> list[str]:
    """Facts of an example, one each: "Future liver remnant: 35 %"."""
    known = load_facts()
    return [
        f"{known[fact.name].label}: {show(fact.value, known[fact.name].unit)}" for fact in facts_from(given).values()
    ]
