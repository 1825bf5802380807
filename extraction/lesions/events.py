"""What a sentence says about lesions, in order: segments, sizes, nouns, numbers, lobes and places."""

import re
from bisect import bisect_left
from functools import lru_cache
from operator import itemgetter
from sys import maxsize
from typing import NamedTuple

from extraction.anchors import Anchors, matches_at, one_in, places
from extraction.lesions.affected_segments import affected
from extraction.lesions.counts import Numbers, Quantity, overlaps
from extraction.lesions.liver_edges import is_at_liver_edge
from extraction.lesions.lobe_labels import SHORT, is_side_of_bowel, labelled_lobes, numbered_sides, side_of
from extraction.lesions.size import Size
from extraction.lesions.sizes import sentences_with_lengths, sizes_of
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading, all_dates
from extraction.segments import SegmentRef, read_segments, sentences_with_segments
from extraction.sentences import Interval
from extraction.tumours import is_rejected, is_resected_primary, is_weighed

BOTH = pattern_of(
    r"\bb/l (?:lobes?|liver|hepatic)\b|(?:(?<=mets[ ,][( ])|(?<=metastas[ei]s[ ,][( ])|(?<=lesions[ ,][( ]))b/l(?=[,;.)])|"
    r"\bbi ?lobar(?:ly)?\b|\b(?:both|either) (?:of )?(?:the )?(?:liver |hepatic )?(?:lobes?|sides|halves|hemi ?livers)\b|\btwo (?:liver |hepatic )?(?:lobes|sides|halves|hemi ?livers)\b|\bbilateral(?:ly)?(?= (?:\d{1,2} )?(?:colorectal )?(?:liver|hepatic|lobe|lobar|met|crlm))|"
    r"\b(?:right and left|left and right) (?:liver |hepatic )?(?:lobes?|liver|hemi ?livers?|halves|sides)\b|\bthroughout (?:both lobes of )?(?:the )?(?:liver|hepatic|parenchyma)|"
    r"\b(?:each|per) (?:(?:of the )?(?:liver |hepatic )?(?:lobe|hemi ?liver)|(?:side|half) of (?:the )?liver)\b(?! of (?:the )?(?:thyroid|lung|prostate))|"
    r"\b(?:all|every) (?:liver |hepatic )?segments?\b|\b(?:whole|entire) liver\b|\b(?:r and l|l and r|r & l|r/l) (?:liver |hepatic )?lobes?\b|"
    r"\b(?:right|left|rt|lt|r|l) (?:liver |hepatic )?lobe and (?:most|much|parts?|some|half|(?:the )?rest|(?:a )?(?:good )?(?:part|portion)) of (?:the )?(?:right|left|rt|lt|r|l)\b"
)
# "Ultrasound of the whole liver" says what was looked at, and not where lesions are.
EXAMINED = pattern_of(
    r"\b(?:ultraso\w+|sonograph\w+|echograph\w+|examination|inspection|palpation|mobili[sz]ation|survey|scan|volume|volumetry) of (?:the )?$"
)
BOTH_WORDS = Anchors(
    "bi lobar", "bilobar", "both ", "either ", "bilateral", "right and left", "left and right", "r and l", "l and r", "r & l", "r/l",
    "throughout ", "whole liver", "entire liver", "b/l",
    *(f"{every} {liver}segment" for every in ("all", "every") for liver in ("", "liver ", "hepatic ")),
    *(f"{each} {part}" for each in ("each", "per") for part in ("of the ", "liver ", "hepatic ", "lobe", "hemi", "side ", "half ")),
    *(f"two {liver}{part}" for liver in ("", "liver ", "hepatic ") for part in ("lobes", "sides", "halves", "hemi")),
    *(f"{side} {liver}lobe and" for side in ("right", "left", "rt", "lt", "r", "l") for liver in ("", "liver ", "hepatic ")),
)  # fmt: skip
SIDE = pattern_of(
    r"\b(?P<initial>[rl]) (?:(?:hepatic|liver) )?lobe\b|\b(?P<side>right|left|rt|lt)(?: sided)?(?: (?:hepatic|liver))? (?:lobe|hemi ?liver|liver|liver lobe|(?:half|side) of (?:the )?liver|sided)\b|\b(?P<dome>right|left) (?:hepatic|liver) dome\b|"
    r"\b(?P<sector>right|left|rt|lt) (?:anterior|posterior|lateral|medial|paramedian)(?: hepatic| liver)? (?:section|sector|segment|lobe|liver)s?\b|"
    r"\b(?:anterior|posterior|lateral|medial|paramedian) (?P<turned>right|left) (?:section|sector)s?\b|"
    r"\b(?:on|in) (?:the )?(?P<bare>(?:(?<= the )(?:right|left)|(?:right|left)(?=\s*(?:[,;:.()\n/+&]|$|(?:and|or|there|is|are|was|were|up|with|one|two|three|four|five|six)\b)))\b)(?! (?:hepatic|portal|lung|side|upper|lower|middle|adrenal|kidney|ovary|lobe|liver|hemi|anterior|posterior|lateral|medial))|\b(?P<adverb>right|left) sided\b"
)
NAMED_SIDES = Anchors("right", "left")
SIDE_WORDS = Anchors(
    *NAMED_SIDES,
    *(f"{side} {behind}" for side in ("rt", "lt") for behind in "si he li lo ha an po la me pa".split()),
    *(f"{side} {liver}lobe" for side in "rl" for liver in ("", "liver ", "hepatic ")),
    *(f"{word} {the}{side}" for word in ("on", "in") for the in ("", "the ") for side in NAMED_SIDES),
    *(
        f"{sector} {side}"
        for sector in ("anterior", "posterior", "lateral", "medial", "paramedian")
        for side in NAMED_SIDES
    ),
)
# "(3 right, 2 left)"
NUMBERED_SIDE = pattern_of(r"(?P<side>right|left)\b(?: side)?(?=\s*(?:[,;)(./+&]|and\b|$))")
NUMBER_BEFORE = pattern_of(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?: (?:liver )?(?:mets|metastases|lesions|masses|deposits|nodules|foci|tumou?rs|ones|more|others))? (?:(?:on|in|to) (?:the )?)?$"
)
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
SIDE_REACH = 40
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
# "liver metastases, bilateral"
BILATERALS = Anchors("bilateral")
BILATERAL = pattern_of(
    r"\bbilateral(?:ly)?\b(?! (?:\w+ )?(?:lungs?|pulmon\w*|pleur\w*|adrenals?|ovar\w*|hilar|inguinal|iliac|neck|renal|kidneys?|breasts?|mediastin\w*|lower|upper|basal|oophorec\w*|ureter\w*|hydro\w*))"
)
LIVER_BEFORE = pattern_of(
    r"\b(?:(?:liver|hepatic) (?:mets?|metastas[ei]s|lesions|masses|deposits|disease|secondaries)|(?:mets?|metastas[ei]s|deposits) (?:in|of) (?:the )?(?:liver|hepatic parenchyma))\W{1,3}(?:\w+ ){0,2}$"
)
# Names that say liver by themselves.
LIVER_NAMES = frozenset({"lm", "lms", "clm", "clms", "crlm", "crlms"})
LONGEST_LIVER_NAME = 5
REGIONS = frozenset({"abdomen", "thorax", "pelvis"})


class Lobe(NamedTuple):
    """A lobe named at `[start, end)`."""

    start: int
    end: int
    side: str


START = itemgetter(0)
PLACE = itemgetter(0, 1)
PLACES = frozenset({"liver", "place"})
Event = SegmentRef | Size | Hit | Quantity | Lobe
Site = tuple[int, int, str, Event]


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
        """Every event of the sentence, which `span` may cut short, in order. Kinds: segment, size, noun, number, lobe, liver, place."""
        reading, starts = self.reading, self._starts
        first = bisect_left(starts, span[0])
        named = self._named[first : bisect_left(starts, span[1], first)]
        found: list[Site] = []
        taken: list[Interval] = []
        dates = reading.dates(span) if number in self._with_dates else []
        if number in self._with_segments and (segments := read_segments(reading, span)):
            taken = [(first, last) for first, last, _ in segments]
            named = [event for event in named if event[2] not in PLACES or not is_segment(reading, event, taken)]
            found = [in_own_brackets(reading, ref) for ref in affected(reading, segments)]
        if number in self._with_lengths and (lengths := reading.lengths(span)):
            sizes, strays = sizes_of(reading, span, lengths, dates, taken)
            for size in sizes:
                first, last, _, prior_mm, prior_start, prior_end, _ = size
                found.append((first, last, "size", size))
                taken.append((first, last))
                if prior_mm is not None:
                    taken.append((prior_start, prior_end))
            for size in strays:
                taken.append((size.start, size.end))
            for length in lengths:
                taken.append((length.start, length.end))
        for told in dates:
            taken.append((told.start, told.end))
        for counted in self._numbers.of(number, span, taken):
            found.append((counted.start, counted.end, "number", counted))
        if not found:
            return named
        found += named
        found.sort(key=PLACE)
        return found


def in_own_brackets(reading: Reading, ref: SegmentRef) -> Site:
    """The place with the brackets that hold nothing else: "a 6 mm focus (segment 7) which has not changed"."""
    start, end, _ = ref
    if reading.text[start - 1] == "(" and reading.text.startswith(")", end):
        return start - 1, end + 1, "segment", ref
    return start, end, "segment", ref


def is_segment(reading: Reading, place: Site, segments: list[Interval]) -> bool:
    """Whether a place named beside `segments` holds one of them, or is what recurs there: "local recurrence in segment 6"."""
    start, end, _, _ = place
    return overlaps(segments, start, end) or "recurrence" in reading.levelled[start:end]


def all_named(reading: Reading) -> tuple[list[int], list[Site]]:
    """What lesions are called, lobes and places of the note, in order, with where each starts and an end of every search."""
    starts, places_named, others, alone = reading.once(all_sites)
    if others or alone:
        places_named = [*places_named, *others, *alone]
        starts = sorted([*map(START, places_named), maxsize])
    found: list[Site] = []
    holding: list[Interval] = []
    for hit in nouns(reading):
        start, end, concept = hit.start, hit.end, hit.concept
        found.append((start, end, "noun", hit))
        if concept in ("benign", "lesion") and starts[bisect_left(starts, start)] < end:
            holding.append((start, end))
    if holding:
        # "Biliary hamartomas" and "nodular soft tissue" name a finding and no other place.
        places_named = [site for site in places_named if not is_inside(site, holding)]
    for lobe in reading.once(all_lobes)[1]:
        start, end, _ = lobe
        if end <= reading.sentence_at(start)[1]:
            found.append((start, end, "lobe", lobe))
    found += places_named
    found.sort(key=PLACE)
    return [*map(START, found), maxsize], found


def is_inside(site: Site, holding: list[Interval]) -> bool:
    """Whether the place lies within one of the intervals."""
    start, end, _, _ = site
    return any(first <= start < last and end <= last for first, last in holding)


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


def read_lobes(reading: Reading, span: Interval) -> list[Lobe]:
    """Lobes of the liver in the span."""
    starts, lobes = reading.once(all_lobes)
    start, end = span
    first = bisect_left(starts, start)
    if starts[first] >= end:
        return []
    return [lobe for lobe in lobes[first : bisect_left(starts, end, first)] if lobe.end <= end]


def all_lobes(reading: Reading) -> tuple[list[int], list[Lobe]]:
    """Lobes of the liver in the note, in order, with where each is named and an end of every search."""
    text = reading.levelled
    both, sides = places(text, BOTH_WORDS), places(text, SIDE_WORDS)
    found = [
        Lobe(match.start(), match.end(), "bilobar")
        for match in matches_at(BOTH, text, both)
        if not EXAMINED.search(text, max(0, match.start() - 24), match.start())
    ]
    found += [
        Lobe(match.start(), match.end(), "bilobar")
        for match in matches_at(BILATERAL, text, places(text, BILATERALS))
        if LIVER_BEFORE.search(text, max(0, match.start() - 50), match.start())
    ]
    for match in (*reading.once(labelled_lobes), *reading.once(numbered_sides)):
        if not any(lobe.start < match.end() and match.start("value") < lobe.end for lobe in found):
            found.append(Lobe(*match.span("value"), side_of(match)))
    found.sort()
    taken = [(lobe.start, lobe.end) for lobe in found]
    for match in matches_at(SIDE, text, sides):
        before = bisect_left(taken, (match.end(), 0)) - 1
        if (before < 0 or taken[before][1] <= match.start()) and not is_side_of_bowel(text, match):
            side = next(filter(None, match.groups()))
            found.append(Lobe(match.start(), match.end(), SHORT.get(side, side)))
    for match in matches_at(NUMBERED_SIDE, text, places(text, NAMED_SIDES)):
        if any(lobe.start <= match.start() < lobe.end for lobe in found):
            continue
        counted = NUMBER_BEFORE.search(text, max(0, match.start() - 24), match.start())
        if counted and not is_remaining(text, match, counted):
            found.append(Lobe(*match.span(), match.group("side")))
    found.sort()
    return [*[lobe.start for lobe in found], maxsize], found


def is_remaining(text: str, side: re.Match[str], counted: re.Match[str]) -> bool:
    """Whether "3 liver mets left" tells what is left over and no side: no right is told beside it."""
    around = text[max(0, side.start() - SIDE_REACH) : side.end() + SIDE_REACH]
    return side.group("side") == "left" and counted.group().rstrip()[-1].isalpha() and "right" not in around


def named_places(reading: Reading, span: Interval) -> list[Site]:
    """The liver and other places that the sentence names, node words included: those of the lexicon first."""
    starts, found, others, _ = reading.once(all_sites)
    start, end = span
    first = bisect_left(starts, start)
    named = found[first : bisect_left(starts, end, first)] if starts[first] < end else []
    for site in others:
        if start <= site[0] < end:
            named.append(site)
    return named


def sentences_with_sites(reading: Reading) -> set[int]:
    """Sentences in which `named_places` finds anything."""
    starts, _, others, _ = reading.once(all_sites)
    return reading.sentences_at([*starts[:-1], *map(START, others)])


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
            found.append((start, end, "liver", hit))
        elif concept == "anastomosis" and is_at_liver_edge(text, start):
            continue
        elif (not is_beside(text[start:end]) or is_of_flexure(text, start, end)) and (
            concept not in REGIONS or SPREAD_THERE.match(text, end)
        ):
            found.append((start, end, "place", hit))
    lesions, nodes = reading.hits("liver_lesion"), reading.hits("lymph_node")
    # Before each of these stands the liver.
    others: list[Site] = [
        (lesion.start, lesion.start, "liver", lesion)
        for lesion in lesions
        if lesion.end - lesion.start <= LONGEST_LIVER_NAME and text[lesion.start : lesion.end] in LIVER_NAMES
    ]
    if nodes:
        # "A whitish node" of a cut surface is a nodule.
        nodules = {lesion.end: lesion.start for lesion in reversed(lesions)}
        others += [(hit.start, hit.end, "place", hit) for hit in nodes if nodules.get(hit.end, hit.start) >= hit.start]
    primaries = told_primaries(reading)
    if not primaries:
        return [*map(START, found), maxsize], found, others, []
    beside = reading.sentences_with("site", "lymph_node", "liver_lesion")
    alone = [site for site in primaries if reading.sentence_index(site[0]) not in beside]
    others = [*(site for site in primaries if site not in alone), *others]
    return [*map(START, found), maxsize], found, others, alone


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
            found.append((*match.span(), "place", Hit(*match.span(), "elsewhere")))
    return found


@lru_cache(maxsize=2048)  # the words of the lexicon
def is_beside(place: str) -> bool:
    """Whether the place is a vessel, a duct or the like, which only tells what a lesion lies beside."""
    return BESIDE.search(place) is not None


def is_of_flexure(text: str, start: int, end: int) -> bool:
    """Whether the place is a bend of the bowel named right beside a word for a tumour of it."""
    if not text.endswith("flexure", start, end):
        return False
    return bool(TUMOUR_BEHIND.match(text, end) or TUMOUR_BEFORE.search(text, max(0, start - SIDE_REACH), start))
