"""Short forms written out before a note is read: "w/ contrast", "6 mo", "4# of FOLFOX", "adenoca"; the evidence stands in the note as given."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from string import ascii_lowercase
from typing import NamedTuple

from abstraction.records import ElementValue, Lesion, Mention, Note, NoteAbstraction, Section
from extraction.patterns import pattern_of
from extraction.plain_text import PLAIN
from extraction.small_letters import is_small

# Each pattern begins with the small letters that are looked for first.
WITH = pattern_of(r"w/(?<![\w/]..)(?:in\b)?(?=\s|[a-z]{2})(?!wo?\b|o\b|out\b)")
UNITS = {
    "mo": (pattern_of(r"mo(?<=[\d -]..)s?\b"), "month"),
    "mth": (pattern_of(r"mth(?<=[\d -]...)s?\b"), "month"),
    "wk": (pattern_of(r"wk(?<=[\d -]..)s?\b"), "week"),
    "yr": (pattern_of(r"yr(?<=[\d -]..)s?\b"), "year"),
}
# What they count; "q3mo" is how often something is done.
COUNTED = pattern_of(
    r"(?<!q)(?<!q )(?<![\w.,])(?P<number>\d{1,3}|\d{1,2}[.,]\d|[½¼¾]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|few|several"
    r"|twenty[ -](?:one|two|three|four|five|six|seven|eight|nine)|thirty|thirty[ -]six|past|last|next)[ -]?$"
)
ONE = frozenset({"1", "one", "past", "last", "next"})
REACH = 14
# "6 mo. after the operation": such a stop ends no sentence.
STOP = pattern_of(r"\.(?=,? [a-z])")
# In text without capitals only before words that open none; before a stage in any.
GOES_ON = pattern_of(
    r"\.,? (?:of|and|with|in|to|at|or|after|before|post|later|ago|earlier|old|from|since|following|prior|colon|rect|sigm|ca?ec|asc|desc|(?i:y?[pc]?[tn][0-4x]))"
)
# "4#": so many cycles, but not "L2#" or "#4"; of two blanks behind it one goes.
CYCLES = pattern_of(r"#(?![\w#])(?: (?= ))?")
NUMBER = pattern_of(r"(?<![\w.,#/-])\d{1,2} ?$")
# Not "ca. 5 mm", "CA 19-9", "Ca: 2.3".
CANCER = pattern_of(r"ca(?<![\w.-]..)\b(?![-.]?\s?[\d~<>≥]|\s?[:=+]|\.\s?\d)")
ADENOCA = pattern_of(r"adeno(?<!\w.....)[ -]?ca\b")
METASTASES = pattern_of(r"cr?lms?\b(?! (?:clinic|board|mdt|service|team|database|trial|study|group))")
# "Rectal CRLM" tell where the primary lies.
BOWEL = pattern_of(r"\b(?:rectal|colorectal|colon|colonic|sigmoid|ca?ecal) $")
SPREAD = "colorectal liver metastases"
# Columns behind a short form stay where they are.
COLUMNS = pattern_of(r"[^\n]*?(?: {3,}\S|\t|\|)")
# Where a short form stands, and the words for it.
Form = tuple[int, int, str]


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
    plain = text if text.isascii() else text.translate(PLAIN)
    low = plain.lower()
    if len(low) != len(text):
        return None
    stretches: list[Stretch] = []
    parts: list[str] = []
    last = shift = 0
    for start, end, words in sorted(short_forms(plain, low)):
        if start < last or COLUMNS.match(plain, end):
            continue
        shouted = words != SPREAD and is_shouted(text, start, end)
        parts += (text[last:start], words.upper() if shouted else words)
        stretches.append(Stretch(start, end, start + shift, start + shift + len(words)))
        last, shift = end, shift + len(words) - (end - start)
    return WrittenOut("".join((*parts, text[last:])), stretches) if stretches else None


def short_forms(text: str, low: str) -> Iterator[Form]:
    """The short forms of the text; `low` is the text in small letters."""
    if "w/" in low:
        for short in WITH.finditer(low):
            word = "within" if short.group()[2:] else "with"
            yield *short.span(), word + " " * low.startswith(tuple(ascii_lowercase), short.end())
    for letters in UNITS:
        if letters in low:
            yield from counted_units(text, low, letters)
    if "#" in low:
        for short in CYCLES.finditer(low):
            if NUMBER.search(low, max(0, short.start() - 5), short.start()):
                yield *short.span(), "cycles" if low[short.start() - 1] == " " else " cycles"
    if "lm" in low:
        for short in METASTASES.finditer(low):
            before = low[short.start() - 1 : short.start()]
            if (
                not before.isalnum()
                and before != "("
                and not BOWEL.search(low, max(0, short.start() - REACH), short.start())
            ):
                yield *short.span(), SPREAD
    if "ca" in low:
        for short in CANCER.finditer(low):
            yield short.start(), behind_stop(text, short.end()), "carcinoma"
        if "adeno" in low:
            for short in ADENOCA.finditer(low):
                yield short.start(), behind_stop(text, short.end()), "adenocarcinoma"


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the short form is in capitals, or a mere sign in a line of capitals."""
    if "#" in text[start:end]:
        start, end = text.rfind("\n", 0, start) + 1, text.find("\n", end) % (len(text) + 1)
    return text[start:end].isupper()


def counted_units(text: str, low: str, letters: str) -> Iterator[Form]:
    """The units of time of these letters behind what they count."""
    pattern, name = UNITS[letters]
    for short in pattern.finditer(low):
        start = short.start()
        if counted := COUNTED.search(low, max(0, start - REACH), start):
            words = name if counted["number"] in ONE else name + "s"
            yield start, behind_stop(text, short.end()), words if low[start - 1] in " -" else " " + words


def behind_stop(text: str, end: int) -> int:
    """The end, or that of a full stop behind it that ends no sentence."""
    if not text.startswith(".", end):
        return end
    return end + 1 if GOES_ON.match(text, end) or (STOP.match(text, end) and not is_small(text)) else end
