"""Statements on liver lesions -> which of them hold now, lesion by lesion."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from abstraction.records import NoteType
from extraction.lesion_sizes import Size
from extraction.lesion_statements import BENIGN, Statement
from extraction.lesion_counts import Quantity
from extraction.reading import Reading
from extraction.specimen_parts import BIOPSY

STALE_DAYS = 100
NEWER_DAYS = 60

# "hepatectomy x2" counts operations.
TOTAL = re.compile(r"\b(?:total|totally|total of|altogether|in all|overall|in total)\W*(?:of )?$")
COUNTED = re.compile(r" ?(?:are |were |can be |could be )?(?:counted|in total|altogether|in number|all told|overall)\b")
REPEATED = re.compile(
    r"(?:\w*hepatectom\w+|resections?|wedges?|metastasectom\w+|biops\w+|bx|ablations?|rfa|mwa|cores?|sections?)\b[^,;.]{0,30}$"
)
BEFORE_NUMBER = re.compile(r"[\s:(\-–=,]*(?:number|count|no)?[\s:(\-–=]*")

Key = tuple[str, ...]


class LiverPicture:
    """What the note says of the liver's metastases now: statements by rank, lesions by segments."""

    def __init__(self, reading: Reading, statements: Sequence[Statement]) -> None:
        self.reading = reading
        stale = outdated(reading, statements)
        self.statements = [
            one if one.number is None or is_count(reading, one, one.number) else replace(one, number=None)
            for one in statements
            if id(one) not in stale
        ]
        self.known = any(one.kind == "metastasis" and one.state in ("present", "prior", "gone") for one in statements)
        top = max((one.rank for one in self.statements), default=0)
        undone = self.undone(top)
        self.present = [
            one
            for one in self.statements
            if one.counts and self.known and not (one.codes and one.rank < undone.get(frozenset(one.codes), 0))
        ]
        self.present = self.asked_only_if_silent()
        located = {one.part for one in self.present if one.part and one.segments and not one.is_borrowed}
        self.present = [
            replace(one, segments=[]) if one.is_borrowed and one.part in located else one for one in self.present
        ]
        cleared = self.cleared_parts()
        if cleared and not any(one.kind == "metastasis" and one.rank > 0 and one.part not in cleared for one in self.present):
            self.present = []
        self.present = [one for one in self.present if not one.part or one.part not in cleared]
        self.lesions: dict[Key, list[Statement]] = defaultdict(list)
        for one in self.present:
            if one.codes:
                self.lesions[tuple(sorted(one.codes))].append(one)

    def asked_only_if_silent(self) -> list[Statement]:
        """The present statements; of those of the request only what the report itself does not tell."""
        report = [one for one in self.present if one.rank > 0]
        sized = any(one.sizes for one in report)
        numbered = sized or any(one.number for one in report)
        placed = any(one.segments and not one.is_biopsy for one in report)
        kept = list(report)
        for one in self.present:
            if one.rank == 0:
                kept.append(
                    replace(
                        one,
                        sizes=[] if sized else one.sizes,
                        number=None if numbered else one.number,
                        segments=[] if placed else one.segments,
                    )
                )
        return sorted(kept, key=lambda one: one.start)

    def undone(self, top: int) -> dict[frozenset[str], int]:
        """Segments of lesions that are gone or called benign, with the rank above which nothing else may call them present."""
        found: dict[frozenset[str], int] = {}
        for one in self.statements:
            if not one.codes:
                continue
            if one.state == "gone":
                found[frozenset(one.codes)] = one.rank + 1
            elif one.kind in BENIGN and one.rank >= 2 and one.state == "present":
                found[frozenset(one.codes)] = one.rank
        return found

    def cleared_parts(self) -> set[str]:
        """Specimens in which something benign or nothing was found and no metastasis."""
        positive = {one.part for one in self.statements if one.kind == "metastasis" and one.state == "present"}
        named = {
            one.part
            for one in self.statements
            if one.kind in BENIGN or (one.kind == "metastasis" and one.state == "absent")
        }
        return named - positive

    def in_parts(self) -> int:
        """Tumours summed over the specimens; 0 where the note has no specimens with metastases."""
        total = 0
        for part in {one.part for one in self.present if one.part}:
            told = [one for one in self.present if one.part == part]
            if not any(one.kind == "metastasis" for one in told) or all(
                one.is_biopsy and not one.number for one in told
            ):
                continue
            by_sentence: dict[int, list[Statement]] = defaultdict(list)
            for one in told:
                by_sentence[one.sentence].append(one)
            total += max(multiplicity(group) for group in by_sentence.values())
        return total

    @property
    def denied(self) -> list[Statement]:
        """Statements that there is no liver metastasis, or that all are gone."""
        return [
            one
            for one in self.statements
            if one.in_liver
            and one.state in ("absent", "gone")
            and one.kind in ("metastasis", "lesion")
            and not one.lobes
            and one.rank > 0
            and (one.state == "gone" or not one.codes)
        ]

    def sized(self) -> list[tuple[Statement, Size]]:
        """The size of each lesion: by segments, from the statement of the highest rank; sizes without segments all."""
        chosen: list[tuple[Statement, Size]] = []
        for group in self.lesions.values():
            told = [one for one in group if one.sizes]
            top = max((one.rank for one in told), default=0)
            chosen += [(one, size) for one in told if one.rank == top for size in one.sizes]
        loose = [one for one in self.present if one.sizes and not one.codes]
        return chosen + [(one, size) for one in loose for size in one.sizes]

    def distinct(self) -> int:
        """Lesions told apart by segment, or by size within one sentence."""
        told = {
            key: records
            for key, group in self.lesions.items()
            if (records := [one for one in group if is_lesion_record(self.reading, one)])
        }
        total, covered = 0, set()
        for key in sorted(told, key=len, reverse=True):
            if key in covered:
                continue
            inside = [other for other in told if other != key and set(other) <= set(key)]
            own = most_in_a_sentence(told[key])
            described = any(one.sizes or one.number for one in told[key])
            if inside and (own > 1 or not described or any(one.lists for one in told[key])):
                total += max(own if described else 0, sum(most_in_a_sentence(told[other]) for other in inside))
                covered |= set(inside)
            elif described or not any(set(key) & set(other) for other in told if other != key):
                total += own
        loose: dict[int, int] = defaultdict(int)
        for one in self.present:
            if one.sizes and not one.codes:
                loose[one.sentence] += len(one.sizes)
        return total or max(loose.values(), default=0)


def most_in_a_sentence(group: Sequence[Statement]) -> int:
    """The most lesions that one sentence tells of among these statements on one place."""
    return max(
        multiplicity([one for one in group if one.sentence == sentence]) for sentence in {one.sentence for one in group}
    )


def is_count(reading: Reading, one: Statement, number: Quantity) -> bool:
    """Whether the number counts the lesions: it stands before their name, or the name before it with nothing between."""
    if number.innumerable:
        return True
    if TOTAL.search(reading.levelled, max(0, number.start - 16), number.start) or COUNTED.match(reading.levelled, number.end):
        return True
    if number.times and one.nouns and not one.segments and number.start - one.nouns[-1].end > 16:
        return False
    if number.times:
        return not REPEATED.search(reading.levelled, one.lead, number.start)
    for hit in one.nouns:
        if number.end <= hit.start:
            return hit.start - number.end <= 80
        if BEFORE_NUMBER.fullmatch(reading.levelled, hit.end, number.start):
            return True
    return not one.nouns and bool((one.segments and not one.is_borrowed) or one.lobes)


def is_lesion_record(reading: Reading, one: Statement) -> bool:
    """Whether the statement describes a lesion itself and does not only say where a biopsy came from."""
    if one.sizes or one.number:
        return True
    if reading.note.note_type is NoteType.PATHOLOGY:
        return False
    start, end = reading.sentence_at(one.start)
    return one.kind in ("metastasis", "lesion") and not BIOPSY.search(reading.levelled, start, end)


def multiplicity(group: Sequence[Statement]) -> int:
    """How many lesions of one place a sentence tells of."""
    numbers = sum(one.number.low for one in group if one.number and not one.lists)
    sizes = sum(len(one.sizes) for one in group)
    return max(numbers, sizes, 1)


def outdated(reading: Reading, statements: Sequence[Statement]) -> set[int]:
    """Statements of an earlier time in a note that tells a course: dated long before the note, with a newer one beside."""
    if reading.note.note_type is NoteType.RADIOLOGY:
        return set()
    today = date.fromisoformat(reading.note.note_date)
    telling = [
        one for one in statements if one.in_liver and (one.sizes or one.segments or one.number or one.state == "absent")
    ]
    old = [one for one in telling if one.told and (today - one.told).days > STALE_DAYS]
    newest = max(((one.told or today) for one in telling), default=today)
    return {id(one) for one in old if one.told and (newest - one.told).days > NEWER_DAYS}
