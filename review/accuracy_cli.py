"""`crlm accuracy`: how right the machine was so far, from what people decided."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from review.rejection import UserError


def accuracy(
    db: Annotated[
        Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)
    ],
    by: Annotated[str, typer.Option("--by", metavar="GROUP", help="Rows: field, version or month.")] = "field",
    since: Annotated[str, typer.Option("--since", metavar="YYYY-MM", help="Only decisions from this month on.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the table.")] = False,
    with_list: Annotated[bool, typer.Option("--list", help="List every decided field with its case.")] = False,
) -> None:
    """Print precision and recall of the machine over the fields that people decided, with Wilson 95 % intervals."""
    from registry.store import Registry
    from review import accuracy as counting
    from review.accuracy_words import listed, table

    if by not in counting.GROUPS:
        raise UserError(f"unknown group {by}: one of {', '.join(counting.GROUPS)}")
    with Registry.open(db, read_only=True) as registry:
        found = [one for one in counting.outcomes(registry) if one.month >= since]
    if not found:
        raise UserError(
            f"{db} holds no decision on a field{' since then' if since else ''}: decide on the case page first"
        )
    groups, total = counting.grouped(found, by), counting.accuracy(found)
    if as_json:
        content: dict[str, Any] = {
            "total": counting.told(total),
            by: {name: counting.told(one) for name, one in groups.items()},
        }
        if with_list:
            content["outcomes"] = [listed(one) for one in found]
        print(json.dumps(content, ensure_ascii=False))
        return
    print("\n".join(table(by, {**groups, "all": total})))
    for one in found if with_list else []:
        print(json.dumps(listed(one), ensure_ascii=False))
