"""The conversation over the whole registry: what a person asked and changed, kept; answers are computed anew from their questions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant import ask
from assistant.about_registry import answer_question, question_in
from assistant.answer import Answer
from assistant.answer_json import from_json, to_json
from registry import conversation_store
from registry.question import Question
from registry.store import Registry
from review.rights import Person

WHOLE_REGISTRY = ""


def say(registry: Registry, person: Person, text: str, after: int = 0) -> int:
    """Answer a question and keep it; the number of the turn. It goes on from the turns after the one with number `after`."""
    readings = [reading for number, _, reading in history(registry, person) if number > after]
    return keep(registry, person, text, ask(registry, person, text, so_far=readings))


def change(registry: Registry, person: Person, text: str, question: Question) -> int:
    """Keep a question as somebody changed its chips; `text` tells what was changed."""
    return keep(registry, person, text, answer_question(registry, person, question))


def keep(registry: Registry, person: Person, text: str, answer: Answer) -> int:
    """Store a turn without the rows and places, which come again from its question."""
    kept = replace(answer, value=None if isinstance(answer.value, (list, dict)) else answer.value, cites=(), sql="")
    return conversation_store.append(registry, WHOLE_REGISTRY, person, text, to_json(kept))


def history(registry: Registry, person: Person) -> Sequence[tuple[int, str, Mapping[str, Any]]]:
    """Number, words and reading of what this person asked, oldest first."""
    turns = conversation_store.load(registry, WHOLE_REGISTRY, person.login)
    return [(turn.number, turn.question, from_json(turn.answer_json).reading) for turn in turns]


def answer_of(registry: Registry, person: Person, number: int) -> tuple[str, Answer] | None:
    """What was asked in a turn of this person and its answer as the registry stands now."""
    for turn in conversation_store.load(registry, WHOLE_REGISTRY, person.login):
        if turn.number == number:
            stored = from_json(turn.answer_json)
            question = question_in(stored.reading)
            if question is None:
                return turn.question, stored
            fresh = answer_question(registry, person, question)
            return turn.question, replace(fresh, reading={**stored.reading, **fresh.reading})
    return None
