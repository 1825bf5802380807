"""Criterion trees over facts: three-valued truth, the facts it rests on, and the unknown ones that would settle it."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from lexicons.schema import LexiconModel
from lexicons.vocabulary import read_yaml
from rules_engine.facts import Fact, Interval, load_facts, show, unknown
from rules_engine.rule import Because, Criterion, Missing, Rule, RuleResult
from rules_engine.verdict import NOT, VERDICT_OF, F, T, U, Verdict, conjunction, disjunction

Facts = Mapping[str, Fact]
Rules = Mapping[str, Rule]


class Policy(LexiconModel):
    """`policy.yaml`, which says what each number is."""

    remnant_normal_percent: float
    remnant_cirrhosis_percent: float
    remnant_after_chemo_percent: float
    remnant_healthy_percent: float
    heavy_chemo_cycles: float
    fit_ecog: float
    unfit_ecog: float
    remnant_function_percent: float


@cache
def load_policy() -> dict[str, float]:
    """The site's numbers by name."""
    found: dict[str, float] = read_yaml(files("rules_engine") / "policy.yaml", Policy).model_dump()
    return found


class Evaluation:
    """Rules evaluated over the facts of one case; `forced` replaces the truth of every comparison of a fact."""

    def __init__(self, facts: Facts, rules: Rules) -> None:
        self.facts, self.rules = facts, rules
        self.forced: dict[str, str] = {}

    def fact(self, name: str) -> Fact:
        """The fact, unknown for want of mention when the case has none."""
        return self.facts.get(name) or unknown(name)

    def settle(self, name: str, places: tuple[int, ...]) -> None:
        """Make "one class is left" a fact, so that the classifications read it like any other."""
        found = Fact(name, True) if len(places) == 1 else unknown(name)
        self.facts = {**self.facts, name: found}

    def truth(self, node: Criterion) -> str:
        """Truth of a criterion."""
        if node.all is not None:
            return conjunction([self.truth(part) for part in node.all])
        if node.any is not None:
            return disjunction([self.truth(part) for part in node.any])
        if node.none_of is not None:
            return NOT[disjunction([self.truth(part) for part in node.none_of])]
        if node.first is not None:  # a statement decides; only where there is none, the next part does
            return next((truth for part in node.first if (truth := self.truth(part)) != U), U)
        if node.silent is not None:  # the source says nothing of this: true becomes unknown
            return F if self.truth(node.silent) == F else U
        if node.rule is not None:
            return self.truth(self.rules[node.rule].criterion)
        assert node.fact is not None
        fact = self.fact(node.fact)
        if node.known is not None:
            return T if fact.value is not None or node.fact in self.forced else U
        if fact.value is None:
            return self.forced.get(node.fact, U)
        return compare(fact, node)

    def verdict(self, rule: Rule) -> Verdict:
        """Not applicable only when `applies_if` is surely false; while it is unknown, so is a verdict that is met."""
        if rule.applies_if is not None:
            applies = self.truth(rule.applies_if)
            if applies == F:
                return Verdict.NOT_APPLICABLE
            if applies == U:
                return VERDICT_OF[conjunction([U, self.truth(rule.criterion)])]
        return VERDICT_OF[self.truth(rule.criterion)]

    def result(self, rule: Rule) -> RuleResult:
        """The verdict with what it rests on and what is missing."""
        verdict = self.verdict(rule)
        names = list(dict.fromkeys(self.named(rule.criterion)))
        if rule.applies_if is not None:
            names = list(dict.fromkeys([*self.named(rule.applies_if), *names]))
        return RuleResult(
            rule.id,
            rule.title,
            rule.track,
            verdict,
            tuple(self.because(name) for name in names if self.fact(name).value is not None),
            tuple(self.missing(rule, names)) if verdict == Verdict.UNKNOWN else (),
            rule.citation,
            rule.conclusion,
        )

    def named(self, node: Criterion) -> Iterable[str]:
        """Facts the criterion reads, in order, those of other rules included."""
        for part in node.all or node.any or node.none_of or node.first or []:
            yield from self.named(part)
        if node.silent is not None:
            yield from self.named(node.silent)
        if node.rule is not None:
            yield from self.named(self.rules[node.rule].criterion)
        if node.fact is not None:
            yield node.fact

    def because(self, name: str) -> Because:
        """A known fact as shown to the reader."""
        fact, definition = self.fact(name), load_facts()[name]
        return Because(name, definition.label, show(fact.value, definition.unit), fact.evidence)

    def missing(self, rule: Rule, names: Iterable[str]) -> Iterable[Missing]:
        """Unknown facts of an unknown verdict; first those that alone can settle it."""
        open_facts = [name for name in names if self.fact(name).value is None]
        ranked = sorted(open_facts, key=lambda name: not self.can_settle(rule, name))
        for name in ranked:
            definition = load_facts()[name]
            yield Missing(name, definition.label, self.fact(name).reason or "missing", definition.question)
        for name in self.silences(rule.criterion):
            definition = load_facts()[name]
            yield Missing(
                name, definition.label, "source_silent", "The source is silent on this: the team has to judge."
            )

    def silences(self, node: Criterion) -> Iterable[str]:
        """Known facts on which the source is silent."""
        for part in node.all or node.any or node.none_of or node.first or []:
            yield from self.silences(part)
        if node.silent is not None and self.truth(node.silent) == T:
            yield from (name for name in self.named(node.silent) if self.fact(name).value not in (None, False))

    def can_settle(self, rule: Rule, name: str) -> bool:
        """Whether the verdict becomes definite for some value of this one fact."""
        for truth in (T, F):
            self.forced = {name: truth}
            settled = self.verdict(rule) != Verdict.UNKNOWN
            self.forced = {}
            if settled:
                return True
        return False


def compare(fact: Fact, node: Criterion) -> str:
    """Truth of one comparison of a known fact."""
    value = fact.value
    if node.equals is not None:
        return T if value == node.equals else F
    if not isinstance(value, tuple):
        raise TypeError(f"{fact.name} is not a number: it cannot be compared with a limit")
    for written, test in ((node.at_least, at_least), (node.above, above)):
        if written is not None:
            return test(value, limit(written))
    for written, test in ((node.below, at_least), (node.at_most, above)):
        if written is not None:
            return NOT[test(value, limit(written))]
    raise ValueError(f"{fact.name}: no comparison")


def limit(written: float | int | str) -> float:
    """A number, or the policy entry of this name."""
    return float(load_policy()[written]) if isinstance(written, str) else float(written)


def at_least(value: Interval, bound: float) -> str:
    """True on the whole interval, false on none of it, else unknown."""
    return T if value[0] >= bound else F if value[1] < bound else U


def above(value: Interval, bound: float) -> str:
    """Strictly above on the whole interval, on none of it, or unknown."""
    return T if value[0] > bound else F if value[1] <= bound else U
