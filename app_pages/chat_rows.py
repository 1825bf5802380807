"""The conversation about a case as the page shows it: turns, the places they cite, the card that waits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from abstraction.records import CaseEvidence, Mention
from assistant.about_case import opening
from assistant.answer import Answer, Cite
from assistant.conversing import Said
from review.decision_words import when
from review.highlights import mention_id
from review.wording import note_label
from review.workflow import CaseReview

SHOWN = 40  # turns on the page; the registry keeps all
PASSAGE = "passage"  # stands for a data element where an answer cites words that no value rests on


def chat_view(review: CaseReview, said: Sequence[Said]) -> dict[str, Any]:
    """The turns, oldest first, after what the assistant says of itself; suggestions are those of the last answer."""
    marks = known_marks(review)
    first = opening(review)
    shown = said[-SHOWN:]
    last = shown[-1].answer if shown else first
    return {
        "opening": answer_row(first, review, marks),
        "turns": [
            {
                "id": one.turn.number,
                "who": one.turn.name,
                "when": when(one.turn.asked_at),
                "question": one.turn.question,
                **answer_row(one.answer, review, marks),
                "card": card_row(one.answer) if one.answer.proposal else None,
                "waits": one.waits,
            }
            for one in shown
        ],
        "earlier": len(said) - len(shown),
        "suggestions": list(last.suggestions or first.suggestions),
    }


def answer_row(answer: Answer, review: CaseReview, marks: Mapping[tuple[str, int, int], Mention]) -> dict[str, Any]:
    """An answer: its text, whether it was understood, and the places behind its numbers."""
    return {
        "text": answer.text,
        "understood": answer.understood,
        "cites": [cite_row(one, review, marks) for one in answer.cites],
    }


def cite_row(cite: Cite, review: CaseReview, marks: Mapping[tuple[str, int, int], Mention]) -> dict[str, Any]:
    """A place as the viewer finds it; one in a note that is gone or changed since leads nowhere."""
    notes = {item.note.note_id: item for item in review.case.notes}
    note = notes.get(cite.note_id)
    if note is None or note.note.text[cite.start : cite.end] != cite.text:
        return {"label": "a note that has changed since", "quote": cite.text, "note": "", "mention": "", "element": ""}
    mention = marks.get((cite.note_id, cite.start, cite.end)) or Mention(PASSAGE, cite.start, cite.end)
    return {
        "label": note_label(note),
        "quote": cite.text,
        "note": cite.note_id,
        "mention": mention_id(mention),
        "element": mention.element,
    }


def card_row(answer: Answer) -> dict[str, Any]:
    """The card of a correction: old and new value of each decision, and what would change."""
    card = answer.proposal or {}
    return {
        "id": card["id"],
        "decisions": [
            {"label": one["label"], "from": one["from"], "to": one["to"], "cites": numbers(answer, one["evidence"])}
            for one in card["decisions"]
        ],
        "effect": list(card["effect"]),
    }


def numbers(answer: Answer, evidence: Sequence[Mapping[str, Any]]) -> list[int]:
    """The numbers that the answer cites these places under."""
    places = {(one["note_id"], one["start"], one["end"]) for one in evidence}
    return [at for at, cite in enumerate(answer.cites, 1) if (cite.note_id, cite.start, cite.end) in places]


def known_marks(review: CaseReview) -> dict[tuple[str, int, int], Mention]:
    """Place -> the mention that the viewer marks there."""
    found: dict[tuple[str, int, int], Mention] = {}
    for one in marked(review):
        found.setdefault((one.note_id, one.mention.start, one.mention.end), one.mention)
    return found


def marked(review: CaseReview) -> Iterable[CaseEvidence]:
    """Everything the viewer marks of a case whatever was asked."""
    for value in review.case.values.values():
        yield from value.evidence
    for result in review.verdicts.results:
        for item in result.because:
            yield from item.evidence
    for note in review.case.notes:
        stated = [mention for value in note.values.values() for mention in value.evidence]
        yield from (CaseEvidence(note.note.note_id, one) for one in (*stated, *note.context))


def passages(review: CaseReview, said: Sequence[Said]) -> list[CaseEvidence]:
    """The places that answers cite and no value rests on, to be marked as well."""
    marks = known_marks(review)
    texts = {item.note.note_id: item.note.text for item in review.case.notes}
    cites = dict.fromkeys(cite for one in said[-SHOWN:] for cite in one.answer.cites)
    return [
        CaseEvidence(one.note_id, Mention(PASSAGE, one.start, one.end))
        for one in cites
        if (one.note_id, one.start, one.end) not in marks
        and texts.get(one.note_id, "")[one.start : one.end] == one.text
    ]
