"""What a sentence says about lesions, in order: segments, sizes, nouns, numbers, lobes and places."""

from functools import lru_cache
from operator import attrgetter
from sys import maxsize

from extraction.anchors import Anchors, first_at, one_in, places
from extraction.lesions.affected_segments import affected
from extraction.lesions.counts import Numbers, Quantity, overlaps
from extraction.lesions.liver_edges import is_at_liver_edge
from extraction.lesions.lobes import Lobe, all_lobes
from extraction.lesions.size import Size
from extraction.lesions.sizes import sentences_with_lengths, sizes_of
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading, all_dates
from extraction.segments import SegmentRef, read_segments, sentences_with_segments
from extraction.sentences import Interval
from extraction.tumours import is_rejected, is_resected_primary, is_weighed

# "Metastatic colonic adenocarcinoma": where it came from.
ORIGIN_BEFORE = pattern_of(
    r"\bmetastatic (?:\w+ )?$|\b(?:adeno)?carcinoma,? (?:of|from|with) (?:an? |large |small )?$|\b(?:consistent|compatible|in keeping) with (?:an? )?(?:large )?$|\b(?:metastas[ei]s|mets?|secondaries) (?:of|from) (?:an? )?$|\bfrom (?:an? )?$"
    r"|\b(?:of|from) (?:(?:the|a|an|his|her|known|previous|prior|patient's|resected|excised|synchronous|primary|(?:well|moderately|poorly)(?: (?:to|and) (?:moderately|poorly))?(?: differentiated)?|differentiated|low grade|high grade|mucinous|invasive) )+$"
    r"|\b(?:(?:history|hx|setting|context|background|light|view|face) of|h/o|given|(?:patient|man|woman) with) (?:(?:the|a|an|his|her|known|previous|prior|history of|recent) )*$"
)
ORIGIN_WORDS = Anchors(" ca", " adenoca", " primary", " crc", " type", " origin", " phenotype", " derivation")
ORIGIN_BEHIND = pattern_of(
    r" (?:\w+ )?(?:(?:adeno)?carcinoma|cancer|primary|ca|adenoca|crc|type|origin|phenotype|derivation)\b"
)
# "Liver metastases up to 42 mm and a primary of 50 mm": the bowel's tumour, wherever it lies.
PRIMARY_WORDS = Anchors("primary")
PRIMARY = pattern_of(
    r"(?<!known )(?<!colorectal )primary(?: tumou?r| lesion| cancer)?(?= (?:of |measur|is |was |at |in situ |itself |\d)|: |, )(?!.{0,3}(?:resect|remov))"
)
TUMOUR_REACH = 40
# Vessels and ducts beside a lesion are no other place for it.
BESIDE = pattern_of(
    r"vein|arter|cava|ivc|duct|portal|venous|pedicle|triad|flexure|gallbladder|diaphragm|falciform|capsul|hilum"
)
# "Tumour of the splenic flexure", "hepatic flexure mass": a bend of the bowel is more than a landmark where its tumour is told.
TUMOUR_BEFORE = pattern_of(
    r"\b(?:tumou?r|mass|growth|cancer|carcinoma|ca|primary|neoplasm|lesion)(?: (?:of|at|in|involving))?(?: the)? $"
)
TUMOUR_BEHIND = pattern_of(
    r":? (?:(?!and\b|with\b|plus\b|or\b)[\w.,/-]+ ){0,4}?(?:tumou?r|mass|growth|cancer|carcinoma|ca|primary|neoplasm|lesion)\b"
)
# "beside the known haemangioma" only says where.
LANDMARK = pattern_of(
    r"\b(?:beside|next to|adjacent to|near|close to|between|(?:margin|edge|edges|periphery|border|rim) of)(?: the| a| its)?(?: \w+){0,3}\s*$"
)
LANDMARK_WORDS = Anchors(
    *("beside", "next to", "adjacent to", "near", "close to", "between"),
    *(f"{edge} of" for edge in ("margin", "edge", "edges", "periphery", "border", "rim")),
)
LANDMARK_REACH = 40
# "Local tumour progression at the segment 8 ablation site": the cavity only says where.
RECURS_THERE = pattern_of(
    r"\b(?:recurren\w+|relaps\w+|progression|residual tumou?r|residual disease|viable tumou?r|regrowth)\b[^.;,]{0,30}\b(?:at|in|of|along|within|around|adjacent to|next to|near)\b[^.;,]{0,24}$"
)
# "Pelvic deposits" are none of the liver's.
SPREAD_THERE = pattern_of(r" (?:deposits?|metasta\w+|mets?\b|nodules?|mass(?:es)?|implants?)\b")
# "Growth of the lung metastases" tells their course.
COURSE = pattern_of(r"growth of\b")
# Names that say liver by themselves.
LIVER_NAMES = frozenset({"lm", "lms", "clm", "clms", "crlm", "crlms"})
LONGEST_LIVER_NAME = max(map(len, LIVER_NAMES))
REGIONS = frozenset({"abdomen", "thorax", "pelvis"})


PLACES = frozenset({"liver", "place"})
Event = SegmentRef | Size | Hit | Quantity | Lobe


class Site:
    """An event told at `[start, end)`. Kinds: segment, size, noun, number, lobe, liver, place."""

    __slots__ = ("end", "event", "kind", "start")

    def __init__(self, start: int, end: int, kind: str, event: Event) -> None:
        self.start: int = start
        self.end: int = end
        self.kind: str = kind
        self.event: Event = event


class NoteEvents:
    """What the sentences of a note tell of lesions; what every sentence would ask the note for is found once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._starts, self._named = all_named(reading)
        self._with_segments = reading.once(sentences_with_segments)
        self._with_lengths = reading.once(sentences_with_lengths)
        self._with_dates = reading.sentences_at(reading.once(all_dates)[0][:-1])
        self._numbers = Numbers(reading)

    def of(self, number: int, span: Interval) -> list[Site]:
        """Every event of the sentence, which `span` may cut short, in order."""
        reading, starts = self.reading, self._starts
        first = first_at(starts, span[0])
        named = self._named[first : first_at(starts, span[1], first)]
        found: list[Site] = []
        taken: list[Interval] = []
        dates = reading.dates(span) if number in self._with_dates else []
        if number in self._with_segments and (segments := read_segments(reading, span)):
            taken = [(first, last) for first, last, _ in segments]
            named = [site for site in named if site.kind not in PLACES or not is_segment(reading, site, taken)]
            found = [in_own_brackets(reading, ref) for ref in affected(reading, segments)]
        if number in self._with_lengths and (lengths := reading.lengths(span)):
            sizes, strays = sizes_of(reading, span, lengths, dates, taken)
            found = in_order(found, [Site(size.start, size.end, "size", size) for size in sizes])
            for size in sizes:
                taken.append((size.start, size.end))
                if size.prior_mm is not None:
                    taken.append((size.prior_start, size.prior_end))
            for size in strays:
                taken.append((size.start, size.end))
            for length in lengths:
                taken.append((length.start, length.end))
        for told in dates:
            taken.append((told.start, told.end))
        if counted := self._numbers.of(number, span, taken):
            found = in_order(found, [Site(one.start, one.end, "number", one) for one in counted])
        return in_order(found, named)


def in_order(sites: list[Site], more: list[Site]) -> list[Site]:
    """All of both, each in order already, in order; of those at one place the first ones first."""
    if not sites:
        return more
    kept: list[Site] = []
    at, count = 0, len(sites)
    for site in more:
        while at < count:
            before = sites[at]
            if before.start > site.start or (before.start == site.start and before.end > site.end):
                break
            kept.append(before)
            at += 1
        kept.append(site)
    kept += sites[at:]
    return kept


def in_own_brackets(reading: Reading, ref: SegmentRef) -> Site:
    """The place with the brackets that hold nothing else: "a 6 mm focus (segment 7) which has not changed"."""
    start, end, _ = ref
    if reading.text[start - 1] == "(" and reading.text.startswith(")", end):
        return Site(start - 1, end + 1, "segment", ref)
    return Site(start, end, "segment", ref)


def is_segment(reading: Reading, place: Site, segments: list[Interval]) -> bool:
    """Whether a place named beside `segments` holds one of them, or is what recurs there: "local recurrence in segment 6"."""
    return overlaps(segments, place.start, place.end) or "recurrence" in reading.levelled[place.start : place.end]


def all_named(reading: Reading) -> tuple[list[int], list[Site]]:
    """What lesions are called, lobes and places of the note, in order, with where each starts and an end of every search."""
    starts, places_named, others, alone = reading.once(all_sites)
    if others or alone:
        places_named = in_order(places_named, sorted([*others, *alone], key=attrgetter("start", "end")))
        starts = starts_of(places_named)
    found: list[Site] = []
    holding: list[Interval] = []
    for hit in nouns(reading):
        start, end, concept = hit.start, hit.end, hit.concept
        found.append(Site(start, end, "noun", hit))
        if concept in ("benign", "lesion") and starts[first_at(starts, start)] < end:
            holding.append((start, end))
    if holding:
        # "Biliary hamartomas" and "nodular soft tissue" name a finding and no other place.
        places_named = [site for site in places_named if not is_inside(site, holding)]
    lobes = [Site(lobe.start, lobe.end, "lobe", lobe) for lobe in reading.once(all_lobes)[1]]
    found = in_order(found, [site for site in lobes if site.end <= reading.sentence_at(site.start)[1]])
    found = in_order(found, places_named)
    return starts_of(found), found


def starts_of(sites: list[Site]) -> list[int]:
    """Where each of them starts, and an end of every search."""
    starts = [site.start for site in sites]
    starts.append(maxsize)
    return starts


def is_inside(site: Site, holding: list[Interval]) -> bool:
    """Whether the place lies within one of the intervals."""
    return any(first <= site.start < last and site.end <= last for first, last in holding)


def nouns(reading: Reading) -> list[Hit]:
    """What findings of the note are called; the same word once, the stronger name first."""
    text, last, landmarks = reading.levelled, -1, places(reading.levelled, LANDMARK_WORDS)
    found: list[Hit] = []
    for hit in reading.hits("liver_lesion"):
        start, end, concept = hit.start, hit.end, hit.concept
        if concept == "other_tumour" and (
            is_answered(reading, hit) or is_rejected(reading, start) or "negated" in reading.effects(start, end)
        ):
            continue  # "no liver metastasis and no HCC"
        if concept in ("benign", "treated"):
            opens = reading.sentence_at(start)[0]
            if concept == "treated" and RECURS_THERE.search(text, opens, start):
                continue
            near = max(opens, start - LANDMARK_REACH)
            if landmarks and one_in(landmarks, near, start) and LANDMARK.search(text, near, start):
                continue
        if start < last or (text[start] == "g" and COURSE.match(text, start)):
            continue
        if concept != "carcinoma" or not is_resected_primary(reading, hit):
            found.append(hit)
            last = end
    return found


def is_answered(reading: Reading, hit: Hit) -> bool:
    """Whether a pathology report is asked "metastasis vs cholangiocarcinoma": it tells itself which of the two it is."""
    return reading.note.note_type is PATHOLOGY and is_weighed(reading, hit.start)


def named_places(reading: Reading, span: Interval) -> list[Site]:
    """The liver and other places that the sentence names, node words included: those of the lexicon first."""
    starts, found, others, _ = reading.once(all_sites)
    start, end = span
    first = first_at(starts, start)
    named = found[first : first_at(starts, end, first)] if starts[first] < end else []
    for site in others:
        if start <= site.start < end:
            named.append(site)
    return named


def sentences_with_sites(reading: Reading) -> set[int]:
    """Sentences in which `named_places` finds anything."""
    starts, _, others, _ = reading.once(all_sites)
    return reading.sentences_at(starts[:-1] + [site.start for site in others])


def all_sites(reading: Reading) -> tuple[list[int], list[Site], list[Site], list[Site]]:
    """Places of the lexicon in order, with where each starts and an end of every search; other places; the primary where it stands alone.

    An origin of metastases, a region, a vessel or a duct is no place.
    """
    text, origins = reading.levelled, ends_before_origins(reading)
    found: list[Site] = []
    for hit in reading.hits("site"):
        start, end, concept = hit.start, hit.end, hit.concept
        if end in origins and ORIGIN_BEHIND.match(text, end) and ORIGIN_BEFORE.search(text, max(0, start - 60), start):
            continue
        if concept == "liver":
            found.append(Site(start, end, "liver", hit))
        elif concept == "anastomosis" and is_at_liver_edge(text, start):
            continue
        elif (not is_beside(text[start:end]) or is_of_flexure(text, start, end)) and (
            concept not in REGIONS or SPREAD_THERE.match(text, end)
        ):
            found.append(Site(start, end, "place", hit))
    lesions, nodes = reading.hits("liver_lesion"), reading.hits("lymph_node")
    # Before each of these stands the liver.
    others: list[Site] = [
        Site(lesion.start, lesion.start, "liver", lesion)
        for lesion in lesions
        if lesion.end - lesion.start <= LONGEST_LIVER_NAME and text[lesion.start : lesion.end] in LIVER_NAMES
    ]
    for hit in nodes:
        # "A whitish node" of a cut surface is a nodule.
        if not any(lesion.start < hit.start and lesion.end == hit.end for lesion in lesions):
            others.append(Site(hit.start, hit.end, "place", hit))
    primaries = told_primaries(reading)
    if not primaries:
        return starts_of(found), found, others, []
    beside = reading.sentences_with("site", "lymph_node", "liver_lesion")
    alone = [site for site in primaries if reading.sentence_index(site.start) not in beside]
    others = [*(site for site in primaries if site not in alone), *others]
    return starts_of(found), found, others, alone


def ends_before_origins(reading: Reading) -> set[int]:
    """Where a place ends if a word for a tumour stands right behind it or behind one more word."""
    text = reading.levelled
    found = set(places(text, ORIGIN_WORDS))
    found.update([text.rfind(" ", 0, at) for at in found])
    return found


def told_primaries(reading: Reading) -> list[Site]:
    """Where the bowel's tumour is told of."""
    found: list[Site] = []
    for at in places(reading.levelled, PRIMARY_WORDS):
        if match := PRIMARY.match(reading.levelled, at, reading.sentence_at(at)[1]):
            found.append(Site(at, match.end(), "place", Hit(at, match.end(), "elsewhere")))
    return found


@lru_cache(maxsize=2048)  # the words of the lexicon
def is_beside(place: str) -> bool:
    """Whether the place is a vessel, a duct or the like, which only tells what a lesion lies beside."""
    return BESIDE.search(place) is not None


def is_of_flexure(text: str, start: int, end: int) -> bool:
    """Whether the place is a bend of the bowel named right beside a word for a tumour of it."""
    if not text.endswith("flexure", start, end):
        return False
    return bool(TUMOUR_BEHIND.match(text, end) or TUMOUR_BEFORE.search(text, max(0, start - TUMOUR_REACH), start))
