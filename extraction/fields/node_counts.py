"""N of the primary from the number of its positive lymph nodes."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from abstraction.records import Assertion, Mention
from extraction.anchors import Anchors, any_in, matches_at, one_in, places
from extraction.durations import UNIT_WORD, WORDS
from extraction.fields.presence import is_of_relative
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.site_scopes import scoped_sentences
from extraction.tumours import is_other_tumour

NUMBER_WORD = rf"(?:(?:twenty|thirty|forty)(?:\s(?:{UNIT_WORD}))?|{'|'.join(sorted((word for word in WORDS if len(word) > 2), key=len, reverse=True))})"
TOTAL = rf"(?:\d{{1,3}}|{NUMBER_WORD})"
FRACTION = pattern_of(
    r"(?P<positive>\d(?<![\d.,/Ss].)\d?)(?:\s(?:positive|involved|affected|metastatic))?\s*(?P<sign>\(?N?\s?\+\)?\s*)?(?:/|of|out of)\s*"
    r"(?P<total>\d{1,3})(?![\d/]|\.\d|\s*(?:mm|cm|%|blocks|cores))"
)
SPELLED = pattern_of(
    r"(?P<total>\d{1,3})\s(?:lymph nodes? )?(?:found|examined|total|retrieved|identified|harvested)[,;:]?\s(?P<positive>\d{1,2}|none)\s(?:of (?:them|these|which)\s)?(?:(?:was|were|are)\s)?(?:involved|positive|metastatic|with metasta)"
    r"|(?P<positive2>\d{1,2})\s(?:nodes?\s)?positive\s?[/,;]\s?(?P<total2>\d{1,3})\s(?:examined|total)",
    re.IGNORECASE,
)
# A form: "Number of lymph nodes examined: 18; number involved: 2", in either order.
INVOLVED = r"(?:number (?:of )?(?:lymph )?(?:nodes? )?|\bnodes? )(?:involved|positive|with (?:metasta\w+|mets?\b|tumou?r|carcinoma))\W{1,4}"
OF_INVOLVED = pattern_of(INVOLVED, re.IGNORECASE)
EXAMINED = r"(?:total )?(?:number (?:of )?)?(?:regional )?(?:lymph )?(?:nodes? )?(?:examined|identified|retrieved|found|number)(?: examined)?\W{1,4}"
FORM = pattern_of(
    rf"{INVOLVED}(?P<positive>\d{{1,2}}|none)\b[^\d]{{0,60}}?{EXAMINED}(?P<total>\d{{1,3}})\b"
    rf"|{EXAMINED}(?P<total2>\d{{1,3}})\b[^\d]{{0,60}}?{INVOLVED}(?P<positive2>\d{{1,2}}|none)\b",
    re.IGNORECASE,
)
NEGATIVE_NODES = pattern_of(
    r"\b(?:no|none of(?: the)?)\s(?:\w+\s)?(?:lymph\s)?nodes?\s(?:were\s|was\s)?(?:involved|positive|with metasta|affected)|\bnode[- ]negative"
    r"|\bnodes?\s(?:were\s)?(?:all\s)?(?:negative|clear|free|tumou?r[- ]free)\b",
    re.IGNORECASE,
)
# What each of these holds, and where it starts. A total stands right behind the mark or a blank, or behind more blanks.
DIGITS = "0123456789"
FRACTION_MARKS = Anchors(
    *(f"{mark}{gap}{digit}" for mark in ("/", "of") for gap in ("", " ") for digit in DIGITS), "/  ", "of  "
)
FORM_REACH = 160
FORM_WORDS = Anchors("number ", "node")
TOTAL_WORDS = Anchors("examined", "identified", "retrieved", "found", "number")
TOTAL_BEHIND = pattern_of(r"\w+\W{1,4}\d")
INVOLVED_WORDS = Anchors(
    *(
        f"{lead} {state}"
        for lead in ("number", "of", "lymph", "node", "nodes")
        for state in ("involved", "positive", "with")
    )
)
# What stands behind the first number of a count that is spelled out, so far at most.
COUNTED_WORDS, COUNTED_REACH = (
    Anchors("found", "examined", "total", "retrieved", "identified", "harvested", "positive"),
    20,
)
NODES_BETWEEN, NO_COUNT_BEHIND = ("node ", "nodes "), "0123456789.,/Ss"
NEGATIVE_WORDS = Anchors("no ", "none of ", "node")
AFFECTED_WORDS, LONGEST_WORD = (" positive", " involved", " affected", " metastatic"), 12
# "Not one of twenty-one lymph nodes", "five of nineteen nodes", "a single node out of fourteen".
AFFECTED = r"(?:positive|involved|metastatic|invaded|affected|diseased)"
WORDED = pattern_of(
    rf"\b(?P<positive>not (?:a )?single one|not one|none|nil|zero|no|only one|(?:a )?single|{TOTAL})\s(?:(?P<affected>(?:{AFFECTED}\s)?(?:regional |local )?(?:lymph )?(?:nodes?|glands?|ganglions?|ganglia)(?: {AFFECTED})?)\s)?(?:out of|of|among|in|from|on)(?: a total of)? (?:the |all )?(?P<total>{TOTAL})\b(?!\s?(?:mm|cm)\b)"
    rf"(?:(?(affected)\b|(?!))|\s(?:(?:regional|local|pericolic|mesorectal|mesenteric|resected|harvested|examined|retrieved|sampled) ){{0,2}}(?:lymph )?(?:nodes|glands)|(?<=[a-z])(?:\s(?:was|were|had|contain\w*|positive|involved)))"
)
# What each count in words has somewhere, which is found sooner.
OF_TOTAL = pattern_of(rf"\s(?:of|among|in|from|on) (?:the |all )?{TOTAL}")
POSITIVE_ONLY = pattern_of(
    rf"(?<![\d/.,-])\b(?P<before>{TOTAL})\s(?:(?:regional|local|mesorectal|pericolic|mesenteric)\s)?"
    rf"(?:{AFFECTED}\s(?:regional\s)?(?:lymph )?nodes?\b|(?:lymph )?nodes?\s(?:(?:was|were|are)\s)?(?:{AFFECTED}\b|with metasta))(?!\s?(?:of|out of|/|among)\b)"
    rf"|\bnodes? positive \((?P<behind>{TOTAL})(?: (?:lymph )?nodes?)?\)"
)
LONGEST_LEAD = 34
NODES, NODE_WORDS, LONGEST_COUNT = (
    pattern_of(r"nodes?\b|glands|gangli(?:ons?|a)\b"),
    Anchors("node", "glands", "gangli"),
    50,
)
SIGN = pattern_of(r"\s?\(?N?\s?\+\)?$")
# "Nodes examined / involved: 18 / 2".
TOTAL_NAMES = Anchors("examined", "total", "retrieved", "harvested", "identified", "found", "removed")
TOTAL_NAMED_FIRST, NAMED_REACH = (
    pattern_of(
        r"\b(?:examined|total|retrieved|harvested|identified|found|removed)\s?(?:/|,|and)\s?(?:involved|positive|metastatic|affected)\b[^\d\n]{0,60}$",
        re.IGNORECASE,
    ),
    90,
)
NODE_WORD = pattern_of(
    r"\b(?:nodes?|ln|lns|lymph|n\.?(?!\s?[<>=≤]))\b|\b(?:positive|involved)\b|\bnodal\b", re.IGNORECASE
)
OTHER_STATION = pattern_of(
    r"hepatoduoden|periportal|portal|portocaval|portacaval|coeliac|celiac|hepatic (?:artery|nodes?\b|lymph nodes?\b)|aortocaval|para-?aortic|retroperiton|hilar|pedicle|station|inguinal|iliac|mediastin",
    re.IGNORECASE,
)
STATION_WORDS = Anchors(
    *("hepatoduoden", "periport", "portal", "portoc", "portac", "celiac", "coeliac", "aort", "retroperiton", "hilar"),
    *("hepatic artery", "hepatic node", "hepatic lymph", "pedicle", "station", "inguinal", "iliac", "mediastin"),
)
# "Sixteen nodes, none positive".
TOTAL_FIRST = pattern_of(
    rf"\b(?P<total>{TOTAL})\s(?:lymph )?nodes?\b(?:\s\w+)?[,;:(]\s?(?:(?P<positive>none|{TOTAL})\s(?:of (?:them|which|these)\s)?(?:(?:was|were|are|being)\s)?(?:positive|involved|affected|with (?:metasta|tumou?r))|all\s(?:(?:were|being|of them)\s)?(?:negative|clear|free|uninvolved|benign|tumou?r free))"
)
NODES_THEN = pattern_of(r"nodes?\b(?:\s\w+)?[,;:(]")
# "10/23" may be a month, unless nodes stand right beside it.
MONTH_YEAR = pattern_of(r"(?:[1-9]|1[0-2])/[12]\d")
# Fewer nodes than this are a sample, and no dissection of the bowel's territory.
FEWEST = 4
NONE = ("none", "not one", "not a single one", "not single one", "no", "nil", "zero")


class Counted(NamedTuple):
    """So many `positive` nodes of a `total` at `[start, end)`; `of_nodes`: its own words say that it counts nodes; `signed`: as "1N+/3"."""

    start: int
    end: int
    positive: int
    total: int
    of_nodes: bool = False
    signed: bool = False


def node_count(reading: Reading, tumours: Sequence[int]) -> Mention | None:
    """N from the counts of regional nodes: the sentence speaks of nodes of the bowel, or carries the primary's T."""
    text = reading.text
    for found in regional_counts(reading, tumours):
        return reading.mention("primary_n", (found.start, found.end), n_of(found.positive), Assertion.PRESENT)
    if not tumours:
        return None
    for match in without_total(reading):
        start, end = reading.sentence_at(match.start())
        beside_t = any(start <= at < end for at in tumours)
        if beside_t and not names_station(reading, start, end) and is_of_primary(reading, match.start()):
            positive = number(match.group("before") or match.group("behind"))
            return reading.mention("primary_n", match.span(), n_of(positive), Assertion.PRESENT)
    for match in matches_at(NEGATIVE_NODES, text, places(reading.levelled, NEGATIVE_WORDS)):
        start, end = reading.sentence_at(match.start())
        if any(start <= at < end for at in tumours) and not names_station(reading, start, end):
            return reading.mention("primary_n", match.span(), "N0", Assertion.PRESENT)
    return None


def without_total(reading: Reading) -> Iterator[re.Match[str]]:
    """Counts of positive nodes alone: "T3 with two positive nodes", "T3, seven nodes involved"."""
    for at in places(reading.levelled, NODE_WORDS):
        start = max(reading.sentence_at(at)[0], at - LONGEST_LEAD)
        if match := POSITIVE_ONLY.search(reading.levelled, start, at + LONGEST_COUNT):
            yield match


def regional_counts(reading: Reading, tumours: Sequence[int]) -> list[Counted]:
    """The counts of nodes of the primary; `tumours` are the places of its T."""
    told: list[Counted] = []
    text = reading.text
    for found in reading.once(counts):
        if found.positive > found.total or (found.total < FEWEST and not found.signed):
            continue
        if text[found.start] == "0" and text[found.start + 1].isdigit():
            continue  # "01/10" is a day
        start, end = reading.sentence_at(found.start)
        floor = max(start, found.start - 60)
        if not (
            found.of_nodes
            or NODE_WORD.search(text, floor, min(end, found.end + 40))
            or any(start <= at < end for at in tumours)
        ):
            continue
        if MONTH_YEAR.fullmatch(text, found.start, found.end) and not NODE_WORD.search(
            text, max(start, found.start - 20), found.end + 16
        ):
            continue
        if not names_station(reading, floor, found.end + 30) and is_of_primary(reading, found.start):
            told.append(found)
    return told


def names_station(reading: Reading, start: int, end: int) -> bool:
    """Whether the text names nodes of another station than the bowel's."""
    told = one_in(places(reading.levelled, STATION_WORDS), start, end)
    return told and OTHER_STATION.search(reading.text, start, end) is not None


def counts(reading: Reading) -> list[Counted]:
    """Counts in digits, the plainest pattern first, then those in words."""
    text, levelled = reading.text, reading.levelled
    counted: list[Counted] = []
    if any_in(levelled, INVOLVED_WORDS):
        counted += [in_digits(match, of_nodes=True) for match in of_forms(text, levelled)]
    if digits := digits_before(levelled, places(levelled, COUNTED_WORDS)):
        counted += [in_digits(match, of_nodes=False) for match in matches_at(SPELLED, text, digits)]
    total_names = places(levelled, TOTAL_NAMES)
    for match in matches_at(FRACTION, text, numbers_before(text, places(levelled, FRACTION_MARKS))):
        positive, total = int(match.group("positive")), int(match.group("total"))
        before = (max(0, match.start() - NAMED_REACH), match.start())
        if one_in(total_names, *before) and TOTAL_NAMED_FIRST.search(text, *before):
            positive, total = total, positive
        signed = "N" in (match.group("sign") or "")
        counted.append(Counted(*match.span(), positive, total, signed, signed))
    for match in matches_at(NODES, levelled, places(levelled, NODE_WORDS)):
        start = reading.sentence_at(match.start())[0]
        floor, ceiling = max(start, match.start() - LONGEST_COUNT), match.end() + LONGEST_COUNT
        worded = OF_TOTAL.search(levelled, floor, ceiling) and WORDED.search(levelled, floor, ceiling)
        if not worded and NODES_THEN.search(levelled, floor, ceiling):
            worded = TOTAL_FIRST.search(levelled, floor, ceiling)
        if worded:
            of_all = number(worded.group("total"))
            counted.append(Counted(*worded.span(), number(worded.group("positive") or "none"), of_all))
    return counted


def in_digits(match: re.Match[str], *, of_nodes: bool) -> Counted:
    """The count of a form, or of a sentence that gives both numbers in digits."""
    positive = match.group("positive") or match.group("positive2")
    total = match.group("total") or match.group("total2")
    return Counted(*match.span(), number(positive.lower()), number(total), of_nodes)


def of_forms(text: str, levelled: str) -> Iterator[re.Match[str]]:
    """Counts of a form, looked for around its numbers of involved nodes, where a number of examined ones stands too."""
    floor = 0
    totals = [at for at in places(levelled, TOTAL_WORDS) if TOTAL_BEHIND.match(levelled, at)]
    for involved in matches_at(OF_INVOLVED, text, places(levelled, FORM_WORDS)) if totals else ():
        near = (max(floor, involved.start() - FORM_REACH), involved.end() + FORM_REACH)
        if one_in(totals, *near) and (match := FORM.search(text, *near)):
            floor = match.end()
            yield match


def digits_before(text: str, words: Sequence[int]) -> list[int]:
    """Where the digits stand that a word follows, right behind the number or behind its nodes."""
    found: list[int] = []
    floor = 0
    for word in words:
        if text[word - 2 : word - 1].isdecimal() or text.endswith(NODES_BETWEEN, 0, word):
            found += [at for at in range(max(floor, word - COUNTED_REACH), word) if text[at].isdecimal()]
        floor = word
    return found


def numbers_before(text: str, marks: Sequence[int]) -> list[int]:
    """Where the numbers of one or two digits start that stand right before a mark and are no part of a longer one or of a date."""
    found = []
    for mark in marks:
        at = mark - 1
        if not text[at].isdecimal():
            at = before_words(text, mark)
        if at >= 0 and text[at].isdecimal():
            start = at - 1 if at > 0 and text[at - 1].isdecimal() else at
            if not (start and text[start - 1] in NO_COUNT_BEHIND):
                found.append(start)
    return found


def before_words(text: str, mark: int) -> int:
    """Where a number ends before blanks, a sign or a word that stand before the mark: "1N+/3", "5 (+) of 21", "5 positive of 41"."""
    at = mark - (5 if text.endswith("out ", 0, mark) else 1)
    while at > 0 and text[at].isspace():
        at -= 1
    if text[at] in "+)" and (signed := SIGN.search(text, max(0, at - 4), at + 1)):
        at = signed.start() - 1
    if text.endswith(AFFECTED_WORDS, max(0, at - LONGEST_WORD), at + 1):
        at = text.rfind(" ", 0, at) - 1
    return at


def number(written: str) -> int:
    """A number in digits or words: "not one" is none, "twenty one" the sum."""
    if written.isdigit():
        return int(written)
    if written in NONE:
        return 0
    return sum(WORDS.get(word, 0) for word in written.removeprefix("only ").split()) or 1


def is_of_primary(reading: Reading, offset: int) -> bool:
    """Whether the count is this patient's and lies under no heading or specimen of another station."""
    if is_other_tumour(reading, offset) or is_of_relative(reading, offset, offset + 1):
        return False
    scope = scoped_sentences(reading)[reading.sentence_index(offset)].scope
    return not any(place.nodes and place.site != "regional" for place in scope.places)


def n_of(positive: int) -> str:
    """N category by number of positive regional nodes (contract)."""
    if positive == 0:
        return "N0"
    return "N1a" if positive == 1 else "N1b" if positive <= 3 else "N2a" if positive <= 6 else "N2b"
