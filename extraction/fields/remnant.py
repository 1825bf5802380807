"""Future liver remnant and ICG retention, in percent."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from abstraction.records import Assertion, ElementValue, Mention, Status
from extraction.anchors import Anchors, any_in, one_in, places
from extraction.fields.presence import is_of_relative
from extraction.lesions.size_course import is_stale
from extraction.matching import Hit
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

PERCENT = pattern_of(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s{0,2}(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE)
# A table row that has its unit in the name: the last column counts.
ROW = pattern_of(
    r"[ \t]*(?:\([^)\n]{0,20}\))?[ \t]*(?:/[ \t]?\w+[ \t])?\(?%\)?[ \t:=|]+((?:(?:\d{1,2}(?:[.,]\d{1,2})?|-+)[ \t|]+)*\d{1,2}(?:[.,]\d{1,2})?)[ \t|]*(?:\n|$)"
)
FRACTION = pattern_of(r"[^.;,\n\d]{0,24}?(?<![\d.,])(0[.,]\d{2})(?![\d%])")
# "0.29; after embolisation 0.37"
LATER_FRACTION = pattern_of(
    r"[^.\d]{0,12}\b(?:after|post|now|then|currently|to)\b[^.;\d]{0,30}?(?<![\d.,])(0[.,]\d{2})(?![\d%])", re.IGNORECASE
)
# "24 % (sFLR)", "a 34 % remnant": the name right behind the value.
BEFORE_NAME = pattern_of(
    r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|percent|pct)\s?(?:\(|as |of |for )?(?:the |an? )?(?:future |standardi[sz]ed )?$",
    re.IGNORECASE,
)
LIMIT = pattern_of(
    r"(?:<|(?<!-)>|≥|≤|\b(?:below|above|limit|threshold|minimum|at least|less than|more than|(?<!flr )(?<!remnant )(?<!volume )if|passes|reaches|goal|target|want|require\w*|need\w*|over|under|exceed\w*|surpass\w*|beyond|attain\w*|until|once))\W{0,4}(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
# "Provided the remnant reaches 40 %".
CONDITION = pattern_of(
    r"\b(?:provided|providing|as long as|on condition|once|until|unless)\b[^.;%]{0,40}$|\b(?:if|when) (?:the |his |her |this |a )?(?:future |liver )*$",
    re.IGNORECASE,
)
LIMIT_LEADS = Anchors(
    *(
        "<",
        ">",
        "≥",
        "≤",
        "below",
        "above",
        "limit",
        "threshold",
        "minimum",
        "at least",
        "less than",
        "more than",
        "if",
    ),
    *("passes", "reaches", "goal", "target", "want", "require", "need", "over", "under", "exceed", "surpass", "beyond"),
    *("attain", "until", "once"),
)
LIMIT_WORDS = pattern_of(r"\b(?:limit|threshold|cut-?off|required|should be|goal|must|minimum|target)\b", re.IGNORECASE)
# What these two hold.
LIMITING = Anchors(
    *("limit", "threshold", "cutoff", "cut off", "required", "should be", "goal", "must", "minimum", "target"),
    *("provided", "providing", "as long as", "on condition", "once", "until", "unless", "if ", "when "),
)
OTHER = pattern_of(
    r"hypertrophy|kinetic|resect(?:ed|ion) vol|tumou?r (?:vol|burden)|body weight|bw\b|growth|steatosis|fat\b|necrosis|viable|increase (?:of|by)|grew by|gain|\bpdr\b|disappearance",
    re.IGNORECASE,
)
BEFORE = pattern_of(
    r"\b(?:before|pre-?(?:pve|embolis|emboliz|op)?|prior|was|from|previous(?:ly)?|baseline|initial(?:ly)?|formerly|last (?:month|week|time)|day 0)\b[^%;]{0,30}$",
    re.IGNORECASE,
)
BEFORE_BEHIND = pattern_of(
    r"\s*(?:\(?(?:before|pre-?|prior to)\b[^.;,%\d]{0,36}?(?:\bto\b|-{1,2}>|→)"
    r"|\(?(?:before|pre-|prior to|previously|at baseline)(?!(?:[^.;,)]|[.,]\d)*%)|to\b|->|-->|→)",
    re.IGNORECASE,
)
BEFORE_AND = pattern_of(
    r"\s(?:before|pre-?(?:pve|emboli[sz]ation)?|previously)(?: (?:pve|emboli[sz]ation))?,? and\b", re.IGNORECASE
)
# "38 % (26 % on 3 May)", "34 % (segments 2 and 3: 22 %)": an earlier value, and that of a part of the remnant.
IN_BRACKETS = pattern_of(r"(?:%|per ?cent)\s?[(\[]\s?(?:[\d./-]{4,10}:?\s)?$")
PART_IN_BRACKETS = pattern_of(
    r"(?:%|per ?cent)\s?\([^()]{0,24}(?:\b(?:seg(?:ment)?s?|kgr|dh|hypertrophy)\b|\bS[1-8])[^()%]{0,16}$", re.IGNORECASE
)
LATER_WORDS = pattern_of(r"\b(?:after|post|following|now|today|repeat\w*|functional|corrected|standardi[sz]ed|sflr)\b")
# The day of a value right before or behind it.
DAY_AHEAD = pattern_of(r"[\s:=,(]*(?:(?:it )?(?:was|is)|about)?[\s:=]*")
DAY_BEHIND = pattern_of(r"\s*\(?(?:in|on|at|as of|from|of)\s")
AGO = pattern_of(r" \(?(?:\w+ ){1,2}(?:days|weeks|months) (?:ago|earlier|before)\b")
AFTER_BEHIND = pattern_of(r"\s*\(?(?:after|post|following|now)\b", re.IGNORECASE)
NOW = pattern_of(
    r"\b(?:repeat\w*|now|today|currently|after|post|later|control|re-?volum\w*|follow-?up|second|increased to|rose to|risen to)\b",
    re.IGNORECASE,
)
VOLUMETRY = pattern_of(
    r"volumetr|\bvolumes?\b|\bflr\b|remnant|total liver|\btlv\b|standardi[sz]ed liver|\bpve\b|portal vein emboli",
    re.IGNORECASE,
)
# With so many characters of a number and blanks before it at most, and of the word itself with one behind it.
PERCENT_WORDS, BEFORE_SIGN, SIGN_REACH = Anchors("%", "percent", "per cent", "pct"), 7, 9
PART_WORDS = Anchors("volum", "pve", "portal vein emboli")
PART_OF_LIVER = pattern_of(
    r"\b(?:seg(?:ment)?s?\.?\s?(?:[IVX\d]|[1-8][ab]?)|left lateral|right posterior|s[1-8]\s?[-+/]|left (?:liver|lobe))",
    re.IGNORECASE,
)
# "39 % of the functional liver would be left", "a remnant of 26, with growth expected".
LEFT_OVER = pattern_of(
    r"\bleav(?:e|es|ing) (?:behind |only |about |some )?(?P<left>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|percent|per cent|pct) of (?:the |his |her |total |functional )*(?:liver|parenchyma|volume)\b|(?<![\d.,])(?P<value>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|percent|per cent|pct) of (?:the |his |her |total |functional |functioning |standardi[sz]ed )*(?:liver|parenchyma)(?: volume)? (?:(?:would|will|can|could) )?(?:(?:be|is|are|stays?) (?:left|preserved|remaining)|remains?)\b",
    re.IGNORECASE,
)
# "The left liver and segments 5 and 8 would remain, about 65 %".
STAYS = pattern_of(
    r"\b(?:liver|segments?|lobe|section|sector|caudate)\b[^.;%\n]{0,40}?\s(?:would|will) (?:remain|stay|be (?:left|preserved|spared))"
    r"[^.;%\d\n]{0,20}(?P<value>\d{1,2}(?:[.,]\d)?)\s?(?:%|percent|per cent|pct)",
    re.IGNORECASE,
)
# "Would leave sufficient volume (segments V-VIII and I approx. 68 %)".
LEAVES = pattern_of(
    r"\bleav(?:e|es|ing)\b[^.;%\n\d]{0,40}?\b(?:segments?|segs?)\b(?:[^.;%\n]|approx\.|ca\.){1,40}?"
    r"(?<![\d.,])(?P<value>\d\d(?:[.,]\d)?)\s?(?:%|percent|per cent|pct)(?! of (?:patients|cases))",
    re.IGNORECASE,
)
STAY_WORDS = Anchors(
    *(
        f"{verb} {what}"
        for verb in ("would", "will")
        for what in ("remain", "stay", "be left", "be preserved", "be spared")
    )
)
SHARE_WORDS, LEAVE_WORDS = Anchors("% of ", "cent of "), Anchors(" leave ", " leaves ", " leaving ")
LEFT_WORDS = ("leav", " left", "remain", "preserved")
OF_LIVER = pattern_of(
    r" of (?:the )?(?:whole |total |standardi[sz]ed |functional |functioning )?(?:liver )?volume\b"
    r"|\s(?:on|by|at|in|according to|per) (?:the |today's |repeat(?:ed)? |new |ct |mri? |preop(?:erative)? )*volumetr\w+",
    re.IGNORECASE,
)
GREW_TO = pattern_of(
    r"\b(?:hypertroph\w*|growth|grew|grown|enlarge\w*|increase\w*|regenerat\w*|rose|risen)\b[^.;%\d]{0,30}\bto\s(?:an? |the |about |approximately |around |~)*(\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|percent\b|per cent\b|pct\b)",
    re.IGNORECASE,
)
UNREAL = pattern_of(
    r"\b(?:expect\w*|hop(?:e|ed|ing)|aim\w*|target|goal|should|would|if|until|once|tumou?r)\b", re.IGNORECASE
)
# "FLR grew by 13 % to 38 %", "FLR after hypertrophy: 40 %": what follows is the remnant itself.
REACHED = pattern_of(
    r"%\s?(?:up )?to\s?(?:about |now )?$|\b(?:after|following|with|post)\b[^.;%]{0,30}hypertrophy\s?[:=]\s?$",
    re.IGNORECASE,
)
# "R15 (ICG) = 11": without the sign of percent.
BARE_ICG = pattern_of(
    r"\s?(?:\([^)\n]{1,10}\)\s?)?(?:(?:[:=]|was|is|of)\s?)?(?P<value>\d{1,2}(?:[.,]\d{1,2})?)(?![\d%/]|[.,]\d|\s?(?:%|mg|ml|min|percent|/)|\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
# "Remaining liver with 10 % steatosis": how much of the tissue is diseased.
OF_TISSUE = pattern_of(
    r" ?(?:\w+ ){0,2}(?:\w*steatosis|steatotic|fat\b|fatty|macrovesicular|microvesicular|fibrosis|necro\w+|viable|hepatocytes)"
)
SENTENCE_END = pattern_of(r"[.;]\s|\n\s*\n")
REACH, LONGEST_COURSE = 80, 200


class Percentage(NamedTuple):
    """A percentage tied to a name; `is_before` marks one the words call earlier."""

    value: float
    mention: Mention
    is_before: bool


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`flr_percent` (the newest, after embolisation) and `icg_r15_percent`."""
    values: list[ElementValue] = []
    hits = reading.hits("remnant")
    in_percent = any_in(reading.levelled, PERCENT_WORDS)
    for concept, element in (("flr", "flr_percent"), ("icg", "icg_r15_percent")):
        found = [item for hit in hits if hit.concept == concept for item in beside(reading, hit, element)]
        if concept == "flr" and in_percent:
            found += left_over(reading)
            found += [*followed(reading, found), *grown(reading, found)] if found else of_segments(reading)
        if not found:
            continue
        found.sort(key=lambda item: item.mention.end)
        current = [item for item in found if not item.is_before] or found
        # "31.2 %", later rounded to "31 %", is one value.
        chosen = next((item for item in current if round(item.value) == current[-1].value), current[-1])
        same = tuple(item.mention for item in current if item.value == chosen.value)
        differ = any(item.value not in (chosen.value, round(chosen.value)) for item in current)
        status, reasons = (Status.NEEDS_REVIEW, ("several percentages are given",)) if differ else (Status.SURE, ())
        values.append(ElementValue(element, chosen.value, same, status, reasons))
    return values


def share(reading: Reading, element: str, span: Interval, value: float, *, is_before: bool = False) -> Percentage:
    """The percentage that the span states."""
    return Percentage(value, reading.mention(element, span, value, Assertion.PRESENT), is_before)


def percentages(reading: Reading) -> list[re.Match[str]]:
    """Every percentage of the note."""
    found: list[re.Match[str]] = []
    floor = 0
    for at in places(reading.levelled, PERCENT_WORDS):
        if match := PERCENT.search(reading.text, max(floor, at - BEFORE_SIGN), at + SIGN_REACH):
            found.append(match)
            floor = match.end()
    return found


def percentages_in(reading: Reading, span: Interval) -> list[re.Match[str]]:
    """The percentages that stand inside the span."""
    start, end = span
    return [match for match in reading.once(percentages) if start <= match.start() and match.end() <= end]


def number(written: str) -> float:
    """The number as written, with a decimal point or comma."""
    return float(written.replace(",", "."))


def beside(reading: Reading, hit: Hit, element: str) -> list[Percentage]:
    """Percentages behind the name, up to the next name, or right before it; in a table row without signs, the last column."""
    text = reading.text
    sentence = reading.sentence_at(hit.start)
    if is_of_relative(reading, hit.start, hit.end):
        return []
    if match := ROW.match(text, hit.end):
        value = number(match.group(1).replace("|", " ").split()[-1])
        span = (hit.start, match.end(1))
        return [share(reading, element, span, value)]
    if follows_limit(reading, hit.start):
        return []
    if element == "icg_r15_percent" and "15" in text[hit.start : hit.end] and (bare := BARE_ICG.match(text, hit.end)):
        return [share(reading, element, (hit.start, bare.end()), number(bare.group("value")))]
    if element == "flr_percent":
        match = BEFORE_NAME.search(text, max(sentence[0], hit.start - 40), hit.start)
        closed = match is not None and ("(" not in match.group() or text[hit.end : hit.end + 1] == ")")
        if match and closed and not LIMIT.search(text[max(sentence[0], match.start() - 20) : match.start()]):
            return [share(reading, element, (match.start(), hit.end), number(match.group(1)))]
        if (match := FRACTION.match(text, hit.end)) and not OTHER.search(text[hit.start : match.start(1)]):
            shares: list[Percentage] = []
            while match:
                value = round(number(match.group(1)) * 100, 1)
                shares.append(share(reading, element, (hit.start, match.end(1)), value))
                later = LATER_FRACTION.match(text, match.end(1), sentence[1])
                match = later if later and not OTHER.search(later.group()) else None
            return shares
    stop = min(sentence[1], hit.end + REACH)
    for other in reading.hits("remnant", (hit.end, stop)):
        if other.concept != hit.concept:
            stop = other.start
            break
    return behind(reading, (hit.start, hit.end), stop, element)


def follows_limit(reading: Reading, offset: int) -> bool:
    """Whether words of a threshold or condition stand before the offset with no full stop between: "limit after chemotherapy: FLR"."""
    start = max(0, offset - 60)
    if not one_in(places(reading.levelled, LIMITING), start, offset):
        return False
    lead = SENTENCE_END.split(reading.text[start:offset])[-1]
    return bool(LIMIT_WORDS.search(lead) or CONDITION.search(lead))


def behind(reading: Reading, name: Interval, stop: int, element: str) -> list[Percentage]:
    """Percentages between the name and `stop` that are no limit and measure nothing else."""
    shares: list[Percentage] = []
    text = reading.text
    floor = reading.sentence_at(name[0])[0]
    told = name[1]  # "22% before and 33% after": what is said behind one value says nothing of the next
    for match in percentages_in(reading, (name[1], stop)):
        lead = text[name[1] : match.start()]
        ahead = (max(name[0] - 12, floor, match.start() - 40), match.start())
        if (
            (one_in(places(reading.levelled, LIMIT_LEADS), *ahead) and LIMIT.search(text[slice(*ahead)]))
            or (one_in(places(reading.levelled, LIMITING), name[1], match.start()) and LIMIT_WORDS.search(lead))
            or (lead.strip(" :=(") and OTHER.search(lead[-40:]) and not REACHED.search(lead))
        ):
            continue
        value = number(match.group(1))
        paired = BEFORE_AND.match(text, match.end(), stop)
        led = BEFORE_BEHIND.match(text, match.end())
        if PART_IN_BRACKETS.search(text, name[1], match.start()) or OF_TISSUE.match(reading.levelled, match.end()):
            continue
        before = not AFTER_BEHIND.match(text, match.end()) and (
            paired is not None
            or bool(BEFORE.search(text, told, match.start()))
            or led is not None
            or stands_for_earlier(reading, name[1], match)
            or is_of_older_day(reading, match, told)
        )
        told = paired.end() if paired else led.end() if led else told
        shares.append(share(reading, element, (name[0], match.end()), value, is_before=before))
    return shares


def stands_for_earlier(reading: Reading, start: int, match: re.Match[str]) -> bool:
    """Whether the value stands in brackets behind another and is not the newer one: "38 % (26 % on 3 May)"."""
    if not IN_BRACKETS.search(reading.text, start, match.start()):
        return False
    end = reading.text.find(")", match.end(), match.end() + REACH)
    if end < 0 or LATER_WORDS.search(reading.levelled, match.end(), end):
        return False
    return all(is_stale(reading, told) for told in reading.dates((match.end(), end)))


def is_of_older_day(reading: Reading, value: re.Match[str], told: int) -> bool:
    """Whether a day long before the note, or "six weeks ago", stands right beside the value: "41 % (22 % in February)"."""
    if AGO.match(reading.levelled, value.end()):
        return True
    sentence = reading.sentence_at(value.start())
    return any(
        is_stale(reading, day)
        and (
            DAY_AHEAD.fullmatch(reading.levelled, day.end, value.start())
            or DAY_BEHIND.fullmatch(reading.levelled, value.end(), day.start)
        )
        for day in reading.dates(sentence)
        if day.start >= told
    )


def is_limit_or_other(lead: str) -> bool:
    """Whether the words before a percentage make it a threshold or the share of something else."""
    return bool(OTHER.search(lead) or LIMIT.search(lead[-40:]) or LIMIT_WORDS.search(lead))


def grown(reading: Reading, found: list[Percentage]) -> list[Percentage]:
    """What the remnant grew to, told behind its first value: "PVE in May was followed by hypertrophy to 34%"."""
    text = reading.text
    last = max(item.mention.end for item in found)
    index = reading.sentence_index(last - 1)
    end = min(reading.sentences[min(index + 1, len(reading.sentences) - 1)][1], last + LONGEST_COURSE)
    match = GREW_TO.search(text, last, end) if percentages_in(reading, (last, end)) else None
    if match and not UNREAL.search(text, last, match.end()):
        value = number(match.group(1))
        return [share(reading, "flr_percent", match.span(), value)]
    return []


def followed(reading: Reading, found: list[Percentage]) -> list[Percentage]:
    """The value of a repeated volumetry, told in one of the next sentences: "Repeat 7/10: 33 %"."""
    last = max(item.mention.end for item in found)
    index = reading.sentence_index(last - 1)
    for start, end in reading.sentences[index + 1 : index + 3]:
        match = next(iter(percentages_in(reading, (start, end))), None)
        if not match or not NOW.search(reading.text, start, match.start()):
            continue
        lead = reading.text[start : match.start()]
        if is_limit_or_other(lead) or match.start() - start > REACH:
            continue
        value = number(match.group(1))
        return [share(reading, "flr_percent", match.span(), value, is_before=bool(BEFORE.search(lead)))]
    return []


def left_over(reading: Reading) -> list[Percentage]:
    """A share of the liver that is said to be left."""
    told = any_in(reading.levelled, SHARE_WORDS) and any_in(reading.levelled, LEFT_WORDS)
    found = list(LEFT_OVER.finditer(reading.text)) if told else []
    if any_in(reading.levelled, STAY_WORDS):
        found += STAYS.finditer(reading.text)
    if any_in(reading.levelled, LEAVE_WORDS):
        found += LEAVES.finditer(reading.text)
    return [
        share(reading, "flr_percent", match.span(), number(next(filter(None, match.groups()))))
        for match in found
        if not LIMIT.search(reading.text, max(0, match.start() - 40), match.start())
    ]


def of_segments(reading: Reading) -> list[Percentage]:
    """Lines of a volumetry that name the remaining segments instead of the remnant: "segments I-III 447 ml = 33 %"."""
    shares: list[Percentage] = []
    text = reading.text
    told = 0  # "27% before, 38% now"
    measured = reading.hits("remnant") or any_in(reading.levelled, PART_WORDS)
    for match in reading.once(percentages) if measured else ():
        start = max(text.rfind("\n", 0, match.start()) + 1, reading.sentence_at(match.start())[0])
        lead = text[start : match.start()]
        if told > start and NOW.search(text, told, match.start()) and not is_limit_or_other(text[told : match.start()]):
            shares.append(share(reading, "flr_percent", match.span(), number(match.group(1))))
            continue
        part = PART_OF_LIVER.search(lead)
        if not part or OTHER.search(lead) or LIMIT.search(lead[-40:]) or len(lead) > REACH:
            continue
        of_liver = OF_LIVER.match(text, match.end()) or OF_LIVER.search(lead)
        if not VOLUMETRY.search(text, max(0, start - 300), match.start()) and not of_liver:
            continue
        if not re.search(r"ml|cc|=|:", lead) and not of_liver:
            continue
        value = number(match.group(1))
        span = (start + part.start(), match.end())
        led = BEFORE_BEHIND.match(text, match.end())
        before = not AFTER_BEHIND.match(text, match.end()) and (
            BEFORE.search(text, max(start, told), match.start()) or led is not None
        )
        told = led.end() if led else match.end()
        shares.append(share(reading, "flr_percent", span, value, is_before=bool(before)))
    return shares
