"""Labels of specimen parts: "A.", "2)", "Part C:", and those that one line lists."""

import re
from collections.abc import Iterable, Iterator

from extraction.anchors import Anchors, matches_at, places
from extraction.patterns import pattern_of
from extraction.reading import Reading

# "A.", "2)", "Part C:", "III  ", "B, C." at a line's start, behind a sentence or behind a wide gap.
PART = pattern_of(
    r"(?:(?<=\n)|\A|(?<=\. )|(?<=   )(?! )|(?<=(?:  |: ))(?=[A-H1-9][.)] )|(?<=[;,] )(?<![IVA-H], )(?=[A-H][.)] [A-Za-z])|(?<=[;,] )(?<![IVA-H], )(?=(?:I{1,3}|IV|V)[.)] )|(?<=[\s:;,])(?=\(?[1-9A-H]\))"
    r"|(?<=[:;,.]\s)(?=\((?:IV|I{1,3}|V)\))|(?<=[:;,] )(?=[A-H1-9][:=]))[ \t]{0,8}+[-*•]?+[ \t]{0,8}+"
    r"(?i:(?:part|specimens?|pot|jar|material|lot)[ \t]*)?[(\[#]?"
    r"(?P<labels>(?:IV|I{1,3}|V|[A-H]|[1-9])(?:(?:, ?| and | ?& ?|/)(?:[A-H]|[1-9]))*)"
    r"(?:[.):=\]]+|[ \t]?-|(?=[ \t]{2,})|(?<=\nIII)(?=[ \t][A-Za-z])|(?<=\nIV)(?=[ \t][A-Za-z])|(?<=#[1-9A-H])|[ \t]*(?=[(\"]))[ \t]+(?=\S)"
)
# What asks for a number right behind it.
VALUE_OF = pattern_of(
    r"\b(?:number|count|no|total|focality|grade|stage|score|age|tumou?rs|metastases|mets|lesions|deposits|nodules|nodes)\b[^:\n.;]{0,30}[:=] ?$"
)
# What stands before a label, or behind it, and how far from there the label starts.
PART_EDGES = (
    ("\n", (1,)),
    (". ", (2,)),
    ("; ", (2,)),
    (", ", (2,)),
    ("  ", (2,)),
    (":", (2, -1)),
    (")", (-1, -2)),
    ("(", (0,)),
    ("=", (-1,)),
)
# What a label is, what may stand before it and behind its first sign, and how a word before it starts.
LABELS = "ABCDEFGHIV123456789"
OPENERS = " \t-*•([#"
FOLLOWERS = '.):=]- \t,&/("IV'
WORD_LETTERS = "psjmlcvbPSJMLCVB"
WORDS = ("par", "spe", "pot", "jar", "mat", "lot", "con", "via", "bot")
PART_LIST_WORDS = Anchors("specimen", "part", "material", "received")
PART_LIST = pattern_of(r"(?:(?<=\n)|\A)[ \t]*(?i:specimens?|parts?|material|received)\b[^:\n]{0,20}(?=:)")
LETTERED = pattern_of(r"(?<=\s)([A-H])[ \t]+(?=[a-zA-Z]{3})")
NUMBERED = pattern_of(r"(?<=\s)([1-9])[.)][ \t]+(?=[a-zA-Z])")
# "Specimens: 1 Rectum   2 Liver segment 6": a gap before each number.
SPACED = pattern_of(r"(?:(?<=: )|(?<=  ))([1-9])[ \t]+(?!mm\b|cm\b|x\b)(?=[a-zA-Z]{2})")
# "Specimens: (I) right hemicolectomy; (II) liver, segment V": such a list may run on over lines.
BRACKETED = pattern_of(r"(?<=[\s:;,])\((IV|I{1,3}|VI{0,3})\)[ \t]*(?=[a-zA-Z])")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
# "Five tumours:" over a line for each.
TUMOURS = pattern_of(r"\b(?:tumou?rs|nodules|lesions|metastases|deposits|foci|masses)(?: \w+){0,3}:\s*$", re.IGNORECASE)
HASHED = pattern_of(r"#([1-9])[ \t]+(?=[a-zA-Z])")
LISTED_PART = pattern_of(r"[:;,]\s+([1-9A-H])[ \t]+(?!mm\b|cm\b)(?=[a-zA-Z])")


def part_labels(reading: Reading) -> list[tuple[int, int, str]]:
    """Every label of a part in order: where it starts, where what it labels starts, and the label."""
    marks = [
        match
        for match in matches_at(PART, reading.text, reading.once(part_starts))
        if not is_value(reading.levelled, match.start("labels"))
    ]
    found = {match.start("labels"): (match.start("labels"), match.end(), match.group("labels")) for match in marks}
    found |= {item.start(1): (item.start(1), item.end(), item.group(1)) for item in listed_parts(reading)}
    return sorted(found.values())


def is_value(levelled: str, at: int) -> bool:
    """Whether the number at the offset is what a form asks for: "Number of tumors: 4. Tumor size: 5.7 cm"."""
    return levelled[at].isdigit() and VALUE_OF.search(levelled, max(0, at - 48), at) is not None


def of_tumours(text: str, labels: Iterable[int]) -> set[int]:
    """Of these places of labels, in order, those of tumours: one a line below "Five tumours:"."""
    found: set[int] = set()
    last = -1  # where the line below one that names a tumour starts
    for at in labels:
        start = text.rfind("\n", 0, at) + 1
        before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : start]
        if start and not text[start:at].strip() and (start == last or TUMOURS.search(before)):
            last = text.find("\n", start) + 1
            found.add(at)
    return found


def listed_parts(reading: Reading) -> Iterator[re.Match[str]]:
    """Parts that one line lists with nothing behind their number: "Specimens: 1 sigmoid colon; 2 para-aortic nodes"."""
    text = reading.text
    lines = sorted({text.rfind("\n", 0, at) + 1 for at in places(reading.levelled, PART_LIST_WORDS)})
    for line in matches_at(PART_LIST, text, lines):
        start = line.end()
        end = text.find("\n", start) % (len(text) + 1)
        yield from (
            in_sequence(text, start, end)
            or (bracketed(text, start) if "(I)" in text[start:end] else [])
            or LISTED_PART.finditer(text, start, end)
        )


def bracketed(text: str, start: int) -> list[re.Match[str]]:
    """Labels "(I)", "(II)" that run on in their order up to the next empty line."""
    end = text.find("\n\n", start) % (len(text) + 1)
    found = list(BRACKETED.finditer(text, start, end))
    return found if len(found) > 1 and [match.group(1) for match in found] == [*ROMAN[: len(found)]] else []


def in_sequence(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Labels that run on through the line as A, B, C or 1., 2., 3.; empty where they are no such list."""
    for pattern, first in ((LETTERED, "A"), (NUMBERED, "1"), (HASHED, "1"), (SPACED, "1")):
        found: list[re.Match[str]] = []
        for match in pattern.finditer(text, start, end):
            if match.group(1) == chr(ord(first) + len(found)):
                found.append(match)
        if len(found) > 1:
            return found
    return []


def part_starts(reading: Reading) -> list[int]:
    """Where the label of a specimen part may start in this note."""
    return part_places(reading.text)


def part_places(text: str) -> list[int]:
    """Where the label of a specimen part may start: at a line's start, behind a mark or a gap, before a bracket or colon."""
    found = {0}
    for mark, shifts in PART_EDGES:
        at = text.find(mark)
        while at >= 0:
            for shift in shifts:
                if may_be_label(text, at + shift):
                    found.add(at + shift)
            at = text.find(mark, at + 1)
    return sorted(found)


def may_be_label(text: str, at: int) -> bool:
    """Whether a label, which a mark, a blank or a Roman figure follows, may start there, or a word before it."""
    size = len(text)
    while 0 <= at < size and text[at] in OPENERS:
        at += 1
    if not 0 <= at < size:
        return False
    if text[at] in LABELS and text[at + 1 : at + 2] in FOLLOWERS:
        return True
    return text[at] in WORD_LETTERS and text[at : at + 3].lower() in WORDS
