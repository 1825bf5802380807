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
OTHER_LETTER = re.compile(r"[^\W_\x00-\x7f]")
IS_LETTER = bytes(chr(code).isalnum() and code < 128 for code in range(256))
# Halves of characters, from a file that was not quite UTF-8; the automaton takes none.
SURROGATE = re.compile("[\ud800-\udfff]")


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
    if not low.isascii():
        low = SURROGATE.sub("\ufffd", low)
    return low.translate(LEVEL)


class Index(NamedTuple):
    """Phrases, each once, with the number of its entry; an entry is all that a phrase stands for, as (topic, concept)."""

    phrases: list[str]
    numbers: list[int]
    entries: list[tuple[tuple[str, str], ...]]


def indexed(phrases: Iterable[tuple[str, str, str]]) -> Index:
    """The index of (topic, concept, phrase)."""
    given = list(phrases)
    levelled = level("\0".join(phrase for _, _, phrase in given)).split("\0")
    meant: dict[str, dict[tuple[str, str], None]] = {}
    for (topic, concept, _), phrase in zip(given, levelled, strict=True):
        meant.setdefault(" ".join(phrase.split()), {})[(topic, concept)] = None
    # One entry for all phrases of a concept.
    entries: dict[tuple[tuple[str, str], ...], int] = {}
    numbers = [entries.setdefault(entry, len(entries)) for entry in map(tuple, meant.values())]
    return Index(list(meant), numbers, list(entries))


class Matcher:
    """Finds every phrase of every topic as whole words; runs of blanks in the text count as one."""

    def __init__(self, index: Index) -> None:
        self._entries = [index.entries[number] for number in index.numbers]
        self._automaton = ahocorasick_rs.AhoCorasick(
            index.phrases, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )

    def hits(self, levelled: str) -> dict[str, list[Hit]]:
        """Topic -> hits in text order, of nested ones the longest; equal spans keep every concept."""
        flat, cuts, shifts = squeeze(levelled)
        inside, all_entries = within_words(flat), self._entries
        found: dict[str, list[Hit]] = {}
        new = tuple.__new__  # the constructor less a call in Python
        # By their ends in order, of those with one end the longest first.
        for index, start, end in self._automaton.find_matches_as_indexes(flat, overlapping=True):
            if inside[start] or inside[end]:
                continue
            if cuts:
                start, end = start + shifts[bisect_right(cuts, start)], end + shifts[bisect_right(cuts, end - 1)]
            for topic, concept in all_entries[index]:
                hit = new(Hit, (start, end, concept))
                kept = found.get(topic)
                if kept is None:
                    found[topic] = [hit]
                    continue
                last_start, last_end, _ = kept[-1]
                if last_end <= start:
                    kept.append(hit)
                    continue
                if last_end == end and last_start < start:
                    continue
                while last_start >= start and last_end < end:
                    kept.pop()
                    if not kept:
                        break
                    last_start, last_end, _ = kept[-1]
                kept.append(hit)
        return found


def within_words(text: str) -> bytes:
    """For each offset, the end too, whether a letter or digit stands on both sides of it: 1, else 0."""
    if not text.isascii():
        text = OTHER_LETTER.sub("a", text)
    letters = int.from_bytes(text.encode("ascii", "replace").translate(IS_LETTER), "big")
    return (letters & letters << 8).to_bytes(len(text) + 1, "big")


def squeeze(levelled: str) -> tuple[str, list[int], list[int]]:
    """The text with runs of blanks made one; offset i of it is i + shifts[bisect_right(cuts, i)] of the text."""
    cuts: list[int] = []
    shifts = [0]
    parts: list[str] = []
    begin, at = 0, levelled.find("  ")
    while at >= 0:
        end = at + 2
        while levelled.startswith(" ", end):
            end += 1
        parts.append(levelled[begin : at + 1])
        cuts.append(at + 1 - shifts[-1])
        shifts.append(shifts[-1] + end - at - 1)
        begin, at = end, levelled.find("  ", end)
    return "".join([*parts, levelled[begin:]]), cuts, shifts
