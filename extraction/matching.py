"""All vocabulary in one Aho-Corasick pass: flat text in, hits by topic out."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick_rs

# One character stands for one character, so offsets survive: line ends, hyphens and quotes are levelled.
LEVEL = str.maketrans(
    dict.fromkeys("\n\t\r\u00a0\u2007\u202f-\u2010\u2011\u2012\u2013\u2014\u2212", " ")
    | dict.fromkeys("\u2019\u2018`\u00b4", "'")
)

RUN = re.compile(r" {2,}")


class Hit(NamedTuple):
    """A lexicon entry found at `[start, end)` of the note."""

    start: int
    end: int
    concept: str


def level(text: str) -> str:
    """The text in lower case with white space and hyphens as blanks; as long as the text itself."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low.translate(LEVEL)


class Matcher:
    """Finds every phrase of every topic as whole words; runs of blanks in the text count as one."""

    def __init__(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        """`phrases` are (topic, concept, phrase)."""
        index: dict[str, dict[tuple[str, str], None]] = {}
        for topic, concept, phrase in phrases:
            index.setdefault(" ".join(level(phrase).split()), {})[(topic, concept)] = None
        self._patterns = list(index)
        self._entries = [tuple(entries) for entries in index.values()]
        self._edges = [(pattern[0].isalnum(), pattern[-1].isalnum()) for pattern in self._patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns, matchkind=ahocorasick_rs.MatchKind.Standard)

    def hits(self, levelled: str) -> dict[str, list[Hit]]:
        """Topic -> hits in text order, of nested ones the longest."""
        flat, cuts, shifts = squeeze(levelled)
        edges, entries, size = self._edges, self._entries, len(flat)
        found: dict[str, list[Hit]] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(flat, overlapping=True):
            left, right = edges[index]
            if (left and start and flat[start - 1].isalnum()) or (right and end < size and flat[end].isalnum()):
                continue
            if cuts:
                start, end = start + shifts[bisect_right(cuts, start)], end + shifts[bisect_right(cuts, end - 1)]
            for topic, concept in entries[index]:
                if topic in found:
                    found[topic].append(Hit(start, end, concept))
                else:
                    found[topic] = [Hit(start, end, concept)]
        return {topic: longest(hits) for topic, hits in found.items()}


def squeeze(levelled: str) -> tuple[str, list[int], list[int]]:
    """The text with runs of blanks made one; offset i of it is i + shifts[bisect_right(cuts, i)] of the text."""
    cuts: list[int] = []
    shifts = [0]
    for run in RUN.finditer(levelled):
        cuts.append(run.start() + 1 - shifts[-1])
        shifts.append(shifts[-1] + run.end() - run.start() - 1)
    return (RUN.sub(" ", levelled), cuts, shifts) if cuts else (levelled, cuts, shifts)


def longest(hits: list[Hit]) -> list[Hit]:
    """Hits in text order without those that lie inside a longer one; equal spans keep every concept."""
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    reach = -1
    for hit in hits:
        if hit.end > reach or (kept and (hit.start, hit.end) == (kept[-1].start, kept[-1].end)):
            kept.append(hit)
            reach = max(reach, hit.end)
    return kept
