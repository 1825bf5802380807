"""Rows of boxes to tick, read as what is ticked: "Lung [ ] yes [x] no" says "Lung: no"; one character stays one character."""

import re

from abstraction.records import Note, NoteType

ROUND_BOX = re.compile(r"\(([ xX])\)")
# "[ ] yes [x] no" behind a name.
ANSWERS = re.compile(
    r"(?<=\w)(?P<gap>:?[ \t]+)\[(?P<first>[ xX]?)\][ \t]?(?P<one>yes|no|y|n)\b[ \t]*\[(?P<second>[ xX]?)\][ \t]?(?P<two>yes|no|y|n)\b",
    re.IGNORECASE,
)
# A row holds a ticked and an empty box, each before its label: the last box is followed by a word.
ROW = re.compile(r"^(?=.*\[[xX]\])(?=.*\[ ?\]).*\][ \t]*[^\s\[\]][^\[\n]*$", re.MULTILINE)
EMPTY_OPTION = re.compile(r"\[ ?\](?![ \t]*\d\b)[ \t]*[^\[\n]*?(?=[ \t]{2,}|[ \t]*\[|[ \t]*$|[;|])")
# A box behind its label: "wt [x]  mut [ ]" has the label before the first box and blanks behind it.
BEHIND = re.compile(r"[^\[\n]*\w \[[ xX]?\](?:[ \t]{2,}|[ \t]*[;,|])")


def read_boxes(note: Note) -> str:
    """The note's text, as long as before, with the options of each row that are not ticked left blank.

    The checklists of pathology reports are left as they are: what is not ticked there names the row.
    """
    text = note.text
    if note.note_type is NoteType.PATHOLOGY:
        return text
    if "( )" in text:
        text = ROUND_BOX.sub(r"[\1]", text)
    if "[ ]" not in text and "[]" not in text:
        return text
    return ROW.sub(lambda row: row.group() if BEHIND.match(row.group()) else chosen(row.group()), text)


def chosen(row: str) -> str:
    """The row with its answers written out and blanks for its empty boxes and their labels."""
    row = ANSWERS.sub(answered, row)
    return EMPTY_OPTION.sub(lambda option: " " * len(option.group()), row)


def answered(pair: re.Match[str]) -> str:
    """ ": no" or ": yes" in place of a pair of which one is ticked."""
    ticked = [
        pair.group(word).lower() for box, word in (("first", "one"), ("second", "two")) if pair.group(box).strip()
    ]
    if len(ticked) != 1:
        return pair.group()
    answer = "no" if ticked[0].startswith("n") else "yes"
    return ":" + answer.rjust(len(pair.group()) - 1)
