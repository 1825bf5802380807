"""T and N of the primary: category strings with prefixes, else node counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from abstraction.records import Assertion, ElementValue, Mention
from extraction.anchors import any_in, matches_at, places
from extraction.reading import Reading
from extraction.tumours import is_other_tumour

T_CATEGORY = re.compile(
    r"(?<![A-Za-z0-9])(?P<prefix>[ypcrmu]{0,3})T(?:(?<=pT) (?=[0-4]\b(?!\s?[cm]m\b)))?(?P<t>is(?![a-z])|[0-4](?:[abcd](?!(?-i:[a-z])))?)(?![0-9])",
    re.IGNORECASE,
)
N_CATEGORY = re.compile(r"(?P<prefix>[ypcrmu]{0,3})N ?(?P<n>[0-3](?:[abc](?!(?-i:[a-z])))?|\+)(?![0-9])", re.IGNORECASE)
# Letters that scanning makes of the digits: "pNO", "pTl", "pT3NO", "pNlb".
SCANNED = re.compile(
    r"(?:(?<=[yp][TN])|(?<=T[1-4]N)|(?<=T[1-4][ab ]N)|(?<=T[1-4], N)|(?<=T[1-4][ab] N))[OlI](?=[abc]?(?![A-Za-z0-9]))"
)
# What may stand between the two: "pT4a(SE) pN1b", "pT3, pN0", "T3tumour".
BETWEEN = re.compile(r"(?:\s*\([^)]{1,12}\))?[\s,;/-]{0,3}(?:d?MMR\s)?")
NX = re.compile(r"[ypc]{0,2}N[xX]\b")
N_ALONE = re.compile(
    r"(?P<prefix>[ypc](?<![A-Za-z0-9].)[ypc]?)N(?P<n>[0-3](?:[abc](?!(?-i:[a-z])))?|\+)(?![0-9A-Za-z])"
)
N_BARE = re.compile(r"N(?<![A-Za-z0-9].)(?P<prefix>)(?P<n>[12][abc]|0)(?![0-9A-Za-z])")
TUMOUR_AFTER = re.compile(
    r"[\s,-]*(?:\w+\s){0,2}?(?:tumou?r|cancer|carcinoma|adenoca|primary|rectal|colon|sigmoid|caecal|cecal|lesion|disease|ca\b)",
    re.IGNORECASE,
)
STAGE_BEFORE = re.compile(
    r"(?:stage|category|staged(?: as)?|primary|cancer|carcinoma|ca|was a|clinical(?:ly)?|tumou?r|pathological(?:ly)?)[\s,:(]*$",
    re.IGNORECASE,
)
SEQUENCE_AFTER = re.compile(
    r"[\s-]*(?:weighted|w\b|wi\b|hyper|hypo|bright|iso|inter|signal|in\b|in-|out|haste|fs\b|fse|tse|stir|dixon|vibe|sequence|post|pre\b|dark|high|low|mod|very|vertebr|image|map|shine|dyn|fat|and t[12]|/t[12]|or t[12])",
    re.IGNORECASE,
)
FRACTION = re.compile(
    r"(?P<positive>\d(?<![\d.,/].)\d?)\s*(?:/|of|out of)\s*(?P<total>\d{1,3})(?![\d/]|\.\d|\s*(?:mm|cm|%|blocks|cores))"
)
SPELLED = re.compile(
    r"(?P<total>\d{1,3})\s(?:lymph nodes? )?(?:found|examined|total|retrieved|identified|harvested)[,;:]?\s(?P<positive>\d{1,2}|none)\s(?:involved|positive|with metasta)"
    r"|(?P<positive2>\d{1,2})\s(?:nodes?\s)?positive\s?[/,;]\s?(?P<total2>\d{1,3})\s(?:examined|total)",
    re.IGNORECASE,
)
# "10/23" may be a month, unless nodes stand right beside it.
MONTH_YEAR = re.compile(r"(?:[1-9]|1[0-2])/[12]\d")
# A form: "Number of lymph nodes examined: 18; number involved: 2", in either order.
INVOLVED = r"number (?:of )?(?:lymph )?(?:nodes? )?(?:involved|positive|with (?:metasta\w+|tumou?r|carcinoma))\W{1,4}"
EXAMINED = r"(?:total )?(?:number (?:of )?)?(?:regional )?(?:lymph )?(?:nodes? )?(?:examined|identified|retrieved|found|number)(?: examined)?\W{1,4}"
FORM = re.compile(
    rf"{INVOLVED}(?P<positive>\d{{1,2}}|none)\b[^\d]{{0,60}}?{EXAMINED}(?P<total>\d{{1,3}})\b"
    rf"|{EXAMINED}(?P<total2>\d{{1,3}})\b[^\d]{{0,60}}?{INVOLVED}(?P<positive2>\d{{1,2}}|none)\b",
    re.IGNORECASE,
)
NEGATIVE_NODES = re.compile(
    r"\b(?:no|none of the)\s(?:\w+\s)?(?:lymph\s)?nodes?\s(?:were\s|was\s)?(?:involved|positive|with metasta|affected)|\bnode[- ]negative"
    r"|\bnodes?\s(?:were\s)?(?:all\s)?(?:negative|clear|free|tumou?r[- ]free)\b",
    re.IGNORECASE,
)
# What each of these holds, and where it starts.
SPELLED_WORDS = ("positive", "involved", "with metasta")
NEGATIVE_WORDS = ("no ", "none of the ", "node")
T_LETTER = re.compile(r"t(?=is|\s?[0-4]|[il])")
NODE_WORD = re.compile(r"\b(?:nodes?|ln|lns|lymph|n\.?(?!\s?[<>=≤]))\b|\bpositive\b|\bnodal\b", re.IGNORECASE)
OTHER_STATION = re.compile(
    r"hepatoduoden|periportal|portal|portocaval|portacaval|coeliac|celiac|hepatic artery|aortocaval|para-?aortic|retroperiton|hilar|pedicle|station|inguinal|iliac|mediastin",
    re.IGNORECASE,
)
RANK_T = ("Tis", "T0", "T1", "T2", "T3", "T4", "T4a", "T4b")
T_BEFORE = re.compile(r"T\s?(?:is|[0-4])[a-d]?[^.\n]{0,40}$")
N_VALUES = ("N0", "N1", "N1a", "N1b", "N1c", "N2", "N2a", "N2b")


@dataclass(frozen=True, slots=True)
class Category:
    """One T or N with its prefix letters and place."""

    value: str
    prefix: str
    start: int
    end: int


def read(reading: Reading, known: Mapping[str, ElementValue]) -> Iterator[ElementValue]:
    """`primary_t` and `primary_n`: pathological before clinical, of two primaries the higher T; stated N before counts."""
    tumours, nodes = [], []
    for found_t, found_n in stated(reading):
        if found_t:
            tumours.append(found_t)
        if found_n:
            nodes.append(found_n)
    t = best(tumours, RANK_T)
    if t:
        yield ElementValue("primary_t", t.value, evidence(reading, "primary_t", t, tumours))
    n = best(nodes, N_VALUES)
    if n:
        yield ElementValue("primary_n", n.value, evidence(reading, "primary_n", n, nodes))
    elif counted := node_count(reading, tumours):
        yield ElementValue("primary_n", str(counted.value), (counted,))


def evidence(reading: Reading, element: str, chosen: Category, found: list[Category]) -> tuple[Mention, ...]:
    """Every place that states the chosen value."""
    return tuple(
        reading.mention(element, (item.start, item.end), item.value, Assertion.PRESENT)
        for item in found
        if item.value == chosen.value
    )


def best(found: list[Category], order: tuple[str, ...]) -> Category | None:
    """A pathological category beats a clinical one; then the higher, then the more exact."""
    return max(
        found, key=lambda item: ("p" in item.prefix, "c" not in item.prefix, order.index(item.value)), default=None
    )


def stated(reading: Reading) -> Iterator[tuple[Category | None, Category | None]]:
    """T and N pairs in text order."""
    text = SCANNED.sub(lambda letter: "0" if letter.group() == "O" else "1", reading.text)
    for match in matches_at(T_CATEGORY, text, t_places(reading.levelled)):
        gap = BETWEEN.match(text, match.end())
        n = N_CATEGORY.match(text, gap.end() if gap else match.end())
        unknown_n = NX.match(text, gap.end() if gap else match.end())
        if not is_category(text, match, bool(n or unknown_n)) or not is_own(reading, match.start()):
            continue
        t = Category(f"T{match.group('t').lower()}", match.group("prefix").lower(), match.start(), match.end())
        value = normal_t(t.value)
        category = Category(value, t.prefix, t.start, t.end) if value else None
        yield category, n_category(n, t.prefix) if n else None
    for pattern in (N_ALONE, N_BARE):
        for match in pattern.finditer(text):
            lead = text[max(0, match.start() - 60) : match.start()]
            if pattern is N_BARE and not T_BEFORE.search(lead):
                continue
            if is_own(reading, match.start()) and not lead.endswith("[ ] "):
                yield None, n_category(match, "")


def t_places(levelled: str) -> list[int]:
    """Where T categories may start: at their letter or at the first of up to three letters before it."""
    found = []
    for match in T_LETTER.finditer(levelled):
        start = match.start()
        while start and match.start() - start < 3 and levelled[start - 1] in "ypcrmu":
            start -= 1
        found.append(start)
    return found


def is_category(text: str, match: re.Match[str], has_n: bool) -> bool:
    """Whether the match is a T category and not an MRI sequence or a vertebra."""
    if text[max(0, match.start() - 4) : match.start()].endswith("[ ] "):
        return False
    if text.endswith(("[x] ", "[X] "), 0, match.start()):
        return True
    if match.group("prefix") or has_n or match.group("t").lower() == "is":
        return True
    if SEQUENCE_AFTER.match(text, match.end()):
        return False
    return bool(
        TUMOUR_AFTER.match(text, match.end()) or STAGE_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
    )


def is_own(reading: Reading, offset: int) -> bool:
    """Whether the category is the patient's colorectal tumour's."""
    effects = reading.effects(offset, offset + 1)
    return "family" not in effects and not is_other_tumour(reading, offset)


def normal_t(value: str) -> str | None:
    """T categories of the contract; T4c and the like lose their letter."""
    if value in RANK_T:
        return value
    return value[:2] if value[:2] in RANK_T else None


def n_category(match: re.Match[str], prefix: str) -> Category | None:
    """The N category; N3 and N+ are none of the contract's."""
    raw = "N" + match.group("n").lower()
    value = raw if raw in N_VALUES else raw[:2]
    if value not in N_VALUES:
        return None
    return Category(value, (match.group("prefix") or prefix).lower(), match.start(), match.end())


def node_count(reading: Reading, tumours: list[Category]) -> Mention | None:
    """N from the counts of regional nodes: the sentence speaks of nodes of the bowel, or carries the primary's T."""
    text = reading.text
    spelled = (FORM, SPELLED) if any_in(reading.levelled, SPELLED_WORDS) else ()
    for pattern in (*spelled, FRACTION):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            positive = groups.get("positive") or groups.get("positive2") or "0"
            total = int(groups.get("total") or groups.get("total2") or 0)
            count = 0 if positive.lower() == "none" else int(positive)
            start, end = reading.sentence_at(match.start())
            around = text[max(start, match.start() - 60) : min(end, match.end() + 40)]
            beside_t = any(start <= item.start < end for item in tumours)
            if (
                count > total
                or (
                    MONTH_YEAR.fullmatch(match.group())
                    and not NODE_WORD.search(text, max(start, match.start() - 16), match.end() + 16)
                )
                or total < 4
                or OTHER_STATION.search(text[max(start, match.start() - 60) : match.end() + 30])
            ):
                continue
            if not (pattern is FORM or NODE_WORD.search(around) or beside_t) or not is_own(reading, match.start()):
                continue
            return reading.mention("primary_n", match.span(), n_of(count), Assertion.PRESENT)
    for match in matches_at(NEGATIVE_NODES, text, places(reading.levelled, NEGATIVE_WORDS)):
        start, end = reading.sentence_at(match.start())
        if any(start <= item.start < end for item in tumours) and not OTHER_STATION.search(text[start:end]):
            return reading.mention("primary_n", match.span(), "N0", Assertion.PRESENT)
    return None


def n_of(positive: int) -> str:
    """N category by number of positive regional nodes (contract)."""
    if positive == 0:
        return "N0"
    return "N1a" if positive == 1 else "N1b" if positive <= 3 else "N2a" if positive <= 6 else "N2b"
