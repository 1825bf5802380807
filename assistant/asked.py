"""A question on its way to a reply: the case, what was understood, and the readings before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from abstraction.records import NoteAbstraction
from assistant.answer import Answer
from assistant.grounds import Grounds
from assistant.intent import Intent, load_intents
from assistant.matching import Match
from assistant.names import Item
from assistant.notes_named import in_order
from assistant.sourced import Source
from review.rights import Person
from review.workflow import CaseReview


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a case; `text` is the sentence as it was written."""

    review: CaseReview
    person: Person
    text: str
    match: Match
    so_far: Sequence[Mapping[str, Any]]
    grounds: Grounds
    source: Source | None = None

    @property
    def words(self) -> frozenset[str]:
        """The words of the question that are no names."""
        return self.match.words

    @property
    def intent(self) -> Intent:
        """The intent with the words of its answers."""
        return load_intents()[self.match.intent]

    @property
    def notes(self) -> list[NoteAbstraction]:
        """The notes of the case, oldest first."""
        return in_order(self.review.case.notes)

    def say(self, key: str, **words: Any) -> str:
        """One of the answers of the intent, with its words filled in."""
        return self.intent.answers[key].format(**words)

    def slot(self, kind: str) -> Any:
        """What the slot holds; for a sentence that leans on the answer before, what that was about."""
        found = self.match.one(kind)
        return found if found is not None or not self.match.follows else self.before(kind)

    def before(self, kind: str) -> Any:
        """What the last answer was about."""
        reading = self.so_far[-1] if self.so_far else {}
        found = reading.get(kind)
        return Item(found["element"], found["value"]) if kind == "item" and isinstance(found, dict) else found

    def answer(self, text: str, value: Any = None, suggestions: Sequence[str] = (), **about: Any) -> Answer:
        """The reply with its reading and what it cites; `about` is what a follow-up leans on."""
        reading = {
            "intent": self.match.intent,
            **plain(self.match.slots),
            **plain({key: (one,) for key, one in about.items()}),
        }
        return Answer(True, text, reading, value, tuple(self.grounds.cites), suggestions=tuple(suggestions))

    def proposing(self, text: str, proposal: dict[str, Any], suggestions: Sequence[str] = ()) -> Answer:
        """The reply with a correction that waits for Apply."""
        return replace(self.answer(text, suggestions=suggestions), proposal=proposal)


def plain(slots: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Slots as JSON values; a list where a slot was filled more than once."""
    found = {
        kind: [{"element": one.element, "value": one.value} if isinstance(one, Item) else one for one in held]
        for kind, held in slots.items()
    }
    return {kind: held[0] if len(held) == 1 else held for kind, held in found.items() if held}
