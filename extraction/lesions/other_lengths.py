"""Lengths of a sentence that are no size of a lesion: a distance, a margin, an organ's, a specimen's or a scar's."""

import re
from sys import maxsize
from typing import NamedTuple

from extraction.anchors import Anchors, first_at, matches_at, places
from extraction.matching import Hit
from extraction.measurements import Measurement
from extraction.note_types import OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# What can make a length something else, beside words of the lexicon: it is taken back, a margin behind its status, an organ's or a power's.
OTHER_WORDS = Anchors(
    *(
        "not ",
        "instead of ",
        "rather than ",
        "in place of ",
        "r0",
        "r1",
        "r2",
        "liver",
        "electrode",
        "antenna",
    ),
    *(f"{digit}{gap}w" for digit in "0123456789" for gap in ("", " ")),
)
BEHIND = 40
NEAR = 40
FAR = 45
# Between a word of time or place and its number.
FILL_AHEAD = pattern_of(
    r"[\s:=,(~.]*(?:(?:the|a|an|about|approximately|approx\.?|ca\.?|measured|measures|measuring|measurement|size|of|on|in|around|at|only|it|was|is|just|roughly|reported|described|documented|recorded|listed|noted|given|as|with|"
    r"maximum|max\.?|up to|less than|more than|at least|nearly|almost|still|some|there|vague|subtle|faint|tiny|small|punctate)[\s:.]*)*"
)
FILL_OTHER = pattern_of(
    r"[\s-]*(?:(?:the|at|of|a|large|long|small|parenchymal|resection|safety|clear|macroscopic|gross|wide|negative|free|surgical)\s+)*"
)
BARE = r"\d{1,3}(?:[.,]\d)?"
# "Liver 18 cm", but not "Liver: 18 mm lesion".
ORGAN_SIZE = pattern_of(
    r"\bliver(?: is| was| measures| measuring| span)?(?: (?:mildly |massively |slightly |moderately |markedly )?enlarged)?(?: at| to)?(?: \(?(?:cc|mcl|craniocaudal(?:ly)?|span):?)? $"
)
# "A mass in the right lobe of the liver 9 cm".
LESION_AHEAD = pattern_of(r"\b(?:mass|lesion|metastasis|met|tumou?r|deposit|nodule|focus|sol)\b[^.;,]*$")
# "R0, 11 mm", "R0 (11 mm)" is the margin.
R_STATUS = pattern_of(r"\br[012][\s,:(]{1,3}$")
MARGIN_FREE = pattern_of(
    r"\bmargins? (?:\w+ ){0,3}?(?:free|negative|clear|uninvolved|not involved)\b[^.;,()\n]{0,30}\($"
)
# "Recurrent tumour along the margin of the segment 6 ablation zone, 14 mm": the tumour is so long.
GROWS_AT = pattern_of(
    r"(?<!no )(?<!without )(?<!no sign of )(?<!no evidence of )\b(?:(?:local |marginal )?recurren\w+|residual (?:tumou?r|disease)|tumou?r|nodule|nodular enhancement|metastas[ei]s)\b(?: [a-z]+){0,3}? "
    r"(?:at|along|adjacent to|near|beside|abutting|next to|medial to|lateral to|around) (?:the |its )?(?:[\w/]+ ){0,8}$"
)
GROWTH_REACH = 110
# "The ablation zone (which measures 42 mm)".
OF_SCAR = pattern_of(
    r"[ (]{1,2}(?:which |that )?(?:now |still |currently )?(?:measur\w+|is|of)[ :]+(?:about |approximately )?"
)
# "RFA S7: 12 min, cooled electrode, hyperechoic area of 3 cm".
BURNT = pattern_of(r"\b(?:electrodes?|antennas?|\d+ ?w(?:atts?)?)\b[^.;]*$")
# "8 mm from the resection plane, 44 mm": the plane has its distance.
CLAIMED = pattern_of(r"\d ?(?:mm|cm) (?:from|to|off) (?:the )?(?:\w+ )?$")
NODULE_BEHIND = pattern_of(
    r" (?:(?!covering|around|outside|beyond|enclosing|encompassing|including)\w+ ){0,2}(?:nodule|lesion|metastas\w+|mass|focus|deposit)\b"
)
ARTICLE = pattern_of(r"\b(?:an?|the|one) $")
AT_MARGIN = pattern_of(
    r"\b(?:at|along|beside|next to|near|adjacent to|on) (?:the |its )?(?:\w+ )?(?:margin|edge|plane|surface|bed|zone|cavity|site|capsule|diaphragm)(?: of (?:the |this )?(?:\w+ ){0,2}(?:liver|resection|hepatectomy|remnant|lobe))?,?:? (?:there (?:is|was) )?(?:an? |another |a (?:new|second) )?$"
)
ALONG = pattern_of(
    r"\b(?:nodul\w+|foc[iu]s?|lesion|enhancement|tissue|mass) (?:\w+ )?(?:at|along|on|near|beside|adjacent to) (?:the |its |this )(?:\w+ ){0,2}$"
)
FROM_NUMBER = pattern_of(r"from (?:[~≈]|about |approximately |approx\.? |roughly |around |ca\.? |circa )?\d")
# "5 mm for segment 3", "3 mm (larger)": the specimen that a length of the list is told of.
OF_SPECIMEN = (
    r" ?(?:mm|cm)(?: \(| (?:for|in|at|on|of|from|around) )(?:the )?(?:(?:segments?|seg\.?|s) ?[\divxab/]+"
    r"|larger|smaller|first|second|one|other|right|left)(?: (?:lesion|mass|tumou?r|metastas[ie]s|mets?|nodule|one|specimen|piece|deposit))?\)?"
)
# "18 mm, CEA up from 12", "19 mm, wash-out from 45 s": the bare number is of something else.
OTHER_MEASURE = pattern_of(
    r"\b(?:cea|ca 19|adc|suv ?\w*|uptake|density|attenuation|hounsfield|hu|wash ?out|washing|enhancement|fat fraction|pdff|bilirubin|afp)\b[^)]*$"
)
LISTED = pattern_of(
    rf"(?<![\w.,/-])(?:{BARE}(?:{OF_SPECIMEN})?(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*\+\s*))+$", re.IGNORECASE
)
LONG = pattern_of(r" long(?=[.;,)\n]| and\b|$)")
LESIONS = frozenset({"metastasis", "lesion", "superlative"})
# What may be long beside a lesion.
OF_ELSE = pattern_of(
    r"\b(?:contact|stretch|margins?|scars?|stents?|veins?|portal|cava\w*|clot|thromb\w+|segment of|tract|incision|tube|catheter|drain)\b"
)
# "Sum of target diameters 63 mm from 95 mm", "the sum of the metastases fell from 95 to 63 mm": no lesion is so long, up to
# where one of them is named.
SUM_WORDS = Anchors("sum", "sld", "aggregate", "cumulative", "combined", "added ", "total ")
SUMMED = pattern_of(
    r"(?<![a-z])(?:(?<!in )sums?|sld|(?:aggregate|cumulative|combined|added|total) (?:(?:target|tumou?r|lesions?|long(?:est)?|recist|of|the|all) ){0,4}(?:diameters?|sizes?|lengths?|dimensions?))(?![a-z])"
    r"(?:(?!\b(?:segments?|segs?\b|s[1-8]|the largest|largest|biggest|lesion [1-9]|t[1-9])\b)(?:[^.;\n]|\.(?=\d)))*"
)
LIST_JOINS = (",", "and", "&", "+")
ADDENDUM = 3
# But in the report itself "24 mm instead of 36 mm" tells of a change.
IN_PLACE_OF = ("instead of ", "in place of ")
# "46 mm, not 64 mm": a length that the author takes back.
TAKEN_BACK = ("not ", "instead of ", "rather than ", "in place of ")


def is_of_lesion(reading: Reading, span: Interval, length: Measurement) -> bool:
    """Whether a lesion of the liver is what is so long: "the largest metastasis spans segments 5 and 6 and is 8.1 cm long"."""
    named = [hit for hit in reading.hits("liver_lesion", (span[0], length.start)) if hit.concept in LESIONS]
    return bool(named) and not OF_ELSE.search(reading.levelled, named[-1].end, length.start)


class Doubtful(NamedTuple):
    """Lengths, by where they start, that words beside them can make something else than the size of a lesion."""

    # Words of the lexicon stand before them or behind them, other words before them.
    ahead: set[int]
    behind: set[int]
    marked: set[int]
    # They are sums of several lesions.
    summed: set[int]
    all: set[int]


def doubtful_lengths(reading: Reading) -> Doubtful:
    """The lengths of the note that may be no sizes of lesions."""
    text, words, words_behind = reading.levelled, list[int](), list[int]()
    for hit in reading.hits("other_length"):
        if hit.concept == "ahead":
            words.append(hit.start)
        elif hit.concept == "behind":
            words_behind.append(hit.start)
    # Behind the places stands one that ends every search.
    words.append(maxsize)
    words_behind.append(maxsize)
    marks = [*reading.once(other_marks), maxsize]
    sums = [found.span() for found in matches_at(SUMMED, text, places(text, SUM_WORDS))]
    ahead, behind, marked, summed = set[int](), set[int](), set[int](), set[int]()
    for length in reading.measurements:
        start, end = length.start, length.end
        if words[first_at(words, start - NEAR - FAR)] < start:
            ahead.add(start)
        if words_behind[first_at(words_behind, end)] < end + BEHIND:
            behind.add(start)
        if marks[first_at(marks, start - NEAR)] < start or (text[start - 1] == "(" and "margin" in text[:start]):
            marked.add(start)
        if any(since <= start < until for since, until in sums):
            summed.add(start)
    return Doubtful(ahead, behind, marked, summed, ahead.union(behind, marked, summed))


def is_other(reading: Reading, span: Interval, length: Measurement, doubtful: Doubtful) -> bool:
    """Whether the length, one of the doubtful, is a distance, a margin, an organ's or a specimen's."""
    text, start = reading.levelled, length.start
    if start in doubtful.summed:
        return True
    if start in doubtful.marked:
        if text.endswith(TAKEN_BACK, span[0], start) and not (
            text.endswith(IN_PLACE_OF, span[0], start) and reading.rank_at(start) < ADDENDUM
        ):
            return True
        if R_STATUS.search(text, max(span[0], start - 8), start):
            return True
        if text[start - 1] == "(" and MARGIN_FREE.search(text, span[0], start):
            return True  # "resection margin free of tumour (6 mm)"
    return is_named(reading, span, length, doubtful) and not (
        LONG.match(text, length.end) and is_of_lesion(reading, span, length)
    )


def is_named(reading: Reading, span: Interval, length: Measurement, doubtful: Doubtful) -> bool:
    """Whether words beside the length tell what else than a lesion is so long."""
    text, start = reading.levelled, length.start
    if start in doubtful.behind and is_named_behind(reading, span, length):
        return True
    near = max(span[0], start - NEAR)
    if text.startswith(" ", length.end) and NODULE_BEHIND.match(text, length.end):
        if stands_at_margin(text, length) or follows_article(text, length):
            return False
    elif start in doubtful.marked and is_of_scar(reading, near, length):
        return True
    organ = ORGAN_SIZE.search(text, near, start) if "liver" in text[near:start] else None
    if organ:
        return not LESION_AHEAD.search(text, span[0], organ.start())
    return start in doubtful.ahead and is_named_ahead(reading, span, near, length)


def is_named_behind(reading: Reading, span: Interval, length: Measurement) -> bool:
    """Whether words behind the length tell what else is so long: "8 mm from the margin"."""
    text = reading.levelled
    for hit in reading.hits("other_length", (length.end, min(span[1], length.end + BEHIND))):
        if (
            hit.concept == "behind"
            and FILL_OTHER.fullmatch(text, length.end, hit.start)
            and not FROM_NUMBER.match(text, hit.start)
        ):
            return True
    return False


def is_named_ahead(reading: Reading, span: Interval, near: int, length: Measurement) -> bool:
    """Whether words before the length, or before the list that it ends, tell what else is so long: "margins 8 and 11 mm"."""
    text = reading.levelled
    words = reading.hits("other_length", (max(span[0], near - FAR), length.start))
    if not words:
        return False
    list_start = listed_before(reading, near, length)
    start = list_start.start() if list_start else length.start
    for hit in words:
        if (
            hit.concept == "ahead"
            and start - FAR <= hit.start < start
            and FILL_AHEAD.fullmatch(text, hit.end, start)
            and not CLAIMED.search(text, max(0, hit.start - 24), hit.start)
            and not lies_along(text, hit, start)
            and not (text.startswith(("zone", "area"), hit.start) and grows_at(reading, hit.start))
        ):
            return True
    return False


def lies_along(text: str, word: Hit | re.Match[str], start: int) -> bool:
    """Whether the margin only tells where lies what is measured: "a focus along its medial margin measures 13 mm"."""
    begin, end = (word.start, word.end) if isinstance(word, Hit) else word.span()
    return "measur" in text[end:start] and ALONG.search(text, max(0, begin - 40), begin) is not None


def is_of_scar(reading: Reading, near: int, length: Measurement) -> bool:
    """Whether the length is that of what an ablation burnt or of the scar of a treated lesion."""
    if reading.note.note_type is OPERATIVE and BURNT.search(reading.levelled, near, length.start):
        return True
    scars = [hit for hit in reading.hits("liver_lesion", (near, length.start)) if hit.concept == "treated"]
    if not scars or OF_SCAR.fullmatch(reading.levelled, scars[-1].end, length.start) is None:
        return False
    return not grows_at(reading, scars[-1].start)


def grows_at(reading: Reading, zone: int) -> bool:
    """Whether a tumour is told to lie at the edge of the zone that is named there."""
    opens = max(reading.sentence_at(zone)[0], zone - GROWTH_REACH)
    return GROWS_AT.search(reading.levelled, opens, zone) is not None


def other_marks(reading: Reading) -> list[int]:
    """Where other words stand, or a treated lesion, that can make a length near them something else than the size of a lesion."""
    treated = [hit.start for hit in reading.hits("liver_lesion") if hit.concept == "treated"]
    marks = places(reading.levelled, OTHER_WORDS)
    return sorted([*marks, *treated]) if treated else marks


def behind_place(reading: Reading, length: Measurement) -> bool:
    """ "At the resection margin 16 mm nodule": the margin says where, the length is the nodule's."""
    return NODULE_BEHIND.match(reading.levelled, length.end) is not None and stands_at_margin(reading.levelled, length)


def stands_at_margin(text: str, length: Measurement) -> bool:
    """Whether a margin right before the length says where something lies."""
    return AT_MARGIN.search(text, max(0, length.start - 60), length.start) is not None


def follows_article(text: str, length: Measurement) -> bool:
    """ "Wedge of a 15 mm liver metastasis", "hepatectomy for a 6 cm lesion": what is so long is named behind an article."""
    return ARTICLE.search(text, max(0, length.start - 8), length.start) is not None


def listed_before(reading: Reading, floor: int, length: Measurement) -> re.Match[str] | None:
    """The numbers that a list puts before the length."""
    before = reading.text[floor : length.start].rstrip()
    if not before.endswith(LIST_JOINS):
        return None
    # Before the comma or "and" stands a number, or one with its unit somewhere ahead.
    if not before.rstrip(" \t\n,and&+")[-1:].isdigit():
        words = reading.levelled[floor : length.start]
        if "mm" not in words and "cm" not in words:
            return None
    return LISTED.search(reading.text, floor, length.start)
