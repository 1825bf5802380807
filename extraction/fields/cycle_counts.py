"""Numbers of chemotherapy cycles as notes write them: "6 cycles", "x6", "8#", "C6D1", "5 of planned 8", "a further 4"."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from extraction.anchors import Anchors, any_in, first_at, matches_within, one_in, places
from extraction.number_words import NUMBERS, WORDS
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.sentences import Interval

COUNTED = NUMBERS | {"a single": 1, "twenty four": 24, "twenty-four": 24}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
ROMAN = {word: number for number, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
COUNT = rf"(?P<count>\d{{1,2}}|(?:{'|'.join(WORDS)}))"
CYCLE = r"(?:cycles?|cycle\(s\)|courses?|cures?|cycs?\b|rounds?|blocks?|series(?! (?:of images|\d))|treatments(?=\s(?:of|with)\s(?:m?folf|xel|cap|irino|5-?fu|pembro)|\s?(?:[.,;)]|so far|to date|given|completed|$))|zykl(?:en|us)|kures?|#|c(?=\s(?:of\s)?m?(?:folf|xel|cap|hai|irino|pembro|5-?fu)))"
DRUG_NAME = r"(?:m?FOLF\w+|XELOX|CAPOX|CAPIRI|XELIRI|FOLFIRINOX|pembro\w*|HAI)"
DRUG = rf"(?:{DRUG_NAME}[ -]?\d?\s)"
KIND = r"(?:(?:two-weekly|2-weekly|biweekly|three-weekly|3-weekly|fortnightly|full|further|additional|more|systemic|chemotherapy|chemo|preoperative|pre-?op|neoadjuvant|palliative|adjuvant|adj\.?|HAI|treatment)\s){0,2}"
# "8 of 12 planned cycles", "5 of planned 8", "8/12 cycles", "cycle 5 of 8": the first number was given, the second is the plan.
OF_PLANNED = pattern_of(
    rf"(?<![\d/-])(?<!\d\.){COUNT}\s?(?:out of|of|/)\s?(?:the |a |her |his )?(?:(?:planned|intended|scheduled|total)\s)?(?:\d{{1,2}}|{'|'.join(WORDS)}|planned|intended)\b(?:\s(?:planned|intended|scheduled))?\s?(?:{DRUG}?{KIND}{CYCLE}|(?!\s?(?:\w+ )?(?:lymph )?(?:nodes?|glands|LNs?)\b)(?=[;,.)\s]|$))",
    re.IGNORECASE,
)
# The signs that its next word may start with are asked for first: to try all words takes long.
BEFORE = pattern_of(
    rf"(?<![\d/>≥-])(?<!\d[.,]){COUNT}\s?(?:x\s?)?(?=[#23a-cfhkmnprstxz]){KIND}{DRUG}?{KIND}{CYCLE}(?!\s?\d)",
    re.IGNORECASE,
)
# "3 preop and 3 postop cycles": both were given.
BOTH_SIDES = pattern_of(
    rf"(?<![\d/-])(?<!\d\.){COUNT} (?P<named>{CYCLE} )?(?:pre-?op\w*|neoadjuvant|before)(?: \w+)? (?:and|\+|plus) (?P<more>\d{{1,2}}|(?:{'|'.join(WORDS)})) (?:{CYCLE} )?(?:post-?op\w*|adjuvant|after)\b(?(named)|[^.;,\n]{{0,24}}?{CYCLE})",
    re.IGNORECASE,
)
# "FOLFOX and FOLFIRI (8 and 4 cycles respectively)".
PAIRED = pattern_of(
    rf"(?<![\d/-])(?<!\d\.){COUNT} (?:and|&) (?P<more>\d{{1,2}}) {CYCLE}(?=\s*(?:[),.;]|,? respectively|$))",
    re.IGNORECASE,
)
# "Metastasectomy x2", "mets x3": what was done or found so often is no cycle.
NO_OPERATION = "".join(
    f"(?<!{word} )"
    for word in (
        *("ectomy", "ectomies", "resection", "resections", "wedge", "wedges", "ablation", "ablations", "mwa", "rfa"),
        *("mets", "metastases", "lesion", "lesions", "nodule", "nodules", "biopsy", "biopsies", "drain", "drains"),
    )
)
TIMES = pattern_of(
    rf"(?<![A-Za-z\d.]){NO_OPERATION}[x×*]\s?(?P<count>\d{{1,2}})\b(?!\s*(?:cm|mm|c?Gy\b|weeks?|months?|wks?|days?|/\s?(?:\d|w|d)|-\s?\d|–\s?\d|[x×]\s?\d)|[.,]\d)"
    r"|(?<![\w./-])(?P<count2>\d{1,2})\s?(?:[x×]|times)(?=[\s;,.)]|$)(?!\s?\d{1,2}(?:[.,]\d)?\s?c?Gy\b)"
    rf"|\btimes\s{COUNT.replace('count', 'count3')}\b(?!\s(?:an?|per|daily|weekly)\b)",
    re.IGNORECASE,
)
# "FOLFOX (6) -> surgery", "FOLFIRI 6c", "FOLFIRI 10th (2021.10 - 2022.3)".
IN_BRACKETS = pattern_of(
    r"\s?\(\s?(?:[nN]\s?=\s?)?(?P<count>\d{1,2})\s?\)(?!\s?(?:mg|weeks?|months?))|\s(?P<short>\d{1,2})(?:c\b|(?:st|nd|rd|th)(?=\s?(?:[(,;.]|done|given|completed|$)))"
)
ONE_BY_ONE = pattern_of(r"\b(?:[Cc]|[Cc]ycle )(?P<count>\d{1,2})\b(?=\W{0,3}\d{1,2}[./-]\d)")
# "CAPOX-bev C1-C6".
SPANNED = pattern_of(r"\b[Cc]1\s?[-–]\s?[Cc]?(?P<count>\d{1,2})\b")
HASH = pattern_of(r"#\s?(?P<count>\d{1,2})\b(?!\s?(?:19|20)\d\d|[/.]\d)")
# "FOLFIRI since 2021-09, #9 done 2022-03-29".
HASH_GIVEN = pattern_of(r"\s?(?:was\s)?(?:done|given|completed|finished|administered|received)\b", re.IGNORECASE)
HASH_LAST = pattern_of(r"\b(?:last|now|currently|completed|finished|after)\s$", re.IGNORECASE)
# "Has had eight of FOLFOXIRI", "4 of FOLFOX then 6 of FOLFIRI": the drug stands for its cycles.
OF_DRUG = pattern_of(
    rf"(?<![\w/-])(?<!\d\.)(?<!cycle )(?<!course ){COUNT}\s(?:more\s)?(?:x\s)?of\s(?={DRUG_NAME}|\w+mab\b|capecitabine|irinotecan|5-?FU|(?:modified )?de gramont)",
    re.IGNORECASE,
)
# "8 FOLFOX then 4 de Gramont": a bare number before the name, where a phrase opens.
DRUGS = pattern_of(
    rf"(?<![\d/-])(?<!\d\.){COUNT}\s(?:(?:more|further|additional)\s)?(?=(?:m?FOLF\w+|XELOX|CAPOX|CAPIRI|XELIRI|LV5FU2|(?:modified )?de gramont)\b(?![^,;.\n]{{0,16}}[x×]\s?\d))",
    re.IGNORECASE,
)
OPENS = pattern_of(
    r"(?:^|[;,(+>:→]|\b(?:then|and|plus|had|received|completed|after|s/p|status post|following|by|given|with|further|another|pre-?op(?:erative(?:ly)?)?|neoadj(?:uvant(?:ly)?)?|before (?:\w+ )?(?:surgery|hepatectomy|resection|operation))):?\s?$",
    re.IGNORECASE,
)
# A row of a table whose title names cycles: "FOLFIRI + bev | 4 | 03/2024", "FOLFOX      6      11/2023".
CELL = pattern_of(r"(?:[ \t]*\|[ \t]*|[ \t]{3,}|\t)(?P<count>\d{1,2})(?=[ \t]*(?:\||\n|$)|[ \t]{3,}|\t)")
# The cells of a line, set apart by bars or wide gaps, and a cell that holds nothing but a number of cycles.
FILLED = pattern_of(r"[^\s|]+(?:[ ][^\s|]+)*")
CELL_COUNT = pattern_of(r"(?P<count>\d{1,2})(?:\s?(?:x|c|cycles|courses))?", re.IGNORECASE)
FEWEST_COLUMNS, FEWEST, TITLE_LINES = 3, 2, 6
GAPS = ("|", "  ", "\t")
COLUMN = pattern_of(rf"\b(?:no\.? of )?(?:{CYCLE})", re.IGNORECASE)
# "7 doses to date": of the drug that the sentence names.
DOSES = pattern_of(
    rf"(?<![\d/-])(?<!\d\.){COUNT}\s(?:doses|applications|infusions|administrations)\b(?P<told>\s(?:to date|so far|given|completed|received|until now|by now|now)\b)?",
    re.IGNORECASE,
)
# "She tolerated the first six": of the cycles that this sentence or the one before speaks of.
FIRST_ONES = pattern_of(
    rf"\b(?:tolerat\w+|had|completed|received|finished|after|following|through|over|during|with) (?:(?:all )?of )?(?:(?:the|her|his) )?first {COUNT}\b(?!\s?(?:months?|weeks?|days?|years?|lesions?|metastas))",
    re.IGNORECASE,
)
# "Bevacizumab with the first five": an antibody given beside cycles that are counted already.
BESIDE_SOME = pattern_of(r"\b(?:\w+mab|bev|avastin|erbitux|vectibix)\W+(?:\w+ ){0,2}$", re.IGNORECASE)
# "and a further 4 after the scan", "of which she has had nine": numbers that lean on the word "cycles" said before.
LEANING = pattern_of(
    rf"(?:\b(?:further|another|additional|has (?:now |so far )?had|have had)\s{COUNT}|(?<![\w/-])(?<!\d\.){COUNT.replace('count', 'count2')}(?=\s(?:were |have been |was )?(?:given|completed|delivered|administered|received)))\b"
    r"(?!\s?(?:months?|weeks?|days?|years?|lesions?|metastas|mets|mm|cm|mg|%|of\s\d|/))",
    re.IGNORECASE,
)
SINCE_REACH = 50
SINCE = pattern_of(r"[^.;\n]{0,24}\b(?:since|from|started|begun|began|commenced)\b[^.\n]{0,24}[,;:(] ?", re.IGNORECASE)
LABEL = pattern_of(
    r"\b(?:cycles|courses)(?: (?:given|completed|received|so far|administered))?(?:\s\([^)\n]{0,20}\))?\s?(?:[:=]|given|completed)[ \t]{0,40}(?P<count>\d{1,2})\b",
    re.IGNORECASE,
)
POSITION = pattern_of(
    rf"\b(?:cycle|course|cure|c|dose(?!\s?\d+\s?(?:%|mg|mcg|g\b|gy\b|/)))\s?(?:no\.?\s?|number\s)?#?(?P<count>\d{{1,2}}|{'|'.join(WORDS)})(?:\s?d\s?\d{{1,2}})?\b"
    rf"|\b(?P<ordinal>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)}|[IVX]{{1,4}})(?:\.|\)|,?\s(?:and|&)\s(?:last|final))?\s(?:(?:two-weekly|full)\s)?(?:{DRUG_NAME}|(?:cycle|course|cure|dose|application|administration|infusion))\b",
    re.IGNORECASE,
)
# "C5" may be a vertebra or a sample: a day ("C5D1"), or a regimen right beside it, makes it a cycle.
NOW_AT = pattern_of(
    r"\b(?:now|currently|completed|received|tolerated|tolerating|after|since|following|post|s/p|had)\s$", re.IGNORECASE
)
# "CT 15/7 after C4: no new lesions", wherever the drugs are named.
STUDIED_AFTER = pattern_of(
    r"\b(?:CT|MRI|PET|scans?|imaging|(?:re-?)?stag\w+|response|CEA|assess\w+)\b[^.;\n]{0,24}\b(?:after|post|following)\s$",
    re.IGNORECASE,
)
STOPPED = pattern_of(r"\s?[(,]?\s?(?:stopped|completed|given|discontinued|tolerated)\b", re.IGNORECASE)
PARTIAL = pattern_of(r"\b(?:last|next|final)\s$", re.IGNORECASE)
HAD = pattern_of(r"\b(?:completed|received|finished|had|given)\s$", re.IGNORECASE)
THEN = pattern_of(r"\s(?:today|completed|done|given|on \d{1,2})\b", re.IGNORECASE)
SHORT = pattern_of(r"c\s?\d{1,2}$", re.IGNORECASE)
LONE_TOTAL = pattern_of(
    r"\b(?:total|altogether|in all)(?:\s?(?:of\s)?[:=]?\s?|[ \t|]{2,60})(?P<count>\d{1,2})\b(?=\s?(?:[;)]|[.,](?!\d)|cycles|courses|$))",
    re.IGNORECASE,
)
DIGITS = pattern_of(r"\d+")
# One or two digits that are no part of a date, a longer number or a decimal one.
SHORT_NUMBER = pattern_of(r"\d(?<![\d./-]\d)\d?(?!\d|\.\d)")
NUMBER_WORDS = Anchors(*WORDS)
CYCLES = pattern_of(CYCLE, re.IGNORECASE)
LEANING_WORDS = ("further", "another", "additional", "has ", "have had")
LEANING_BEHIND = ("given", "completed", "delivered", "administered", "received")
# Where the other patterns start, or what they hold.
LABEL_WORDS, TOTAL_WORDS, TIMES_WORDS = (
    ("cycles", "courses"),
    ("total", "altogether", "in all"),
    ("x", "×", "*", "times"),
)
DRUG_WORDS = Anchors("folf", "xel", "cap", "hai", "irino", "pembro", "lv5fu2", "gramont", "5 fu", "5fu", "mab")
# "6 c FOLFOX": the letter stands for a cycle before the name of a drug.
CYCLE_WORDS = Anchors("cyc", "course", "cure", "round", "block", "series", "zykl", "kures", "#", *DRUG_WORDS)
DOSE_WORDS = Anchors("dose", "application", "infusion", "administration")
# Without a regimen around, a sentence that holds none of these counts no cycles.
TELLING_WORDS = Anchors(
    *(*CYCLE_WORDS, *DOSE_WORDS, " first "),
    *(f"c{gap}{number}" for gap in ("", " ") for number in ("no", "nu", "#", *range(10), *WORDS)),
)
SERIES_WORDS = ("c1", "cycle 1")
# What every number of one cycle holds: "cycle 5", "C5", "cycle no. 5", and "2nd cycle", "IV FOLFOX".
NAMED_NUMBER = pattern_of(rf"[cd](?:ycle|ourse|ure|(?<=\bc)|(?<=\bd)ose)\s?(?:no|number|#|\d|{'|'.join(WORDS)})")
NUMBERED_NAME = pattern_of(
    r"\s(?<=[tdhivxl.)]\s)(?=(?:two weekly\s|full\s)?"
    r"(?:m?folf|xelox|capox|capiri|xeliri|pembro|hai|cycle|course|cure|dose|application|administration|infusion))"
    rf"(?:(?<=\d(?:st|nd|rd|th)\s)|(?<=\b[ivx]\s)|(?<=[ivx][ivx]\s)|(?<=[a-z][.)]\s)|(?<=and last\s)|(?<=& last\s)|(?<=and final\s)|(?<=& final\s)|{'|'.join(f'(?<={word} )' for word in ORDINALS)})"
)


class Group(NamedTuple):
    """Regimens named in one breath ("FOLFIRI + bevacizumab"): one line of treatment."""

    start: int
    end: int
    name: str


# A number, where it stands, and whether it is that of one cycle, as in "after cycle 6".
Counted = tuple[int, Interval, bool]
# A pattern with what it found.
Found = tuple[re.Pattern[str], Iterable[re.Match[str]]]


def counts(reading: Reading, groups: list[Group], sentence: Interval) -> list[Counted]:
    """The numbers of cycles that the sentence writes."""
    text, levelled = reading.text, reading.levelled
    start, end = sentence
    counted: list[Counted] = []
    if not groups and not one_in(places(levelled, TELLING_WORDS), start, end):
        return counted
    words = levelled[start:end]
    for pattern, found in patterns_found(reading, words, sentence):
        for match in found:
            span = match.span()
            fields = match.groupdict()
            written = (
                fields.get("count") or fields.get("count2") or fields.get("count3") or fields.get("ordinal") or ""
            ).lower()
            number = value_of(written)
            if number is None:
                continue
            if pattern is PAIRED and len(reading.hits("regimen", (sentence[0], span[0]))) < FEWEST:
                continue
            if pattern in (BOTH_SIDES, PAIRED):
                number += value_of(fields["more"].lower()) or 0
            told = (
                pattern is HASH
                and groups
                and (HASH_GIVEN.match(text, span[1]) or HASH_LAST.search(text, max(0, span[0] - 12), span[0]))
            )
            if pattern in (TIMES, HASH, SPANNED) and not (touches(groups, span) or follows(groups, span, text) or told):
                continue
            if ((pattern is LONE_TOTAL or pattern is DOSES) and not groups) or (
                pattern is LEANING
                and not CYCLES.search(text, sentence[0], match.start())
                and not (fields["count2"] and follows_start(groups, span, text))
            ):
                continue
            if pattern is DOSES and not (
                fields["told"]
                or (NOW_AT.search(text, sentence[0], span[0]) and not text.startswith(" of ", span[1]))
                or is_of_group(text, groups, span)
                or touches(single_agents(groups), span, 5)
                or (0 <= min((span[0] - group.end for group in groups if group.end <= span[0]), default=9) <= 2)
                or follows_start(groups, span, text)
            ):
                continue
            if (pattern is DRUGS and not OPENS.search(text, sentence[0], match.start())) or (
                pattern is FIRST_ONES
                and (
                    BESIDE_SOME.search(text, sentence[0], match.start())
                    or not CYCLES.search(text, max(0, sentence[0] - 160), match.start())
                )
            ):
                continue
            if pattern is OF_PLANNED and not CYCLES.search(match.group()) and not is_of_course(text, groups, match):
                continue
            if pattern is POSITION and SHORT.match(match.group()) and not is_cycle_letter(text, groups, span):
                continue
            counted.append((number, span, pattern is POSITION))
    inside = [group for group in groups if sentence[0] <= group.start < sentence[1]]
    for group in inside:
        if bracketed := IN_BRACKETS.match(text, group.end):
            counted.append((int(bracketed.group("count") or bracketed.group("short")), bracketed.span(), False))
    if groups and any_in(words, SERIES_WORDS) and (series := series_end(text, sentence)):
        counted.append((int(series.group("count")), series.span(), False))
    return counted + cells(text, inside) if inside else counted


def is_of_group(text: str, groups: list[Group], span: Interval) -> bool:
    """Whether the doses are those of the group right behind, and not "the last 2 doses of" it."""
    behind = any(text[span[1] : group.start] in (" of ", " ") for group in groups)
    return behind and not PARTIAL.search(text, max(0, span[0] - 8), span[0])


def is_of_course(text: str, groups: list[Group], match: re.Match[str]) -> bool:
    """Whether "8 of planned 12", without the word cycles, stands by a regimen; "12/12" right beside it and completed."""
    if "/" in match.group():
        counted = not match.group().startswith("0") and touches(groups, match.span(), 2)
        if STOPPED.match(text, match.end()) and any(0 <= match.start() - group.end <= 1 for group in groups):
            return True
        return counted and bool(HAD.search(text, max(0, match.start() - 12), match.start()))
    return touches(groups, match.span(), 30)


def series_end(text: str, sentence: Interval) -> re.Match[str] | None:
    """The last of cycles told one by one: "C1 5/1, C2 19/1, C3 2/2"."""
    last = None
    for number, match in enumerate(ONE_BY_ONE.finditer(text, *sentence), 1):
        if int(match.group("count")) != number:
            break
        last = match if number > 1 else None
    return last


def patterns_found(reading: Reading, words: str, sentence: Interval) -> list[Found]:
    """Each pattern that can match in the sentence, with its matches, the plainest pattern first; `words` is the sentence levelled."""
    text = reading.text
    found: list[Found] = [(SPANNED, SPANNED.finditer(text, *sentence))] if "c1" in words else []
    numbers = number_places(text, reading.levelled, sentence)
    if numbers:
        found += numbered(reading, words, sentence, numbers)
    if NUMBERED_NAME.search(words):
        found.append((POSITION, POSITION.finditer(text, *sentence)))
    elif named := [sentence[0] + match.start() for match in NAMED_NUMBER.finditer(words)]:
        found.append((POSITION, matches_within(POSITION, text, named, *sentence)))
    if "#" in words:
        found.append((HASH, HASH.finditer(text, *sentence)))
    leaning = [sentence[0] + at for at in places(words, LEANING_WORDS)] if numbers else []
    if leaning or (numbers and any_in(words, LEANING_BEHIND)):
        found.append((LEANING, matches_within(LEANING, text, sorted(numbers + leaning), *sentence)))
    return found


def numbered(reading: Reading, words: str, sentence: Interval, numbers: list[int]) -> list[Found]:
    """The patterns that start with one of the numbers of the sentence, or hold one behind a word."""
    both = any_in(words, ("pre", "before")) and any_in(words, ("post", "after"))
    tried = [BOTH_SIDES] if both else []
    tried += [PAIRED] if " and " in words or "&" in words else []
    text, start, end = reading.text, sentence[0], sentence[1]
    led = "of" in words
    tried += [OF_PLANNED] if led or "/" in words else []
    tried += [BEFORE] if one_in(places(reading.levelled, CYCLE_WORDS), start, end) else []
    tried += [OF_DRUG] if led else []
    tried += [DRUGS] if one_in(places(reading.levelled, DRUG_WORDS), start, end) else []
    tried += [DOSES] if one_in(places(reading.levelled, DOSE_WORDS), start, end) else []
    found: list[Found] = [(pattern, matches_within(pattern, text, numbers, start, end)) for pattern in tried]
    if " first " in words:
        found.append((FIRST_ONES, FIRST_ONES.finditer(text, *sentence)))
    for pattern, named in ((LABEL, LABEL_WORDS), (LONE_TOTAL, TOTAL_WORDS), (TIMES, TIMES_WORDS)):
        if starts := [start + at for at in places(words, named)]:
            starts = sorted(numbers + starts) if pattern is TIMES else starts
            found.append((pattern, matches_within(pattern, text, starts, start, end)))
    return found


def number_places(text: str, levelled: str, span: Interval) -> list[int]:
    """Where a count may start in the span: one or two digits, or one of the words."""
    start, end = span
    digits = [match.start() for match in SHORT_NUMBER.finditer(text, start, end)]
    named = places(levelled, NUMBER_WORDS)
    return sorted(digits + named[first_at(named, start) : first_at(named, end)])


def cells(text: str, groups: list[Group]) -> list[Counted]:
    """Numbers of a table that has a column of cycles: right behind the regimen, else in that column of its row."""
    found: list[Counted] = []
    for group in groups:
        row = text[text.rfind("\n", 0, group.start) + 1 : text.find("\n", group.end) % (len(text) + 1)]
        if not any_in(row, GAPS):
            continue
        titles = [line for line in text[: group.start].splitlines()[-TITLE_LINES - 1 :] if is_title(line)]
        match = CELL.match(text, group.end) if titles else None
        if match:
            found.append((int(match.group("count")), match.span("count"), False))
        elif titles and (cell := cell_under(text, titles[-1], group)):
            found.append((int(cell.group("count")), cell.span("count"), False))
    return found


def is_title(line: str) -> bool:
    """Whether the line names a column of cycles."""
    return ("|" in line or "   " in line or "\t" in line) and COLUMN.search(line) is not None


def cell_under(text: str, title: str, group: Group) -> re.Match[str] | None:
    """The number that the group's row holds in the column of cycles, if the row has a cell for each title."""
    columns = [match.group() for match in FILLED.finditer(title)]
    start, end = text.rfind("\n", 0, group.start) + 1, text.find("\n", group.end) % (len(text) + 1)
    row = list(FILLED.finditer(text, start, end))
    if len(row) != len(columns) or len(row) < FEWEST_COLUMNS:
        return None
    at = next(number for number, name in enumerate(columns) if COLUMN.search(name))
    return CELL_COUNT.fullmatch(text, *row[at].span())


def value_of(written: str) -> int | None:
    """Digits, number words, ordinals and Roman numerals as a number."""
    for table in (COUNTED, ORDINALS, ROMAN):
        if written in table:
            return table[written]
    digits = DIGITS.match(written)
    return int(digits.group()) if digits else None


def is_cycle_letter(text: str, groups: list[Group], span: Interval) -> bool:
    """Whether "C12" is a cycle: a regimen right beside it, or a word of progress and a regimen in reach ("now C12 today")."""
    if touches(groups, span, 2):
        return True
    progress = NOW_AT.search(text[max(0, span[0] - 12) : span[0]]) or THEN.match(text[span[1] : span[1] + 12])
    return (bool(progress) and touches(groups, span, 60)) or STUDIED_AFTER.search(
        text, max(0, span[0] - 48), span[0]
    ) is not None


def single_agents(groups: list[Group]) -> list[Group]:
    """The groups of agents that are given in doses, not in cycles of several drugs."""
    return [group for group in groups if group.name == "other"]


def touches(groups: list[Group], span: Interval, reach: int = 14) -> bool:
    """Whether "x 6" stands right beside a group of regimens."""
    return any(span[0] - group.end <= reach and group.start - span[1] <= reach for group in groups)


def follows_start(groups: list[Group], span: Interval, text: str) -> bool:
    """Whether "4 given" ends the phrase that tells since when a regimen runs: "FOLFIRI since 09/2022, 4 given to date"."""
    return any(
        0 <= span[0] - group.end <= SINCE_REACH and SINCE.fullmatch(text, group.end, span[0]) for group in groups
    )


def follows(groups: list[Group], span: Interval, text: str) -> bool:
    """Whether "x 8" ends the phrase that a group opened: "cetuximab on compassionate basis x8"."""
    return any(
        0 <= span[0] - group.end <= 40 and not re.search(r"[.,;:\d\n]", text[group.end : span[0]]) for group in groups
    )
