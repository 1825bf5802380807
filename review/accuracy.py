"""How right the machine was so far, counted from what people decided: per field, per version that read, per month."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from abstraction.consolidation import consolidate
from abstraction.decisions import ACCEPT, apply_decisions, canonical, has_lapsed, not_taken_back
from abstraction.imported import Imported
from abstraction.records import CaseAbstraction, CaseEvidence, NoteAbstraction, ReviewDecision, Value
from lexicons import contract_elements
from registry import import_store
from registry.store import Registry
from review.workflow import stated_case

BATCH = 200
# What a person made of what the machine read. The last two tell nothing of how right it was, and count in no figure.
ACCEPTED, CORRECTED, REJECTED, ADDED = "accepted", "corrected", "rejected", "added"
CONFIRMED, SETTLED = "confirmed", "settled"
KINDS = (ACCEPTED, CORRECTED, REJECTED, ADDED, CONFIRMED, SETTLED)
# The machine stated a value; people found that the notes state one.
STATED, THERE = (ACCEPTED, CORRECTED, REJECTED), (ACCEPTED, CORRECTED, ADDED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decided field of a case: what the machine read, what people found, by which version and when it was looked at."""

    case_id: str
    element: str
    kind: str
    machine: Value | None
    found: Value | None
    reviewer: str
    decided_at: str
    version: str
    places: tuple[CaseEvidence, ...]

    @property
    def month(self) -> str:
        """The month of the decision, as YYYY-MM."""
        return self.decided_at[:7]


@dataclass(frozen=True, slots=True)
class Share:
    """A share `hit` of `of` with its Wilson 95 % interval; nothing is known of 0 of 0."""

    hit: int
    of: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """The share as a number, None of 0."""
        return self.hit / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The outcomes of one group counted by kind, and what follows of them."""

    counts: dict[str, int]
    precision: Share
    recall: Share


def outcomes(registry: Registry) -> list[Outcome]:
    """Every field of the contract that a decision holds on, case by case."""
    found: list[Outcome] = []
    case_ids = iter(registry.case_ids())
    while batch := list(islice(case_ids, BATCH)):
        decisions = registry.decisions_by_case(batch)
        there = [case_id for case_id in batch if case_id in decisions]
        notes, imported = registry.case_abstractions(there), import_store.imported(registry, there)
        for case_id in there:
            found.extend(case_outcomes(notes.get(case_id, ()), imported.get(case_id, ()), decisions[case_id]))
    return found


def case_outcomes(
    notes: Sequence[NoteAbstraction], imported: Sequence[Imported], decisions: Sequence[ReviewDecision]
) -> Iterable[Outcome]:
    """The outcomes of one case. The machine is judged by what it read when the first decision that holds was made."""
    case_id = decisions[0].case_id
    read = stated_case(case_id, notes, imported)
    reviewed = apply_decisions(read, decisions)
    machine = consolidate(case_id, notes) if imported else read
    for element, made in not_taken_back(decisions).items():
        if element not in contract_elements():
            continue
        first, last = made[0], made[-1]
        alone, value = machine.values.get(element), reviewed.values.get(element)
        # What was there before the first decision is the machine's, unless people had stated the case before.
        before = (alone.value if alone else None) if imported else first.old
        disputed = element in machine.conflicts if imported else is_disputed(read, first)
        shown = value or alone
        yield Outcome(
            case_id,
            element,
            SETTLED if before is None and disputed else kind_of(before, last.value),
            before,
            last.value,
            last.reviewer,
            last.decided_at,
            f"{first.software or 'unknown'} / {first.lexicon or 'unknown'}",
            shown.evidence if shown else (),
        )


def is_disputed(read: CaseAbstraction, first: ReviewDecision) -> bool:
    """Whether notes disagreed when this was decided, so that the machine left the value open."""
    if has_lapsed(read, first):
        return first.action == ACCEPT  # there is no other way to accept without a value
    return first.element in read.conflicts


def kind_of(machine: Value | None, found: Value | None) -> str:
    """What a person made of it."""
    if machine is None:
        return CONFIRMED if found is None else ADDED
    if found is None:
        return REJECTED
    return ACCEPTED if canonical(machine) == canonical(found) else CORRECTED


def accuracy(found: Iterable[Outcome]) -> Accuracy:
    """Precision: of the values the machine stated, those that stood. Recall: of those the notes state, those it had right."""
    counts = dict.fromkeys(KINDS, 0)
    for one in found:
        counts[one.kind] += 1
    right = counts[ACCEPTED]
    return Accuracy(
        counts, share(right, sum(counts[kind] for kind in STATED)), share(right, sum(counts[kind] for kind in THERE))
    )


def share(hit: int, of: int) -> Share:
    """The share with its interval."""
    if not of:
        return Share(0, 0, 0.0, 1.0)
    from statsmodels.stats.proportion import proportion_confint  # long to import

    low, high = proportion_confint(hit, of, method="wilson")
    return Share(hit, of, float(low), float(high))


GROUPS: dict[str, Callable[[Outcome], str]] = {
    "field": lambda one: one.element,
    "version": lambda one: one.version,
    "month": lambda one: one.month,
}


def grouped(found: Sequence[Outcome], by: str) -> dict[str, Accuracy]:
    """The figures of each field in the order of the catalogue, or of each version or month, oldest first."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.decided_at):
        groups[GROUPS[by](one)].append(one)
    names = [element for element in contract_elements() if element in groups] if by == "field" else list(groups)
    return {name: accuracy(groups[name]) for name in names}


def told(one: Accuracy) -> dict[str, Any]:
    """The figures as plain data; a rate is null where there is nothing to count."""
    return {
        **one.counts,
        **{
            name: {"rate": part.rate, "low": part.low, "high": part.high, "of": part.of}
            for name, part in (("precision", one.precision), ("recall", one.recall))
        },
    }
