"""When a lesion was seen: the date of the study or the year that its sentence or its line tells."""

from datetime import date, timedelta

from extraction.anchors import Anchors, matches_within, one_in, places
from extraction.calendar_dates import WrittenDate
from extraction.lesions.primary_years import is_of_primary
from extraction.lesions.statement import Statement, first_word
from extraction.number_words import NUMBERS
from extraction.patterns import pattern_of
from extraction.reading import Reading, all_dates
from extraction.segments import read_segments
from extraction.sentences import Interval

YEAR = pattern_of(r"[\s*•-]*((?:19|20)\d\d)\b(?![-./]\d)")
YEARS = Anchors(*(f"{mark}{century}" for mark in " *•" for century in ("19", "20")))
IN_YEARS = Anchors(
    *(f"{word} {century}" for word in ("in", "since", "during", "early", "late", "mid") for century in ("19", "20")),
)
IN_YEAR = pattern_of(r"\b(?:in|since|during|early|late|mid) ((?:19|20)\d\d)\b")
PRESENT_STUDY = pattern_of(
    r"\b(?:now|today|currently|(?:present|current|latest|most recent|recent|repeat|re ?staging|new|today's|this) (?:\w+ )?(?:scan|ct|mri|pet|imaging|study|ultrasound|examination))\b"
)
# "31 mm (was 46 mm in March)", "6.8 cm (4/2023: 7.0 cm)": when the earlier size was taken.
BEFORE_CLOSING = pattern_of(r"\([^()]*\d ?[mc]m\b[^()]*\)")
# "49 mm, from 47 mm in September": the date of the earlier size is not that of what follows.
OF_EARLIER = pattern_of(
    r"\b(?:from|previously|prev|prior|formerly|against|vs|versus|(?:compared|relative) (?:with|to)|(?:it|which|was|were) (?:was|measured)|had been) "
    r"(?:about |still |at )?\d[\d.,]*(?: ?x ?\d[\d.,]*){0,2} ?[mc]m (?:in|on|at|of) (?:early |late |mid |the )?$"
)
# "Compared with March", "the same five as in March", "no larger than on 3 May", "unchanged since June".
COMPARED = pattern_of(
    r"\bcompar\w+ (?:with|to) (?:the )?(?:\w+ ){0,3}$|\b(?:as|than) (?:(?:it|they) (?:was|were) )?(?:in|on|at|of) (?:the )?(?:(?:ct|mri|scan|study) (?:of|from|in|on) )?$"
    r"|\b(?:unchanged|stable|unaltered|(?:no|little) change|grown|changed|shrunk) (?:since|from) (?:the )?(?:(?:ct|mri|scan|study) (?:of|from|in|on) )?$"
)
# "FOLFOX (started July)": since when a treatment runs.
STARTED = pattern_of(r"\b(?:started|begun|began|commenced|initiated|starting)(?: (?:in|on))?(?: (?:early|late|mid))? $")
# "There were two in June, now there are five".
NOW_HOLDS = pattern_of(
    r"(?<!until )(?<!by )(?<!up to )\bnow (?:has|have|holds?|contains?|shows?|harbou?rs?|there (?:are|is)|at least |about |only )"
)
NEXT_STUDY = pattern_of(
    r"[),;]\s(?:and |then |the |a |repeat |at )*(?:mri?|ct|pet ct|pet|ultrasound|scan)(?: (?:scan|liver))?(?: (?:in|of|on|from))? $"
)
FOUND = pattern_of(r"\b(?:found|diagnosed|detected|discovered|noted|identified) (?:in |on )?(?=\w)")
# "Last year: 9 metastases", "a year ago the liver held ...", "at diagnosis six": a time told in words at the head of the sentence.
TIME_AGO = pattern_of(
    r"\W*(?:back )?(?:(?:in )?last (?P<season>year|spring|summer|autumn|fall|winter)|(?:about |some |almost |just over )?(?:(?P<number>an?|one|two|three|four|five|six|eight|nine|ten|twelve|\d{1,2}) )?(?P<unit>years?|months?) (?:ago|back|earlier)"
    r"|(?:at (?:the |first |initial |time of )*(?:diagnosis|presentation|baseline|outset|beginning|start)|baseline(?: ct| mri| scan| imaging)?(?=\s?:))(?! of (?:the )?(?:month|week|visit))(?: of (?:chemo\w*|treatment|therapy))?|(?:before|prior to|pre) ?(?:any |the )?(?:chemo\w*|treatment|therapy|systemic \w+)|initially|originally)\b"
)
AGO_WORDS = Anchors(
    "last ", " ago", "back", "earlier", "diagnosis", "presentation", "baseline", "outset", "beginning", "start", "before",
    "prior to", "pre ", "prechemo", "pretreat", "pretherapy", "presystemic", "initially", "originally",
)  # fmt: skip
SEASON_MONTHS = 8
UNTOLD_MONTHS = 12
MONTH_DAYS = 30
HEAD = 30
SEGMENT_REACH = 12


def told_before(reading: Reading, span: Interval, unit: Statement) -> date | None:
    """The first date before the lesion in its sentence or at the head of its line, or behind "found": when that was found."""
    if unit.sentence not in reading.once(sentences_with_times):
        return None
    offset = first_word(unit)
    line = reading.text.rfind("\n", 0, offset) + 1
    told = dated_before(reading, span, offset, line)
    text = reading.levelled
    opens_with_year = text[line:offset].lstrip(" *•").startswith(("19", "20"))
    if told is None and opens_with_year and (year := YEAR.match(reading.text, line, offset)):
        return date(int(year.group(1)), 12, 31)
    if told is None and (years := matches_within(IN_YEAR, text, places(text, IN_YEARS), span[0], offset)):
        if is_of_primary(reading, span[0], years[-1].span(), offset):
            return None
        told = date(int(years[-1].group(1)), 12, 31)
    near = min(span[1], offset + 60)
    if told is None and (dates := reading.dates((offset, near))):
        found = FOUND.search(text, offset, near)
        told = next((one.when for one in dates if found and one.start == found.end()), None)
    told = told or time_ago(reading, span)
    return told and (next_study(reading, span, offset) or told)


def dated_before(reading: Reading, span: Interval, offset: int, line: int) -> date | None:
    """The first date before the offset in its sentence, else at the head of its line, that tells when the lesion was seen."""
    told = first_seen(reading, span, (span[0], offset), line)
    head = (line, min(offset, line + HEAD))
    if told is None and reading.dates(head) and not PRESENT_STUDY.search(reading.levelled, span[0], offset):
        told = first_seen(reading, span, head, line)
    return told


def first_seen(reading: Reading, span: Interval, part: Interval, line: int) -> date | None:
    """The first date of the part, of a sentence or its line, that is not that of an earlier size or of a study compared with."""
    text = reading.levelled
    for found in reading.dates(part):
        start = found.start
        if (
            not is_segments(reading, found)
            and not BEFORE_CLOSING.search(text, max(span[0], start - 24), found.end + 16)
            and not OF_EARLIER.search(text, max(span[0], start - 60), start)
            and not COMPARED.search(text, max(line, start - 40), start)
            and not STARTED.search(text, max(line, start - 24), start)
            and not (text.find("now ", found.end, part[1]) >= 0 and NOW_HOLDS.search(text, found.end, part[1]))
        ):
            return found.when
    return None


def sentences_with_times(reading: Reading) -> set[int]:
    """Sentences that hold a date, a year or words of a time, and those of lines that begin with a date or a year."""
    text = reading.text
    days = reading.once(all_dates)[0][:-1]
    levelled = reading.levelled
    found = reading.sentences_at(places(levelled, AGO_WORDS) + places(levelled, IN_YEARS) + days)
    heads = years_at_heads(reading)
    for at in heads + [day for day in days if day < HEAD or text.rfind("\n", day - HEAD, day) >= 0]:
        end = text.find("\n", at) % (len(text) + 1)
        found.update(range(reading.sentence_index(at), reading.sentence_index(end) + 1))
    return found


def years_at_heads(reading: Reading) -> list[int]:
    """Where years end that open a line."""
    text = reading.levelled
    found = [0] if YEAR.match(reading.text) else []
    for at in places(text, YEARS):
        line, end = reading.text.rfind("\n", 0, at + 1) + 1, at + len(" 2000")
        if line and text[at + 3 : end].isdecimal() and not text[line : at + 1].strip(" *•"):
            found.append(end)
    return found


def time_ago(reading: Reading, span: Interval) -> date | None:
    """The day, more or less, that words at the head of the sentence put before the note's own."""
    start, end = span
    if not one_in(places(reading.levelled, AGO_WORDS), start, end):
        return None
    match = TIME_AGO.match(reading.levelled, start, end)
    if match is None:
        return None
    months = UNTOLD_MONTHS
    if match.group("season") not in (None, "year"):
        months = SEASON_MONTHS
    if unit := match.group("unit"):
        written = match.group("number") or "a"
        number = int(written) if written.isdigit() else NUMBERS.get(written, 1)
        months = number * (12 if unit.startswith("year") else 1)
    return date.fromisoformat(reading.note.note_date) - timedelta(days=months * MONTH_DAYS)


def next_study(reading: Reading, span: Interval, offset: int) -> date | None:
    """The date of the last study that the sentence goes on to: "MRI in May four metastases, MRI in October three"."""
    dated = [
        one.when
        for one in reading.dates((span[0], offset))
        if NEXT_STUDY.search(reading.levelled, max(span[0], one.start - 30), one.start)
    ]
    return dated[-1] if dated else None


def is_segments(reading: Reading, found: WrittenDate) -> bool:
    """Whether what reads like a date names segments: "seg 2/3/4"."""
    around = (max(0, found.start - SEGMENT_REACH), found.end + 1)
    return any(ref.start < found.end and found.start < ref.end for ref in read_segments(reading, around))
