"""Extrahepatic disease, site by site: what each statement says of the places it names, and the note's verdict on each."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from abstraction.records import Assertion, ElementValue, Mention, NoteType, Status
from extraction.fields.ehd_history import examined, is_old, removed
from extraction.fields.ehd_verdict import ANSWER_NO, DENIED, UNREAL, Verdict, judge
from extraction.pieces import Piece, cut
from extraction.reading import Reading
from extraction.site_scopes import ScopedSentence, scoped_sentences
from extraction.sites import SILENT, Place, read_places
from extraction.tumours import is_on_other_tumour, is_other_tumour

ASSERTIONS = {"present": Assertion.PRESENT, "absent": Assertion.ABSENT, "indeterminate": Assertion.POSSIBLE}
WEIGHT = {"absent": 0, "indeterminate": 1, "present": 2}
UNREAD = frozenset({"family_history", "past_history", "medication"})
ONE_LINE = frozenset({"technique", "comparison"})
ASKS = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|any|can|could|would|should|what|which|whether|where|how)\b"
)
# Nodes of the primary: counted, staged or lying in its specimen.
OF_PRIMARY = re.compile(
    r"\b\d+ ?(?:/|of|out of) ?\d+|\bout of\b|\b[ycpr]*t[0-4][a-d]?\b|\b[ycpr]*n[0-2][a-c]?\b|colectomy|\banterior resection|\bprimary\b|\bspecimen"
)
THEY = re.compile(
    r"\W*(?:these|they|both|all of (?:these|them)|all|this|it)\b|.{0,60}\b(?:this|these|they|it) (?:is|are|was|were|remains?|may|could)\b"
)
SAME_NODES = re.compile(r"\b(?:the|this|that|these|those|both)\s+(?:lymph )?nodes?\b")
METASTATIC = re.compile(r"metastatic (?:disease|lesion|spread|deposit|focus|foci)|distant metasta|metastas[ie]s\b")
NEAR = re.compile(r"[^,;\d]{0,30}")
# "no enlarged nodes elsewhere" is on nodes.
OF_NODES, PHRASE = re.compile(r"\b(?:nodes?|\w*adenopathy)\W*$"), 30
BLANKET_REACH = 70
NOT = re.compile(r"\b(?:not|no longer|neither|never)\b")
# "thoracic, nodal or osseous disease"
NODAL_TOO = re.compile(r"\bnodal(?=,| or | and )|(?:,| and| or) nodal (?:mets?|metasta|disease|involvement)")
# In an organ next to the bowel only spread by its own name counts; a carcinoma there may be the primary growing into it.
SPREAD = re.compile(r"met|second|deposit|implant|filia|oligomet")
INVADES = re.compile(r"infiltrat|invad|adheren|grow|extend|into")
BESIDE_HEADING = frozenset({"elsewhere", "ascites"})
# A sentence that names only these, and no node, says nothing of any site.
MUTE = SILENT - {"thorax", "organ", "ascites"}
SILENT_FOR_NODES = frozenset({"liver", "organ", "elsewhere", "anastomosis", "regional"})


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
    antecedents = Antecedents()
    only_nodes = only_station(reading)
    other_tumour = is_on_other_tumour(reading)
    for sentence in scoped_sentences(reading):
        start, end = sentence.start, sentence.end
        if is_unread(reading, sentence) or examined(reading, (start, end)):
            continue
        if reading.is_question(start) and ASKS.match(reading.levelled, sentence.body, end):
            continue
        yield from blanket(reading, sentence)
        for piece, named, found in judged(reading, sentence, antecedents):
            if found is None or (found.status == "present" and (other_tumour or is_of_other_tumour(reading, piece))):
                continue
            if found.counted and not named:
                named = only_nodes
            for statement in of_piece(reading, piece, named, found, sentence):
                if statement.status == "absent" or not removed(reading, statement.site, statement.start):
                    yield statement


def is_unread(reading: Reading, sentence: ScopedSentence) -> bool:
    """Whether the sentence stands where no finding of this note is told; a comparison or technique is one line long."""
    section = reading.section_at(min(sentence.body, sentence.end - 1))
    if section.category in ONE_LINE:
        later = "\n" in reading.text[section.body_start : sentence.start + 1].lstrip()
        return not later and not (sentence.labelled and sentence.scope.places)
    return section.category in UNREAD


class Antecedents:
    """What "they" and "the nodes" mean: places of things named and not yet judged, and the lymph node stations last named."""

    def __init__(self) -> None:
        self.unjudged: list[Place] = []
        self.nodes: tuple[Place, ...] = ()
        self._end = 0

    def enter(self, reading: Reading, sentence: ScopedSentence) -> None:
        """A heading or a paragraph starts afresh."""
        if sentence.labelled or "\n\n" in reading.text[self._end : sentence.start + 1]:
            self.unjudged = []
        self._end = max(0, sentence.end - 2)

    def learn(self, own: tuple[Place, ...], *, names_something: bool, is_judged: bool) -> None:
        """What a piece adds."""
        if not own:
            return
        self.nodes = tuple(place for place in own if place.nodes) or self.nodes
        self.unjudged = [] if is_judged else self.unjudged + list(own if names_something else ())

    def meant(self, reading: Reading, piece: Piece, sentence: ScopedSentence) -> tuple[Place, ...] | None:
        """The places a piece without one refers back to; None if it does not refer back."""
        if SAME_NODES.search(reading.levelled, piece.start, piece.end):
            return self.nodes
        if self.unjudged and THEY.match(reading.levelled, sentence.body, sentence.end):
            return tuple(self.unjudged)
        return None


def is_of_other_tumour(reading: Reading, piece: Piece) -> bool:
    """Whether a pathology report speaks of another tumour where the piece stands."""
    return reading.note.note_type is NoteType.PATHOLOGY and is_other_tumour(reading, piece.start)


def only_station(reading: Reading) -> tuple[Place, ...]:
    """The one lymph node station outside the primary's territory that a pathology report names, if there is just one."""
    if reading.note.note_type is not NoteType.PATHOLOGY:
        return ()
    places = [
        place
        for place in read_places(reading, (0, len(reading.text)))
        if place.nodes and reading.levelled[place.start : place.end] != "primary"
    ]
    return (places[0],) if places and len({place.site for place in places}) == 1 else ()


def judged(
    reading: Reading, sentence: ScopedSentence, antecedents: Antecedents
) -> Iterator[tuple[Piece, tuple[Place, ...], Verdict | None]]:
    """The pieces of the sentence, the places each speaks of (its own, those before it, or the heading's), and what it says.

    A piece that refers back to nodes nobody has placed says nothing.
    """
    antecedents.enter(reading, sentence)
    scope = sentence.scope
    span = (sentence.body, sentence.end)
    places = read_places(reading, span, nodes_meant=scope.nodes, thoracic=scope.thoracic)
    bare = not (scope.places or scope.nodes or antecedents.unjudged or reading.hits("lymph_node", span))
    if bare and all(place.site in MUTE for place in places):
        return
    spanning = [cue for cue in reading.cues((sentence.start, sentence.end)) if cue.direction == "sentence"]
    inherited: tuple[Place, ...] = ()
    before: Verdict | None = None
    for piece in cut(reading, span, places):
        nodes = scope.nodes or bool(reading.hits("lymph_node", (piece.start, piece.end)))
        heading = tuple(place for place in scope.places if place.sure or nodes)
        own = piece.places
        if sentence.labelled and heading and all(place.site in BESIDE_HEADING for place in own):
            own = ()  # "Peritoneum: catheter in place; no implants"
        back = None if own or inherited else antecedents.meant(reading, piece, sentence)
        named = own or inherited or (heading if back is None else back)
        inherited = own or inherited
        stations = any(place.nodes for place in named)
        placed = any(place.site not in SILENT for place in named)
        found = None if back == () else judge(reading, piece, spanning, nodes or stations, placed)
        if found is None and piece.bare and nodes and stations and before and before.status == "present":
            found = before  # "lung mets, omental caking, portocaval nodes": a list of what is there
        something = nodes or bool(reading.hits("ehd_finding", (piece.start, piece.end)))
        antecedents.learn(piece.places, names_something=something, is_judged=found is not None)
        yield piece, named, found
        before = found if found and found.malignant else None


def of_piece(
    reading: Reading, piece: Piece, named: tuple[Place, ...], found: Verdict, sentence: ScopedSentence
) -> Iterator[Statement]:
    """The statements of one piece on its places."""
    rank = reading.rank_at(piece.start)
    weak = found.weak or is_old(reading, piece.start)
    nodes = bool(reading.hits("lymph_node", (piece.start, piece.end))) or (sentence.scope.nodes and not piece.places)
    for place, site in sites_of(reading, named, found, piece, nodes=nodes):
        if site == "other" and is_no_other(reading, piece, found):
            continue
        start, end = found.start, found.end
        if place in piece.places:
            start, end = min(place.start, start), max(place.end, end)
        yield Statement(site, found.status, start, end, rank, weak)


def is_no_other(reading: Reading, piece: Piece, found: Verdict) -> bool:
    """Whether a statement on some other organ does not count: merely normal, or reached by a tumour growing into it."""
    if found.status == "absent":
        return not found.malignant
    into = INVADES.search(reading.levelled, piece.start, piece.end)
    return bool(into) and not SPREAD.match(reading.levelled, found.start, found.end)


def sites_of(
    reading: Reading, named: tuple[Place, ...], found: Verdict, piece: Piece, *, nodes: bool
) -> Iterator[tuple[Place | None, str]]:
    """The sites of `ehd` that the places stand for."""
    stations = [place for place in named if place.nodes and place.site != "regional"]
    organs = [place for place in named if not place.nodes and place.site not in SILENT]
    if len(organs) > 1:  # a "soft tissue deposit in the omentum" is of the omentum
        organs = [place for place in organs if not reading.levelled.startswith("soft tissue", place.start)]
    listed = NODAL_TOO.search(reading.levelled, piece.start, piece.end)
    for place in stations + organs:
        yield place, place.site
    if listed:
        yield None, "other_nodes"
    if stations and not listed:
        return
    if nodes and not listed and not any(place in piece.places for place in organs):
        if not {place.site for place in named} & SILENT_FOR_NODES and speaks_of_no_primary(reading, piece):
            yield None, "other_nodes"
        return
    for place in named:
        if place.site == "thorax" and not any(other.site == "liver" for other in named):
            yield place, "lung"
        elif place.site == "organ" and not nodes and SPREAD.match(reading.levelled, found.start, found.end):
            yield place, "other"
        elif place.site == "ascites" and found.malignant and found.status != "absent":
            yield place, "peritoneum"


def speaks_of_no_primary(reading: Reading, piece: Piece) -> bool:
    """Whether nodes without a place are the patient's at large and not those of the primary or a specimen."""
    return reading.note.note_type in (NoteType.RADIOLOGY, NoteType.ONCOLOGY) and not OF_PRIMARY.search(
        reading.levelled, *reading.sentence_at(piece.start)
    )


def blanket(reading: Reading, sentence: ScopedSentence) -> Iterator[Statement]:
    """ "No extrahepatic disease", "liver-only disease": the site "any", absent."""
    for hit in reading.hits("extrahepatic", (sentence.start, sentence.end)):
        before = max(sentence.start, hit.start - BLANKET_REACH)
        cues = reading.modifiers(hit.start, hit.end)
        if (
            any(cue.category in UNREAL for cue in cues)
            or reading.is_question(hit.start)
            or hit.concept == "within_liver"
        ):
            continue
        if OF_NODES.search(reading.levelled, max(sentence.start, hit.start - PHRASE), hit.start):
            continue
        negated = bool(NOT.search(reading.levelled, before, hit.start))
        denied = any(
            cue.category in DENIED
            and (cue.direction == "backward" or " with " not in reading.levelled[cue.end : hit.start])
            for cue in (
                *reading.cues((before, hit.start)),
                *(cue for cue in cues if NEAR.fullmatch(reading.levelled, hit.end, max(hit.end, cue.start))),
            )
        ) or bool(ANSWER_NO.match(reading.levelled, hit.end))
        alone = hit.concept == "liver_only" and reading.note.note_type is not NoteType.PATHOLOGY
        if (denied and hit.concept == "outside") or (alone and not denied and not negated):
            yield Statement("any", "absent", hit.start, hit.end, reading.rank_at(hit.start), weak=False)
    if reading.note.note_type in (NoteType.RADIOLOGY, NoteType.ONCOLOGY) and not sentence.scope.places:
        yield from nowhere(reading, sentence)


def nowhere(reading: Reading, sentence: ScopedSentence) -> Iterator[Statement]:
    """ "No evidence of metastatic disease" where no place is named: the site "any", absent."""
    span = (sentence.start, sentence.end)
    if reading.hits("site", span) or reading.hits("node_station", span) or reading.hits("lymph_node", span):
        return
    for hit in reading.hits("ehd_finding", (sentence.body, sentence.end)):
        if hit.concept == "malignant" and METASTATIC.match(reading.levelled, hit.start):
            found = reading.effects(hit.start, hit.end)
            if "negated" in found and not found & UNREAL:
                yield Statement("any", "absent", hit.start, hit.end, reading.rank_at(hit.start), weak=False)
