"""What cycles of chemotherapy were for where they were not for the metastases: before or after the primary's operation."""

import re

from extraction.anchors import any_in
from extraction.fields.cycle_counts import Group
from extraction.fields.cycle_times import came_before_primary
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# Before the treatment's name: metastases that were there then.
NEXT, BEFORE = 12, 80
ADJUVANT = pattern_of(
    r"\b(?:(?<!neo )adj(?:uvant\w*|\.|\b)|post ?op(?:erative(?:ly)?)? (?:chemo\w*|folf\w+|capox|xelox|capecitabine)|radio ?chemo\w*|chemo ?radi\w*|(?:n?a?ct?crt|nactrt|with (?:rt|radiotherapy|radiation))\b)"
)
ADJUVANT_WORDS = ("adj", "post", "radi", "crt", "nactrt", "with rt")
# Before the primary's operation: nothing of it was for metastases that came later.
TOTAL_NEOADJUVANT = pattern_of(r"\btnt\b|\btotal neo ?adjuvant\b")
NEOADJUVANT = pattern_of(r"\bneo ?adjuvant\w*|\b(?:induction|consolidation)\b(?! (?:for|of) (?:the )?(?:liver|metast))")
RADIATION = ("radi", "crt")
NEXT_STEP = pattern_of(r"[;,.]\s|\b(?:then|followed by|before|prior to|and|plus)\b", re.IGNORECASE)
PRIMARY_WORDS = ("tnt", "neo", "induction", "consolidation")
# "Developed liver metastases 14 months after his proctectomy".
CAME_AFTER = pattern_of(
    r"\b(?:metasta\w+|mets|crlm|recurr\w+)\b[^.;\n]{0,30}\b(?:months?|years?|mo|yrs?) (?:after|following|post|from)\b"
    r"|\b(?:months?|years?|mo|yrs?) (?:later|after|following)\b[^.;\n]{0,60}\b(?:metasta\w+|mets|crlm|recurr\w+)\b"
)
# "LAR in 2020, who developed liver metastases 14 months later": some time lies between.
THEN = pattern_of(
    r"[.;]\s|\n|\b(?:later|develop\w+|after|relapse\w*|recur\w*|years?|months?|since|subsequent\w*|until|now)\b"
)
AFTERWARDS = pattern_of(
    r"\b(?:afterwards|thereafter|post ?op|after (?:the |this |that )?(?:operation|surgery|colectomy|resection)|after(?=\s?[,.;)]))"
)
LIVER = pattern_of(r"\bliver|hepat|\bmets?\b|metasta|\bcrlm\b|secondar|recurr|relapse|stage iv|deposit", re.IGNORECASE)
# "Oxaliplatin dropped after C5", "irinotecan held from cycle 4": at which cycle of the regimen a drug of it was left out.
LEFT_OUT = pattern_of(
    r"\b(?:dropp?\w*|held|hold|discontinued|stopped|omitted|removed|withdrawn|ceased|off|d/?c'?d|reduc\w+|de ?escalated)\s(?:\w+\s){0,2}?(?:after|at|from|with|since|following|by|for)\s(?:the\s)?$"
)
PARTS = {
    "oxaliplatin": frozenset({"FOLFOX", "CAPOX", "FOLFOXIRI"}),
    "irinotecan": frozenset({"FOLFIRI", "CAPIRI", "FOLFOXIRI"}),
}


def is_adjuvant(reading: Reading, groups: list[Group], group: Group | None, sentence: Interval, span: Interval) -> bool:
    """Whether the cycles followed the primary's operation: said of this group and of no other in between."""
    text = reading.text
    anchor = (min(span[0], group.start), max(span[1], group.end)) if group and group.end > sentence[0] else span
    first = reading.sentence_at(anchor[0])[0]
    words = reading.levelled[first : sentence[1]]
    told = list(ADJUVANT.finditer(reading.levelled, first, sentence[1])) if any_in(words, ADJUVANT_WORDS) else []
    if any_in(words, PRIMARY_WORDS):
        before_it = came_after_resection(reading, anchor[1])
        if before_it or came_later(reading):
            told += [
                match
                for match in TOTAL_NEOADJUVANT.finditer(reading.levelled, first, sentence[1])
                if not LIVER.search(reading.levelled, max(0, match.start() - BEFORE), match.start())
            ]
        if before_it:
            told += NEOADJUVANT.finditer(reading.levelled, first, sentence[1])
    for match in told:
        between = (min(match.end(), anchor[1]), max(match.start(), anchor[0]))
        owner = next(
            (other for other in groups if match.start() < other.end and other.start - match.end() <= NEXT), None
        )
        closed = text.startswith(")", match.end())  # "12 cycles (adjuvant), FOLFIRI": said of what stands before it
        if owner is not None and owner is not group and not closed:
            continue
        if closed and anchor[0] >= match.end():
            continue
        if "(" in text[match.end() : match.end() + NEXT * 2] and ")" not in text[match.end() : anchor[0]]:
            return True  # "adjuvant chemotherapy (3 courses of CAPOX + 5 of capecitabine)"
        others = [
            other for other in groups if other is not group and between[0] <= other.start and other.end <= between[1]
        ]
        gap = anchor[0] - match.end() if match.end() <= anchor[0] else match.start() - anchor[1]
        stop = re.search(r"[;.]\s|\bthen\b|\n", text[match.end() : anchor[0]]) if match.end() <= anchor[0] else None
        # "FOLFOX, 6 cycles; chemoradiotherapy of the pelvis": the next step of the treatment.
        if any_in(match.group(), RADIATION):
            stop = stop or NEXT_STEP.search(text, anchor[1], match.start())
        if not others and gap <= 60 and not stop:
            return True
    if came_before_primary(reading, anchor):
        return True
    start = max(text.rfind("\n", 0, anchor[0]) + 1, 0)
    beside = text[start : min(sentence[1], span[1] + 24)]
    return bool(
        AFTERWARDS.search(reading.levelled, span[0], min(sentence[1], span[1] + 24))
        and any(
            hit.concept in ("primary_resection", "cut_out") for hit in reading.hits("procedure", (start, anchor[0]))
        )
        and not LIVER.search(beside)
    )


def came_later(reading: Reading) -> bool:
    """Whether the note tells of metastases that came after the primary."""
    if any(hit.concept in ("metachronous", "relapse") for hit in reading.hits("timing")):
        return True
    return CAME_AFTER.search(reading.levelled) is not None


def came_after_resection(reading: Reading, end: int) -> bool:
    """Whether the primary was resected after what ends there, and metastases are first told of some time behind that."""
    resected = [
        hit for hit in reading.hits("procedure", (end, len(reading.text))) if hit.concept == "primary_resection"
    ]
    if not resected:
        return False
    spread = LIVER.search(reading.levelled)
    if spread is None or resected[0].end > spread.start():
        return spread is None
    return THEN.search(reading.levelled, resected[0].end, spread.start()) is not None


def is_end_of_agent(reading: Reading, every: list[Group], group: Group | None, span: Interval) -> bool:
    """Whether the cycle is that at which one drug of a regimen named before was left out, which counts no cycles."""
    if group is None or group.name not in PARTS or not LEFT_OUT.search(reading.levelled, group.end, span[0]):
        return False
    return any(one.name in PARTS[group.name] and one.end <= group.start for one in every)
