"""Answers over the whole registry: the question read, put to the registry, told with what it rests on; or said not to be understood."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import fuzz, process

from assistant.answer import Answer, Cite
from assistant.question_reading import Reading, read_question
from assistant.question_wording import cases, chips, sentence
from lexicons.vocabulary import YAML_LOADER
from registry.question import Question
from registry.question_store import Found, places, put
from registry.store import Registry
from review.blindness import hidden
from review.rights import Person

# Cases of a listing whose places in the notes are told.
CITED, NEAREST = 50, 3
FOLLOW_UPS = {"count": ("which ones?", "by response", "over the years"), "list": ("by response", "over the years")}


def answer_over_registry(
    registry: Registry, person: Person, text: str, so_far: Sequence[Mapping[str, Any]] = ()
) -> Answer:
    """The answer to a question; `so_far` are the readings of the answers before it."""
    reading = read_question(text, [one for one in map(question_in, so_far) if one])
    if reading.question is None:
        return not_understood(text, reading)
    return answer_question(registry, person, reading.question, reading)


def question_in(reading: Mapping[str, Any]) -> Question | None:
    """The typed question of a reading, where it is one over the registry."""
    try:
        return Question.model_validate(reading["question"])
    except (KeyError, ValidationError):
        return None


def answer_question(registry: Registry, person: Person, question: Question, reading: Reading | None = None) -> Answer:
    """The answer to a typed question, as it was read or as somebody changed it. KeyError where a field is none.

    Cases that the person has yet to abstract blind are left out.
    """
    unseen = sorted(hidden(registry, person))
    found = put(registry, question, unseen)
    told: dict[str, Any] = {
        "question": question.model_dump(mode="json", exclude_defaults=True),
        "chips": chips(question),
    }
    if reading and reading.corrected:
        told["corrected"] = reading.corrected
    text = sentence(question, found)
    if unseen:
        text += f" Left out: {cases(len(unseen))} that you have yet to abstract blind."
    if reading and reading.corrected:
        text += " Read " + ", ".join(f"“{old}” as “{new}”" for old, new in reading.corrected.items()) + "."
    cites = evidence(registry, question, found) if question.ask == "list" else ()
    return Answer(True, text, told, value_of(question, found), cites, found.sql, suggestions=follow_ups(question))


def value_of(question: Question, found: Found) -> Any:
    """The number, or the rows where there are several."""
    rows = [{name: plain(value) for name, value in row.items()} for row in found.rows]
    if question.ask == "list" or question.by or question.groups:
        return rows
    if question.ask == "count":
        return rows[0]["cases"]
    if question.ask == "range":
        return {name: rows[0][name] for name in ("minimum", "maximum")}
    return rows[0][question.ask]


def plain(value: Any) -> Any:
    """A value for JSON: a whole number as such, others to four places."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    if isinstance(value, dict) and value.get("min", 0) is None:
        return None
    return value


def evidence(registry: Registry, question: Question, found: Found) -> tuple[Cite, ...]:
    """Where the notes of the listed cases state what was asked."""
    case_ids = [row["case_id"] for row in found.rows[:CITED]]
    named = places(registry, case_ids, question.fields())
    return tuple(Cite(one.note_id, one.start, one.end, one.text) for one in named)


def follow_ups(question: Question) -> tuple[str, ...]:
    """Questions that go on from this one."""
    return () if question.by or question.groups or question.limit else FOLLOW_UPS.get(question.ask, ())


def not_understood(text: str, reading: Reading) -> Answer:
    """What was read and what not, and the nearest questions that can be asked."""
    told = {"read": reading.read, "unread": reading.unread}
    if reading.unread:
        words = ", ".join(f"“{word}”" for word in reading.unread)
        said = f"Not understood: {words}."
    else:
        said = "Not understood: what is asked for cannot be told."
    if reading.read:
        said += " Read: " + ", ".join(f"“{word}”" for word in reading.read) + "."
    return Answer(False, said, told, suggestions=nearest(text))


def nearest(text: str) -> tuple[str, ...]:
    """The known questions that are most like it."""
    return tuple(
        one for one, _, _ in process.extract(text, load_examples(), scorer=fuzz.token_set_ratio, limit=NEAREST)
    )


class Examples(BaseModel):
    """Questions that can be asked of any registry."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    questions: list[str] = Field(min_length=1)


@cache
def load_examples() -> tuple[str, ...]:
    """The questions of examples.yaml. ValueError names what is wrong in it."""
    content = yaml.load((files(__package__) / "words" / "examples.yaml").read_text(encoding="utf-8"), YAML_LOADER)
    try:
        return tuple(Examples.model_validate(content).questions)
    except ValidationError as error:
        raise ValueError(f"words/examples.yaml: {error}") from error
