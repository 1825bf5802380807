"""Chips: taken off, changed, and that every one of them can be done without or says so."""

from pathlib import Path

import pytest

from assistant import registry_conversation
from assistant.about_registry import answer_question, question_in
from assistant.chip_changes import changeable, changed, condition_at, removable, without
from assistant.question_reading import read_question
from assistant.question_wording import chips
from registry.question import Question
from registry.store import Registry
from review.reviewer import local_person
from review.rights import Person, Role


def read(text: str) -> Question:
    found = read_question(text).question
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "How many rectal cancers with a CEA over 20?",
        "What share of synchronous patients had PVE?",
        "Median CEA by timing",
        "Compare CEA with and without PVE",
        "What share of all patients had PVE?",
        "Which patient has the highest CEA?",
    ],
)
def test_every_chip_can_be_taken_off(registry: Registry, text: str) -> None:
    question = read(text)
    for chip in chips(question):
        if removable(chip["part"]):
            fewer = without(question, chip["part"])
            assert len(chips(fewer)) < len(chips(question))
            assert answer_question(registry, local_person(registry), fewer).understood
        else:
            with pytest.raises(ValueError, match="cannot do without"):
                without(question, chip["part"])


def test_a_bound_is_changed() -> None:
    question = changed(read("How many have a CEA over 20?"), "among.0", "at_most", (50.0,))
    assert question == read("How many have a CEA of at most 50?")


def test_values_are_changed() -> None:
    question = changed(read("patients with rectal cancer"), "among.0", "is_not", ("rectum", "cecum"))
    assert [chip["text"] for chip in chips(question)] == ["List", "Primary site: not rectum or cecum"]


def test_what_is_no_single_claim_is_not_changed() -> None:
    question = read("patients with FOLFOX or a CEA over 20")
    assert changeable(condition_at(question, "among.0")) is None
    with pytest.raises(ValueError, match="cannot be changed"):
        changed(question, "among.0", "is", ("x",))
    with pytest.raises(ValueError, match="cannot be changed"):
        changed(read("patients with rectal cancer"), "among.0", "is", ())


def test_conversation_is_kept_and_goes_on(samples: Path, tmp_path: Path) -> None:
    person = Person("ada", "Ada", Role.VIEWER)
    path = tmp_path / "kept.duckdb"
    path.write_bytes(samples.read_bytes())
    with Registry.open(path) as registry:
        first = registry_conversation.say(registry, person, "Which patients are RAS mutant?")
        second = registry_conversation.say(registry, person, "and of those, how many had PVE?")
        told = registry_conversation.answer_of(registry, person, second)
        assert told is not None and told[1].value == 1
        listed = registry_conversation.answer_of(registry, person, first)
        assert listed is not None and len(listed[1].value) == 4 and listed[1].cites
        fresh = registry_conversation.say(registry, person, "only synchronous", after=second)
        alone = registry_conversation.answer_of(registry, person, fresh)
        assert alone is not None
        question = question_in(alone[1].reading)
        assert question is None or len(question.among) == 1
        assert registry_conversation.history(registry, Person("bob", "Bob", Role.VIEWER)) == []
        assert registry_conversation.answer_of(registry, Person("bob", "Bob", Role.VIEWER), first) is None
