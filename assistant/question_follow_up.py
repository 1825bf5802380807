"""A question that goes on from the one before: "and of those, how many had PVE?", "only since 2022", "same for rectal"."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.question_conditions import Placed
from assistant.question_parts import Part
from lexicons import load_elements
from registry.question import Condition, Question, Test
from registry.question_fields import field_of

if TYPE_CHECKING:
    from assistant.question_asked import Asked

# Words a question that goes on may begin with; the second only where it asks for nothing of its own.
OPENERS, BARE_OPENERS = ("and", "only", "same", "or"), ("by", "trend", "not", "relative")
ASKING = (
    "count",
    "share",
    "median",
    "mean",
    "range",
    "list",
    "compare",
    "distribution",
    "commonest",
    "rarest",
    "total",
)


def starts_as_follow_up(parts: Sequence[Part]) -> bool:
    """Whether the question needs the one before it."""
    if any(part.has("those", "same") for part in parts):
        return True
    first = next(
        (part for part in parts if not (part.has("filler", "comma") and not part.has("only", "relative"))), None
    )
    if first is None or (first.tests and not first.amount):
        return False
    if first.has(*OPENERS) or (first.has("exactly") and first.text.startswith(("only", "just"))):
        return True
    bare = not any(part.has(*ASKING) and not part.has("relative") for part in parts) and not first.has("list")
    if first.has("trend") and any(part.tests or part.names for part in parts):
        return False
    return bare and (first.has(*BARE_OPENERS) or bool(first.amount and first.amount.of_time))


def follow_up(
    before: Question, new: Question | None, asked: "Asked", atoms: Sequence[Placed], left: Sequence[int]
) -> Question | None:
    """The question before with what the new one adds, or puts in place of something."""
    parts = asked.parts
    for part in parts:
        if part.has("those", "same", "only", "and", "exactly"):
            part.used = part.used or not (part.amount or part.tests)
    conditions = tuple(condition for one in atoms for condition in one.conditions)
    if any(part.has("those") for part in parts):
        among = (*before.among, *before.target, *conditions)
        if new is None or (
            new.ask == "list" and not new.limit and not any(part.has("list", "those") for part in parts)
        ):
            return before.model_copy(update={"among": among, "target": ()})
        base = (*before.among, *before.target)
        return new.model_copy(update={"among": (*base, *new.among)})
    if (
        any(part.has("list") for part in parts)
        and not conditions
        and new is not None
        and new.ask == "list"
        and not left
    ):
        return Question(ask="list", among=(*before.among, *before.target), measure=before.measure)
    if asked.by and asked.has("by", "trend") and not conditions and new is not None:
        kept = {"among": (*before.among, *before.target), "target": ()} if before.ask in ("count", "list") else {}
        ask = "count" if before.ask == "list" else before.ask
        return before.model_copy(update={"by": new.by, "ask": ask, "limit": 0, "groups": (), **kept})
    if (
        any(
            part.has("share", "median", "mean", "range", "count", "compare")
            or (part.has("list") and not part.has("relative"))
            for part in parts
        )
        and new is not None
    ):
        return new.model_copy(update={"among": (*before.among, *before.target, *new.among)})
    if left and not conditions:
        return other_field(before, left, asked)
    adding = any(part.has("only", "relative", "verb", "exactly") or part.text == "in" for part in parts)
    replacing = any(part.has("same") for part in parts) or not adding
    changed = before
    for condition in conditions:
        changed = with_condition(changed, condition, replacing=replacing)
    return changed if conditions else None


def with_condition(before: Question, condition: Condition, *, replacing: bool) -> Question:
    """The question with this condition, in place of one on the same field where it replaces."""
    if replacing:
        for name in ("target", "among"):
            held: tuple[Condition, ...] = getattr(before, name)
            same = [one for one in held if set(one.fields()) & set(condition.fields())]
            if same:
                kept = tuple(condition if one is same[-1] else one for one in held)
                return before.model_copy(update={name: kept})
    return before.model_copy(update={"among": (*before.among, condition)})


def other_field(before: Question, left: Sequence[int], asked: "Asked") -> Question | None:
    """ "And BRAF?": the same question of another field that holds the same values, or measures too."""
    name = asked.parts[left[0]].names[0]
    if before.measure and field_of(name).kind in ("number", "count"):
        asked.keep(left[0])
        return before.model_copy(update={"measure": name})
    if before.by and field_of(name).kind not in ("number",):
        asked.keep(left[0])
        return before.model_copy(update={"by": (name,)})
    for part in ("target", "among"):
        held: tuple[Condition, ...] = getattr(before, part)
        for one in reversed(held):
            if len(one.any_of) == 1 and shares_values(one.any_of[0], name):
                asked.keep(left[0])
                moved = Condition(any_of=(one.any_of[0].model_copy(update={"field": name}),))
                return before.model_copy(update={part: tuple(moved if other is one else other for other in held)})
    return None


def shares_values(test: Test, name: str) -> bool:
    """Whether the other field can hold what this one was asked for."""
    old, new = load_elements().get(test.field), load_elements().get(name)
    return bool(old and new) and old.kind == new.kind and old.values == new.values and old.unit == new.unit  # type: ignore[union-attr]
