"""Older versions of notes beside the newest: those in which words stand that somebody decided on and that are not there any more."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from abstraction.decisions import WORDS_GONE, standing
from abstraction.records import CaseAbstraction, CaseEvidence, EarlierEvidence, NoteAbstraction, ReviewDecision
from app_pages.evidence import target
from registry.store import Registry
from review.wording import note_label

# (note, version) -> that version, under an id of its own and with nothing read from it
Older = Mapping[tuple[str, int], NoteAbstraction]


def older_id(one: EarlierEvidence) -> str:
    """What an older version is called among the notes of the case."""
    return f"{one.note_id} (version {one.version})"


def older_versions(registry: Registry, earlier: Iterable[EarlierEvidence]) -> Older:
    """The older versions that this evidence stands in, oldest note first."""
    found: dict[tuple[str, int], NoteAbstraction] = {}
    for one in earlier:
        note = registry.note_version(one.note_id, one.version, older_id(one))
        if note is not None:
            found[one.note_id, one.version] = NoteAbstraction(note, (), {})
    return dict(sorted(found.items(), key=lambda item: (item[1].note.note_date, item[0])))


def earlier_of(case: CaseAbstraction, decisions: Sequence[ReviewDecision]) -> list[EarlierEvidence]:
    """The evidence of the case's values that stands in older versions of notes only."""
    return [
        one
        for element, decision in standing(decisions).items()
        if element in case.values and WORDS_GONE in case.values[element].reasons
        for one in decision.earlier
    ]


def older_evidence(earlier: Iterable[EarlierEvidence]) -> list[CaseEvidence]:
    """Such evidence as that of the older version, so that it is marked there."""
    return [CaseEvidence(older_id(one), one.mention) for one in earlier]


def earlier_rows(earlier: Iterable[EarlierEvidence], older: Older) -> list[dict[str, Any]]:
    """The words of such evidence: where they stood, and the way there."""
    rows: dict[str, dict[str, Any]] = {}
    for one in earlier:
        version = older.get((one.note_id, one.version))
        if version is not None:
            place = target(CaseEvidence(older_id(one), one.mention))
            words = version.note.text[one.mention.start : one.mention.end]
            label = f"{note_label(version)}, version {one.version}"
            rows.setdefault(str(place), {"note": label, "words": " ".join(words.split()), "evidence": [place]})
    return list(rows.values())
