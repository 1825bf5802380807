"""Lengths in the text: 1-D to 3-D, cm and mm, decimal commas, ranges, bounds."""

import re
from collections.abc import Iterator

from extraction.anchors import Anchors, first_at, matches_at, places
from extraction.patterns import pattern_of

# Look back from the unit: every length ends in one, so nothing else of the text is searched.
UNITS = Anchors("mm", "cm", "millimet", "centimet")
UNIT = pattern_of(
    r"(?<=[\d\s-])(?:mms?|cms?|millimet(?:er|re)s?|centimet(?:er|re)s?)(?![A-Za-z0-9²³]|[^\S\n]?[23]\b|[^\S\n]?/[^\S\n]?s(?:ec)?\b)",
    re.IGNORECASE,
)
# The first digit by itself: so `re` skips to the next digit.
NUMBER = r"\d\d{0,2}(?:[.,]\d{1,2})?"
AXES = pattern_of(
    rf"{NUMBER}(?:\s*+(?:[mc]m\s*+)?(?P<join>[x×]|\*(?=\d)|by|[-–/]|to)\s*+[~≈]?{NUMBER}){{0,3}}(?=[\s-]*+$)",
    re.IGNORECASE,
)
# Every sign of them; the digits of Japanese type are wider.
OF_AXES = "~≈ \t\n0123456789０１２３４５６７８９.,xX×*bByYtToO/–-mMcC"
BOUND_WORDS = "< > ≤ ≥ ~ ≈ over under below about around approximately approx approx. ca ca. circa".split()
BOUNDS = (*BOUND_WORDS, "up to", "less than", "more than", "at least")
BOUND = pattern_of(rf"(?:{'|'.join(map(re.escape, sorted(BOUNDS, key=len, reverse=True)))})\s*$", re.IGNORECASE)
# "from ~48 mm": the sign belongs to the length, so that "from" stands right before it.
ABOUT = ("~", "≈")
# "Seg 2 - 1.5 cm": the first number is no axis.
DASHES = ("-", "–")
SEGMENT = pattern_of(r"\b(?:seg(?:ment)?s?\.?|S)\s?$", re.IGNORECASE)
# Lengths that a dictation spells; only before a unit that is spelled too.
ABBREVIATED = 2
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: number for number, word in enumerate(ONES)} | {word: 20 + 10 * at for at, word in enumerate(TENS)}
WORD_NUMBER = rf"(?:(?:{'|'.join(TENS)})(?: (?:{'|'.join(ONES[1:10])}))?|(?:{'|'.join(ONES)}))(?: point (?:{'|'.join(ONES[:10])}))?"
SPELLED = pattern_of(rf"\b(?P<axes>{WORD_NUMBER}(?: (?:by|to) {WORD_NUMBER})*) $")
SPELLED_JOIN = pattern_of(r" (by|to) ")
ONE_AXIS = r"\d{1,3}(?:[.,]\d{1,2})?"
AXES_OF_TITLE = rf"{ONE_AXIS}(?:\s?[x×*]\s?{ONE_AXIS}){{0,2}}"
# Behind the title one number or several, each with a remark in brackets: "Tumour size (mm): 33 (S8), 12 (S2)".
LISTED = rf"{ONE_AXIS}(?:\s?\([^()\n\d]{{0,12}}[1-8]?[ab]?\))?"
TITLE = pattern_of(
    rf"(?:[(\[](?:in )?|in )(?P<unit>mm|cm)(?:[)\]]\s?[:=]\s{{0,30}}|[)\]] ?|\s?[:=]\s?)(?P<bound>[<>≤≥]\s?)?(?P<list>{LISTED}(?:(?:\s?[,;]\s|\sand\s){LISTED})+|{ONE_AXIS}\s\([^()\n\d]{{0,12}}[1-8][ab]?\)|{AXES_OF_TITLE})"
    r"(?![\d/%]|[.,]\d|\s?(?:[x×]|[mc]m\b|%|to\b|-|–))",
    re.IGNORECASE,
)
TITLED = pattern_of(r"(?<![\w.,])\d{1,3}(?:[.,]\d{1,2})?(?![^(),;]*\))")
TITLE_UNITS = Anchors(
    *("(mm)", "(cm)", "[mm]", "[cm]", "(in mm)", "(in cm)", "[in mm]", "[in cm]"),
    *("in mm:", "in cm:", "in mm =", "in cm =", "in mm :", "in cm :"),
)
SIGN_OF_AXES = pattern_of(r"[x×*]")
METRIC = pattern_of(r"mm|cm")
ORIENTATION = r"(?:\s*\(?(?:ap|tr|cc|si|trans(?:verse)?|craniocaudal(?:ly)?|anteroposterior|wide|long|high|deep|axial|coronal|in (?:ap|tr|cc|transverse|craniocaudal|width|length|height))\)?)?"
JOINS = ("x", "×", "by")
LEADS = (*BOUNDS, *JOINS)
MORE_AXES = pattern_of(rf"{ORIENTATION}\s*(?:x|×|by)\s*", re.IGNORECASE)
ONE = pattern_of(NUMBER)
# "3.6 x 3.1 (prev 5.2 x 4.4) cm": one unit for both.
PAIR = pattern_of(
    rf"(?<![\w.,/])(?P<now>{NUMBER}(?:\s*[x×]\s*{NUMBER}){{0,2}})\s*[(\[](?:prev\w*|prior|was|from|formerly|before|earlier)\.?:?\s*(?P<before>{NUMBER}(?:\s*[x×]\s*{NUMBER}){{0,2}})\s*[)\]]\s*$",
    re.IGNORECASE,
)
CLOSED = (")", "]")
# "19 vs 23 mm"
VERSUS = pattern_of(rf"(?<![\w.,/])(?P<now>{NUMBER}) (?:vs\.?|versus) (?P<before>{NUMBER})\s?$", re.IGNORECASE)
# "3 1/2 cm"
FRACTION = pattern_of(r"(?<![\d/.,])(?:(?P<whole>\d{1,2}) )?(?P<top>[13])/(?P<bottom>[24])[\s-]?$")
# "seg 2 (8 mm, prev 14), seg 7 (19, prev 33)": the later pairs have borrowed the unit.
THAN_BEFORE = Anchors("prev", "was ", "prior", "before ", "formerly")
BORROWED = pattern_of(
    rf"(?<![\w.,/:-])(?P<now>{NUMBER})(?:,? |,? ?\()(?:prev\w*|was|prior|before|formerly)\.?:? ?{NUMBER}(?! ?(?:[x×%]|mm|cm|\d|[.,/]\d|of\b|cycles|months|weeks|days|years))"
)
# "seg 2 8 mm (prev 14), seg 4a 12 (20)", "S5 18, S8 25 and S3 7 mm": a size behind each segment, the unit where there is one.
SEGMENT_SIZE = (
    r"(?:segments? |segs?\.? ?|s ?)(?:[1-8][ab]?|viii|vii|vi|iv[ab]?|v|iii|ii|i)(?:/[1-8][ab]?)*:? "
    rf"(?P<now>{NUMBER})(?![/x×]|[.,]\d| x)(?P<unit> ?(?:mm|cm)\b)?(?: ?\((?:prev\w*\.? |was |prior )?{NUMBER}(?: ?(?:mm|cm))?\))?"
)
UNNAMED = re.sub(r"\?P<\w+>", "?:", SEGMENT_SIZE)
SEGMENT_SIZES = pattern_of(rf"(?<![\w.]){UNNAMED}(?:(?:, ?|; ?| and | & ?){UNNAMED})+")
ONE_SEGMENT_SIZE = pattern_of(SEGMENT_SIZE)
SEGMENT_WORDS = Anchors("seg", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
# Behind a segment a number below it is how many lie there.
FEW = 10
UPTAKE = pattern_of(r"suv(?: ?(?:max|mean|peak))?(?: of)?[ :=]*$")
BORROWED_REACH, BORROWED_BEHIND, LINE_REACH = 12, 40, 200
LOOK_BACK = 48


class Measurement:
    """A length at `[start, end)`; `axes` in mm as written, `mm` the largest of them, `join` the word between the first two, `bound` a "<", "up to" before."""

    __slots__ = ("axes", "bound", "end", "join", "mm", "start")

    def __init__(self, start: int, end: int, axes: tuple[float, ...], bound: str = "", join: str = "") -> None:
        self.start, self.end, self.axes, self.bound, self.join = start, end, axes, bound, join
        self.mm = max(axes) if join else axes[0]


def read_measurements(text: str, levelled: str) -> list[Measurement]:
    """Every length of the text, in order."""
    found: list[Measurement] = []
    floor = 0
    for unit in matches_at(UNIT, text, places(levelled, UNITS)):
        end, behind = unit.span()
        scale = scale_of(text[end])
        begin = max(floor, end - LOOK_BACK)
        before = text[begin:end]
        match = axes_before(text, begin, begin + len(before.rstrip(OF_AXES)), end)
        if match is None:
            if told := without_axes(text, levelled, begin, unit):
                found += told
                floor = behind
            continue
        if scale > 1 and "/" in before and (half := FRACTION.search(text, begin, end)):
            size = int(half.group("whole") or 0) + int(half.group("top")) / int(half.group("bottom"))
            found.append(Measurement(half.start(), behind, (round(size * 10, 2),)))
            floor = behind
            continue
        if " v" in before and (pair := VERSUS.search(text, begin, end)):
            found += both(pair, scale)
            floor = behind
            continue
        start = match.start()
        if start and (
            text[start - 1].isdigit() or (text[start - 1] in ".,/" and text[start - 2 : start - 1].isdigit())
        ):
            continue
        axes, join = axes_of(match, scale)
        bound = ""
        lead = levelled[begin:start].rstrip()
        if lead.endswith(LEADS):
            bound = bound_before(text, begin, start)
            if found and lead.endswith(JOINS) and MORE_AXES.fullmatch(text, found[-1].end, start):
                last = found.pop()
                start, axes, join = last.start, (*last.axes, *axes), "x"
            elif text[start - 1] in ABOUT:
                start -= 1
        found.append(Measurement(start, behind, axes, bound, join))
        floor = behind
    listed = [*titled_lengths(text, levelled), *borrowed_lengths(levelled, found)]
    listed += segment_sizes(levelled, {length.start for length in listed})
    return sorted([*found, *listed], key=lambda length: length.start) if listed else found


def without_axes(text: str, levelled: str, begin: int, unit: re.Match[str]) -> list[Measurement]:
    """Lengths before a unit that no digits stand right before: two with the earlier one in brackets, or one spelled."""
    if text[begin : unit.start()].rstrip().endswith(CLOSED) and (pair := PAIR.search(text, begin, unit.start())):
        return both(pair, scale_of(unit.group()))
    if len(unit.group()) > ABBREVIATED and (spelled := spelled_before(levelled, begin, unit)):
        return [spelled]
    return []


def titled_lengths(text: str, levelled: str) -> Iterator[Measurement]:
    """Numbers behind a title with their unit: "Size of metastases (cm): 6.2, 3.1, 0.8"."""
    for title in matches_at(TITLE, text, places(levelled, TITLE_UNITS)):
        scale = scale_of(title.group("unit"))
        if SIGN_OF_AXES.search(title.group("list")):
            axes = tuple(millimetres(number, scale) for number in ONE.findall(title.group("list")))
            yield Measurement(*title.span("list"), axes, join="x")
            continue
        for number in TITLED.finditer(text, title.start("list"), title.end("list")):
            bound = (title.group("bound") or "").strip()
            yield Measurement(number.start(), number.end(), (millimetres(number.group(), scale),), bound)


def borrowed_lengths(levelled: str, found: list[Measurement]) -> Iterator[Measurement]:
    """Numbers told against an earlier one without a unit, not far behind a length that has one."""
    told = places(levelled, THAN_BEFORE) if found else []
    ends = [length.end for length in found] if told else []
    for at in told:
        before = first_at(ends, at) - 1
        if before < 0 or at - ends[before] > LINE_REACH or not levelled[at - 4 : at].rstrip(" ,(")[-1:].isdigit():
            continue
        match = BORROWED.search(levelled, max(ends[before], at - BORROWED_REACH), at + BORROWED_BEHIND)
        if (
            match
            and match.end() > at > match.start()
            and not UPTAKE.search(levelled, max(0, match.start() - 16), match.start())
        ):
            scale = 10.0 if levelled[ends[before] - 2 : ends[before]] == "cm" else 1.0
            yield Measurement(*match.span("now"), (millimetres(match.group("now"), scale),))


def segment_sizes(levelled: str, taken: set[int]) -> Iterator[Measurement]:
    """Numbers without a unit in a list of segments with their sizes; mm where no unit is told and one is too large for a count.

    `taken` are the places of numbers that are lengths without it.
    """
    for listed in matches_at(SEGMENT_SIZES, levelled, places(levelled, SEGMENT_WORDS)):
        items = list(ONE_SEGMENT_SIZE.finditer(levelled, *listed.span()))
        units = {item.group("unit").strip() for item in items if item.group("unit")}
        sizes = [float(item.group("now").replace(",", ".")) for item in items]
        if len(units) > 1 or (not units and max(sizes) < FEW):
            continue
        scale = 10.0 if units == {"cm"} else 1.0
        for item, size in zip(items, sizes, strict=True):
            if not item.group("unit") and item.start("now") not in taken:
                yield Measurement(*item.span("now"), (round(size * scale, 2),))


def scale_of(unit: str) -> float:
    """The millimetres of the unit."""
    return 10.0 if unit[0] in "cC" else 1.0


def millimetres(number: str, scale: float) -> float:
    """The number, written with a point or a comma, in mm."""
    return round(float(number.replace(",", ".")) * scale, 2)


def axes_of(match: re.Match[str], scale: float) -> tuple[tuple[float, ...], str]:
    """The axes in mm and the word between the first two; the first may have a unit of its own."""
    join = match["join"]
    if not join:
        return (millimetres(match.group(), scale),), ""
    first, *others = ONE.findall(match.group())
    inner = METRIC.search(match.group())
    own = scale_of(inner.group()) if inner else scale
    return (millimetres(first, own), *(millimetres(number, scale) for number in others)), join.lower()


def both(pair: re.Match[str], scale: float) -> list[Measurement]:
    """Two lengths that share the unit behind them, the present one and the one before."""
    axes = {name: tuple(millimetres(number, scale) for number in ONE.findall(pair[name])) for name in ("now", "before")}
    return [Measurement(*pair.span(name), found, join="x" if len(found) > 1 else "") for name, found in axes.items()]


def spelled_before(levelled: str, begin: int, unit: re.Match[str]) -> Measurement | None:
    """A length in words before its unit: "one point two by one centimeters"."""
    match = SPELLED.search(levelled, begin, unit.start())
    if not match:
        return None
    scale = scale_of(unit.group())
    axes = []
    joins = SPELLED_JOIN.split(match.group("axes"))
    for axis in joins[::2]:
        whole, _, tenth = axis.partition(" point ")
        number = sum(NUMBER_WORDS[word] for word in whole.split()) + NUMBER_WORDS.get(tenth.strip(), 0) / 10
        axes.append(round(number * scale, 2))
    return Measurement(
        match.start(), unit.end(), tuple(axes), join="" if len(axes) < 2 else "to" if "to" in joins[1::2] else "x"
    )


def axes_before(text: str, begin: int, opens: int, end: int) -> re.Match[str] | None:
    """The longest run of numbers joined by "x", "to" and the like that ends before the unit; none starts before `opens`."""
    match = AXES.search(text, opens, end)
    while match and match["join"] in DASHES and SEGMENT.search(text, begin, match.start()):
        match = AXES.search(text, match.start() + 1, end)
    return match


def bound_before(text: str, begin: int, end: int) -> str:
    """The bound that stands before the numbers: "up to", "<"."""
    match = BOUND.search(text, begin, end)
    return match.group().strip().lower() if match else ""
