"""Distances that a report gives between tumour and the edge of what was cut, before or behind the word for the edge."""

import re

from extraction.anchors import Anchors, one_in, places
from extraction.matching import Hit
from extraction.measurements import Measurement
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

AT_EDGE = pattern_of(r"\b(?:ink(?:ed)?|margin|edge|surface|stump|plane|(?:transection|resection|cut) line)\b")
EDGE_WORDS = Anchors("ink", "margin", "edge", "surface", "stump", "plane", "line")
STATUS_GAP = 48
# "The margin at segment 4b was sent for frozen section, which was reported as negative."
SENT = pattern_of(
    r"\b(?:was|were|is|has been|had been|also|then|and)? ?(?:sent|went|submitted|taken|given|examined|checked|assessed)\b(?: \w+){0,4}? (?:frozen(?: sections?)?|fs|pathology|histology|pathologist)\b"
    r"(?: (?:examination|analysis))?(?:,? (?:which|and|that|it))?(?: (?:was|were|has been|came back|returned|reported|read|told|given|called|as))*"
)
# Without an article the word of the edge holds its "from".
FROM_EDGE = pattern_of(r" (?:(?:away |clear )?from|of) edge\b", re.IGNORECASE)
TO_EDGE = pattern_of(
    r"\s*(?:away |clear |short )?(?:from|off|to|of|in front of|before|beneath|under|distance to|short of)\b(?:(?! with )[^.;]){0,44}$",
    re.IGNORECASE,
)
RIGHT_BEFORE = pattern_of(
    r"\s(?:macroscopic(?:ally)?|gross|clear|negative|free|tumou?r-free)\s(?:(?:surgical|resection|parenchymal)\s)?",
    re.IGNORECASE,
)
# "Metastasis with an 8 mm margin", as a report on the specimen says, or who tells its R-status: "R1 resection (1-mm margin)".
WITH = pattern_of(r"(?:\b(?:with|has|had) (?:an? )?|\()$")
R_STATUS = pattern_of(r"\bR[01]\b")
OF_SPECIMEN = pattern_of(r"\b(?:specimens?|histo\w+|patholog\w+)\b")
FROM_TUMOUR = pattern_of(
    r"\s(?:away )?from (?:the )?(?:(?:closest|nearest|larger|largest|smaller|deeper|main|viable|dominant|liver|metastatic|residual|colorectal|first|second|adjacent) ){0,2}(?:tumou?r|lesion|mass|metasta|nodule|neoplas|deposit|adenocarc|carcinoma)",
    re.IGNORECASE,
)
SHOWN = pattern_of(r"\b(?:show(?:s|ed|ing)|reveal\w*|demonstrat\w*|confirmed|confirming|found|measured) (?:an? )?$")
# "10 mm for segment 3 and 6 mm for segment 5": one specimen after the other.
NEXT_SPECIMEN = pattern_of(
    r"(?: \(|,? (?:for|in|at|on|of|from|around) )(?:the )?(?:(?:segments?|seg\.?|s) ?[\divx/ab]+|larger|smaller|first|second|one|other|right|left)"
    r"(?: (?:lesion|mass|tumou?r|metastas[ie]s|mets?|nodule|one|specimen|piece|deposit))?\)?(?:,| ?;|,? and) (?:at |of |only )?",
    re.IGNORECASE,
)
# "The transection margin measured 5 mm".
MEASURES = pattern_of(r" (?:was )?measur(?:es|ed|ing) (?:at |about |only |just )?", re.IGNORECASE)
EXTENT = pattern_of(r"\bover (?:about |an area of )?$")
LISTED = pattern_of(r"(?<![\w.,/])(?<!segment )(?<!segments )(?<!seg )(?:\d{1,2}(?:\.\d)?(?:, | and | & |/| / ))+$")
FUTURE_WORDS = Anchors(
    *("can be", "could be", "may be", "might be", "should be", "would be", "will be", "achievable", "expected")
)
FUTURE = pattern_of(r"\b(?:can|could|may|might|should|would|will) be\b|\bachievable\b|\bexpected\b")
LINES_ON = 120
ON_SLICES = pattern_of(r"\bon (?:the |its )?$")
SHOWS = pattern_of(
    r" (?:shows?|showed|reveals?|revealed|demonstrat\w+|displays?|displayed|discloses?|disclosed|exhibits?|exhibited|contains?|contained"
    r"|(?:has|had) (?:an? |two |three |multiple |several )(?!margin|clear))\b(?! (?:no|residual|tumou?r at|carcinoma at))"
)

# "The line of transection was marked with 1 cm of clearance": what is aimed at is no result.
INTENDED = pattern_of(r"\b(?:marked|outlined|intended|planned|aim\w*|scored|allowing|to achieve|to obtain)\b")
INTENDED_BEHIND = pattern_of(r" (?:(?:was|is|were) )?(?:marked|outlined|scored|planned)\b")
# Words that only find tumour: whether at the edge is told by what stands around them.
FINDS_TUMOUR = pattern_of(
    r"(?:(?:adeno)?carcinoma|tumou?r|cancer|neoplastic|malignant)(?: (?:glands|cells|tissue))?(?: (?:is|are|was|were|still))?"
    r" (?:present|seen|found|identified|detected|in|at|on|within|lie|lying|extend|extending|reach|reaching)"
)
EDGE_AHEAD = pattern_of(
    r"\b(?:margins?|edge|plane|surface|line|stump|bed|plate|frozen(?: section)?s?|fs)\b[^.;,\d]{0,44}: ?(?:metastatic |focal )?$"
)
EDGE_BEHIND = pattern_of(
    r"(?: (?:focally|microscopically|directly))?(?: (?:at|in|on|within|into|to|up to))? ?(?:the |an? )?(?:\w+ ){0,3}(?:margins?|edge|plane|surface|line|ink|artefact|artifact|zone|stump)\b"
)
# "Tumor present 4 mm from the margin" breaches none.
APART = pattern_of(
    r" (?:(?:up )?to within |within |only |just |about |at (?:a distance of )?)*(?:less than |<|>|≥)? ?(?:0\.\d|[1-9])[\d.]* ?[mc]m (?:away |distant )?(?:from|of|off|to)\b"
)


def status_reach(reading: Reading, hit: Hit, word: Hit) -> int:
    """How far from the margin the word for its status may stand: farther behind the way to the pathologist."""
    sent = SENT.search(reading.levelled, hit.end, word.start)
    return STATUS_GAP + (hit.end - hit.start) + (len(sent.group()) if sent else 0)


def is_from_vessel(reading: Reading, hit: Hit) -> bool:
    """Whether the distance is that of a vein and of no edge: "the middle hepatic vein lies at a distance of 15 mm"."""
    clause = reading.clause_at(hit.start)
    return reading.has("vessel", clause) and not names_edge(reading, clause)


def is_ahead(reading: Reading, clause: Interval) -> bool:
    """Whether the clause speaks of what may come."""
    return one_in(places(reading.levelled, FUTURE_WORDS), *clause) and bool(FUTURE.search(reading.levelled, *clause))


def is_sliced(reading: Reading, hit: Hit) -> bool:
    """Whether the cut surface is that of the slices, where a report finds the tumours: "cut surface shows two tumours"."""
    text = reading.levelled
    if not text.startswith("cut s", hit.start):
        return False
    led = ON_SLICES.search(text, max(0, hit.start - 12), hit.start)
    return bool(led or SHOWS.match(text, hit.end))


def names_edge(reading: Reading, span: Interval) -> bool:
    """Whether the span names the edge of what was cut."""
    start, end = span
    return one_in(places(reading.levelled, EDGE_WORDS), start, end) and bool(
        AT_EDGE.search(reading.levelled, start, end)
    )


def listed_before(reading: Reading, length: Measurement, start: int) -> float:
    """The least of the numbers that share the unit of the length behind them, in mm: "3 and 14 mm"."""
    listed = LISTED.search(reading.text, start, length.start)
    if not listed:
        return length.mm
    scale = 10.0 if reading.levelled[length.start : length.end].rstrip(") ").endswith("cm") else 1.0
    return min(float(number.replace(",", ".")) * scale for number in re.findall(r"\d+(?:\.\d+)?", listed.group()))


def distances(reading: Reading, hit: Hit, sentence: Interval, stop: int) -> list[Measurement]:
    """Lengths before ("4 mm from the margin") and behind ("margin negative, 4 mm") the word."""
    lengths: list[Measurement] = []
    text = reading.text
    of_report = reading.note.note_type is PATHOLOGY or R_STATUS.search(text, *sentence) is not None
    of_report = of_report or OF_SPECIMEN.search(reading.levelled, *sentence) is not None
    for length in reading.lengths((max(sentence[0], hit.start - 60), hit.start)):
        if RIGHT_BEFORE.fullmatch(text, length.end, hit.start):
            lengths.append(length)  # "resected with 1 cm macroscopic margin"
        elif FROM_EDGE.match(text, length.end, hit.end):
            lengths.append(length)  # "0.8 mm from edge"
        elif text[length.end : hit.start] == " " and (
            SHOWN.search(reading.levelled, sentence[0], length.start)
            or (of_report and WITH.search(reading.levelled, sentence[0], length.start))
        ):
            lengths.append(length)  # "the specimen showed a 6-mm margin"
        elif TO_EDGE.match(text, length.end, hit.start) and not re.search(r"\d", text[length.end : hit.start]):
            lengths.append(length)
    end = stop
    if text[hit.end : sentence[1]].strip(" .:\n") == "" or hit.concept == "distance":
        listed = text[sentence[1] - 1] == "\n" and text[hit.end : stop].strip(" .:\n") == ""
        end = min(len(text), max(stop, hit.end + LINES_ON)) if listed else stop
    previous = hit.end
    for length in reading.lengths((hit.end, end)):
        between = text[previous : length.start]
        if NEXT_SPECIMEN.fullmatch(between):
            lengths.append(length)
            previous = length.end
            continue
        if EXTENT.search(between) or "capsule" in between:
            previous = length.end
            continue  # "reaches the margin over 2 mm"
        if len(between) > STATUS_GAP or (
            not MEASURES.fullmatch(between)
            and re.search(r"nodule|tumou?r of|strip|measur|width|over a|lesion|segment \d|mass|FLR|size", between)
        ):
            break
        if (
            TO_EDGE.match(text, length.end, min(len(text), length.end + 20))
            and "margin" not in text[length.end : length.end + 40].lower()
            and not FROM_TUMOUR.match(text, length.end)
        ):
            break
        lengths.append(length)
        previous = length.end
    return lengths


def is_no_breach(reading: Reading, word: Hit) -> bool:
    """Whether what lies exposed at the edge is a vessel laid free by the surgeon, or the tumour only lies near: "tumour present 4 mm from"."""
    if word.concept == "positive" and APART.match(reading.levelled, word.end):
        return True
    if FINDS_TUMOUR.fullmatch(reading.levelled, word.start, word.end) and not (
        EDGE_AHEAD.search(reading.levelled, max(0, word.start - 64), word.start)
        or EDGE_BEHIND.match(reading.levelled, word.end)
    ):
        return True  # "adenocarcinoma present, margin clear by 3 mm"
    if not reading.levelled.startswith("exposed", word.start):
        return False
    before = (reading.clause_at(word.start)[0], word.start)
    return reading.has("vessel", before) and not reading.has("liver_lesion", before)


def is_aimed_at(reading: Reading, hit: Hit) -> bool:
    """Whether an operation only tells the distance that it meant to keep; what stands before a comma is told of something else."""
    opens = max(reading.clause_at(hit.start)[0], reading.levelled.rfind(",", 0, hit.start))
    ahead = INTENDED.search(reading.levelled, opens, hit.start)
    return bool(ahead or INTENDED_BEHIND.match(reading.levelled, hit.end))
