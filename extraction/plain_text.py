"""The text as plain lines, as long as before: however a program handed it on, what is read is lines and single blanks."""

import re

from extraction.letter_case import in_sentences
from extraction.patterns import pattern_of
from extraction.wrapping import unwrapped

# Page ends, and blanks of every width.
PAGE_END = pattern_of("[\f\v\u2028\u2029\u0085]")
OTHER_BLANK = pattern_of("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
EMPTY_LINE = pattern_of(r"\n[^\S\n]+(?=\n)")
# A line end that no other stands beside; line ends one below another.
SINGLE_END = pattern_of(r"(?<!\n)\n(?=[^\n])")
ENDS = pattern_of(r"\n\n+")
# "#1 Sigmoid cancer" over "#2 Diabetes": a list, numbered so.
HASHED = pattern_of(r"^([ \t]*)#(\d{1,2})(?:( )(?=[A-Za-z])|(?=[.):] ))", re.MULTILINE)


def plain_lines(text: str) -> str:
    """The text, as long as before: lines end with a line feed, empty ones hold nothing, wrapped ones are joined."""
    # A carriage return ends a line only where nothing else does; beside line feeds it is a blank.
    text = text.replace("\r", " " if "\n" in text else "\n")
    if not text.isascii() or "\f" in text or "\v" in text:
        text = OTHER_BLANK.sub(" ", PAGE_END.sub("\n", text))
    if "#2" in text:
        text = numbered(text)
    return unwrapped(in_sentences(single_spaced(EMPTY_LINE.sub(lambda end: "\n".rjust(len(end.group())), text))))


def numbered(text: str) -> str:
    """A list numbered with "#1", "#2" as one with "1.", "2."; other numbers of this kind ("#8a", "#12 of FOLFOX") stay."""
    found = {item.group(2) for item in HASHED.finditer(text)}
    if not {"1", "2"} <= found:
        return text
    return HASHED.sub(lambda item: f"{item[1]}{item[2]}. " if item[3] else f"{item[1]} {item[2]}", text)


def single_spaced(text: str) -> str:
    """A text with an empty line behind every line, as copied from some programs, without these: paragraphs lie further apart."""
    if "\n\n\n" not in text or SINGLE_END.search(text):
        return text
    return ENDS.sub(lambda ends: ("\n" * ((len(ends.group()) + 1) // 2)).rjust(len(ends.group())), text)
