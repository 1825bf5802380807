"""The note as it would be typed with care, and where in the note each of its characters stands.

What programs and hands do to a text on its way is undone before it is read: escapes and tags, letters printed as one,
words parted at a line end, blanks doubled or left out. What is found in the careful text is placed back in the note.
"""

import html
import re
from functools import cache

from extraction.compiled import load_vocabulary
from extraction.edits import Edit, EditedText
from extraction.patterns import pattern_of
from extraction.separators import separate
from extraction.slips import NO_BLANK, NO_NOUGHT, slips_in

# Letters that a PDF holds as one sign, and signs without width.
JOINED = dict(
    zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
)
SIGN = pattern_of(f"[{''.join(JOINED)}\u00ad\u200b\u200c\u200d\u2060\ufeff]")
LINE_END = pattern_of(r"\r\n")
# The marks of a quoted message, "> ", where every line has them.
QUOTED = pattern_of(r"^[ \t]*>(?: ?>)* ?", re.MULTILINE)
UNQUOTED = pattern_of(r"^(?![ \t]*>)[^\n]*\S", re.MULTILINE)
ENTITY = pattern_of(r"&(?:[a-zA-Z]{2,6}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
# Tags that end a line, and the others.
LINE_TAG = pattern_of(r"<(?:br ?/?|/p|/div|/li|/tr|/h[1-6])>\n?", re.IGNORECASE)
TAG = pattern_of(
    r"</?(?:p|b|i|u|em|strong|span|div|font|table|tbody|tr|td|th|ul|ol|li|h[1-6])(?: [^<>\n]*)?/?>", re.IGNORECASE
)
# Line ends as a message of HL7 or of JSON writes them.
ESCAPED_END = pattern_of(r"\\\.br\\|\\r\\n|\\n")
BOLD = pattern_of(r"\*\*(?=\S)|\*\*(?<=\S\*\*)")
PARTED = pattern_of(r"-(?<=[a-z]-)\n[ \t]*(?=[a-z])")
LAST_WORD, FIRST_WORD = pattern_of(r"[A-Za-z]+$"), pattern_of(r"[a-z]+")
LONGEST_WORD = 24
GAP = pattern_of(r"  (?<=\S  )(?=\S)")
GAP_IN_WORDS = pattern_of(r"  (?<=[a-z,;]  )(?=[a-z(])")
# No cell of a table begins or ends with one of these.
IN_PROSE = frozenset(
    "the a an of in and or is are was were with to for on at by from has have been which that this there it he she we but as".split()
)
PROSE_WORDS = 8
# So many such gaps, and the whole text was stretched.
JUSTIFIED = 10
# ".5 cm": the nought that some leave out; without it the length is ten times as long.
BARE = tuple(
    map(pattern_of, (r"\.(?<=[\s(x×~<>=:/]\.)(?=\d{1,2}(?!\d|\.\d))", r",(?<=[\s(x×~<>=],)(?=\d{1,2} ?[mc]m\b)"))
)
# "1\u00bd cm"
HALVES = {"\u00bd": ".5", "\u00bc": ".25", "\u00be": ".75"}
HALF = pattern_of(r"(?P<whole>\d)?(?P<part>[\u00bc\u00bd\u00be])(?=[ -]?(?:mm|cm|years?|months?|ng|\u00b5g|ug)\b)")
MIDDLE_DOT = pattern_of(r"\u00b7(?<=\d\u00b7)(?=\d)")
# A blank left out: "nodes,no lung", "clear;no nodes", "Liver:two lesions", "rt.lobe", "segmentVII". Each begins with a sign that is soon found.
TIGHT = tuple(
    map(
        pattern_of,
        (
            r",(?<=[a-z)],)(?=[A-Za-z][a-z])",
            r";(?<=[a-z)];)(?=[A-Za-z][a-z])",
            r":(?<=[a-z]{2}:)(?=[A-Za-z][a-z]{2})",
            r"\.(?<=[a-z]{2}\.)(?=[a-z]{3})",
            r"eg(?<=\b[Ss]eg)(?:ments?|s)?\.?(?=(?:[1-8]|VIII|VII|VI|IV|V|III|II|I)[ab]?\b)",
        ),
    )
)


def carefully_typed(note_text: str) -> EditedText:
    """The careful text of a note; most are typed so already."""
    made = EditedText(note_text)
    if "\r\n" in note_text:
        made.write(LINE_END, lambda _: "\n")
    if "\n>" in made.text and not UNQUOTED.search(made.text):
        made.write(QUOTED, lambda _: "")
    if not note_text.isascii():
        made.write(SIGN, lambda sign: JOINED.get(sign.group(), ""))
        made.write(MIDDLE_DOT, lambda _: ".")
        made.write(HALF, lambda half: (half["whole"] or "0") + HALVES[half["part"]])
    if "<" in note_text and ">" in note_text:
        made.write(LINE_TAG, lambda _: "\n")
        made.write(TAG, lambda _: "")
    if "&" in note_text and ";" in note_text:
        made.write(ENTITY, lambda entity: html.unescape(entity.group()))
    if "\\" in note_text:
        made.write(ESCAPED_END, lambda _: "\n")
    if "*" in note_text:
        made.write(BOLD, lambda _: "")
    if "-\n" in note_text:
        made.write(PARTED, rejoined)
    if "  " in note_text and GAP.search(made.text):
        made.write(GAP, one_blank_in_prose)
        if len(note_text) - len(made.text) >= JUSTIFIED:
            made.write(GAP_IN_WORDS, lambda _: " ")
    if found := slips_in(made.text):
        write_blanks_and_noughts(made, found)
        separate(made, found)
    return made


def write_blanks_and_noughts(made: EditedText, slips: frozenset[str]) -> None:
    """Write the blanks and noughts that were left out."""
    if NO_BLANK in slips:
        for tight in TIGHT:
            made.apply(Edit(at.end(), at.end(), " ") for at in tight.finditer(made.text))
    if NO_NOUGHT in slips:
        for bare in BARE:
            made.apply(Edit(at.start(), at.start(), "0") for at in bare.finditer(made.text))


@cache
def vocabulary_words() -> frozenset[str]:
    """Every single word of the vocabulary, in lower case."""
    words: set[str] = set()
    for line in load_vocabulary().phrases.lines:
        start, *behind = line.split("\t")
        for rest in behind[::2]:
            words.update((start + rest).lower().split())
    return frozenset(words)


def rejoined(line_end: re.Match[str]) -> str:
    """What stands between the two parts of a word at a line end: nothing within a word, the hyphen of a compound."""
    before, behind = (
        LAST_WORD.search(line_end.string, max(0, line_end.start() - LONGEST_WORD), line_end.start()),
        FIRST_WORD.match(line_end.string, line_end.end()),
    )
    first, rest = before.group().lower() if before else "", behind.group() if behind else ""
    known = vocabulary_words()
    return "" if first + rest in known or first not in known else "-"


def one_blank_in_prose(gap: re.Match[str]) -> str:
    """One blank for two in a line of prose; in a row of a table both stay."""
    text = gap.string
    end = text.find("\n", gap.end())
    line = text[text.rfind("\n", 0, gap.start()) + 1 : end if end >= 0 else len(text)]
    if "   " in line or "\t" in line or "|" in line:
        return gap.group()
    first, *others = [cell.split() for cell in line.split("  ") if cell.strip()]
    if len(first) == 1 and first[0].lower() not in IN_PROSE:  # "II  partial resection": a label
        return gap.group()
    edges = {cell[-1] for cell in (first, *others[:-1])} | {cell[0] for cell in others}
    lone = len(others) == 1 and len(first) + len(others[0]) >= PROSE_WORDS
    return " " if lone or not IN_PROSE.isdisjoint(edges) else gap.group()
