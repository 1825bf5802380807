"""`crlm audit`: what people decided and took out, and whether anything of it was changed afterwards."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

audit_app = typer.Typer(
    help="What people decided and took out: list it, check that none was changed.", no_args_is_help=True
)
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
def exports(db: Db) -> None:
    """Print what was taken out of the registry, a line of JSON each: who, when, what, its rows and the hash of the file."""
    from registry import export_store
    from registry.store import Registry

    with Registry.open(db, read_only=True) as registry:
        for export in export_store.load(registry):
            print(json.dumps(asdict(export), ensure_ascii=False))


@audit_app.command()
def verify(
    db: Db,
    noted: Annotated[
        str, typer.Option("--noted", metavar="HASH", help="A last hash written down before: it must still be there.")
    ] = "",
) -> None:
    """Check that every decision, export, import and promotion is as it was written: exit code 0, or 1 with what does not fit.

    A change, a deletion, an insertion and a new order are found, and an end cut off. Whoever writes all hashes and the stored
    end anew is found only against a last hash of the decisions that was written down elsewhere: --noted.
    """
    from registry import export_store, import_log, reading_store
    from registry.store import Registry

    with Registry.open(db, read_only=True) as registry:
        chains = {
            "decision": registry.verify_decisions(noted),
            "export": export_store.verify(registry),
            "import": import_log.verify(registry),
            "promotion": reading_store.verify(registry),
        }
    faults = [fault for chain in chains.values() for fault in chain.faults]
    for fault in faults:
        print(fault)
    for noun, chain in chains.items():
        made = f"{chain.length} {noun if chain.length == 1 else f'{noun}s'}"
        if chain.faults:
            print(f"{made}, {len(chain.faults)} {'fault' if len(chain.faults) == 1 else 'faults'}")
        else:
            print(f"{made}, all as they were written; last hash {chain.hash or 'none'}")
    if faults:
        raise typer.Exit(CHANGED)
