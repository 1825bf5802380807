"""Questions to offer: those that fit the case, and those nearest to a sentence that was not understood."""

from collections.abc import Iterator

from assistant.guiding import askable
from assistant.intent import load_intents
from assistant.matching import Understood
from assistant.names import Item
from assistant.value_reading import item_words
from lexicons import load_elements
from review.wording import label_within, note_label
from review.workflow import CaseReview

MOST = 4
# What is offered about one thing that was named, the nearest first.
ABOUT = {
    "element": ("value", "where", "decisions"), "item": ("whether", "where", "what_if"), "rule": ("why", "missing"),
    "stage": ("why", "why_not"), "outcome": ("verdict", "why"), "note": ("note_says", "changed"),
}  # fmt: skip


def fitting(review: CaseReview) -> tuple[str, ...]:
    """Questions that this case makes worth asking."""
    verdicts = review.verdicts
    offered = ["Summarise the case"]
    if askable(review):
        offered.append("Ask me")
    if review.case.conflicts:
        offered.append("Where do the notes disagree?")
    if len(verdicts.ecmtg) == 1:
        offered.append(f"Why {verdicts.ecmtg[0]}?")
    elif verdicts.ecmtg:
        offered.append("What is missing for the stage?")
    if ("M1a" in verdicts.ecmtg and len(verdicts.ecmtg) > 1) or (verdicts.ecmtg and "M1a" not in verdicts.ecmtg):
        offered.append("Why not M1a?")
    if len(review.case.notes) > 1:
        offered.append("What changed since the last note?")
    return tuple(offered[: MOST + 1])


def nearest(found: Understood, review: CaseReview) -> tuple[str, ...]:
    """The questions nearest to what was understood, with the names that were."""
    offered: dict[str, None] = {}
    for kind, intents in ABOUT.items():
        for value in found.slots.get(kind, ()):
            if isinstance(value, Item) and load_elements()[value.element].kind == "category":
                kind, intents, value = "element", ABOUT["element"], value.element
            words = named(kind, value, review)
            offered |= dict.fromkeys(
                load_intents()[name].offer.format(**{kind: words, "thing": words}) for name in intents
            )
    for name in by_words(found):
        offer = load_intents()[name].offer
        if offer and "{" not in offer:
            offered[offer] = None
    return tuple(offered)[:MOST] or fitting(review)


def by_words(found: Understood) -> Iterator[str]:
    """The intents whose sentences share a word with what was understood."""
    for name, intent in load_intents().items():
        if any(word in sentence for word in found.words for sentence in intent.sentences):
            yield name


def named(kind: str, value: object, review: CaseReview) -> str:
    """A name as it would stand in a question."""
    if kind == "element":
        return label_within(str(value))
    if kind == "item":
        return item_words(value)  # type: ignore[arg-type]
    if kind == "note":
        return next(note_label(note) for note in review.case.notes if note.note.note_id == value)
    return str(value)
