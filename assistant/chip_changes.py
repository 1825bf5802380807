"""A typed question with one of its chips taken off or changed; chips are named as the reading names them: `among.0`, `by.1`."""

from registry.question import Condition, Op, Question, Test
from registry.question_fields import field_of

FIXED = ("ask", "measure")


def removable(part: str) -> bool:
    """Whether the question is still one without this chip."""
    return part not in FIXED


def without(question: Question, part: str) -> Question:
    """The question without this chip. ValueError where it cannot do without."""
    name, _, number = part.partition(".")
    if name == "of_all":
        return question.model_copy(update={"of_all": False})
    if name == "groups":
        return question.model_copy(update={"groups": ()})
    if name not in ("among", "target", "by"):
        raise ValueError(f"a question cannot do without {part}")
    kept = tuple(one for at, one in enumerate(getattr(question, name)) if at != int(number))
    changed = question.model_copy(update={name: kept})
    if name == "target" and not kept:  # a share of nothing: how many there are
        return changed.model_copy(update={"ask": "count"})
    return changed


def condition_at(question: Question, part: str) -> Condition | None:
    """The condition that a chip shows; None for another chip."""
    name, _, number = part.partition(".")
    held: tuple[Condition, ...] = getattr(question, name) if name in ("among", "target") else ()
    return held[int(number)] if number.isdigit() and int(number) < len(held) else None


def changeable(condition: Condition | None) -> Test | None:
    """The one claim of a condition that can be changed in its place; None where there are several, or nothing to choose."""
    if condition is None or len(condition.any_of) != 1:
        return None
    test = condition.any_of[0]
    return test if test.values and test.op != "between" else None


def changed(question: Question, part: str, op: Op, values: tuple[str | float, ...]) -> Question:
    """The question with another bound or other values in this chip. ValueError where it shows no single claim, or no value is left."""
    test = changeable(condition_at(question, part))
    if test is None or not values:
        raise ValueError(f"{part} cannot be changed so")
    field_of(test.field)
    new = Condition(any_of=(Test(field=test.field, op=op, values=values),))
    name, _, number = part.partition(".")
    held = tuple(new if at == int(number) else one for at, one in enumerate(getattr(question, name)))
    return question.model_copy(update={name: held})
