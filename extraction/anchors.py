"""Where a rare word stands: a pattern is tried there and nowhere else."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import ahocorasick_rs

# The words of all `Anchors`, in the order in which they were first named.
ANCHORS: dict[str, None] = {}


class Anchors(tuple[str, ...]):
    """Words that are asked for in every levelled text: one pass finds those of all patterns."""

    __slots__ = ()

    def __new__(cls, *words: str) -> "Anchors":
        """The words, in no order that matters."""
        ANCHORS.update(dict.fromkeys(words))
        return super().__new__(cls, words)


@lru_cache(maxsize=1)
def anchor_automaton(count: int) -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    """The automaton of the `count` anchors known by now, and these."""
    words = list(ANCHORS)
    kind, way = ahocorasick_rs.MatchKind.Standard, ahocorasick_rs.Implementation.DFA
    return ahocorasick_rs.AhoCorasick(words, matchkind=kind, implementation=way), words


@lru_cache(maxsize=1)  # every pattern of a note asks for the same text
def anchors_of(levelled: str, count: int) -> Mapping[str, list[int]]:
    """Anchor -> where it stands in the text, in order."""
    automaton, words = anchor_automaton(count)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, start, _ in automaton.find_matches_as_indexes(levelled, overlapping=True):
        found[words[index]].append(start)
    return found


def places(text: str, words: Iterable[str]) -> list[int]:
    """Offsets of every occurrence of the words, in order."""
    found: list[int] = []
    if isinstance(words, Anchors):
        known = anchors_of(text, len(ANCHORS))
        for word in words:
            if word in known:
                found += known[word]
        found.sort()
        return found
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + 1)
    found.sort()
    return found


def any_in(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text at all."""
    if isinstance(words, Anchors):
        return not anchors_of(text, len(ANCHORS)).keys().isdisjoint(words)
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
    end = len(text) if end is None else end
    first = bisect_left(offsets, start) if start else 0
    for at in offsets[first : bisect_left(offsets, end, first)]:
        if at >= start and (match := pattern.match(text, at, end)):
            found.append(match)
            start = match.end()
    return found
