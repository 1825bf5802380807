"""Notes that hold rare invented words, one for each way a note can be read or refused; no word may be seen again."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

STEM = "quimbolt"
LETTER = "Medical Oncology Clinic\n20 September 2018\nMrs {word}ine of {word}ham, {word}oma of the sigmoid colon. ECOG 1. CEA {word} 12 ng/mL.\n"


class Aviary:
    """Makes a text with a canary of its own each time."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def text(self) -> str:
        word = STEM + "".join("abcdefghij"[int(digit)] for digit in f"{len(self.words):02d}")
        self.words.append(word)
        return LETTER.format(word=word)

    def row(self, note_id: str, **changes: Any) -> dict[str, Any]:
        return {
            "note_id": note_id, "case_id": "c1", "note_type": "oncology", "note_date": "2018-09-20", "text": self.text(),
        } | changes  # fmt: skip


def write(folder: Path) -> tuple[Path, list[str]]:
    """A folder of good and bad notes, and the canaries in them."""
    birds, notes = Aviary(), folder / "notes"
    case = notes / "c1"
    case.mkdir(parents=True)
    # --- text files: read, not UTF-8, binary, UTF-16, too long, untyped, undated ---
    (case / "2018-09-20_clinic.txt").write_text(birds.text(), encoding="utf-8")
    (case / "latin.txt").write_bytes(birds.text().encode() + b"caf\xe9")
    (case / "binary.txt").write_bytes(b"\x00\x01" + birds.text().encode())
    (case / "wide.txt").write_bytes(birds.text().encode("utf-16"))
    (case / "long.txt").write_text(birds.text() * 40_000, encoding="utf-8")
    (case / "untyped.txt").write_text(birds.text().partition("\n")[2], encoding="utf-8")
    (case / "2018-02-31_clinic.txt").write_text(birds.text().replace("20 September 2018", "lately"), encoding="utf-8")
    (notes / "stray.txt").write_text(birds.text(), encoding="utf-8")
    # --- JSON lines ---
    good = birds.row("good")
    lines = [
        json.dumps(good),
        json.dumps(birds.row("good")),  # another text under the same id
        json.dumps(birds.row("future", note_date="2999-01-01")),
        json.dumps(birds.row("date", note_date=birds.text()[:80])),
        json.dumps(birds.row("kind", note_type=birds.text())),
        json.dumps(birds.row(birds.text() * 2)),  # a text where an id belongs
        json.dumps(birds.row("case", case_id=birds.text() * 2)),
        json.dumps(birds.row("nul", text=birds.text() + "\x00")),
        json.dumps(birds.row("list", text=[birds.text()])),
        json.dumps(birds.row("broken"))[:-9],
        json.dumps(birds.text()),
        birds.text().replace("\n", " "),
        json.dumps(birds.row("surrogate", text=birds.text() + "\ud800")),
    ]
    (notes / "notes.jsonl").write_bytes("\n".join(lines).encode() + b"\n" + birds.text()[24:].encode() + b"\xff\n")
    # --- tables ---
    header, flat = "note_id,case_id,note_type,note_date,text\n", birds.text().replace("\n", " ").replace(",", " ")
    (notes / "cells.csv").write_text(header + f"a,c1,oncology,2018-09-20,{flat},{flat}\n", encoding="utf-8")
    (notes / "open.csv").write_text(header + f'b,c1,oncology,2018-09-20,"{birds.text()}', encoding="utf-8")
    (notes / "header.csv").write_text(f"{flat}\n{flat}\n", encoding="utf-8")
    (notes / "bytes.csv").write_bytes(header.encode() + f"d,c1,oncology,2018-09-20,{flat}".encode() + b"\xe9\n")
    pq.write_table(pa.table({"text": [birds.text()], "note_id": [birds.text()]}), notes / "ids.parquet")
    pq.write_table(pa.table({birds.text()[:60]: [birds.text()]}), notes / "columns.parquet")
    (notes / "none.parquet").write_bytes(b"PAR1" + birds.text().encode())
    return notes, birds.words


def gold(path: Path) -> tuple[Path, list[str]]:
    """A gold file of such notes, readable and not."""
    birds = Aviary()
    rows = [birds.row("n1", fields={"ecog": 1}), birds.row("n2", fields={}, note_date="?"), birds.row("n3", fields={})]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + birds.text()[:40], encoding="utf-8")
    return path, birds.words
