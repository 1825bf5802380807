"""A note's text edited before it is read, and where in the note each stretch of the edited text stands."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import NamedTuple


class Edit(NamedTuple):
    """For `[start, end)` of the text as given, `words` are read."""

    start: int
    end: int
    words: str = ""


class Layer:
    """One round of edits, in order and apart: the offsets of the text before it and of the text after it."""

    def __init__(self, edits: list[Edit]) -> None:
        self.edits = edits
        grown = accumulate((len(edit.words) - (edit.end - edit.start) for edit in edits[:-1]), initial=0)
        # Where the words of each edit start in the text after it.
        self._begins = [edit.start + shift for edit, shift in zip(edits, grown, strict=True)]

    def start_before(self, offset: int) -> int:
        """Where a stretch starts in the text before, which starts here in the text after."""
        at = bisect_right(self._begins, offset) - 1
        if at < 0:
            return offset
        edit, beyond = self.edits[at], offset - self._begins[at] - len(self.edits[at].words)
        return edit.end + beyond if beyond >= 0 else edit.start

    def end_before(self, offset: int) -> int:
        """Where a stretch ends in the text before, which ends here in the text after."""
        at = bisect_left(self._begins, offset) - 1
        if at < 0:
            return offset
        edit = self.edits[at]
        return edit.end + max(0, offset - self._begins[at] - len(edit.words))

    def after(self, offset: int, *, ends: bool) -> int:
        """Where a stretch starts or ends in the text after, which does so here in the text before."""
        at = bisect_right(self.edits, offset, key=lambda edit: edit.start) - 1
        if at < 0:
            return offset
        edit, begin = self.edits[at], self._begins[at]
        if offset >= edit.end:
            return begin + len(edit.words) + offset - edit.end
        return begin + (len(edit.words) if ends and offset > edit.start else 0)


class EditedText:
    """The text after all rounds of edits so far."""

    def __init__(self, note_text: str) -> None:
        self.text = note_text
        self._layers: list[Layer] = []

    @property
    def is_note(self) -> bool:
        """Whether nothing was edited."""
        return not self._layers

    def apply(self, edits: Iterable[Edit]) -> None:
        """One round of edits of the text as it is now; of two that overlap the first is made."""
        made: list[Edit] = []
        for edit in sorted(edits):
            if not made or edit.start >= made[-1].end:
                made.append(edit)
        if not made:
            return
        parts: list[str] = []
        last = 0
        for start, end, words in made:
            parts += self.text[last:start], words
            last = end
        self.text = "".join([*parts, self.text[last:]])
        self._layers.append(Layer(made))

    def write(self, pattern: re.Pattern[str], written: Callable[[re.Match[str]], str]) -> None:
        """Write for each match of the pattern what `written` makes of it."""
        found = ((match, written(match)) for match in pattern.finditer(self.text))
        self.apply(Edit(*match.span(), words) for match, words in found if words != match.group())

    def in_note(self, start: int, end: int) -> tuple[int, int]:
        """Where in the note the interval stands; one of inserted words alone stands for the sign before them."""
        holds = start < end
        for layer in reversed(self._layers):
            start, end = layer.start_before(start), layer.end_before(end)
            end = max(start, end)
        if holds and start == end:
            return (start - 1, start) if start else (0, 1)
        return start, end

    def of_note(self, start: int, end: int) -> tuple[int, int]:
        """Where an interval of the note stands in this text."""
        for layer in self._layers:
            start, end = layer.after(start, ends=False), layer.after(end, ends=True)
        return start, end
