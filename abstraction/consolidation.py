"""Note abstractions of one patient -> one case: the contract's case merge, with conflicts kept for a person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from abstraction.records import (
    EXTRACTED,
    CaseAbstraction,
    CaseEvidence,
    CaseValue,
    Claim,
    ElementValue,
    NoteAbstraction,
    NoteType,
    Status,
    Value,
)
from lexicons import load_elements

UNITED = ("procedures", "chemo_regimens", "imaging", "resected_segments", "liver_background_denied")
# These describe one picture of the liver and come together from one note.
LIVER_PICTURE = (
    "liver_lesion_count",
    "liver_max_size_mm",
    "liver_prior_max_size_mm",
    "liver_segments",
    "liver_lobes",
    "vascular_contact",
)
MARGINS = ("margin_status", "margin_mm")
# Notes that tell what imaging shows, a letter included: the picture of the liver comes from them, and they take back nothing
# that pathology found.
PICTURES = (NoteType.RADIOLOGY, NoteType.ONCOLOGY)


def consolidate(case_id: str, notes: Iterable[NoteAbstraction]) -> CaseAbstraction:
    """The case of these notes; the order in which they are given does not matter."""
    ordered = sorted(notes, key=lambda found: (found.note.note_date, found.note.note_id), reverse=True)
    values: dict[str, CaseValue] = {}
    conflicts: dict[str, tuple[Claim, ...]] = {}
    for element in load_elements():
        if element in LIVER_PICTURE:
            stating = liver_picture(ordered, element)
        elif element in MARGINS:
            stating = margins(ordered, element)
        else:
            stating = [note for note in ordered if element in note.values]
        if not stating:
            continue
        value, claims = merge(element, stating)
        if value:
            values[element] = value
        if claims:
            conflicts[element] = claims
    return CaseAbstraction(case_id, tuple(reversed(ordered)), values, conflicts)


def merge(element: str, stating: Sequence[NoteAbstraction]) -> tuple[CaseValue | None, tuple[Claim, ...]]:
    """One element over the notes that state it, newest first: a value, or the claims of a conflict.

    Only `ehd` can have both: agreed sites, and sites on which notes of one day disagree.
    """
    if element in UNITED:
        return united(element, stating), ()
    if element == "ehd":
        return site_by_site(stating)
    if element == "primary_site":
        stating = [note for note in stating if note.values[element].value != "colon"] or stating
    if load_elements()[element].kind == "date":
        stating = most_exact(element, stating)
    newest = same_day(stating)
    if len({comparable(note.values[element].value) for note in newest}) > 1:
        return None, tuple(claim(note, note.values[element]) for note in newest)
    return case_value(element, newest), ()


def most_exact(element: str, stating: Sequence[NoteAbstraction]) -> list[NoteAbstraction]:
    """The notes of the newest day, or an older one that gives the same date more exactly: "2022-03-14" for "2022-03"."""
    newest = same_day(stating)
    written = [str(note.values[element].value) for note in newest]
    exact = max(written, key=len)
    if not all(exact.startswith(day) for day in written):
        return newest
    agreeing = [note for note in stating if str(note.values[element].value).startswith(exact)]
    exact = max((str(note.values[element].value) for note in agreeing), key=len)
    return [note for note in agreeing if note.values[element].value == exact]


def same_day(stating: Sequence[NoteAbstraction]) -> list[NoteAbstraction]:
    """The notes of the newest day."""
    day = stating[0].note.note_date
    return [note for note in stating if note.note.note_date == day]


def liver_picture(ordered: Sequence[NoteAbstraction], element: str) -> list[NoteAbstraction]:
    """The newest radiology or oncology note that states a count or a size (else any note), and those of its day."""
    stating = [note for note in ordered if "liver_lesion_count" in note.values or "liver_max_size_mm" in note.values]
    preferred = [note for note in stating if note.note.note_type in PICTURES] or stating
    if not preferred:
        return [note for note in ordered if element in note.values]
    return [note for note in same_day(preferred) if element in note.values]


def margins(ordered: Sequence[NoteAbstraction], element: str) -> list[NoteAbstraction]:
    """Margins come from the newest resection pathology, else from the newest note that states them."""
    stating = [note for note in ordered if any(name in note.values for name in MARGINS)]
    pathology = [note for note in stating if note.note.note_type is NoteType.PATHOLOGY] or stating
    return [note for note in same_day(pathology) if element in note.values] if pathology else []


def case_value(element: str, notes: Sequence[NoteAbstraction]) -> CaseValue:
    """The agreed value of notes of one day, with all their evidence."""
    value, evidence = notes[0].values[element].value, evidence_of(notes, element)
    return CaseValue(element, value, evidence, *trust(notes, element), source_of(notes, element))


def united(element: str, stating: Sequence[NoteAbstraction]) -> CaseValue:
    """Every item any note states, oldest first."""
    oldest_first = tuple(reversed(stating))
    items = dict.fromkeys(item for note in oldest_first for item in listed(note.values[element].value))
    evidence = evidence_of(oldest_first, element)
    return CaseValue(element, list(items), evidence, *trust(oldest_first, element), source_of(stating, element))


def site_by_site(stating: Sequence[NoteAbstraction]) -> tuple[CaseValue | None, tuple[Claim, ...]]:
    """`ehd`: each site from the newest note that states it; disease proven by pathology is not undone by imaging."""
    sites: dict[str, str] = {}
    evidence: list[CaseEvidence] = []
    deciding: list[NoteAbstraction] = []
    disputed: list[NoteAbstraction] = []
    for site in dict.fromkeys(site for note in stating for site in mapped(note.values["ehd"].value)):
        day = same_day(not_undone([note for note in stating if site in mapped(note.values["ehd"].value)], site))
        if len({status_of(note, site) for note in day}) > 1:
            disputed.extend(day)
            continue
        sites[site] = status_of(day[0], site)
        deciding.extend(day)
        evidence.extend(
            CaseEvidence(note.note.note_id, mention)
            for note in day
            for mention in note.values["ehd"].evidence
            if mention.value == site
        )
    claims = tuple(claim(note, note.values["ehd"]) for note in unique(disputed))
    if not sites:
        return None, claims
    stating = unique(deciding)
    return CaseValue("ehd", sites, tuple(evidence), *trust(stating, "ehd"), source_of(stating, "ehd")), claims


def not_undone(naming: Sequence[NoteAbstraction], site: str) -> list[NoteAbstraction]:
    """The notes on a site, newest first, without the imaging that would take back what pathology proved before."""
    proven = [
        note.note.note_date
        for note in naming
        if note.note.note_type is NoteType.PATHOLOGY and status_of(note, site) == "present"
    ]
    if not proven:
        return list(naming)
    return [
        note
        for note in naming
        if note.note.note_type not in PICTURES or note.note.note_date < proven[0] or status_of(note, site) == "present"
    ]


def status_of(note: NoteAbstraction, site: str) -> str:
    """What the note says of the site."""
    return str(mapped(note.values["ehd"].value)[site])


def unique(notes: Sequence[NoteAbstraction]) -> list[NoteAbstraction]:
    """The notes once each, in order."""
    return list({note.note.note_id: note for note in notes}.values())


def trust(notes: Sequence[NoteAbstraction], element: str) -> tuple[Status, tuple[str, ...]]:
    """Sure where every note is, and the reasons of those that are not."""
    found = [note.values[element] for note in notes]
    status = Status.NEEDS_REVIEW if any(value.status is Status.NEEDS_REVIEW for value in found) else Status.SURE
    return status, tuple(dict.fromkeys(reason for value in found for reason in value.reasons))


def source_of(notes: Sequence[NoteAbstraction], element: str) -> str:
    """Where the value comes from; what people and the machine state together is not all from people."""
    sources = {note.values[element].source for note in notes}
    return sources.pop() if len(sources) == 1 else EXTRACTED


def evidence_of(notes: Sequence[NoteAbstraction], element: str) -> tuple[CaseEvidence, ...]:
    """The element's evidence in these notes."""
    return tuple(
        CaseEvidence(note.note.note_id, mention) for note in notes for mention in note.values[element].evidence
    )


def claim(note: NoteAbstraction, found: ElementValue) -> Claim:
    """One side of a conflict."""
    return Claim(note.note.note_id, found.value, found.evidence)


def listed(value: Value) -> list[str]:
    """A list value."""
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {type(value).__name__}")
    return value


def mapped(value: Value) -> Mapping[str, Any]:
    """A map value."""
    if not isinstance(value, dict):
        raise TypeError(f"a map was expected, not {type(value).__name__}")
    return value


def comparable(value: Value) -> object:
    """A hashable form in which equal values are equal: lists regardless of order."""
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, dict):
        return frozenset(value.items())
    return value
