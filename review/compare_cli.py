"""`crlm compare`: the machine against what people abstracted elsewhere."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from review.rejection import UserError


def compare(
    db: Annotated[
        Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the table.")] = False,
    with_list: Annotated[bool, typer.Option("--list", help="List every field that differs, with its place.")] = False,
) -> None:
    """Score the machine's reading against the abstraction that `crlm ingest --with-fields` stored."""
    from registry.store import Registry
    from review.comparison import compare as compared
    from review.comparison import render

    with Registry.open(db, read_only=True) as registry:
        found = compared(registry)
    if not found["notes"] + found["cases"]:
        raise UserError(f"{db} holds no imported abstraction: load one with `crlm ingest FILE.jsonl --with-fields`")
    if as_json:
        print(json.dumps({**found, "differences": [asdict(one) for one in found["differences"]]}, ensure_ascii=False))
    else:
        print(render(found, with_list=with_list))
