"""What the assistant says: words, the values they rest on, where that is written, and how the question was read."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Cite:
    """A place in a note that an answer rests on; `text` is exactly what stands there."""

    note_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply.

    `reading` is the question as it was understood, in JSON values; `value` the number, word, list or rows asked for (rows
    are dicts by column); `sql` the query behind it; `proposal` a correction that waits for Apply; `suggestions` questions
    that could be asked next or instead. Where `understood` is false, `reading` holds what was understood and there is no value.
    """

    understood: bool
    text: str
    reading: dict[str, Any] = field(default_factory=dict)
    value: Any = None
    cites: tuple[Cite, ...] = ()
    sql: str = ""
    proposal: dict[str, Any] | None = None
    suggestions: tuple[str, ...] = ()
