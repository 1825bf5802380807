"""The newest CEA of a note, out of prose, trends, arrows, tables and reference ranges."""

import itertools
import re
from collections.abc import Mapping
from datetime import date

from abstraction.records import Assertion, ElementValue, Status
from extraction.anchors import any_in, one_in, places
from extraction.calendar_dates import MONTH, WrittenDate, last_month
from extraction.fields.cea_pairs import of_two_times
from extraction.fields.cea_tables import FEWEST_COLUMNS, column, tabled
from extraction.fields.cea_values import BELOW_FIRST, BELOW_NOW, BELOW_WORDS, LIMIT, LIMIT_WORDS, NUMBER, Result, number
from extraction.fields.presence import is_of_relative
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

# "CEA normal at 2.1", "CEA is normal (1.8)": the result itself.
CALLED_NORMAL = pattern_of(
    r"\bcea(?: level)?(?: is| was| remains| stays)?(?: still| now)?(?: within)?(?: the)? normal(?: range| limits)?(?: at |, | ?\(|: )$",
    re.IGNORECASE,
)
# "Fell from 64 to normal (2.8)".
TO_NORMAL = pattern_of(r"\bto (?:within )?(?:the )?normal(?: range| limits)?,? ?(?:\(|at |of )$", re.IGNORECASE)
PAST = pattern_of(
    r"(?:\b(?:previous(?:ly)?|prior|before|earlier|formerly|had been|which\s*was|from|baseline|initial(?:ly)?|nadir"
    r"|pre-?op(?:erative)?|at (?:(?:the )?time of )?(?:first |initial )?(?:start|diagnosis|presentation|relapse)|ago|against|(?:before|prior to) (?:the |his |her |any )?(?:(?:liver|bowel|colon|rectal|primary|systemic|first) )?(?:chemo\w*|surgery|treatment|operation|therapy|\w*resection|\w*ectomy|ablation)|at (?:the )?start|on admission|having been|last year"
    r"|at (?:(?:the|its) )?worst|pre-?(?:treatment|chemo\w*)|peak(?:ed)?(?: at)?|it had been)|[(,;]\s*(?:was|were)|\(before (?:\w+ ?){1,3})\W{0,3}(?:of|at|with|a|ng/ml|level)?\W{0,3}$",
    re.IGNORECASE,
)
PAST_BEHIND = pattern_of(
    r"\s*(?:ng/ml|[uµμ]g/l|mcg/l)?\s*\(?(?:before|at (?:(?:the )?time of )?(?:first |initial )?(?:start|diagnosis|presentation|relapse|baseline|(?:the )?worst)|when|pre(?=[\s,;)])|pre-?(?:op|chemo|treatment)"
    r"|previously|last year|earlier|initially|in (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
CLOSED = pattern_of(r"[^\d,;()]{0,16}[,;)]")
NOW = pattern_of(
    r"\b(?:now|today|current(?:ly)?|at present|presently|latest|lately|finally|meanwhile|most recent(?:ly)?)\W{0,3}(?:is|at|of|was|value)?\W{0,3}$",
    re.IGNORECASE,
)
NOW_BEHIND = pattern_of(
    r"\s*(?:ng/ml|[uµμ]g/l|mcg/l)?\s*[(,]?\s*(?:now|today|currently|at present|presently|at this visit|this week|latest)\b(?!\s*(?:is |at |= ?|: ?)?\d)",
    re.IGNORECASE,
)
# "3.1 in August and 9.7 last week": the later of two, whatever stands before it.
RECENT_BEHIND = pattern_of(
    r"\s*(?:ng/ml|[uµμ]g/l|mcg/l)?\s*[(,]?\s*(?:on |from )?(?:last (?:week|mon|tues|wednes|thurs|fri|satur|sun)|yesterday|this (?:month|morning)|(?:the )?other day)",
    re.IGNORECASE,
)
RISE = pattern_of(r"(?:-+>|→|=>|(?<=[\d)])\s*>|\bto\b|\bthen\b|(?<=[\d)])\s-)\s*(?:now\s)?$")
RISE_ENDS = (">", "→", "to", "then", "-", "now")
BETWEEN_DATE_AND_VALUE = pattern_of(r"\)?\s{0,6}(?:[:=]|[-–](?=\s))?\s{0,24}(?:(?:it )?(?:was|is)|of)?\s*")
BETWEEN_VALUE_AND_DATE = pattern_of(
    r"\s*(?:ng/ml|[uµμ]g/l|mcg/l)?\s*(?:\((?:h|l|hh|high|low|abnormal|normal)\)|\b[hl]\b)?\s*[(,]?\s*(?:on|in|by|at|from)?\s*",
    re.IGNORECASE,
)
# "3.1 (Sept 2021: 88; Dec 2021: 9.4)": the dates of the brackets have values of their own.
OWN_VALUE = pattern_of(r"\s?(?:[:=,]|[-–]|\b(?:it )?was)?\s{0,3}\d")
# "CEA trend 300, 150, 12": the last is the newest.
SERIES = pattern_of(r"[\s(]*(?:trend|series|course|kinetics|profile|progression)\b[\s:=)]*")
# "Preop CEA 55".
FORMER = pattern_of(
    r"\b(?:pre ?(?:op\w*|treatment)|initial|baseline|previous|prior|former|peak|earlier)\s(?:serum\s)?$"
)
# "Until year 3, then every 6": a number of something else.
AGAIN = pattern_of(r"(?i)[ \t]*(?:repeat(?:ed)?|re-?check(?:ed)?|control|re-?measured)\b[^.;:\n]{0,24}?[:=,]? \d")
COUNTED = pattern_of(
    r"\b(?:every|each|cycle|stage|grade|line|age|(?:until|to|from|in|at|of|through|by|and|or|-) (?:year|yr|month|mo|week|wk|day))\s$",
    re.IGNORECASE,
)
COUNTED_ENDS = tuple(
    f"{word} " for word in "every each cycle stage grade line age year yr month mo week wk day".split()
)
# "On 3.5. was 88": a day and month without a year.
DAY_BEFORE = pattern_of(r"\b(?:on|of|from|since|dated|until)\s(?:the\s)?$", re.IGNORECASE)
DAY_BEHIND = pattern_of(r"\.(?=\s*[a-z(:])")
# A line of results opens with a number or date, at most two words before it: "- Baseline 45.2", "Jan 2023: 12".
LISTED = pattern_of(r"\s*\d{1,2}[.)]\s+[^\W\d]")
OPENS_SERIES = pattern_of(r"\s*(?:[-*•·]\s*)?(?:[^\W\d]+[\s:.]+){0,2}\(?\d")
# "Refer again if CEA > 10", "Fong criteria: CEA > 200".
LIMITED = pattern_of(r"\b(?:if|unless|should)\s(?:the |his |her |serum |a )*$")
SCORE = pattern_of(r"\b(?:crs|fong\w*|risk|clinical) (?:criteria|scores?|factors?|points?)\b")
ABOVE = pattern_of(r"[^.;\d]{0,20}>\s?\d")
# "CEA/CA19-9: 31/12", "CA 19-9 and CEA were 12 and 31".
PAIR = pattern_of(r"\s?(?:/|and|&|,)\s?")
PAIRED = pattern_of(
    r"[\s:=]*(?:levels?|values?|concentrations?|(?:had |have |has )?normali[sz]ed to|were|was|are|is|of|at|ng/ml|respectively|[:=(]|\s)*(?P<first>\d{1,5}(?:[.,]\d{1,2})?)(?:\s?[kmniuµμ]{0,2}[gu]/m?l)?\s?(?:/|and|&|,\s)\s?(?P<second>\d{1,5}(?:[.,]\d{1,2})?)(?![\d/]|[.,]\d)"
)
# "Mar 3.1   Jun 8.7   Sep 16": months with their values, where "Sep 16" is no day.
BEFORE_MONTHS = pattern_of(
    r"(?:\s|[:=()\[\]|/,-]|\b(?:levels?|trend|series|values?|course|kinetics|ng/ml|[uµμ]g/l|mcg/l)\b)*", re.IGNORECASE
)
MONTH_VALUE = pattern_of(
    rf"(?P<month>\b{MONTH}\b)\.?\s*[:=]?\s*(?P<value>(?!(?:19|20)\d\d\b)\d{{1,5}}(?:[.,]\d{{1,2}})?)\b(?![/.,]\d|\s*[:=])",
    re.IGNORECASE,
)
# "CEA in January 12.": no day of the month stands behind "in".
IN_MONTH = pattern_of(rf"\bin\s{MONTH}\.?\s$", re.IGNORECASE)
MONTH_TOLD = pattern_of(r"(?:[.,]\d+)?\s?(?:ng/ml|[uµμ]g/l|mcg/l|\(|and\b|->|→|[.,;)](?!\d)|\n|$)", re.IGNORECASE)
# "23.5 in March, in June 8": told in their order.
NEXT_MONTH = pattern_of(
    rf"\b{MONTH}\b[^;\n]{{0,20}},\s(?:and\s|but\s)?in\s{MONTH}\.?,?\s(?:it\s)?(?:(?:was|is|only|already)\s)*$",
    re.IGNORECASE,
)
BETWEEN_MONTHS = pattern_of(r"\s*(?:[|/,;]|-+>|→|>|\bthen\b|\band\b)?\s*", re.IGNORECASE)
DAY_OF_MONTH = pattern_of(r"\d{1,2}\s")
REACH = 240
# What ends the results of a laboratory name: the next one, and what else a letter gives in numbers.
OTHER_RESULTS = ("laboratory", "performance", "remnant", "gene")
# "Normal" is a value of any of them.
VALUES = frozenset({"wild_type", "mutant", "untested", "general"})
YEAR = pattern_of(r"(?:19|20)\d\d")
# What cannot stand between the name and its result.
PARTS = pattern_of(
    r"(?<!preop)(?<!postop)(?<!pre-op)(?<!approx)(?<!ca)(?<!init)(?<!prev)(?<=[a-z])\.\s|\b(?:segment|cycle|lesion|correlation|every (?:two|three|four|six|twelve|other|few)\b|every\s*$)",
    re.IGNORECASE,
)


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`cea_ng_ml`: the newest by date, by the direction of a trend, or by the words for now and before."""
    series: list[list[Result]] = []
    for hit in reading.hits("laboratory"):
        if hit.concept != "cea" or reading.section_at(hit.start).category == "family_history":
            continue
        if is_of_relative(reading, hit.start, hit.end):
            continue
        if LIMITED.search(reading.levelled, max(0, hit.start - 24), hit.start) or is_of_score(reading, hit):
            continue
        end = reading.sentence_at(hit.start)[1]
        behind = region(reading, hit.end, end)
        if is_too_small(reading, behind):
            return []
        results = (
            paired(reading, hit)
            or of_two_times(reading, hit)
            or month_row(reading, hit)
            or tabled(reading, hit)
            or results_of(reading, behind)
        )
        results += measured_again(reading, end) if results else []
        if is_series(reading, hit, results):
            results[-1] = results[-1]._replace(is_rise=True)
        if FORMER.search(reading.levelled, max(0, hit.start - 24), hit.start):
            results = [result if result.is_now else result._replace(is_past=True) for result in results]
        if not results:
            results = list(column(reading, hit)) or results_of(reading, lines_below(reading, hit))
        if results:
            series.append(results)
    if not series:
        return []
    chosen = [newest(results) for results in series]
    best = pick(reading, chosen)
    differing = {result.value for result in chosen if not result.is_past} - {best.value}
    evidence = tuple(
        reading.mention("cea_ng_ml", (result.start, result.end), result.value, Assertion.PRESENT)
        for result in chosen
        if result.value == best.value
    )
    reasons = ("several CEA values, none dated",) if differing and best.when is None else ()
    return [ElementValue("cea_ng_ml", best.value, evidence, Status.NEEDS_REVIEW if reasons else Status.SURE, reasons)]


def is_too_small(reading: Reading, behind: Interval) -> bool:
    """Whether the newest result lies below what the laboratory tells: older ones are no longer the patient's."""
    if not any_in(reading.levelled[slice(*behind)], BELOW_WORDS):
        return False
    return bool(BELOW_FIRST.match(reading.text, *behind) or BELOW_NOW.search(reading.text, *behind))


def measured_again(reading: Reading, start: int) -> list[Result]:
    """The result of a sentence that only tells the next measurement: "CEA 11.2. Repeat 28 March: 13.9"."""
    end = reading.sentence_at(start)[1]
    if start >= end or not AGAIN.match(reading.text, start, end):
        return []
    return [result._replace(is_rise=True) for result in results_of(reading, region(reading, start, end))]


def is_series(reading: Reading, hit: Hit, results: list[Result]) -> bool:
    """Whether the name is that of a row of bare values, parted by commas."""
    if len(results) < FEWEST_COLUMNS or not SERIES.match(reading.levelled, hit.end, results[0].start):
        return False
    return all(reading.text[one.end : two.start].strip() == "," for one, two in itertools.pairwise(results))


def is_of_score(reading: Reading, hit: Hit) -> bool:
    """Whether the sentence lists what a risk score counts, among it a CEA above a limit."""
    start = max(reading.sentence_at(hit.start)[0], hit.start - REACH)
    return bool(ABOVE.match(reading.levelled, hit.end) and SCORE.search(reading.levelled, start, hit.start))


def pick(reading: Reading, chosen: list[Result]) -> Result:
    """The newest over several passages: dated beats undated history, a present value beats a past one, then the last."""
    current = [result for result in chosen if not result.is_past] or chosen
    dated = [result for result in current if result.when]
    fresh = [result for result in current if result.is_now]
    if fresh:
        return fresh[-1]
    if len(dated) == len(current):
        return max(dated, key=lambda result: (result.when or date.min, result.start))
    lab = [result for result in current if reading.section_at(result.start).category not in ("course", "indication")]
    return (lab or current)[-1]


def region(reading: Reading, start: int, end: int) -> Interval:
    """The part of `[start, end)` before another name that has a result of its own, not too long."""
    end = min(end, start + REACH)
    for topic in OTHER_RESULTS:
        for hit in reading.hits(topic, (start, end)):
            if hit.concept not in VALUES:
                end = hit.start
                break
    return start, end


def lines_below(reading: Reading, hit: Hit) -> Interval:
    """The lines under a title such as "CEA series (ng/mL)", up to the next blank line."""
    end = reading.sentence_at(hit.start)[1]
    titled = reading.text.startswith("\n", end) and reading.text[end - 1] not in ".;,"
    opened = reading.text[end - 1] == "\n" or titled
    if not opened or LISTED.match(reading.text, end) or not OPENS_SERIES.match(reading.text, end):
        return end, end
    blank = reading.text.find("\n\n", end - 1)
    return region(reading, end, other_line(reading, end, blank if blank >= 0 else len(reading.text)))


def other_line(reading: Reading, start: int, end: int) -> int:
    """Where a series whose lines open with dates ends: at the first line that opens otherwise, as "ANC 1,820" does."""
    of_dates, at = None, start
    while at < end:
        stop = reading.text.find("\n", at, end)
        stop = stop if stop >= 0 else end
        dated = any(not re.search(r"\w", reading.text[at : day.start]) for day in reading.dates_within((at, stop)))
        if of_dates and not dated:
            return at
        of_dates, at = dated, stop + 1
    return end


def paired(reading: Reading, hit: Hit) -> list[Result]:
    """The result of two names said in one breath: "CEA and CA 19-9 were 31 and 12"."""
    results: list[Result] = []
    around = reading.hits("laboratory", (max(0, hit.start - 24), hit.end + 24))
    for one, two in itertools.pairwise(around):
        joined = hit in (one, two) and PAIR.fullmatch(reading.text, one.end, two.start)
        if joined and (values := PAIRED.match(reading.levelled, two.end)):
            name = "first" if hit == one else "second"
            results.append(Result(*values.span(name), number(values.group(name)), None, False, False, False))
            return results
    return results


def month_row(reading: Reading, hit: Hit) -> list[Result]:
    """The results of a row of months without days; a month is the last one of its name before the note."""
    results: list[Result] = []
    text = reading.text
    opening = BEFORE_MONTHS.match(text, hit.end)
    at = opening.end() if opening else hit.end
    found: list[re.Match[str]] = []
    while match := MONTH_VALUE.match(text, at):
        found.append(match)
        gap = BETWEEN_MONTHS.match(text, match.end())
        at = gap.end() if gap else match.end()
        if (day := DAY_OF_MONTH.match(text, at)) and MONTH_VALUE.match(text, day.end()):
            at = day.end()
    if len(found) < FEWEST_COLUMNS:
        return results
    for match in found:
        when = last_month(match.group("month"), reading.note.note_date)
        results.append(Result(*match.span("value"), number(match.group("value")), when, False, False, False))
    results += results_of(reading, region(reading, at, max(at, reading.sentence_at(hit.start)[1])))
    return results


def results_of(reading: Reading, span: Interval) -> list[Result]:
    """Every result of the span, limits and dates left out."""
    results: list[Result] = []
    text = reading.text
    dates = list(reading.dates_within(span))
    limits = places(reading.levelled, LIMIT_WORDS)
    first = True
    told = span[0]  # words behind one value say nothing of the next: "210 at diagnosis, 7.7 in March"
    for match in NUMBER.finditer(text, *span):
        start, end = match.span()
        if YEAR.fullmatch(text, start, end):
            continue
        inside = dates and any(written.start < end and start < written.end for written in dates)
        if inside and not (IN_MONTH.search(text, max(0, start - 16), start) and MONTH_TOLD.match(text, end)):
            continue
        lead = text[max(told, start - 32) : start]
        worded = lead.strip(" :=(") != ""  # else no pattern of what is said before a value has to be asked
        if worded:
            is_day = "." in match.group() and DAY_BEFORE.search(lead) and DAY_BEHIND.match(text, end)
            counted = reading.levelled.endswith(COUNTED_ENDS, 0, start) and COUNTED.search(lead)
            if counted or is_day:
                continue
            if one_in(limits, start - len(lead), start) and LIMIT.search(lead):
                named = first and CALLED_NORMAL.search(text, max(0, span[0] - 12), start)
                if not (named or TO_NORMAL.search(lead)):
                    continue
        if first and not opens(text[span[0] : start], dates, span[0]):
            return results
        first = False
        behind = PAST_BEHIND.match(text, end)
        told = behind.end() if behind and CLOSED.match(text, behind.end()) else told
        results.append(
            Result(
                start,
                end,
                number(match.group()),
                date_of(text, dates, start, end),
                (worded and bool(PAST.search(lead))) or bool(behind),
                (worded and bool(NOW.search(lead))) or bool(NOW_BEHIND.match(text, end)),
                (lead.rstrip().endswith(RISE_ENDS) and bool(RISE.search(lead)))
                or bool(RECENT_BEHIND.match(text, end) or NEXT_MONTH.search(text, max(span[0], start - 56), start)),
            )
        )
    return results


def opens(gap: str, dates: list[WrittenDate], offset: int) -> bool:
    """Whether the first number is near enough to the name to be its result."""
    for written in reversed(dates):
        if written.start - offset < len(gap):
            gap = gap[: max(0, written.start - offset)] + gap[max(0, written.end - offset) :]
    return len(gap) <= 70 and not PARTS.search(gap)


def date_of(text: str, dates: list[WrittenDate], start: int, end: int) -> date | None:
    """The date that stands directly before or behind the value."""
    if not dates:
        return None
    ahead = [day for day in dates if day.end <= start and BETWEEN_DATE_AND_VALUE.fullmatch(text, day.end, start)]
    behind = [day for day in dates if day.start >= end and BETWEEN_VALUE_AND_DATE.fullmatch(text, end, day.start)]
    if ahead and not (behind and text.startswith(")", ahead[0].end)):  # "171 (18 Apr)   188 (13 May)"
        return ahead[0].when
    own = behind and "(" in text[end : behind[0].start] and OWN_VALUE.match(text, behind[0].end)
    return behind[0].when if behind and not own else None


def newest(results: list[Result]) -> Result:
    """The newest of one passage."""
    for result in results:
        if result.is_now:
            return result
    dated = [result for result in results if result.when]
    if len(dated) > 1 and (len(dated) == len(results) or not any(result.is_rise for result in results)):
        best = max(dated, key=lambda result: result.when or date.min)
        undated = [result for result in results if not result.when and not result.is_past]
        return best if not undated else undated[0]
    if rises := [result for result in results if result.is_rise]:
        return rises[-1]
    return next((result for result in results if not result.is_past), results[0])
