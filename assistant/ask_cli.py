"""`crlm ask`: the answer the app gives, at the terminal."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from review.rejection import UserError

if TYPE_CHECKING:
    from assistant.answer import Answer

WIDEST, MOST_ROWS, MOST_CITES = 40, 40, 10


def ask(
    questions: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTION...", help="A question in quotes; a second one goes on from the first.", show_default=False
        ),
    ],
    db: Annotated[
        Path, typer.Option("--db", metavar="FILE", help="The registry: one DuckDB file.", show_default=False)
    ],
    case: Annotated[str | None, typer.Option("--case", metavar="ID", help="The case it is about.")] = None,
    form: Annotated[str, typer.Option("--format", metavar="NAME", help="Output format: text or json.")] = "text",
    sql: Annotated[bool, typer.Option("--sql", help="Tell the query behind the answer too.")] = False,
) -> None:
    """Answer a question in plain English, over the whole registry or about one case; nothing is changed."""
    from assistant import ask as answer_to
    from registry.store import Registry
    from review.reviewer import local_person

    if form not in ("text", "json"):
        raise UserError(f"unknown format {form}: the formats are text and json")
    with Registry.open(db, read_only=True) as registry:
        if case and case not in registry.case_ids():
            raise UserError(f"there is no case {case} in {db}: `crlm case --db FILE` lists the cases")
        so_far: list[dict[str, Any]] = []
        for question in questions:
            answer = answer_to(registry, local_person(registry), question, case_id=case, so_far=so_far)
            so_far.append(answer.reading)
            print(json.dumps(as_json(answer), ensure_ascii=False) if form == "json" else as_text(answer))
            if sql and form == "text" and answer.sql:
                print(f"\n{answer.sql}")


def as_json(answer: "Answer") -> dict[str, Any]:
    """The answer in JSON values; `answer` is its value."""
    return {
        "understood": answer.understood,
        "reading": answer.reading,
        "answer": answer.value,
        "text": answer.text,
        "cites": [asdict(cite) for cite in answer.cites],
        "sql": answer.sql,
        "suggestions": list(answer.suggestions),
    }


def as_text(answer: "Answer") -> str:
    """The answer for a reader: what was said, the rows, the first places in the notes."""
    lines = [answer.text]
    if isinstance(answer.value, list) and answer.value and isinstance(answer.value[0], dict):
        lines += ["", *table(answer.value)]
    if answer.cites:
        lines += ["", *(f"{cite.note_id} [{cite.start}-{cite.end}]: {cite.text}" for cite in answer.cites[:MOST_CITES])]
        if len(answer.cites) > MOST_CITES:
            lines.append(f"and {len(answer.cites) - MOST_CITES} more places")
    if not answer.understood and answer.suggestions:
        lines += ["", "You could ask:", *(f"  {one}" for one in answer.suggestions)]
    return "\n".join(lines)


def table(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Rows in columns under the names of the fields."""
    from assistant.question_wording import label, value_words

    names = list(rows[0])
    shown = [[label(name)[:WIDEST] for name in names]]
    shown += [[value_words(name, row[name])[:WIDEST] for name in names] for row in rows[:MOST_ROWS]]
    widths = [max(len(line[at]) for line in shown) for at in range(len(names))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in shown]
    return lines if len(rows) <= MOST_ROWS else [*lines, f"and {len(rows) - MOST_ROWS} more rows"]
