"""Gold notes to figures: extracted as any other note, and scored against their fields."""

from pathlib import Path
from typing import Any

from abstraction.contract import gold_decided, gold_fields, prediction
from abstraction.records import NoteAbstraction
from abstraction.scoring import score
from review.extracting import extract_note
from review.note_check import Defaults, note_of
from review.note_rows import json_rows
from review.rejection import Rejection, UserError


def evaluate(gold: Path) -> tuple[dict[str, Any], list[Rejection]]:
    """The summary of `score` over a gold file, and the lines that are no notes.

    A gold note that cannot be read counts as predicted empty. UserError when the file holds no gold lines.
    """
    rows, rejections = gold_rows(gold)
    predictions: list[dict[str, Any]] = []
    for row in rows.values():
        note = note_of(row, row["where"], Defaults(needs_case=False))
        found = note if isinstance(note, Rejection) else extract_note(note)
        if isinstance(found, NoteAbstraction):
            predictions.append(prediction(found))
        else:
            rejections.append(found)
    return score(rows.values(), predictions), rejections


def gold_rows(gold: Path) -> tuple[dict[str, dict[str, Any]], list[Rejection]]:
    """Note -> its gold line, checked, with the place it stands at as `where`; and what is no line.

    UserError where the file holds no gold lines, or one of them is wrong.
    """
    if not gold.is_file():
        raise UserError(f"{gold} is not a file: name a file of gold lines, each with note_id, text and fields")
    rows: dict[str, dict[str, Any]] = {}
    rejections: list[Rejection] = []
    for item in json_rows(gold, "utf-8"):
        if isinstance(item, Rejection):
            rejections.append(item)
            continue
        where, row = item
        if not isinstance(row.get("note_id"), str) or not isinstance(row.get("text"), str) or "fields" not in row:
            raise UserError(f"{where}: not a gold line: it needs note_id, text and fields")
        if row["note_id"] in rows:
            raise UserError(f"{where}: note {row['note_id']} comes twice: give each note an id of its own")
        try:
            stated = {**row, "fields": gold_fields(row), "where": where}
            rows[row["note_id"]] = {**stated, "decided": gold_decided(stated)}
        except ValueError as error:
            raise UserError(f"{where}: {error}: correct the gold") from None
    if not rows:
        raise UserError(f"{gold} holds no gold lines: each needs note_id, text and fields")
    return rows, rejections
