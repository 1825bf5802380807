"""The site's numbers as their panel shows them: each number with its rules, what a change would turn, and what was set before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from registry.store import PolicyChange
from review.policy import NumberNow, Preview
from review.rule_words import verdict_words
from review.wording import candidate_words
from rules_engine import Rule, Verdict
from rules_engine.policy import policy_file
from rules_engine.policy_use import compared_by, reached_by

SHOWN_CASES = 100  # cases that a preview lists; all are counted
SETS = {"ecmtg": "ECMTG stage", "group": "Group at presentation"}


def number_rows(numbers: Sequence[NumberNow]) -> list[dict[str, Any]]:
    """One row a number: label, value, unit, default, range, the rules that compare with it and how many more it reaches."""
    rows = []
    for one in numbers:
        said, direct = policy_file().numbers[one.name], compared_by()[one.name]
        low, high = said.range
        through = [key for key in reached_by()[one.name] if key not in direct]
        rows.append(
            {
                "name": one.name,
                "label": said.label,
                "of": said.of,
                "value": f"{one.value:g}",
                "unit": said.unit,
                "default": f"{one.default:g}" if one.default != one.value else "",
                "range": f"{low:g} to {high:g}",
                "rules": [{"key": key, "rule": key.partition(".")[0]} for key in direct],
                "through": [key.partition(".")[0] for key in through],
                "set": f"{one.changed_by}, {day(one.changed_at)}" if one.changed_by else "",
            }
        )
    return rows


def preview_view(found: Preview, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """What a change would turn: in all, by rule, and by case; `rules` by key."""
    turned = found.turned_cases()
    flips: dict[str, list[dict[str, Any]]] = {case_id: [] for case_id in turned[:SHOWN_CASES]}
    sets: dict[str, list[dict[str, str]]] = {case_id: [] for case_id in turned[:SHOWN_CASES]}
    for flip in found.flips:
        if flip.case_id in flips:
            flips[flip.case_id].append(turn(rules[flip.rule], flip.before, flip.after))
    for one in found.sets:
        if one.case_id in sets:
            before, after = candidate_words(one.before), candidate_words(one.after)
            sets[one.case_id].append({"title": SETS[one.name], "before": before, "after": after})
    return {
        "verdicts": len(found.flips),
        "turned": len(turned),
        "cases": found.cases,
        "by_rule": [
            {**turn(rules[key], before, after), "cases": count}
            for (key, before, after), count in found.by_rule().items()
        ],
        "by_case": [{"case": case_id, "flips": flips[case_id], "sets": sets[case_id]} for case_id in flips],
        "sets": [
            {"title": title, "cases": sum(one.name == name for one in found.sets)}
            for name, title in SETS.items()
            if any(one.name == name for one in found.sets)
        ],
    }


def turn(rule: Rule, before: Verdict, after: Verdict) -> dict[str, Any]:
    """One rule and its verdict before and after, in words."""
    words = verdict_words(rule)
    return {
        "key": rule.key,
        "rule": rule.id,
        "title": rule.title,
        "before": {"verdict": before.value, "words": words[before]},
        "after": {"verdict": after.value, "words": words[after]},
    }


def history_rows(changes: Sequence[PolicyChange]) -> list[dict[str, str]]:
    """What was set, the newest first: number, from what to what, by whom, when, why."""
    known = policy_file().numbers
    return [
        {
            "label": known[one.name].label if one.name in known else one.name.replace("_", " "),
            "turn": f"{one.old:g} → {one.new:g}",
            "by": f"{one.changed_by}, {day(one.changed_at)}",
            "reason": one.reason,
        }
        for one in reversed(changes)
    ]


def day(moment: str) -> str:
    """A moment to the minute, as a reader writes it."""
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M")


def in_words(message: str) -> str:
    """A refusal with the labels of the numbers in place of their names."""
    for name, said in sorted(policy_file().numbers.items(), key=lambda item: -len(item[0])):
        message = message.replace(name, f"“{said.label}”")
    return message[:1].upper() + message[1:] + "."
