"""What would change a verdict: each open fact tried in every way that any rule can tell apart, and the smallest sets of changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from types import MappingProxyType
from typing import Any

from rules_engine.evaluation import Evaluation
from rules_engine.fact import INFINITY, FactDefinition, FactValue, Interval, show
from rules_engine.reach import Goal, Reach
from rules_engine.rulebook import Outcome, RuleBook
from rules_engine.verdict import Verdict

DECIDED = (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE)
LARGEST_SET = 3  # changes in a set; more at once tell a reader little


@dataclass(frozen=True, slots=True)
class Supposition:
    """One value of one open fact, and the rules that would then say something else."""

    fact: str
    value: FactValue
    shown: str
    changed: Mapping[str, Outcome]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "fact": self.fact,
            "value": self.shown,
            "verdicts": {key: outcome.verdict.value for key, outcome in self.changed.items()},
            "candidates": {
                key: list(outcome.candidates) for key, outcome in self.changed.items() if outcome.candidates
            },
        }


@dataclass(frozen=True, slots=True)
class Question:
    """An open fact, why it is open, and the rules that some answer would settle."""

    fact: str
    label: str
    question: str
    reason: str
    settles: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "fact": self.fact,
            "label": self.label,
            "question": self.question,
            "reason": self.reason,
            "settles": list(self.settles),
        }


def suppositions(evaluation: Evaluation) -> tuple[Supposition, ...]:
    """Every value of every open fact that changes a verdict or a candidate set, the other facts as they are."""
    found = []
    book = evaluation.book
    for name in open_facts(evaluation):
        keys = book.readers[name]
        now = {key: evaluation.outcome(key) for key in keys}
        for value in values_of(book, name, evaluation.state.values[name], evaluation.state.values):
            then = evaluation.supposing({name: value}, keys)
            changed = {key: outcome for key, outcome in then.items() if differs(outcome, now[key])}
            if changed:
                found.append(Supposition(name, value, show(value, book.facts[name].unit), changed))
    return tuple(found)


def differs(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes have another verdict or other candidates."""
    return one.verdict is not other.verdict or one.candidates != other.candidates


def questions(evaluation: Evaluation, supposed: Sequence[Supposition]) -> tuple[Question, ...]:
    """The open facts with the verdicts they would settle; what settles most comes first."""
    settles: dict[str, dict[str, None]] = {}
    for one in supposed:
        for key, outcome in one.changed.items():
            if evaluation.outcome(key).verdict == Verdict.UNKNOWN and outcome.verdict in DECIDED:
                settles.setdefault(one.fact, {})[key] = None
    facts = evaluation.book.facts
    ranked = sorted(settles.items(), key=lambda item: -len(item[1]))
    return tuple(
        Question(name, facts[name].label, facts[name].question, evaluation.reason(name), tuple(keys))
        for name, keys in ranked
    )


def smallest_changes(evaluation: Evaluation, goal: Goal, most: int = LARGEST_SET) -> list[dict[str, FactValue]]:
    """The smallest sets of facts that would reach the goal; a known fact may change too, and then comes last.

    All sets of up to `most` facts of which none holds another, with the first values that do; empty when none is that small,
    and when the case is there already.
    """
    if goal.reached(evaluation.outcome(goal.rule)):
        return []
    book, values = evaluation.book, evaluation.state.values
    names = [name for name, fact in book.facts.items() if fact.question and goal.rule in book.readers[name]]
    choices = {name: some for name in names if (some := values_of(book, name, None, values))}
    reach = Reach(evaluation, goal)
    found: list[dict[str, FactValue]] = []
    for size in range(1, most + 1):
        for chosen in combinations(choices, size):
            if not any(one.keys() <= set(chosen) for one in found) and reach.can({}, chosen):
                change = next(reaching(reach, choices, chosen, {}), None)
                found += [change] if change else []
    return sorted(found, key=lambda change: (len(change), sum(values[name] is not None for name in change)))


def reaching(
    reach: Reach, choices: Mapping[str, Sequence[FactValue]], free: Sequence[str], known: dict[str, FactValue]
) -> Iterator[dict[str, FactValue]]:
    """The values of the free facts that reach the goal beside those supposed; what cannot reach it is not gone into."""
    name, *rest = free
    for value in choices[name]:
        supposed = {**known, name: value}
        if not rest:
            if reach.goal.reached(reach.evaluation.supposing(supposed, [reach.goal.rule])[reach.goal.rule]):
                yield supposed
        elif reach.can(supposed, rest):
            yield from reaching(reach, choices, rest, supposed)


def open_facts(evaluation: Evaluation) -> Iterator[str]:
    """Facts that can be asked for by now and are unknown, or known only as a range or as alternatives."""
    for name, fact in evaluation.book.facts.items():
        value = evaluation.state.values[name]
        ranged = isinstance(value, tuple) and value[0] != value[1]
        left = fact.kind == "category" and isinstance(value, frozenset)
        asked = fact.question and evaluation.book.readers[name] and evaluation.can_be_known(name)
        if asked and (value is None or ranged or left):
            yield name


def values_of(
    book: RuleBook, name: str, known: FactValue | None, beside: Mapping[str, FactValue | None] = MappingProxyType({})
) -> tuple[FactValue, ...]:
    """Values of a fact that stand for all: both truths, every word, one number for each stretch between two limits.

    `known` is what is known of it, `beside` the values of the other facts.
    """
    fact = book.facts[name]
    if fact.kind == "truth":
        return (True, False)
    if fact.kind == "set":
        return tuple(frozenset(map(str, item)) for item in fact.probe)
    if fact.kind == "category":
        return tuple(word for word in fact.values if not isinstance(known, frozenset) or word in known)
    inside = known if isinstance(known, tuple) else (-INFINITY, INFINITY)
    cuts = sorted({*book.cuts[name], *volume_cuts(book, name, beside)})
    return tuple((point, point) for point in points(fact, cuts, inside))


def volume_cuts(book: RuleBook, name: str, beside: Mapping[str, FactValue | None]) -> Iterator[float]:
    """The volumes at which the percentage, with the other volume as it is, meets a limit of percentages."""
    other = beside.get({"flr_ml": "tlv_ml", "tlv_ml": "flr_ml"}.get(name, ""))
    if isinstance(other, tuple) and other[0] > 0 and other[1] < INFINITY:
        limits = {*book.cuts["remnant_now_pct"], *book.cuts["remnant_before_pve_pct"]} - {0.0}
        for limit, end in product(limits, other):
            yield end * limit / 100 if name == "flr_ml" else 100 * end / limit


def points(fact: FactDefinition, limits: Sequence[float], inside: Interval) -> Iterator[float]:
    """One number at every limit and between each two, within the range of the fact and what is known of it."""
    low, high = (max(fact.range[0], inside[0]), min(fact.range[1], inside[1])) if fact.range else inside
    cuts = [cut for cut in limits if low <= cut <= high]
    edges = [low, *cuts, high]
    between = [(first + second) / 2 for first, second in pairwise(edges) if first < second]
    probes = [float(probe) for probe in fact.probe if low <= probe <= high]
    if not fact.whole:
        yield from sorted({*cuts, *between, *probes})
        return
    inner = (whole_between(first, second) for first, second in pairwise(edges))
    yield from sorted({low, high, *cuts, *probes, *(float(one) for one in inner if one is not None)})


def whole_between(low: float, high: float) -> int | None:
    """A whole number strictly between two limits, if there is one."""
    middle = int((low + high) / 2)
    return next((one for one in (middle, middle + 1) if low < one < high), None)
