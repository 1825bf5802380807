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


# Of a longer phrase so many characters are looked for; the rest is compared where they stand.
LONGEST_START = 18
# What a phrase stands for: (number of the topic, concept).
Entry = tuple[tuple[int, str], ...]


class Hit(NamedTuple):
    """A lexicon entry found at `[start, end)` of the note."""

    start: int
    end: int
    concept: str


# "Nodes -ve", "margin +ve".
SIGNED = re.compile(r"(?<!\w)([+\-\u2212\u2013])ve\b")
SIGNS = ("+ve", "-ve", "\u2212ve", "\u2013ve")


def level(text: str) -> str:
    """The text in lower case with white space and hyphens as blanks, "+ve" as "pos" and "-ve" as "neg"; as long as the text itself."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    if not low.isascii():
        low = SURROGATE.sub("\ufffd", low)
    if any(sign in low for sign in SIGNS):
        low = SIGNED.sub(lambda sign: "pos" if sign.group(1) == "+" else "neg", low)
    return low.translate(LEVEL)


class Index(NamedTuple):
    """Phrases for the matcher: short ones are looked for whole, long ones by their start, of which there are far fewer.

    `starts`: what is looked for; `own`: the number of its entry if it is a phrase itself, else -1; `lengths`: those of the
    phrases that go on behind it, by its number; `longer`: these phrases, with the numbers of their entries; `entries`: all
    that a phrase stands for, as (topic, concept).
    """

    starts: list[str]
    own: list[int]
    lengths: dict[int, list[int]]
    longer: dict[str, int]
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
    number_of = {phrase: entries.setdefault(tuple(entry), len(entries)) for phrase, entry in meant.items()}
    starts = list(dict.fromkeys(phrase[:LONGEST_START] for phrase in number_of))
    place = {start: number for number, start in enumerate(starts)}
    lengths: dict[int, set[int]] = {}
    longer = {phrase: number for phrase, number in number_of.items() if len(phrase) > LONGEST_START}
    for phrase in longer:
        lengths.setdefault(place[phrase[:LONGEST_START]], set()).add(len(phrase))
    own = [number_of.get(start, -1) for start in starts]
    return Index(starts, own, {at: sorted(found) for at, found in lengths.items()}, longer, list(entries))


class Matcher:
    """Finds every phrase of every topic as whole words; runs of blanks in the text count as one."""

    def __init__(self, index: Index) -> None:
        self._topics = list(dict.fromkeys(topic for entry in index.entries for topic, _ in entry))
        number_of = {topic: number for number, topic in enumerate(self._topics)}
        entries = [tuple((number_of[topic], concept) for topic, concept in entry) for entry in index.entries]
        self._own = [entries[number] if number >= 0 else () for number in index.own]
        self._lengths, self._longer, self._entries = index.lengths, index.longer, entries
        self._automaton = ahocorasick_rs.AhoCorasick(
            index.starts, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )

    def hits(self, levelled: str) -> dict[str, list[Hit]]:
        """Topic -> hits in text order, of nested ones the longest; equal spans keep every concept."""
        flat, cuts, shifts = squeeze(levelled)
        found: list[list[Hit]] = [[] for _ in self._topics]
        ends = [0] * len(found)  # of the last hit of each topic
        new = tuple.__new__  # the constructor less a call in Python
        # By their ends in order, of those with one end the longest first.
        for end, start, entries in sorted(self._matches(flat)):
            if cuts:
                start, end = start + shifts[bisect_right(cuts, start)], end + shifts[bisect_right(cuts, end - 1)]
            for topic, concept in entries:
                kept = found[topic]
                if ends[topic] > start:
                    last_start, last_end, _ = kept[-1]
                    if last_end == end and last_start < start:
                        continue
                    while last_start >= start and last_end < end:
                        kept.pop()
                        if not kept:
                            break
                        last_start, last_end, _ = kept[-1]
                ends[topic] = end
                kept.append(new(Hit, (start, end, concept)))
        return {topic: kept for topic, kept in zip(self._topics, found, strict=True) if kept}

    def _matches(self, flat: str) -> list[tuple[int, int, Entry]]:
        """(end, start, entry) of every phrase that stands in the text as whole words."""
        inside, size = within_words(flat), len(flat)
        own, lengths, longer, entries = self._own, self._lengths, self._longer, self._entries
        found: list[tuple[int, int, Entry]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(flat, overlapping=True):
            if inside[start]:
                continue
            if own[index] and not inside[end]:
                found.append((end, start, own[index]))
            if index in lengths:
                for length in lengths[index]:
                    end = start + length
                    if end <= size and not inside[end] and (phrase := flat[start:end]) in longer:
                        found.append((end, start, entries[longer[phrase]]))
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
