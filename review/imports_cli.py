"""`crlm imports` and `crlm undo-import`, and what `crlm ingest` says of a dry run and writes of what it refused."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review.rejection import Rejection, UserError
from review.terminal import output, progress, say

if TYPE_CHECKING:
    from review.dry_run import DryRun
    from review.importers.columns import Columns
    from review.imports import Import
    from review.sources import Defaults

Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]
Format = Annotated[str, typer.Option("--format", metavar="NAME", help="Output format: text or json.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be new, changed or refused and what looks odd; store nothing.")
]
FormatOption = Annotated[
    str, typer.Option("--format", metavar="NAME", help="Output format of a dry run: text or json.")
]
RejectsOption = Annotated[
    str | None, typer.Option("--rejects", metavar="FILE", help="Write what was refused to a .csv or .jsonl file.")
]
RowsOption = Annotated[
    bool,
    typer.Option(
        "--rejected-rows",
        help="With --rejects FILE.jsonl: with the rows themselves, to correct and load again. They hold patient text.",
    ),
]
TEXT, JSON = "text", "json"
REFUSED = 1


def imports(db: Db, form: Format = TEXT) -> None:
    """List what was loaded into a registry, the newest first: when, by whom, which files, what of it is there now."""
    from registry.store import Registry
    from review.imports import imports as all_imports

    known_format(form)
    with Registry.open(db, read_only=True) as registry:
        for one in all_imports(registry):
            print(json.dumps(asdict(one), ensure_ascii=False) if form == JSON else import_words(one))


def undo_import(
    run: Annotated[str, typer.Argument(metavar="RUN", help="An import, as `crlm imports` names it.")],
    db: Db,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept with your name.")],
    leave: Annotated[
        bool,
        typer.Option("--leave-worked-on", help="Leave the cases on which people worked since, and take back the rest."),
    ] = False,
) -> None:
    """Take back what an import added: notes, versions of notes, readings. What people decided is never taken away."""
    from registry.store import Registry
    from review import imports
    from review.reviewer import local_person

    with Registry.open(db) as registry:
        done = imports.undo_import(registry, local_person(registry), run, reason, leave_worked_on=leave)
    left = f", {len(done.left)} cases left as people worked on them" if done.left else ""
    say(
        f"import {done.run_id} taken back: {done.versions} notes or versions of notes, {done.readings} readings; "
        f"{done.cases_gone} cases gone, {done.cases_computed} computed anew{left}"
    )


def import_words(one: "Import") -> str:
    """An import on one line."""
    names = ", ".join(one.sources) + (f" and {one.more_sources} more" if one.more_sources else "")
    told = [f"{one.notes} notes new", f"{one.changed} changed", f"{one.cases} cases"]
    told += [] if one.refused is None else [f"{one.refused} refused"]
    told += [] if one.finished else ["not finished: load the same files again to go on"]
    told += [f"taken back by {back.name} {back.happened_at[:16]}: {back.detail['reason']}" for back in one.taken_back]
    return (
        f"{one.run_id[:12]}  {one.began[:16]}  {one.by or 'not kept'}  {names or 'files not kept'}  {', '.join(told)}"
    )


def print_dry_run(paths: Sequence[Path], db: Path, defaults: "Defaults", form: str) -> int:
    """Print what an import of these files would do; the exit code."""
    from registry.store import Registry
    from review.dry_run import dry_run

    known_format(form)
    with progress() as advance:
        if db.exists():
            with Registry.open(db, read_only=True) as registry:
                told = dry_run(registry, paths, defaults, advance)
        else:
            told = dry_run(None, paths, defaults, advance)
    if form == JSON:
        print(json.dumps(told.to_json(), ensure_ascii=True))
    else:
        for line in dry_run_words(told):
            print(line)
    return REFUSED if told.refused else 0


def dry_run_words(told: "DryRun") -> list[str]:
    """What a dry run found, in lines: what is odd first, then the numbers."""
    lines = []
    for one in told.findings:
        lines.append(f"{one.level}: {one.count} x {one.what}; {one.todo}")
        lines += [f"    {place}" for place in one.examples]
    span = f", {told.first} to {told.last}" if told.first else ""
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(told.types.items()))
    return [
        *lines,
        f"{told.files} files, {told.rows} rows, {told.refused} refused",
        f"{told.notes} notes can be taken: {told.new} new, {told.changed} changed, {told.stored} stored already",
        f"{told.cases} cases, {told.new_cases} of them new{span}{f'; {kinds}' if kinds else ''}",
        "nothing was stored; what the notes say was not read",
    ]


def columns_of(name: str | None, db: Path | None = None) -> "Columns":
    """The column profile of this name, which the registry may hold; without one, columns are named as the parts of a note."""
    from review.importers.columns import OWN, known

    if not name:
        return OWN
    if db is None or not db.exists() or name in known() or Path(name).suffix in (".yaml", ".yml"):
        from review.importers.columns import profile

        return profile(name)
    from registry.store import Registry
    from review.column_profiles import profile_named

    with Registry.open(db, read_only=True) as registry:
        return profile_named(registry, name)


def check_rejects_option(name: str | None, *, with_rows: bool) -> None:
    """UserError where what was refused cannot be written as asked; before anything is loaded."""
    from review.rejects import check_rejects

    if name:
        check_rejects(name, with_rows=with_rows)
    elif with_rows:
        raise UserError("--rejected-rows goes with --rejects FILE.jsonl: name the file")


def write_rejects(
    name: str, rejections: Sequence[Rejection], paths: Sequence[Path], defaults: "Defaults", *, with_rows: bool
) -> None:
    """Write what was refused to a file for its owner only."""
    from review.rejects import CSV, rejects_csv, rejects_lines

    with output(name) as sink:
        if name.lower().endswith(CSV):
            sink.write(rejects_csv(rejections))
        else:
            sink.writelines(rejects_lines(rejections, paths if with_rows else (), defaults))
    say(f"{len(rejections)} refused, written to {name}{': it holds patient text' if with_rows else ''}")


def known_format(form: str) -> None:
    """UserError for a format that is not there."""
    if form not in (TEXT, JSON):
        raise UserError(f"unknown format {form}: one of {TEXT}, {JSON}")
