"""Text typed all in capitals, or with none, as ordinary sentences: what a capital tells (segments, stages, where a sentence starts) shows again."""

import re
from string import ascii_lowercase, ascii_uppercase

from extraction.one_case_months import with_months
from extraction.one_case_starts import AFTER_STOP, goes_on, hangs, opened, with_start
from extraction.patterns import pattern_of
from extraction.small_letters import is_small, with_capitals

SMALL, CAPITALS = ascii_lowercase.encode(), ascii_uppercase.encode()
# A text with more capitals than one in so many small letters has them where sentences start.
FEW_CAPITALS = 25
# So many characters without a small letter: a first look, before anything is counted.
IN_CAPITALS = b"-" * 60
SMALL_ALONE = bytes(code if code in SMALL else ord("-") for code in range(256))
FEWEST, LEAST_SHARE, WHOLE_SHARE = 50, 0.95, 0.9
# So many words are no title.
FEWEST_WORDS = 7
PARAGRAPH = pattern_of(r"(?:[^\n]+(?:\n|$))+")
# "IMPRESSION: ...", "LIVER: ..." keep their heading.
HEADING = pattern_of(r"[ \t]*(?:[A-Z][A-Z/&,()'-]*[ ]?){1,5}(?::|$)")
WORD = pattern_of(r"(?<![A-Za-z0-9])[A-Z]+(?:'[A-Z]+)?(?![A-Za-z0-9])")
# Words of up to three letters that are no abbreviation.
SHORT = frozenset(
    "all an and any are as at bed but by can cm cut day did due end far fat few for gap gas had has her his how if in ink is it its lay "
    "lie low man may men met mid mm mo new no non nor not now of off old on one or our out own per put raw red saw see set she six so "
    "ten the to too two up use via was way we who yet you yr be do go he ml cc kg mg did got let ago age sat run big "
    "seg min sec lap rim tie tip top nil pre sub fit ill lot rib dry wet hot bag tan arm leg hip eye ear op".split()
)
# Longer ones that are.
LONG = frozenset(
    "viii kras nras braf hras ecog recist crlm mcrc nash mash cash tace sirt sbrt ebrt folfox folfiri capox xelox".split()
)
ROMAN = pattern_of(r"(?:I|II|III|IV|V|VI|VII|VIII)(?P<half>[AB]?)")
# "LESION A", "PART B", "A: 41 MM", "(A)": a letter that names something.
NAMED = pattern_of(
    r"\b(?:lesions?|mass(?:es)?|parts?|specimens?|blocks?|tumou?rs?|nodules?|deposits?|mets?|child|group|hepatitis|sectioning)[\s-]*$",
    re.IGNORECASE,
)
BEHIND_NAME = (".", ":", ")", "/", "-", ",", ";")
# "(II)" behind "(I)" is the second of a list, unless it lists specimens.
COUNTED = pattern_of(r"\((?:I{1,3}|IV|VI{0,3})\)")
OF_SPECIMENS = pattern_of(r"^[ \t]*(?:SPECIMENS?|PARTS?|MATERIAL|RECEIVED)\b", re.MULTILINE)
# "PT3 N1B", "YPT2", "S4A", "IVB": small letters before and behind the number.
STAGE = pattern_of(
    r"\bY?[PC](?=[TNM][0-4X]\b|[TNM][0-4][A-D]?\b|[TNM][0-4][A-D]?\s?[TNM])|(?<=[TNM][0-4])[ABCD](?=\b|[TNM][0-4X])|(?<=\b4)[AB]\b|(?<=\bS4)[AB]\b"
)
# "KRAS C.35G>T P.(GLY12VAL)" as its notation has it.
VARIANT = pattern_of(r"\b[CP]\.(?=[(A-Z0-9])|(?<=[A-Z])[A-Z]{2}(?=\d{1,4}[A-Z]{3}\b)|(?<=\d[A-Z])[A-Z]{2}\b")
# "48 S", "57 Y", "4.2 X 3.0": a unit or sign behind a number; "58 M" is a man.
BEHIND_NUMBER = pattern_of(r"\d[ ]?$")
OF_AGE = pattern_of(r"\b[2-9]\d ?$")
# "FOLFOX X 6", "X2".
TIMES = pattern_of(r"\bX(?=\s?\d)")
# "HE TOLD US", "SEEN WITH US": no ultrasound; "MR SMITH": a man and no study.
WE = pattern_of(
    r"\b(?:to|with|by|for|told|gave|given|ask(?:s|ed|ing)?|let|lets|join(?:s|ed)?|between|among|of|reach(?:es|ed)?|help(?:s|ed)?|allow(?:s|ed)?|call(?:s|ed)?|contact(?:s|ed)?"
    r"|inform(?:s|ed)?|remind(?:s|ed)?|sent|sends|show(?:s|ed)|visit(?:s|ed)?|enabl(?:es|ed)|leav(?:es|ing)|saw|sees) $",
    re.IGNORECASE,
)
STUDY_AHEAD = pattern_of(
    r"\b(?:on|by|of|the|an?|and|or|this|liver|pelvic|rectal|abdominal|ct|cone|eob|repeat|previous|prior|after|from|per|in) $",
    re.I,
)
STUDY_BEHIND = pattern_of(
    r"\W*(?:$|\d|(?:abd|liv|hep|pel|rect|scan|tomo|imag|entero|angio|chol|brain|head|spin|show|demon|reveal|conf|find|report|stag|exam|stud|gado|eovist|primo|contrast"
    r"|seq|diff|elast|spec|urog|arthro)|(?:of|with|w|and|or|is|was|on|in|at|from|to|by|for|done|the|local|dated|lower|upper|t[12])\b)",
    re.IGNORECASE,
)


def in_sentences(text: str) -> str:
    """The text, as long as before: one with hardly a capital gets them, paragraphs in capitals, or a whole note of them, get small letters."""
    if len(text) < FEWEST:
        return text
    if is_small(text):
        capitals, small = letters(text)
        if capitals * FEW_CAPITALS <= small:
            return with_capitals(text)
    if IN_CAPITALS not in text.encode("ascii", "replace").translate(SMALL_ALONE):
        return text
    capitals, small = letters(text)
    if capitals >= FEWEST and capitals >= WHOLE_SHARE * (capitals + small):
        return PARAGRAPH.sub(lambda found: lowered(found.group()), text)
    return PARAGRAPH.sub(lambda found: told_alike(found.group()), text)


def told_alike(paragraph: str) -> str:
    """The paragraph in small letters where it is in capitals, or those of its lines that are, between ordinary ones, and are no titles."""
    if is_in_capitals(paragraph):
        return lowered(paragraph)
    lines = paragraph.split("\n")
    shouted = [number for number, line in enumerate(lines) if is_shouted(line)]
    width = max(map(len, lines)) if shouted else 0
    for number in shouted:
        lines[number] = lowered_line(lines[number], lines[number - 1] if number else "", width, lists=False)
    return "\n".join(lines)


def is_shouted(line: str) -> bool:
    """Whether the line has only capitals, and so many words of them that it is no title."""
    return line.count(" ") >= FEWEST_WORDS and line.isupper() and len(WORD.findall(line)) >= FEWEST_WORDS


def letters(text: str) -> tuple[int, int]:
    """How many capitals and how many small letters the text has."""
    plain = text.encode("ascii", "replace")
    return len(plain) - len(plain.translate(None, CAPITALS)), len(plain) - len(plain.translate(None, SMALL))


def is_in_capitals(paragraph: str) -> bool:
    """Whether nearly all letters of the paragraph are capitals, and there are enough to tell."""
    capitals, small = letters(paragraph)
    return capitals >= FEWEST and capitals >= LEAST_SHARE * (capitals + small)


def lowered(paragraph: str) -> str:
    """The paragraph in small letters, but for headings, abbreviations, numbers and the first letters of sentences."""
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    lists = "(I)" in paragraph and not OF_SPECIMENS.search(paragraph)
    return "\n".join(
        lowered_line(line, before, width, lists=lists) for before, line in zip(["", *lines], lines, strict=False)
    )


def lowered_line(line: str, before: str, width: int, *, lists: bool) -> str:
    """A line of text as wide as `width`, below the line before; `lists` where "(II)" is the second of a list."""
    goes = goes_on(before, line, width)
    heading = None if goes and (hangs(before, line) or before.rstrip().endswith(",")) else HEADING.match(line)
    kept = heading.end() if heading else 0
    body = line[kept:]
    if lists:
        body = COUNTED.sub(lambda number: number.group().lower(), body)
    body = TIMES.sub("x", with_months(body))
    body = WORD.sub(word_of, body)
    body = STAGE.sub(lambda letters: letters.group().lower(), body)
    body = VARIANT.sub(lambda letters: letters.group().lower(), body)
    body = AFTER_STOP.sub(opened, body)
    return line[:kept] + with_start(body, follows=goes and not kept)


def word_of(word: re.Match[str]) -> str:
    """The word in small letters, unless it is an abbreviation, a Roman number or the letter that names something."""
    written = word.group()
    low = written.lower()
    text, start, end = word.string, word.start(), word.end()
    if len(written) == 1 and written != "I" and BEHIND_NUMBER.search(text, 0, start):
        return written if written in "MF" and OF_AGE.search(text, 0, start) else low
    if roman := ROMAN.fullmatch(written):
        return written[: roman.start("half")] + roman.group("half").lower()
    if len(written) == 1:
        is_name = written != "A" or text.startswith(BEHIND_NAME, end) or NAMED.search(text, 0, start)
        return written if is_name else low
    if written == "MR":
        return written if STUDY_AHEAD.search(text, 0, start) or STUDY_BEHIND.match(text, end) else "Mr"
    if len(written) <= 3:
        is_word = low in SHORT or (low == "us" and WE.search(text, 0, start))
        return low if is_word else written
    return written if low in LONG else low
