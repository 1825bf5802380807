"""Words of an older text found again in a newer one, or not at all: never other words in their place."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# So many words need one neighbour that is the same; fewer, which can stand anywhere, need both.
SPEAKING = 3
# Letters in which a neighbour is looked for.
NEAR = 100
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Spaced:
    """A text with one space for each run of white space, so that lines wrapped anew are the same; `places` are those in the text."""

    text: str
    places: tuple[int, ...]


def spaced(text: str) -> Spaced:
    """The text with single spaces."""
    kept = [at for at, letter in enumerate(text) if not letter.isspace() or not at or not text[at - 1].isspace()]
    return Spaced("".join(" " if text[at].isspace() else text[at] for at in kept), tuple(kept))


def anchored(old: str, start: int, end: int, new: str) -> tuple[int, int] | None:
    """The interval of `new` that holds the words `old[start:end]`, in the surroundings they had; None where that is not certain.

    Of several places it is the one with most of the old surroundings; where the same words stood elsewhere in the old text with
    surroundings that fit it better on either side, or as well on both, it could be those.
    The word before them or after is to be the same, of a few words both.
    """
    before, after = spaced(old), spaced(new)
    words = " ".join(old[start:end].split())
    if not words or end > len(old):
        return None
    first = start + len(old[start:end]) - len(old[start:end].lstrip())
    own = bisect_right(before.places, first) - 1
    edges = _edges(before.text, own, len(words))
    needed = 1 if len(WORD.findall(words)) >= SPEAKING else 2
    fits = {
        at: _shared(before.text, own, after.text, at, len(words))
        for at in _occurrences(words, after.text)
        if _edges(after.text, at, len(words)) == edges
        and _same_neighbours(before.text, own, after.text, at, len(words)) >= needed
    }
    if not fits:
        return None
    best = max(fits, key=lambda at: sum(fits[at]))
    if [sum(fit) for fit in fits.values()].count(sum(fits[best])) > 1:
        return None
    for twin in _occurrences(words, before.text):
        ahead, behind = _shared(before.text, twin, after.text, best, len(words))
        if twin != own and (ahead > fits[best][0] or behind > fits[best][1] or (ahead, behind) == fits[best]):
            return None
    return after.places[best], after.places[best + len(words) - 1] + 1


def _occurrences(words: str, text: str) -> Iterator[int]:
    """Where the words begin in a text."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _edges(text: str, at: int, length: int) -> tuple[bool, bool]:
    """Whether a word runs on across the begin, and the end, of some words."""
    return _runs_on(text, at), _runs_on(text, at + length)


def _runs_on(text: str, at: int) -> bool:
    """Whether a word runs on across this place."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _shared(old: str, here: int, new: str, there: int, length: int) -> tuple[int, int]:
    """How many letters right before, and right after, two places are the same."""
    return _alike(old[:here][::-1], new[:there][::-1]), _alike(old[here + length :], new[there + length :])


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _same_neighbours(old: str, here: int, new: str, there: int, length: int) -> int:
    """On how many sides what stands up to the next word is the same at two places, or both texts end there."""
    pairs = zip(_neighbours(old, here, length), _neighbours(new, there, length), strict=True)
    return sum(one == other for one, other in pairs)


def _neighbours(text: str, at: int, length: int) -> tuple[str, str]:
    """What stands up to the whole word before, and after, some words."""
    ahead = re.search(r"\w*\W*$", text[max(0, at - NEAR) : at])
    behind = re.match(r"\W*\w*", text[at + length : at + length + NEAR])
    return (ahead[0] if ahead else "", behind[0] if behind else "")
