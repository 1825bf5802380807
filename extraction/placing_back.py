"""What was read in a text with words left out or shortened, placed back in the text as it was given."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from abstraction.records import ElementValue, Lesion, Mention, NoteAbstraction, Section


class Edit(NamedTuple):
    """For `[start, end)` of the text as given, `words` were read."""

    start: int
    end: int
    words: str = ""


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text after the edits, which are in order and apart."""
    parts, last = [], 0
    for edit in edits:
        parts += [text[last : edit.start], edit.words]
        last = edit.end
    return "".join([*parts, text[last:]])


class Places:
    """Offsets of an edited text -> those of the text as given."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.edits = edits
        self.read: list[int] = []  # where the words of each edit start in the edited text
        shift = 0
        for edit in edits:
            self.read.append(edit.start + shift)
            shift += len(edit.words) - (edit.end - edit.start)

    def start(self, offset: int) -> int:
        """Where a stretch starts that was read from the offset on: behind what was left out there."""
        at = bisect_right(self.read, offset) - 1
        if at < 0:
            return offset
        beyond = offset - self.read[at] - len(self.edits[at].words)
        return self.edits[at].start if beyond < 0 else self.edits[at].end + beyond

    def end(self, offset: int) -> int:
        """Where a stretch ends that was read up to the offset: before what was left out there."""
        at = bisect_left(self.read, offset) - 1
        if at < 0:
            return offset
        return self.edits[at].end + max(0, offset - self.read[at] - len(self.edits[at].words))

    def of_mention(self, mention: Mention) -> Mention:
        """The mention where it stands in the text as given."""
        return replace(mention, start=self.start(mention.start), end=self.end(mention.end))

    def of_mentions(self, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        """The mentions where they stand in the text as given."""
        return tuple(map(self.of_mention, mentions))

    def of_section(self, section: Section) -> Section:
        """The section, of the text as given."""
        begin, body, end = map(self.start, (section.start, section.body_start, section.end))
        return replace(section, start=begin, body_start=body, end=end)

    def of_value(self, found: ElementValue) -> ElementValue:
        """The value with its evidence in the text as given."""
        return replace(found, evidence=self.of_mentions(found.evidence))

    def of_lesion(self, lesion: Lesion) -> Lesion:
        """The lesion with its evidence in the text as given."""
        return replace(lesion, evidence=self.of_mentions(lesion.evidence))


def placed_back(told: NoteAbstraction, edits: Sequence[Edit]) -> NoteAbstraction:
    """What was read after the edits, told of the text as given."""
    if not edits:
        return told
    places = Places(edits)
    return replace(
        told,
        sections=tuple(map(places.of_section, told.sections)),
        values={element: places.of_value(found) for element, found in told.values.items()},
        lesions=tuple(map(places.of_lesion, told.lesions)),
        context=places.of_mentions(told.context),
    )
