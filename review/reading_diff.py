"""Two readings side by side: the values and verdicts of the cases that are not the same under both, decisions applied."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from abstraction.decisions import canonical, has_lapsed, standing
from abstraction.records import CaseAbstraction, CaseEvidence, NoteAbstraction, ReviewDecision, Value
from lexicons import load_elements
from registry import import_store, reading_store
from registry.note_store import Reader
from registry.reading_store import Reading
from registry.store import Registry
from review.policy import OnProgress
from review.readings import named
from review.sign_off import signed
from review.workflow import CaseReview, batches, effective_policy, reviewed

# In place of a run: what counts now, note by note.
CURRENT = "current"
NOTHING: Reader = ("", "")


@dataclass(frozen=True, slots=True)
class Side:
    """What a case holds for an element: a value, or the sides of a conflict, and where the notes say so; neither: not stated."""

    value: Value | None
    conflict: tuple[Value, ...]
    evidence: tuple[CaseEvidence, ...]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """An element whose value is not the same; `lapses` names who decided on it, where the decision gives way to the notes."""

    element: str
    old: Side
    new: Side
    lapses: str = ""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case that is not the same under both readings: its values, its verdicts and candidate sets as (name, old, new)."""

    case_id: str
    signed_off: bool
    values: tuple[ValueChange, ...]
    verdicts: tuple[tuple[str, str, str], ...]
    sets: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReadingDiff:
    """The cases that change, of those `compared` because some note of them was read twice, out of `cases` in all."""

    old: Reading | None
    new: Reading | None
    cases: int
    compared: int
    changed: tuple[CaseChange, ...]

    def by_element(self) -> dict[str, dict[str, int]]:
        """Element -> in how many cases its value appears, vanishes or becomes another, in the order of the catalogue."""
        counts: dict[str, Counter[str]] = {}
        for one in (value for case in self.changed for value in case.values):
            counts.setdefault(one.element, Counter())[kind(one)] += 1
        return {element: dict(counts[element]) for element in load_elements() if element in counts}

    def by_verdict(self) -> dict[tuple[str, str, str], int]:
        """(key of the rule, old, new) -> number of cases, rule by rule."""
        return dict(sorted(Counter(one for case in self.changed for one in case.verdicts).items()))


def kind(change: ValueChange) -> str:
    """Whether a value appears, vanishes or becomes another; notes that disagree have something to say too."""
    if change.old.value is None and not change.old.conflict:
        return "appears"
    return "vanishes" if change.new.value is None and not change.new.conflict else "differs"


def diff(
    registry: Registry, first: str, second: str, on_progress: OnProgress = lambda done, total: None
) -> ReadingDiff:
    """What would not be the same if the second reading counted in place of the first; nothing is written, no note is read.

    A reading is named by a run or a lexicon version, or is `current`. A note that it has not read is taken as it counts now.
    UserError where there is no such reading.
    """
    old, new = (None if one == CURRENT else named(registry, one) for one in (first, second))
    readers = (old.reader if old else NOTHING, new.reader if new else NOTHING)
    apart = reading_store.cases_apart(registry, *readers)
    changed: list[CaseChange] = []
    done = 0
    for batch in batches(iter(apart)):
        changed.extend(_changes(registry, batch, readers))
        done += len(batch)
        on_progress(done, len(apart))
    return ReadingDiff(old, new, len(registry.case_ids()), len(apart), tuple(changed))


def _changes(registry: Registry, case_ids: Sequence[str], readers: tuple[Reader, Reader]) -> Iterator[CaseChange]:
    """Those of these cases that are not the same, in order."""
    policy = effective_policy(registry)
    imported, decisions = import_store.imported(registry, case_ids), registry.decisions_by_case(case_ids)
    sides = [reading_store.abstractions_by(registry, case_ids, reader) for reader in readers]
    for case_id in case_ids:
        notes: list[tuple[NoteAbstraction, ...]] = [side[case_id] for side in sides]
        if notes[0] == notes[1]:
            continue
        made = decisions.get(case_id, ())
        old, new = (reviewed(case_id, one, imported.get(case_id, ()), made, policy) for one in notes)
        found = change_of(old, new, made)
        if found.values or found.verdicts or found.sets:
            yield found


def change_of(old: CaseReview, new: CaseReview, decisions: Sequence[ReviewDecision]) -> CaseChange:
    """What is not the same in two reviews of a case."""
    held = standing(decisions)
    values = []
    for element in load_elements():
        before, after = side_of(old.case, element), side_of(new.case, element)
        if said(before) == said(after):
            continue
        decision = held.get(element)
        lapses = decision is not None and has_lapsed(new.read, decision) and not has_lapsed(old.read, decision)
        values.append(ValueChange(element, before, after, decision.reviewer if decision and lapses else ""))
    verdicts = [{one.key: one.verdict.value for one in review.verdicts.results} for review in (old, new)]
    sets = {
        "ecmtg": (old.verdicts.ecmtg, new.verdicts.ecmtg),
        "group": (old.verdicts.group, new.verdicts.group),
    }
    return CaseChange(
        old.case.case_id,
        signed(decisions) is not None,
        tuple(values),
        tuple((key, verdict, verdicts[1][key]) for key, verdict in verdicts[0].items() if verdict != verdicts[1][key]),
        tuple((name, before, after) for name, (before, after) in sets.items() if before != after),
    )


def side_of(case: CaseAbstraction, element: str) -> Side:
    """What the case holds for an element."""
    found, claims = case.values.get(element), case.conflicts.get(element, ())
    disputed = tuple(CaseEvidence(claim.note_id, mention) for claim in claims for mention in claim.evidence)
    evidence = (*(found.evidence if found else ()), *disputed)
    return Side(found.value if found else None, tuple(claim.value for claim in claims), tuple(dict.fromkeys(evidence)))


def said(side: Side) -> tuple[str, tuple[str, ...]]:
    """What a side says, the same for equal values."""
    return canonical(side.value), tuple(sorted(map(canonical, side.conflict)))


def told(found: ReadingDiff) -> dict[str, Any]:
    """A diff as plain data; evidence as places, never as text."""
    return {
        "old": reading_told(found.old),
        "new": reading_told(found.new),
        "cases": found.cases,
        "compared": found.compared,
        "changed": len(found.changed),
        "signed_off": sum(one.signed_off for one in found.changed),
        "values": found.by_element(),
        "verdicts": [
            {"rule": key, "old": old, "new": new, "cases": count} for (key, old, new), count in found.by_verdict().items()
        ],
        "by_case": [
            {
                "case_id": one.case_id,
                "signed_off": one.signed_off,
                "values": [
                    {"element": value.element, "old": side_told(value.old), "new": side_told(value.new), "lapses": value.lapses}
                    for value in one.values
                ],
                "verdicts": [{"rule": key, "old": old, "new": new} for key, old, new in one.verdicts],
                "sets": {name: {"old": list(old), "new": list(new)} for name, old, new in one.sets},
            }
            for one in found.changed
        ],
    }  # fmt: skip


def reading_told(reading: Reading | None) -> Mapping[str, Any]:
    """Which reading a side is."""
    if reading is None:
        return {"reading": CURRENT}
    return {"run": reading.runs[-1], "software": reading.software, "lexicon": reading.lexicon, "notes": reading.notes}


def side_told(side: Side) -> dict[str, Any]:
    """A side as plain data."""
    places = [
        {"note_id": one.note_id, "start": one.mention.start, "end": one.mention.end} for one in side.evidence
    ]  # fmt: skip
    return {"value": side.value, "conflict": list(side.conflict), "evidence": places}
