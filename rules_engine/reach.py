"""What a rule can still come to say while some facts may become anything: never too little, so that what it denies need not be tried."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from rules_engine.evaluation import Evaluation, counted, reconciled
from rules_engine.fact import FactValue
from rules_engine.nodes import Unsettled
from rules_engine.rulebook import Outcome
from rules_engine.verdict import CAN_BE_FALSE, CAN_BE_OPEN, CAN_BE_TRUE, MASK, F, T, U, Verdict

Unsure = FactValue | Unsettled | None
OPEN = Unsettled()
VALUES = {MASK[T]: True, MASK[F]: False, MASK[U]: None}
WANTED = {Verdict.MET: CAN_BE_TRUE, Verdict.NOT_MET: CAN_BE_FALSE, Verdict.UNKNOWN: CAN_BE_OPEN}


@dataclass(frozen=True, slots=True)
class Goal:
    """What a rule should say: a verdict, or one class alone."""

    rule: str
    verdict: Verdict | None = None
    alone: str = ""

    def reached(self, outcome: Outcome) -> bool:
        """Whether it says so."""
        return outcome.candidates == (self.alone,) if self.alone else outcome.verdict is self.verdict


class Reach:
    """One case and one goal: can it be reached when these facts are known so, and those may become anything?"""

    def __init__(self, evaluation: Evaluation, goal: Goal) -> None:
        self.evaluation, self.goal = evaluation, goal
        self.rule = evaluation.book.compiled[goal.rule]
        grounds = evaluation.book.grounds(goal.rule)
        self.order = tuple(name for name in evaluation.book.order if name in grounds)
        self.inputs = {name: frozenset(evaluation.book.inputs_of[name]) for name in self.order}

    def can(self, known: Mapping[str, FactValue], free: Collection[str]) -> bool:
        """False only where no values of the free facts reach the goal, the others as in the case or as supposed here."""
        values: dict[str, Unsure] = {**self.evaluation.state.values, **known, **dict.fromkeys(free, OPEN)}
        changed = {*known, *free}
        for name in self.order:
            if name in free:
                continue
            if name in known or not changed.isdisjoint(self.inputs[name]):
                values[name] = self.derived(name, known, values)
                changed.add(name)
        return self.possible(values)

    def possible(self, values: Mapping[str, Unsure]) -> bool:
        """Whether the goal is among what the rule can say."""
        main = self.rule.main
        if self.goal.alone:
            return self.rule.classes.can_be_left_alone(self.goal.alone, values)
        guard = main.guard.possible(values) if main.guard is not None else CAN_BE_TRUE
        if self.goal.verdict is Verdict.NOT_APPLICABLE:
            return bool(guard & CAN_BE_FALSE)
        assert self.goal.verdict is not None
        return bool(guard & ~CAN_BE_FALSE and main.possible(values) & WANTED[self.goal.verdict])

    def derived(self, name: str, known: Mapping[str, FactValue], values: Mapping[str, Unsure]) -> Unsure:
        """A fact that follows from others, as far as they are settled."""
        book = self.evaluation.book
        fact, told = book.facts[name], self.evaluation.stated.get(name)
        stated = known.get(name, told.value if told else None)
        if fact.site:
            if stated is not None or (told is not None and told.reason != "missing"):
                return stated
            staging = values["ehd_staging_complete"]
            return OPEN if isinstance(staging, Unsettled) else False if staging is True else None
        settled = not any(isinstance(values[read], Unsettled) for read in self.inputs[name])
        if fact.count or fact.computed:
            return self.exact(name, stated, values) if settled else OPEN
        truths = book.derived[name].nodes[0].possible(values)
        if stated is not None:  # what disagrees becomes unknown
            agree = truths & ~MASK[F if stated is True else T]
            truths = (MASK[T if stated is True else F] if agree else 0) | (MASK[U] if agree != truths else 0)
        return VALUES[truths] if truths in VALUES else Unsettled(truths)

    def exact(self, name: str, stated: FactValue | None, values: Mapping[str, Any]) -> FactValue | None:
        """A counted or computed fact of settled ones."""
        fact, book = self.evaluation.book.facts[name], self.evaluation.book
        if fact.count:
            return reconciled(stated, counted([node.truth(values) for node in book.derived[name].nodes]))[0]
        found = book.functions[name](*[values[one] for one in fact.computed])
        return reconciled(stated, None if isinstance(found, tuple) and found[0] is None else found)[0]
