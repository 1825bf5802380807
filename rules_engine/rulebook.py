"""Rules and derived facts compiled together: criteria become nodes, and a derived fact stands after the facts it reads."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

from rules_engine.computed import functions
from rules_engine.criterion import Criterion
from rules_engine.derivation import REMEMBERED, Code, Derivation
from rules_engine.fact import FactDefinition, FactValue, load_facts
from rules_engine.nodes import Combination, Comparison, Node, Silent, Surely, Trace, Unsure, Values, compiled
from rules_engine.policy import Policy, load_policy
from rules_engine.rule import Rule, load_rules
from rules_engine.verdict import (
    AND_SETS,
    ANYTHING,
    CAN_BE_FALSE,
    CAN_BE_OPEN,
    CAN_BE_TRUE,
    VERDICT_OF,
    F,
    T,
    U,
    Verdict,
    conjunction,
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A criterion behind its `applies_if`; to other criteria that name it, what does not apply is false."""

    guard: Node | None
    node: Node

    def truth(self, values: Values) -> str:
        """Guard and criterion, strong Kleene."""
        return conjunction(node.truth(values) for node in (self.guard, self.node) if node is not None)

    def trace(self, values: Values, trace: Trace) -> None:
        """The guard, and the criterion where the guard is not false."""
        if self.guard is not None:
            self.guard.trace(values, trace)
        if self.guard is None or self.guard.truth(values) != F:
            self.node.trace(values, trace)

    def reads(self) -> Iterator[str]:
        """Facts of both."""
        for node in (self.guard, self.node):
            if node is not None:
                yield from node.reads()

    def possible(self, values: Unsure) -> int:
        """Guard and criterion."""
        node = self.node.possible(values)
        return node if self.guard is None else AND_SETS[self.guard.possible(values)][node]

    def verdict(self, values: Values) -> Verdict:
        """Not applicable only where the guard is surely false; while the guard is unknown, so is a verdict that is met."""
        if self.guard is not None and self.guard.truth(values) == F:
            return Verdict.NOT_APPLICABLE
        return VERDICT_OF[self.truth(values)]


@dataclass(frozen=True, slots=True)
class OneLeft:
    """Alternatives of which one must hold: true when one is left, unknown while there are several."""

    classes: Mapping[str, Node]

    def left(self, values: Values) -> tuple[str, ...]:
        """The alternatives that are not surely false."""
        return tuple(name for name, node in self.classes.items() if node.truth(values) != F)

    def truth(self, values: Values) -> str:
        """True when one is left; unknown while there are several, and when facts that contradict one another leave none."""
        return T if len(self.left(values)) == 1 else U

    def trace(self, values: Values, trace: Trace) -> None:
        """Rests on the one that is true; else on all that are left, and on every alternative where the last is only left over."""
        truths = {name: node.truth(values) for name, node in self.classes.items()}
        left = [name for name, truth in truths.items() if truth != F]
        for name in truths if len(left) == 1 and truths[left[0]] == U else left:
            self.classes[name].trace(values, trace)

    def reads(self) -> Iterator[str]:
        """Facts of all alternatives."""
        for node in self.classes.values():
            yield from node.reads()

    def possible(self, values: Unsure) -> int:
        """True where some alternative can be the only one left; unknown where another number of them can be."""
        found = [node.possible(values) for node in self.classes.values()]
        surely_left = sum(not truths & CAN_BE_FALSE for truths in found)
        surely_out = sum(truths == CAN_BE_FALSE for truths in found)
        one_left = surely_left <= 1 <= len(found) - surely_out
        only = surely_left == 1 and surely_left + surely_out == len(found)
        return (CAN_BE_TRUE if one_left else 0) | (0 if only else CAN_BE_OPEN)

    def can_be_left_alone(self, name: str, values: Unsure) -> bool:
        """Whether this alternative can be the only one that is not surely false."""
        return all(
            node.possible(values) & (ANYTHING - CAN_BE_FALSE if one == name else CAN_BE_FALSE)
            for one, node in self.classes.items()
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says of values, and the facts it reads that made it so."""

    verdict: Verdict
    candidates: tuple[str, ...]
    parts: Mapping[str, Verdict]
    trace: Trace


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its nodes, the facts it reads, and the outcomes already worked out."""

    rule: Rule
    main: Guarded
    classes: OneLeft
    parts: Mapping[str, Guarded]
    reads: tuple[str, ...]
    gather: Callable[[Mapping[str, Code]], Code]
    known: dict[Code, Outcome] = field(default_factory=dict)

    def outcome(self, values: Values, codes: Mapping[str, Code]) -> Outcome:
        """The outcome, worked out once for all values that no criterion can tell apart."""
        key = self.gather(codes)
        found = self.known.get(key)
        if found is None:
            trace = Trace()
            self.main.trace(values, trace)
            parts = {name: part.verdict(values) for name, part in self.parts.items()}
            verdict, left = self.main.verdict(values), self.classes.left(values)
            if verdict is Verdict.NOT_APPLICABLE and len(left) > 1:  # nothing is open where nothing applies
                left = ()
            found = Outcome(verdict, left, parts, trace)
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[key] = found
        return found


class RuleBook:
    """All rules and derived facts; immutable but for the outcomes it remembers."""

    def __init__(self, rules: Sequence[Rule], policy: Policy) -> None:
        """`policy` gives the limits that the rules name; ValueError names the rule or fact whose criterion is wrong."""
        self.policy = policy
        self.functions = functions(policy)
        self.written = {rule.key: rule for rule in rules}
        self.facts = dict(load_facts())
        self.waits = {name: fact.after for name, fact in self.facts.items() if fact.after}
        self.derived: dict[str, Derivation] = {}
        for key in self._named():  # what other rules ask of a rule is a fact like any other
            if key not in self.written:
                raise ValueError(f"there is no rule {key}")
            self.facts[key] = FactDefinition(label=self.written[key].title, kind="truth")
            self.derived[key] = Derivation([self._main(self.written[key])])
        for name, fact in load_facts().items():
            if fact.derive is not None or fact.count:
                self.derived[name] = Derivation(self._fact_nodes(name, fact))
            if fact.computed and name not in self.functions:
                raise ValueError(f"fact {name}: nothing computes it")
        self.inputs_of = {name: self.inputs(name) for name in self.facts}
        self.order = self._in_order()
        self.compiled = {rule.key: self._compile(rule) for rule in rules}
        self.cuts = self._cuts()
        self.dependents = {name: self._dependents(name) for name in self.facts}
        reads = {key: set(one.reads) for key, one in self.compiled.items()}
        self.readers = {
            name: tuple(key for key in reads if reads[key] & {name, *self.dependents[name]}) for name in self.facts
        }

    def _fact_nodes(self, name: str, fact: FactDefinition) -> list[Node]:
        """One node for `derive`, one each for `count`."""
        written = fact.count if fact.derive is None else [fact.derive]
        try:
            return [compiled(Criterion.model_validate(one), self._rule_node, self.policy) for one in written]
        except ValueError as error:
            raise ValueError(f"facts.yaml: {name}: {error}") from None

    def inputs(self, name: str) -> list[str]:
        """The facts that a derived fact reads."""
        read = self.derived[name].reads if name in self.derived else ()
        closed = ["ehd_staging_complete"] if self.facts[name].site else []
        return list(dict.fromkeys([*read, *self.facts[name].computed, *closed]))

    def _in_order(self) -> tuple[str, ...]:
        order: dict[str, None] = {}

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                raise ValueError(f"facts.yaml: {' <- '.join([*above, name])} goes in a circle")
            for read in self.inputs_of[name]:
                visit(read, (*above, name))
            if self.inputs_of[name]:
                order[name] = None

        for name in self.facts:
            visit(name, ())
        return tuple(order)

    def _named(self) -> list[str]:
        """Keys of the rules that some criterion asks for."""
        nodes = [node for rule in self.written.values() for one in rule.all_criteria for node in one.below_it()]
        return sorted({node.rule for node in nodes if node.rule is not None and node.candidate is None})

    def _rule_node(self, key: str, candidate: str) -> Node:
        """The node of another rule, or of one of its classes."""
        if not candidate:
            return Comparison(key, "")
        rule = self.written.get(key)
        if rule is None or candidate not in rule.classes:
            raise ValueError(f"{key} has no class {candidate}")
        return self._node(rule, rule.classes[candidate])

    def _node(self, rule: Rule, criterion: Criterion) -> Node:
        return compiled(criterion.with_parts(rule.part_criteria), self._rule_node, self.policy)

    def _guarded(self, rule: Rule, guard: Criterion | None, node: Node) -> Guarded:
        return Guarded(self._node(rule, guard) if guard is not None else None, node)

    def _main(self, rule: Rule) -> Guarded:
        if rule.criterion is None:
            return self._guarded(rule, rule.applies_if, self._classes(rule))
        node = self._node(rule, rule.criterion)
        if has_surely(node):
            raise ValueError(
                "surely stands in applies_if, in classes or in silent only: it could turn met into not met"
            )
        return self._guarded(rule, rule.applies_if, node)

    def _classes(self, rule: Rule) -> OneLeft:
        return OneLeft({name: self._node(rule, one) for name, one in rule.classes.items()})

    def _compile(self, rule: Rule) -> CompiledRule:
        try:
            main, classes = self._main(rule), self._classes(rule)
            parts = {
                name: self._guarded(rule, part.applies_if, self._node(rule, part.criterion))
                for name, part in rule.parts.items()
            }
            for name in (*rule.shows, *([rule.measure] if rule.measure else [])):
                if name not in self.facts:
                    raise ValueError(f"unknown fact {name}")
        except ValueError as error:
            raise ValueError(f"rule {rule.key}: {error}") from None
        nodes: list[Node] = [main, classes, *parts.values()]
        read = [name for node in nodes for name in node.reads()]
        reads = tuple(dict.fromkeys(read))
        return CompiledRule(rule, main, classes, parts, reads, itemgetter(*reads))

    def _cuts(self) -> dict[str, list[float]]:
        """The limits that each number is compared with, also through facts computed from it in the same unit."""
        found: dict[str, set[float]] = {name: set() for name, fact in self.facts.items() if fact.kind == "number"}
        nodes: list[Node] = [node for item in self.derived.values() for node in item.nodes]
        for one in self.compiled.values():
            nodes += [one.main, one.classes, *one.parts.values()]
        for comparison in (leaf for node in nodes for leaf in leaves(node)):
            if comparison.fact in found and isinstance(comparison.right, float):
                found[comparison.fact].add(comparison.right)
        for name in reversed(self.order):
            for read in self.facts[name].computed:
                if name in found and read in found and self.facts[name].unit == self.facts[read].unit != "":
                    found[read] |= found[name]
        return {name: sorted(cuts) for name, cuts in found.items()}

    def _dependents(self, name: str) -> tuple[str, ...]:
        """The derived facts that change with a fact, itself included when it is one, in order."""
        changed = {name}
        for derived in self.order:
            if changed & set(self.inputs_of[derived]):
                changed.add(derived)
        return tuple(derived for derived in self.order if derived in changed)

    def grounds(self, key: str) -> frozenset[str]:
        """Every fact that bears on a rule: on its verdict, on what it shows, and on what is still worth asking for."""
        compiled = self.compiled[key]
        waiting = [*compiled.reads, *compiled.rule.shows, *filter(None, [compiled.rule.measure])]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [*self.inputs_of[name], *self.facts[name].asks, *filter(None, [self.waits.get(name)])]
        return frozenset(found)

    def touched(self, names: Collection[str]) -> tuple[str, ...]:
        """These facts and all that follow from them, in the order in which they are worked out."""
        if len(names) == 1:
            (name,) = names
            dependents = self.dependents[name]
            return dependents if name in dependents else (name, *dependents)
        changed = {one for name in names for one in self.dependents[name]}
        return (*(name for name in names if name not in changed), *(one for one in self.order if one in changed))

    def code(self, name: str, value: FactValue | None) -> Code:
        """The value as far as any criterion tells it apart: for a number, the cells of its two ends."""
        if isinstance(value, tuple):
            cuts = self.cuts[name]
            return tuple(bisect_left(cuts, end) + bisect_right(cuts, end) for end in value)
        return value


def leaves(node: Any) -> Iterator[Comparison]:
    """Every comparison below a node."""
    if isinstance(node, Comparison):
        yield node
    below = {Combination: "parts", Silent: "part", Surely: "part", OneLeft: "classes"}.get(type(node))
    inner = getattr(node, below) if below else (node.guard, node.node) if isinstance(node, Guarded) else ()
    for one in inner.values() if isinstance(inner, Mapping) else inner if isinstance(inner, tuple) else (inner,):
        yield from leaves(one)


def has_surely(node: Node) -> bool:
    """Whether a criterion holds `surely` outside `silent`."""
    if isinstance(node, Surely):
        return True
    return isinstance(node, Combination) and any(has_surely(part) for part in node.parts)


def load_book(policy: Policy | None = None) -> RuleBook:
    """The rule book of all rule files with these numbers; with the defaults when none are given."""
    return _book(tuple((policy or load_policy()).items()))


@lru_cache(maxsize=4)
def _book(numbers: tuple[tuple[str, float], ...]) -> RuleBook:
    policy = dict(numbers)
    return RuleBook(load_rules(policy), policy)
