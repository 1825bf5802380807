"""Denials beside a lesion that are said of something else: of the place behind it, a vessel, a margin, another study."""

from datetime import date

from extraction.assertion import Cue
from extraction.lesions.doubts import IN_LAST_BRACKETS
from extraction.note_types import OPERATIVE, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "The segment 3 lesion was wedged out, frozen margin also negative".
OF_EDGE = pattern_of(
    r"\b(?:margins?|frozen section|cut (?:edge|surface)|(?:resection|section) (?:plane|line))\b[^.;,]*$"
)
# "Not visible on the preoperative MRI"
OTHER_STUDY = pattern_of(r" (?:on|by|in|at) (?:the |any |a )?(?:(?!intra)\w+ ){0,2}?(?P<study>ct|mri|mr|pet)\b")
# "Not seen at the last examination", "not visible on the CT of February", "none of which were seen on the study of April".
UNSEEN = pattern_of(r"(?:(?:was|were|had been|is|are) )?not |(?:none|neither) of (?:which|them|these)")
EARLIER_ONE = pattern_of(
    r"(?: of (?:which|them|these))?(?: (?:were|was|been|be))?(?: (?:seen|visible|present|found|identified|detected))? (?:on|by|in|at) (?:the |any |a )?"
    r"(?:(?:\w+ )?(?:previous|prior|last|earlier|outside|old|baseline|initial|first|external) |(?:\w+ )?(?:ct|mri|mr|pet|scan|study|examination|ultrasound)(?: (?:of|from|in|dated))+ (?:the )?(?P<day>(?=[\da-z]))(?!today))"
)
# "Seven metastases, none near the hilum", "none of which touches a vein", "none above 3 cm": none of them is so.
NONE_SO = pattern_of(
    r"(?:none|neither|not one)(?: of (?:them|these|which|the \w+))?(?: (?:is|are|was|were|comes?|lies?|being|appears?|seems?))?"
    r" (?:near|close|touch\w*|abut\w*|adjacent|reach\w*|in (?:direct |broad )?contact|contact\w*|encas\w*|invad\w*|involv\w*|infiltrat\w*|larger|smaller|bigger|greater"
    r"|exceed\w*|over|above|beyond|within \d|with (?:vascular |vessel |any )?(?:contact|involvement|invasion)|> ?\d|more than|less than|cross\w*|compress\w*|superficial|subcapsular|deep\b|centrally|at the)\b"
)
TITLE_REACH = 40
# Behind one size the place of the next lesion, of which alone it is said: a verb in the plural would take in both.
NEXT_ALONE = pattern_of(
    r"(?<=[\d ])[mc]m\)?(?: ?\([^()\n]{1,30}\))?(?:,|;|,? and) (?:the )?(?:segment|seg|s) ?(?:[1-8][ab]?|[iv]{1,4}[ab]?)(?: (?:lesion|mass|metastasis|met|deposit|one))? (?:is |was |has |now )*(?:no longer|not|absent|gone|resolved|disappeared|vanished)\b"
)
# "Seg 6 lesion no longer visible, seg 7 lesion 9 mm": the denial ends with its lesion, the next has its place and size.
OF_LAST = pattern_of(
    r"(?:(?:is|are|was|were) )?(?:no longer (?:\w+ )?\w+|not (?:seen|visible|identified|detectable|detected)|gone|disappeared|resolved|vanished)(?: any ?more| now)?"
    r"(?:,|;|,? (?:and|but|while|whereas)) (?:the |that in )?(?:segment|seg|s) ?(?:[1-8][ab]?|[iv]{1,4}[ab]?)(?:/[1-8][ab]?)?(?: (?:lesion|mass|metastasis|met|deposit|one))?[,:]? \(?"
    r"(?:(?:is|now|measures|measuring|at|has|shrunk|to|of|still|visible|with) )*\d[\d.,]*(?: ?x ?\d[\d.,]*)* ?[mc]m\b"
)
BY_THAT = pattern_of(r"\b(?:with|by|from|to|of) (?:the|this|that|any of the)\b|\b(?:with|by|from|to|of) (?:\w+ ){0,3}$")


def is_said_of_next(reading: Reading, denials: list[Cue], start: int, end: int) -> bool:
    """Whether every denial is said of a vessel or margin behind, or stands in the brackets of the place after this one.

    "seg 7 (19 mm) and seg 8 (not visible)", "segment 6 15 mm and segment 5 no longer seen", "contact with RHV (+), IVC (-)"
    """
    return all(
        is_of_other_study(reading, cue)
        or touches_not(reading, cue, start)
        or (cue.end <= start and OF_LAST.match(reading.levelled, cue.start) is not None)
        or (cue.start >= end and NONE_SO.match(reading.levelled, cue.start) is not None)
        or (
            cue.start >= end
            and (
                IN_LAST_BRACKETS.search(reading.levelled, end, cue.start)
                or OF_EDGE.search(reading.levelled, end, cue.start)
                or NEXT_ALONE.search(reading.levelled, end - 3, cue.end)
                or reading.has("vessel", (end, cue.start))
            )
        )
        for cue in denials
    )


def is_of_other_study(reading: Reading, cue: Cue) -> bool:
    """Whether what was not seen was not seen on another study: "a third metastasis, not seen on MRI" of an operation."""
    if not UNSEEN.match(reading.levelled, cue.start):
        return False
    earlier = EARLIER_ONE.match(reading.levelled, cue.end)
    if earlier and (earlier.group("day") is None or is_before_note(reading, earlier.end())):
        return True
    study = OTHER_STUDY.match(reading.levelled, cue.end, min(len(reading.levelled), cue.end + 60))
    if study is None or reading.note.note_type not in (OPERATIVE, RADIOLOGY):
        return False
    title = reading.levelled[: reading.levelled.find("\n", TITLE_REACH) % (len(reading.levelled) + 1)]
    return reading.note.note_type is OPERATIVE or study.group("study") not in title


def is_before_note(reading: Reading, start: int) -> bool:
    """Whether a date that starts there, or right behind, lies before the day of the note."""
    today = date.fromisoformat(reading.note.note_date)
    return any(told.when < today for told in reading.dates_within((start, min(start + 24, len(reading.text)))))


def touches_not(reading: Reading, cue: Cue, start: int) -> bool:
    """Whether the denial before the lesion is of its contact: "the vein is no longer in contact with the metastasis"."""
    if cue.end > start or not any(
        hit.concept in ("contact", "apart") for hit in reading.hits("contact", (cue.start, start))
    ):
        return False
    return BY_THAT.search(reading.levelled, cue.end, start) is not None
