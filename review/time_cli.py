"""`crlm time`: how long review took, by person, case and data element."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from review.time_log import Spent

Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]


def time(db: Db) -> None:
    """Print how long review took by person, case and data element: how often, the median and the total, in minutes and seconds."""
    from registry.store import Registry
    from review.time_log import time_report

    with Registry.open(db, read_only=True) as registry:
        report = time_report(registry)
    if not report.people and not report.elements:
        print("no time is kept yet: it is measured while cases are open in the app")
        return
    tell("person", "cases", report.people)
    tell("case", "people", report.cases)
    tell("data element", "decisions", report.elements)


def tell(what: str, counted: str, rows: "Sequence[Spent]") -> None:
    """One table, a line each."""
    width = max([len(what), *(len(row.name) for row in rows)])
    print(f"{what:{width}}  {counted:>9}  {'median':>8}  {'total':>8}")
    for row in rows:
        print(f"{row.name:{width}}  {row.times:>9}  {clock(row.median):>8}  {clock(row.total):>8}")
    print()


def clock(seconds: float) -> str:
    """Minutes and seconds: 75.2 -> "1:15"."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
