"""What a sentence says about lesions, in order: segments, sizes, nouns, numbers, lobes and places."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from abstraction.records import NoteType
from extraction.anchors import Anchors, matches_at, places
from extraction.lesions.counts import Quantity, read_quantities
from extraction.lesions.lobe_labels import labelled_lobes, numbered_sides, side_of
from extraction.lesions.size import Size
from extraction.lesions.sizes import read_sizes
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.segments import SegmentRef, read_segments
from extraction.sentences import Interval
from extraction.tumours import is_rejected, is_weighed

BOTH = re.compile(
    r"\bb/l (?:lobes?|liver|hepatic)\b|"
    r"\bbi ?lobar(?:ly)?\b|\b(?:both|the two|either) (?:of )?(?:the )?(?:liver |hepatic )?(?:lobes?|sides|halves|hemi ?livers)\b|\bbilateral(?:ly)?(?= (?:\d{1,2} )?(?:colorectal )?(?:liver|hepatic|lobe|lobar|met|crlm))|"
    r"\b(?:right and left|left and right) (?:liver |hepatic )?(?:lobes?|liver|hemi ?livers?|halves|sides)\b|\bthroughout (?:the|both lobes of the) (?:liver|hepatic|parenchyma)|"
    r"\b(?:each|per) (?:(?:of the )?(?:liver |hepatic )?(?:lobe|hemi ?liver)|(?:side|half) of the liver)\b(?! of the (?:thyroid|lung|prostate))|"
    r"\b(?:all|every) (?:liver |hepatic )?segments?\b|\b(?:whole|entire) liver\b|\b(?:r and l|l and r|r & l|r/l) (?:liver |hepatic )?lobes?\b|"
    r"\b(?:right|left|rt|lt|r|l) (?:liver |hepatic )?lobe and (?:most|much|parts?|some|half|the rest|a (?:good )?(?:part|portion)) of (?:the )?(?:right|left|rt|lt|r|l)\b"
)
# "Ultrasound of the whole liver" says what was looked at, and not where lesions are.
EXAMINED = re.compile(
    r"\b(?:ultraso\w+|sonograph\w+|echograph\w+|examination|inspection|palpation|mobili[sz]ation|survey|scan|volume|volumetry) of the $"
)
BOTH_WORDS = Anchors(
    "bi lobar",
    "bilobar",
    "both ",
    "the two ",
    "either ",
    "bilateral",
    "right and left",
    "left and right",
    "r and l",
    "l and r",
    "r & l",
    "r/l",
    *(
        f"{side} {liver}lobe and"
        for side in ("right", "left", "rt", "lt", "r", "l")
        for liver in ("", "liver ", "hepatic ")
    ),
    "throughout ",
    "all liver",
    "all hepatic",
    "all segment",
    "every ",
    "each ",
    "per ",
    "whole liver",
    "entire liver",
    "b/l ",
)
SIDE = re.compile(
    r"\b(?P<initial>[rl]) (?:(?:hepatic|liver) )?lobe\b|\b(?P<side>right|left|rt|lt)(?: sided)?(?: (?:hepatic|liver))? (?:lobe|hemi ?liver|liver|liver lobe|half of the liver|side of the liver|sided)\b|\b(?P<dome>right|left) (?:hepatic|liver) dome\b|"
    r"\b(?P<sector>right|left|rt|lt) (?:anterior|posterior|lateral|medial|paramedian)(?: hepatic| liver)? (?:section|sector|segment)s?\b|"
    r"\b(?:anterior|posterior|lateral|medial|paramedian) (?P<turned>right|left) (?:section|sector)s?\b|"
    r"\b(?:on|in) the (?P<bare>right|left)\b(?! (?:hepatic|portal|lung|side|upper|lower|middle|adrenal|kidney|ovary|lobe|liver|hemi|anterior|posterior|lateral|medial))|\b(?P<adverb>right|left) sided\b"
)
SIDE_WORDS = Anchors(
    *(
        "right",
        "left",
        "rt ",
        "lt ",
        "r lobe",
        "l lobe",
        "r liver",
        "l liver",
        "r hepatic",
        "l hepatic",
        "on the ",
        "in the ",
        "anterior ",
        "posterior ",
        "lateral ",
        "medial ",
        "paramedian ",
    ),
)
# "(3 right, 2 left)"
NUMBERED_SIDE = re.compile(r"(?:right|left)\b(?=\s*(?:[,;)./+&]|and\b|$))")
NUMBER_BEFORE = re.compile(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)(?: (?:liver )?(?:mets|metastases|lesions|deposits))? (?:on the |in the )?$"
)
# "Metastatic colonic adenocarcinoma": where it came from.
ORIGIN_BEFORE = re.compile(
    r"\bmetastatic (?:\w+ )?$|\b(?:metastas[ei]s|mets?|secondaries) (?:of|from) (?:an? )?$|\bfrom (?:an? )?$"
    r"|\b(?:of|from) (?:(?:the|a|an|his|her|known|previous|prior|patient's|resected|synchronous|primary) )+$"
)
ORIGIN_BEHIND = re.compile(r" (?:\w+ )?(?:(?:adeno)?carcinoma|cancer|primary|ca|adenoca|crc)\b")
# "Liver metastases up to 42 mm and a primary of 50 mm": the bowel's tumour, wherever it lies.
PRIMARY_WORDS = Anchors("primary")
PRIMARY = re.compile(
    r"(?<!known )(?<!colorectal )primary(?: tumou?r| lesion| cancer)?(?= (?:of |measur|is |was |at |in situ |itself |\d)|: |, )(?!.{0,3}(?:resect|remov))"
)
SIDE_REACH = 40
# Vessels and ducts beside a lesion are no other place for it.
BESIDE = re.compile(
    r"vein|arter|cava|ivc|duct|portal|venous|pedicle|triad|flexure|gallbladder|diaphragm|falciform|capsul|hilum"
)


# "beside the known haemangioma" only says where.
LANDMARK = re.compile(
    r"\b(?:beside|next to|adjacent to|near|close to|between|(?:margin|edge|edges|periphery|border|rim) of)(?: the| a| its)?(?: \w+){0,3}\s*$"
)


# "Local tumour progression at the segment 8 ablation site": the cavity only says where.
RECURS_THERE = re.compile(
    r"\b(?:recurren\w+|relaps\w+|progression|residual tumou?r|residual disease|viable tumou?r|regrowth)\b[^.;,]{0,30}\b(?:at|in|of|along|within|around|adjacent to|next to|near)\b[^.;,]{0,24}$"
)
# "Pelvic deposits" are none of the liver's.
SPREAD_THERE = re.compile(r" (?:deposits?|metasta\w+|nodules?|mass(?:es)?|implants?)\b")
# "Growth of the lung metastases" tells their course.
COURSE = re.compile(r"growth of\b")
TAKEN_OUT = re.compile(
    r"(?:\w*hepatectomy|lobectomy|\w*sectionectomy|\w*segmentectomy|resection|resectate|specimen)\W{1,3}(?:(?:of|including|comprising|containing|with)\s)?(?:the )?(?:liver )?$"
)
# "s/p S6 wedge resection", "planned segment 4b/5 segmentectomy": the operation's place; the scar it left keeps its own.
OPERATION_BEHIND = re.compile(
    r"\)?[ -](?:(?:anatomic(?:al)?|non anatomic(?:al)?|atypical|limited|open|laparoscopic|partial|wedge|liver|hepatic) )*"
    r"(?:wedge|resections?|bi ?segmentectomy|(?:sub)?segmentectomy|segmentectomies|sectionectomy|metastasectomy|metastasectomies|hepatectomy|excision|ablation|rfa|mwa|sbrt|microwave)\b"
    r"(?! (?:sites?|margins?|zones?|cavit\w+|beds?|areas?|scars?|defects?|edges?|planes?|line))"
)
# "liver metastases, bilateral"
BILATERAL = re.compile(
    r"\bbilateral(?:ly)?\b(?! (?:\w+ )?(?:lungs?|pulmon\w*|pleur\w*|adrenals?|ovar\w*|hilar|inguinal|iliac|neck|renal|kidneys?|breasts?|mediastin\w*|lower|upper|basal|oophorec\w*|ureter\w*|hydro\w*))"
)
LIVER_BEFORE = re.compile(
    r"\b(?:(?:liver|hepatic) (?:mets|metastas[ei]s|lesions|deposits|disease|secondaries)|(?:mets|metastas[ei]s|deposits) (?:in|of) the liver)\W{1,3}(?:\w+ ){0,2}$"
)


# Names that say liver by themselves.
LIVER_NAMES = frozenset({"lm", "lms", "clm", "clms", "crlm", "crlms"})


# "In segment 6, not segment 5": where it does not lie.
NOT_THERE = re.compile(
    r"(?:[,(;]|\band|\bbut|\b(?:all|every) segments?) ?(?:not|rather than|instead of|except(?: for)?|apart from|other than|excluding|sparing|save)(?:, (?:as|like) [^,;.]{3,40},)? (?:from |in |of )?(?:the )?$"
)
# "The lesion described there under segment V is situated in segment VI": where it was said to be is not where it is.
SAID_THERE = re.compile(
    r"\b(?:described|reported|called|labell?ed|named|placed|listed|assigned|given|located|counted|put|seen)(?: (?:\w+ ){0,3}(?:under|in|as|to|at|within)(?: the)?)? $"
)
BUT_LIES_HERE = re.compile(
    r"(?:,? [a-z0-9 /.]{3,36}?,?)? (?:is|lies|sits|belongs)(?: (?:really|actually|in (?:fact|truth|reality)|rather|situated|located|found|to be found))* (?:in|to|within) (?:the )?$"
)
LIE_REACH = 70


class Lobe(NamedTuple):
    """A lobe named at `[start, end)`."""

    start: int
    end: int
    side: str


PLACE = itemgetter(0, 1)
Event = SegmentRef | Size | Hit | Quantity | Lobe


class Events(NamedTuple):
    """The events of a sentence in order, and the earlier sizes that belong to none of its sizes."""

    ordered: list[tuple[int, int, str, Event]]
    stray_priors: list[Size]


def read_events(reading: Reading, span: Interval) -> Events:
    """Every event of the span. Kinds: segment, size, noun, number, lobe, liver, place."""
    segments = read_segments(reading, span)
    segmented = [(ref.start, ref.end) for ref in segments]
    segments = [
        ref for ref in segments if not NOT_THERE.search(reading.levelled, max(0, ref.start - LIE_REACH), ref.start)
    ]
    if len(segments) > 1:
        segments = [ref for number, ref in enumerate(segments) if not is_moved(reading, ref, segments[number + 1 :])]
    if reading.note.note_type in (NoteType.RADIOLOGY, NoteType.ONCOLOGY):
        segments = [ref for ref in segments if not OPERATION_BEHIND.match(reading.levelled, ref.end)]
    if len(segments) > 1:
        segments = [ref for ref in segments if not is_taken_out(reading, ref, segments)]
    lengths, dates = reading.lengths(span), reading.dates(span)
    sizes, strays = read_sizes(reading, span, segmented) if lengths else ([], [])
    taken = segmented + [(size.start, size.end) for size in sizes + strays]
    taken += [(size.prior_start, size.prior_end) for size in sizes if size.prior_mm is not None]
    taken += [(length.start, length.end) for length in lengths]
    taken += [(told.start, told.end) for told in dates]
    found: list[tuple[int, int, str, Event]] = [(ref.start, ref.end, "segment", ref) for ref in segments]
    found += [(size.start, size.end, "size", size) for size in sizes]
    called = list(nouns(reading, span))
    found += [(hit.start, hit.end, "noun", hit) for hit in called]
    found += [(one.start, one.end, "number", one) for one in read_quantities(reading, span, taken)]
    found += [(lobe.start, lobe.end, "lobe", lobe) for lobe in read_lobes(reading, span)]
    # "Biliary hamartomas" and "nodular soft tissue" name a finding and no other place.
    benign = [(hit.start, hit.end) for hit in called if hit.concept in ("benign", "lesion")]
    found += [
        site for site in sites(reading, span, segmented) if not any(a <= site[0] and site[1] <= b for a, b in benign)
    ]
    if len(found) > 1:
        found.sort(key=PLACE)
    return Events(found, strays)


def is_moved(reading: Reading, ref: SegmentRef, behind: Sequence[SegmentRef]) -> bool:
    """Whether the place is where an earlier report put the lesion, which lies in the place named next."""
    if not behind or behind[0].start - ref.end > LIE_REACH:
        return False
    if not BUT_LIES_HERE.fullmatch(reading.levelled, ref.end, behind[0].start):
        return False
    return SAID_THERE.search(reading.levelled, max(0, ref.start - LIE_REACH), ref.start) is not None


def is_taken_out(reading: Reading, ref: SegmentRef, named: list[SegmentRef]) -> bool:
    """ "Hepatectomy (segments 5-8): metastasis in segment 7": what was taken out is named beside where the lesion lies."""
    if len(ref.codes) < 2 or not any(set(one.codes) < set(ref.codes) for one in named if one.start > ref.end):
        return False
    return TAKEN_OUT.search(reading.levelled, max(0, ref.start - 40), ref.start) is not None


def nouns(reading: Reading, span: Interval) -> Iterator[Hit]:
    """What findings are called; the same word once, the stronger name first."""
    last = -1
    for hit in reading.hits("liver_lesion", span):
        if hit.concept == "other_tumour" and (
            is_answered(reading, hit)
            or is_rejected(reading, hit.start)
            or "negated" in reading.effects(hit.start, hit.end)
        ):
            continue  # "no liver metastasis and no HCC"
        if hit.concept == "treated" and RECURS_THERE.search(reading.levelled, span[0], hit.start):
            continue
        if hit.concept in ("benign", "treated") and LANDMARK.search(
            reading.levelled, max(span[0], hit.start - 40), hit.start
        ):
            continue
        if COURSE.match(reading.levelled, hit.start):
            continue
        if hit.start >= last:
            yield hit
            last = hit.end


def is_answered(reading: Reading, hit: Hit) -> bool:
    """Whether a pathology report is asked "metastasis vs cholangiocarcinoma": it tells itself which of the two it is."""
    return reading.note.note_type is NoteType.PATHOLOGY and is_weighed(reading, hit.start)


def read_lobes(reading: Reading, span: Interval) -> list[Lobe]:
    """Lobes of the liver in the span."""
    starts, lobes = reading.once(all_lobes)
    inside = lobes[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]
    return [lobe for lobe in inside if lobe.end <= span[1]]


def all_lobes(reading: Reading) -> tuple[list[int], list[Lobe]]:
    """Lobes of the liver in the note, in order, with where each is named."""
    text = reading.levelled
    found = [
        Lobe(match.start(), match.end(), "bilobar")
        for match in matches_at(BOTH, text, places(text, BOTH_WORDS))
        if not EXAMINED.search(text, max(0, match.start() - 24), match.start())
    ]
    found += [
        Lobe(match.start(), match.end(), "bilobar")
        for match in matches_at(BILATERAL, text, places(text, BOTH_WORDS))
        if LIVER_BEFORE.search(text, max(0, match.start() - 50), match.start())
    ]
    for match in (*reading.once(labelled_lobes), *reading.once(numbered_sides)):
        if not any(lobe.start < match.end() and match.start("value") < lobe.end for lobe in found):
            found.append(Lobe(*match.span("value"), side_of(match)))
    found.sort()
    taken = [(lobe.start, lobe.end) for lobe in found]
    for match in matches_at(SIDE, text, places(text, SIDE_WORDS)):
        before = bisect_left(taken, (match.end(), 0)) - 1
        if before < 0 or taken[before][1] <= match.start():
            side = next(filter(None, match.groups()))
            found.append(
                Lobe(
                    match.start(), match.end(), {"rt": "right", "lt": "left", "r": "right", "l": "left"}.get(side, side)
                )
            )
    for match in matches_at(NUMBERED_SIDE, text, places(text, SIDE_WORDS)):
        is_named = any(lobe.start <= match.start() < lobe.end for lobe in found)
        counted = NUMBER_BEFORE.search(text, max(0, match.start() - 24), match.start())
        if not is_named and counted and not is_remaining(text, match, counted):
            found.append(Lobe(*match.span(), match.group()))
    found.sort()
    return [lobe.start for lobe in found], found


def is_remaining(text: str, side: re.Match[str], counted: re.Match[str]) -> bool:
    """Whether "3 liver mets left" tells what is left over and no side: no right is told beside it."""
    around = text[max(0, side.start() - SIDE_REACH) : side.end() + SIDE_REACH]
    return side.group() == "left" and counted.group().rstrip()[-1].isalpha() and "right" not in around


def sites(reading: Reading, span: Interval, segments: list[Interval]) -> Iterator[tuple[int, int, str, Event]]:
    """The liver and other places, node words included."""
    for hit in reading.hits("site", span):
        if segments and (
            any(hit.start < end and start < hit.end for start, end in segments)
            or "recurrence" in reading.levelled[hit.start : hit.end]  # "local recurrence in segment 6"
        ):
            continue
        if ORIGIN_BEHIND.match(reading.levelled, hit.end) and ORIGIN_BEFORE.search(
            reading.levelled, max(0, hit.start - 30), hit.start
        ):
            continue
        if hit.concept == "liver":
            yield hit.start, hit.end, "liver", hit
        elif (
            hit.concept not in ("abdomen", "thorax", "pelvis") or SPREAD_THERE.match(reading.levelled, hit.end)
        ) and not BESIDE.search(reading.levelled, hit.start, hit.end):
            yield hit.start, hit.end, "place", hit
    for match in matches_at(PRIMARY, reading.levelled, places(reading.levelled, PRIMARY_WORDS), *span):
        yield *match.span(), "place", Hit(*match.span(), "elsewhere")
    for hit in reading.hits("liver_lesion", span):
        if reading.levelled[hit.start : hit.end] in LIVER_NAMES:
            yield hit.start, hit.start, "liver", hit
    named = reading.hits("liver_lesion", span)
    for hit in reading.hits("lymph_node", span):
        if any(noun.start < hit.start and hit.end == noun.end for noun in named):
            continue  # "a whitish node" of a cut surface is a nodule
        yield hit.start, hit.end, "place", hit
