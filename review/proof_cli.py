"""`crlm proof` and `crlm verify`: results of a case as a file that proves itself, and the check of such a file."""

from pathlib import Path
from typing import Annotated

import typer

from review.terminal import output

Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]
DOES_NOT_HOLD = 1


def proof(
    db: Db,
    case: Annotated[str, typer.Option("--case", metavar="ID", help="The case.", show_default=False)],
    rule: Annotated[
        list[str] | None,
        typer.Option(
            "--rule", metavar="RULE", help="A rule: R29, or one track R01.derived; again for more. All without it."
        ),
    ] = None,
    with_quotes: Annotated[
        bool, typer.Option("--with-quotes", help="Write the words of the notes beside their hashes: patient data.")
    ] = False,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Output file, - for standard output.")] = "-",
) -> None:
    """Export rule results of a case as a proof: rules, facts, spans and notes by their hashes, for `crlm verify`."""
    from registry.store import Registry
    from review.export_cli import existing
    from review.proof import export_proof
    from review.reviewer import local_person

    with Registry.open(existing(db)) as registry, output(out) as sink:
        sink.write(export_proof(registry, local_person(registry), case, rule or (), with_quotes=with_quotes))


def verify(
    path: Annotated[Path, typer.Argument(metavar="PROOF", help="A file made by `crlm proof`.", show_default=False)],
    db: Db,
) -> None:
    """Check a proof against the registry from scratch, a line a check. Exit code 0: it holds, 1: it does not, 2: wrong use."""
    from registry.store import Registry
    from review.verification import read_proof
    from review.verification import verify as checks_of

    given = read_proof(path)
    with Registry.open(db, read_only=True) as registry:
        checks = checks_of(registry, given)
    for check in checks:
        print(check)
    failed = sum(not check.holds for check in checks)
    print(f"does not hold: {failed} of {len(checks)} checks fail" if failed else f"verified: {len(checks)} checks hold")
    if failed:
        raise typer.Exit(DOES_NOT_HOLD)
