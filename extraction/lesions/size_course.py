"""One lesion measured at several times in one sentence: "51 mm in January, 40 mm in April, 32 mm today"."""

from datetime import date

from extraction.anchors import Anchors, any_in
from extraction.calendar_dates import WrittenDate
from extraction.lesions.other_lengths import FILL_AHEAD
from extraction.measurements import Measurement
from extraction.note_types import ONCOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

BEHIND = pattern_of(r"[\s(,\[]*(?:(?:in|on|at|of|from|the|ct|mri|scan|study|dated)[\s.:]*)*")
AHEAD = pattern_of(r"[\s:=,(]*(?:(?:it|was|were|is|at|measured|measures|measuring|of|about)[\s:]*)*")
NOW_BEHIND = pattern_of(r"[\s(,\[]*(?:now|today|currently|at present|(?:at|on) (?:the )?(?:present|current) study)\b")
NOW_AHEAD = pattern_of(
    r"\b(?:now|today|currently|at present)[\s:,]*(?:(?:it|is|measures|measuring|at|of|only)[\s:]*)*$"
)
NOW_REACH = 30
AND_BEFORE = pattern_of(r" (?:on|in|at) (?:the |a )?[a-z0-9 ]{2,30}?(?:,| and|, and) ")
TIME_BEHIND = pattern_of(r" (?:on|in|at|before|prior to) (?!segment|seg |s\d|(?:the )?(?:right|left|liver))")
# "Segment 6 (4.0 cm; December: 6.1 cm), segment 7 (2.2 cm; 3.0 cm)": what is told of the first pair holds for the next.
LENGTH = r"\d[\d.,]*(?:\s?[x×]\s?\d[\d.,]*)?\s?[mc]m"
MONTH_NAMED = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?(?:\s'?\d{2,4})?"
FIRST_OF_TWO = pattern_of(rf"\(\s?{LENGTH}\s?[;,/]\s?(?P<month>{MONTH_NAMED}\s?:?\s?)?$")
MARKED_PAIR = pattern_of(
    rf"\(\s?{LENGTH}\s?[;,/]\s?(?:{MONTH_NAMED}|\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|(?:19|20)\d\d|prior|prev|previously|previous|was|before|formerly|baseline)\s?:?\s?{LENGTH}\s?\)"
)
PAIR_REACH = 48
STALE_DAYS = 10
# A letter tells of the last study, which may lie months back: "MRI 3/4: 3.3 cm".
LATEST_DAYS = 120
OF_STUDY = pattern_of(
    r"[\s,(]*(?:scan |study |liver |abdomen |cap |c/a/p )?(?:(?:of|from|on|dated|done|performed)\s)?(?:the )?"
)
STUDY_REACH = 24
# "the biggest, which was 6.1 cm, is 3.9 cm", "which was 12 mm previously, reached 19 mm"
IS_NOW = pattern_of(
    r"(?: (?:previously|before|earlier|formerly|initially|then|at that time|(?:in|on) [^,;.()]{3,30}))?, (?:it |this )?(?:has |have )?(?:now )?(?:is|measures?|become|are|reache[sd]|attain\w*|(?:grown|grew|increased|decreased|shrunk|shrank|regressed|diminished|reduced|fell|went) to)(?: now| only| just| down to)? "
)
# "Segment 4b now 57 mm, previously 43 mm; segment 8 now 38 mm": the next "now" is of the next lesion.
NEXT_PLACE = pattern_of(r"\bseg|\bs ?[1-8iv]|\blobe")
# "The 51 mm metastasis in segment 8 has shrunk and now measures 36 mm."
CHANGED_TO = pattern_of(
    r"[^.;,()]{0,60}\b(?:has|have) (?:(?!not|never)\w+ ){0,2}(?:shrunk|grown|decreased|increased|reduced|enlarged|regressed|progressed|halved|doubled)"
    r"(?: in size)?,? (?:and )?(?:is |are )?(?:now |currently )?(?:measur\w+ |only |now |just ){1,3}"
)
NEXT = 25
TWICE_REACH = 48
# "15 mm in July and in April", "11 mm in both", "20 mm then and now": what it was is what it is.
AND_THEN = pattern_of(
    r"[\s)]*(?:and|as well as)(?: (?:also|already|likewise))?[\s(]*(?:(?:in|on|at|of|from)\s)?(?:the (?:study|scan|ct|mri) of )?"
)
SAME_THEN = pattern_of(
    r"[\s,(]*(?:(?:exactly |just )?(?:the )?same (?:size )?as|as|identical to|equal to)(?: (?:in|on|at|of))?[\s(]*"
)
BOTH_TIMES = pattern_of(
    r"[\s,(]*(?:(?:in|on|at) both(?= ?[.;,)]|\s*$)|(?:in|on|at) both (?:studies|scans|examinations|exams|cts|mris|instances|occasions|times|dates|months|reports)\b|both times\b|(?:both )?then and now\b|(?:both )?now and then\b)"
)
PARENTHESIS = pattern_of(r"\s*[(\[]\s*(?:[^()\d]{0,20}|[^()]{0,14}:\s*)$")
UPTAKE = pattern_of(r"\bsuv(?: ?(?:max|mean|peak))?\b")
# What may stand in the brackets of an earlier size: "(SUVmax 4, 21 mm)", "(May: 38 mm)".
BESIDE = pattern_of(
    rf"{UPTAKE.pattern}|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?=:|\s*$)"
)
# "4.4 cm, not significantly changed (4.3 cm)": the earlier size behind the word for the course.
WORD = pattern_of(r"[a-z]{3}")
COURSE_WORDS = pattern_of(
    r",? ?\b(?:(?:which|this|it|and|is|are|was|has|have|having|been|remain(?:s|ed|ing)?|appears?|not|no|little|barely|hardly|essentially|largely|broadly"
    r"|virtually|almost|nearly|practically|basically|about|much|more|less|significant(?:ly)?|substantial(?:ly)?|appreciabl[ey]|measurabl[ey]"
    r"|meaningful(?:ly)?|material(?:ly)?|relevant(?:ly)?|slight(?:ly)?|minimal(?:ly)?|marginal(?:ly)?|mild(?:ly)?|mark(?:ed|edly)|clear(?:ly)?"
    r"|considerabl[ey]|somewhat|very|interval|overall|again) )*"
    r"(?:(?:un)?changed?|stable|static|the same|similar|increas(?:e|ed|ing)|decreas(?:e|ed|ing)|enlarg(?:ed|ing)|larger|bigger|smaller|reduc(?:ed|tion)"
    r"|shrunk(?:en)?|shrinking|grown|growing|grow|progress(?:ed|ing|ion)|regress(?:ed|ing|ion)|growth)(?: in size| interval)?\b"
)
BOTH_WORDS = Anchors("both", "then and now", "now and then")


def measured_over_time(
    reading: Reading, lengths: list[Measurement], dates: list[WrittenDate], taken: list[Interval]
) -> list[Measurement]:
    """The lengths from the oldest to the newest where each has a time of its own; empty where they are no such course.

    `taken`: places of segments; one between the lengths tells of another lesion.
    """
    if any(lengths[0].start < start < lengths[-1].start for start, _ in taken):
        return []
    for told in (told_behind, told_ahead):
        times = [told(reading, lengths, number, dates) for number in range(len(lengths))]
        known = [when for when in times if when is not None]
        if len(known) == len(lengths) == len(set(known)):
            return [length for _, length in sorted(zip(known, lengths, strict=True), key=lambda pair: pair[0])]
    return []


def told_behind(reading: Reading, lengths: list[Measurement], number: int, dates: list[WrittenDate]) -> date | None:
    """The time told behind the length, or the note's own where it is called the present one."""
    length = lengths[number]
    ceiling = lengths[number + 1].start if number + 1 < len(lengths) else len(reading.text)
    for one in dates:
        if length.end <= one.start < ceiling and BEHIND.fullmatch(reading.levelled, length.end, one.start):
            return one.when
    return today(reading, lengths, number)


def told_ahead(reading: Reading, lengths: list[Measurement], number: int, dates: list[WrittenDate]) -> date | None:
    """The time told before the length, or the note's own where it is called the present one."""
    length = lengths[number]
    floor = lengths[number - 1].end if number else 0
    for one in dates:
        if floor <= one.start < length.start and AHEAD.fullmatch(reading.levelled, one.end, length.start):
            return one.when
    return today(reading, lengths, number)


def today(reading: Reading, lengths: list[Measurement], number: int) -> date | None:
    """The day of the note where the length is called the present one."""
    length = lengths[number]
    floor = max(lengths[number - 1].end if number else 0, length.start - NOW_REACH)
    if NOW_BEHIND.match(reading.levelled, length.end) or NOW_AHEAD.search(reading.levelled, floor, length.start):
        return date.fromisoformat(reading.note.note_date)
    return None


def is_older_still(reading: Reading, length: Measurement, floor: int) -> bool:
    """Whether an earlier size is followed by one still earlier: "31 mm on the prior study and 20 mm on the one before"."""
    text = reading.levelled
    return bool(AND_BEFORE.fullmatch(text, floor, length.start) and TIME_BEHIND.match(text, length.end))


def is_second_in_brackets(reading: Reading, length: Measurement, floor: int) -> bool:
    """Whether the length closes the brackets that the one before it, up to `floor`, opens, where the note tells that it is the earlier."""
    first = FIRST_OF_TWO.search(reading.levelled, max(0, floor - PAIR_REACH), length.start)
    if first is None or not reading.levelled.startswith(")", length.end):
        return False
    return bool(first.group("month")) or reading.once(has_marked_pair)


def has_marked_pair(reading: Reading) -> bool:
    """Whether the note has two lengths in brackets of which the second is called the earlier."""
    return MARKED_PAIR.search(reading.levelled) is not None


def tells_both_times(reading: Reading) -> bool:
    """Whether the note speaks of two studies, or of then and now, at once."""
    return any_in(reading.levelled, BOTH_WORDS)


def stayed_since(reading: Reading, length: Measurement, dates: list[WrittenDate], ceiling: int) -> bool:
    """Whether the length is told to have been the same on an earlier study: "15 mm in July and in April"."""
    text = reading.levelled
    if reading.once(tells_both_times) and BOTH_TIMES.match(text, length.end, ceiling):
        return True
    if not dates:
        return False
    behind = [one for one in dates if length.end <= one.start < min(ceiling, length.end + TWICE_REACH)]
    if not behind:
        return False
    if SAME_THEN.fullmatch(text, length.end, behind[0].start):
        return is_stale(reading, behind[0])
    times = [(match.start(), match.end()) for match in (NOW_BEHIND.match(text, length.end),) if match]
    times += [(one.start, one.end) for one in behind[:2] if BEHIND.fullmatch(text, length.end, one.start) or times]
    if len(times) == 1 and BEHIND.fullmatch(text, length.end, behind[0].start):
        times += [(one.start, one.end) for one in behind[1:2]]
    return len(times) > 1 and bool(AND_THEN.fullmatch(text, times[0][1], times[1][0]))


def is_stale(reading: Reading, told: WrittenDate) -> bool:
    """Whether the date lies clearly before the note."""
    return (date.fromisoformat(reading.note.note_date) - told.when).days > STALE_DAYS


def leads_to_now(reading: Reading, length: Measurement, ceiling: int) -> bool:
    """Whether "now" and another size follow: "was 4.1 cm, now 2.3 cm"."""
    if IS_NOW.fullmatch(reading.levelled, length.end, ceiling) and reading.lengths((ceiling, ceiling + 1)):
        return True
    marks = reading.hits("prior_size", (length.end, ceiling))
    is_near = 0 < ceiling - length.end <= NEXT and not NEXT_PLACE.search(reading.levelled, length.end, ceiling)
    return is_near and any(
        hit.concept == "now" and FILL_AHEAD.fullmatch(reading.levelled, hit.end, ceiling) for hit in marks
    )


def has_changed_to(reading: Reading, length: Measurement, ceiling: int) -> bool:
    """Whether the lesion of that size is told to have changed to the length behind it."""
    text = reading.levelled
    if text.find("ha", length.end, ceiling) < 0:  # "has", "have"
        return False
    if not CHANGED_TO.fullmatch(text, length.end, ceiling) or NEXT_PLACE.search(text, ceiling - 8, ceiling):
        return False
    return bool(reading.lengths((ceiling, ceiling + 1)))


def opens_brackets(reading: Reading, floor: int, start: int) -> bool:
    """Whether brackets open right before the size at `start`, with no word since `floor` but on its uptake, month or course."""
    if PARENTHESIS.search(reading.text, floor, start) is None:
        return False
    between = BESIDE.sub("", reading.levelled[floor:start])
    return not (WORD.search(between) and WORD.search(COURSE_WORDS.sub("", between)))


def is_of_latest_study(reading: Reading, told: WrittenDate) -> bool:
    """Whether a letter dates a study of the last months by it, and gives no length of a later one: "MRI 3/4: 3.3 cm, segment 1"."""
    today = date.fromisoformat(reading.note.note_date)
    if reading.note.note_type is not ONCOLOGY or (today - told.when).days > LATEST_DAYS:
        return False
    studies = reading.once(dated_studies)
    later = [at for at, when in studies.items() if when > told.when]
    return told.start in studies and not any(reading.lengths(reading.sentence_at(at)) for at in later)


def dated_studies(reading: Reading) -> dict[int, date]:
    """Where the dates of studies are written, with the days; those to come are left out."""
    today, text = date.fromisoformat(reading.note.note_date), reading.levelled
    return {
        day.start: day.when
        for hit in reading.hits("modality")
        for day in reading.dates((hit.end, hit.end + STUDY_REACH))[:1]
        if day.when <= today and OF_STUDY.fullmatch(text, hit.end, day.start)
    }
