"""One statement of a note about a liver lesion or a group of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from extraction.lesions.counts import Quantity
from extraction.lesions.lobes import Lobe
from extraction.lesions.size import Size
from extraction.matching import Hit
from extraction.segments import SegmentRef

BENIGN = frozenset({"benign", "treated"})
# The two lobes, which together are the whole liver.
SIDES = frozenset({"left", "right"})
NAMES = ("not_here", "treated", "benign", "other_tumour", "metastasis", "carcinoma", "lesion", "uncertain")
WEIGHT = {name: len(NAMES) - place for place, name in enumerate(NAMES)}


@dataclass(init=False, slots=True)
class Statement:
    """One lesion or group of them as one stretch `[start, end)` of the note tells it."""

    start: int
    end: int
    rank: int
    section: str
    sentence: int
    lead: int
    kind: str
    state: str
    segments: list[SegmentRef]
    sizes: list[Size]
    number: Quantity | None
    lobes: list[Lobe]
    nouns: list[Hit]
    places: list[str]
    in_liver: bool
    told: date | None
    inherits: bool
    is_joined: bool
    part: str
    is_biopsy: bool
    is_borrowed: bool
    announced: bool

    def __init__(
        self,
        start: int,
        end: int,
        rank: int,
        section: str,
        sentence: int = 0,
        lead: int = 0,
        kind: str = "",
        state: str = "present",
        segments: list[SegmentRef] | None = None,
        sizes: list[Size] | None = None,
        number: Quantity | None = None,
        lobes: list[Lobe] | None = None,
        nouns: list[Hit] | None = None,
        places: list[str] | None = None,
        in_liver: bool = False,
        told: date | None = None,
        inherits: bool = False,
        is_joined: bool = False,
        part: str = "",
        is_biopsy: bool = False,
        is_borrowed: bool = False,
        announced: bool = False,
    ) -> None:
        """Written out: what the decorator makes is not compiled, and every piece of a sentence is such a statement."""
        self.start, self.end = start, end
        self.rank, self.section, self.sentence, self.lead = rank, section, sentence, lead
        self.kind, self.state = kind, state
        self.segments = [] if segments is None else segments
        self.sizes = [] if sizes is None else sizes
        self.number = number
        self.lobes = [] if lobes is None else lobes
        self.nouns = [] if nouns is None else nouns
        self.places = [] if places is None else places
        self.in_liver, self.told = in_liver, told
        self.inherits, self.is_joined = inherits, is_joined
        self.part, self.is_biopsy = part, is_biopsy
        self.is_borrowed, self.announced = is_borrowed, announced

    @property
    def codes(self) -> tuple[str, ...]:
        """The segments' codes."""
        segments = self.segments
        if not segments:
            return ()
        if len(segments) == 1:
            return segments[0].codes
        return tuple(dict.fromkeys(code for ref in segments for code in ref.codes))

    @property
    def lies_elsewhere(self) -> bool:
        """Whether it names places and none of them in the liver."""
        return bool(self.places) and not self.segments and "liver" not in self.places

    @property
    def lists(self) -> bool:
        """Whether the number announces a list: "three lesions: segment 2, ..."."""
        return bool(self.number and self.segments and self.number.end < self.segments[0].start and self.announced)

    @property
    def counts(self) -> bool:
        """Whether it tells of present metastases or lesions not called anything else."""
        return self.in_liver and self.state == "present" and self.kind in ("metastasis", "lesion")


def weightier(kind: str, name: str) -> str:
    """What a lesion called both is: benign words and treated cavities decide, then metastasis; other words name nothing."""
    return name if WEIGHT.get(name, 0) > WEIGHT.get(kind, 0) else kind


def names_both_lobes(one: Statement) -> bool:
    """Whether the lobes that it names make the whole liver: "in either lobe", "in the right or left lobe"."""
    sides = {lobe.side for lobe in one.lobes}
    return "bilobar" in sides or sides >= SIDES


def without(one: Statement, undone: Mapping[frozenset[str], int]) -> Statement:
    """The statement without the segments that a weightier one has cleared."""
    if not undone:
        return one
    cleared = {code for codes, rank in undone.items() if one.rank < rank and codes < set(one.codes) for code in codes}
    if not cleared:
        return one
    kept = [ref._replace(codes=tuple(code for code in ref.codes if code not in cleared)) for ref in one.segments]
    return replace(one, segments=[ref for ref in kept if ref.codes])


def first_word(unit: Statement) -> int:
    """Where the statement first names its lesion, number or size; a place may stand before it."""
    named = [told[0].start for told in (unit.nouns, unit.sizes, unit.segments) if told]
    if unit.number:
        named.append(unit.number.start)
    return min(named) if named else unit.start


def names_largest(unit: Statement) -> bool:
    """Whether it tells of the largest of several."""
    return any(hit.concept == "superlative" for hit in unit.nouns)
