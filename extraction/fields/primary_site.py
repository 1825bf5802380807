"""The site of the colorectal primary: bowel parts that a tumour or its resection is tied to."""

import re
from collections import defaultdict
from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.fields.tnm import Category, stated
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.specimen_tables import specimen_tables
from extraction.tumours import is_other_tumour

# Words of the topic that name no part of the bowel.
NO_PART = frozenset({"tumour", "operation", "not_primary"})
UNREAL = frozenset({"negated", "no_new", "family"})
# "A colon cancer" begins with an article, "A-colon" is the ascending part.
ARTICLED = ("A colon", "a colon")
# "Right colon" stands for the ascending part where nothing more is told.
SIDE = pattern_of(r"(?:right|left|rt|lt|[rl]) |colon,? (?:right|left)\b")
OF_SIDE = {
    "ascending_colon": frozenset({"cecum", "hepatic_flexure"}),
    "descending_colon": frozenset({"splenic_flexure", "sigmoid_colon"}),
}
# "Adenocarcinoma arising in a tubulovillous adenoma of the sigmoid".
ORIGIN, ORIGIN_REACH = (
    pattern_of(
        r"\b(?:(?:arising|arisen|developing|developed|originating|growing) (?:in|on|from|within|out of|inside)|carcinoma (?:in|within|ex))"
        r"(?: (?:pre ?existing|\w+)){0,4}\s$"
    ),
    60,
)
# "CRLM (descending colon)": where the metastases came from.
OF_CRLM = pattern_of(
    r"\b(?:crlms?|crc|mcrc|(?:colorectal )?(?:liver|hepatic) (?:mets?|metastas[ei]s|metastatic disease)|(?:metastatic|stage iv) (?:crc|colorectal (?:ca|cancer|carcinoma)))(?: \((?:from |of |primary:? |origin:? )?(?:the )?|, (?:from |primary:? ))$"
)
CLOSED = pattern_of(r" ?(?:[),;]|(?:19|20)\d\d|pt\d|t\d)")
NEAR = 28
NEAR_OTHER = 14
ADJACENT = 4
PART_TITLE = pattern_of(
    r"(?:[^\n:]{3,24}:\s)?(?:[^\n;]{3,60}[;,]\s)?(?<![^:;,]\s)(?<!\w)[A-H][.)]\s|\W*(?:synoptic|cap|protocol|checklist|tumou?r summary|report|cancer data ?set|dataset)\b[^\n:.]{0,40}\W*|\W*(?:(?:part|specimen|pot)\s*)?[A-H1-9][.):\s-]{1,4}\W*",
    re.I,
)
# "Adenocarcinoma, moderately differentiated, 6.3 cm, at the hepatic flexure": the seat among what is told of the tumour.
ITEM = pattern_of(
    r"[,;(]\s*(?:(?:located|situated|centred|arising|seated|site|proximal|distal|mid|at|in|within|of|the|near)[\s:]+)*$"
)
FREE = pattern_of(
    r"\s?:?\s(?:(?:is|are|was|were)\s)?(?:tumou?r free|free of (?:tumou?r|carcinoma|disease|malignancy))\b"
)
FREE_REACH = 20
TO_STAGE, BEHIND_STAGE = 90, 40
# "Right sided colon cancer (hepatic flexure)": the part in its own words, behind the tumour told by its side.
APPOSED = pattern_of(r" {0,3}[(:,]? ?(?:(?:at|in|of|the|arising|located|proximal|distal|mid|i\.?e\.?) )*")
APPOSED_END = pattern_of(r" ?(?:primary|tumou?r|region|part)? ?(?:[),.;:\n]|$|  |with\b|and (?:liver|hepatic)\b)")
OWN_TUMOUR = pattern_of(r"cancer|carcinoma|tumou?r|primary|\bca\b|\bm?crc\b")
# "Site: sigmoid", "Tumour location: rectum", as a form of the bowel's specimen has it.
SITE_LABEL = pattern_of(
    r"(?:^|\W)(?:(?:tumou?r|primary) )?(?:site|location)(?: of (?:the )?(?:tumou?r|primary))?\s?[:=]\s*(?:\[[ x]?\]\s*)*$"
)
# How a label ends.
LABEL_ENDS = (":", "=", "]")
# Sections that name the diagnosis outright.
TELLING = frozenset(
    {"indication", "diagnosis", "header", "course", "specimen", "preoperative_diagnosis", "impression", "synoptic"}
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`primary_site`: the part with the strongest ties to the tumour; "colon" only when no part is named."""
    weights: dict[str, float] = defaultdict(float)
    found: dict[str, list[Mention]] = defaultdict(list)
    t_places = [mention.start for mention in known["primary_t"].evidence] if "primary_t" in known else []
    for hit in reading.hits("primary_site"):
        if hit.concept in NO_PART:
            continue
        weight = weight_of(reading, hit, t_places)
        if weight > 0:
            site = "colon" if reading.text[hit.start : hit.end] in ARTICLED else hit.concept
            weights[site] += weight
            found[site].append(reading.mention("primary_site", (hit.start, hit.end), site, Assertion.PRESENT))
    if not weights:
        return []
    parts = {site: weight for site, weight in weights.items() if site != "colon"} or weights
    if len(parts) > 1:
        parts = of_highest(reading, without_sides(reading, parts, found), set(t_places))
    if not parts:
        return []
    ranked = sorted(parts.items(), key=lambda item: -item[1])
    site, weight = ranked[0]
    close = [other for other, value in ranked[1:] if value >= 0.5 * weight]
    status = Status.NEEDS_REVIEW if close else Status.SURE
    return [
        ElementValue(
            "primary_site", site, tuple(found[site]), status, ("several bowel parts are named",) if close else ()
        )
    ]


def without_sides(reading: Reading, parts: dict[str, float], found: dict[str, list[Mention]]) -> dict[str, float]:
    """The parts, without one that is only named as a side where a part of that side is named too: "right-sided (cecum)"."""
    return {
        site: weight
        for site, weight in parts.items()
        if not (
            set(parts) & OF_SIDE.get(site, frozenset())
            and all(SIDE.match(reading.levelled, mention.start) for mention in found[site])
        )
    }


def of_highest(reading: Reading, parts: dict[str, float], t_places: set[int]) -> dict[str, float]:
    """The parts, without those whose own T is another than the one taken: of two primaries the higher T and its site."""
    if not t_places or len(parts) == 1:
        return parts
    owners: dict[bool, set[str]] = {True: set(), False: set()}
    for category in reading.once(tumour_categories):
        if owner := owner_of(reading, category.start):
            owners[category.start in t_places].add(owner)
    if not owners[True] & set(parts):
        return parts
    return {site: weight for site, weight in parts.items() if site not in owners[False] - owners[True]}


def tumour_categories(reading: Reading) -> list[Category]:
    """The T categories in text order."""
    return [category for category, _ in reading.once(stated) if category]


def owner_of(reading: Reading, place: int) -> str | None:
    """The part of the bowel that a T is told of: the last before it where the sentence opens with a part, else the next."""
    start, end = reading.sentence_at(place)
    sites = [hit for hit in reading.hits("primary_site", (start, end)) if hit.concept not in NO_PART]
    first_t = next(category.start for category in reading.once(tumour_categories) if category.start >= start)
    if sites and sites[0].start < first_t:
        return [hit.concept for hit in sites if hit.start < place][-1]
    return next((hit.concept for hit in sites if hit.start > place), None)


def weight_of(reading: Reading, hit: Hit, t_places: list[int]) -> float:
    """How strongly this mention names the seat of the primary; 0 when it does not."""
    start, end = hit.start, hit.end
    if "?" in reading.text[max(0, start - 6) : start].rstrip()[-1:]:
        return 0.0
    if "free" in reading.levelled[end : end + FREE_REACH] and FREE.match(reading.levelled, end):
        return 0.0
    if not UNREAL.isdisjoint(reading.effects(start, end)):
        return 0.0
    sentence = reading.sentence_at(start)
    tumours: list[Hit] = []
    others: list[Hit] = []
    nearest = NEAR + 1
    words = reading.levelled[start:end]
    if OWN_TUMOUR.search(words):
        nearest = 0
    operated = "ectomy" in words
    for word in reading.hits("primary_site", sentence):
        if word.concept not in NO_PART:
            if word.end < start and explains(reading, word, hit):
                nearest = min(nearest, start - word.end)
            continue
        gap = max(word.start - end, start - word.end, 0)
        if word.concept == "operation":
            operated = operated or gap <= NEAR
        elif word.concept == "not_primary":
            others += [word] if gap <= NEAR_OTHER else []
        elif not is_denied(reading, word):
            tumours.append(word)
            nearest = min(nearest, gap)
    if nearest > ADJACENT and (is_other_tumour(reading, start) or is_of_other(reading, others, sentence, t_places)):
        return 0.0
    weight = 3.0 if is_labelled(reading, hit) else 0.0
    if nearest <= NEAR:
        weight += 3.0
    elif tumours and shares_clause(reading, hit, tumours):
        weight += 1.5
    elif reading.note.note_type is PATHOLOGY and (
        told_apart(reading, hit, sentence[1]) or is_item(reading, hit, tumours)
    ):
        weight += 1.0
    if operated:
        weight += 2.0
    if t_places and is_staged(reading, hit, t_places):
        weight += 3.0
    if not weight and any(a <= start < b for table in reading.once(specimen_tables) for a, b in table.bowels):
        weight += 2.0
    if (
        not weight
        and CLOSED.match(reading.levelled, end)
        and OF_CRLM.search(reading.levelled, max(0, start - 40), start)
    ):
        weight = 2.0
    if not weight and t_places and titles_part(reading, hit):
        weight = 0.5
    if weight and reading.section_at(hit.start).category in TELLING:
        weight += 1.0
    return weight


def explains(reading: Reading, word: Hit, hit: Hit) -> bool:
    """Whether the hit is the part in which the tumour told just before by another site lies: "right sided colon cancer (caecum)"."""
    return (
        OWN_TUMOUR.search(reading.levelled, word.start, word.end) is not None
        and APPOSED.fullmatch(reading.levelled, word.end, hit.start) is not None
        and APPOSED_END.match(reading.levelled, hit.end) is not None
    )


def shares_clause(reading: Reading, hit: Hit, named: list[Hit]) -> bool:
    """Whether one of the words stands in the clause of the hit."""
    start, end = reading.clause_at(hit.start)
    return any(start <= word.start < end for word in named)


def is_of_other(reading: Reading, beside: list[Hit], sentence: Interval, t_places: list[int]) -> bool:
    """Whether of the adenomas or the like named beside it no carcinoma grew out of one, in a sentence without a T."""
    if all(is_origin(reading, word) for word in beside):
        return False
    return not any(sentence[0] <= place < sentence[1] for place in t_places)


def is_labelled(reading: Reading, hit: Hit) -> bool:
    """Whether the label of a form stands before it: "Tumour site:"."""
    start = max(0, hit.start - 80)
    if not reading.levelled[start : hit.start].rstrip().endswith(LABEL_ENDS):
        return False
    return SITE_LABEL.search(reading.levelled, start, hit.start) is not None


def is_origin(reading: Reading, word: Hit) -> bool:
    """Whether the adenoma is what the carcinoma grew out of."""
    return ORIGIN.search(reading.levelled, max(0, word.start - ORIGIN_REACH), word.start) is not None


def is_denied(reading: Reading, hit: Hit) -> bool:
    """Whether the tumour named there is none: "no wall thickening"."""
    return "negated" in reading.effects(hit.start, hit.end)


def titles_part(reading: Reading, hit: Hit) -> bool:
    """Whether it names a specimen of a report that stages the tumour: "Part A - sigmoid colon"."""
    line = reading.text.rfind("\n", 0, hit.start) + 1
    return reading.note.note_type is PATHOLOGY and bool(PART_TITLE.fullmatch(reading.text, line, hit.start))


def told_apart(reading: Reading, hit: Hit, end: int) -> bool:
    """Whether a later clause of the sentence, which ends there, tells of a tumour, with no other part of the bowel named before it."""
    for word in reading.hits("primary_site", (hit.end, end)):
        if word.concept == "tumour":
            return not is_denied(reading, word)
        if word.concept not in NO_PART:
            return False
    return False


def is_staged(reading: Reading, hit: Hit, t_places: list[int]) -> bool:
    """Whether the T category that was taken stands right before this site, or behind it with no other site between."""
    for place in t_places:
        if 0 <= hit.start - place <= 12:
            return True
        if 0 < hit.start - place <= BEHIND_STAGE and hit.end <= reading.sentence_at(place)[1]:
            gap = (place, hit.start)
            return ";" not in reading.text[slice(*gap)] and not any(
                word.concept not in NO_PART for word in reading.hits("primary_site", gap)
            )
        if hit.end <= place <= min(hit.end + TO_STAGE, reading.sentence_at(hit.start)[1]):
            between = reading.hits("primary_site", (hit.end, place + 12))
            return not any(word.concept not in NO_PART for word in between)
    return False


def is_item(reading: Reading, hit: Hit, tumours: list[Hit]) -> bool:
    """Whether a report lists the part behind the tumour it tells of, with no other part of the bowel between."""
    told = next((word for word in tumours if word.end <= hit.start), None)
    if told is None:
        return False
    if not ITEM.search(reading.levelled, max(told.end, hit.start - NEAR), hit.start):
        return False
    return all(word.concept in NO_PART for word in reading.hits("primary_site", (told.end, hit.start)))
