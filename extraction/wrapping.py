"""Hard-wrapped text: which line ends stand there only because the next word did not fit, and the text without them."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from extraction.anchors import any_in
from extraction.patterns import pattern_of

BULLET = pattern_of(
    r"[ \t]*(?:[-*•·–—>+]+[ \t]+|\(?[0-9]{1,2}[.)][ \t]+|\(?[a-zA-Z][.)][ \t]+|#\s?[0-9]+|\[[ xX]?\]|[IVX]{1,4}[.)][ \t]+)"
)
BULLET_OPENERS = "-*•·–—>+(0123456789#[IVX"
# Columns: a row of a table goes on in no other line.
COLUMNS = pattern_of(r"\S {3,}\S.* {3,}\S")
RULES = ("\t", "|", "....")
# A bracket closes before the end of a label: "cm (4/23: 6.0 cm)" holds none.
LABEL = pattern_of(
    r"[ \t]*(?=.{1,31}(?::(?:\s|$)| ?[-–—] ))[A-Za-z](?:[\w /-]|\([\w /-]*\)){0,30}(?::(?:\s|$)| ?[-–—] )"
)
# "SKELETON. No focal uptake" behind a full stop.
CAPITALS = pattern_of(r"[A-Z]{4,}(?: [A-Z]+){0,3}\. (?=[A-Z][a-z])")
# "Seg V - 2, VII - 1,", then "VIII - 2": a list of segments goes on.
SEGMENT_LABEL = pattern_of(r"(?:[IVX]{1,4}|[1-8])[ab]? ?[-–:] ?\d")
# "KRAS  [ ] mutated [x] wild type": a row of a form.
BOXED = pattern_of(r"[ \t]*[A-Za-z][\w ,:/()-]{1,40}\[[ xX]?\]")
# "2021/05 LAR", "03/2020: chemotherapy", "12.3.2021 CT", "May 2022 ablation": an entry of a history.
DATED = pattern_of(
    r"[ \t]*(?:(?:19|20)\d\d[/.-]\d{1,2}(?:[/.-]\d{1,2})?|(?:\d{1,2}[/.-]){1,2}(?:19|20)\d\d|(?:19|20)\d\d|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (?:19|20)\d\d)(?=[\s:,–-])"
)
MONTH_OPENERS = "JFMASOND"
# "CT 02.10.2020 for comparison" opens an entry behind a full stop.
DATED_STUDY = pattern_of(r"(?:CT|MRI?|PET(?:[/-]CT)?|USG?)[ :]+\d{1,2}[./-]\d{1,2}[./-]\d{2}")
STUDY_OPENERS = "CMPU"
MONTH_END = pattern_of(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?$")
YEAR = pattern_of(r"(?:19|20)\d\d\b")
NUMBERED = pattern_of(r"\(?(\d{1,2})[.)]")
LONE_WORD = pattern_of(r"[\w)]\. [A-Z][\w/-]*$")
SENTENCES = pattern_of(r"[a-z]\. [A-Z]")
# So many lines that open with a date are a list of entries.
ENTRIES = 3
NARROWEST, WIDEST = 40, 200
# No line shorter than this was wrapped.
SHORTEST = NARROWEST // 2
# Blanks a line may open with and still go on with the words before it.
INDENT = 2
# "Molecular      RAS wild type, ...": the value goes on below itself.
ENTRY = pattern_of(r"[A-Za-z][\w /.()-]{0,24}?[ :] {2,24}(?=\S)")
# "Peritoneum ... clear": dots that lead to the value.
LEADER = pattern_of(r"[A-Za-z][^:.]{1,44}?[ \t]?\.{2,}[ \t.]*[^\s.]")
STOPS = ".!?;:"
MEASURE = 8
MEASURED = pattern_of(r"(?:\)|\d ?[mc]m|\b[1-8][ab]?|\b[IV]{1,4}[ab]?)$")
MEASURE_ENDS = ")m12345678abIV"
# A line that ends with one of these goes on in the next, however long the lines are.
HANGING = frozenset(
    "a an and are as at but by CEA ECOG for from had has have in into is its near nor of on or plus seg segment segments segs than that "
    "the their then to was were which with within without & + = < > ~".split()
)
# A bracket opened so far before the end of a line still goes on in the next.
BRACKET = 60
# Marks that a list opens its lines with, and that stand between words as well.
MARKS = "-–—>+="


def unwrapped(text: str) -> str:
    """The text, as long as before, with a blank for each line end that only a wrap put there."""
    ends = wraps(text)
    if not ends:
        return text
    parts, last = [], 0
    for end in ends:
        parts.append(text[last:end])
        last = end + 1
    return " ".join([*parts, text[last:]])


def wraps(text: str) -> list[int]:
    """Offsets of the line feeds that a wrap put there.

    A line was wrapped when the first word of the next one would not have fitted into the width of the text, or when it
    ends with a word that no sentence ends with. After a full stop, or before a word with a capital, that can be chance:
    there it takes two other lines that say the text is wrapped.
    """
    lines = text.split("\n")
    rows = [is_row(line) for line in lines] if "   " in text or any_in(text, RULES) else [False] * len(lines)
    breaks = line_breaks(lines, rows)
    if not breaks:
        return []
    width = width_of(breaks, [line for line, row in zip(lines, rows, strict=True) if not row])
    full = [one for one in breaks if one.hangs or one.length <= width < one.needed]
    sure = sum(not one.anew for one in full)
    return [one.end for one in full if not one.anew or sure >= 2]


def is_row(line: str) -> bool:
    """Whether the line is a row of a table."""
    return any_in(line, RULES) or ("   " in line and bool(COLUMNS.search(line)))


class LineBreak(NamedTuple):
    """A line feed between two lines that hold words: what the line before has and what it would need for one word more."""

    end: int
    length: int
    needed: int
    anew: bool
    hangs: bool


def line_breaks(lines: Sequence[str], rows: Sequence[bool]) -> list[LineBreak]:
    """The breaks that could be wraps: between lines as long as a wrapped one, the next of which begins nothing new."""
    found: list[LineBreak] = []
    listed: bool | None = None  # whether the lines are a list of dated entries, once it is asked
    opened: tuple[list[str], set[int]] | None = None
    end = -1
    for number, (before, line) in enumerate(itertools.pairwise(lines)):
        end += len(before) + 1
        if rows[number] or not line or len(before) < SHORTEST:
            continue
        start, body = before.rstrip(), line.lstrip()
        if len(start) < SHORTEST or not body or body[0] == "[":
            continue
        bulleted = (body[0] in BULLET_OPENERS or body[1:2] in ".)") and BULLET.match(line) is not None
        item = bulleted and is_listed(body, opened := opened or openings(lines))
        if item and not body[0].isalnum():
            continue
        hangs = is_unfinished(start, body)
        # "two in segment", then "5. The largest ...": the number is what the line before wants.
        if item and not hangs:
            continue
        needed = len(start) + 1 + len(body.split(None, 1)[0])
        indent = len(line) - len(body)
        if (
            (needed <= NARROWEST and not hangs and start[-1] != ",")  # no text is as narrow, and no list goes on
            or "  " in body[:24]
            or (indent > INDENT and indent != hang(before))
            or (".." in body[:48] and LEADER.match(body))
            or ("[" in line and BOXED.match(line))
            # Two rows set in alike are a list, and what stands further out begins anew.
            or is_set_in(lines[number - 1] if number else "", before, line)
            or (start[-1] in STOPS and body[0] in STUDY_OPENERS and DATED_STUDY.match(body))
        ):
            continue
        if not hangs and (body[0].isdecimal() or body[0] in MONTH_OPENERS) and DATED.match(line):
            listed = sum(DATED.match(each) is not None for each in lines) >= ENTRIES if listed is None else listed
            if listed or DATED.match(before):
                continue
        labelled = not hangs and is_labelled(start, line)
        goes_on = labelled and lists_on(start, body)
        # "Portocaval node of 11 mm" below "Segment 4a (37 mm)": a place or size ends a finding, a capital opens the next.
        named = body[0].isupper() and (body[1:2].islower() or body[1:2] == " ")
        capital = (
            named and start[-1] in MEASURE_ENDS and MEASURED.search(start, max(0, len(start) - MEASURE)) is not None
        )
        if (labelled and not (goes_on or is_in_words(start, body))) or (capital and BULLET.match(before)):
            continue
        anew = (
            capital
            or (bulleted and not hangs)
            or (start[-1] in STOPS and body[0] != "(" and not (start[-1] == ":" and body[0].islower()))
        )
        found.append(LineBreak(end, len(start), needed, anew, goes_on or hangs))
    return found


def is_unfinished(before: str, line: str) -> bool:
    """Whether the line before ends within a phrase: "in segment", "(CEA 96", "February" before a year."""
    last = before.rsplit(None, 1)[-1]
    if last in HANGING or (len(last) > 1 and last.lower() in HANGING):
        return True
    opened = before.rfind("(", max(0, len(before) - BRACKET))
    if opened >= 0 and ")" not in before[opened:] and ")" in line:
        return True
    return line[0] in "12" and YEAR.match(line) is not None and MONTH_END.search(before) is not None


def is_labelled(before: str, line: str) -> bool:
    """Whether the line opens with a label."""
    marked = ":" in line or "- " in line or "– " in line or "— " in line
    return (marked and LABEL.match(line) is not None) or (
        before[-1] in STOPS and line[:4].isupper() and CAPITALS.match(line) is not None
    )


def openings(lines: Sequence[str]) -> tuple[list[str], set[int]]:
    """The signs that the lines open with, and the numbers."""
    bodies = [*map(str.lstrip, lines)]
    numbered = [NUMBERED.match(body) for body in bodies if body[:1] == "(" or body[:1].isdecimal()]
    numbers = {int(found.group(1)) for found in numbered if found}
    return [body[:1] for body in bodies], numbers


def is_listed(line: str, opened: tuple[list[str], set[int]]) -> bool:
    """Whether a mark or number that a line begins with is one of a list: its like, or the number before, opens another line."""
    signs, numbers = opened
    if (line[0] == "(" or line[0].isdecimal()) and (number := NUMBERED.match(line)):
        return int(number.group(1)) == 1 or int(number.group(1)) - 1 in numbers
    return line[0] not in MARKS or signs.count(line[0]) > 1


def is_in_words(before: str, line: str) -> bool:
    """Whether what looks like a label belongs to the words before: "by frozen", then "section: no tumour"."""
    if not (before[-1].isalnum() or before[-1] in ",;"):
        return False
    # "... present. BRAF", then "V600E mutation: detected": one word is no sentence.
    if not line[0].islower():
        return LONE_WORD.search(before) is not None
    # Among lines of text a label opens with a capital; in a form, whose lines are labelled, it may not.
    return LABEL.match(before) is None or SENTENCES.search(before) is not None or line.split(None, 1)[0] in HANGING


def is_set_in(above: str, before: str, line: str) -> bool:
    """Whether two lines are set in alike and the next is not and begins a sentence."""
    if not before[:1].isspace() or not (line[:1].isupper() and line[1:2].islower()):
        return False
    inner = len(before) - len(before.lstrip())
    return bool(above.strip()) and len(above) - len(above.lstrip()) == inner


def lists_on(before: str, line: str) -> bool:
    """Whether a heading or list began on the line before: "... proven. Hilar,", then "coeliac nodes: none"."""
    if before.endswith(",") and SEGMENT_LABEL.match(line):
        return True
    return before.endswith(",") and line[0].islower() and ":" not in before[before.rfind(". ") + 1 :]


def hang(line: str) -> int:
    """The column at which the value of an entry stands behind its name, or at which the line itself is set in."""
    entry = ENTRY.match(line)
    return entry.end() if entry else len(line) - len(line.lstrip())


def width_of(breaks: Sequence[LineBreak], lines: Sequence[str]) -> int:
    """The width that most lines were wrapped at, or that of the widest line where few agree on one; 0 for none."""
    lengths = [*map(len, map(str.rstrip, lines))]
    edges = sorted(edge for one in breaks for edge in ((one.length, 0, 1), (min(one.needed, WIDEST), -1, -1)))
    best, at, agreed = 1, 0, 0
    for width, _, step in edges:
        agreed += step
        if step > 0 and agreed >= best and width >= NARROWEST:
            best, at = agreed, width
    if best > 1 and 2 * sum(length > at for length in lengths) <= best:
        return at
    widest = max(lengths, default=0)
    return widest if NARROWEST <= widest <= WIDEST else 0
