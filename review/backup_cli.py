"""`crlm backup` and `crlm restore`: the whole registry into one checked file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from review.terminal import say

Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)]


def backup(
    db: Db,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The backup: a new file.", show_default=False)],
) -> None:
    """Write the whole registry to a new file, open it again and check it; its SHA-256 goes into FILE.sha256 beside it."""
    from registry.errors import NotARegistryError
    from registry.store import Registry
    from review.backup import back_up
    from review.reviewer import local_person

    if not db.exists():
        raise NotARegistryError(f"{db} does not exist: name the registry to back up")
    with Registry.open(db) as registry:
        kept = back_up(registry, local_person(registry), out)
    say(f"{kept.path} holds {told(kept.rows)}, and was checked; SHA-256 {kept.sha256}")


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="A file of crlm backup.", show_default=False)],
    db: Db,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of the registry at FILE, which stays beside it.")
    ] = False,
) -> None:
    """Check a backup and put it where a registry is to be; nothing there is overwritten."""
    from review.backup import restore as put_back
    from review.reviewer import local_person

    kept = put_back(backup, db, local_person, replace=replace)
    unchecked = (
        "" if kept.hash_was_checked else "; its SHA-256 was not checked, there is no file with it beside the backup"
    )
    say(f"{kept.path} holds {told(kept.rows)}, and was checked{unchecked}")
    if kept.before:
        say(f"what was there is kept as {kept.before}")


def told(rows: dict[str, int]) -> str:
    """What people know of a registry, counted."""
    return f"{rows['notes']} versions of notes, {rows['review_decisions']} decisions, {sum(rows.values())} rows in all"
