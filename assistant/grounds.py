"""What an answer rests on: evidence numbered in the order it is told, and the words of the notes around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from abstraction.records import CaseEvidence, NoteAbstraction
from assistant.answer import Cite
from review.wording import note_label
from review.workflow import CaseReview

MOST = 3  # places told of one value; the page marks the others
AROUND = 160  # characters of a line that are quoted


@dataclass(slots=True)
class Grounds:
    """The cites of one answer; `mark` returns their numbers as they stand in its text."""

    review: CaseReview
    cites: list[Cite] = field(default_factory=list)

    @property
    def notes(self) -> dict[str, NoteAbstraction]:
        """The notes of the case by id."""
        return {note.note.note_id: note for note in self.review.case.notes}

    def mark(self, evidence: Iterable[CaseEvidence], most: int = MOST) -> str:
        """[1] [2]: the numbers of these places, each place once; nothing where there is none."""
        places = dict.fromkeys((one.note_id, one.mention.start, one.mention.end) for one in evidence)
        return "".join(f" [{self.number(*place)}]" for place in list(places)[:most])

    def number(self, note_id: str, start: int, end: int) -> int:
        """The number of a place, which is cited from now on."""
        cite = Cite(note_id, start, end, self.notes[note_id].note.text[start:end])
        if cite not in self.cites:
            self.cites.append(cite)
        return self.cites.index(cite) + 1

    def quote(self, one: CaseEvidence) -> str:
        """The line a piece of evidence stands in, shortened around it, as the note has it."""
        return line_around(self.notes[one.note_id].note.text, one.mention.start, one.mention.end)

    def label(self, note_id: str) -> str:
        """Kind and date of a note."""
        return note_label(self.notes[note_id])


def line_around(text: str, start: int, end: int) -> str:
    """The line from `start` on, without the space at its ends; of a long one the words around `[start, end)`."""
    line = text.rfind("\n", 0, start) + 1
    first = max(line, start - AROUND // 2)
    while first > line and first < start and not text[first - 1].isspace():  # words stay whole
        first += 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    last = min(stop, max(end, first + AROUND))
    while end < last < stop and not text[last].isspace():
        last -= 1
    return text[first:last].strip()


def newest_first(evidence: Sequence[CaseEvidence], notes: dict[str, NoteAbstraction]) -> list[CaseEvidence]:
    """The evidence of the newest note first, within a note in its order; each place once."""
    unique = {(one.note_id, one.mention.start, one.mention.end): one for one in evidence}.values()
    by_place = sorted(unique, key=lambda one: one.mention.start)
    return sorted(by_place, key=lambda one: notes[one.note_id].note.note_date, reverse=True)
