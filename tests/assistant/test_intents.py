"""Every intent understands its examples with the slots they name, and none of what only looks like it."""

from collections.abc import Iterator

import pytest

from abstraction.records import NoteAbstraction
from assistant.about_case import REPLIES
from assistant.asked import plain
from assistant.intent import Example, load_intents
from assistant.matching import match
from registry.store import Registry

INTENTS = load_intents()


def given(kind: str) -> Iterator[tuple[str, object]]:
    for name, intent in INTENTS.items():
        for one in getattr(intent, kind):
            yield name, one


def words(held: object) -> str:
    if isinstance(held, list):
        return " + ".join(map(words, held))
    return f"{held['element']} {held['value']}" if isinstance(held, dict) and "element" in held else str(held)


@pytest.fixture(scope="module")
def notes(reading: Registry) -> tuple[NoteAbstraction, ...]:
    return reading.note_abstractions("a") + reading.note_abstractions("c")


def test_every_intent_has_a_reply_of_its_name() -> None:
    assert set(REPLIES) == set(INTENTS)


@pytest.mark.parametrize(
    ("name", "example"), [*given("examples")], ids=lambda one: one.ask if isinstance(one, Example) else one
)
def test_an_example_is_understood(name: str, example: Example, notes: tuple[NoteAbstraction, ...]) -> None:
    found = match(example.ask, notes)
    assert found is not None, "not understood"
    held = {kind: words(some) for kind, some in plain(found.slots).items()}
    assert (found.intent, {kind: held.get(kind) for kind in example.slots}) == (name, example.slots)


@pytest.mark.parametrize(("name", "sentence"), [*given("not_examples")])
def test_what_only_looks_like_it_is_not(name: str, sentence: str, notes: tuple[NoteAbstraction, ...]) -> None:
    found = match(sentence, notes)
    assert found is None or found.intent != name
