"""Which rules a site number can touch: those that compare with it, and those it reaches through facts and other rules."""

from collections.abc import Iterator
from functools import cache

from rules_engine.computed import SHAPED_BY
from rules_engine.criterion import Criterion, limits
from rules_engine.fact import load_facts
from rules_engine.policy import load_policy, policy_file
from rules_engine.rule import Rule, load_rules


@cache
def compared_by() -> dict[str, tuple[str, ...]]:
    """Site number -> keys of the rules that compare with it, or whose facts do before any other rule comes in."""
    rules = {rule.key: rule for rule in load_rules()}
    return {
        name: tuple(key for key, rule in rules.items() if name in _Reach(rules, through_rules=False).of_rule(rule))
        for name in load_policy()
    }


@cache
def reached_by() -> dict[str, tuple[str, ...]]:
    """Site number -> keys of all rules that can say something else when it changes."""
    rules = {rule.key: rule for rule in load_rules()}
    reach = _Reach(rules, through_rules=True)
    found = {key: reach.of_rule(rule) for key, rule in rules.items()}
    return {name: tuple(key for key in rules if name in found[key]) for name in load_policy()}


def settled(node: Criterion) -> set[str]:
    """The site numbers that bear on the fact and not on this comparison: more than one is more than one, however many."""
    if node.fact not in SHAPED_BY["innumerable_from"]:
        return set()
    least = policy_file().numbers["innumerable_from"].range[0]
    known = [limit for limit in (node.at_least, node.below) if isinstance(limit, float | int) and limit <= least]
    known += [limit for limit in (node.above, node.at_most) if isinstance(limit, float | int) and limit < least]
    return {"innumerable_from"} if known else set()


class _Reach:
    """The site numbers that criteria, facts and rules depend on."""

    def __init__(self, rules: dict[str, Rule], *, through_rules: bool) -> None:
        self.rules = rules
        self.through_rules = through_rules
        self.facts: dict[str, frozenset[str]] = {}
        self.told: dict[str, frozenset[str]] = {}

    def of_rule(self, rule: Rule) -> frozenset[str]:
        """Of all its criteria, and of what it shows."""
        if rule.key not in self.told:
            found = {name for criterion in rule.all_criteria for name in self.of_criterion(criterion)}
            self.told[rule.key] = frozenset(found)
        return self.told[rule.key]

    def of_criterion(self, criterion: Criterion) -> Iterator[str]:
        """Of its limits, the facts it compares, and the rules it names."""
        yield from (name for name in limits(criterion) if isinstance(name, str))
        for node in criterion.below_it():
            if node.fact is not None:
                yield from self.of_fact(node.fact) - settled(node)
            if node.rule is not None and self.through_rules:
                yield from self.of_rule(self.rules[node.rule])

    def of_fact(self, name: str) -> frozenset[str]:
        """Of what the fact is derived, counted or computed from."""
        if name not in self.facts:
            fact = load_facts()[name]
            written = fact.count if fact.derive is None else [fact.derive]
            found = {number for number, shaped in SHAPED_BY.items() if name in shaped}
            for one in written:
                found.update(self.of_criterion(Criterion.model_validate(one)))
            for read in fact.computed:
                found |= self.of_fact(read)
            self.facts[name] = frozenset(found)
        return self.facts[name]
