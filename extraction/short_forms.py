"""Short forms written out before a note is read: "w/ contrast", "6 mo", "4# of FOLFOX", "adenoca"; the evidence stands in the note as given."""

import re
from bisect import bisect_right
from dataclasses import replace
from typing import NamedTuple

from abstraction.records import ElementValue, Lesion, Mention, Note, NoteAbstraction, Section
from extraction.patterns import pattern_of

# What a text without short forms has none of: it is looked through no further.
MARKS = pattern_of(
    r"w/|W/|\d ?#|[A-Za-z\d](?: |-)?(?:[Mm][Oo]|[Mm][Oo]?[Tt][Hh])[Ss]?\b|(?:[Ww][Kk]|[Yy][Rr])[Ss]?\b|(?:[Cc]a|CA)\b"
)
SHORT = pattern_of(
    r"(?<![\w/])(?P<with>w/(?:in\b)?)(?=\s|[a-z]{2})(?!wo?\b|o\b|out\b)"
    r"|(?:(?<=\d)|(?<=\d[ -])|(?<=[a-z] ))(?P<unit>mo|mth|wk|yr)s?\b(?:\.(?=,? (?-i:[a-z])))?"
    r"|(?<=\d)(?P<cycles>\s?#)(?![\w#])(?: (?= ))?"
    r"|(?<![\w.-])(?P<cancer>(?:adeno[ -]?)?ca)\b(?:\.(?= (?-i:[a-z])))?(?![-.]?\s?[\d~<>≥]|\s?[:=+]|\.\s?\d)",
    re.IGNORECASE,
)
UNITS = {"mo": "month", "mth": "month", "wk": "week", "yr": "year"}
# What they count, and how often something is done: "q3mo".
COUNTED = pattern_of(
    r"(?<!q)(?<!q )(?<![\d.,])(?P<number>\d{1,3}|\d{1,2}[.,]\d|[½¼¾]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|few|several"
    r"|twenty[ -](?:one|two|three|four|five|six|seven|eight|nine)|thirty|thirty[ -]six|past|last|next)[ -]?$",
    re.IGNORECASE,
)
ONE = frozenset({"1", "one", "past", "last", "next"})
REACH = 14
# Columns behind a short form stay where they are.
COLUMNS = pattern_of(r"[^\n]*?(?: {3,}\S|\t|\|)")
# "4#": so many cycles, but not "L2#" or "#4".
CYCLES = pattern_of(r"(?<![\w.,#/-])\d{1,2}$")


class Stretch(NamedTuple):
    """A short form at `[start, end)` of the note, and where it stands written out."""

    start: int
    end: int
    written_start: int
    written_end: int


class WrittenOut(NamedTuple):
    """A text with its short forms written out, and where they stood."""

    text: str
    stretches: list[Stretch]

    def start(self, offset: int) -> int:
        """Where in the note the stretch starts that starts here."""
        return self._origin(offset, ends=False)

    def end(self, offset: int) -> int:
        """Where in the note the stretch ends that ends here."""
        return self._origin(offset, ends=True)

    def _origin(self, offset: int, *, ends: bool) -> int:
        """The offset in the note: from within a written word the edge of its short form."""
        at = bisect_right(self.stretches, offset, key=lambda one: one.written_start) - 1
        if at < 0:
            return offset
        before = self.stretches[at]
        if offset >= before.written_end:
            return offset - before.written_end + before.end
        return before.end if ends and offset > before.written_start else before.start

    def in_note(self, told: NoteAbstraction, note: Note) -> NoteAbstraction:
        """What the text states, with its evidence in the note."""
        return NoteAbstraction(
            note,
            tuple(map(self._section, told.sections)),
            {name: self._value(found) for name, found in told.values.items()},
            tuple(map(self._lesion, told.lesions)),
            tuple(map(self._mention, told.context)),
        )

    def _section(self, section: Section) -> Section:
        """The section of the note."""
        start, body = self.start(section.start), self.start(section.body_start)
        return replace(section, start=start, body_start=body, end=self.end(section.end))

    def _mention(self, mention: Mention) -> Mention:
        """The mention in the note."""
        return replace(mention, start=self.start(mention.start), end=self.end(mention.end))

    def _value(self, found: ElementValue) -> ElementValue:
        """The value with its evidence in the note."""
        return replace(found, evidence=tuple(map(self._mention, found.evidence)))

    def _lesion(self, lesion: Lesion) -> Lesion:
        """The lesion with its evidence in the note."""
        return replace(lesion, evidence=tuple(map(self._mention, lesion.evidence)))


def written_out(text: str) -> WrittenOut | None:
    """The text with its short forms written out; None where it has none."""
    if not MARKS.search(text):
        return None
    stretches: list[Stretch] = []
    parts: list[str] = []
    last = shift = 0
    for short in SHORT.finditer(text):
        written = meaning(short)
        if not written or COLUMNS.match(text, short.end()):
            continue
        parts += (text[last : short.start()], written)
        start, last = short.start() + shift, short.end()
        shift += len(written) - len(short.group())
        stretches.append(Stretch(short.start(), last, start, start + len(written)))
    return WrittenOut("".join((*parts, text[last:])), stretches) if stretches else None


def meaning(short: re.Match[str]) -> str:
    """The words that the short form stands for; nothing where it stands for something else."""
    text, start, end = short.string, short.start(), short.end()
    written = short.group()
    if short["cycles"]:
        return " cycles" if CYCLES.search(text, max(0, start - 4), start) else ""
    if short["with"]:
        word = "within" if written[2:] else "with"
        word += " " if text[end : end + 1].isalpha() else ""
    elif short["unit"]:
        counted = COUNTED.search(text, max(0, start - REACH), start)
        if not counted:
            return ""
        word = UNITS[short["unit"].lower()] + ("" if counted["number"].lower() in ONE else "s")
        word = word if text[start - 1] in " -" else " " + word
    else:
        word = "adenocarcinoma" if written[:1] in "Aa" else "carcinoma"
    return word.upper() if written.isupper() else word
