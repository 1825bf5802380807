"""A question in plain English -> a typed question, or what of it could not be read; nothing that it says is left out silently."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.question_asked import Asked, aggregate, grouping, leave_for_count
from assistant.question_claims import COUNT, SIZE, settle
from assistant.question_conditions import placed, speak_of_stating
from assistant.question_follow_up import follow_up, starts_as_follow_up
from assistant.question_parts import Part, parts_of
from assistant.question_sides import comparing
from assistant.question_tokens import tokens
from assistant.question_typed import typed
from registry.question import Question

# Roles that a reading need not use: they hold the sentence together or say again what is there.
OPTIONAL = frozenset(
    "filler verb relative case noun list count of_all comma and or stated distribution those same trend year".split()
)


@dataclass(slots=True)
class Reading:
    """A question as it was read: `unread` are its words that the reading does not rest on, `corrected` misspelled words."""

    question: Question | None = None
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)


def read_question(text: str, so_far: Sequence[Question] = ()) -> Reading:
    """The reading of a question; `so_far` are the questions before it in the conversation."""
    found = parts_of(tokens(text))
    reading = Reading(corrected={part.token.text: part.token.meant for part in found if part.token.meant})
    asked = Asked(found)
    before = so_far[-1] if so_far else None
    settle(found, before.fields() if before else ())
    speak_of_stating(found)
    grouping(asked)
    aggregate(asked)
    follows = before is not None and starts_as_follow_up(found)
    imply = not asked.statistic and not asked.by and not asked.has("distribution", "compare", "trend") and not follows
    leave_for_count(asked, imply=imply)
    atoms = placed(found, asked.reserved, imply=imply and bool(asked.has("relative", "verb", "not")))
    comparing(asked, atoms)
    left = asked.named()
    question = typed(asked, atoms)
    if before is not None and follows:
        question = follow_up(before, question, asked, atoms, left)
    tidy(asked)
    reading.unread = [part.text for part in found if left_out(part)]
    reading.read = [part.text for part in found if part.used]
    if not reading.unread:
        reading.question = question
    return reading


def tidy(asked: Asked) -> None:
    """Nouns beside something that is used say nothing more: "bilobar lesions", "rectal cancer"."""
    parts = asked.parts
    for at, part in [*enumerate(parts), *enumerate(parts)]:  # twice: a noun may stand beside a noun
        if part.used or part.names or part.amount or part.token.claims or part.token.unread:
            continue
        if part.token.nouns or part.has("noun"):
            near = [*reversed(parts[max(0, at - 4) : at]), *parts[at + 1 : at + 5]]
            part.used = any(
                other.tests or (other.used and (other.names or other.token.nouns or other.has("noun")))
                for other in near
            )
        if part.has("exactly") and at + 1 < len(parts):  # "only one lesion", "show only the patients"
            behind = parts[at + 1]
            part.used = any(test.field == COUNT for test in behind.tests) or behind.has("case")
        if part.has("how"):
            part.used = asked.has("compare", "trend", "distribution")
        if part.has("highest") and at + 1 < len(parts) and parts[at + 1].tests:
            part.used = parts[at + 1].tests[0].field == SIZE


def left_out(part: Part) -> bool:
    """Whether the reading does without a word that says something."""
    if part.used:
        return False
    if part.amount or part.names or part.token.claims or part.token.unread or part.token.nouns:
        return True
    return not part.roles & OPTIONAL or (part.has("noun") and not part.roles & (OPTIONAL - {"noun"}))
