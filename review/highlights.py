"""What is worth marking in a note: highlights with stable ids, cut into pieces that do not overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from abstraction.records import Assertion, CaseAbstraction, CaseEvidence, Mention, NoteAbstraction
from review.wording import term

# Elements that hold what was before: dimmed like a historical mention.
PRIOR = frozenset({"liver_prior_max_size_mm"})
# What a highlight is to the case, weakest first.
ROLES = ("context", "note", "case")


@dataclass(frozen=True, slots=True)
class Highlight:
    """One marked interval `[start, end)` of a note; `role` says whether the case value rests on it."""

    id: str
    element: str
    start: int
    end: int
    assertion: Assertion
    values: tuple[str, ...]
    section: str
    role: str


def mention_id(mention: Mention) -> str:
    """Names a mention within its note; mentions of one element and assertion on one span share it."""
    return f"{mention.start}-{mention.end}-{mention.element}-{mention.assertion}"


def said(value: str | int | float) -> str:
    """What a mention says, as it is told beside its mark: "right hepatic vein", "74"."""
    return f"{value:g}" if isinstance(value, float) else term(str(value))


def highlights(case: CaseAbstraction, abstraction: NoteAbstraction, used: Iterable[CaseEvidence]) -> list[Highlight]:
    """Everything worth marking in one note, in reading order; `used` is further evidence, from the rules."""
    note_id = abstraction.note.note_id
    found: dict[str, tuple[Mention, list[str], int]] = {}

    def add(mention: Mention, role: str) -> None:
        first, values, rank = found.setdefault(mention_id(mention), (mention, [], 0))
        if mention.value is not None and (words := said(mention.value)) not in values:
            values.append(words)
        found[mention_id(mention)] = (first, values, max(rank, ROLES.index(role)))

    for mention in abstraction.context:
        add(mention, "context")
    for stated in abstraction.values.values():
        for mention in stated.evidence:
            add(mention, "note")
    for claims in case.conflicts.values():
        for claim in claims:
            for mention in claim.evidence if claim.note_id == note_id else ():
                add(mention, "note")
    for item in (*used, *(one for value in case.values.values() for one in value.evidence)):
        if item.note_id == note_id:
            add(item.mention, "case")
    marks = [
        Highlight(
            key,
            mention.element,
            mention.start,
            mention.end,
            mention.assertion,
            tuple(values),
            mention.section,
            ROLES[rank],
        )
        for key, (mention, values, rank) in found.items()
        if mention.end <= len(abstraction.note.text)
    ]
    return sorted(marks, key=lambda mark: (mark.start, mark.end, mark.id))


def pieces(length: int, marks: Sequence[Highlight]) -> list[tuple[int, int, list[int]]]:
    """Cut `[0, length)` at every edge of a mark: (start, end, indices of the covering marks, shortest first)."""
    edges = sorted({0, length} | {edge for mark in marks for edge in (mark.start, mark.end)})
    starting: dict[int, list[int]] = {}
    for index, mark in enumerate(marks):
        starting.setdefault(mark.start, []).append(index)
    covering: list[int] = []
    cut: list[tuple[int, int, list[int]]] = []
    for start, end in pairwise(edges):
        covering = [index for index in covering if marks[index].end > start] + starting.get(start, [])
        cut.append((start, end, sorted(covering, key=lambda index: marks[index].end - marks[index].start)))
    return cut
