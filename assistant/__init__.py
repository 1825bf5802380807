"""The conversation: a question or a correction in plain English -> a grounded answer; nothing is written without Apply."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

# What answers is imported when something is asked: the command line names this package at every start.
if TYPE_CHECKING:
    from assistant.answer import Answer
    from registry.store import Registry
    from review.rights import Person


def ask(
    registry: "Registry",
    person: "Person",
    text: str,
    *,
    case_id: str | None = None,
    so_far: Sequence[Mapping[str, Any]] = (),
) -> "Answer":
    """The answer to what was typed; `so_far` are the readings of the answers before it, the oldest first.

    Where a case is open (`case_id`) or the text names one, the question is first taken to be about that case.
    """
    from assistant.about_case import answer_about
    from assistant.about_registry import answer_over_registry
    from registry.question_store import named_case

    case = case_id or named_case(registry, text)
    if case and (answer := answer_about(registry, person, case, text, so_far)):
        return answer
    return answer_over_registry(registry, person, text, so_far)
