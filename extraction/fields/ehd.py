"""Extrahepatic disease, site by site: what each statement says of the places it names, and the note's verdict on each."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from abstraction.records import Assertion, ElementValue, Mention, NoteType, Status
from extraction.fields.ehd_verdict import judge
from extraction.pieces import Piece, cut
from extraction.reading import Reading
from extraction.site_scopes import ScopedSentence, scoped_sentences
from extraction.sites import SILENT, Place, read_places

ASSERTIONS = {"present": Assertion.PRESENT, "absent": Assertion.ABSENT, "indeterminate": Assertion.POSSIBLE}
WEIGHT = {"absent": 0, "indeterminate": 1, "present": 2}
UNREAD = frozenset({"family_history", "past_history", "examination", "medication", "technique", "comparison"})


class Statement(NamedTuple):
    """What the note says of a site at `[start, end)`; `weak` statements ("no new nodule") yield to any other."""

    site: str
    status: str
    start: int
    end: int
    rank: int
    weak: bool


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`ehd`: site -> present, indeterminate or absent, over all statements of the note."""
    by_site: dict[str, list[Statement]] = {}
    for statement in statements(reading):
        by_site.setdefault(statement.site, []).append(statement)
    value: dict[str, str] = {}
    evidence: list[Mention] = []
    reasons: list[str] = []
    for site, found in by_site.items():
        status, chosen, reason = combine(site, found)
        value[site] = status
        if reason:
            reasons.append(reason)
        evidence.extend(reading.mention("ehd", (one.start, one.end), site, ASSERTIONS[status]) for one in chosen)
    if value:
        yield ElementValue(
            "ehd", value, tuple(evidence), Status.NEEDS_REVIEW if reasons else Status.SURE, tuple(reasons)
        )


def combine(site: str, found: list[Statement]) -> tuple[str, list[Statement], str]:
    """(status, its statements, reason for review): an addendum decides alone, then the impression, then the body."""
    strong = [one for one in found if not one.weak] or found
    top = max(one.rank for one in strong)
    deciding = strong
    if top == 3:
        deciding = [one for one in strong if one.rank == 3]
    elif top == 2:
        above = [one for one in strong if one.rank == 2]
        if max(WEIGHT[one.status] for one in above) > 0:
            deciding = above
    stated = [one for one in deciding if one.rank > 0] or deciding
    status = max((one.status for one in stated), key=lambda name: WEIGHT[name])
    others = {one.status for one in strong} - {status}
    reason = f"{site}: also called {' and '.join(sorted(others))}" if others else ""
    return status, [one for one in strong if one.status == status], reason


def statements(reading: Reading) -> Iterator[Statement]:
    """Every statement on a site outside the liver, in order."""
    for sentence in scoped_sentences(reading):
        section = reading.section_at(sentence.body if sentence.body < sentence.end else sentence.start).category
        if section in UNREAD:
            continue
        yield from blanket(reading, sentence)
        nodes_meant = sentence.scope.nodes
        places = read_places(reading, (sentence.body, sentence.end), nodes_meant=nodes_meant)
        inherited: tuple[Place, ...] = ()
        for piece in cut(reading, (sentence.body, sentence.end), places):
            nodes = reading.hits("lymph_node", (piece.start, piece.end))
            named = piece.places or inherited or sentence.scope.places
            if piece.places:
                inherited = piece.places
            yield from of_piece(reading, piece, named, bool(nodes) or nodes_meant, sentence)


def of_piece(
    reading: Reading, piece: Piece, named: tuple[Place, ...], nodes: bool, sentence: ScopedSentence
) -> Iterator[Statement]:
    """The statements of one piece on its places."""
    found = judge(reading, piece, nodes)
    if found is None:
        return
    rank = reading.rank_at(piece.start)
    sites = sites_of(reading, named, nodes, piece, sentence)
    for place, site in sites:
        if site in ("other",) and found.status == "absent" and not found.denies_metastasis:
            continue
        own = [p for p in piece.places if p == place]
        start = min(own[0].start, found.start) if own else found.start
        end = max(own[0].end, found.end) if own else found.end
        yield Statement(site, found.status, start, end, rank, found.weak)


def sites_of(
    reading: Reading, named: tuple[Place, ...], nodes: bool, piece: Piece, sentence: ScopedSentence
) -> Iterator[tuple[Place | None, str]]:
    """The sites of `ehd` that the places stand for."""
    stations = [place for place in named if place.nodes]
    if nodes and stations:
        for place in named:
            if place.site == "regional" or (not place.nodes and place.site in SILENT):
                continue
            yield place, place.site
        return
    if nodes and not any(place.site not in SILENT for place in piece.places):
        silent = {place.site for place in (piece.places or sentence.scope.places)}
        if silent & {"liver", "organ", "elsewhere", "anastomosis", "regional"}:
            return
        if reading.note.note_type in (NoteType.RADIOLOGY, NoteType.ONCOLOGY):
            yield None, "other_nodes"
        return
    thorax = [place for place in named if place.site == "thorax"]
    for place in named:
        if place.site not in SILENT:
            yield place, place.site
    if thorax and not any(place.site not in ("thorax", "neck") for place in named):
        yield thorax[0], "lung"
    for place in named:
        if place.site == "organ":
            yield place, "other"


def blanket(reading: Reading, sentence: ScopedSentence) -> Iterator[Statement]:
    """ "No extrahepatic disease", "liver-only disease": the site "any", absent."""
    for hit in reading.hits("extrahepatic", (sentence.start, sentence.end)):
        found = reading.effects(hit.start, hit.end)
        if found & {"hypothetical", "family"} or reading.is_question(hit.start) or hit.concept == "within_liver":
            continue
        denied = bool(found & {"negated", "no_new"})
        if denied is (hit.concept == "outside"):
            yield Statement("any", "absent", hit.start, hit.end, reading.rank_at(hit.start), weak=False)
