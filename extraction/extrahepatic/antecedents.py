"""What "they" and "the nodes" refer to."""

from collections.abc import Iterable, Iterator

from abstraction.records import NoteType
from extraction.extrahepatic.pieces import Piece
from extraction.extrahepatic.sampling import SAMPLED
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.site_scopes import ScopedSentence
from extraction.sites import SILENT, Place

THEY = pattern_of(
    r"\W*(?:these|they|both|all of (?:these|them)|all|this|it)\b|.{0,60}\b(?:this|these|they|it) (?:is|are|was|were|remains?|may|could)\b"
)
# "4 mm nodule in the right upper lobe. Nonspecific.": nothing but a judgement.
JUDGES = pattern_of(
    r"\W*(?:(?:most|highly|very|still|probably|likely|presumably|therefore|regarded as|judged|classified as|considered|remains?) )*"
    r"(?:non ?specific|indeterminate|equivocal|unspecific|(?:uncertain|unclear)(?: significance)?|of (?:uncertain|unclear|unknown) (?:significance|nature)|too small to (?:characteri[sz]e|classify)|suspicious(?: (?:for|of) metasta\w+)?|"
    r"metasta\w+|(?:consistent|compatible) with (?:a )?metasta\w+|in keeping with (?:a )?metasta\w+|not suspicious|metastasis (?:cannot|can't) be excluded|metastas(?:is|es) (?:is|are) (?:likely|probable|suspected|possible|most likely))\W*"
)
SAME_NODES = pattern_of(r"\b(?:the|this|that|these|those|both)\s+(?:lymph )?nodes?\b")

SPREAD_BEHIND = pattern_of(r" (?:metasta\w+|spread|disease|involvement|deposits?)\b")


class Antecedents:
    """What "they" and "the nodes" mean: places of things named and not yet judged, and the lymph node stations last named."""

    def __init__(self) -> None:
        self.unjudged: list[Place] = []
        self.nodes: tuple[Place, ...] = ()
        self.seen: tuple[Place, ...] = ()
        # The sites that a later sentence may refer to, with those of the pieces that were put off.
        self.sites: set[str] = set()
        # What is still to be learnt: pieces to be read, and places already read, those seen and of them the unjudged.
        self._lessons: list[Iterator[object] | tuple[tuple[Place, ...], tuple[Place, ...]]] = []
        self._end = 0

    def put_off(self, pieces: Iterator[object], places: Iterable[Place]) -> None:
        """Learn from these pieces, which state nothing, only if something refers to the places they name."""
        self._lessons.append(pieces)
        self.sites.update([place.site for place in places])

    def _catch_up(self) -> None:
        """Learn what was put off; pieces teach by being read."""
        lessons, self._lessons = self._lessons, []
        for lesson in lessons:
            if isinstance(lesson, tuple):
                self.seen, unjudged = lesson
                self.unjudged += unjudged
                self.sites.update([place.site for place in self.seen])
                continue
            for _ in lesson:
                self._catch_up()

    def enter(self, reading: Reading, sentence: ScopedSentence) -> None:
        """A heading or a paragraph starts afresh."""
        if self.sites and (
            (sentence.labelled and not SAMPLED.match(reading.levelled, sentence.start, sentence.end))
            or "\n\n" in reading.text[max(0, self._end - 2) : sentence.start + 1]
        ):
            self.unjudged, self.seen, self.sites, self._lessons = [], (), set(), []
        self._end = sentence.end

    def learn(self, own: tuple[Place, ...], *, names_something: bool, is_judged: bool) -> None:
        """What a piece adds."""
        if not own:
            return
        self.nodes = tuple([place for place in own if place.nodes]) or self.nodes
        if is_judged:
            self.unjudged, self.seen, self.sites, self._lessons = [], own, {place.site for place in own}, []
        else:
            self.sites.update([place.site for place in own])
            self._lessons.append((own, own if names_something else ()))

    def meant(self, reading: Reading, piece: Piece, sentence: ScopedSentence) -> tuple[Place, ...] | None:
        """The places a piece without one refers back to; None if it does not refer back."""
        same = SAME_NODES.search(reading.levelled, piece.start, piece.end) if piece.told.nodes else None
        if same:
            # "With the node metastases" speaks of what was found to be there, not of the station named last.
            self._catch_up()
            waits = any(place in self.nodes for place in self.unjudged)
            return () if SPREAD_BEHIND.match(reading.levelled, same.end()) and not waits else self.nodes
        return self.meant_by(reading, sentence)

    def meant_by(self, reading: Reading, sentence: ScopedSentence) -> tuple[Place, ...] | None:
        """The places a sentence without one refers back to, whatever nodes it names; None if it does not refer back."""
        if not (self.sites and refers_back(reading, sentence)):
            return None
        self._catch_up()
        if self.unjudged and THEY.match(reading.levelled, sentence.body, sentence.end):
            return tuple(self.unjudged)
        if self.unjudged and JUDGES.fullmatch(reading.levelled, sentence.start, sentence.end):
            return tuple(place for place in self.unjudged if place.site not in SILENT)
        if self.seen and tells_of_tissue(reading, sentence):
            return tuple(place for place in self.unjudged or self.seen if place.site not in SILENT)
        return None


def refers_back(reading: Reading, sentence: ScopedSentence) -> bool:
    """Whether a sentence without a place of its own would be said of those named before it."""
    return bool(
        THEY.match(reading.levelled, sentence.body, sentence.end)
        or JUDGES.fullmatch(reading.levelled, sentence.start, sentence.end)
        or tells_of_tissue(reading, sentence)
    )


def tells_of_tissue(reading: Reading, sentence: ScopedSentence) -> bool:
    """Whether the sentence tells what the tissue of something proved to be."""
    told = reading.note.note_type in (NoteType.OPERATIVE, NoteType.PATHOLOGY)
    return told and SAMPLED.match(reading.levelled, sentence.start, sentence.end) is not None
