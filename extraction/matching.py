"""All vocabulary in one Aho-Corasick pass: flat text in, hits by topic out."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable
from sys import intern, maxsize
from typing import NamedTuple

import ahocorasick_rs

from extraction.patterns import pattern_of

# One character stands for one character, so offsets survive: line ends, hyphens and quotes are levelled.
OTHER_BLANK = pattern_of("[\u00a0\u2007\u202f\u2010-\u2014\u2212]")
OTHER_QUOTE = pattern_of("[\u2018\u2019\u00b4]")
OTHER_LETTER = pattern_of(r"[^\W_\x00-\x7f]")
IS_LETTER = bytes(chr(code).isalnum() and code < 128 for code in range(256))
# Halves of characters, from a file that was not quite UTF-8; the automaton takes none.
SURROGATE = pattern_of(f"[{chr(0xD800)}-{chr(0xDFFF)}]")


# Of a longer phrase so many characters are looked for; the rest is compared where they stand.
LONGEST_START = 16
# What a phrase stands for: (topic, concept).
Entry = tuple[tuple[str, str], ...]
# Of a start: what it stands for itself, the lengths of what goes on behind it, and what that stands for.
Behind = tuple[Entry, tuple[int, ...], dict[str, Entry]]
# A phrase in a text: (end, start, what it stands for).
Match = tuple[int, int, Entry]


class Hit:
    """A lexicon entry found at `[start, end)` of the note."""

    __slots__ = ("concept", "end", "start")

    def __init__(self, start: int, end: int, concept: str) -> None:
        self.start: int = start
        self.end: int = end
        self.concept: str = concept


# "Nodes -ve", "margin +ve".
SIGNED = pattern_of(r"(?<!\w)([+\-\u2212\u2013])ve\b")
SIGNS = ("+ve", "-ve", "\u2212ve", "\u2013ve")


def level(text: str) -> str:
    """The text in lower case with white space and hyphens as blanks, "+ve" as "pos" and "-ve" as "neg"; as long as the text itself."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    if any(map(low.__contains__, SIGNS)):
        low = SIGNED.sub(lambda sign: "pos" if sign.group(1) == "+" else "neg", low)
    if not low.isascii():
        low = OTHER_QUOTE.sub("'", OTHER_BLANK.sub(" ", SURROGATE.sub("\ufffd", low)))
    return low.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("-", " ").replace("`", "'")


def with_capitals(levelled: str) -> str:
    """The text, as long as before, with a capital for each letter that stands behind none: so no phrase is found from within a word."""
    return levelled.encode().title().decode()  # of ASCII letters; all others stay as they are


class Index(NamedTuple):
    """Phrases for the matcher, which looks for their starts: of these there are far fewer.

    `lines`: each start with all that goes on behind it, nothing too, and the number of what that stands for, parted by tabs:
    "Liver Metastas", "es", "7", "is", "7". A line is taken apart when a text holds its start; most are never.
    `entries`: what phrases stand for, as (topic, concept), by number.
    """

    lines: list[str]
    entries: list[Entry]


def indexed(phrases: Iterable[tuple[str, str, str]]) -> Index:
    """The index of (topic, concept, phrase)."""
    given = list(phrases)
    levelled = level("\0".join(phrase for _, _, phrase in given)).split("\0")
    meant: dict[str, dict[tuple[str, str], None]] = {}
    for (topic, concept, _), phrase in zip(given, levelled, strict=True):
        meant.setdefault(" ".join(phrase.split()), {})[(topic, concept)] = None
    entries: dict[Entry, int] = {}
    behind: dict[str, list[str]] = {}
    for phrase, entry in meant.items():
        number = entries.setdefault(tuple(entry), len(entries))
        start, rest = with_capitals(phrase)[:LONGEST_START], phrase[LONGEST_START:]
        behind.setdefault(start, []).append(f"{rest}\t{number}")
    return Index(["\t".join((start, *found)) for start, found in behind.items()], list(entries))


class Matcher:
    """Finds every phrase of every topic as whole words; runs of blanks in the text count as one."""

    def __init__(self, index: Index) -> None:
        # Equal topics as one string, that of the literals in the code: they are found by identity.
        self._entries = [tuple((intern(topic), concept) for topic, concept in entry) for entry in index.entries]
        self._lines = index.lines
        self._behind: list[Behind | None] = [None] * len(index.lines)
        self._automaton = ahocorasick_rs.AhoCorasick(
            [line.partition("\t")[0] for line in index.lines],
            matchkind=ahocorasick_rs.MatchKind.Standard,
            store_patterns=False,
        )

    def matches(self, levelled: str) -> list[Match]:
        """Every phrase that stands in the text as whole words: by their ends in order, of those with one end the longest first."""
        flat, cuts, shifts = squeeze(levelled)
        inside, size = within_words(flat), len(flat)
        behind = self._behind
        found: list[Match] = []
        for index, start, end in self._automaton.find_matches_as_indexes(with_capitals(flat), overlapping=True):
            if inside[start]:
                continue
            own, lengths, longer = behind[index] or self._take_apart(index)
            if own and not inside[end]:
                found.append((end, start, own))
            for length in lengths:
                last = end + length
                if last <= size and not inside[last] and (entry := longer.get(flat[end:last])):
                    found.append((last, start, entry))
        found.sort()
        return unsqueezed(found, cuts, shifts) if cuts else found

    def _take_apart(self, index: int) -> Behind:
        """What the start stands for itself, and what behind it; kept for the next time."""
        _, *parts = self._lines[index].split("\t")
        longer = {phrase: self._entries[int(number)] for phrase, number in zip(parts[::2], parts[1::2], strict=True)}
        own = longer.pop("", ())
        made = self._behind[index] = (own, tuple(sorted({len(phrase) for phrase in longer})), longer)
        return made


def longest(matches: list[Match], only: Container[str] | None = None) -> dict[str, list[Hit]]:
    """Topic -> hits in text order, of nested ones the longest; equal spans keep every concept. Of all topics, or `only` some."""
    found: defaultdict[str, list[Hit]] = defaultdict(list)
    last = 0  # where the match before ends
    for end, start, entries in matches:
        for topic, concept in entries:
            if only and topic not in only:
                continue
            kept = found[topic]
            if start < last and kept:
                before = kept[-1]
                if before.end == end and before.start < start:
                    continue
                while before.start >= start and before.end < end:
                    kept.pop()
                    if not kept:
                        break
                    before = kept[-1]
            kept.append(Hit(start, end, concept))
        last = end
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


def unsqueezed(matches: list[Match], cuts: list[int], shifts: list[int]) -> list[Match]:
    """The matches of the squeezed text, by their ends in order, as they stand in the text itself."""
    found: list[Match] = []
    begin, shift, cut = 0, 0, cuts[0]  # what ends behind `begin` and up to `cut` moves by `shift`
    ahead = zip(cuts, shifts[1:], [*cuts[1:], maxsize], strict=True)
    for end, start, entry in matches:
        while cut < end:
            begin, shift, cut = next(ahead)
        found.append((end + shift, start + (shift if start >= begin else shifts[bisect_right(cuts, start)]), entry))
    return found
