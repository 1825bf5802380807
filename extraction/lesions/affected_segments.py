"""Segments in which lesions lie, of those that a sentence names."""

from extraction.anchors import Anchors, one_in, places
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.segments import SegmentRef

TAKEN_OUT = pattern_of(
    r"(?:\w*hepatectomy|lobectomy|\w*sectionectomy|\w*segmentectomy|resection|resectate|specimen)\W{1,3}(?:(?:of|including|comprising|containing|with)\s)?(?:the )?(?:liver )?$"
)
# "s/p S6 wedge resection", "planned segment 4b/5 segmentectomy": the operation's place; the scar it left keeps its own.
OPERATION_BEHIND = pattern_of(
    r"\)?[ -](?:(?:anatomic(?:al)?|non anatomic(?:al)?|atypical|limited|open|laparoscopic|partial|wedge|liver|hepatic) )*"
    r"(?:wedge|resections?|bi ?segmentectomy|(?:sub)?segmentectomy|segmentectomies|sectionectomy|metastasectomy|metastasectomies|hepatectomy|excision|ablation|rfa|mwa|sbrt|microwave)\b"
    r"(?! (?:sites?|margins?|zones?|cavit\w+|beds?|areas?|scars?|defects?|edges?|planes?|line))"
)
OPERATIONS = Anchors(
    *"wedge resection segmentectom sectionectomy metastasectom hepatectomy excision ablation rfa mwa sbrt microwave".split()
)
OPERATION_REACH = 120
# "In segment 6, not segment 5": where it does not lie.
NOT_THERE = pattern_of(
    r"(?:[,(;]|\band|\bbut|\b(?:all|every) segments?) ?(?:not|rather than|instead of|except(?: for)?|apart from|other than|excluding|sparing|save)(?:, (?:as|like) [^,;.]{3,40},)? (?:from |in |of )?(?:the )?$"
    r"|\b(?:vanished|disappeared|resolved|gone)(?: completely| entirely)? \((?:in |from )?(?:the )?(?:[^()]{0,20}(?:,|and|&) )?$"  # "one has vanished (seg 3)"
)
EXCLUDING = Anchors(
    "not ",
    "not,",
    "rather than",
    "instead of",
    "except",
    "apart from",
    "other than",
    "excluding",
    "sparing",
    "save",
    "vanished",
    "disappeared",
    "resolved",
    "gone",
)
# "The lesion described there under segment V is situated in segment VI": where it was said to be is not where it is.
SAID_THERE = pattern_of(
    r"\b(?:described|reported|called|labell?ed|named|placed|listed|assigned|given|located|counted|put|seen)(?: (?:\w+ ){0,3}(?:under|in|as|to|at|within)(?: the)?)? $"
)
BUT_LIES_HERE = pattern_of(
    r"(?:,? [a-z0-9 /.]{3,36}?,?)? (?:is|lies|sits|belongs)(?: (?:really|actually|in (?:fact|truth|reality)|rather|situated|located|found|to be found))* (?:in|to|within) (?:the )?$"
)
LIE_REACH = 70


def affected(reading: Reading, segments: list[SegmentRef]) -> list[SegmentRef]:
    """The segments without those where no lesion lies: told not to, told of an earlier report, or of an operation."""
    text, first, last = reading.levelled, segments[0].start, segments[-1].end
    excluding, operations = reading.once(excluding_words), reading.once(operation_words)
    if excluding and one_in(excluding, first - LIE_REACH, last):
        segments = [ref for ref in segments if not NOT_THERE.search(text, max(0, ref.start - LIE_REACH), ref.start)]
    if len(segments) > 1:
        segments = [ref for number, ref in enumerate(segments) if not is_moved(reading, ref, segments[number + 1 :])]
    if operations and one_in(operations, first, last + OPERATION_REACH):
        segments = [ref for ref in segments if not OPERATION_BEHIND.match(text, ref.end)]
    if len(segments) > 1:
        segments = [ref for ref in segments if not is_taken_out(reading, ref, segments)]
    return segments


def excluding_words(reading: Reading) -> list[int]:
    """Where the words stand that tell where a lesion does not lie."""
    return places(reading.levelled, EXCLUDING)


def operation_words(reading: Reading) -> list[int]:
    """Where a report or letter names an operation that may bear the name of its segment."""
    is_told = reading.note.note_type in (RADIOLOGY, ONCOLOGY)
    return places(reading.levelled, OPERATIONS) if is_told else []


def is_moved(reading: Reading, ref: SegmentRef, behind: list[SegmentRef]) -> bool:
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
