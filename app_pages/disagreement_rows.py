"""What two people entered differently, or both against the machine: each side with the words it rests on, and how it was settled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from abstraction.records import CaseAbstraction, CaseEvidence, Value
from registry.blind_store import Entry
from review.adjudication import cannot_adjudicate
from review.decision_words import when
from review.readers import DISAGREE, MACHINE, Twice
from review.rights import Person
from review.wording import NOTE_KINDS, element_label, value_words

# As many words of a note as tell what a value rests on.
LONGEST_QUOTE = 160
QUOTES = 3


def disagreement_rows(twice: Iterable[Twice], person: Person, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row for each element of a case that is to be settled or was, the unsettled first, case by case."""
    found = [_row(one, person, names) for one in twice if one.differ or one.machine_differs or one.adjudication]
    return sorted(found, key=lambda row: (row["settled"] is not None, row["kind"] != "people"))


def _row(one: Twice, person: Person, names: Mapping[str, str]) -> dict[str, Any]:
    """One element of one case."""
    sides = [_person_side(one, entry, names) for entry in (one.first, one.second)]
    return {
        "id": f"{one.case_id}/{one.element}",
        "case": one.case_id,
        "element": one.element,
        "label": element_label(one.element),
        "kind": "people" if one.differ else "machine",
        "sides": [*sides, _machine_side(one)],
        "refused": cannot_adjudicate(person, one.pair),
        "settled": {
            "words": words_of(one.element, one.adjudication.value),
            "reason": one.adjudication.reason,
            "by": one.adjudication.adjudicator,
            "when": when(one.adjudication.settled_at),
        }
        if one.adjudication
        else None,
    }


def _person_side(one: Twice, entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    """What a person entered."""
    return {
        "who": names.get(entry.person, entry.person),
        "words": words_of(one.element, entry.value),
        "value": entry.value,
        "takes": True,
        "remark": entry.remark,
        "quotes": quotes(one.read, entry.evidence),
    }


def _machine_side(one: Twice) -> dict[str, Any]:
    """What the machine read, or the sides on which notes disagree."""
    claims = one.read.conflicts.get(one.element, ())
    found = one.read.values.get(one.element)
    evidence = [CaseEvidence(claim.note_id, mention) for claim in claims for mention in claim.evidence]
    disagree = one.word(MACHINE) == DISAGREE
    told = " / ".join(words_of(one.element, claim.value) for claim in claims)
    value = found.value if found and not disagree else None
    return {
        "who": "machine",
        "words": f"{DISAGREE}: {told}" if disagree else words_of(one.element, value),
        "value": value,
        "takes": not disagree,
        "remark": "",
        "quotes": quotes(one.read, evidence or (found.evidence if found else ())),
    }


def words_of(element: str, value: Value | None) -> str:
    """A value on one line, or that it is not stated."""
    return "not stated" if value is None else value_words(element, value)


def quotes(case: CaseAbstraction, evidence: Sequence[CaseEvidence]) -> list[dict[str, str]]:
    """The words that evidence points to, each place once, with their note; the first few."""
    notes = {one.note.note_id: one.note for one in case.notes}
    places = dict.fromkeys((one.note_id, one.mention.start, one.mention.end) for one in evidence)
    found = []
    for note_id, start, end in places:
        if note_id in notes and end <= len(notes[note_id].text):
            note = notes[note_id]
            words = " ".join(note.text[start:end].split())
            found.append({"note": f"{NOTE_KINDS[note.note_type]} {note.note_date}", "text": words[:LONGEST_QUOTE]})
    return found[:QUOTES]
