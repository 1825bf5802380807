"""A table that goes out: its columns, each with what it means, and the rows that a case gives."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from lexicons.schema import Element
from registry.case_rows import CaseRows

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Cell, ...]
Kind: TypeAlias = Literal["text", "number", "integer"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, kind of its cells and meaning; `of` is the data element it tells of, where it is one.

    A cell is empty only where a number or text has no place; the column of the state beside it says why.
    """

    name: str
    meaning: str
    kind: Kind = "text"
    element: str = ""
    of: Element | None = None
    allowed: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its name, and the rows of one case in it."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[CaseRows], Iterator[Row]]


NOTHING = "none"


def listed(items: list[str]) -> str:
    """Words as one cell; a stated list that holds none says so."""
    return ";".join(items) or NOTHING


def plain(content: Any) -> str:
    """JSON as one cell."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def yes_no(answer: object) -> str:
    """A truth as one cell."""
    return "yes" if answer else "no"
