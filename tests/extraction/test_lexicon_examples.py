"""The examples inside the lexicon files: every concept, heading and cue proves itself."""

import pytest

from abstraction.records import Note, NoteType
from extraction.reading import Reading
from lexicons.vocabulary import load_headings, load_modifiers, load_targets


def read(text: str) -> Reading:
    return Reading(Note("n1", "c1", NoteType.RADIOLOGY, "2024-05-01", text))


TARGETS = [
    pytest.param(topic, concept, text, found, id=f"{topic}-{concept}-{'found' if found else 'not'}-{number}")
    for topic, entry in load_targets().items()
    for concept, terms in entry.concepts.items()
    for found, texts in ((True, terms.found), (False, terms.not_found))
    for number, text in enumerate(texts, 1)
]
HEADINGS = [
    pytest.param(category, text, found, id=f"{category}-{'found' if found else 'not'}-{number}")
    for category, heading in load_headings().sections.items()
    for found, texts in ((True, heading.found), (False, heading.not_found))
    for number, text in enumerate(texts, 1)
]
CUES = [
    pytest.param(name, text, reached, id=f"{name}-{'modifies' if reached else 'leaves'}-{number}")
    for name, cue in load_modifiers().cues.items()
    for reached, texts in ((True, cue.modifies), (False, cue.leaves))
    for number, text in enumerate(texts, 1)
]


@pytest.mark.parametrize(("topic", "concept", "text", "found"), TARGETS)
def test_target_examples(topic: str, concept: str, text: str, found: bool) -> None:
    assert (concept in [hit.concept for hit in read(text).hits(topic)]) is found


@pytest.mark.parametrize(("category", "text", "found"), HEADINGS)
def test_heading_examples(category: str, text: str, found: bool) -> None:
    assert (category in [section.category for section in read(text).sections]) is found


@pytest.mark.parametrize(("name", "text", "reached"), CUES)
def test_cue_examples(name: str, text: str, reached: bool) -> None:
    start = text.index("[")
    end = text.index("]") - 1
    plain = text.replace("[", "", 1).replace("]", "", 1)
    category = load_modifiers().cues[name].category
    effects = read(plain).effects(start, end)
    if category == "none":  # such a cue shields its target from the word inside it
        assert not effects & {"negated", "family", "hypothetical"}
    else:
        assert (category in effects) is reached


def test_every_concept_has_both_kinds_of_examples() -> None:
    missing = [
        f"{topic}.{concept}"
        for topic, entry in load_targets().items()
        for concept, terms in entry.concepts.items()
        if not terms.found or not terms.not_found
    ]
    assert not missing
