"""Numbers of lesions in a sentence: words and digits with their bounds -> intervals."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extraction.anchors import Anchors, any_in, matches_within, places
from extraction.calendar_dates import MONTH
from extraction.lesions.other_numbers import is_list_number, is_of_places, is_of_run, is_other
from extraction.matching import Hit
from extraction.note_types import PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading, calendar
from extraction.sentences import Interval

DIGITS = pattern_of(
    r"(?P<low>\d(?<![\w./,:%+#-].)(?!\d?[./,:]\d)\d?)(?:\s?(?:-|–|to|or)\s?(?P<high>\d{1,2}))?(?P<plus>\+| or more| plus)?(?![\w%°#]|[./,:]\d|-\w|\s*(?:mm|cm|ml|cc|%|x\b|×|/|weeks?|months?|years?|days?|cycles?|courses?|h\b|min(?:s|utes?)?\b|s\b|sec(?:s|onds?)?\b|y/?o\b|yrs?\b|y\b|M\b|F\b))"
)
# What stands before a digit that starts no number of its own: "2.5", "3/4", "#1".
NO_START = "_./,:%+#-"
# "metastases x2", "x 3 lesions", "(n = 4)", "2 x S8"
TIMES = pattern_of(
    r"(?<![\w.])(?:[x×]\s?(?P<after>\d{1,2})(?![\w.,]?\d|\s*(?:mm|cm|[x×]\s?\d))|(?P<before>\d{1,2})\s?[x×](?=\s?S)|n\s?=\s?(?P<n>\d{1,2}))",
    re.I,
)
# "(prior 27 x 22)": the second axis of a size.
AXIS_BEFORE = pattern_of(r"(?:(?<![\w.,])(?:9|\d{2,3})|\d[.,]\d{1,2})\s?$")
SECOND_AXIS = pattern_of(r"\d\s?[x×]\s?$")
TIMES_MARKS = Anchors(
    *(f"{sign}{gap}{digit}" for sign in "x×" for gap in ("", " ") for digit in range(10)), "n=", "n ="
)
# The sign between a number and its segments.
SEGMENT_MARKS = Anchors(*(f"{sign}{gap}s" for sign in "x×" for gap in ("", " ")))
# "Both nodules are metastases" counts what the parts of a specimen hold.
BOTH_WORDS = Anchors("both ")
BOTH_OF = pattern_of(
    r"both (?:of (?:the|these|his|her) |the )?(?:(?!lung|pulmonary|nodal|bone|adrenal|ovarian|larger|smaller|bigger|other|new|former|latter)\w+ ){0,2}"
    r"(?:nodules|lesions|tumou?rs|metastases|mets|deposits|foci|masses)\b(?! and (?:the|his|her)\b)"
)
# "The resection can take both lesions" is no count of its own.
SUBJECT = pattern_of(r"(?:^|[.,;:\n(-] {0,2}|\b(?:and|that|but|while|with|in|of|now|then)\s)$")
TOO_MANY_WORDS = Anchors("too many", "too numerous")
TOO_MANY = pattern_of(r"\btoo (?:many|numerous) [^.;]{1,40}? to (?:count|be counted|enumerate)\b")
# "segments 5 (2), 6 (1)"
BARE_PLACE = pattern_of(r"(?<![\w.])(?P<code>[1-8][ab]?|[IV]{1,4}[ab]?) ?\($")
BETWEEN = pattern_of(r"\s*(?:-|–|to|or)\s*")
BETWEEN_BEFORE = pattern_of(r"\bbetween $")
MOST = 60
# A number of two digits and a blank may stand before the sign.
NUMBER_AHEAD = 3
# "Number : 7", "Number of lesions ........ 4": the label of a form before the number of what its heading names.
CHANGED_BEFORE = pattern_of(
    r"\b(?:increas\w+|r[io]sen?|rising|grown|gone|went|up|decreas\w+|fallen|fell|dropped|down|reduced|changed|lesions|masses|metastases|mets|deposits)(?: in number)? from $"
)
# "11 -> 6 mets", "nine have become six", "what were eight are now five": then and now.
ARROW = pattern_of(
    r"\s?(?:(?:(?:liver |hepatic )?(?:lesions|metastases|mets|deposits)\s?)?(?:-{1,2}>|→|=>)\s?(?:now )?"
    r"|(?:\w+ )?(?:(?:have |has |had )?(?:now |since )?(?:become|became|turned into)|(?:are|is) now)\s(?:only |just |about )?)"
)
# "A single metastasis in June, now has five", "two at diagnosis; currently there are at least six".
THEN = (
    rf"(?:in (?:(?:early|mid|late) )?{MONTH}\b(?: (?:19|20)\d\d)?|in (?:19|20)\d\d|last (?:year|month|time|week)|before|previously|earlier|ago|initially|originally"
    r"|at (?:the |her |his )?(?:time of )?(?:diagnosis|presentation|baseline|outset|start|beginning)"
    r"|(?:on|at|by) (?:the |that |an? |your |our )?(?:previous|prior|last|earlier|first|initial|old|outside|baseline|staging) (?:\w+ ){0,2}?(?:ct|mri|mr|scan|pet|study|examination|imaging|ultrasound))"
)
PRESENT_WORDS = ("now", "currently", "today", "at present", "presently")
THEN_AND_NOW = pattern_of(
    rf"(?: (?:[a-z]+ ){{0,4}}?)(?:metastas[ei]s|mets?|lesions?|deposits?|secondar(?:y|ies)|masses|mass)?(?: in the liver| there)?,? {THEN}(?: scan)?"
    r"[,;]? (?:[a-z]+ ){0,3}?(?:now|currently|today|at present|presently),? (?:(?:it |the liver )?(?:has|have|holds?|contains?|shows?|there (?:are|is)|is|are|at|with|counts?|harbou?rs?) )?$"
)
# "Gone from one in June to five".
TO_NOW = pattern_of(rf"(?:,? {THEN})? to (?:now )?")
LABEL_WORDS = Anchors("number", "count")
COUNT_LABEL = pattern_of(
    r"\b(?:(?:tumou?r )?focality|number|count|no\.)(?: (?:of )?(?:the )?(?:liver |hepatic )?(?:lesions?|mass(?:es)?|metastas[ei]s|mets|deposits|tumou?rs?|nodules|foci))?"
    r"(?: ?\([a-z ]{1,20}\))?(?: in (?:all|both|the) [a-z ]{0,12}specimens?\)?)?(?: ?[.:=] ?|\.{3}| {3})[ .:=]*"
    r"(?:(?:[a-h][:=] ?\w+[ ,;]+)*[a-h][:=] ?)?$"  # "Number of tumours   A: two   B: one"
)
# "This brings the total in the liver to six", "the number of metastases is now four"
TOTAL_NOW = pattern_of(
    r"\b(?:total|number|count|tally)\b(?: (?:of|in|on) (?:the )?(?:[a-z]+ ){1,3}?)? ?(?:\w+ )?(?:to|stands at|is now|now is|is therefore|is thus|comes to)(?: now)? $"
)
# "of seven metastases, five persist"
STILL_THERE = (
    r"\s(?:(?:of them|of these) )?(?:still |now )?(?:remain\w*|persist\w*|left|visible|(?:are|is) (?:left|still|visible|seen|stable|unchanged"
    r"|(?:recogni[sz]|deline|delimit|detect|measur|discern|defin|demonstr|identifi)able)"
    r"|can (?:still |now |only ){0,2}be (?:made out|seen|identified|recogni[sz]ed|found|measured|delimited|delineated|visuali[sz]ed|detected|demonstrated|distinguished|defined|depicted))\b"
)
REMAINS = pattern_of(STILL_THERE)
# "All three were taken out": the number of what was told before.
ALL_WORDS = Anchors("all ")
ALL_OF = pattern_of(
    r"\ball (?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:were|are|have|had|show|showed|could|can|lie|appear|measure)\b"
)
LABEL_LEAD = pattern_of(r"\W*(?:total |lesion |mass |metastasis |tumou?r )?")
COUNT_LINE = pattern_of(
    r"[a-z ().:=<>≥~]{5,60}?(?:\d{1,2}(?![\d.,/])|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
# "There are at least seven": a sentence that tells nothing but the number of what was named before it.
ONLY_NUMBER = pattern_of(
    r"\W*there (?:are|were) (?:now |still )?(?:at least |about |approximately |around |some |more than |probably )?"
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: of (?:them|these))?(?: (?:in all|now|today|altogether))?\W*"
)


class Quantity(NamedTuple):
    """A number of things at `[start, end)`; `high` None is open, `vague` has no number of its own, `more` adds to what was told."""

    start: int
    end: int
    low: int
    high: int | None
    innumerable: bool = False
    vague: bool = False
    more: bool = False
    times: bool = False


class Numbers:
    """Numbers of things that the sentences of a note tell; where words for them stand is found once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._worded = reading.sentences_with("quantity")
        self._both = places(reading.levelled, BOTH_WORDS)
        self._times = times_starts(reading.levelled)
        self._timed = reading.sentences_at(self._times)
        self._too_many = any_in(reading.levelled, TOO_MANY_WORDS)

    def of(self, number: int, span: Interval, taken: list[Interval]) -> list[Quantity]:
        """Quantities of the sentence, which `span` may cut short, in order; `taken` are places of segments, sizes and dates."""
        reading, worded = self.reading, number in self._worded
        found = of_digits(reading, span, taken)
        if worded:
            found += of_words(reading, span)
        if self._both:
            found += of_both(reading, span, self._both)
        if number in self._timed:
            found += of_times(reading, span, self._times)
        if self._too_many:
            found += too_many(reading, span)
        if not found:
            return found
        if len(found) > 1:
            found.sort()
        kept: list[Quantity] = []
        for one in found:
            if (not one.times and overlaps(taken, one.start, one.end)) or is_other(reading, span, one.start, one.end):
                continue
            if (kept and one.start < kept[-1].end) or (one.low == 1 and ONE_OF.match(reading.levelled, one.end)):
                continue
            if one.high is not None and one.high > one.low and has_changed(reading, one):
                one = one._replace(low=one.high)
            if not (kept and takes_over(reading, kept, one)):
                kept.append(one)
        return [bounded(reading, one, span, worded) for one in kept]


# "Two definite and one probable metastasis": a probable one is there.
DEFINITE = pattern_of(
    r" (?:definite|definitive|certain|confirmed|proven|clear|typical|unequivocal|known)(?: (?:(?:liver|hepatic) )?(?:metastas[ei]s|mets?|lesions?|deposits?))?,? (?:and|plus) "
)
PROBABLE = pattern_of(r" (?:further |additional )?(?:probable|likely|presumed|suspected)\b")


def takes_over(reading: Reading, kept: list[Quantity], one: Quantity) -> bool:
    """Whether the number goes on with the last one `kept`, and changed that: then and now, or the bounds of a range."""
    last = kept[-1]
    if (has_changed(reading, last) and TO_NOW.fullmatch(reading.levelled, last.end, one.start)) or is_then(
        reading, last, one
    ):
        kept[-1] = one
    elif ARROW.fullmatch(reading.text, last.end, one.start):
        kept[-1] = one._replace(start=last.start)
    elif DEFINITE.fullmatch(reading.levelled, last.end, one.start) and PROBABLE.match(reading.levelled, one.end):
        both = last.low + one.low
        kept[-1] = last._replace(end=one.end, low=both, high=None if None in (last.high, one.high) else both)
    elif joins_range(reading, last, one):
        kept[-1] = last._replace(end=one.end, high=one.low)
    else:
        return False
    return True


def is_then(reading: Reading, last: Quantity, one: Quantity) -> bool:
    """Whether the sentence tells first how many there were and then how many there are: "one in June, now has five"."""
    if last.vague or not any_in(reading.levelled[last.end : one.start], PRESENT_WORDS):
        return False
    return THEN_AND_NOW.fullmatch(reading.levelled, last.end, one.start) is not None


def of_both(reading: Reading, span: Interval, words: list[int]) -> list[Quantity]:
    """ "Both nodules are metastases": two, where they are what the clause tells of, or a report examines them."""
    examined = reading.note.note_type is PATHOLOGY
    found: list[Quantity] = []
    for match in matches_within(BOTH_OF, reading.levelled, words, *span):
        start = match.start()
        opens = not reading.levelled[span[0] : start].strip() or SUBJECT.search(reading.levelled, span[0], start)
        if examined or opens:
            found.append(Quantity(start, start + 4, 2, 2))
    return found


# "Biopsy of one of multiple liver lesions": the number of all of them stands behind.
ONE_OF = pattern_of(
    r" of (?:the |these |those |her |his |their )?(?:known |\w+ )?(?:multiple|several|numerous|many|[2-9]|1\d|two|three|four|five|six|seven|eight|nine|ten)\b(?! ?(?:mm|cm|weeks|months))"
)
# "Besides these, four nodules": they add to what was told.
BESIDE_THESE = pattern_of(
    r"\W*(?:besides|in addition|additionally|moreover|apart from|on top)(?: (?:to|of))?(?: (?:these|those|this|that|them|it))?,? "
    r"(?:there (?:are|were) |we (?:see|saw|find|found) |one sees )?(?:at least |about )?"
)
# "Some 32 months after that": about as many.
ABOUT = pattern_of(r"some \d")


# "Multiple (4: one in A, three in B)", "multifocal (n = 3)".
IN_BRACKETS = pattern_of(
    r" ?\((?:(?:n|number) ?[:=] ?|total(?: of)? )?(?P<number>[2-9]|[12]\d)(?=[:;)]| (?:in (?:total|all)|lesions|tumou?rs|nodules|metastases|deposits)\b)"
)


def of_words(reading: Reading, span: Interval) -> list[Quantity]:
    """Words of the lexicon: "three", "several", "innumerable"."""
    found: list[Quantity] = []
    for hit in reading.hits("quantity", span):
        start, end, concept = hit.start, hit.end, hit.concept
        if concept.isdigit():
            found.append(Quantity(start, end, int(concept), int(concept)))
        elif concept == "several" and (exact := IN_BRACKETS.match(reading.levelled, end)):
            found.append(Quantity(start, exact.end("number"), int(exact["number"]), int(exact["number"])))
        elif concept == "several" and not ABOUT.match(reading.levelled, start):
            found.append(Quantity(start, end, 2, None, vague=True))
        elif concept == "innumerable" and not is_of_tissue(reading, hit):
            found.append(Quantity(start, end, 2, None, innumerable=True))
    return found


def is_of_tissue(reading: Reading, hit: Hit) -> bool:
    """Whether it is a specimen that is replaced: "two of the cores are replaced by adenocarcinoma"."""
    return reading.note.note_type is PATHOLOGY and "replace" in reading.levelled[hit.start : hit.end]


def too_many(reading: Reading, span: Interval) -> Iterator[Quantity]:
    """ "Too many metastases to count"."""
    for match in TOO_MANY.finditer(reading.levelled, *span):
        yield Quantity(match.start(), match.start() + 8, 2, None, innumerable=True)


def overlaps(taken: Sequence[Interval], start: int, end: int) -> bool:
    """Whether `[start, end)` shares characters with one of the intervals."""
    return any(start < last and first < end for first, last in taken)


def of_digits(reading: Reading, span: Interval, taken: list[Interval]) -> list[Quantity]:
    """Numbers in digits that are no size, date or score."""
    text = reading.text
    found: list[Quantity] = []
    for match in matches_within(DIGITS, text, number_starts(reading, span, taken), span[0], span[1]):
        start, end = match.span()
        if overlaps(taken, start, end) or is_of_run(text, match) or is_of_places(text, start, end):
            continue
        low = int(match.group("low"))
        if text[start] == "0" or low > MOST:  # "CT 08-27" is a day
            continue
        if SECOND_AXIS.search(text, max(0, start - 4), start):
            continue
        behind_place = BARE_PLACE.search(text, max(0, start - 7), start) if text[start - 1] == "(" else None
        placed = behind_place is not None and overlaps(taken, *behind_place.span("code"))
        if placed or not is_list_number(reading, match, span):
            high = int(match.group("high")) if match.group("high") else low
            if high < low:  # "28-06" is a date, "from 9 to 4" is a course
                if CHANGED_BEFORE.search(reading.levelled, max(0, start - 40), start):
                    found.append(Quantity(start, end, high, high))
                continue
            found.append(Quantity(start, end, low, None if match.group("plus") else max(low, high)))
    return found


def number_starts(reading: Reading, span: Interval, taken: Sequence[Interval]) -> list[int]:
    """Where a number of its own starts in the span, but in places taken up to their last letter: no number goes on behind that."""
    text, alike, (start, end) = reading.text, reading.once(calendar).alike, span
    found: list[int] = []
    at = alike.find("0", start, end)
    while at >= 0:
        behind = at + 1
        for first, last in taken:
            if first <= at < last and text[last - 1].isalpha():
                behind = max(behind, last)
        if behind == at + 1:
            if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in NO_START):
                found.append(at)
            while alike.startswith("0", behind):
                behind += 1
        at = alike.find("0", behind, end)
    return found


def of_times(reading: Reading, span: Interval, starts: list[int]) -> list[Quantity]:
    """Numbers behind or before a sign, at one of the `starts`: "metastases x2", "2 x S8", "(n = 4)"."""
    text = reading.text
    found: list[Quantity] = []
    for match in matches_within(TIMES, text, starts, span[0], span[1]):
        if match.group("after") and AXIS_BEFORE.search(text, max(0, match.start() - 7), match.start()):
            continue
        if match.group("after") and any(
            hit.end == len(text[: match.start()].rstrip())
            for hit in reading.hits("regimen", (max(0, match.start() - 30), match.start()))
        ):
            continue  # "FOLFIRI/bev x10 for relapse in the liver"
        number = int(match.group("after") or match.group("before") or match.group("n"))
        if 0 < number <= MOST:
            found.append(Quantity(match.start(), match.end(), number, number, times=True))
    return found


def times_starts(levelled: str) -> list[int]:
    """Where a number with its sign may start: at the sign, or at the number before that of segments."""
    signs, of_segments = places(levelled, TIMES_MARKS), places(levelled, SEGMENT_MARKS)
    if not of_segments:
        return signs
    ahead = {at - back for at in of_segments for back in range(1, NUMBER_AHEAD + 1) if at >= back}
    return sorted(ahead.union(signs))


def has_changed(reading: Reading, first: Quantity) -> bool:
    """Whether the two numbers are then and now: "increased from two to five in number"."""
    if not reading.levelled.endswith(" from ", 0, first.start):
        return False
    return CHANGED_BEFORE.search(reading.levelled, max(0, first.start - 40), first.start) is not None


def joins_range(reading: Reading, first: Quantity, second: Quantity) -> bool:
    """Whether the two are one range: "two or three", "between four and six"."""
    if first.vague or second.vague or first.high != first.low or second.low <= first.low:
        return False
    if reading.levelled[first.end : second.start] == " and ":
        return BETWEEN_BEFORE.search(reading.levelled, max(0, first.start - 8), first.start) is not None
    return BETWEEN.fullmatch(reading.text, first.end, second.start) is not None


# "The other three", at the head of a clause without its article too.
OPENS_OTHERS = pattern_of(r"\bthe $|[.;:]\s{1,2}$|^$")


def bounded(reading: Reading, one: Quantity, span: Interval, worded: bool) -> Quantity:
    """The quantity with the bound that stands before it: "at least five", "more than ten", "up to four".

    `worded`: the sentence holds words of number.
    """
    adds = BESIDE_THESE.fullmatch(reading.levelled, span[0], one.start) is not None
    if adds or any(is_more(reading, hit, one) for hit in reading.hits("quantity", (one.end, one.end + 24))):
        one = one._replace(more=True)
    if not worded:
        return one
    for hit in reversed(reading.hits("quantity", (max(span[0], one.start - 22), one.start))):
        if reading.levelled[hit.end : one.start].strip(" (") != "":
            continue
        if hit.concept == "at_least":
            return one._replace(start=hit.start, high=None)
        if hit.concept == "more_than":
            return one._replace(start=hit.start, low=one.low + 1, high=None)
        if hit.concept == "up_to":
            return one._replace(start=hit.start, low=1)
        if hit.concept == "more_of":
            other = reading.levelled.startswith("other", hit.start)
            of_told = other and OPENS_OTHERS.search(reading.levelled, max(0, hit.start - 4), hit.start)
            return one if of_told else one._replace(more=True)
    return one


def is_more(reading: Reading, hit: Hit, one: Quantity) -> bool:
    """Whether "further" or "new" stands right behind the number: "two further lesions"."""
    return hit.concept == "more_of" and len(reading.levelled[one.end : hit.start].split()) <= 1
