"""Three values with the strong Kleene tables written out, sets of them, and the verdict that refuses to be a boolean."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NoReturn

T, F, U = "T", "F", "U"

AND = {
    (T, T): T, (T, F): F, (T, U): U,
    (F, T): F, (F, F): F, (F, U): F,
    (U, T): U, (U, F): F, (U, U): U,
}  # fmt: skip
OR = {
    (T, T): T, (T, F): T, (T, U): T,
    (F, T): T, (F, F): F, (F, U): U,
    (U, T): T, (U, F): U, (U, U): U,
}  # fmt: skip
NOT = {T: F, F: T, U: U}


class Verdict(StrEnum):
    """What a rule says of a case. Unknown must never pass as yes: `bool(verdict)` is an error."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is not a yes or a no: compare it with Verdict.MET")


VERDICT_OF = {T: Verdict.MET, F: Verdict.NOT_MET, U: Verdict.UNKNOWN}


def conjunction(values: Iterable[str]) -> str:
    """True of all."""
    result = T
    for value in values:
        result = AND[result, value]
        if result == F:  # nothing can make it true again
            break
    return result


def disjunction(values: Iterable[str]) -> str:
    """True of any."""
    result = F
    for value in values:
        result = OR[result, value]
        if result == T:  # nothing can make it false again
            break
    return result


# A set of truths as a bit mask: what a criterion can still be while some facts may become anything.
MASK = {T: 1, F: 2, U: 4}
CAN_BE_TRUE, CAN_BE_FALSE, CAN_BE_OPEN, ANYTHING = 1, 2, 4, 7


def over_sets(table: Mapping[tuple[str, str], str]) -> tuple[tuple[int, ...], ...]:
    """A Kleene table for sets: every truth that some pair of the two sets gives."""

    def together(one: int, other: int) -> int:
        found = 0
        for (left, right), truth in table.items():
            if one & MASK[left] and other & MASK[right]:
                found |= MASK[truth]
        return found

    return tuple(tuple(together(one, other) for other in range(8)) for one in range(8))


AND_SETS, OR_SETS = over_sets(AND), over_sets(OR)
NOT_SET = tuple((one & 4) | (2 if one & 1 else 0) | (1 if one & 2 else 0) for one in range(8))
