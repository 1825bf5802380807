"""The facts of one case completed by what follows from them, and what the rules say of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from abstraction.records import CaseEvidence
from rules_engine.derivation import Code, Deduction
from rules_engine.fact import Fact, FactValue, Reason, show
from rules_engine.nodes import Trace
from rules_engine.result import SILENT, Because, Measure, Missing, RuleResult
from rules_engine.rulebook import Outcome, RuleBook
from rules_engine.verdict import F, T, U, Verdict


@dataclass(slots=True)
class State:
    """Values of all facts, their codes, and why a derived one is unknown although something is known."""

    values: dict[str, FactValue | None]
    codes: dict[str, Code]
    reasons: dict[str, Reason]


class Evaluation:
    """One case: its stated facts and everything that follows."""

    def __init__(self, stated: Mapping[str, Fact], book: RuleBook) -> None:
        self.book = book
        self.stated = stated
        self.shown: dict[str, tuple[str, ...]] = {}
        self.asked: dict[str, tuple[str, ...]] = {}
        self.told: dict[str, Because] = {}
        self.gaps: dict[str, Missing] = {}
        values = {name: stated[name].value if name in stated else None for name in book.facts}
        codes = {name: book.code(name, value) for name, value in values.items()}
        self.state = State(values, codes, {})
        for name in book.order:
            self.derive(name, self.state, values[name])

    def derive(self, name: str, state: State, stated: FactValue | None) -> None:
        """Work one derived fact out of the facts before it, and reconcile it with what is stated."""
        fact, values = self.book.facts[name], state.values
        state.reasons.pop(name, None)
        found: FactValue | None = None
        if fact.site:  # a complete staging answers for the sites that nobody names
            reason = self.stated[name].reason if name in self.stated else "missing"
            if stated is None and reason == "missing" and values["ehd_staging_complete"] is True:
                found = False
            values[name] = found if stated is None else stated
            state.codes[name] = values[name]
            return
        if name in self.book.derived:
            truths = self.book.derived[name].deduction(values, state.codes).truths
            found = counted(truths) if fact.count else TRUTH_OF[truths[0]]
        if fact.computed:
            computed = self.book.functions[name](*[values[one] for one in fact.computed])
            if isinstance(computed, tuple) and computed[0] is None:
                state.reasons[name] = computed[1]
            else:
                found = computed
        values[name], at_odds = reconciled(stated, found)
        if at_odds:
            state.reasons[name] = "conflict"
        state.codes[name] = self.book.code(name, values[name])

    def supposing(self, changes: Mapping[str, FactValue], keys: Iterable[str]) -> dict[str, Outcome]:
        """What these rules would say if these facts were known so; the case itself stays as it is."""
        state, book = self.state, self.book
        touched = book.touched(changes)
        before = {name: (state.values[name], state.codes[name], state.reasons.get(name)) for name in touched}
        for name in touched:
            stated = changes.get(name, self.stated[name].value if name in self.stated else None)
            if book.inputs_of[name]:
                self.derive(name, state, stated)
            else:
                state.values[name], state.codes[name] = stated, book.code(name, stated)
        found = {key: self.outcome(key) for key in keys}
        for name, (value, code, reason) in before.items():
            state.values[name], state.codes[name] = value, code
            state.reasons.pop(name, None)
            if reason:
                state.reasons[name] = reason
        return found

    def outcome(self, key: str) -> Outcome:
        """What a rule says."""
        return self.book.compiled[key].outcome(self.state.values, self.state.codes)

    def result(self, key: str) -> RuleResult:
        """The verdict with what it rests on and what is missing."""
        compiled, outcome = self.book.compiled[key], self.outcome(key)
        rule, trace = compiled.rule, outcome.trace
        because = {one: None for name in trace.because for one in self.reasons_of(name)}
        because |= {one: None for name in rule.shows for one in self.reasons_of(name)}
        return RuleResult(
            written=rule,
            verdict=outcome.verdict,
            because=tuple([self.because(name) for name in because]),
            missing=self.missing(trace) if outcome.verdict is Verdict.UNKNOWN else (),
            candidates=outcome.candidates,
            parts=outcome.parts,
            measure=self.measure(rule.measure) if rule.measure else None,
            policy=self.book.policy,
        )

    def evidence(self, name: str) -> tuple[CaseEvidence, ...]:
        """The places in the notes that a fact rests on."""
        own = self.stated[name].evidence if name in self.stated else ()
        if own or not self.book.inputs_of[name]:
            return own
        return tuple(dict.fromkeys(item for read in self.book.inputs_of[name] for item in self.evidence(read)))

    def reasons_of(self, name: str) -> tuple[str, ...]:
        """The known facts that a fact rests on: itself when stated or asked for, else what it was derived from."""
        if name not in self.shown:
            self.shown[name] = tuple(dict.fromkeys(self.expanded_reasons(name)))
        return self.shown[name]

    def expanded_reasons(self, name: str) -> Iterable[str]:
        """The same, worked out."""
        fact, values = self.book.facts[name], self.state.values
        if values[name] is not None and (fact.question or name in self.stated):
            return [name]
        if not self.book.inputs_of[name] or fact.site:
            return [name] if values[name] is not None else []
        if fact.computed:
            return [one for read in fact.computed for one in self.reasons_of(read)]
        because = self.deduction(name).because
        return [one for read in because for one in self.reasons_of(read)]

    def deduction(self, name: str) -> Deduction:
        """How a derived fact follows from its criteria."""
        return self.book.derived[name].deduction(self.state.values, self.state.codes)

    def because(self, name: str) -> Because:
        """A known fact as shown to the reader."""
        if name not in self.told:
            fact = self.book.facts[name]
            self.told[name] = Because(name, fact.label, show(self.state.values[name], fact.unit), self.evidence(name))
        return self.told[name]

    def missing(self, trace: Trace) -> tuple[Missing, ...]:
        """What would settle an unknown verdict, each fact once; last, what the source says nothing of."""
        every = {one: None for name in trace.missing for one in self.open_facts(name)}
        wanted = [name for name in every if name not in self.too_early] or list(every)
        silent: list[str] = []
        if trace.silent:
            spoken = {one: None for name in trace.silent for one in self.reasons_of(name)}
            silent = [name for name in spoken if self.state.values[name] is not False] or list(spoken)
        if not wanted and not silent:  # statements that contradict one another
            wanted = list({one: None for name in trace.because for one in self.reasons_of(name)})
        found = [self.gap(name) for name in wanted]
        return (*found, *(Missing(name, self.book.facts[name].label, "source_silent", SILENT) for name in silent))

    def gap(self, name: str) -> Missing:
        """An open fact as shown to the reader."""
        if name not in self.gaps:
            fact = self.book.facts[name]
            self.gaps[name] = Missing(name, fact.label, self.reason(name), fact.question)
        return self.gaps[name]

    def can_be_known(self, name: str) -> bool:
        """Whether the time has come for a fact: a margin waits for the hepatectomy."""
        return name not in self.too_early

    @cached_property
    def too_early(self) -> frozenset[str]:
        """The facts whose time has not come."""
        return frozenset(name for name, after in self.book.waits.items() if self.state.values[after] is not True)

    def open_facts(self, name: str) -> tuple[str, ...]:
        """The facts to ask for so that this one becomes known: itself when it can be asked."""
        if name not in self.asked:
            self.asked[name] = tuple(dict.fromkeys(self.expanded_questions(name)))
        return self.asked[name]

    def expanded_questions(self, name: str) -> Iterable[str]:
        """The same, worked out."""
        fact, values = self.book.facts[name], self.state.values
        if fact.question:
            return [name]
        if fact.asks:
            return [one for one in fact.asks if values[one] is None] or fact.asks
        if fact.computed:
            return [one for read in fact.computed if values[read] is None for one in self.open_facts(read)]
        deduction = self.deduction(name)
        found = [one for read in deduction.missing for one in self.open_facts(read)]
        return found or [one for read in deduction.at_odds for one in self.reasons_of(read)]

    def reason(self, name: str) -> Reason:
        """Why a fact leaves a verdict open."""
        if name in self.state.reasons:
            return self.state.reasons[name]
        value = self.state.values[name]
        if value is not None:  # a range or alternatives leave it open; a plain value only where others contradict it
            return "boundary" if isinstance(value, tuple | frozenset) else "conflict"
        return (self.stated[name].reason if name in self.stated else None) or "missing"

    def measure(self, name: str) -> Measure | None:
        """The number a rule reports beside its verdict."""
        value = self.state.values.get(name)
        if not isinstance(value, tuple):
            return None
        fact = self.book.facts[name]
        return Measure(name, fact.label, value[0], value[1], show(value, fact.unit))


TRUTH_OF: Mapping[str, FactValue | None] = {T: True, F: False, U: None}


def counted(truths: Sequence[str]) -> FactValue:
    """How many are true: at least those that are, at most those that are not false."""
    return float(truths.count(T)), float(len(truths) - truths.count(F))


def reconciled(stated: FactValue | None, found: FactValue | None) -> tuple[FactValue | None, bool]:
    """A statement and what follows: both agree, or only one is known; where they are at odds the fact is unknown."""
    if stated is None or found is None or stated == found:
        return found if stated is None else stated, False
    if isinstance(stated, tuple) and isinstance(found, tuple):
        low, high = max(stated[0], found[0]), min(stated[1], found[1])
        if low <= high:
            return (low, high), False
    return None, True
