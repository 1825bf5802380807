"""Reads notes with another lexicon, as a process of its own: every part of the vocabulary is loaded once in a process.

Notes come as JSON lines on standard input, one line about the lexicon and then one line a note go to standard output; nothing is
stored. `Lexicon` is that first line.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from abstraction.contract import prediction
from abstraction.records import Note, NoteAbstraction, NoteType
from lexicons import VARIABLE
from review.rejection import UserError

MODULE = "review.lexicon_reading"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A lexicon that can be read with: the hash of its files, and the examples in them that it does not read as they say."""

    version: str
    faults: tuple[str, ...]


def read_with(folder: Path, notes: Sequence[Note]) -> tuple[Lexicon, dict[str, dict[str, Any]]]:
    """The lexicon of this folder and the prediction of each note with it, by id. UserError where it is no lexicon."""
    given = "".join(
        json.dumps([one.note_id, one.case_id, one.note_type.value, one.note_date, one.text]) + "\n" for one in notes
    )
    done = subprocess.run(
        [sys.executable, "-m", MODULE],
        input=given.encode(),
        env={**os.environ, VARIABLE: str(folder)},
        capture_output=True,
        check=False,
    )
    lines = done.stdout.decode().splitlines()
    if done.returncode or not lines:
        raise UserError("the notes could not be read with the changed lexicon: a fault of the program, report it")
    head = json.loads(lines[0])
    if "refused" in head:
        raise UserError(f"{head['refused']}: correct it, then try again")
    read = [json.loads(line) for line in lines[1:]]
    return Lexicon(head["version"], tuple(head["faults"])), {one["note_id"]: one for one in read}


def loaded() -> dict[str, Any]:
    """The line about the lexicon: its version and faults, or why it is none."""
    import yaml

    from extraction.lexicon_examples import faults
    from extraction.versions import lexicon_version
    from lexicons import load_elements
    from lexicons.note_types import load_note_types
    from lexicons.vocabulary import load_headings, load_modifiers, load_spellings, load_targets

    try:
        for load in (load_elements, load_targets, load_modifiers, load_headings, load_spellings, load_note_types):
            load()
        return {"version": lexicon_version(), "faults": list(faults())}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} of a file" if mark else "a file"
        return {"refused": f"{where} of the changed lexicon is not valid YAML"}
    except ValueError as error:
        return {"refused": str(error)}


def main() -> None:
    """Tell of the lexicon, then read what comes."""
    head = loaded()
    print(json.dumps(head), flush=True)
    if "refused" in head:
        return
    from review.extracting import extract_note

    for line in sys.stdin:
        note_id, case_id, kind, day, text = json.loads(line)
        found = extract_note(Note(note_id, case_id, NoteType(kind), day, text))
        empty = {"note_id": note_id, "fields": {}, "evidence": {}}
        print(json.dumps(prediction(found) if isinstance(found, NoteAbstraction) else empty))


if __name__ == "__main__":
    main()
