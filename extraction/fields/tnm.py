"""T and N of the primary: category strings with prefixes, else node counts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from abstraction.records import Assertion, ElementValue, Mention
from extraction.anchors import Anchors, matches_at, one_in, places
from extraction.fields.node_counts import n_of, node_count
from extraction.fields.presence import is_of_relative
from extraction.patterns import pattern_of
from extraction.reading import Reading
from extraction.specimen_tables import specimen_tables, told_of
from extraction.tumours import is_other_tumour

T_CATEGORY = pattern_of(
    r"(?<![A-Za-z0-9])(?P<prefix>[ypcrmu]{0,3})T(?:(?<=pT) (?=[0-4][abcd]?\b(?!\s?[cm]m\b))| (?=[0-4][a-d]?[, ]{1,3}y?[pc]?N ?[0-2]))?(?P<t>is(?![a-z])|[0-4](?:[abcd](?=y?[pc]N)|[abcd](?!(?-i:[a-z])))?)(?![0-9])",
    re.IGNORECASE,
)
N_CATEGORY = pattern_of(r"(?P<prefix>[ypcrmu]{0,3})N ?(?P<n>[0-3](?:[abc](?!(?-i:[a-z])))?|\+)(?![0-9])", re.IGNORECASE)
# Letters that scanning makes of the digits: "pNO", "pTl", "pT3NO", "pNlb".
SCANNED = pattern_of(
    r"[OlI](?:(?<=[yp][TN].)|(?<=T[1-4]N.)|(?<=T[1-4][ab ]N.)|(?<=T[1-4], N.)|(?<=T[1-4][ab] N.))(?=[abc]?(?![A-Za-z0-9]))"
)
# What may stand between the two: "pT4a(SE) pN1b", "pT3, pN0", "T3tumour".
BETWEEN = pattern_of(r"(?:\s*\([^)]{1,12}\))?[\s,;/-]{0,3}(?:d?MMR\s)?")
NX = pattern_of(r"[ypc]{0,2}N[xX]\b")
N_ALONE = pattern_of(
    r"(?P<prefix>[ypc](?<![A-Za-z0-9].)[ypc]?)N(?P<n>[0-3](?:[abc](?!(?-i:[a-z])))?|\+)(?![0-9A-Za-z])"
)
N_BARE = pattern_of(r"N(?<![A-Za-z0-9].)(?P<prefix>)(?P<n>[12][abc]?|0)(?![0-9A-Za-z])")
TUMOUR_AFTER = pattern_of(
    r"[\s,-]*(?:\w+\s){0,2}?(?:tumou?r|cancer|carcinoma|adenoca|primary|rectal|colon|sigmoid|caecal|cecal|lesion|disease|ca\b)",
    re.IGNORECASE,
)
# "T3, 2 out of 24 nodes positive", "T3, 3/31 LN+", "T3 with two positive nodes", "T4, node positive".
NODES_AFTER = pattern_of(
    r"[\s,;(]{1,3}(?:\d{1,2}|no|none|\w+)\s?(?:/|of|out of)\s?(?:the )?\d{1,3}\s(?:\w+ )?(?:lymph )?(?:nodes?|LNs?)\b"
    r"|[\s,;(]{1,3}(?:with |and )?(?:\w+ )?(?:(?:positive|involved|metastatic) (?:lymph )?nodes?"
    r"|(?:lymph )?nodes?[ -](?:were |was )?(?:positive|involved|negative|free|metastatic))\b",
    re.IGNORECASE,
)
STAGE_BEFORE = pattern_of(
    r"(?:stage|category|staged(?: as)?|primary|cancer|carcinoma|ca|rectum|sigmoid|colon|c(?:a)?ecum|flexure|was a|clinical(?:ly)?(?: t)?|tumou?r|pathological(?:ly)?)[\s,:(]*$",
    re.IGNORECASE,
)
# "Primary: rectosigmoid, still in situ, T3 on MRI", but not "carcinoma; sclerotic lesion in T4".
TUMOUR_BEFORE = pattern_of(
    r"\b(?:primary|cancer|carcinoma|adenoca\w*|rectum|rectal|rectosigmoid|sigmoid|colon|c(?:a)?ecum|flexure|tumou?r|\w*colectomy|APR|LAR|resection)\b[^.\n]{0,70}$",
    re.IGNORECASE,
)
SPINE = pattern_of(
    r"\b(?:vertebra\w*|thoracic|spin\w+|bon[ey]\w*|oss\w+|lytic|sclerotic|fracture|collapse|level|epidural|cord|pedicle|disc|uptake|lumbar|body|bodies|L[1-5]|T\d{1,2}[-/]\d)\b",
    re.IGNORECASE,
)
# "Colectomy January 2022 (T4a)": alone in brackets behind the operation or the tumour.
IN_BRACKETS = pattern_of(
    r"\b(?:\w*ectomy|resection|resected|excised|operated|carcinoma|cancer|tumou?r|APR|LAR)\b[^.;()\n]{0,24}\($",
    re.IGNORECASE,
)
SEQUENCE_AFTER = pattern_of(
    r"[\s-]*(?:weighted|w\b|wi\b|hyper|hypo|bright|iso|inter|signal|in\b|in-|out|haste|fs\b|fse|tse|stir|dixon|vibe|sequence|post|pre\b|dark|high|low|mod|very|vertebr|image|map|shine|dyn|fat|and t[12]|/t[12]|or t[12])",
    re.IGNORECASE,
)
# A form: "pT: 4a", "N stage .... 1b"; the value may carry its letter again.
LABELLED = pattern_of(
    r"(?<![a-z\d])(?:(?P<prefix>y?[pc]|mr)(?P<letter>[tn])|(?:(?P<kind>pathological|pathologic|clinical) )?(?P<named>[tn]) (?:stage|category|staging|status))"
    r"(?: \([^)]{1,20}\))? ?(?:[:=|]|\.{3,})[ |]{0,40}(?:y?[pc]?[tn](?=\d|is))?(?P<value>is|[0-4][a-d]?)(?![\w.]|,\d| ?(?:/|of |out of |mm|cm|%))"
)
# "T: 3, N: 1b", "T: 3" over "N: 1b": both letters alone are labels only side by side.
BARE_LABELS = pattern_of(
    r"(?<![a-z\d])t(?: \([^)\n]{1,20}\)| stage)? ?[:=] ?t?(?P<t>is|[0-4][a-d]?)(?: \([^)\n]{1,30}\))?[\s,;|/]{1,40}n(?: \([^)\n]{1,20}\)| stage)? ?[:=] ?n?(?P<n>[0-3][a-c]?)(?![\w.]|,\d| ?(?:/ ?\d|of |out of |mm|cm|%))"
)
BARE_WORDS = Anchors(*(f"t{gap}{sign}" for gap in ("", " ") for sign in (": ", "= ", ":t", "=t")), "t (", "t stage:")
LETTERS = ("pt", "ct", "mrt", "pn", "cn", "mrn")
# "CT: 4 liver metastases" is a study.
THINGS_BEHIND = pattern_of(r" [a-z]{2,}")
LABELS = Anchors(
    *(f"{label}{gap}{sign}" for label in LETTERS for gap in ("", " ") for sign in (":", "=", "|", "...")),
    *(f"{label} (" for label in LETTERS),
    *(f"{letter} {word}" for letter in "tn" for word in ("stag", "cat", "status")),
)
T_LABEL, N_LABEL = (
    pattern_of(
        rf"y?p?{letter}\b(?! stain)|{letter} (?:stage|category)|pathologic {letter}|y?ptnm|tnm|(?:pathological |tumou?r )?stage\b"
    )
    for letter in "tn"
)
NODES_LABEL = pattern_of(r"(?:lymph )?nodes?\b|ln\b|nodal")
CELL_VALUE = pattern_of(r"(?P<prefix>y?p?)(?P<letter>[tn]?) ?(?P<value>is|[0-4][a-d]?)(?![\w./])")
CELL_NODES = pattern_of(r"(?P<positive>\d{1,2}) ?(?:/|of|out of) ?(?P<total>\d{1,3})\b")
# The letter with what makes it a category; scanned text has letters for its digits.
T_LETTERS = Anchors("t0", "t1", "t2", "t3", "t4", "t 0", "t 1", "t 2", "t 3", "t 4", "tis")
T_SCANNED = ("ti", "tl")
N_LETTERS = Anchors("n0", "n1", "n2", "n3", "n+")
N_SCANNED = ("no", "ni", "nl")
# Behind these, in small letters, a digit may be scanned as a letter: "pTO", "T3b, NO".
SCANNED_WORDS, LONGEST_SCANNED = (
    Anchors(
        *(f"{lead}{letter}" for lead in ("pt", "yt", "pn", "yn") for letter in "oil"),
        *(f"t{t}{gap}n{letter}" for t in "1234" for gap in ("", "a", "b", " ", ", ", "a ", "b ") for letter in "oil"),
    ),
    7,
)
# "pT3 rather than pT4a", "criteria for pT4a are not met", "pT4a was considered but the serosa is intact".
DROPPED_BEFORE = pattern_of(
    r"\b(?:not|rather than|instead of|excludes|rules out|no (?:evidence|sign|proof) of|downgraded from|revised from|changed from)[\s(]{1,2}$"
)
DROPPED_BEHIND = pattern_of(
    r"(?:is|[0-4])[a-d]?(?:,? ?p?n[0-2][a-c]?)?[)\"']*(?:: [^.;\n]{0,60}[\"'])? (?:category |stage )?(?:was|were|is|are|had been|has been) (?:therefore |also |initially |first )*"
    r"(?:(?:considered|discussed|debated|entertained|suspected)\b[^.;\n]{0,12}?\b(?:but|and (?:excluded|rejected|dropped|discarded|not))"
    r"|excluded|rejected|ruled out|not (?:met|fulfilled|satisfied|confirmed|supported|reached|justified))\b"
)
DROPPED_LEADS = ("not", "than", "of", "excludes", "out", "from")
DROPPED_REACH, PREFIXES = 110, 5
DROPPED_WORDS = Anchors(
    "considered",
    "discussed",
    "debated",
    "entertained",
    "suspected",
    "excluded",
    "rejected",
    "ruled out",
    " not ",
)
RANK_T = ("Tis", "T0", "T1", "T2", "T3", "T4", "T4a", "T4b")
T_BEFORE = pattern_of(r"T\s?(?:is|[0-4])[a-d]?[^.\n]{0,40}$")
N_VALUES = ("N0", "N1", "N1a", "N1b", "N1c", "N2", "N2a", "N2b")


class Category(NamedTuple):
    """One T or N with its prefix letters and place."""

    value: str
    prefix: str
    start: int
    end: int


# The T and the N of one place.
Pair: TypeAlias = tuple[Category | None, Category | None]


def read(reading: Reading, known: Mapping[str, ElementValue]) -> list[ElementValue]:
    """`primary_t` and `primary_n`: pathological before clinical, of two primaries the higher T; stated N before counts."""
    values: list[ElementValue] = []
    pairs = [*reading.once(stated), *labelled(reading)]
    tables = reading.once(specimen_tables)
    if tables:
        pairs += in_tables(reading)
    tumours, nodes = [t for t, _ in pairs if t], [n for _, n in pairs if n]
    if tumours:
        t = best(tumours, RANK_T)
        values.append(ElementValue("primary_t", t.value, evidence(reading, "primary_t", t, tumours)))
    if nodes:
        n = best(nodes, N_VALUES)
        values.append(ElementValue("primary_n", n.value, evidence(reading, "primary_n", n, nodes)))
    elif tables and (cell := next(node_cells(reading), None)):
        values.append(ElementValue("primary_n", str(cell.value), (cell,)))
    elif counted := node_count(reading, [item.start for item in tumours]):
        values.append(ElementValue("primary_n", str(counted.value), (counted,)))
    return values


def evidence(reading: Reading, element: str, chosen: Category, found: list[Category]) -> tuple[Mention, ...]:
    """Every place that states the chosen value."""
    return tuple(
        reading.mention(element, (item.start, item.end), item.value, Assertion.PRESENT)
        for item in found
        if item.value == chosen.value
    )


def best(found: list[Category], order: tuple[str, ...]) -> Category:
    """A pathological category beats a clinical one; then the higher, then the more exact."""
    if len(found) == 1:
        return found[0]
    return max(found, key=lambda item: ("p" in item.prefix, "c" not in item.prefix, order.index(item.value)))


def stated(reading: Reading) -> list[Pair]:
    """T and N pairs in text order."""
    text, levelled = reading.text, reading.levelled
    t_places, n_places = places(levelled, T_LETTERS), places(levelled, N_LETTERS)
    if any(SCANNED.search(text, at, at + LONGEST_SCANNED) for at in places(levelled, SCANNED_WORDS)):
        text = SCANNED.sub(lambda letter: "0" if letter.group() == "O" else "1", text)
        t_places, n_places = places(levelled, (*T_LETTERS, *T_SCANNED)), places(levelled, (*N_LETTERS, *N_SCANNED))
    found: list[Pair] = []
    if not t_places and not n_places:
        return found
    for match in matches_at(T_CATEGORY, text, before(levelled, t_places, "ypcrmu", 3)):
        gap = BETWEEN.match(text, match.end())
        n = N_CATEGORY.match(text, gap.end() if gap else match.end())
        unknown_n = NX.match(text, gap.end() if gap else match.end())
        if not is_category(text, match, bool(n or unknown_n)) or not is_own(reading, match.start()):
            continue
        t = Category(f"T{match.group('t').lower()}", match.group("prefix").lower(), match.start(), match.end())
        value = normal_t(t.value)
        category = Category(value, t.prefix, t.start, t.end) if value else None
        found.append((category, n_category(n, t.prefix) if n else None))
    alone = matches_at(N_ALONE, text, before(text, n_places, "ypc", 2))
    bare = matches_at(N_BARE, text, n_places)
    alone += [match for match in bare if T_BEFORE.search(text, max(0, match.start() - 60), match.start())]
    found += [(None, n_category(match, "")) for match in alone if is_own(reading, match.start())]
    return found


def labelled(reading: Reading) -> list[Pair]:
    """The T or N of a form, told behind its label without its letter."""
    text = reading.levelled
    found: list[Pair] = []
    starts = [at - bool(at and text[at - 1] == "y") for at in places(text, LABELS)]
    for match in matches_at(LABELLED, text, starts):
        if not is_own(reading, match.start()):
            continue
        if reading.text.startswith("CT", match.start()) and THINGS_BEHIND.match(text, match.end()):
            continue
        prefix = match.group("prefix") or (match.group("kind") or "")[:1]
        letter = match.group("letter") or match.group("named")
        found.append(categories(letter, match.group("value"), prefix, match.start(), match.end()))
    bare = [at for at in places(text, BARE_WORDS) if not text[at - 1 : at].isalnum()]
    for match in matches_at(BARE_LABELS, text, bare):
        if is_own(reading, match.start()):
            t, _ = categories("t", match.group("t"), "", *match.span("t"))
            _, n = categories("n", match.group("n"), "", *match.span("n"))
            found.append((t, n))
    return found


def categories(letter: str, value: str, prefix: str, start: int, end: int) -> Pair:
    """The T or the N with this value; the contract has no more of either."""
    if letter == "t":
        normal = normal_t("T" + value)
        return Category(normal, prefix, start, end) if normal else None, None
    normal = next((known for known in ("N" + value, "N" + value[:1]) if known in N_VALUES), None)
    return None, Category(normal, prefix, start, end) if normal else None


def in_tables(reading: Reading) -> Iterator[Pair]:
    """T and N in the cells of the bowel of a table of specimens."""
    for letter, label in (("t", T_LABEL), ("n", N_LABEL)):
        for entry in told_of(reading, "bowel", label):
            match = CELL_VALUE.match(reading.levelled, *entry.cell)
            if match and match.group("letter") in ("", letter):
                yield categories(letter, match.group("value"), match.group("prefix") or "p", *match.span())


def node_cells(reading: Reading) -> Iterator[Mention]:
    """N from the counts of nodes in the cells of the bowel."""
    for entry in told_of(reading, "bowel", NODES_LABEL):
        match = CELL_NODES.match(reading.text, *entry.cell)
        if match and int(match.group("positive")) <= int(match.group("total")):
            yield reading.mention("primary_n", match.span(), n_of(int(match.group("positive"))), Assertion.PRESENT)


def before(text: str, offsets: Iterable[int], letters: str, most: int) -> list[int]:
    """The first of up to so many of the letters before each offset, where no word begins before: a category with prefixes may start there."""
    found = []
    for at in offsets:
        start = at
        while start and at - start < most and text[start - 1] in letters:
            start -= 1
        if not text[start - 1 : start].isalnum():
            found.append(start)
    return found


def is_category(text: str, match: re.Match[str], has_n: bool) -> bool:
    """Whether the match is a T category and not an MRI sequence or a vertebra."""
    if text.endswith(("[x] ", "[X] "), 0, match.start()):
        return True
    if match.group("prefix") or has_n or match.group("t").lower() == "is":
        return True
    if SEQUENCE_AFTER.match(text, match.end()):
        return False
    if match.group("t")[0] in "34" and (len(match.group("t")) > 1 or is_of_tumour(text, match)):
        return True
    if text.startswith((")", ",", ";"), match.end()) and IN_BRACKETS.search(
        text, max(0, match.start() - 48), match.start()
    ):
        return True
    return bool(
        TUMOUR_AFTER.match(text, match.end())
        or NODES_AFTER.match(text, match.end())
        or STAGE_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
    )


def is_of_tumour(text: str, match: re.Match[str]) -> bool:
    """Whether a T3 or T4, which name no sequence of MRI, is told behind the tumour or its bowel and of no vertebra."""
    around = (max(0, match.start() - 40), match.end() + 30)
    return TUMOUR_BEFORE.search(text, max(0, match.start() - 90), match.start()) is not None and not SPINE.search(
        text, *around
    )


def is_own(reading: Reading, offset: int) -> bool:
    """Whether the category is the patient's colorectal tumour's."""
    return not (
        is_other_tumour(reading, offset) or is_of_relative(reading, offset, offset + 1) or is_dropped(reading, offset)
    )


def is_dropped(reading: Reading, offset: int) -> bool:
    """Whether the category is only named as the one it is not."""
    text = reading.levelled
    led = text[max(0, offset - 12) : offset].rstrip(" (").endswith(DROPPED_LEADS)
    if led and DROPPED_BEFORE.search(text, max(0, offset - 40), offset):
        return True
    end = offset + DROPPED_REACH
    if not one_in(places(text, DROPPED_WORDS), offset, end):
        return False
    letter = text.find("t", offset, offset + PREFIXES) + 1 or text.find("n", offset, offset + PREFIXES) + 1
    return DROPPED_BEHIND.match(text, letter, end) is not None


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
