"""`crlm lexicon`: what a changed vocabulary fixes and breaks, and, only when asked, saving it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from review.rejection import UserError
from review.terminal import say

lexicon_app = typer.Typer(
    help="The vocabulary: try a change on what people decided, then save it.", no_args_is_help=True
)
Changed = Annotated[
    Path,
    typer.Argument(
        metavar="CHANGED", help="A changed copy of one lexicon file, or a folder of them.", show_default=False
    ),
]


@lexicon_app.command("try")
def try_change(
    changed: Changed,
    db: Annotated[
        Path | None, typer.Option("--db", metavar="FILE", help="The registry whose decided notes it is tried on.")
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", metavar="FILE", help="Gold lines to try it on, in place of a registry.")
    ] = None,
    all_notes: Annotated[
        bool, typer.Option("--all-notes", help="Tell also what changes in notes of which nothing is decided.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the table.")] = False,
) -> None:
    """Read the decided notes with a changed lexicon and print what it fixes, breaks and changes elsewhere. Nothing is saved."""
    from registry.store import Registry
    from review import lexicon_trial as trying
    from review.lexicon_change import change_of

    if (db is None) == (gold is None):
        raise UserError("name a registry with --db, or gold lines with --gold")
    change = change_of(changed)
    if db is not None:
        with Registry.open(db, read_only=True) as registry:
            rows = trying.decided_rows(registry, all_notes=all_notes)
    else:
        rows = trying.file_rows(gold or Path())
    trial = trying.try_lexicon(change, rows)
    if as_json:
        counts = {effect: trial.count(effect) for effect in trying.EFFECTS}
        told = {"notes": trial.notes, **counts, "turned": [asdict(one) for one in trial.turned]}
        print(json.dumps({**told, "lacking": trial.lacking, "faults": trial.lexicon.faults}, ensure_ascii=False))
        return
    for line in trying.lines(trial):
        print(line)


@lexicon_app.command()
def save(
    changed: Changed,
    db: Annotated[
        Path, typer.Option("--db", metavar="FILE", help="The registry of the people who may.", show_default=False)
    ],
) -> None:
    """Write a changed lexicon over the one of this program; each new term needs an example and one that only looks like it."""
    from registry.store import Registry
    from review.lexicon_change import change_of
    from review.lexicon_change import save as save_change
    from review.reviewer import local_person

    change = change_of(changed)
    with Registry.open(db) as registry:
        written = save_change(change, local_person(registry))
    say(
        f"saved {', '.join(path.name for path in written)}; `crlm reread` reads the stored notes with it, beside what counts"
    )
