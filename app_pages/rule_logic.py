"""The criterion of a rule as a tree in words: what joins the parts, and each comparison with its limit and unit."""

from collections.abc import Mapping
from typing import Any

from rules_engine import Rule
from rules_engine.criterion import Criterion
from rules_engine.fact import load_facts
from rules_engine.policy import Policy

Tree = dict[str, Any]
JOINED = {
    "all": "all of",
    "any": "at least one of",
    "none_of": "none of",
    "first": "the first of these that decides",
    "agree": "what these say, as long as they agree",
    "silent": "left open, for the source is silent, when",
    "surely": "surely, taking what nobody tells as no",
}
# Beside "unknown", the other parts can answer in one direction only.
ONE_WAY = {"all": ("no, unless", "no, unless all of"), "any": ("yes, if", "yes, if at least one of")}
# A single part needs no words that join it.
PLAIN = ("all", "any", "agree", "first")
COMPARED = {"at_least": "at least", "above": "more than", "at_most": "at most", "below": "less than"}
OPPOSITE = {"at_least": "below", "below": "at_least", "above": "at_most", "at_most": "above"}
SETS = {"one_of": ("", " or "), "includes": ("including ", " or "), "includes_all": ("including ", " and ")}


def logic(node: Criterion, rule: Rule, rules: Mapping[str, Rule], policy: Policy) -> Tree:
    """A criterion of `rule` as a tree: words, the parts below them, and the rule it points to; `rules` by key."""
    for kind, words in JOINED.items():
        inner = getattr(node, kind)
        if inner is not None:
            return joined(kind, words, inner if isinstance(inner, list) else [inner], rule, rules, policy)
    if node.part is not None:
        part = rule.parts[node.part]
        return branch(part.label, logic(part.criterion, rule, rules, policy))
    return leaf(node, rules, policy)


def joined(
    kind: str, words: str, inner: list[Criterion], rule: Rule, rules: Mapping[str, Rule], policy: Policy
) -> Tree:
    """A combination of criteria."""
    told = [part for part in inner if part.unknown is None]
    if len(told) == 1 and kind == "none_of" and (told[0].fact or told[0].rule):
        return leaf(told[0], rules, policy, denied=True)
    parts = [logic(part, rule, rules, policy) for part in told]
    if len(told) < len(inner) and kind in ONE_WAY:
        return branch(ONE_WAY[kind][len(parts) > 1], *parts)
    return parts[0] if len(parts) == 1 and kind in PLAIN else branch(words, *parts)


def branch(words: str, *parts: Tree) -> Tree:
    """One node of the tree."""
    return {"words": words, "parts": list(parts), "rule": ""}


def leaf(node: Criterion, rules: Mapping[str, Rule], policy: Policy, *, denied: bool = False) -> Tree:
    """A comparison, or another rule: "R02 is met: Minimum remnant"."""
    if node.rule is None:
        return branch("unknown" if node.unknown else comparison(node, policy, denied=denied))
    of = f" for {node.candidate}" if node.candidate else ""
    said = f"is {'not ' if denied else ''}met{of}: {rules[node.rule].title}"
    return {**branch(f"{node.rule.partition('.')[0]} {said}"), "rule": node.rule}


def comparison(node: Criterion, policy: Policy, *, denied: bool = False) -> str:
    """One comparison of one fact, or its opposite: "Future liver remnant: at least 20 % (set by the site)"."""
    assert node.fact is not None
    fact, no = load_facts()[node.fact], "not " if denied else ""
    if node.known is not None:
        said = f"{no}known"
    elif isinstance(node.equals, bool):
        said = "yes" if node.equals != denied else "no"
    elif node.equals is not None:
        said = no + node.equals.replace("_", " ")
    elif kind := next((kind for kind in COMPARED if getattr(node, kind) is not None), None):
        said = f"{COMPARED[OPPOSITE[kind] if denied else kind]} {limit(getattr(node, kind), fact.unit, policy)}"
    else:
        kind = next(kind for kind in SETS if getattr(node, kind) is not None)
        before, between = SETS[kind]
        said = no + before + between.join(word.replace("_", " ") for word in getattr(node, kind))
    return f"{fact.label}: {said}"


def limit(written: float | int | str, unit: str, policy: Policy) -> str:
    """A limit with its unit; one that the site may change says so."""
    own = isinstance(written, str)
    number = policy[written] if isinstance(written, str) else written
    return f"{number:g} {unit}".strip() + (" (set by the site)" if own else "")
