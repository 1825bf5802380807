"""The criterion of a rule as a tree in words: what joins the parts, and each comparison with its limit and unit."""

from collections.abc import Mapping
from typing import Any

from review.wording import term
from rules_engine import Rule
from rules_engine.criterion import Criterion
from rules_engine.fact import UNITS, load_facts
from rules_engine.policy import Policy

Tree = dict[str, Any]
JOINED = {
    "all": "all of",
    "any": "at least one of",
    "none_of": "none of",
    "first": "the first of these that decides",
    "agree": "what these say, as long as they agree",
    "silent": "left open, for the source does not say, if",
    "surely": "it is known that",
}
# Said of one, and of several.
NOT_KNOWN = ("it is not known that", "none of these is known:")
NOT = ("not", "none of")
SILENT_ON = (JOINED["silent"], f"{JOINED['silent']} at least one of")
# Beside "unknown", the other parts can answer in one direction only.
ONE_WAY = {"all": ("no, unless", "no, unless all of"), "any": ("yes, if", "yes, if at least one of")}
# A single part needs no words that join it.
PLAIN = ("all", "any", "agree", "first")
COMPARED = {"at_least": "at least", "above": "more than", "at_most": "at most", "below": "less than"}
OPPOSITE = {"at_least": "below", "below": "at_least", "above": "at_most", "at_most": "above"}
SETS = {"one_of": ("", " or "), "includes": ("including ", " or "), "includes_all": ("including ", " and ")}


class Drawing:
    """Trees of one rule; `rules` by key for those it names, `policy` for the limits a site sets."""

    def __init__(self, rule: Rule, rules: Mapping[str, Rule], policy: Policy) -> None:
        self.rule, self.rules, self.policy = rule, rules, policy

    def tree(self, node: Criterion) -> Tree:
        """A criterion: what leads into it, its words, the parts below them, and the rule it points to."""
        for kind in JOINED:
            inner = getattr(node, kind)
            if inner is not None:
                return self.joined(kind, inner if isinstance(inner, list) else [inner])
        return self.named(node.part) if node.part is not None else self.leaf(node)

    def named(self, part: str) -> Tree:
        """A part of the rule under its name, which is not said twice."""
        written = self.rule.parts[part]
        drawn = self.tree(written.criterion)
        repeated = drawn["words"].lower().startswith(written.label.lower())
        return drawn if repeated else lead(f"{written.label}:", drawn)

    def joined(self, kind: str, inner: list[Criterion]) -> Tree:
        """A combination of criteria."""
        told = [part for part in inner if part.unknown is None]
        if len(told) < len(inner) and kind in ONE_WAY:
            return self.one_way(kind, told)
        if kind == "none_of" and len(told) == 1 and is_leaf(told[0]):
            return self.leaf(told[0], denied=True)
        if kind == "none_of" and all(part.surely for part in told):
            return self.under(NOT_KNOWN, [part.surely for part in told if part.surely])
        if kind == "none_of" and all(part.silent for part in told):  # what is open stays open when it is denied
            return self.under(SILENT_ON, [part.silent for part in told if part.silent])
        if len(told) == 1 and kind in PLAIN:
            return self.tree(told[0])
        return self.under(NOT if kind == "none_of" else (JOINED[kind],) * 2, told)

    def under(self, words: tuple[str, str], inner: list[Criterion]) -> Tree:
        """Several parts stand under words, one on the line of its words: "it is known that all of"."""
        parts = [self.tree(part) for part in inner]
        return lead(words[0], parts[0]) if len(parts) == 1 else branch(words[1], *parts)

    def one_way(self, kind: str, told: list[Criterion]) -> Tree:
        """What can only say no, or only yes: a single comparison is turned round, so that "no" has no "unless"."""
        if kind == "all" and len(told) == 1:
            if is_leaf(told[0]):
                return lead("no, if", self.leaf(told[0], denied=True))
            if told[0].none_of is not None and len(told[0].none_of) == 1:
                return lead("no, if", self.tree(told[0].none_of[0]))
        return self.under(ONE_WAY[kind], told)

    def leaf(self, node: Criterion, *, denied: bool = False) -> Tree:
        """A comparison, or another rule: "R02 is met: Minimum remnant", "G2 of R03 is left: Three groups"."""
        if node.rule is None:
            return branch("unknown" if node.unknown else comparison(node, self.policy, denied=denied))
        other, no = node.rule.partition(".")[0], "not " if denied else ""
        named = f"{node.candidate} of {other} holds" if node.candidate else f"{other} is {no}met"
        said = f"{'not: ' if denied and node.candidate else ''}{named}: {self.rules[node.rule].title}"
        return {**branch(said), "rule": node.rule}


def logic(node: Criterion, rule: Rule, rules: Mapping[str, Rule], policy: Policy) -> Tree:
    """A criterion of `rule` as a tree; `rules` by key, `policy` the site's numbers."""
    return Drawing(rule, rules, policy).tree(node)


def branch(words: str, *parts: Tree) -> Tree:
    """One node of the tree."""
    return {"lead": "", "words": words, "parts": list(parts), "rule": ""}


def lead(words: str, tree: Tree) -> Tree:
    """A tree with words before its first line."""
    return {**tree, "lead": f"{words} {tree['lead']}".strip()}


def is_leaf(node: Criterion) -> bool:
    """Whether a criterion is one comparison or one other rule."""
    return bool(node.fact or node.rule)


def comparison(node: Criterion, policy: Policy, *, denied: bool = False) -> str:
    """One comparison of one fact, or its opposite: "Future liver remnant: at least 20 % (site number)"."""
    assert node.fact is not None
    fact, no = load_facts()[node.fact], "not " if denied else ""
    if node.known is not None:
        said = f"{no}known"
    elif isinstance(node.equals, bool):
        said = "yes" if node.equals != denied else "no"
    elif node.equals is not None:
        said = no + term(node.equals)
    elif node.at_most == 0 and not denied:
        said = "none"
    elif kind := next((kind for kind in COMPARED if getattr(node, kind) is not None), None):
        said = f"{COMPARED[OPPOSITE[kind] if denied else kind]} {limit(getattr(node, kind), fact.unit, policy)}"
    else:
        kind = next(kind for kind in SETS if getattr(node, kind) is not None)
        before, between = SETS[kind]
        words = list(map(term, getattr(node, kind)))
        said = no + before + between.join(part for part in (", ".join(words[:-1]), words[-1]) if part)
    return f"{fact.label}: {said}"


def limit(written: float | int | str, unit: str, policy: Policy) -> str:
    """A limit with its unit; one that the site may change says so."""
    own = isinstance(written, str)
    number = policy[written] if isinstance(written, str) else written
    return f"{number:g} {UNITS.get(unit, unit)}".strip() + (" (site number)" if own else "")
