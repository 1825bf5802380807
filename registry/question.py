"""A question over the registry as typed data: which cases, what of them, by what; nothing in it is SQL."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Op = Literal["is", "is_not", "more_than", "at_least", "less_than", "at_most", "between", "stated", "not_stated"]
Ask = Literal["count", "share", "median", "mean", "minimum", "maximum", "range", "sum", "list"]
# What denies each: a denial is a claim of its own, so that a case that does not state the field is in neither.
DENIED: dict[Op, Op] = {
    "is": "is_not", "is_not": "is", "more_than": "at_most", "at_most": "more_than", "less_than": "at_least",
    "at_least": "less_than", "stated": "not_stated", "not_stated": "stated",
}  # fmt: skip
STATISTICS = ("median", "mean", "minimum", "maximum", "range", "sum")


class QuestionModel(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Test(QuestionModel):
    """One claim on one field; `values` are words, or numbers as the field measures them.

    Fields are data elements by id, `ehd.<site>`, `rule.<id>.<track>`, `ecmtg`, `group`, and what the registry knows of a
    case: `year` of its first note, `notes`, `note_types`, `conflicts`.
    """

    __test__ = False

    field: str
    op: Op = "is"
    values: tuple[str | float, ...] = ()

    def denied(self) -> "Condition":
        """What is claimed where this is denied."""
        if self.op == "between":
            low, high = self.values
            return Condition(
                any_of=(
                    Test(field=self.field, op="less_than", values=(low,)),
                    Test(field=self.field, op="more_than", values=(high,)),
                )
            )
        if self.field.startswith("ehd.") and self.op == "is" and self.values == ("present",):
            return Condition(any_of=(Test(field=self.field, values=("absent",)),))
        if self.field.startswith("rule.") and self.op == "is" and self.values == ("met",):
            return Condition(any_of=(Test(field=self.field, values=("not_met",)),))
        return Condition(any_of=(Test(field=self.field, op=DENIED[self.op], values=self.values),))


class Condition(QuestionModel):
    """Claims of which one must hold."""

    any_of: tuple[Test, ...]

    def fields(self) -> tuple[str, ...]:
        """The fields it speaks of, each once."""
        return tuple(dict.fromkeys(test.field for test in self.any_of))


class Group(QuestionModel):
    """One side of a comparison."""

    label: str
    conditions: tuple[Condition, ...]


class Question(QuestionModel):
    """`ask` of the cases for which every condition of `among` holds.

    `share`: how many of them also meet `target`, in percent. Statistics are over `measure`, which `list` shows where it is
    given. `by` are fields whose values make a row each, `groups` two sides to compare. `limit` with
    `highest` keeps the cases at one end of `measure`, or the rows with the most or fewest cases. With `of_all` a share is over cases that do not state it too.
    """

    ask: Ask
    among: tuple[Condition, ...] = ()
    target: tuple[Condition, ...] = ()
    measure: str = ""
    by: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    limit: int = 0
    highest: bool = True
    of_all: bool = False

    def fields(self) -> tuple[str, ...]:
        """Every field it needs, each once."""
        conditions = [*self.among, *self.target, *(one for group in self.groups for one in group.conditions)]
        named = [field for one in conditions for field in one.fields()]
        return tuple(dict.fromkeys([*named, *self.by, *([self.measure] if self.measure else [])]))
