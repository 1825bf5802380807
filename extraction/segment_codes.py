"""The codes of Couinaud segments in words such as "V-VII", "5/6", "segments two and three", and the lobe that they lie in."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extraction.patterns import pattern_of
from extraction.segment_lists import ORDINAL_WORDS, REACHING

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
RIGHT, LEFT = frozenset("5678"), frozenset("234")
# "5 (2x), 6 (x1)": how many lie in each is no segment.
NUMBERED = pattern_of(r"\([^()\n]*\)")
REACHING_WORDS = pattern_of(REACHING)
# "segment five", "segments two and three", "segment four b", as a dictation spells them.
SPELLED_NUMBERS = {
    word: str(number) for number, word in enumerate("one two three four five six seven eight".split(), 1)
}
SPELLED_WORD = pattern_of(rf"\b(?:{'|'.join(SPELLED_NUMBERS)})\b", re.I)
ORDINAL_WORD = pattern_of(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth)\b", re.I)
SPELLED_STARTS = frozenset(word[0] for word in SPELLED_NUMBERS)
# "V (x2), VIII": a number of lesions is no segment.
MULTIPLE = pattern_of(r"\s?\([x×]?\s?\w+\s?[x×]?\)")
ONE = pattern_of(r"VIII|VII|VI|IV\s?[ab](?![a-z0-9])|IV|V|III|II|I|4\s?[ab](?![a-z0-9])|[1-8]|(?<=[/+&,-])\s?b\b", re.I)
SPAN = pattern_of(r"\s*(?:-|–|—|\bto\b|\bthrough\b)\s*(?:S|segments?\s|segs?\.?\s?)?", re.I)


@lru_cache(maxsize=1024)  # there are few ways to write a segment
def distinct_codes(words: str) -> tuple[str, ...]:
    """The codes of a list, each once."""
    return tuple(dict.fromkeys(codes(words)))


def codes(words: str) -> Iterator[str]:
    """The codes of a list such as "V-VII", "5/6", "IVa and 8"; a range runs through whole segments."""
    words = REACHING_WORDS.sub(" and", MULTIPLE.sub("", words))
    last: re.Match[str] | None = None
    words = NUMBERED.sub(lambda times: " " * len(times.group()), words)
    if words[:1].lower() in SPELLED_STARTS:
        words = ORDINAL_WORD.sub(lambda word: ORDINAL_WORDS[word.group().lower()], words)
        words = SPELLED_WORD.sub(lambda word: SPELLED_NUMBERS[word.group().lower()], words)
    for one in ONE.finditer(words):
        code = normal(one.group())
        if last and SPAN.fullmatch(words, last.end(), one.start()):
            low, high = int(normal(last.group())[0]), int(code[0])
            yield from (str(number) for number in range(low + 1, high))
        yield code
        last = one


def normal(word: str) -> str:
    """One segment's code."""
    low = "".join(word.lower().split())
    if low == "b":
        return "4b"
    letter = low[-1] if low[-1] in "ab" else ""
    body = low[: len(low) - len(letter)]
    return ROMAN.get(body, body) + letter


def lobe_of(codes_found: frozenset[str]) -> str | None:
    """The lobe that these segments lie in; None when they decide nothing."""
    numbers = {code[0] for code in codes_found}
    right, left = numbers & RIGHT, numbers & LEFT
    return "bilobar" if right and left else "right" if right else "left" if left else None
