"""A turn of the conversation about a case: answered in the light of what this person said before, then kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.about_case import answer_about, settle
from assistant.answer import Answer
from assistant.answer_json import from_json, to_json
from registry import conversation_store
from registry.conversation_store import Turn
from registry.store import Registry
from review.rejection import UserError
from review.rights import Person

ACTS = ("apply", "discard")


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it is shown: the stored turn, its answer, and whether its card still waits."""

    turn: Turn
    answer: Answer
    waits: bool


def history(registry: Registry, case_id: str) -> list[Said]:
    """Everything said about a case, by anybody, oldest first."""
    turns = [(one, from_json(one.answer_json)) for one in conversation_store.load(registry, case_id)]
    done = {str(answer.reading.get("settled")) for _, answer in turns if answer.understood}
    return [Said(turn, answer, bool(answer.proposal) and card_id(answer) not in done) for turn, answer in turns]


def card_id(answer: Answer) -> str:
    """The id of the card of an answer, or nothing."""
    return str(answer.proposal["id"]) if answer.proposal else ""


def say(registry: Registry, person: Person, case_id: str, text: str) -> Answer:
    """Answer a sentence about a case and keep both. A question about many cases is pointed to the page for them."""
    found = answer_about(registry, person, case_id, text, so_far(registry, person, case_id))
    if found is None:
        found = Answer(
            False, "This asks about many cases: ask it on the page Ask, or about this case alone.", {"registry": True}
        )
    conversation_store.append(registry, case_id, person, text, to_json(found))
    return found


def act(registry: Registry, person: Person, case_id: str, identity: str, what: str) -> Answer:
    """Apply or discard the card with this id and keep what became of it; a refusal is told and kept, and the card waits on.

    The card is the one the registry kept, never one the page sends. Done twice, it changes nothing.
    """
    said = history(registry, case_id)
    card: dict[str, Any] | None = next(
        (one.answer.proposal for one in said if one.waits and card_id(one.answer) == identity), None
    )
    if card is None or what not in ACTS:
        return Answer(False, "This card was settled already.", {"settled": identity})
    try:
        found = settle(registry, person, case_id, card, what, so_far(registry, person, case_id))
    except UserError as refusal:
        found = Answer(False, f"Not applied: {refusal}.", {"refused": identity})
    conversation_store.append(registry, case_id, person, what.capitalize(), to_json(found))
    return found


def so_far(registry: Registry, person: Person, case_id: str) -> Sequence[Mapping[str, Any]]:
    """How the questions of this person on the case were read, oldest first."""
    return [from_json(one.answer_json).reading for one in conversation_store.load(registry, case_id, person.login)]
