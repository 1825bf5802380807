"""Sizes of lesions in a sentence: which length is the present one, which the earlier, and which is no size at all."""

import re

from extraction.anchors import Anchors, matches_at, places
from extraction.calendar_dates import WrittenDate
from extraction.lesions.bare_priors import is_bare_prior, prior_behind_place, with_bare_prior
from extraction.lesions.counts import overlaps
from extraction.lesions.other_lengths import BARE, FILL_AHEAD, doubtful_lengths, is_other
from extraction.lesions.size import RESPONDED, Size, number_of, unit_of, with_prior
from extraction.lesions.size_course import (
    has_changed_to,
    is_of_latest_study,
    is_older_still,
    is_second_in_brackets,
    is_stale,
    leads_to_now,
    measured_over_time,
    opens_brackets,
    stayed_since,
)
from extraction.lesions.size_lists import UPTAKE_BEFORE, change_of_list, earlier_list, listed, sizes_beside
from extraction.lesions.size_ranges import (
    FROM_TO,
    LEAD,
    RANGING_FROM,
    has_become,
    is_of_several,
    is_then_and_now,
    joined_ranges,
)
from extraction.measurements import Measurement
from extraction.note_types import OPERATIVE, PATHOLOGY
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

FILL_BEHIND = pattern_of(
    r"[\s,)]*(?:(?:in|the|on|at|as|also|of|a|it|was|were|seen|measured|size|large|small|parenchymal|resection|safety)[\s,]*)*"
)
# "68 mm (03/2022) -> 42 mm": the day of the first study may stand in brackets.
ARROW = pattern_of(r"\s*(?:\([\w./ -]{3,12}\)\s*)?(?:->|-->|→|=>|⇒|>)\s*(?:(?:now|currently|today)\s*)?")
# "The previously described lesion of 22 mm": an operation finds it again.
DESCRIBED = pattern_of(r" (?:described|known|seen|reported)\b")
# What an operation or a report tells its own findings with too.
NEXT_ONE = pattern_of(r"[,;.]|\b(?:and|while|whereas|but)\b")
OF_THEN = frozenset({"was", "were", "measured", "then", "from", "against", "has been", "was measured", "by"})
TOLD_AS_PAST = frozenset({"was", "were", "measured"})
FINDINGS_AS_PAST = frozenset({OPERATIVE, PATHOLOGY})
# "11.2 cm (previously three separate lesions, the largest 6.4 cm)"
OF_SEVERAL = pattern_of(
    r"[ ,:]*(?:(?:the|an?|two|three|four|five|six|seven|eight|nine|ten|\d|separate|multiple|several|individual|distinct|lesions?|metastas[ei]s|mets|deposits?|nodules?"
    r"|mass(?:es)?|largest|biggest|larger|maximum|of which|of them|with|measuring|measured|was|were|up to|at)[ ,:]+)*"
)
# "52 mm at baseline and 31 mm after six cycles": then and since.
AT_OUTSET = pattern_of(
    r"[ (]{1,2}(?:at (?:the |first |initial |original )?(?:baseline|diagnosis|presentation|outset|start|staging|beginning)|initially|originally|before (?:treatment|therapy|chemotherapy|chemo))\)?,? (?:and|but|then|to|now) "
    r"(?:(?!lesion|metast|deposit|nodule|second|other|the )[a-z]+ ){0,4}"
)
THESE_DAYS = pattern_of(r" ?(?:(?:last|this) week|yesterday|today|this (?:morning|month)|now)\b")
RANGING = pattern_of(r"\b(?:rang\w+|var(?:y|ies|ying)) $")
DAY = r"(?: ?\([a-z0-9 ./-]{3,14}\))?"
PAIR = pattern_of(
    rf"(?P<now>current|now|today|present|new){DAY} ?(?:/|,|and|then) ?(?:previous|prior|prev|before|baseline|old)\b|(?:previous|prior|prev|before|baseline|old){DAY} ?(?:/|,|and|then) ?(?:current|now|today|present|new)\b"
)
PAIR_WORDS = Anchors("current", "now", "today", "present", "new", "prev", "prior", "before", "baseline", "old")
IN_PLACE = pattern_of(
    r"\W{0,2}(?:in |of )?(?:the )?(?:segments?|segs?\.?|S)\s?[\dIVXab]+(?:\s?(?:[/,&-]|and)\s?[\dIVXab]+)*\s?\(", re.I
)
BY_EYE = pattern_of(r"\b(?:gross(?:ly)?|macroscopic(?:ally)?|macro|fresh)\b(?! (?:distance|clearance|margin))")
UNDER_MICROSCOPE = pattern_of(
    r"\b(?:microscopic(?:ally)?|micro|histologic(?:al(?:ly)?)?|histo|on (?:the )?(?:slides?|histology|microscopy))\b(?! (?:distance|clearance|margin))"
)
# "24 instead of 36 mm": the present size has no unit of its own.
NOW_AHEAD = pattern_of(rf"(?<![\d.,x×])\b(?P<now>{BARE}) instead of $")
# What joins two numbers that are then and now, or the bounds of a range.
CHANGES = frozenset({"/", "to", "-", "–"})
METHOD_REACH = 26
BEHIND = 40
REACH = 60
NEXT = 25


def read_sizes(reading: Reading, span: Interval) -> tuple[list[Size], list[Size]]:
    """(present sizes with their earlier ones, earlier sizes that stand alone) of the span, in order."""
    return sizes_of(reading, span, reading.lengths(span), reading.dates(span), [])


def sizes_of(
    reading: Reading,
    span: Interval,
    lengths: list[Measurement],
    dates: list[WrittenDate],
    taken: list[Interval],
) -> tuple[list[Size], list[Size]]:
    """(present sizes with their earlier ones, earlier sizes that stand alone) of the span, which holds these lengths and dates.

    `taken` are places that hold something else than a date: "segment 5/8".
    """
    doubtful = reading.once(doubtful_lengths)
    lengths = [
        length
        for length in lengths
        if length.mm >= 1 and not (length.start in doubtful.all and is_other(reading, span, length, doubtful))
    ]
    if not lengths:
        return [], []
    if len(lengths) > 1:
        lengths = joined_ranges(reading, lengths)
    if dates:
        dates = [told for told in dates if not overlaps(taken, told.start, told.end)]
    final = len(lengths) - 1
    in_lists, compared = reading.once(sizes_beside)
    if final == 1 and (pair := placed_pair(reading, lengths, taken)):
        return [pair], []
    if final and dates and (course := measured_over_time(reading, lengths, dates, taken)):
        before_it, newest = (Size(one.start, one.end, one.mm) for one in course[-2:])
        return [with_prior(newest, before_it)], []
    now: list[Size] = []
    before: list[Size] = []
    waiting: Size | None = None
    if dates:
        taken = [*taken, *((told.start, told.end) for told in dates)]
    marked = reading.has("prior_size", span)
    passed = 0
    for number, length in enumerate(lengths):
        if number < passed:
            continue
        floor = lengths[number - 1].end if number else span[0]
        ceiling = span[1] if number == final else lengths[number + 1].start
        is_compared = length.start in compared
        if is_compared or length.join in CHANGES:
            size = of_length(reading, length)
        else:
            size = Size(length.start, length.end, length.mm, None, 0, 0, len(length.axes))
        ahead = listed(reading, length, floor, taken) if length.start in in_lists else []
        if ahead or number < final:
            earlier, last = earlier_list(reading, lengths, number, floor, ahead, taken, dates)
            if len(earlier) > 1 and not now and (changed := change_of_list(reading, lengths, last, earlier, taken)):
                now, passed = changed
                continue
            if 1 < len(earlier) <= len(now):
                own = now[-len(earlier) :]
                now[-len(earlier) :] = [with_prior(one, told) for one, told in zip(own, earlier, strict=True)]
                passed = last + 1
                continue
        if now and now[-1].prior_end == floor and is_older_still(reading, length, floor):
            continue
        if (
            size.prior_mm is None
            and (now or dates or marked)
            and is_prior(reading, length, floor, ceiling, dates, taken, bool(now))
        ):
            told = Size(length.start, length.end, size.mm)
            if now and now[-1].prior_mm is None and not leads_to_now(reading, length, ceiling):
                now[-1] = with_prior(now[-1], told)
            else:
                waiting = told
                before.append(told)
            continue
        if size.prior_mm is None and number < final and ARROW.fullmatch(reading.text, length.end, ceiling):
            waiting = Size(length.start, length.end, size.mm)
            continue
        if waiting is not None and size.prior_mm is None:
            size = with_prior(size, waiting)
            before = [one for one in before if one is not waiting]
        waiting = None
        if (
            now
            and size.prior_mm is None
            and now[-1].prior_mm is None
            and now[-1].end == floor
            and has_become(
                reading, lengths[number - 1], size.mm, length.start, placed=overlaps(taken, floor, length.start)
            )
        ):
            size = with_prior(size, now.pop())
        if ahead:
            now += ahead
        if (dates or is_compared) and size.prior_mm is None and stayed_since(reading, length, dates, ceiling):
            size = with_prior(size, size)
        if is_compared or marked or prior_behind_place(reading, length.end, ceiling):
            size = with_bare_prior(reading, size, length, floor, ceiling, marked)
        now.append(size)
    return measured_twice(reading, now) if len(now) > 1 else now, before


def sentences_with_lengths(reading: Reading) -> set[int]:
    """Sentences in which a length starts."""
    return reading.sentences_at([length.start for length in reading.measurements])


def placed_pair(reading: Reading, lengths: list[Measurement], taken: list[Interval]) -> Size | None:
    """Two sizes behind a segment where a heading tells their order: "(current, prior)" over "Segment 7: 24 mm, 39 mm"."""
    if not any(end <= lengths[0].start for _, end in taken):
        return None
    if reading.levelled[lengths[0].end : lengths[1].start].strip() not in (",", ";", "|", "/") or not (
        order := reading.once(pair_order)
    ):
        return None
    now, before = lengths if order == "now first" else reversed(lengths)
    return with_prior(Size(now.start, now.end, now.mm), Size(before.start, before.end, before.mm))


def measured_twice(reading: Reading, sizes: list[Size]) -> list[Size]:
    """The sizes, of one lesion measured by eye and under the microscope the larger: "grossly 34 mm, histologically 31 mm"."""
    kept: list[Size] = []
    for size in sizes:
        last = kept[-1] if kept else None
        if last and is_same_by_method(reading, last, size):
            kept[-1] = max(last, size, key=lambda one: one.mm)
        else:
            kept.append(size)
    return kept


def is_same_by_method(reading: Reading, first: Size, second: Size) -> bool:
    """Whether one of two neighbours is called gross and the other microscopic."""
    if second.start - first.end > NEXT:
        return False
    around = (max(0, first.start - METHOD_REACH), min(len(reading.text), second.end + METHOD_REACH))
    return bool(BY_EYE.search(reading.levelled, *around) and UNDER_MICROSCOPE.search(reading.levelled, *around))


def of_length(reading: Reading, length: Measurement) -> Size:
    """The size of a length; "from 41 to 23 mm" is two, and "39/48 mm" where the note says so."""
    if length.join == "/" and len(length.axes) == 2 and (order := reading.once(pair_order)):
        now, before = length.axes if order == "now first" else reversed(length.axes)
        return Size(length.start, length.end, now, before, length.start, length.end)
    if length.join in ("to", "-", "–") and len(length.axes) >= 2:
        lead = reading.levelled[max(0, length.start - LEAD) : length.start]
        told = FROM_TO.search(lead) or RESPONDED.search(lead) or is_then_and_now(reading, length)
        if not RANGING_FROM.search(lead) and told and not is_of_several(reading, length):
            return Size(length.start, length.end, length.axes[-1], length.axes[-2], length.start, length.end)
    if reading.levelled.endswith(" instead of ", 0, length.start):
        change = NOW_AHEAD.search(reading.levelled, max(0, length.start - NEXT), length.start)
        if change and not UPTAKE_BEFORE.search(reading.levelled, max(0, length.start - REACH), change.start()):
            now = number_of(change.group("now")) * unit_of(reading, length)
            return Size(*change.span("now"), now, length.mm, length.start, length.end)
    return Size(length.start, length.end, length.mm, axes=len(length.axes))


def pair_order(reading: Reading) -> str:
    """Which of two sizes joined by a stroke is the present one, where a heading tells: "(current/previous)"."""
    text = reading.levelled
    found = [
        match
        for match in matches_at(PAIR, text, places(text, PAIR_WORDS))
        if "/" in match.group() or text[match.start() - 1 : match.start()] == "("
    ]
    return "" if not found else "now first" if found[0].group("now") else "now last"


def is_prior(
    reading: Reading,
    length: Measurement,
    floor: int,
    ceiling: int,
    dates: list[WrittenDate],
    taken: list[Interval],
    follows: bool,
) -> bool:
    """Whether the words beside the length make it the earlier one. `follows`: a present size stands before it."""
    if has_changed_to(reading, length, ceiling):
        return True
    if not (follows or dates or reading.has("prior_size", (floor, min(ceiling, length.end + BEHIND)))):
        return False
    text = reading.levelled
    marks = [
        hit
        for hit in reading.hits("prior_size", (floor, length.start))
        if hit.concept != "behind"
        and (
            FILL_AHEAD.fullmatch(text, hit.end, length.start)
            or (text[hit.start - 1] == "(" and OF_SEVERAL.fullmatch(text, hit.end, length.start))
        )
        and not text.startswith("up to ", hit.start - 3)
        and not (reading.note.note_type is OPERATIVE and DESCRIBED.match(text, hit.end))
    ]
    if (
        marks
        and text.startswith("from", marks[-1].start)
        and RANGING.search(text, max(0, marks[-1].start - 12), marks[-1].start)
    ):
        return False  # "range from 6 mm to 31 mm"
    if marks:
        word = text[marks[-1].start : marks[-1].end]
        if marks[-1].concept == "now" and "," not in text[marks[-1].end : length.start]:
            return False
        as_past = word in TOLD_AS_PAST and follows and reading.note.note_type in FINDINGS_AS_PAST
        if as_past and any(floor <= at < marks[-1].start and NEXT_ONE.search(text, floor, at) for at, _ in taken):
            return False  # "segment 6 4 cm; the one in segment 2 measured 1 cm"
        if marks[-1].concept != "now" and word.endswith((" ago", " earlier")):
            return follows or leads_to_now(reading, length, ceiling)
        if marks[-1].concept != "now" and word in OF_THEN:
            return follows or leads_to_now(reading, length, ceiling)
        if marks[-1].concept != "now":
            return True
    behind = reading.hits("prior_size", (length.end, min(ceiling, length.end + BEHIND)))
    if behind and any(
        hit.concept == "behind"
        and not reading.levelled.endswith(" as ", 0, hit.start)  # "20 mm as before" is 20 mm now
        and FILL_BEHIND.fullmatch(text, length.end, hit.start)
        and not leads_on(reading, hit.end, ceiling)
        and not is_bare_prior(reading, hit.end, ceiling, dates)
        and not is_fresh_study(reading, hit.start, hit.end, dates)
        for hit in behind
    ):
        return (
            follows
            or bool(re.match(r"\s*(?:prev|before|formerly|on (?:the )?(?:last|prev|prior))", text[length.end :]))
            or (
                AT_OUTSET.match(text, length.end, ceiling) is not None and bool(reading.lengths((ceiling, ceiling + 1)))
            )
        )
    told = [date for date in dates if floor <= date.start and date.end <= length.start]
    if told and FILL_AHEAD.fullmatch(text, told[-1].end, length.start) and is_stale(reading, told[-1]):
        return follows or not is_of_latest_study(reading, told[-1])
    if not follows:
        return False
    between = [
        start for start, _ in taken if floor <= start < length.start and not any(start == date.start for date in dates)
    ]
    if between:  # "7.4 cm in segments 5/8 (7.1 cm)"
        return IN_PLACE.fullmatch(reading.text, floor, length.start) is not None and text.startswith(")", length.end)
    if is_second_in_brackets(reading, length, floor):
        return True
    return opens_brackets(reading, floor, length.start)


def leads_on(reading: Reading, end: int, ceiling: int) -> bool:
    """Whether the word before `end` belongs to the next length: "4.2 cm previously it was 5.9 cm"."""
    if "," in reading.levelled[end:ceiling] or not FILL_AHEAD.fullmatch(reading.levelled, end, ceiling):
        return False
    return bool(reading.lengths((ceiling, ceiling + 1)))


def is_fresh_study(reading: Reading, start: int, end: int, dates: list[WrittenDate]) -> bool:
    """Whether "on CT" is followed by a date of these days: the study is the present one."""
    if THESE_DAYS.match(reading.levelled, end):
        return True
    told = next((one for one in dates if end <= one.start <= end + 5), None)
    return told is not None and reading.levelled.startswith("on ", start) and not is_stale(reading, told)
