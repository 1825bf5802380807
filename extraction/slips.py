"""What a hasty or odd way of typing leaves in a text, found in one pass: its patterns are tried only where they may match."""

from functools import cache
from string import ascii_letters, ascii_lowercase, digits

import ahocorasick_rs

# A blank left out or on the wrong side, a nought left out, a stop left out before one of these words.
NO_BLANK, WRONG_SIDE, NO_NOUGHT, UNSTOPPED = "no blank", "wrong side", "no nought", "unstopped"
OPENERS = (" The ", " No ", " There ", " Both ")
# What some write between statements; each is a kind of its own.
BETWEEN = (" - ", " \u2013 ", " / ", "... ")
QUESTION = "?"
BLANKS = " \t\n\r\f\v\x1c\x1d\x1e\x1f"
# "seg7", "segments.IV"
SEGMENTS = [f"eg{rest}{stop}" for rest in ("", "s", "ment", "ments") for stop in ("", ".")]
# Letters with what betrays the slip, and its kind.
MARKS = {
    **{f"{mark}{letter}": NO_BLANK for mark in ",;:" for letter in ascii_letters},
    **{f".{letter}": NO_BLANK for letter in ascii_lowercase},
    **{f"{segment}{number}": NO_BLANK for segment in SEGMENTS for number in "12345678VI"},
    **{f"{before}.{digit}": NO_NOUGHT for before in BLANKS + "(x\u00d7~<>=:/" for digit in digits},
    **{f"{before},{digit}": NO_NOUGHT for before in BLANKS + "(x\u00d7~<>=" for digit in digits},
    **{f" {mark}": WRONG_SIDE for mark in ",.;:"},
    **{f"{before}{opener}": UNSTOPPED for opener in OPENERS for before in ascii_lowercase + digits + ")"},
    **{mark: mark for mark in BETWEEN},
    QUESTION: QUESTION,
}
# The kind of each mark, by its number.
KINDS = list(MARKS.values())
ALL = frozenset(KINDS)


def slips_in(text: str) -> frozenset[str]:
    """The kinds of slips that the text may hold; all for a text with halves of characters, which are searched for in vain."""
    try:
        found = slip_automaton().find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:
        return ALL
    return frozenset([KINDS[index] for index, _, _ in found])


@cache
def slip_automaton() -> ahocorasick_rs.AhoCorasick:
    """What finds the marks."""
    return ahocorasick_rs.AhoCorasick(
        list(MARKS), matchkind=ahocorasick_rs.MatchKind.Standard, implementation=ahocorasick_rs.Implementation.DFA
    )
