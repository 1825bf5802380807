"""`crlm audit`: what people decided, and whether anything of it was changed afterwards."""

import json
from pathlib import Path
from typing import Annotated

import typer

audit_app = typer.Typer(help="The decisions of people: list them, check that none was changed.", no_args_is_help=True)
CHANGED = 1
Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]


@audit_app.command("list")
def list_decisions(
    db: Db, case: Annotated[str | None, typer.Option("--case", metavar="ID", help="One case; all without it.")] = None
) -> None:
    """Print the decisions in the order they were made, a line of JSON each; evidence as places, never as text."""
    from registry.store import Registry

    with Registry.open(db, read_only=True) as registry:
        for row in registry.decision_rows(case):
            told = {name.removesuffix("_json"): value for name, value in row.items()}
            told |= {name.removesuffix("_json"): json.loads(row[name]) for name in row if name.endswith("_json")}
            print(json.dumps(told, ensure_ascii=False))


@audit_app.command()
def verify(
    db: Db,
    noted: Annotated[
        str, typer.Option("--noted", metavar="HASH", help="A last hash written down before: it must still be there.")
    ] = "",
) -> None:
    """Check that every decision is as it was written: exit code 0, or 1 with what does not fit and where.

    A change, a deletion, an insertion and a new order are found, and an end cut off. Whoever writes all hashes and the stored
    end anew is found only against a last hash that was written down elsewhere: --noted.
    """
    from registry.store import Registry

    with Registry.open(db, read_only=True) as registry:
        report = registry.verify_decisions(noted)
    for fault in report.faults:
        print(fault)
    made = f"{report.length} {'decision' if report.length == 1 else 'decisions'}"
    if report.faults:
        print(f"{made}, {len(report.faults)} {'fault' if len(report.faults) == 1 else 'faults'}")
        raise typer.Exit(CHANGED)
    print(f"{made}, all as they were written; last hash {report.hash or 'none'}")
