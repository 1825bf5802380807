"""Where a rare word stands: a pattern is tried there and nowhere else."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import ahocorasick_rs

# Each word with the numbers of the `Anchors` it stands in, in the order in which words were first named.
ANCHORS: dict[str, list[int]] = {}
# The numbers of the `Anchors` that have a word within another one.
NESTED: set[int] = set()
# All `Anchors` by number.
MADE: list["Anchors"] = []
# Of each of them where one of its words stands in a text, in order.
Found = list[list[int]]
# Of those of which no word is found; it stays empty.
NOWHERE: list[int] = []
# The last text that was asked for, and what was found in it: every pattern of a note asks for the same one.
NONE_ASKED: tuple[str | None, Found] = (None, [])
LAST = [NONE_ASKED]


class Anchors:
    """Words that are asked for in every levelled text: one pass finds those of all patterns."""

    def __init__(self, *words: str) -> None:
        """The words, in no order that matters."""
        self.words = words
        self.number = len(MADE)
        MADE.append(self)
        for word in dict.fromkeys(words):
            ANCHORS.setdefault(word, []).append(self.number)
        inner = "\n".join([word[1:-1] for word in words])
        if any(map(inner.__contains__, words)):
            NESTED.add(self.number)
        anchor_automaton.cache_clear()
        LAST[0] = NONE_ASKED

    def __iter__(self) -> Iterator[str]:
        """The words."""
        return iter(self.words)


@lru_cache(maxsize=1)
def anchor_automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[int, ...]]]:
    """The automaton of the anchors known by now, and the numbers that each of them stands for."""
    # The smaller automaton is the faster one: between two notes its states fall out of the processor's cache.
    kind, way = ahocorasick_rs.MatchKind.Standard, ahocorasick_rs.Implementation.ContiguousNFA
    made = ahocorasick_rs.AhoCorasick(list(ANCHORS), matchkind=kind, implementation=way)
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}  # so few stay in the cache too
    return made, [shared.setdefault(numbers, numbers) for numbers in map(tuple, ANCHORS.values())]


def anchors_of(levelled: str) -> Found:
    """What is found in the text; it is kept till another one is asked for."""
    automaton, numbers = anchor_automaton()
    found: Found = [NOWHERE] * len(MADE)
    # By their ends: the starts are in order too, but where one word lies within another.
    for index, start, _ in automaton.find_matches_as_indexes(levelled, overlapping=True):
        for number in numbers[index]:
            known = found[number]
            if known is NOWHERE:
                found[number] = [start]
            else:
                known.append(start)
    for number in NESTED:
        found[number].sort()
    LAST[0] = (levelled, found)
    return found


def places(text: str, words: Iterable[str]) -> list[int]:
    """Offsets of every occurrence of the words, in order; nobody changes the list, which others get too."""
    if isinstance(words, Anchors):
        known, found = LAST[0]
        return (found if known is text else anchors_of(text))[words.number]
    offsets: list[int] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            offsets.append(at)
            at = text.find(word, at + 1)
    offsets.sort()
    return offsets


def any_in(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text at all."""
    if isinstance(words, Anchors):
        return bool(places(text, words))
    return any(map(text.__contains__, words))


def first_at(offsets: list[int], start: int, low: int = 0) -> int:
    """The index of the first of the ordered offsets that is not before `start`, from `low` on; `bisect_left` in compiled code."""
    high = len(offsets)
    while low < high:
        middle = (low + high) >> 1
        if offsets[middle] < start:
            low = middle + 1
        else:
            high = middle
    return low


def one_in(offsets: list[int], start: int, end: int) -> bool:
    """Whether one of the ordered offsets lies in `[start, end)`."""
    at = first_at(offsets, start)
    return at < len(offsets) and offsets[at] < end


def matches_at(pattern: re.Pattern[str], text: str, offsets: list[int]) -> list[re.Match[str]]:
    """What `pattern.finditer(text)` finds, for a pattern that can only match at these ordered offsets."""
    found: list[re.Match[str]] = []
    start = 0
    for at in offsets:
        if at >= start and (match := pattern.match(text, at)):
            found.append(match)
            start = match.end()
    return found


def matches_within(
    pattern: re.Pattern[str], text: str, offsets: list[int], start: int, end: int
) -> list[re.Match[str]]:
    """What `pattern.finditer(text, start, end)` finds, for a pattern that can only match at these ordered offsets."""
    found: list[re.Match[str]] = []
    for at in offsets[first_at(offsets, start) : first_at(offsets, end)]:
        if at >= start and (match := pattern.match(text, at, end)):
            found.append(match)
            start = match.end()
    return found
