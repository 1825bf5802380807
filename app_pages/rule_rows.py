"""The rule catalogue as the rules page shows it: passages, logic in words, examples, and how many cases it holds for."""

from collections.abc import Mapping, Sequence
from typing import Any

from app_pages.rule_logic import branch, logic
from review.rule_words import COVERAGE, KINDS, OUTSIDE, POSITIONS, is_outside, passage, place_of, verdict_words
from rules_engine import Rule, Verdict
from rules_engine.fact import load_facts
from rules_engine.policy import Policy, load_policy
from rules_engine.policy_use import reached_by
from rules_engine.rule import Example

# Lists of records that examples may give in place of facts.
RECORDS = {"chemo": "Chemotherapy", "ehd": "Extrahepatic disease"}
Counts = Mapping[tuple[str, str], Mapping[str, int]]


def rule_sections(rules: Sequence[Rule], counts: Counts, policy: Policy) -> list[dict[str, Any]]:
    """Sections in the order of the source, each with its rules; `counts` are cases by (rule, track) and verdict.

    `policy` are the site's numbers, which stand in the criteria.
    """
    by_key = {rule.key: rule for rule in rules}
    sections: dict[str, list[dict[str, Any]]] = {}
    for rule in sorted(rules, key=lambda rule: place_of(rule)[0]):
        rows = sections.setdefault(place_of(rule)[1], [])
        rows.append(rule_row(rule, by_key, counts.get((rule.id, rule.track), {}), policy))
    return [{"title": title, "rules": rows} for title, rows in sections.items()]


def rule_row(rule: Rule, rules: Mapping[str, Rule], counts: Mapping[str, int], policy: Policy) -> dict[str, Any]:
    """One rule; `counts` are cases by verdict."""
    words = verdict_words(rule)
    used = {node.part for tree in (rule.criterion, *rule.classes.values()) if tree for node in tree.below_it()}
    tags = (
        OUTSIDE if is_outside(rule) else "",
        KINDS[rule.kind],
        POSITIONS[rule.position],
        "as written in the notes" if rule.track == "documented" else "",
    )
    return {
        "key": rule.key,
        "rule": rule.id,
        "title": rule.title,
        "kind": KINDS[rule.kind],
        "tags": [tag for tag in tags if tag],
        "conclusion": rule.conclusion,
        "otherwise": rule.otherwise,
        "outside": is_outside(rule),
        "citations": [passage(one) for one in (rule.citation, *rule.also)],
        "coverage": {"words": COVERAGE[rule.coverage.level], "note": rule.coverage.note},
        "own": [f"{number}: {whose}" for number, whose in rule.own.items()],
        "applies": logic(rule.applies_if, rule, rules, policy) if rule.applies_if else None,
        "logic": logic(rule.criterion, rule, rules, policy) if rule.criterion else None,
        "parts": [
            branch(part.label, logic(part.criterion, rule, rules, policy))
            for name, part in rule.parts.items()
            if name not in used
        ],
        "classes": [branch(name, logic(written, rule, rules, policy)) for name, written in rule.classes.items()],
        "examples": [example_row(example, words) for example in rule.examples],
        "example_note": "With the default numbers, not with those of this site." if own_numbers(rule, policy) else "",
        "counts": [
            {"verdict": verdict.value, "words": words[verdict], "cases": counts.get(verdict.value, 0)}
            for verdict in Verdict
        ],
    }


def own_numbers(rule: Rule, policy: Policy) -> bool:
    """Whether the site has set a number that this rule rests on."""
    defaults = load_policy()
    return any(value != defaults[name] and rule.key in reached_by()[name] for name, value in policy.items())


def example_row(example: Example, words: Mapping[Verdict, str]) -> dict[str, Any]:
    """The facts of an example and the verdict they give."""
    verdict = Verdict(example.expect)
    left = f"{'still possible: ' if len(example.candidates) > 1 else ''}{' or '.join(example.candidates)}"
    return {"given": given_words(example.given), "left": left, "verdict": verdict.value, "words": words[verdict]}


def given_words(given: Mapping[str, Any]) -> list[str]:
    """Facts of an example as they are written there, one each: "Future liver remnant: 35 %"."""
    known = load_facts()
    return [
        f"{known[name].label}: {value_words(value)} {known[name].unit}".strip()
        if name in known
        else f"{RECORDS.get(name, name.replace('_', ' ').capitalize())}: {value_words(value)}"
        for name, value in given.items()
    ]


def value_words(value: Any) -> str:
    """A value of an example in words: "yes", "20 to 25", "at least 4", "segments 5, size mm 31"."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{str(key).replace('_', ' ')} {value_words(inner)}" for key, inner in value.items())
    if isinstance(value, list) and len(value) == 2 and all(isinstance(end, int | float | None) for end in value):
        low, high = value
        return f"at most {high}" if low is None else f"at least {low}" if high is None else f"{low} to {high}"
    if isinstance(value, list):
        return "; ".join(map(value_words, value)) or "none"
    return str(value).replace("_", " ")
