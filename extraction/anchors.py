"""Where a rare word stands: a pattern is tried there and nowhere else."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count

import ahocorasick_rs

# Each word with the numbers of the `Anchors` it stands in, in the order in which words were first named.
ANCHORS: dict[str, list[int]] = {}
# The numbers of the `Anchors` that have a word within another one.
NESTED: set[int] = set()
MADE = count()


class Anchors(tuple[str, ...]):
    """Words that are asked for in every levelled text: one pass finds those of all patterns."""

    number: int

    def __new__(cls, *words: str) -> "Anchors":
        """The words, in no order that matters."""
        made = super().__new__(cls, words)
        made.number = next(MADE)
        for word in dict.fromkeys(words):
            ANCHORS.setdefault(word, []).append(made.number)
        if any(word in other[1:-1] for word in words for other in words):
            NESTED.add(made.number)
        anchor_automaton.cache_clear()
        anchors_of.cache_clear()
        return made


@lru_cache(maxsize=1)
def anchor_automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[int, ...]]]:
    """The automaton of the anchors known by now, and the numbers that each of them stands for."""
    # The smaller automaton is the faster one: between two notes its states fall out of the processor's cache.
    kind, way = ahocorasick_rs.MatchKind.Standard, ahocorasick_rs.Implementation.ContiguousNFA
    made = ahocorasick_rs.AhoCorasick(list(ANCHORS), matchkind=kind, implementation=way)
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}  # the few that differ stay near as well
    return made, [shared.setdefault(numbers, numbers) for numbers in map(tuple, ANCHORS.values())]


@lru_cache(maxsize=1)  # every pattern of a note asks for the same text
def anchors_of(levelled: str) -> defaultdict[int, list[int]]:
    """Number of the `Anchors` -> where one of its words stands in the text, in order."""
    automaton, numbers = anchor_automaton()
    found: defaultdict[int, list[int]] = defaultdict(list)
    # By their ends: the starts are in order too, but where one word lies within another.
    for index, start, _ in automaton.find_matches_as_indexes(levelled, overlapping=True):
        for number in numbers[index]:
            found[number].append(start)
    for number in NESTED & found.keys():
        found[number].sort()
    return found


def places(text: str, words: Iterable[str]) -> list[int]:
    """Offsets of every occurrence of the words, in order; nobody changes the list, which others get too."""
    if type(words) is Anchors:
        return anchors_of(text)[words.number]
    found: list[int] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + 1)
    found.sort()
    return found


def any_in(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text at all."""
    if type(words) is Anchors:
        return bool(anchors_of(text)[words.number])
    return any(map(text.__contains__, words))


def one_in(offsets: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ordered offsets lies in `[start, end)`."""
    at = bisect_left(offsets, start)
    return at < len(offsets) and offsets[at] < end


def matches_at(
    pattern: re.Pattern[str], text: str, offsets: Sequence[int], start: int = 0, end: int | None = None
) -> list[re.Match[str]]:
    """What `pattern.finditer(text, start, end)` finds, for a pattern that can only match at these ordered offsets."""
    found: list[re.Match[str]] = []
    if not offsets:
        return found
    if end is None:
        end = len(text)
    if start or end <= offsets[-1]:
        first = bisect_left(offsets, start)
        offsets = offsets[first : bisect_left(offsets, end, first)]
    for at in offsets:
        if at >= start and (match := pattern.match(text, at, end)):
            found.append(match)
            start = match.end()
    return found
