"""Where a rare word stands: a pattern is tried there and nowhere else."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence


def places(text: str, words: Iterable[str]) -> list[int]:
    """Offsets of every occurrence of the words, in order."""
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
