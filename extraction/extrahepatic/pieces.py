"""Sentences cut into pieces that make one statement each about one or more places."""

import re
from collections.abc import Sequence

from extraction.assertion import Cue
from extraction.extrahepatic.chunks import (
    Chunk,
    Edge,
    Told,
    ends_in_adjective,
    is_bare,
    is_predicate,
    opens_normal,
    read_chunks,
    read_told,
    separators,
    starts_negated,
)
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.sites import Place

HARD = frozenset({";", "but", "however", "although", "whereas", "while", "except", "other than", "apart from", "   "})
# "Adenopathy in the porta hepatis and retroperitoneum has progressed": one verb for all places.
COURSE = pattern_of(
    r"\b(?:has|have|is|are) (?:(?:all|both|also|slightly|markedly|again|partly|further) )*(?:progress|increas|decreas|enlarg|grown|resolv|regress|disappear|unchanged|stable|smaller|larger|bigger|shrunk)"
)
# "Portal 1/3, hepatic artery 0/2": each station with its own count.
COUNTED = pattern_of(r"\d(?<![\d/.]\d)\d? ?(?:/|of|out of) ?\d{1,2}(?![\d/])")
NOUN = pattern_of(r"\s(?:lymph\s)?")
INTO = pattern_of(r"\b(?:in|into|to|of|involving|within|on|at)\b|[:(]")
# The next place of a list: ", at the coeliac trunk", "or along the aorta".
NEXT_PLACE = pattern_of(r"\W*(?:at|along|around|in|within|near|about|beside|behind) (?:the )?")
SIDES = pattern_of(r"\b(left|right)\b")
SIDE = pattern_of(r"\W*(?:the |on the )?(left|right)\b")
# Bounds on what is looked at around one chunk: lists of findings are short, and long ones must not cost the square.
LONGEST_LIST, LONGEST_PIECE = 16, 40


class Piece:
    """A run of chunks that share their places and their statement, what is told in it, and the mark it is opened by.

    `chunks` are left out of a sentence in one piece (see `chunks_of`).
    """

    __slots__ = ("chunks", "end", "opened_by", "places", "start", "told")

    def __init__(
        self,
        span: Interval,
        places: tuple[Place, ...],
        told: Told,
        opened_by: str = "",
        chunks: Sequence[Chunk] = (),
    ) -> None:
        self.start, self.end = span
        self.places, self.told, self.opened_by, self.chunks = places, told, opened_by, chunks


def cut(reading: Reading, span: Interval, places: list[Place], told: Told) -> list[Piece]:
    """Pieces of the span, in which `told` is told, in order."""
    marks = separators(reading, span, places)
    whole = Piece(span, tuple(places), told)
    if not marks or not may_part(reading, whole, marks):
        return [whole]
    chunks = read_chunks(reading, span, marks, places, told)
    runs: list[list[Chunk]] = []
    current: list[Chunk] = []
    for index, chunk in enumerate(chunks):
        if len(current) >= LONGEST_PIECE or (current and begins_piece(reading, current, chunks, index)):
            runs.append(current)
            current = []
        current.append(chunk)
    return [joined(reading, run) for run in (*runs, current)] if runs else [whole]


def may_part(reading: Reading, whole: Piece, marks: list[Edge]) -> bool:
    """Whether a piece may begin behind a separator: a hard one, before one more place or nodes, or where sides are compared.

    Something must be said before or of these, or each has its count.
    """
    if len(marks) >= LONGEST_PIECE or any(mark in HARD for _, _, mark in marks):
        return True
    told = whole.told
    last = whole.places[-1].start if whole.places else -1
    if told.nodes:
        last = max(last, told.nodes[-1].start)
    if last > marks[0][0]:
        said = any(found and found[0].start <= last for found in (told.findings, told.qualities, told.cues))
        if said or COUNTED.search(reading.levelled, whole.start, whole.end):
            return True
    text = reading.levelled[whole.start : whole.end]
    return "left" in text and "right" in text


def chunks_of(reading: Reading, piece: Piece) -> Sequence[Chunk]:
    """The chunks of the piece."""
    span = (piece.start, piece.end)
    return piece.chunks or read_chunks(reading, span, separators(reading, span, piece.places), piece.places, piece.told)


def joined(reading: Reading, chunks: list[Chunk]) -> Piece:
    """One piece from neighbouring chunks, with the places of all of them."""
    span = (chunks[0].start, chunks[-1].end)
    places = tuple([place for chunk in chunks for place in chunk.places])
    return Piece(span, places, read_told(reading, span), chunks[0].opened_by, chunks)


def only_names(reading: Reading, piece: Piece, *, sized: bool = False) -> bool:
    """Whether the piece names things and says nothing of them; `sized`: but their size."""
    return all(not chunk.has_status and is_bare(reading, chunk, sized=sized) for chunk in chunks_of(reading, piece))


def begins_piece(reading: Reading, current: list[Chunk], chunks: list[Chunk], index: int) -> bool:
    """Whether the chunk at the index starts a new statement."""
    chunk = chunks[index]
    if chunk.opened_by in HARD:
        return True
    if chunk.has_status and is_other_side(reading, current, chunk):
        return True
    if not chunk.has_place:
        return False
    complete = placed = False
    for part in current:
        complete = complete or part.has_status
        placed = placed or part.has_place
    if placed and COUNTED.search(reading.levelled, chunk.start, chunk.end) and is_counted(reading, current):
        return True
    opens_negated = starts_negated(chunk)
    either = chunk.opened_by == "nor" or (chunk.opened_by == "or" and not opens_negated)
    if either and is_negated_list(current):
        return False  # "No nodule or pathological uptake in the lungs"
    if chunk.opened_by == "nor" and denies(current) and not (chunk.findings or chunk.qualities or chunk.nodes):
        return False  # "no suspicious node in the pedicle, nor in the coeliac region"
    if opens_negated:
        return placed or complete
    if not complete or is_predicate(chunk) or says_only_where(reading, current, chunk):
        return False
    if denies(current) and is_next_place(reading, chunk):
        return False  # "no nodes in the ligament, at the coeliac trunk or along the aorta"
    if chunk.opened_by in ("and", "or", "&", "/") and shares_noun(reading, current[-1], chunk):
        return False
    if (
        chunk.opened_by == "and"
        and is_open_list(reading, current)
        and COURSE.search(reading.levelled, chunk.start, chunk.end)
    ):
        return False
    if is_bare(reading, chunk):
        if is_negated_list(current) or ends_in_adjective(reading, current[-1]) or opens_normal(current[0]):
            return False
        if not chunk.has_status and is_open_list(reading, current):
            return False
        if placed and closed_behind(reading, current, chunks[index : index + LONGEST_LIST]):
            return False
    if not placed:
        return True
    if is_negated_list(current):
        return True
    if chunk.opened_by in ("or", "nor"):
        return False
    return not (is_weak(current) and chunk.opened_by in ("and", "/", "+"))


def is_other_side(reading: Reading, current: list[Chunk], chunk: Chunk) -> bool:
    """Whether the chunk, which judges, goes over to the other one of a pair: "left 20 mm metastasis, right not affected"."""
    side = SIDE.match(reading.levelled, chunk.start, chunk.end)
    if side is None or not any(part.has_status for part in current):
        return False
    before = SIDES.findall(reading.levelled, current[0].start, current[-1].end)
    return bool(before) and before[-1] != side.group(1)


def is_counted(reading: Reading, current: list[Chunk]) -> bool:
    """Whether a place of the piece so far has its own count."""
    return any(part.has_place and COUNTED.search(reading.levelled, part.start, part.end) for part in current)


def is_next_place(reading: Reading, chunk: Chunk) -> bool:
    """Whether the chunk is nothing but one more place of a list, with its preposition."""
    lead = None if chunk.has_status or chunk.nodes else NEXT_PLACE.match(reading.levelled, chunk.start, chunk.end)
    return lead is not None and not re.search(r"\d", reading.levelled[lead.end() : chunk.end])


def denies(current: list[Chunk]) -> bool:
    """Whether the piece so far denies something of its places and says nothing else of them."""
    told = {cue.category for part in current for cue in part.cues}
    return bool(told & {"negated", "no_new"}) and not told & {"normal", "possible"}


def is_negated_list(current: list[Chunk]) -> bool:
    """Whether the piece so far opens with a negation that can run on through a list."""
    return any(starts_negated(part) for part in current) and not any(
        cue.category in ("normal", "possible", "affirmed") and not is_denied(cue, part)
        for part in current
        for cue in part.cues
    )


def is_denied(cue: Cue, part: Chunk) -> bool:
    """Whether the cue is the very word that is denied: "nothing suspicious in the lungs, ..."."""
    return cue.category == "affirmed" and any(
        other.category == "negated" and 0 <= cue.start - other.end <= 1 for other in part.cues
    )


def is_open_list(reading: Reading, current: list[Chunk]) -> bool:
    """Whether the piece names a finding and then, behind "in" or "to", the first of its places: "metastases to the lung, ..."."""
    for part in current:
        if part.findings and part.places and part.findings[0].end <= part.places[-1].start:
            return bool(INTO.search(reading.levelled, part.findings[0].start, part.places[-1].start))
    return False


def says_only_where(reading: Reading, current: list[Chunk], chunk: Chunk) -> bool:
    """Whether the chunk gives the place the piece still lacks: "3 mm nodule, RLL", "no node of size | and shape seen in ..."."""
    if chunk.has_status or any(part.places for part in current) or not chunk.places:
        return False
    unplaced = not any(part.nodes for part in current)
    return unplaced or bool(INTO.search(reading.levelled, chunk.start, chunk.places[0].start))


def shares_noun(reading: Reading, last: Chunk, chunk: Chunk) -> bool:
    """Whether two stations share the word for nodes: "enlarged periportal | and retroperitoneal nodes of up to 22 mm"."""
    if last.nodes or not (chunk.places and chunk.places[0].nodes and ends_in_adjective(reading, last)):
        return False
    return any(NOUN.fullmatch(reading.levelled, chunk.places[0].end, node.start) for node in chunk.nodes)


def is_weak(current: list[Chunk]) -> bool:
    """Whether the piece so far names a nodule or node and has not yet judged it."""
    return not any(
        part.qualities
        or any(hit.concept != "lesion" for hit in part.findings)
        or any(cue.category in ("negated", "no_new", "normal", "possible") for cue in part.cues)
        for part in current
    )


def answers_itself(chunk: Chunk, current: list[Chunk]) -> bool:
    """Whether a bare site is denied behind findings told by name: "lung metastases, | peritoneum none"."""
    denied = any(cue.category == "negated" and cue.direction == "backward" for cue in chunk.cues)
    return denied and not (chunk.findings or chunk.nodes) and any(part.findings for part in current)


def closed_behind(reading: Reading, current: list[Chunk], tail: list[Chunk]) -> bool:
    """Whether a list of bare nouns ends in one judgement behind: "peritoneal nodules, enlarged nodes: none"."""
    if not any(cue.category == "negated" and cue.direction == "backward" for part in tail for cue in part.cues):
        return False
    if any(starts_negated(part) for part in tail) or answers_itself(tail[0], current):
        return False
    return all(is_bare(reading, part) and not part.cues for part in current) and all(
        is_bare(reading, part) for part in tail
    )
