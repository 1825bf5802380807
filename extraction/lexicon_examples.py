"""The examples inside the lexicon files, tried: which of them does this vocabulary not read as they say?"""

from collections.abc import Iterator

from abstraction.records import Note, NoteType
from extraction.reading import Reading
from lexicons.vocabulary import load_headings, load_modifiers, load_targets


def faults() -> Iterator[str]:
    """Every example that is not read as it says: where it stands, and what is wrong; examples are invented, not patient text."""
    for topic, entry in load_targets().items():
        for concept, words in entry.concepts.items():
            name = f"targets/{topic}.yaml, {concept}"
            for found, texts in ((True, words.found), (False, words.not_found)):
                for text in texts:
                    if (concept in [hit.concept for hit in read(text).hits(topic)]) is not found:
                        yield f"{name}: {'not found' if found else 'found'} in {text!r}"
    for category, heading in load_headings().sections.items():
        for found, texts in ((True, heading.found), (False, heading.not_found)):
            for text in texts:
                if (category in [section.category for section in read(text).sections]) is not found:
                    yield f"sections.yaml, {category}: {'not read' if found else 'read'} in {text!r}"
    for cue, modifier in load_modifiers().cues.items():
        for reached, texts in ((True, modifier.modifies), (False, modifier.leaves)):
            for text in texts:
                if not is_as_said(text, modifier.category, reached=reached):
                    yield f"modifiers.yaml, {cue}: {'does not change' if reached else 'changes'} {text!r}"


def is_as_said(text: str, category: str, *, reached: bool) -> bool:
    """Whether the cue of this category changes the words in brackets, or leaves them."""
    start, end = text.index("["), text.index("]") - 1
    effects = read(text.replace("[", "", 1).replace("]", "", 1)).effects(start, end)
    if category == "none":  # such a cue shields its target from the word inside it
        return not effects & {"negated", "family", "hypothetical"}
    return (category in effects) is reached


def read(text: str) -> Reading:
    """An example as a note."""
    return Reading(Note("example", "example", NoteType.RADIOLOGY, "2024-05-01", text))
