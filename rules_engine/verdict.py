"""Three values with the strong Kleene tables written out, and the verdict that refuses to be a boolean."""

from collections.abc import Iterable
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
