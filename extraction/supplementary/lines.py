"""How many months the present line of chemotherapy has been given."""

from collections.abc import Mapping

from abstraction.records import Assertion, ElementValue, Status
from extraction.durations import duration_units, read_durations
from extraction.fields.plans import is_in_plan, is_planned
from extraction.matching import Hit
from extraction.note_types import ONCOLOGY, RADIOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval
from extraction.supplementary.tenses import FIRM, NOT_GIVEN, OPTION, around, is_aside

ELEMENT = "months_on_line"
# "On FOLFIRI", "treated with second-line FOLFIRI": under way.
UNDER_WAY = pattern_of(
    r"\b(?:on|receiving|under|treated with|treatment with|has had|has received|been given)\s(?:\w+\s){0,2}$"
)
# Between the name and the months: the agents beside it, and "for the last".
FOR = pattern_of(
    r"(?:[\s+/,]|and\b|plus\b|with\b|chemotherapy\b|therapy\b|treatment\b|bevacizumab\b|cetuximab\b|panitumumab\b|bev\b)*\bfor\s(?:(?:about|approximately|around|over|the|last|past|some|now)\s|~)*"
)
OF = pattern_of(r"\s(?:of|on|into|under)\s(?:the |her |his |this |a |an )?(?:present |current |palliative )?")
# Other treatment, and lines that are over.
OTHER = pattern_of(
    r"\b(?:adjuvant|postoperative|break|holiday|off|paus\w*|survival|pfs|until|then|followed|switch\w*|changed|stopped|previous(?:ly)?|prior|formerly|every|more|further|another|next|continue|stay|keep|remain|re ?stage|re ?image|re ?scan|re ?assess|review|repeat)\b"
)
LONGEST = 60


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`months_on_line`: "on FOLFIRI for 5 months", "5 months of second-line therapy"."""
    lines, regimens = reading.hits(ELEMENT), reading.hits("regimen")
    if not (lines or regimens) or reading.note.note_type not in (ONCOLOGY, RADIOLOGY):
        return []
    names = [hit for hit in lines if hit.concept == "line"] + [hit for hit in regimens if hit.concept != "not_given"]
    units = reading.once(duration_units) if names else []
    if not units:
        return []
    found: list[tuple[float, Interval]] = []
    for hit in names:
        sentence = reading.sentence_at(hit.start)
        for span in read_durations(reading.levelled, sentence, units):
            if span.months > LONGEST or not is_of(reading, hit, (span.start, span.end)):
                continue
            found.append((span.months, (min(hit.start, span.start), max(hit.end, span.end))))
            break
    if found:
        found.sort(key=lambda one: one[1])
        value = found[-1][0]
        evidence = tuple(
            reading.mention(ELEMENT, place, months, Assertion.PRESENT) for months, place in found if months == value
        )
        reasons = ("several numbers are given",) if len({months for months, _ in found}) > 1 else ()
        status = Status.NEEDS_REVIEW if reasons else Status.SURE
        return [ElementValue(ELEMENT, value, evidence, status, reasons)]
    return []


def is_of(reading: Reading, hit: Hit, span: Interval) -> bool:
    """Whether the months tell how long the named treatment has been given: behind a "for", or before "of" a line."""
    text = reading.levelled
    start = reading.sentence_at(hit.start)[0]
    if span[0] >= hit.end:
        beside = bool(FOR.fullmatch(text, hit.end, span[0]) and UNDER_WAY.search(text, start, hit.start))
    else:
        is_line = any(one.start == hit.start for one in reading.hits(ELEMENT))
        beside = is_line and OF.fullmatch(text, span[1], hit.start) is not None
    return beside and is_given(reading, hit)


def is_given(reading: Reading, hit: Hit) -> bool:
    """Whether the sentence tells of treatment that is under way, and of nothing planned, over or adjuvant."""
    lead, tail = around(reading, hit)
    if is_aside(reading, hit) or is_in_plan(reading, hit.start) or is_planned(reading, hit.start, hit.end):
        return False
    if FIRM.search(lead):
        return False
    return not any(words.search(part) for words in (OPTION, NOT_GIVEN, OTHER) for part in (lead, tail))
