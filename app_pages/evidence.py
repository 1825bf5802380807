"""Where facts stand in a note, as the browser is told it: places to find, and the note with its marks."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

from abstraction.records import CaseAbstraction, CaseEvidence, NoteAbstraction
from review.highlights import PRIOR, highlights, mention_id, pieces
from review.wording import element_family, element_label

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def target(evidence: CaseEvidence) -> dict[str, str]:
    """What the browser needs to find a piece of evidence."""
    return {"note": evidence.note_id, "mention": mention_id(evidence.mention)}


def targets(evidence: Iterable[CaseEvidence]) -> list[dict[str, str]]:
    """The places of several pieces of evidence, each place once."""
    return list({(item.note_id, mention_id(item.mention)): target(item) for item in evidence}.values())


def browser_offset(text: str) -> Callable[[int], int]:
    """Code-point offset -> UTF-16 offset of the same place: Python counts the one, a browser the other."""
    wide = [index for index, letter in enumerate(text) if ord(letter) > 0xFFFF]
    return lambda offset: offset + bisect_left(wide, offset)


def note_view(case: CaseAbstraction, abstraction: NoteAbstraction, used: Iterable[CaseEvidence]) -> dict[str, object]:
    """The note as the viewer draws it: text, marks, and pieces `[start, end, [mark, ...]]` in UTF-16 offsets."""
    text = abstraction.note.text
    marks = highlights(case, abstraction, used)
    place = browser_offset(text)
    return {
        # A lone surrogate cannot travel as UTF-8; its stand-in keeps every offset.
        "text": LONE_SURROGATE.sub("\ufffd", text),
        "marks": [
            {
                "id": mark.id,
                "element": mark.element,
                "label": element_label(mark.element),
                "family": element_family(mark.element),
                "assertion": str(mark.assertion),
                "value": ", ".join(mark.values),
                "section": mark.section.replace("_", " "),
                "role": mark.role,
                "prior": mark.element in PRIOR,
            }
            for mark in marks
        ],
        "pieces": [[place(start), place(end), covering] for start, end, covering in pieces(len(text), marks)],
    }
