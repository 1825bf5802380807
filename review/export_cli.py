"""`crlm export`: what goes out of the registry, each time with a trace in the audit."""

from pathlib import Path
from typing import Annotated

import typer

from review.exporters.format import Format
from review.exporters.formats import FORMATS
from review.rejection import UserError
from review.terminal import output, say

export_app = typer.Typer(
    help="Take data out of the registry; `crlm audit exports` lists what was taken.", no_args_is_help=True
)


@export_app.callback()
def every_export() -> None:
    """Options that belong to no export."""


Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]


@export_app.command()
def gold(
    db: Db,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Output file, - for standard output.")] = "-",
    signed_off: Annotated[
        bool, typer.Option("--signed-off", help="Only notes of cases that are signed off as they stand.")
    ] = False,
) -> None:
    """Write the notes that people decided on as gold lines, for `crlm evaluate`. They hold the text of the notes."""
    from registry.store import Registry
    from review.gold_export import export_gold
    from review.reviewer import local_person

    with Registry.open(existing(db)) as registry, output(out) as sink:
        content, lines = export_gold(registry, local_person(registry), signed_off=signed_off)
        sink.write(content.decode())
    say(
        f"{lines} {'note' if lines == 1 else 'notes'} written; they hold patient text: keep the file where the notes are kept"
    )


def existing(db: Path) -> Path:
    """The registry file; an export makes none."""
    if not db.exists():
        raise UserError(f"{db} does not exist: make it with `crlm ingest NOTES --db {db}`")
    return db


def add(form: Format) -> None:
    """The command that writes this format."""

    @export_app.command(form.name, help=form.what)
    def write(
        db: Db,
        out: Annotated[
            Path,
            typer.Option(
                "--out",
                metavar="FOLDER" if form.folder else "FILE",
                help="Where it is written: a new folder." if form.folder else "The file to write.",
                show_default=False,
            ),
        ],
        case: Annotated[list[str] | None, typer.Option("--case", metavar="ID", help="A case; all without it.")] = None,
    ) -> None:
        from registry.store import Registry
        from review.exporting import export
        from review.reviewer import local_person

        with Registry.open(existing(db)) as registry:
            done = export(registry, local_person(registry), form, case or [], out)
        rows = "1 row" if done.rows == 1 else f"{done.rows} rows"
        say(f"{rows} written to {done.path}; keep what holds patient data where the notes are kept")


for one in FORMATS:
    add(one)
