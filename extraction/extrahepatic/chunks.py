"""Text between two separators of a sentence, and what stands in it."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

from extraction import anchors
from extraction.assertion import Cue
from extraction.compiled import load_vocabulary
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.sites import Place

# A denial of another site: "liver metastases without lung nodules", "adrenal metastasis no bone metastases".
OF_SITE = (
    r"(?= (?:\w+ ){0,4}?(?:(?:liver|hepatic) (?:met|lesion|deposit|disease)|lung|pulmonary|thora|pleur|bon[ey]|osseous|skelet|brain|cerebr|periton|oment|adrenal|suprarenal|ovar|splen"
    r"|nod(?:e|al)|lymph|adenop|extra ?hep|distant))"
)
SEPARATOR = pattern_of(
    r"[;+]|,(?!\d)|\b(?:but|however|although|though|yet|whereas|while|except|other than|apart from|and|with|plus|as well as|or|nor"
    rf"|(?:without|lacking|sans|in (?:the )?absence of|not involving|sparing){OF_SITE}"
    rf"|(?:(?<=metastases )|(?<=metastasis )|(?<=mets )|(?<=nodules )|(?<=lesions )|(?<=disease ))no{OF_SITE})\b"
    r"|w/o(?= )|(?<=\s)/(?=\s)|(?<![:=\s]) {3,}(?=[a-z][a-z ]{2,24} ?[:=])"
)
SEPARATORS = anchors.Anchors(
    *(
        "; , + / but however although though yet whereas while except and with plus or nor lacking sans sparing w/o".split()
    ),
    *(
        "other than",
        "apart from",
        "as well as",
        "   ",
        "without",
        "in the absence of",
        "in absence of",
        "not involving",
        "no ",
    ),
)
VERB = pattern_of(r"\b(?:is|are|was|were|has|have|shows?|reveals?|demonstrates?|looks?|appears?|measures?)\b")
ADJECTIVES = (
    "al",
    "ic",
    "ac",
    "ous",
    "ary",
    "ar",
    "ian",
    "caval",
    ".8",
    "8a",
    "8p",
    ".9",
    ".12",
    "12a",
    "12b",
    ".16",
    "lung",
    "liver",
    "bone",
    "brain",
)
SIZE = pattern_of(
    r"\(?\b(?:up to |of |about |max\.? |maximum )*\d+(?:[.,]\d+)?(?: ?x ?\d+(?:[.,]\d+)?)* ?(?:mm|cm)\b\)?"
)
ITEM = pattern_of(r"\s*\(?\d{1,2}[.)]\s")
# "lung (2)": how many, in a list of places.
HOW_MANY = pattern_of(r"\(\s?(?:x|n ?=)?\s?[1-9]\d?\s?x?\)")
WORD = pattern_of(r"[a-z0-9]+")
# "Lungs (nodules), spleen (normal)": the next place has its own bracket.
NEXT_BRACKET = pattern_of(r"[^()\n]*\)[,;] [^()\n]{2,30} \([^()\n]+\)")


Stands = TypeVar("Stands", Place, Hit, Cue)
JUDGING = frozenset({"negated", "no_new", "normal", "possible"})


class Told:
    """The words of a span that say something: findings, qualities, words for nodes, cues."""

    __slots__ = ("cues", "findings", "nodes", "qualities")

    def __init__(self, findings: list[Hit], qualities: list[Hit], nodes: list[Hit], cues: list[Cue]) -> None:
        self.findings, self.qualities, self.nodes, self.cues = findings, qualities, nodes, cues


def read_told(reading: Reading, span: Interval) -> Told:
    """What is told in the span."""
    findings, qualities = reading.hits("ehd_finding", span), reading.hits("finding_quality", span)
    return Told(findings, qualities, reading.hits("lymph_node", span), reading.cues(span))


class Chunk:
    """Text between two separators and what stands in it.

    `has_place`: it says where; node words count, as "no adenopathy" has its own place. `has_status`: it says something
    about its places.
    """

    __slots__ = (
        "cues", "end", "findings", "has_place", "has_status", "nodes", "opened_by", "places", "qualities", "start",
    )  # fmt: skip

    def __init__(self, start: int, end: int, opened_by: str, places: list[Place], told: Told) -> None:
        self.start, self.end, self.opened_by, self.places = start, end, opened_by, places
        self.findings, self.qualities, self.nodes, self.cues = told.findings, told.qualities, told.nodes, told.cues
        self.has_place = bool(places or told.nodes)
        self.has_status = bool(told.findings or told.qualities or any(cue.category in JUDGING for cue in told.cues))


# A separator: where it starts and ends, and its mark.
Edge = tuple[int, int, str]


def separators(reading: Reading, span: Interval, places: Sequence[Place]) -> list[Edge]:
    """The separators of the span that lie in no place's name."""
    edges: list[Edge] = []
    found = anchors.matches_within(SEPARATOR, reading.levelled, reading.once(separator_places), span[0], span[1])
    if not found:
        return edges
    starts = [place.start for place in places]
    for match in found:
        start, end = match.span()
        at = bisect_right(starts, start) - 1
        if at < 0 or places[at].end <= start:
            edges.append((start, end, match.group().strip() or "   "))
    return edges


def read_chunks(
    reading: Reading, span: Interval, marks: list[Edge], places: Sequence[Place], told: Told
) -> list[Chunk]:
    """The span, in which `told` is told, cut at the separators."""
    edges = [(span[0], span[0], ""), *marks]
    starts = [at for at, _, _ in edges]
    ends = [*starts[1:], span[1]]
    placed, nodes = shared_out(places, starts), shared_out(told.nodes, starts)
    findings, qualities = shared_out(told.findings, starts), shared_out(told.qualities, starts)
    cues = shared_out(told.cues, starts)
    return [
        chunk_of(reading, edge, ends[at], placed[at], Told(findings[at], qualities[at], nodes[at], cues[at]))
        for at, edge in enumerate(edges)
    ]


def chunk_of(reading: Reading, edge: Edge, end: int, places: list[Place], told: Told) -> Chunk:
    """The chunk behind a separator, or of a whole span, with what stands in it."""
    at, begin, mark = edge
    if told.findings:
        told.findings = [hit for hit in told.findings if not in_brackets(reading, hit, at)]
    if told.cues:
        begin = min(begin, told.cues[0].start)  # a mark may be a part of a cue
    return Chunk(begin, end, mark, places, told)


def shared_out(found: Sequence[Stands], starts: list[int]) -> list[list[Stands]]:
    """What stands in each of the chunks that begin at `starts`."""
    if not found:
        return [[]] * len(starts)
    parts: list[list[Stands]] = [[] for _ in starts]
    for one in found:
        parts[bisect_right(starts, one.start) - 1].append(one)
    return parts


def separator_places(reading: Reading) -> list[int]:
    """Where a separator may stand."""
    return anchors.places(reading.levelled, SEPARATORS)


def in_brackets(reading: Reading, hit: Hit, start: int) -> bool:
    """Whether a mere "lesion" stands in a bracket of its chunk: "the liver (solitary lesion)" is a place of a list.

    Not where the next place has a bracket too: "lungs (nodules), spleen (normal)".
    """
    if hit.concept != "lesion":
        return False
    before = reading.levelled[start : hit.start]
    return before.count("(") > before.count(")") and not NEXT_BRACKET.match(reading.levelled, hit.end)


def starts_negated(chunk: Chunk) -> bool:
    """Whether a negation comes before everything else of the chunk."""
    for cue in chunk.cues:
        if cue.category in ("negated", "no_new") and cue.direction == "forward":
            return not (
                (chunk.places and chunk.places[0].start < cue.start)
                or (chunk.findings and chunk.findings[0].start < cue.start)
                or (chunk.nodes and chunk.nodes[0].start < cue.start)
            )
    return False


def opens_normal(chunk: Chunk) -> bool:
    """Whether a list opens with one judgement for all: "normal spleen | and adrenals"."""
    return bool(chunk.places) and any(
        cue.category == "normal" and cue.end <= chunk.places[0].start for cue in chunk.cues
    )


def ends_in_adjective(reading: Reading, chunk: Chunk) -> bool:
    """Whether the chunk stops at a place's adjective, so that its noun follows: "enlarged mesenteric | and iliac nodes"."""
    if not chunk.places:
        return False
    last = chunk.places[-1]
    name = reading.levelled[last.start : last.end]
    return name.endswith(ADJECTIVES) and not reading.levelled[last.end : chunk.end].strip()


def is_predicate(chunk: Chunk) -> bool:
    """Whether the chunk only judges what came before it: ", consistent with metastatic adenopathy"."""
    return not chunk.places and any(
        cue.category in ("affirmed", "possible") and cue.start <= chunk.start + 1 for cue in chunk.cues
    )


def is_bare(reading: Reading, chunk: Chunk, *, sized: bool = False) -> bool:
    """Whether the chunk is a plain noun phrase, such as a member of a list: no number, verb, cue or opening word.

    `sized`: a size does not count.
    """
    if chunk.qualities or not all(
        cue.category in ("negated", "none") and cue.direction == "backward" for cue in chunk.cues
    ):
        return False
    text = reading.levelled[chunk.start : chunk.end]
    for place in reversed(chunk.places):  # "no.12" is a name
        text = text[: place.start - chunk.start] + "x" + text[place.end - chunk.start :]
    text = HOW_MANY.sub(" ", text) if "(" in text else text
    words = WORD.findall(SIZE.sub(" ", ITEM.sub("", text)) if sized else text)
    return (
        not any(word.isdigit() for word in words)
        and not (words and words[0] in load_vocabulary().openers and words[0] not in ("a", "the", "both"))
        and not VERB.search(reading.levelled, chunk.start, chunk.end)
    )
