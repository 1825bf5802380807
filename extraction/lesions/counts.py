"""Numbers of lesions in a sentence: words and digits with their bounds -> intervals."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from abstraction.records import NoteType
from extraction.anchors import Anchors, any_in, matches_at, places
from extraction.matching import Hit
from extraction.reading import Reading
from extraction.sentences import Interval

DIGITS = re.compile(
    r"(?P<low>\d(?<![\w./,:%+#-].)(?!\d?[./,:]\d)\d?)(?:\s?(?:-|–|to|or)\s?(?P<high>\d{1,2}))?(?P<plus>\+| or more| plus)?(?![\w%°#]|[./,:]\d|-\w|\s*(?:mm|cm|ml|cc|%|x\b|×|/|weeks?|months?|years?|days?|cycles?|courses?|h\b|min(?:s|utes?)?\b|s\b|sec(?:s|onds?)?\b|y/?o\b|yrs?\b|y\b|M\b|F\b))"
)
# "metastases x2", "x 3 lesions", "(n = 4)", "2 x S8"
TIMES = re.compile(
    r"(?<![\w.])(?:[x×]\s?(?P<after>\d{1,2})(?![\w.,]?\d|\s*(?:mm|cm|[x×]\s?\d))|(?P<before>\d{1,2})\s?[x×](?=\s?S)|n\s?=\s?(?P<n>\d{1,2}))",
    re.I,
)
# "(prior 27 x 22)": the second axis of a size.
AXIS_BEFORE = re.compile(r"(?:(?<![\w.,])(?:9|\d{2,3})|\d[.,]\d{1,2})\s?$")
SECOND_AXIS = re.compile(r"\d\s?[x×]\s?$")
TIMES_START = re.compile(r"[xX×nN\d](?<![\w.].)")
# "Both nodules are metastases" counts what the parts of a specimen hold.
BOTH_WORDS = Anchors("both ")
BOTH_OF = re.compile(r"both (?:of the |the )?(?:\w+ )?(?:nodules|lesions|tumou?rs|metastases|deposits|foci|masses)\b")
TIMES_MARKS = ("x", "×", "=")
TOO_MANY = re.compile(r"\btoo (?:many|numerous) [^.;]{1,40}? to (?:count|be counted|enumerate)\b")
# "1 Colon cancer with ...": the number of a list.
COUNT_BEFORE = re.compile(
    r"(?:[a-z]s|foci|crlm|clm|metastasis|number|count|lobe|right|left)\)? ?\($|\b(?:s|seg\w*\.? ?)(?:[1-8][ab]?|[iv]{1,4}[ab]?) ?\($",
    re.I,
)
# "segments 5 (2), 6 (1)"
BARE_PLACE = re.compile(r"(?<![\w.])(?P<code>[1-8][ab]?|[IV]{1,4}[ab]?) ?\($")
# "(4 tumour nodules, up to 6 cm)"
THINGS_BEHIND = re.compile(
    r" (?:[a-z-]+ ){0,2}(?:lesions|nodules|metastases|mets|foci|deposits|tumou?rs|masses|secondaries)\b"
)
# "(3 right, 2 left)"
SIDE_BEHIND = re.compile(r" (?:on the |in the )?(?:right|left)\b")
# "(at least 5)", "(approx. 12)": a number and no item of a list.
BOUND_BEFORE = re.compile(
    r"\b(?:at least|more than|up to|about|approx(?:imately|\.)?|around|roughly|probably|minimum|total|total of|number)[ :=]$|[>≥~] ?$"
)
LINE_NUMBER = re.compile(r"\s+[A-Z]|\s?[-–]\s+[A-Za-z]|:\s")
# "4 left ovary; 5 liver, segment III": specimens by number.
SPECIMEN_NUMBER = re.compile(
    r" (?:liver|left ovary|right ovary|omentum|gallbladder)\b(?! (?:lesion|met|nodule|deposit|mass|tumou?r|foc|filia|secondar|implant|spot))"
)
ENUMERATOR = re.compile(r"[.)](?=\s+\S)")
BETWEEN = re.compile(r"\s*(?:-|–|to|or)\s*")
BETWEEN_BEFORE = re.compile(r"\bbetween $")
# What is counted is something else.
OTHER_THINGS = re.compile(
    r"\s*(?:mm|cm|(?:to \w+ |further |more |additional |of the |of these |of )?(?:cycles?|courses?|months?|weeks?|years?|days?|doses?|hours?|minutes|lymph|nodes?|units?|stages?|pieces|fragments|"
    r"cores?|blocks?|levels|sections?|slides|passes|times|drains?|ports|stage|patients?|siblings|children|packs?|pack|other sites|vessels|veins|stents?|clips|"
    r"segments?|lobes?|parts|phases?|fold|thirds?|quarters?|point|of \d+|l\b|kg|g\b|gms?\b|grams?|litres?|units|cylinders?|punch\w*|weekly|seconds?|separate (?:studies|occasions)|centimet\w+|millimet\w+|\d{1,2}(?: ?g| gauge)|gauge|ga|fr|french|watts?|w|insertions?|applications?|overlap\w*|overlapping \w+|firings?|loads?|trocars?|needles?|antennas?|antennae|probes?|electrodes?|staplers?|cartridges?|clamp\w*|punctures?|sittings?|surgeons?|visits?))\b"
)
# "A two-line report", "a three-month interval": no number of things.
COMPOUND = re.compile(
    r"-(?!to\b|or\b|and\b|plus\b|two|three|four|five|six|seven|eight|nine|ten|met|lesion|fold)[a-z]{3,}"
)
# "- 5, 6, 6 and 8, each under 2 cm": a run of three or more names places.
NAME_RUN = re.compile(r"(?<![\w.,/])[1-8](?:, [1-8]){1,6},? (?:and|&) [1-8](?![\w.,]?\d)")
# "The two longer cores contain adenocarcinoma", "three cores, two of which contain": pieces of a biopsy.
CORES_BEHIND = re.compile(
    r" (?:(?:out )?of (?:the |these |all )?(?:[a-z]+|\d) |(?:(?!with\b|of\b|in\b)[a-z-]+ ){0,2})(?:cores?|fragments?|cylinders?|chips|blocks?|slides?|passes|needle biops\w+)\b"
)
OF_THE_CORES = re.compile(r" of (?:which|them|these)\b")
# "Of the four cores, two contain".
SHARE_OF_CORES = re.compile(r"\bof (?:[a-z]+ |\d ){0,3}(?:cores?|fragments?|cylinders?|pieces|blocks?),? $")
CORES_BRACKET = re.compile(r"(?:cores?|fragments?|cylinders?|pieces|biops(?:y|ies)|blocks?) \($")
CORES_BEFORE = re.compile(r"\b(?:cores?|fragments?|cylinders?|pieces|biops(?:y|ies)|blocks?)\b[^.;]{0,30}$")
# "Zones of 35 and 25 mm", "100 W in 4 and 3 minutes": the numbers of a list that ends in a unit.
SHARES_UNIT = re.compile(
    r"(?:, ?\d{1,3}(?:[.,]\d)?){0,3},? ?(?:and|&|or) \d{1,3}(?:[.,]\d)? ?(?:mm|cm|min(?:utes?|s)?|sec(?:onds)?|w|watts?|months|weeks|days|cycles|g)\b"
)
# "Tumour regression grade 2 to 3 of 5"
OF_GRADES = re.compile(r"\b(?:grade|score|stage|trg|category)s?:? ?\d(?: ?(?:to|or|and|-|/)? ?\d)? (?:out )?of $")
# "Parts 2 and 3", "lesions 2 and 3": names and no numbers of things.
LISTED_NAMES = re.compile(
    r"\b(?:parts?|blocks?|levels?|slides?|specimens?|lesions|nodules|pots?|samples?|jars?) \d{1,2}[a-z]?(?:, ?\d{1,2}[a-z]?)*,? ?(?:and|&|or|to) ?$"
)
NAMES_AHEAD = re.compile(r"\b(?:parts?|blocks?|levels?|slides?|specimens?|lesions|nodules|pots?|samples?|jars?) ?$")
MORE_NAMES = re.compile(r",? ?(?:and|&|or|to|,) ?\d{1,2}\b")
SPELLED_BESIDE = re.compile(r" (?:one|two|three|four|five|six|seven|eight)\b")
SPELLED_AHEAD = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight) $")
OTHER_NUMBERS = re.compile(
    r"\b(?:levels?|blocks?|stations?|grade|m?trg|mandard|dworak|rubbia brandt|second|minute|\d of|stage|slides?|specimens?|pots?|jars?|containers?|vials?|samples?|images?|series|day|week|number|item|parts?|step|type|cycle|ps|ecog|age|page|room|this|that|each|not|larger|largest|biggest|bigger|smaller|smallest|dominant|main|first|last|figure|c|score|tumou?r|lesion|nodule|metastasis|deposit|cea|kps|karnofsky|hb|bmi|asa|max|suv|suvmax|"
    r"line|no|prev|(?:the|one) in)\.?\)? ?$"
)
# "The metastases now number four."
VERB_NUMBER = re.compile(
    r"\b(?:lesions|metastases|mets|deposits|secondaries|nodules|tumou?rs|foci|they|these) (?:now )?number(?:ed)? (?:now )?$|\btotal number(?: of [a-z ]{3,30})?(?: is)?[ :=]{1,3}$"
)
# "IMPRESSION 1 ..." begins a list; "Conclusion. Two metastases" counts.
TITLE_BEFORE = re.compile(
    r"\b(?:impression|conclusion|opinion|addendum|supplement|(?:supplementary|supplemental|additional|addendum) report)\.? ?$"
)
MOST = 60
# "Number : 7", "Number of lesions ........ 4": the label of a form before the number of what its heading names.
CHANGED_BEFORE = re.compile(
    r"\b(?:increas\w+|r[io]sen?|rising|grown|gone|went|up|decreas\w+|fallen|fell|dropped|down|reduced|changed|lesions|metastases|mets|deposits)(?: in number)? from $"
)
# How far back a run "(1) ... (2) ... (3)" may start, and what stands before it.
RUN, RUN_STARTS = 600, re.compile(r"(?:[:.;\n] ?|^)$")
# "11 -> 6 mets", "nine have become six", "what were eight are now five": then and now.
ARROW = re.compile(
    r"\s?(?:(?:-{1,2}>|→|=>)\s?(?:now )?"
    r"|(?:\w+ )?(?:(?:have |has |had )?(?:now |since )?(?:become|became|turned into)|(?:are|is) now)\s(?:only |just |about )?)"
)
# "Mr B, 58, colon cancer with metastases": an age, which stands between commas.
AGE_BEFORE, AGE_BEHIND, YOUNGEST = re.compile(r", ?$"), re.compile(r" ?,"), 18
LABEL_WORDS = Anchors("number", "count")
COUNT_LABEL = re.compile(
    r"\b(?:number|count|no\.)(?: (?:of )?(?:the )?(?:liver |hepatic )?(?:lesions?|metastas[ei]s|mets|deposits|tumou?rs?|nodules|foci))?"
    r"(?: ?\([a-z ]{1,20}\))?(?: in (?:all|both|the) [a-z ]{0,12}specimens?\)?)?(?: ?[.:=] ?|\.{3}| {3})[ .:=]*"
    r"(?:(?:[a-h][:=] ?\w+[ ,;]+)*[a-h][:=] ?)?$"  # "Number of tumours   A: two   B: one"
)
# "This brings the total in the liver to six", "the number of metastases is now four"
TOTAL_NOW = re.compile(
    r"\b(?:total|number|count|tally)\b(?: (?:of|in|on) (?:the )?(?:[a-z]+ ){1,3}?)? ?(?:\w+ )?(?:to|stands at|is now|now is|is therefore|is thus|comes to)(?: now)? $"
)
# "of seven metastases, five persist"
STILL_THERE = (
    r"\s(?:(?:of them|of these) )?(?:still |now )?(?:remain\w*|persist\w*|left|visible|(?:are|is) (?:left|still|visible|seen|stable|unchanged"
    r"|(?:recogni[sz]|deline|delimit|detect|measur|discern|defin|demonstr|identifi)able)"
    r"|can (?:still |now |only ){0,2}be (?:made out|seen|identified|recogni[sz]ed|found|measured|delimited|delineated|visuali[sz]ed|detected|demonstrated|distinguished|defined|depicted))\b"
)
REMAINS = re.compile(STILL_THERE)
# "All three were taken out": the number of what was told before.
ALL_WORDS = Anchors("all ")
ALL_OF = re.compile(
    r"\ball (?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:were|are|have|had|show|showed|could|can|lie|appear|measure)\b"
)
LABEL_LEAD = re.compile(r"\W*(?:total |lesion |metastasis |tumou?r )?")
COUNT_LINE = re.compile(
    r"[a-z ().:=<>≥~]{5,60}?(?:\d{1,2}(?![\d.,/])|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
# "There are at least seven": a sentence that tells nothing but the number of what was named before it.
ONLY_NUMBER = re.compile(
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


def read_quantities(reading: Reading, span: Interval, taken: list[Interval]) -> list[Quantity]:
    """Quantities of the span in order; `taken` are places of segments, sizes and dates."""
    found = [*of_words(reading, span), *of_digits(reading, span, taken)]
    if reading.once(counts_too_many):
        found += too_many(reading, span)
    if not found:
        return []
    kept: list[Quantity] = []
    for one in sorted(found):
        if not one.times and overlaps(taken, one.start, one.end):
            continue
        if OTHER_THINGS.match(reading.levelled, one.end, span[1]):
            continue
        if OTHER_NUMBERS.search(reading.levelled, max(span[0], one.start - 16), one.start) and not VERB_NUMBER.search(
            reading.levelled, max(span[0], one.start - 36), one.start
        ):
            continue
        in_digits = reading.levelled[one.start].isdigit()
        if is_age(reading, one) if in_digits else COMPOUND.match(reading.text, one.end):
            continue
        if in_digits and SHARES_UNIT.match(reading.levelled, one.end, span[1]):
            continue
        if in_digits and TITLE_BEFORE.search(reading.levelled, max(0, one.start - 24), one.start):
            continue
        if reading.note.note_type is NoteType.PATHOLOGY and is_of_cores(reading, one):
            continue
        if OF_GRADES.search(reading.levelled, max(span[0], one.start - 30), one.start):
            continue
        if is_name(reading, one) or (kept and one.start < kept[-1].end):
            continue
        if one.high is not None and one.high > one.low and has_changed(reading, one):
            one = one._replace(low=one.high)
        if kept and has_changed(reading, kept[-1]) and reading.levelled[kept[-1].end : one.start] == " to ":
            kept[-1] = one
            continue
        if kept and ARROW.fullmatch(reading.text, kept[-1].end, one.start):
            kept[-1] = one._replace(start=kept[-1].start)
            continue
        if kept and joins_range(reading, kept[-1], one):
            kept[-1] = kept[-1]._replace(end=one.end, high=one.low)
            continue
        kept.append(one)
    return [bounded(reading, one, span) for one in kept]


def is_age(reading: Reading, one: Quantity) -> bool:
    """Whether the number stands between two commas as the age of a grown patient does."""
    return (
        one.low >= YOUNGEST
        and bool(AGE_BEFORE.search(reading.levelled, max(0, one.start - 2), one.start))
        and bool(AGE_BEHIND.match(reading.levelled, one.end))
    )


def is_of_cores(reading: Reading, one: Quantity) -> bool:
    """Whether a pathology report counts the pieces of a biopsy."""
    if CORES_BEHIND.match(reading.levelled, one.end):
        return True
    before = CORES_BEFORE.search(reading.levelled, max(0, one.start - 40), one.start)
    if before and CORES_BRACKET.search(before.group()):
        return True  # "core biopsies (3)"
    if before and SHARE_OF_CORES.search(reading.levelled, max(0, one.start - 40), one.start):
        return True
    return bool(before and OF_THE_CORES.match(reading.levelled, one.end))


def is_name(reading: Reading, one: Quantity) -> bool:
    """Whether the number names a thing of a list ("lesions 2 and 3") or a place ("the six seven lesion")."""
    text = reading.levelled
    if LISTED_NAMES.search(text, max(0, one.start - 40), one.start):
        return True
    if NAMES_AHEAD.search(text, max(0, one.start - 16), one.start) and MORE_NAMES.match(text, one.end):
        return True
    if not text[one.start : one.end].isalpha():
        return False
    return bool(SPELLED_BESIDE.match(text, one.end) or SPELLED_AHEAD.search(text, max(0, one.start - 8), one.start))


# "Besides these, four nodules": they add to what was told.
BESIDE_THESE = re.compile(
    r"\W*(?:besides|in addition|additionally|moreover|apart from|on top)(?: (?:to|of))?(?: (?:these|those|this|that|them|it))?,? "
    r"(?:there (?:are|were) |we (?:see|saw|find|found) |one sees )?(?:at least |about )?"
)
# "Some 32 months after that": about as many.
ABOUT = re.compile(r"some \d")


def of_words(reading: Reading, span: Interval) -> Iterator[Quantity]:
    """Words of the lexicon: "three", "several", "innumerable"."""
    for hit in reading.hits("quantity", span):
        if hit.concept.isdigit():
            yield Quantity(hit.start, hit.end, int(hit.concept), int(hit.concept))
        elif hit.concept == "several" and not ABOUT.match(reading.levelled, hit.start):
            yield Quantity(hit.start, hit.end, 2, None, vague=True)
        elif hit.concept == "innumerable" and not is_of_tissue(reading, hit):
            yield Quantity(hit.start, hit.end, 2, None, innumerable=True)
    if reading.note.note_type is NoteType.PATHOLOGY:
        for match in matches_at(BOTH_OF, reading.levelled, places(reading.levelled, BOTH_WORDS), *span):
            yield Quantity(match.start(), match.start() + 4, 2, 2)


def is_of_tissue(reading: Reading, hit: Hit) -> bool:
    """Whether it is a specimen that is replaced: "two of the cores are replaced by adenocarcinoma"."""
    return reading.note.note_type is NoteType.PATHOLOGY and "replace" in reading.levelled[hit.start : hit.end]


def too_many(reading: Reading, span: Interval) -> Iterator[Quantity]:
    """ "Too many metastases to count"."""
    for match in TOO_MANY.finditer(reading.levelled, *span):
        yield Quantity(match.start(), match.start() + 8, 2, None, innumerable=True)


def counts_too_many(reading: Reading) -> bool:
    """Whether the note speaks of too many to count at all."""
    return "too many" in reading.levelled or "too numerous" in reading.levelled


def overlaps(taken: list[Interval], start: int, end: int) -> bool:
    """Whether `[start, end)` shares characters with one of the intervals."""
    return any(start < last and first < end for first, last in taken)


def of_digits(reading: Reading, span: Interval, taken: list[Interval]) -> Iterator[Quantity]:
    """Numbers in digits that are no size, date or score."""
    for match in DIGITS.finditer(reading.text, *span):
        if overlaps(taken, *match.span()) or is_of_run(reading.text, match):
            continue
        if reading.text.startswith(", ", match.end()) or reading.text.endswith(", ", 0, match.start()):
            around = NAME_RUN.search(reading.text, max(0, match.start() - 12), match.end() + 16)
            if around and around.start() <= match.start() < around.end():
                continue
        low = int(match.group("low"))
        if match.group("low").startswith("0"):  # "CT 08-27" is a day
            continue
        if SECOND_AXIS.search(reading.text, max(0, match.start() - 4), match.start()):
            continue
        behind_place = BARE_PLACE.search(reading.text, max(0, match.start() - 7), match.start())
        placed = behind_place is not None and overlaps(taken, *behind_place.span("code"))
        if 0 < low <= MOST and (placed or not is_list_number(reading, match, span)):
            high = int(match.group("high")) if match.group("high") else low
            if high < low:  # "28-06" is a date, "from 9 to 4" is a course
                if CHANGED_BEFORE.search(reading.levelled, max(0, match.start() - 40), match.start()):
                    yield Quantity(match.start(), match.end(), high, high)
                continue
            yield Quantity(match.start(), match.end(), low, None if match.group("plus") else max(low, high))
    words = reading.levelled[slice(*span)]
    starts = TIMES_START.finditer(reading.text, *span) if any_in(words, TIMES_MARKS) else ()
    for match in matches_at(TIMES, reading.text, [start.start() for start in starts], *span):
        if match.group("after") and AXIS_BEFORE.search(reading.text, max(0, match.start() - 7), match.start()):
            continue
        if match.group("after") and any(
            hit.end == len(reading.text[: match.start()].rstrip())
            for hit in reading.hits("regimen", (max(0, match.start() - 30), match.start()))
        ):
            continue  # "FOLFIRI/bev x10 for relapse in the liver"
        number = int(match.group("after") or match.group("before") or match.group("n"))
        if 0 < number <= MOST:
            yield Quantity(match.start(), match.end(), number, number, times=True)


def is_of_run(text: str, match: re.Match[str]) -> bool:
    """Whether "(3)" stands in a run "(1) laparotomy (2) wedge of segment 5 (3) biopsy" that starts behind a title or a stop."""
    if text[match.start() - 1 : match.start()] != "(" or text[match.end() : match.end() + 1] != ")":
        return False
    number = int(match.group("low"))
    first = text.rfind("(1)", max(0, match.start() - RUN), match.end() + 1)
    if first < 0 or not RUN_STARTS.search(text, max(0, first - 4), first):
        return False
    return all(f"({one})" in text[first : match.end() + 1] for one in range(1, number))


def is_list_number(reading: Reading, match: re.Match[str], span: Interval) -> bool:
    """Whether the number only begins an item of a list: "3) ...", "1 Colon cancer ..."."""
    if SPECIMEN_NUMBER.match(reading.levelled, match.end()) and not reading.levelled.endswith("of ", 0, match.start()):
        return True
    before = BOUND_BEFORE.search(reading.levelled, max(0, match.start() - 20), match.start())
    counted = opened(reading, match.start()) or before is not None
    counted = counted or SIDE_BEHIND.match(reading.levelled, match.end()) is not None
    counted = counted or (
        reading.text[match.start() - 1] == "(" and THINGS_BEHIND.match(reading.levelled, match.end()) is not None
    )
    if not counted and (ENUMERATOR.match(reading.text, match.end(), span[1]) or reading.text[match.start() - 1] == "("):
        return True
    if reading.text.startswith(": ", match.end()) and not reading.text[span[0] : match.start()].strip():
        return True
    return starts_line(reading.text, match.start()) and bool(LINE_NUMBER.match(reading.text, match.end()))


def starts_line(text: str, start: int) -> bool:
    """Whether nothing but blanks stands before the offset on its line."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def opened(reading: Reading, start: int) -> bool:
    """Whether a bracket opens right before the number: "(3)" is one, "3)" begins an item of a list."""
    return bool(COUNT_BEFORE.search(reading.text, max(0, start - 14), start))


def has_changed(reading: Reading, first: Quantity) -> bool:
    """Whether the two numbers are then and now: "increased from two to five in number"."""
    return CHANGED_BEFORE.search(reading.levelled, max(0, first.start - 40), first.start) is not None


def joins_range(reading: Reading, first: Quantity, second: Quantity) -> bool:
    """Whether the two are one range: "two or three", "between four and six"."""
    if first.vague or second.vague or first.high != first.low or second.low <= first.low:
        return False
    if reading.levelled[first.end : second.start] == " and ":
        return BETWEEN_BEFORE.search(reading.levelled, max(0, first.start - 8), first.start) is not None
    return BETWEEN.fullmatch(reading.text, first.end, second.start) is not None


def bounded(reading: Reading, one: Quantity, span: Interval) -> Quantity:
    """The quantity with the bound that stands before it: "at least five", "more than ten", "up to four"."""
    adds = BESIDE_THESE.fullmatch(reading.levelled, span[0], one.start) is not None
    if adds or any(is_more(reading, hit, one) for hit in reading.hits("quantity", (one.end, one.end + 24))):
        one = one._replace(more=True)
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
            of_told = reading.levelled.startswith("other", hit.start) and reading.levelled.endswith(
                "the ", 0, hit.start
            )
            return one if of_told else one._replace(more=True)
    return one


def is_more(reading: Reading, hit: Hit, one: Quantity) -> bool:
    """Whether "further" or "new" stands right behind the number: "two further lesions"."""
    return hit.concept == "more_of" and len(reading.levelled[one.end : hit.start].split()) <= 1
