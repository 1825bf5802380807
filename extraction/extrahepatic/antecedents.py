"""What "they" and "the nodes" refer to."""

from extraction.anchors import Anchors, places
from extraction.extrahepatic.chunks import read_told
from extraction.extrahepatic.pieces import Piece
from extraction.extrahepatic.sampling import SAMPLED, histology_places
from extraction.extrahepatic.verdict import may_judge
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.site_scopes import ScopedSentence, scoped_sentences
from extraction.sites import SILENT, Place
from extraction.study_region import study_site

# What may follow a short word that is not looked for within longer ones.
ENDS = " ,;:.'()/!?"
THEY = pattern_of(rf"\W*(?:(?:these|they|both|this)\b|(?:all|it)(?=[{ENDS}]))")
THEY_ARE = r"\b(?:this|these|they|it) (?:is|are|was|were|remains?|may|could)\b"
# Such words stand near the start of their sentence.
REACH = 60
IT_IS, IS_IT = pattern_of(rf".{{0,{REACH}}}{THEY_ARE}"), pattern_of(THEY_ARE)
THEY_WORDS = Anchors(
    *("these", "they", "both", "this"),
    *(word + end for word in ("all", "it") for end in ENDS),
)
# "4 mm nodule in the right upper lobe. Nonspecific.": nothing but a judgement.
JUDGES = pattern_of(
    r"\W*(?:(?:most|highly|very|still|probably|likely|presumably|therefore|regarded as|judged|classified as|considered|remains?) )*"
    r"(?:non ?specific|indeterminate|equivocal|unspecific|(?:uncertain|unclear)(?: significance)?|of (?:uncertain|unclear|unknown) (?:significance|nature)|too small to (?:characteri[sz]e|classify)|suspicious(?: (?:for|of) metasta\w+)?|"
    r"metasta\w+|(?:consistent|compatible) with (?:a )?metasta\w+|in keeping with (?:a )?metasta\w+|not suspicious|metastasis (?:cannot|can't) be excluded|metastas(?:is|es) (?:is|are) (?:likely|probable|suspected|possible|most likely))\W*"
)
JUDGES_WORDS = Anchors(
    *("specific", "indeterminate", "equivocal", "uncertain", "unclear", "unknown", "too small", "suspicious", "metasta")
)
SAME_NODES = pattern_of(r"\b(?:the|this|that|these|those|both)\s+(?:lymph )?nodes?\b")

SPREAD_BEHIND = pattern_of(r" (?:metasta\w+|mets?\b|spread|disease|involvement|deposits?)\b")


class Antecedents:
    """What "they" and "the nodes" mean: places of things named and not yet judged, and the lymph node stations last named."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.referring = reading.once(referring_sentences)
        self.unjudged: list[Place] = []
        self.nodes: tuple[Place, ...] = ()
        self.seen: tuple[Place, ...] = ()
        self._end = 0

    def enter(self, sentence: ScopedSentence) -> None:
        """A heading or a paragraph starts afresh."""
        if self.seen and (
            (sentence.labelled and not SAMPLED.match(self.reading.levelled, sentence.start, sentence.end))
            or self.reading.text.find("\n\n", max(0, self._end - 2), sentence.start + 1) >= 0
        ):
            self.unjudged, self.seen = [], ()
        self._end = sentence.end

    def learn(self, own: tuple[Place, ...], *, names_something: bool, is_judged: bool) -> None:
        """What a piece adds."""
        if not own:
            return
        if nodes := [place for place in own if place.nodes]:
            self.nodes = tuple(nodes)
        self.seen = own
        if is_judged:
            self.unjudged = []
        elif names_something:
            self.unjudged += own

    def may_be_meant(self, sentence: ScopedSentence) -> bool:
        """Whether the sentence may refer back to a place."""
        return bool(self.seen) and self.reading.sentence_index(sentence.start) in self.referring

    def meant(self, piece: Piece, sentence: ScopedSentence) -> tuple[Place, ...] | None:
        """The places a piece without one refers back to; None if it does not refer back."""
        levelled = self.reading.levelled
        same = SAME_NODES.search(levelled, piece.start, piece.end) if piece.told.nodes else None
        if same:
            # "With the node metastases" speaks of what was found to be there, not of the station named last.
            waits = any(place in self.nodes for place in self.unjudged)
            return () if SPREAD_BEHIND.match(levelled, same.end()) and not waits else self.nodes
        return self.meant_by(sentence) if self.may_be_meant(sentence) else None

    def meant_by(self, sentence: ScopedSentence) -> tuple[Place, ...] | None:
        """The places a sentence without one refers back to, whatever nodes it names; None if it does not refer back."""
        levelled = self.reading.levelled
        if self.unjudged and (
            THEY.match(levelled, sentence.body, sentence.end) or IT_IS.match(levelled, sentence.body, sentence.end)
        ):
            return tuple(self.unjudged)
        if self.unjudged and JUDGES.fullmatch(levelled, sentence.start, sentence.end):
            return tuple(place for place in self.unjudged if place.site not in SILENT)
        if tells_of_tissue(self.reading, sentence):
            return tuple(place for place in self.unjudged or self.seen if place.site not in SILENT)
        return None


def referring_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences that may judge what the sentences before them name."""
    levelled, sentences = reading.levelled, reading.sentences
    found: set[int] = set()
    for at in places(levelled, THEY_WORDS):
        index = reading.sentence_index(at)
        start, end = sentences[index]
        if at - start <= REACH and (THEY.match(levelled, start, end) or IS_IT.match(levelled, at, end)):
            found.add(index)
    judging = reading.sentences_at(places(levelled, JUDGES_WORDS)) - reading.sentences_with("site")
    for index in judging:
        start, end = sentences[index]
        if JUDGES.fullmatch(levelled, start, end):
            found.add(index)
    scoped = scoped_sentences(reading)
    sampled = reading.sentences_at(reading.once(histology_places))
    found = {index for index in found if not scoped[index].labelled}
    for index in sampled:
        start, end = sentences[index]
        if SAMPLED.match(levelled, start, end):
            found.add(index)
    return {
        index
        for index in found
        if scoped[index].scope.judged or may_judge(reading, sentences[index], read_told(reading, sentences[index]))
    }


def awaited_sentences(reading: Reading) -> set[int]:
    """Indices of the sentences that a later one may refer back to: it stands in the same paragraph, or names "the nodes"."""
    sentences = reading.sentences
    if study_site(reading):
        return set(range(len(sentences)))
    found: set[int] = set()
    for index in reading.once(referring_sentences):
        paragraph = reading.text.rfind("\n\n", 0, sentences[index][0] + 1)
        before = index - 1
        while before >= 0 and before not in found and sentences[before][1] - 2 > paragraph:
            found.add(before)
            before -= 1
    for index in sorted(reading.sentences_with("lymph_node"), reverse=True):
        start, end = sentences[index]
        if SAME_NODES.search(reading.levelled, start, end):
            return found.union(range(index))
    return found


def tells_of_tissue(reading: Reading, sentence: ScopedSentence) -> bool:
    """Whether the sentence tells what the tissue of something proved to be."""
    told = reading.note.note_type in (OPERATIVE, PATHOLOGY)
    return told and SAMPLED.match(reading.levelled, sentence.start, sentence.end) is not None
