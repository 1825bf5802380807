"""Sentences cut into pieces that make one statement each about one or more places."""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from extraction.assertion import Cue
from extraction.matching import Hit
from extraction.reading import Reading, openers
from extraction.sentences import Interval
from extraction.sites import Place

SEPARATOR = re.compile(
    r";|,(?!\d)|\bbut\b|\bhowever\b|\balthough\b|\bwhereas\b|\bwhile\b|\bexcept\b|\bother than\b|\bapart from\b|\band\b|\bwith\b|\bplus\b|\+|"
    r"\bas well as\b|\bor\b|\bnor\b|(?<=\s)/(?=\s)"
)
HARD = frozenset({";", "but", "however", "although", "whereas", "while", "except", "other than", "apart from"})
VERB = re.compile(r"\b(?:is|are|was|were|has|have|shows?|looks?|appears?|measures?)\b")
INTO = re.compile(r"\b(?:in|into|to|of|involving|within|on|at)\b|[:(]")
ADJECTIVES = ("al", "ic", "ac", "ous", "ary", "ar", "ian", "caval", "lung", "liver", "bone", "brain")
# Bounds on what is looked at around one chunk: lists of findings are short, and long ones must not cost the square.
LONGEST_LIST, LONGEST_PIECE = 16, 40
WORD = re.compile(r"[a-z0-9]+")


class Chunk(NamedTuple):
    """Text between two separators and what stands in it."""

    start: int
    end: int
    opened_by: str
    places: tuple[Place, ...]
    findings: tuple[Hit, ...]
    qualities: tuple[Hit, ...]
    nodes: tuple[Hit, ...]
    cues: tuple[Cue, ...]

    @property
    def has_place(self) -> bool:
        """Whether the chunk says where; node words count, as "no adenopathy" has its own place."""
        return bool(self.places or self.nodes)

    @property
    def has_status(self) -> bool:
        """Whether the chunk says something about its places."""
        return bool(
            self.findings
            or self.qualities
            or any(c.category in ("negated", "no_new", "normal", "possible") for c in self.cues)
        )


class Piece(NamedTuple):
    """A run of chunks that share their places and their statement; `bare`: names things and says nothing of them."""

    start: int
    end: int
    places: tuple[Place, ...]
    bare: bool


def cut(reading: Reading, span: Interval, places: list[Place]) -> list[Piece]:
    """Pieces of the span in order."""
    chunks = read_chunks(reading, span, places)
    pieces: list[Piece] = []
    current: list[Chunk] = []
    for index, chunk in enumerate(chunks):
        if len(current) >= LONGEST_PIECE or (
            current and begins_piece(reading, current, chunk, chunks[index + 1 : index + LONGEST_LIST])
        ):
            pieces.append(joined(reading, current))
            current = []
        current.append(chunk)
    if current:
        pieces.append(joined(reading, current))
    return pieces


def joined(reading: Reading, chunks: list[Chunk]) -> Piece:
    """One piece from neighbouring chunks, with the places of all of them."""
    bare = all(is_bare(reading, chunk) and not chunk.has_status for chunk in chunks)
    return Piece(chunks[0].start, chunks[-1].end, tuple(place for chunk in chunks for place in chunk.places), bare)


def read_chunks(reading: Reading, span: Interval, places: list[Place]) -> list[Chunk]:
    """The span cut at every separator that lies in no place's name."""
    starts = [place.start for place in places]
    edges: list[tuple[int, int, str]] = [(span[0], span[0], "")]
    for match in SEPARATOR.finditer(reading.levelled, *span):
        at = bisect_right(starts, match.start()) - 1
        if at < 0 or places[at].end <= match.start():
            edges.append((match.start(), match.end(), match.group().strip()))
    chunks: list[Chunk] = []
    for number, (at, begin, mark) in enumerate(edges):
        end = edges[number + 1][0] if number + 1 < len(edges) else span[1]
        inside = (at, end)
        cues = reading.cues(inside)
        chunks.append(
            Chunk(
                min([begin, *(cue.start for cue in cues[:1] if cue.start >= at)]),
                end,
                mark,
                tuple(places[bisect_left(starts, at) : bisect_left(starts, end)]),
                tuple(hit for hit in reading.hits("ehd_finding", inside) if not in_brackets(reading, hit, at)),
                tuple(reading.hits("finding_quality", inside)),
                tuple(reading.hits("lymph_node", inside)),
                tuple(cues),
            )
        )
    return chunks


def in_brackets(reading: Reading, hit: Hit, start: int) -> bool:
    """Whether a mere "lesion" stands in a bracket of its chunk: "the liver (solitary lesion)" is a place of a list."""
    before = reading.levelled[start : hit.start]
    return hit.concept == "lesion" and before.count("(") > before.count(")")


def begins_piece(reading: Reading, current: list[Chunk], chunk: Chunk, rest: list[Chunk]) -> bool:
    """Whether the chunk starts a new statement."""
    if chunk.opened_by in HARD:
        return True
    if not chunk.has_place:
        return False
    complete = any(part.has_status for part in current)
    placed = any(part.has_place for part in current)
    if is_negated_list(current) and (
        chunk.opened_by == "nor" or (chunk.opened_by == "or" and not starts_negated(chunk))
    ):
        return False  # "No nodule or pathological uptake in the lungs"
    if starts_negated(chunk):
        return placed or complete
    if not complete or is_predicate(chunk) or says_only_where(reading, current, chunk):
        return False
    if is_bare(reading, chunk):
        if is_negated_list(current) or ends_in_adjective(reading, current[-1]) or opens_normal(current[0]):
            return False
        if not chunk.has_status and is_open_list(reading, current):
            return False
        if placed and closed_behind(reading, current, chunk, rest):
            return False
    if not placed:
        return True
    if is_negated_list(current):
        return True
    if chunk.opened_by in ("or", "nor"):
        return False
    return not (is_weak(current) and chunk.opened_by in ("and", "/", "+"))


def starts_negated(chunk: Chunk) -> bool:
    """Whether a negation comes before everything else of the chunk."""
    negations = [
        cue.start for cue in chunk.cues if cue.category in ("negated", "no_new") and cue.direction == "forward"
    ]
    others = [place.start for place in chunk.places] + [hit.start for hit in chunk.findings + chunk.nodes]
    return bool(negations) and negations[0] <= min(others, default=negations[0])


def opens_normal(chunk: Chunk) -> bool:
    """Whether a list opens with one judgement for all: "normal spleen | and adrenals"."""
    return bool(chunk.places) and any(
        cue.category == "normal" and cue.end <= chunk.places[0].start for cue in chunk.cues
    )


def is_negated_list(current: list[Chunk]) -> bool:
    """Whether the piece so far opens with a negation that can run on through a list."""
    return any(starts_negated(part) for part in current) and not any(
        cue.category in ("normal", "possible", "affirmed") for part in current for cue in part.cues
    )


def is_open_list(reading: Reading, current: list[Chunk]) -> bool:
    """Whether the piece names a finding and then, behind "in" or "to", the first of its places: "metastases to the lung, ..."."""
    for part in current:
        if part.findings and part.places and part.findings[0].end <= part.places[-1].start:
            return bool(INTO.search(reading.levelled, part.findings[0].start, part.places[-1].start))
    return False


def ends_in_adjective(reading: Reading, chunk: Chunk) -> bool:
    """Whether the chunk stops at a place's adjective, so that its noun follows: "enlarged mesenteric | and iliac nodes"."""
    if not chunk.places:
        return False
    last = chunk.places[-1]
    name = reading.levelled[last.start : last.end]
    return name.endswith(ADJECTIVES) and not reading.levelled[last.end : chunk.end].strip()


def says_only_where(reading: Reading, current: list[Chunk], chunk: Chunk) -> bool:
    """Whether the chunk gives the place the piece still lacks: "3 mm nodule, RLL", "no node of size | and shape seen in ..."."""
    if chunk.has_status or any(part.places for part in current) or not chunk.places:
        return False
    unplaced = not any(part.nodes for part in current)
    return unplaced or bool(INTO.search(reading.levelled, chunk.start, chunk.places[0].start))


def is_predicate(chunk: Chunk) -> bool:
    """Whether the chunk only judges what came before it: ", consistent with metastatic adenopathy"."""
    return not chunk.places and any(
        cue.category in ("affirmed", "possible") and cue.start <= chunk.start + 1 for cue in chunk.cues
    )


def is_bare(reading: Reading, chunk: Chunk) -> bool:
    """Whether the chunk is a plain noun phrase, such as a member of a list: no number, verb, cue or opening word."""
    words = WORD.findall(reading.levelled, chunk.start, chunk.end)
    return (
        not any(word.isdigit() for word in words)
        and all(cue.category in ("negated", "none") and cue.direction == "backward" for cue in chunk.cues)
        and not chunk.qualities
        and not (words and words[0] in openers() and words[0] not in ("a", "the"))
        and not VERB.search(reading.levelled, chunk.start, chunk.end)
    )


def is_weak(current: list[Chunk]) -> bool:
    """Whether the piece so far names a nodule or node and has not yet judged it."""
    return not any(
        part.qualities
        or any(hit.concept != "lesion" for hit in part.findings)
        or any(cue.category in ("negated", "no_new", "normal", "possible") for cue in part.cues)
        for part in current
    )


def closed_behind(reading: Reading, current: list[Chunk], chunk: Chunk, rest: list[Chunk]) -> bool:
    """Whether a list of bare nouns ends in one judgement behind: "peritoneal nodules, enlarged nodes: none"."""
    tail = [chunk, *rest]
    if not any(cue.category == "negated" and cue.direction == "backward" for part in tail for cue in part.cues):
        return False
    if any(starts_negated(part) for part in tail):
        return False
    return all(is_bare(reading, part) and not part.cues for part in current) and all(
        is_bare(reading, part) for part in tail
    )
