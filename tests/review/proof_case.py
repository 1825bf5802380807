"""A registry of one case with notes and decisions, to prove and to verify."""

import json
from pathlib import Path

from abstraction.records import ReviewDecision
from registry.store import Registry
from review.rights import Person, Role
from review.workflow import decide, ingest

NOTES = [
    ("ct", "radiology", "2024-03-01", "CT LIVER\nFindings: Two liver metastases in segments 6 and 7, the largest 31 mm. No pulmonary nodule. The future liver remnant is 24%.\n"),
    ("letter", "oncology", "2024-03-09", "ONCOLOGY CLINIC\nRectal cancer, synchronous liver metastases. ECOG 1. CEA 12 ng/mL. Eight cycles of FOLFOX with partial response.\nKRAS wild type. Cirrhosis is not present.\n"),
    ("mdt", "oncology", "2024-03-12", "HEPATOBILIARY MDT\nThe liver metastases are judged resectable. Para-aortic nodes are indeterminate.\n"),
]  # fmt: skip
DECISION = ReviewDecision("d1", "c1", "ecog", "correct", 2, "reviewer", "2024-05-01T10:00:00Z", "seen in clinic")
UNDONE = ReviewDecision("d2", "c1", "cea_ng_ml", "reject", None, "reviewer", "2024-05-02T10:00:00Z", "another patient")


def store(folder: Path) -> Path:
    """A registry of one case of three notes and two decisions, and of two other cases."""
    rows = [
        {"note_id": name, "case_id": "c1", "note_type": kind, "note_date": day, "text": text}
        for name, kind, day, text in NOTES
    ]
    rows.append({**rows[0], "note_id": "other", "case_id": "c2"})
    rows.append({**rows[1], "note_id": "short", "case_id": "c3", "text": "ONCOLOGY CLINIC\nSeen today. ECOG 1.\n"})
    source = folder / "notes.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with Registry.open(folder / "r.duckdb") as registry:
        assert not ingest(registry, [source], on_progress=lambda done: None).rejections
        for one in (DECISION, UNDONE):
            decide(registry, Person(one.reviewer, one.reviewer, Role.ABSTRACTOR), one)
    return folder / "r.duckdb"
