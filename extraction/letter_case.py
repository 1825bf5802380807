"""Text typed all in capitals, or with none, as ordinary sentences: what a capital tells (segments, stages, where a sentence starts) shows again."""

import re
from string import ascii_lowercase, ascii_uppercase

from extraction.patterns import pattern_of
from extraction.sentences import ABBREVIATIONS, RESULTS, WEAK_ABBREVIATIONS

SMALL, CAPITALS = ascii_lowercase.encode(), ascii_uppercase.encode()
CAPITAL = pattern_of(r"[A-Z]")
# So many characters without a small letter: a first look, before anything is counted.
IN_CAPITALS = b"-" * 60
SMALL_ALONE = bytes(code if code in SMALL else ord("-") for code in range(256))
FEWEST, LEAST_SHARE, WHOLE_SHARE = 50, 0.95, 0.9
PARAGRAPH = pattern_of(r"(?:[^\n]+(?:\n|$))+")
# "IMPRESSION: ...", "LIVER: ..." keep their heading.
HEADING = pattern_of(r"[ \t]*(?:[A-Z][A-Z/&,()'-]*[ ]?){1,5}(?::|$)")
WORD = pattern_of(r"(?<![A-Za-z0-9])[A-Z]+(?:'[A-Z]+)?(?![A-Za-z0-9])")
# Words of up to three letters that are no abbreviation.
SHORT = frozenset(
    "all an and any are as at bed but by can cm cut day did due end far fat few for gap gas had has her his how if in ink is it its lay "
    "lie low man may men met mid mm mo new no non nor not now of off old on one or our out own per put raw red saw see set she six so "
    "ten the to too two up use via was way we who yet you yr be do go he ml cc kg mg did got let ago age sat run big".split()
)
# Longer ones that are.
LONG = frozenset(
    "viii kras nras braf hras ecog recist crlm mcrc nash mash cash tace sirt sbrt ebrt folfox folfiri capox xelox".split()
)
ROMAN = pattern_of(r"(?:I|II|III|IV|V|VI|VII|VIII)(?P<half>[AB]?)")
# "LESION A", "PART B": a letter that names something.
NAMED = pattern_of(
    r"\b(?:lesions?|mass(?:es)?|parts?|specimens?|blocks?|tumou?rs?|nodules?|deposits?|mets?|child|group|hepatitis|and|&|,|/|\()[\s-]*$",
    re.IGNORECASE,
)
# "PT3 N1B", "YPT2", "S4A", "IVB": small letters before and behind the number.
STAGE = pattern_of(
    r"\bY?[PC](?=[TNM][0-4X]\b|[TNM][0-4][A-D]?\b|[TNM][0-4][A-D]?\s?[TNM])|(?<=[TNM][0-4])[ABCD]\b|(?<=\b4)[AB]\b|(?<=\bS4)[AB]\b"
)
# "KRAS C.35G>T P.(GLY12VAL)" as its notation has it.
VARIANT = pattern_of(r"\b[CP]\.(?=[(A-Z0-9])|(?<=[A-Z])[A-Z]{2}(?=\d{1,4}[A-Z]{3}\b)|(?<=\d[A-Z])[A-Z]{2}\b")
# "48 S", "57 Y", "4.2 X 3.0": a unit or sign behind a number.
BEHIND_NUMBER = pattern_of(r"\d[ ]?$")
# The month beside a day, a year or another month, and no operation on the rectum.
APRIL = pattern_of(
    r"(?:\d|\b(?:JAN|FEB|MAR|MARCH|MAY|JUNE?|JULY?))\W{1,3}APR\b|\bAPR\b(?=\W{0,3}(?:\d{2,4}\b|TO (?:MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)|->)|\))"
)
# "HE TOLD US", "SEEN WITH US": no ultrasound.
WE = pattern_of(r"\b(?:to|with|by|for|told|gave|asked|let|joins?|joined|between|among|of) $", re.IGNORECASE)
STOPS = (".", "!", "?", ":", ";")
BULLET = pattern_of(r"[ \t]*(?:[-*•·–>+]+[ \t]+|\(?\d{1,2}[.)][ \t]+|\(?[A-Z][.)][ \t]+)?\(?")
AFTER_STOP = pattern_of(r"(?P<word>[A-Za-z]*)[.!?][ \t]+\(?[a-z](?![A-Z])")
# A line this much shorter than the longest of its paragraph was not cut off by a wrap.
FULL = 0.8
# In a note without capitals: genes, their variants, stages, grades, Roman numbers, "s8", and where a sentence starts.
TO_RAISE = pattern_of(
    r"\b(?:[knh]?ras|braf)\b|\b[a-z]\d{1,3}[a-z]\b|(?<=segment )[iv]+|(?<=segments )[iv]+|(?<=seg )[iv]+|\b(?:ii|iii|iv|vi|vii|viii)(?=[ab]?\b)"
    r"|(?<=\bs)(?=[1-8]\b)|\bs(?=[1-8]\b)|\bg(?=[1-4]\b)|(?:(?<=\b)|(?<=\b[pc])|(?<=\by[pc]))[tnm](?=[0-4x][abcd]?\b|[0-4][a-d]?[nm])"
    r"|(?:(?<=^)|(?<=\n)|(?<=\n- )|(?<=[a-z0-9)%][.!?] ))[a-z](?![A-Z])"
)


def in_sentences(text: str) -> str:
    """The text, as long as before; paragraphs in capitals, or a whole note of them, are written in small letters."""
    if IN_CAPITALS not in text.encode("ascii", "replace").translate(SMALL_ALONE):
        return (
            text
            if CAPITAL.search(text) or len(text) < FEWEST
            else TO_RAISE.sub(lambda letters: letters.group().upper(), text)
        )
    capitals, small = letters(text)
    if capitals >= FEWEST and capitals >= WHOLE_SHARE * (capitals + small):
        return PARAGRAPH.sub(lambda found: lowered(found.group()), text)
    return PARAGRAPH.sub(lambda found: lowered(found.group()) if is_in_capitals(found.group()) else found.group(), text)


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
    written: list[str] = []
    for number, line in enumerate(lines):
        heading = HEADING.match(line)
        kept = heading.end() if heading else 0
        body = line[kept:]
        if "APR" in body:
            body = APRIL.sub(lambda month: month.group()[:-2] + "pr", body)
        body = WORD.sub(word_of, body)
        body = STAGE.sub(lambda letters: letters.group().lower(), body)
        body = VARIANT.sub(lambda letters: letters.group().lower(), body)
        body = AFTER_STOP.sub(opened, body)
        before = lines[number - 1].rstrip() if number else ""
        goes_on = bool(before) and not kept and not before.endswith(STOPS) and len(before) >= FULL * width
        opens = BULLET.match(body)
        at = opens.end() if opens else 0
        if (not goes_on or (opens and opens.group().strip())) and not body[at + 1 : at + 2].isupper():
            body = body[:at] + body[at : at + 1].upper() + body[at + 1 :]
        written.append(line[:kept] + body)
    return "\n".join(written)


def opened(start: re.Match[str]) -> str:
    """A full stop and the word behind it, with a capital where the stop ends a sentence."""
    written = start.group()
    is_short = start.group("word").lower() in ABBREVIATIONS | WEAK_ABBREVIATIONS - RESULTS
    return written if is_short else written[:-1] + written[-1].upper()


def word_of(word: re.Match[str]) -> str:
    """The word in small letters, unless it is an abbreviation, a Roman number or the letter that names something."""
    written = word.group()
    low = written.lower()
    if len(written) == 1 and written != "I" and BEHIND_NUMBER.search(word.string, 0, word.start()):
        return low
    if roman := ROMAN.fullmatch(written):
        return written[: roman.start("half")] + roman.group("half").lower()
    if len(written) == 1:
        return low if written == "A" and not NAMED.search(word.string, 0, word.start()) else written
    if len(written) <= 3:
        is_word = low in SHORT or (low == "us" and WE.search(word.string, 0, word.start()))
        return low if is_word else written
    return written if low in LONG else low
