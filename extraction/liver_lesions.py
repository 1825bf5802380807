"""Statements on liver lesions -> which of them hold now, lesion by lesion."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
COMPLETE = re.compile(r"\bcomplete (?:radiolog\w+ |imaging |hepatic |liver |metabolic |pathological |pathologic )?(?:response|remission)\b")
SPREAD = re.compile(r"\b(?:metachronous|synchronous|stage iv|hepatic recurrence|liver recurrence|c?m1[abc]?)\b")
REPEATED = re.compile(
    r"(?:\w*hepatectom\w+|resections?|wedges?|metastasectom\w+|biops\w+|bx|ablations?|rfa|mwa|cores?|sections?)\b[^,;.]{0,30}$"
)
BEFORE_NUMBER = re.compile(r"[\s:(\-–=,]*(?:number|count|no|are|is)?[\s:(\-–=]*")

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
        self.known = is_known(reading)
        undone = self.undone()
        self.present = [
            without(one, undone)
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
        if is_on_other_tumour(reading, self.present):
            self.present = []
        if not any(one.kind == "metastasis" for one in self.present) and self.denied_outright():
            self.present = []
        self.complete_response = complete_response(reading, self.present)
        if self.complete_response:
            self.present = []
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

    def undone(self) -> dict[frozenset[str], int]:
        """Segments of lesions that are gone or called benign, with the rank above which nothing else may call them present."""
        found: dict[frozenset[str], int] = {}
        for one in self.statements:
            if not one.codes:
                continue
            if one.state == "gone":
                found[frozenset(one.codes)] = one.rank + 1
            elif one.kind in BENIGN and one.state == "present" and (one.rank >= 2 or not one.sizes):
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
        return named - positive - {""}

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

    def denied_outright(self) -> bool:
        """Whether the note says in so many words that there are no liver metastases."""
        return any(
            one.kind == "metastasis" and one.state == "absent" and one.rank > 0 and "liver" in one.places and not one.codes
            for one in self.statements
        )

    @property
    def denied(self) -> list[Statement]:
        """Statements that there is no liver metastasis, or that all are gone."""
        return self.complete_response + [
            one
            for one in self.statements
            if one.in_liver
            and one.state in ("absent", "gone")
            and one.kind in ("metastasis", "lesion")
            and not one.lobes
            and one.rank > 0
            and (one.state == "gone" or not one.codes)
            and (self.reading.note.note_type is not NoteType.PATHOLOGY or ("liver" in one.places and one.kind == "metastasis"))
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
        described = {key for key, group in told.items() if any(one.sizes or one.number for one in group)}
        told = {
            key: group
            for key, group in told.items()
            if key in described or not any(set(key) & set(other) for other in described)
        }
        total, covered = 0, set()
        for key in sorted(told, key=len, reverse=True):
            if key in covered:
                continue
            inside = [
                other
                for other in told
                if other != key and set(other) <= set(key) and not side_by_side(told[key], told[other])
            ]
            own = most_in_a_sentence(told[key])
            if inside:
                total += max(own if key in described else 0, sum(most_in_a_sentence(told[other]) for other in inside))
                covered |= set(inside)
            else:
                total += max([own, *(min(one.number.low, len(key)) for one in told[key] if one.number)])
        loose: dict[int, int] = defaultdict(int)
        for one in self.present:
            if one.sizes and not one.codes and not is_plural(self.reading, one):
                loose[one.sentence] += len(one.sizes)
        return total or max(loose.values(), default=0)


def complete_response(reading: Reading, present: Sequence[Statement]) -> list[Statement]:
    """ "Complete radiological response" with no lesion described after it: all are gone."""
    found = list(COMPLETE.finditer(reading.levelled))
    if not found or reading.note.note_type is NoteType.OPERATIVE:
        return []
    start, end = found[-1].span()
    section = reading.section_at(start)
    if reading.effects(start, end) & {"negated", "hypothetical", "family", "possible"} or section.category in ("indication", "plan"):
        return []
    if any(one.start > start and (one.sizes or one.number or one.codes) for one in present):
        return []
    if reading.note.note_type is NoteType.PATHOLOGY and any(one.sizes and one.rank >= reading.rank_at(start) for one in present):
        return []
    return [Statement(start, end, reading.rank_at(start), section.category, kind="metastasis", state="gone", in_liver=True)]


def is_on_other_tumour(reading: Reading, present: Sequence[Statement]) -> bool:
    """Whether the weightiest name of the liver's tumour is another one: hepatocellular, biliary, neuroendocrine."""
    others = [
        reading.rank_at(hit.start)
        for hit in reading.hits("liver_lesion")
        if hit.concept == "other_tumour"
        and not reading.effects(hit.start, hit.end) & {"negated", "possible", "hypothetical", "family", "historical"}
        and not reading.is_question(hit.start)
    ]
    ours = [one.rank for one in present if one.kind == "metastasis"]
    return bool(others) and max(others) > max(ours, default=0)


def is_known(reading: Reading) -> bool:
    """Whether the note says anywhere that there is metastatic disease; a lesion that is nothing but a lesion is not counted."""
    if SPREAD.search(reading.levelled):
        return True
    names = ("metastasis", "carcinoma") if reading.note.note_type is NoteType.PATHOLOGY else ("metastasis",)
    return any(
        hit.concept in names and not reading.effects(hit.start, hit.end) & {"negated", "family"}
        for hit in reading.hits("liver_lesion")
    )


def without(one: Statement, undone: Mapping[frozenset[str], int]) -> Statement:
    """The statement without the segments that a weightier one has cleared."""
    cleared = {code for codes, rank in undone.items() if one.rank < rank and codes < set(one.codes) for code in codes}
    if not cleared:
        return one
    kept = [ref._replace(codes=tuple(code for code in ref.codes if code not in cleared)) for ref in one.segments]
    return replace(one, segments=[ref for ref in kept if ref.codes])


def is_plural(reading: Reading, one: Statement) -> bool:
    """Whether one size is told of several lesions: "metastases, the biggest 9 cm"."""
    names = [reading.levelled[hit.start : hit.end] for hit in one.nouns if hit.concept in ("metastasis", "lesion")]
    return len(one.sizes) == 1 and any(name.endswith("s") and not name.endswith("is") for name in names)


def side_by_side(group: Sequence[Statement], other: Sequence[Statement]) -> bool:
    """Whether one sentence gives each of the two places a size of its own: "segment V 8 mm, V/VIII 7 mm"."""
    return bool({one.sentence for one in group if one.sizes} & {one.sentence for one in other if one.sizes})


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
