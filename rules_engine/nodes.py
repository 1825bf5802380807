"""Compiled criteria: nodes that answer true, false or unknown over the values of all facts, and say what they rest on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Protocol, TypeAlias

from rules_engine.criterion import JOINED, Criterion, limit
from rules_engine.fact import FactValue, Interval
from rules_engine.policy import Policy
from rules_engine.verdict import (
    AND_SETS,
    ANYTHING,
    CAN_BE_FALSE,
    CAN_BE_OPEN,
    CAN_BE_TRUE,
    MASK,
    NOT,
    NOT_SET,
    OR_SETS,
    F,
    T,
    U,
    conjunction,
    disjunction,
)

Values: TypeAlias = Mapping[str, FactValue | None]
Resolve: TypeAlias = Callable[[str, str], "Node"]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The value of a fact that may become anything, or of one that follows from such facts: the truths that it can have."""

    truths: int = ANYTHING


Unsure: TypeAlias = Mapping[str, FactValue | Unsettled | None]


@dataclass(slots=True)
class Trace:
    """Facts a truth rests on, facts that would settle it, and facts on which the source is silent, each once and in order."""

    because: dict[str, None] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    silent: dict[str, None] = field(default_factory=dict)


class Node(Protocol):
    """A compiled criterion."""

    def truth(self, values: Values) -> str:
        """T, F or U over the values of all facts."""

    def trace(self, values: Values, trace: Trace) -> None:
        """Adds what the truth rests on."""

    def reads(self) -> Iterator[str]:
        """Names of the facts it reads."""

    def possible(self, values: Unsure) -> int:
        """A set of truths that holds every one it can have, while some facts may become anything."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of one fact; `right` is a limit or a set of words."""

    fact: str
    op: str
    right: Any = None

    def truth(self, values: Values) -> str:
        """Unknown for an unknown fact, and for an interval or alternatives that lie on both sides."""
        value = values[self.fact]
        if value is None:
            return U
        if self.op == "":
            return T if value else F
        if isinstance(value, tuple):
            return compare(value, self.op, self.right) if self.op != "given" else T
        if self.op == "given":
            return T if not isinstance(value, frozenset) or value else U
        if self.op == "is":  # a category, or the alternatives that are left of it
            left = value if isinstance(value, frozenset) else {value}
            return T if left <= self.right else F if left.isdisjoint(self.right) else U
        assert isinstance(value, frozenset)
        return T if (self.right <= value if self.op == "has_all" else self.right & value) else F

    def trace(self, values: Values, trace: Trace) -> None:
        """A known fact is a reason, and one that leaves the comparison open is missing."""
        if values[self.fact] is not None:
            trace.because[self.fact] = None
        if self.truth(values) == U:
            trace.missing[self.fact] = None

    def reads(self) -> Iterator[str]:
        """The fact."""
        yield self.fact

    def possible(self, values: Unsure) -> int:
        """One truth of a settled fact; of an unsettled one its own, or every truth that a comparison can give."""
        value = values[self.fact]
        if not isinstance(value, Unsettled):
            return MASK[self.truth({self.fact: value})]
        if self.op == "":
            return value.truths
        return CAN_BE_TRUE | CAN_BE_OPEN if self.op == "given" else ANYTHING


@dataclass(frozen=True, slots=True)
class Open:
    """Never known by itself: makes the other part of `all` or `any` able to answer in one direction only."""

    def truth(self, values: Values) -> str:
        """Unknown."""
        return U

    def trace(self, values: Values, trace: Trace) -> None:
        """Rests on nothing."""

    def reads(self) -> Iterator[str]:
        """Reads nothing."""
        return iter(())

    def possible(self, values: Unsure) -> int:
        """Unknown."""
        return CAN_BE_OPEN


@dataclass(frozen=True, slots=True)
class Combination:
    """all, any, none_of, first or agree over parts."""

    kind: str
    parts: tuple[Node, ...]

    def truth(self, values: Values) -> str:
        """Strong Kleene; `first` takes the first definite part, `agree` is unknown when two definite parts differ."""
        truths = (part.truth(values) for part in self.parts)
        if self.kind == "all":
            return conjunction(truths)
        if self.kind == "any":
            return disjunction(truths)
        if self.kind == "none_of":
            return NOT[disjunction(truths)]
        definite = (truth for truth in truths if truth != U)
        found = next(definite, U)
        return U if self.kind == "agree" and any(other != found for other in definite) else found

    def trace(self, values: Values, trace: Trace) -> None:
        """The parts that make it so: the false one of `all`, the true one of `any`; every part while it is unknown."""
        truth = self.truth(values)
        inner = NOT[truth] if self.kind == "none_of" else truth
        decides = {"all": F, "any": T, "none_of": T}.get(self.kind, inner)
        for part in self.parts:
            found = part.truth(values)
            if inner == U or inner != decides or found == decides:
                part.trace(values, trace)
            if self.kind == "first" and found != U:
                return

    def reads(self) -> Iterator[str]:
        """Facts of all parts."""
        for part in self.parts:
            yield from part.reads()

    def possible(self, values: Unsure) -> int:
        """Each part by itself, as if no two of them read the same fact."""
        found = [part.possible(values) for part in self.parts]
        if self.kind == "all":
            return reduce(lambda one, other: AND_SETS[one][other], found)
        if self.kind in ("any", "none_of"):
            either = reduce(lambda one, other: OR_SETS[one][other], found)
            return NOT_SET[either] if self.kind == "none_of" else either
        definite, every_open = 0, True
        for truths in found:
            definite |= truths & (CAN_BE_TRUE | CAN_BE_FALSE)
            every_open = every_open and bool(truths & CAN_BE_OPEN)
            if self.kind == "first" and not every_open:
                return definite
        at_odds = self.kind == "agree" and definite == CAN_BE_TRUE | CAN_BE_FALSE
        return definite | (CAN_BE_OPEN if every_open or at_odds else 0)


@dataclass(frozen=True, slots=True)
class Silent:
    """The source says nothing of this: true becomes unknown."""

    part: Node

    def truth(self, values: Values) -> str:
        """False or unknown."""
        return F if self.part.truth(values) == F else U

    def trace(self, values: Values, trace: Trace) -> None:
        """Where the part is true, what makes it so is what the source is silent on."""
        if self.part.truth(values) != T:
            self.part.trace(values, trace)
            return
        inner = Trace()
        self.part.trace(values, inner)
        trace.because.update(inner.because)
        trace.silent.update(inner.because)

    def reads(self) -> Iterator[str]:
        """Facts of the part."""
        yield from self.part.reads()

    def possible(self, values: Unsure) -> int:
        """False or unknown."""
        truths = self.part.possible(values)
        return truths & CAN_BE_FALSE | (CAN_BE_OPEN if truths & ~CAN_BE_FALSE else 0)


@dataclass(frozen=True, slots=True)
class Surely:
    """What nobody tells has not happened: unknown becomes false. Only where it cannot turn a met rule into one not met."""

    part: Node

    def truth(self, values: Values) -> str:
        """True or false."""
        return T if self.part.truth(values) == T else F

    def trace(self, values: Values, trace: Trace) -> None:
        """Only known facts are reasons; nothing is missing."""
        inner = Trace()
        self.part.trace(values, inner)
        trace.because.update(inner.because)

    def reads(self) -> Iterator[str]:
        """Facts of the part."""
        yield from self.part.reads()

    def possible(self, values: Unsure) -> int:
        """True or false."""
        truths = self.part.possible(values)
        return truths & CAN_BE_TRUE | (CAN_BE_FALSE if truths & ~CAN_BE_TRUE else 0)


def compare(value: Interval, op: str, bound: float) -> str:
    """True on the whole interval, false on none of it, else unknown."""
    low, high = value
    if op == ">=":
        return T if low >= bound else F if high < bound else U
    if op == ">":
        return T if low > bound else F if high <= bound else U
    return NOT[compare(value, ">=" if op == "<" else ">", bound)]


def compiled(criterion: Criterion, resolve: Resolve, policy: Policy) -> Node:
    """The node of a criterion; `resolve` gives the node of another rule, or of one of its classes, `policy` the named limits."""
    if criterion.unknown is not None:
        return Open()
    for kind in JOINED:
        parts: list[Criterion] | None = getattr(criterion, kind)
        if parts is not None:
            return Combination(kind, tuple(compiled(part, resolve, policy) for part in parts))
    if criterion.silent is not None:
        return Silent(compiled(criterion.silent, resolve, policy))
    if criterion.surely is not None:
        return Surely(compiled(criterion.surely, resolve, policy))
    if criterion.rule is not None:
        return resolve(criterion.rule, criterion.candidate or "")
    assert criterion.fact is not None
    return comparison(criterion, criterion.fact, policy)


def comparison(criterion: Criterion, fact: str, policy: Policy) -> Node:
    """The node of one comparison."""
    for name, op in OPERATORS.items():
        bound = getattr(criterion, name)
        if bound is not None:
            return Comparison(fact, op, limit(bound, policy))
    if criterion.known is not None:
        return Comparison(fact, "given")
    for name, op in (("one_of", "is"), ("includes", "has"), ("includes_all", "has_all")):
        words = getattr(criterion, name)
        if words is not None:
            return Comparison(fact, op, frozenset(words))
    if isinstance(criterion.equals, str):
        return Comparison(fact, "is", frozenset({criterion.equals}))
    holds = Comparison(fact, "")
    return holds if criterion.equals else Combination("none_of", (holds,))


OPERATORS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
