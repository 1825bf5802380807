"""The liver metastases of a case: a row a lesion with its sizes by note, the segments they lie in, the largest size over time."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from abstraction.records import Assertion, CaseAbstraction, CaseEvidence, Lesion, Mention, NoteAbstraction
from app_pages.evidence import targets
from review.wording import note_label

SEGMENTS = ("1", "2", "3", "4a", "4b", "5", "6", "7", "8")
# A whole segment IV lies in both of its halves.
HALVES = {"4": ("4a", "4b")}
SAID = {
    Assertion.PRESENT: "present",
    Assertion.ABSENT: "gone",
    Assertion.POSSIBLE: "possible",
    Assertion.HISTORICAL: "earlier",
}
MARKED = ("liver_segments", "liver_max_size_mm", "liver_prior_max_size_mm", "liver_lesion_count")
Key = tuple[tuple[str, ...], int]


def lesions_of(case: CaseAbstraction) -> dict[str, Any]:
    """Notes that tell single lesions, oldest first; a row a lesion; what is known of each segment; the largest size by date."""
    alone = {lesion.segments[0] for item in case.notes for lesion in item.lesions if len(lesion.segments) == 1}
    telling = {item.note.note_id: found for item in case.notes if (found := single(item.lesions, alone))}
    notes = [item for item in case.notes if item.note.note_id in telling]
    notes.sort(key=lambda item: (item.note.note_date, item.note.note_id))
    return {
        "notes": [note_label(item) for item in notes],
        "rows": ledger(notes, telling),
        "segments": segments(case, notes, telling),
        "sizes": sizes(case),
    }


def single(lesions: Sequence[Lesion], alone: AbstractSet[str]) -> dict[Key, Lesion]:
    """The lesions of a note by segments and rank of size.

    Left out is a statement that sums up several: more than one segment, each of which some note tells of `alone`.
    """
    told = [
        lesion
        for lesion in lesions
        if lesion.segments and (len(lesion.segments) == 1 or not set(lesion.segments) <= alone)
    ]
    found: dict[Key, Lesion] = {}
    for lesion in sorted(told, key=lambda lesion: -(lesion.size_mm or 0)):
        rank = sum(key[0] == lesion.segments for key in found)
        found[lesion.segments, rank] = lesion
    return found


def ledger(notes: Sequence[NoteAbstraction], telling: dict[str, dict[Key, Lesion]]) -> list[dict[str, Any]]:
    """A row a lesion: lesions of several notes are one where segments and rank of size agree."""
    keys = dict.fromkeys(key for item in notes for key in telling[item.note.note_id])
    rows = []
    for key in sorted(
        keys, key=lambda key: ([SEGMENTS.index(one) if one in SEGMENTS else 3 for one in key[0]], key[1])
    ):
        seen = [(item, telling[item.note.note_id][key]) for item in notes if key in telling[item.note.note_id]]
        newest_note, newest = seen[-1]
        status = SAID.get(newest.assertion, "not counted")
        newer = [item for item in notes if item.note.note_date > newest_note.note.note_date]
        rows.append(
            {
                "segments": ", ".join(key[0]),
                "cells": [_cell(item, telling[item.note.note_id].get(key)) for item in notes],
                "status": f"not told in {note_label(newer[-1])}" if newer else status,
                "change": change([lesion for _, lesion in seen]),
            }
        )
    return rows


def _cell(item: NoteAbstraction, lesion: Lesion | None) -> dict[str, Any]:
    """What one note says of a lesion, and where."""
    if lesion is None:
        return {"size": "", "before": "", "evidence": []}
    return {
        "size": f"{lesion.size_mm:g}" if lesion.size_mm is not None else "no size",
        "before": f"{lesion.prior_size_mm:g}" if lesion.prior_size_mm is not None else "",
        "evidence": targets(CaseEvidence(item.note.note_id, mention) for mention in marks(item, lesion)),
    }


def marks(item: NoteAbstraction, lesion: Lesion) -> list[Mention]:
    """What is marked in the note within the words of a lesion: its segments first, then sizes and counts."""
    spans = [(mention.start, mention.end) for mention in lesion.evidence]
    return [
        mention
        for element in MARKED
        if element in item.values
        for mention in item.values[element].evidence
        if any(start <= mention.start and mention.end <= end for start, end in spans)
        and (element != "liver_segments" or mention.value in lesion.segments)
    ]


def change(seen: Sequence[Lesion]) -> str:
    """From the first size known to the last one: "55 → 52 mm, -5 %"; nothing where there is only one."""
    known = [
        size for lesion in seen for size in (lesion.prior_size_mm, lesion.size_mm) if size is not None and size > 0
    ]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    return f"{first:g} → {last:g} mm, {100 * (last - first) / first:+.0f} %"


def segments(
    case: CaseAbstraction, notes: Sequence[NoteAbstraction], telling: dict[str, dict[Key, Lesion]]
) -> dict[str, dict[str, Any]]:
    """Segment -> its lesions and their largest size in the newest note; only the segments that the case holds."""
    value = case.values.get("liver_segments")
    held = {half for one in _listed(value.value if value else None) for half in HALVES.get(one, (one,))}
    newest = telling[notes[-1].note.note_id] if notes else {}
    found: dict[str, dict[str, Any]] = {}
    for segment in SEGMENTS:
        here = [
            lesion
            for (places, _), lesion in newest.items()
            if segment in {half for one in places for half in HALVES.get(one, (one,))}
        ]
        if segment in held or (value is None and here):
            largest = max((lesion.size_mm or 0 for lesion in here), default=0)
            found[segment] = {"lesions": len(here), "largest": largest}
    return found


def sizes(case: CaseAbstraction) -> list[dict[str, Any]]:
    """The largest metastasis by date as each note states it, oldest first; a size before the first note has no date."""
    found: list[dict[str, Any]] = []
    for item in sorted(case.notes, key=lambda item: (item.note.note_date, item.note.note_id)):
        now, before = item.values.get("liver_max_size_mm"), item.values.get("liver_prior_max_size_mm")
        for when, value in (("before", before if not found else None), (item.note.note_date, now)):
            if value is not None and isinstance(value.value, int | float):
                place = targets(CaseEvidence(item.note.note_id, mention) for mention in value.evidence)
                found.append({"when": when, "size": value.value, "note": note_label(item), "evidence": place})
    return found


def _listed(value: object) -> list[str]:
    """The items of a list value; none of another."""
    return [str(one) for one in value] if isinstance(value, list) else []
