"""What two people and the machine said of each element of the cases that both people are done with, and how far they agree."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from abstraction.consolidation import consolidate
from abstraction.decisions import canonical
from abstraction.records import CaseAbstraction, Value
from lexicons.schema import Element
from registry import blind_store
from registry.blind_store import DONE, Adjudication, Entry
from registry.store import Registry
from review import workflow
from review.agreement import Figures, figures
from review.blindness import asked

# What a reader is compared as: the two people of a pair, the machine, and what stands in the end (what both say, or what was
# adjudicated).
FIRST, SECOND, MACHINE, SETTLED = "first", "second", "machine", "settled"
COMPARED = ((FIRST, SECOND), (FIRST, MACHINE), (SECOND, MACHINE), (SETTLED, MACHINE))
# The word of a machine whose notes disagree; every other word is a value as canonical JSON, `null` where it is not stated.
DISAGREE = "notes disagree"
NOT_STATED = "null"


@dataclass(frozen=True, slots=True)
class Twice:
    """One element of a case that two people have entered; `read` is the case as the machine reads its notes."""

    case_id: str
    element: str
    first: Entry
    second: Entry
    read: CaseAbstraction
    adjudication: Adjudication | None

    @property
    def pair(self) -> tuple[str, str]:
        """The logins of the two."""
        return self.first.person, self.second.person

    def word(self, reader: str) -> str | None:
        """What a reader says; None for what stands in the end while it is not settled."""
        one, other = canonical(self.first.value), canonical(self.second.value)
        if reader == SETTLED:
            if self.adjudication:
                return canonical(self.adjudication.value)
            return one if one == other else None
        return {FIRST: one, SECOND: other, MACHINE: self._machine()}[reader]

    @property
    def differ(self) -> bool:
        """Whether the two people say different things."""
        return self.word(FIRST) != self.word(SECOND)

    @property
    def machine_differs(self) -> bool:
        """Whether the two agree, and the machine says something else."""
        return not self.differ and self.word(MACHINE) != self.word(FIRST)

    def _machine(self) -> str:
        """What the machine says before any decision."""
        if self.element in self.read.conflicts:
            return DISAGREE
        found = self.read.values.get(self.element)
        return canonical(found.value if found else None)


def twice_read(registry: Registry, pair: tuple[str, str] | None = None) -> list[Twice]:
    """Every element of every case that both people are done with, of this pair or of all, case by case."""
    pairs = {one: two for one, two in blind_store.pairs(registry).items() if pair in (None, two)}
    last: dict[tuple[str, str], dict[str, Entry]] = {}
    for entry in blind_store.entries(registry, list(pairs)):
        last.setdefault((entry.case_id, entry.person), {})[entry.element] = entry
    ready = [one for one, two in pairs.items() if all(DONE in last.get((one, who), {}) for who in two)]
    settled = {(one.case_id, one.element): one for one in blind_store.adjudications(registry)}
    found: list[Twice] = []
    for batch in workflow.batches(iter(ready)):
        notes = registry.case_abstractions(batch)
        for case_id in batch:
            read = consolidate(case_id, notes.get(case_id, ()))
            one, other = (last[case_id, who] for who in pairs[case_id])
            found += [
                Twice(case_id, element, one[element], other[element], read, settled.get((case_id, element)))
                for element in asked()
                if element in one and element in other
            ]
    return found


def ratings(twice: Iterable[Twice], readers: tuple[str, str]) -> list[tuple[str, str]]:
    """What two readers say of each case, where both say something."""
    words = ((one.word(readers[0]), one.word(readers[1])) for one in twice)
    return [(here, there) for here, there in words if here is not None and there is not None]


def by_element(twice: Iterable[Twice]) -> dict[str, list[Twice]]:
    """Element -> its cases, in the order of the forms; an element without a case has an empty list."""
    found: dict[str, list[Twice]] = {element: [] for element in asked()}
    for one in twice:
        found[one.element].append(one)
    return found


def agreement(twice: Iterable[Twice], readers: tuple[str, str]) -> dict[str, Figures]:
    """Element -> how far two readers agree on it."""
    return {element: figures(ratings(cases, readers)) for element, cases in by_element(twice).items()}


def item_ratings(known: Element, said: Sequence[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Item of a list or site of a map -> what two readers say of it case by case, for the items that one of them names.

    An item is stated or not, a site has its state or is not stated. Cases in which notes disagree have no items.
    """
    parts = known.sites if known.kind == "map" else known.values if known.kind == "list" else []
    pairs = [(parts_of(here), parts_of(there)) for here, there in said if DISAGREE not in (here, there)]
    found = {
        part: [(here.get(part, "not stated"), there.get(part, "not stated")) for here, there in pairs] for part in parts
    }
    return {part: words for part, words in found.items() if any(pair != ("not stated",) * 2 for pair in words)}


def parts_of(word: str) -> Mapping[str, str]:
    """The items of a list, each "stated", or the sites of a map with their state."""
    value = said(word)
    if isinstance(value, list):
        return dict.fromkeys(value, "stated")
    return value if isinstance(value, dict) else {}


def said(word: str) -> Value | None:
    """The value that a word stands for; None where it is not stated or notes disagree."""
    found: Value | None = None if word == DISAGREE else json.loads(word)
    return found
