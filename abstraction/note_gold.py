"""Decisions on a case -> what they say of each of its notes: the fields, and the sites of `ehd`, that a person decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from abstraction.decisions import CORRECT, NOT_STATED, REJECT
from abstraction.records import CaseAbstraction, CaseEvidence, CaseValue, Mention, Note, ReviewDecision, Value
from lexicons import load_elements


@dataclass(slots=True)
class NoteGold:
    """What was decided of one note; `decided` names a field, or "ehd.lung" for one site, also where the note does not state it."""

    note: Note
    fields: dict[str, Value] = field(default_factory=dict)
    evidence: dict[str, list[Mention]] = field(default_factory=dict)
    decided: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision on one element of a case: `was` stood in the notes before it, `now` is what it left."""

    decision: ReviewDecision
    read: CaseAbstraction
    was: CaseValue | None
    now: CaseValue | None

    def claimed(self) -> set[str]:
        """The notes that state what was there before the decision, or one side of it."""
        sides = self.read.conflicts.get(self.decision.element, ())
        return {*_notes(self.was.evidence if self.was else ()), *(claim.note_id for claim in sides)}


def add_gold(gold: Mapping[str, NoteGold], judged: Judged) -> None:
    """Add what a decision says of these notes, by id; of a note that it does not tell of it says nothing."""
    element, action = judged.decision.element, judged.decision.action
    kind = load_elements()[element].kind
    if action == NOT_STATED:
        for one in gold.values():
            one.decided.append(element)
    elif kind == "map":
        _add_sites(gold, judged)
    elif action == REJECT or judged.now is None:
        for note_id in judged.claimed() & set(gold):
            gold[note_id].decided.append(element)
    elif kind == "list":
        _add_items(gold, judged, judged.now)
    else:
        _add_value(gold, judged, judged.now)


def _add_value(gold: Mapping[str, NoteGold], judged: Judged, now: CaseValue) -> None:
    """One value: the notes that hold its evidence state it."""
    unplaced = judged.decision.action == CORRECT and not judged.decision.evidence
    held = _by_note(() if unplaced else now.evidence)
    sole = _sole(gold, judged)
    for note_id in held or ([sole] if sole else []):
        if note_id in gold:
            _state(gold[note_id], now.element, now.value, held.get(note_id, []))


def _add_items(gold: Mapping[str, NoteGold], judged: Judged, now: CaseValue) -> None:
    """A list: each note states the items whose evidence it holds; none of them where an item cannot be placed.

    A note that only helped out with an item, and of which the machine read others, is left out: nobody went through those.
    """
    placed = _placed(gold, judged, now, list(now.value) if isinstance(now.value, list) else [])
    if placed is None:
        return
    before = judged.claimed()
    read = {one.note.note_id: one.values[now.element].value for one in judged.read.notes if now.element in one.values}
    for note_id in ({*placed} | before) & set(gold):
        items = placed.get(note_id, {})
        others = set(_listed(read.get(note_id))) - set(items)
        if note_id not in before and others:
            continue
        if note_id in before and others & set(_listed(now.value)):
            continue
        if items:
            _state(gold[note_id], now.element, list(items), [one for found in items.values() for one in found])
        else:
            gold[note_id].decided.append(now.element)


def _add_sites(gold: Mapping[str, NoteGold], judged: Judged) -> None:
    """A map: site by site, each note that holds the evidence of a site states it so; a site taken out is not stated there."""
    element = judged.decision.element
    now = judged.now.value if judged.now and isinstance(judged.now.value, dict) else {}
    for site, state in now.items():
        placed = _placed(gold, judged, judged.now, [site]) if judged.now else None
        for note_id, found in (placed or {}).items():
            if note_id in gold:
                one = gold[note_id]
                one.decided.append(f"{element}.{site}")
                stated = one.fields.setdefault(element, {})
                if isinstance(stated, dict):
                    stated[site] = state
                one.evidence.setdefault(element, []).extend(found[site])
    sides = judged.read.conflicts.get(element, ())
    spoken = [
        *(judged.was.evidence if judged.was else ()),
        *(CaseEvidence(claim.note_id, mention) for claim in sides for mention in claim.evidence),
    ]
    for note_id, mentions in _by_note(spoken).items():
        for site in dict.fromkeys(str(one.value) for one in mentions):
            if site not in now and note_id in gold:
                gold[note_id].decided.append(f"{element}.{site}")


def _placed(
    gold: Mapping[str, NoteGold], judged: Judged, now: CaseValue, parts: Sequence[str]
) -> dict[str, dict[str, list[Mention]]] | None:
    """Note -> part of the value -> its evidence there; None where a part has no evidence and no note is sure to state it."""
    found: dict[str, dict[str, list[Mention]]] = defaultdict(dict)
    for part in parts:
        held = _by_note(one for one in now.evidence if one.mention.value == part)
        sole = _sole(gold, judged, part if judged.was and isinstance(judged.was.value, dict) else "")
        if not held and sole is None:
            return None
        for note_id in held or [str(sole)]:
            found[note_id][part] = held.get(note_id, [])
    return dict(found)


def _sole(gold: Mapping[str, NoteGold], judged: Judged, part: str = "") -> str | None:
    """The note that a value without evidence was entered for: the one that stated it before, or the only one there is."""
    spoken = judged.was.evidence if judged.was else ()
    before = _notes(one for one in spoken if not part or one.mention.value == part)
    if len(before) == 1:
        return before.pop()
    return next(iter(gold)) if not before and len(gold) == len(judged.read.notes) == 1 else None


def _state(one: NoteGold, element: str, value: Value, evidence: list[Mention]) -> None:
    """The note states this."""
    one.decided.append(element)
    one.fields[element] = value
    one.evidence[element] = evidence


def _notes(evidence: Iterable[CaseEvidence]) -> set[str]:
    """The notes that hold some of it."""
    return {one.note_id for one in evidence}


def _by_note(evidence: Iterable[CaseEvidence]) -> dict[str, list[Mention]]:
    """Note -> the evidence it holds."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for one in evidence:
        found[one.note_id].append(one.mention)
    return dict(found)


def _listed(value: Value | None) -> list[str]:
    """The items of a list, none of another value."""
    return value if isinstance(value, list) else []
