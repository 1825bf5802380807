"""A fact that follows from other facts by criteria, worked out once for all values that no criterion can tell apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from rules_engine.nodes import Node, Trace, Values
from rules_engine.verdict import F, T, U

Code: TypeAlias = Any  # a value as far as any criterion can tell it from another
REMEMBERED = 20_000  # outcomes kept a rule, deductions kept a fact; a bound for long runs


@dataclass(frozen=True, slots=True)
class Deduction:
    """The truth of each criterion, the facts that tell it, and for those that are unknown what is missing or at odds."""

    truths: tuple[str, ...]
    because: tuple[str, ...]
    missing: tuple[str, ...]
    at_odds: tuple[str, ...]


class Derivation:
    """The criteria of one derived fact: one for `derive`, one each for `count`."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = tuple(nodes)
        self.reads = tuple(dict.fromkeys(name for node in nodes for name in node.reads()))
        self.gather: Callable[[Mapping[str, Code]], Code] = itemgetter(*self.reads)
        self.known: dict[Code, Deduction] = {}

    def deduction(self, values: Values, codes: Mapping[str, Code]) -> Deduction:
        """What follows from these values."""
        key = self.gather(codes)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[key] = self.worked_out(values)
        return found

    def worked_out(self, values: Values) -> Deduction:
        """The same, not from memory: a true criterion tells, else the false ones do, else all."""
        truths = tuple([node.truth(values) for node in self.nodes])
        telling, gaps = Trace(), Trace()
        for node, truth in zip(self.nodes, truths, strict=True):
            if truth == (T if T in truths else F if F in truths else U):
                node.trace(values, telling)
            if truth == U:
                node.trace(values, gaps)
        return Deduction(truths, tuple(telling.because), tuple(gaps.missing), tuple(gaps.because))
