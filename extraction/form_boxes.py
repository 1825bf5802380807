"""Boxes of a form: what nobody ticked is not said, and a named row says what is ticked in it.

"KRAS [ ] mutated [x] wild type" is read as "KRAS: wild type"; of "[x] Segment 2  [ ] Segment 4" the second half is left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

from extraction.anchors import any_in
from extraction.form_boxes_behind import BOX, EMPTY, with_choices_before
from extraction.patterns import pattern_of

# Every box starts with one of these.
MARKS = "[☐☑☒□■"
# "( ) yes (x) no"; read only in a note that holds an empty one.
ROUND = pattern_of(r"\(([ xX])\)")
# A choice ends where the next box, the next entry of the line or the next sentence begins.
CHOICE = pattern_of(r"(?:(?! {3}|\. )[^\[\r\n☐☑☒□■;]){1,60}")
WORD = pattern_of(r"\w")
# "[x] T3", "[x] G2": the tick tells the code from a sequence of MRI or a vertebra.
CODE = pattern_of(r"[ \t]*[GTN]\d")
NAME_END = pattern_of(r"[\w)%](?P<gap>[ \t]+)$")


class Choice(NamedTuple):
    """A box at `[start, label)` and its words up to `end`."""

    start: int
    label: int
    end: int
    is_ticked: bool


class Row(NamedTuple):
    """Boxes side by side, and where the blank behind their name stands if it has no colon; `named` without a name is False."""

    named: bool
    gap: int
    choices: list[Choice]


def with_choices(text: str) -> str:
    """The text, as long as before, with the forms' rows of boxes written out."""
    if "( )" in text:
        text = ROUND.sub(r"[\1]", text)
    if not (any_in(text, MARKS) and BOX.search(text)):
        return text
    text = with_choices_before(text)
    written = list(text)
    for row in rows(text):
        ticked = [choice for choice in row.choices if choice.is_ticked]
        for choice in row.choices:
            if not choice.is_ticked:
                blank(written, choice.label, choice.end)
            if row.named and ticked and not (choice.is_ticked and CODE.match(text, choice.label)):
                blank(written, choice.start, choice.label)
        if row.named and ticked:
            if row.gap >= 0:
                written[row.gap] = ":"
            for choice in ticked[:-1]:
                written[choice.label + len(text[choice.label : choice.end].rstrip())] = ","
    return "".join(written)


def blank(written: list[str], start: int, end: int) -> None:
    """Put blanks into `[start, end)`."""
    written[start:end] = " " * (end - start)


def rows(text: str) -> Iterator[Row]:
    """The rows of boxes, line by line."""
    row: Row | None = None
    last = 0
    for box in BOX.finditer(text):
        line = text.rfind("\n", 0, box.start()) + 1
        lead = text[max(line, last) : box.start()]
        choice = CHOICE.match(text, box.end())
        last = choice.end() if choice else box.end()
        if row is None or line > row.choices[0].start or WORD.search(lead):
            if row:
                yield row
            name = NAME_END.search(lead)
            row = Row(bool(WORD.search(lead)), box.start() - len(name.group("gap")) if name else -1, [])
        row.choices.append(Choice(box.start(), box.end(), last, box.group() not in EMPTY))
    if row:
        yield row
