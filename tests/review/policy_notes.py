"""Invented notes whose verdicts lie close to the site's numbers."""

import json
from pathlib import Path

from registry.store import Registry
from review import workflow

TEXTS = {
    "p1": "CT LIVER\nFINDINGS: Two liver metastases, the larger 31 mm in segment 6. Future liver remnant 24 %.\n",
    "p2": "CT LIVER\nFINDINGS: One liver metastasis of 20 mm in segment 3. Future liver remnant 55 %.\n",
    "p3": "CT LIVER\nFINDINGS: Three liver metastases, the largest 40 mm in segment 8. Future liver remnant 19 %.\n",
    "p4": "CT LIVER\nFINDINGS: No liver metastases.\n",
}


def notes(folder: Path, copies: int = 1) -> Path:
    """The notes as one JSONL file; each case `copies` times."""
    rows = [
        {
            "note_id": f"{case}-{copy}-ct",
            "case_id": f"{case}-{copy}" if copies > 1 else case,
            "note_type": "radiology",
            "note_date": "2024-03-05",
            "text": text,
        }
        for copy in range(copies)
        for case, text in TEXTS.items()
    ]
    path = folder / "notes.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


def fill(folder: Path, copies: int = 1) -> Path:
    """A registry of these notes."""
    path = folder / "cases.duckdb"
    with Registry.open(path) as registry:
        workflow.ingest(registry, [notes(folder, copies)], on_progress=lambda *_: None)
    return path
