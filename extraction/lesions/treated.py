"""Whether a lesion is told as one that was treated before, by the words before it and right behind it."""

from datetime import date

from extraction.anchors import Anchors, any_in, one_in, places
from extraction.lesions.earlier_study import TOLD_AFTERWARDS
from extraction.lesions.fates import is_under_drugs
from extraction.lesions.statement import Statement
from extraction.lesions.told_histology import FREE_SINCE
from extraction.note_types import ONCOLOGY, OPERATIVE
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "ablation of the segment 8 met": told outside the operation itself, that lesion is gone.
TREATED = pattern_of(
    r"\b(?:ablations?(?! (?:zone|cavity|defect|site|bed|scar|margin))|ablated|(?:re)?resections?(?! (?:zone|cavity|line|site|bed|edge|margin|plane))|resected|excised|metastasectom\w+|\w*sectionectom\w+|\w*segmentectom\w+|lobectom\w+|clearance of|clearing of|rfa|mwa|microwaved?|wedges?(?! biops)|\w*hepatectom\w+|removal|removed|took out|taken out|sbrt|treated|excision)\b(?:(?! (?:has|have|had|shows?|showed|there|now|develop\w+|presents?|demonstrates?|reveals?)\b)(?:[^.;,:]|\.(?=\d))){0,40}$"
)
# "Before resection of her two liver metastases": not done yet.
STILL_AHEAD = pattern_of(
    r"\b(?:before|prior to|ahead of|awaiting|pending|regarding|discuss\w*|for|towards|planned|scheduled|booked|proposed)(?: (?:the|an?|her|his|their|possible|elective|staged|upcoming|extended|right|left|open|laparoscopic|robotic))* $"
)
# "13 months after resection liver metastases": found so long after the bowel's, and not "after resection of liver metastases".
COUNTED_FROM = pattern_of(
    r"(?:/12|/52|\b(?:months?|mths?|mo|years?|yrs?|weeks?|wks?)) (?:after|post|since|following)(?: (?:the|her|his|bowel|colon|colonic|rectal|primary|initial))* $"
)
OF_LESION = pattern_of(r"(?:\w+ ){1,3}(?:of|for|to)\b")
TREATMENT_WORDS = Anchors(
    "ablat", "resect", "ectom", "rfa", "mwa", "microwave", "wedge", "remov", "took out", "taken out", "sbrt", "treated",
    "excis", "managed", "addressed", "cleared", "clearance of", "clearing of",
)  # fmt: skip
# What stands behind the end of a line may still be told of the lesion at its end.
REACH = 80
GONE_IN_YEAR = pattern_of(
    r"[ ,(]{1,3}(?:treated (?:with|by) |then )?(?:microwaved?|resect(?:ed|ion)|ablat(?:ed|ion)|rfa|mwa|sbrt)[ ,(]{1,3}(?:in )?(?:\w+ )?(?:19|20)\d\d"
)
# An operation tells only of earlier ones with a year: "metastases in the left liver, left hepatectomy 2020".
GONE_BEFORE = pattern_of(
    r"(?: (?:in )?(?:19|20)\d\d| (?:\w+ ){1,2}later)?[ ,(]{1,3}(?:treated (?:with|by) |then )?"
    r"(?:(?:right|left|extended|partial|open|laparoscopic|lateral|posterior|anterior|liver|wedge) ){0,3}"
    r"(?:\w*hepatectomy|\w*sectionectomy|\w*segmentectomy|metastasectomy|resection|ablation)[ ,(]{1,3}(?:in )?(?:\w+ )?(?:19|20)\d\d"
)
# "solitary, S7, DFI 13 months -> RFA 2023-01"
GONE_NEXT = pattern_of(
    r"[^.;\n]{0,30}(?:->|→| >) ?(?:\w+ )?(?:rfa|mwa|resect\w*|ablat\w*|\w*hepatectomy|metastasectomy|\w*segmentectomy|sbrt),? ?\(?(?:in )?(?:19|20)\d\d"
)
GONE_BEHIND = pattern_of(
    r",? (?:which|that) (?:(?!(?:can|could|will|would|may|might|should|must|is|are|to) )\w+ ){1,3}(?:microwaved|resected|ablated|removed|excised|took out)\b|"
    r",? and (?:(?:he|she|they|we|i|(?:the|our|your|my) (?:\w+ )?(?:surgeons?|team|colleagues?)) )?(?:then |also )?(?:removed|excised|resected|ablated) (?:it|them|this|these|both|all)\b|"
    r"(?: \)|\)|,)? ?(?:which )?(?:was |were |has been |have been )?(?:treated (?:with|by) )?(?:microwaved?|resect(?:ed|ion)|ablat(?:ed|ion)|removed|excised|rfa|mwa|sbrt)\b(?! (?:sites?|zones?|cavit\w+|beds?|areas?|scars?|defects?|margins?)\b)(?! ?\w* ?(?:today|now))"
)
# "A metastasis in segment 5, biopsy proven, treated by percutaneous microwave ablation": what it was treated with.
TREATED_WITH = pattern_of(
    r"(?:,? [^.;,\n]{1,40}(?:\([^()\n]{1,30}\))?){0,2}?[, (-]{1,3}"
    r"(?:(?:which|that|it|and) )?(?:(?:was|were|has been|have been|had been|had|underwent) )?(?:successfully |initially |since |subsequently )?"
    r"(?<!be )(?<!being )(?:treated|managed|addressed) (?:(?:in |on )?(?:\w+ ){0,2}[\d./-]{0,6}(?:19|20)\d\d |\w+ )?(?:with|by|using|via) (?:an? |the )?"
    r"(?:[\w-]+ ){0,3}?(?:microwave|ablation|radiofrequency|rfa|mwa|resection|metastasectomy|\w*hepatectomy|\w*sectionectomy"
    r"|\w*segmentectomy|wedge|excision|surgery|sbrt|sabr|irreversible|cryo\w*)\b"
)
# "Referred for SBRT to a segment 1 metastasis": what the treatment is to be given to is there.
TO_BE_TREATED = pattern_of(
    r"[^.;,]{0,30}\b(?:sbrt|sabr|radiotherapy|radiation|radioemboli[sz]ation|sirt|tace|y ?90|ablation|mwa|rfa|microwave) (?:to|of) "
)
STAY_WORDS = Anchors(
    "discharg",
    "went home",
    "readmi",
    "admitted",
    "admission",
    "post op day",
    "postoperative day",
    " pod ",
    "hospital course",
)
YEAR = pattern_of(r"\b(?:19|20)\d\d\b")
DAY_AHEAD = pattern_of(r" ?(?:lesion|mass|metastasis|met|tumou?r)? ?[(,]? ?(?:in |on |of )?")
MONTH_DAYS = 31


def is_treated(reading: Reading, unit: Statement, start: int) -> bool:
    """Whether the lesion is told as one that was treated before; its sentence is one of those with words of treatment."""
    text, treatments, closed = reading.levelled, reading.once(treatment_places), reading.sentences[unit.sentence][1]
    told_afterwards = reading.note.note_type in TOLD_AFTERWARDS
    afterwards = told_afterwards or unit.section in ("course", "indication", "past_history")
    segments, nouns = unit.segments, unit.nouns
    until = max([place for place, _, _ in segments]) if segments else start
    if one_in(treatments, unit.lead, until) and (afterwards or was_done_then(reading, unit)):
        # "Ablation of her two liver metastases (segments 4b and 7)": before the name, or before the place.
        for at in [start] if until == start else [until, start]:
            done = TREATED.search(text, unit.lead, at)
            if done and not (
                is_under_drugs(reading, done.start())
                or STILL_AHEAD.search(text, unit.lead, done.start())
                or (COUNTED_FROM.search(text, unit.lead, done.start()) and not OF_LESION.match(text, done.start()))
            ):
                if " for " in done.group() and is_of_this_stay(reading, unit.sentence):
                    continue
                return True
    ends = {unit.end}
    for noun in nouns:
        ends.add(noun.end)
    for _, end, _ in segments:
        ends.add(end)
    first = min(ends)
    if not one_in(treatments, first, closed + REACH):
        return False
    if GONE_IN_YEAR.match(text, unit.end) or ((">" in text or "→" in text) and GONE_NEXT.match(text, unit.end)):
        return True
    if reading.note.note_type is OPERATIVE and GONE_BEFORE.match(text, unit.end):
        return True
    if told_afterwards and any(GONE_BEHIND.match(text, end) for end in ends):
        return True
    behind = text[first:closed]
    if "treated" not in behind and "managed" not in behind and "addressed" not in behind:
        return False
    return (afterwards or was_done_then(reading, unit)) and any(TREATED_WITH.match(text, end, closed) for end in ends)


def is_to_be_treated(reading: Reading, start: int) -> bool:
    """Whether the words of a plan at `start` are on a treatment and not on the lesion named behind it."""
    return TO_BE_TREATED.match(reading.levelled, start) is not None


def is_of_this_stay(reading: Reading, sentence: int) -> bool:
    """Whether a letter of discharge tells what its own operation was done for, and no year before: its history ends there."""
    if reading.note.note_type is not ONCOLOGY or not any_in(reading.levelled, STAY_WORDS):
        return False
    span, year = reading.sentences[sentence], int(reading.note.note_date[:4])
    if any(int(match.group()) < year for match in YEAR.finditer(reading.text, *span)):
        return False
    return not FREE_SINCE.search(reading.levelled, span[1])


def treatment_places(reading: Reading) -> list[int]:
    """Where words of treatment stand."""
    return places(reading.levelled, TREATMENT_WORDS)


def sentences_with_treatment(reading: Reading) -> set[int]:
    """Sentences that hold words of treatment, and those that end so close before one that it may be told of their lesion."""
    found: set[int] = set()
    for at in reading.once(treatment_places):
        found.update(range(reading.sentence_index(max(0, at - REACH)), reading.sentence_index(at) + 1))
    return found


def was_done_then(reading: Reading, unit: Statement) -> bool:
    """Whether a date of months ago stands right behind the place: "RFA to segment V Sep 2018" in the note of an operation."""
    if not unit.segments:
        return False
    end = unit.segments[-1].end
    today = date.fromisoformat(reading.note.note_date)
    return any(
        (today - told.when).days > MONTH_DAYS
        and (told.start < end < told.end or DAY_AHEAD.fullmatch(reading.levelled, end, told.start))
        for told in reading.dates((unit.segments[-1].start, end + 24))
    )
