"""Two small cases in a registry, one with notes that disagree, and decisions on them in one line."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from abstraction.records import CaseEvidence, ReviewDecision
from registry.store import Registry
from review import workflow
from review.decision_check import Seen
from review.rights import Person, Role
from review.workflow import Decided

CT = "CT LIVER\nFINDINGS: Two liver metastases, the larger 31 mm in segment 6.\nLungs: No pulmonary nodule.\n"
MRI = "MRI LIVER\nFINDINGS: Five liver metastases, the largest 34 mm in segment 6 and segment 8.\nPossible peritoneal nodule.\n"
LETTER = "ONCOLOGY CLINIC\nECOG performance status 1. CEA 12 ng/mL. Liver metastases are resectable.\n"
NEWER = "ONCOLOGY CLINIC\nECOG performance status 2.\n"


def note(note_id: str, case_id: str, kind: str, day: str, text: str) -> dict[str, str]:
    return {"note_id": note_id, "case_id": case_id, "note_type": kind, "note_date": day, "text": text}


NOTES = [
    note("ct", "c1", "radiology", "2024-05-06", CT),
    note("mri", "c1", "radiology", "2024-05-06", MRI),
    note("letter", "c2", "oncology", "2024-03-01", LETTER),
]


def ingest(registry: Registry, folder: Path, notes: Sequence[dict[str, str]] = NOTES) -> None:
    path = folder / f"{uuid4().hex}.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in notes), encoding="utf-8")
    report = workflow.ingest(registry, [path], on_progress=lambda _: None)
    assert not report.rejections


def made(action: str, element: str, value: Any = None, *, case: str = "c2", **more: Any) -> ReviewDecision:
    given = {"decision_id": uuid4().hex, "reviewer": "Ada", "decided_at": "2024-06-01T10:00:00+00:00", **more}
    return ReviewDecision(case_id=case, element=element, action=action, value=value, **given)


def decide(
    registry: Registry, action: str, element: str, value: Any = None, seen: Seen | None = None, **more: Any
) -> Decided:
    decision = made(action, element, value, **more)
    return workflow.decide(registry, somebody(decision.reviewer), decision, seen)


def somebody(name: str, role: Role = Role.ADJUDICATOR) -> Person:
    return Person(name.lower(), name, role)


def evidence(registry: Registry, case: str, note_id: str, words: str, element: str, value: Any = None) -> CaseEvidence:
    from abstraction.records import Mention

    [text] = [one.note.text for one in registry.note_abstractions(case) if one.note.note_id == note_id]
    start = text.index(words)
    return CaseEvidence(note_id, Mention(element, start, start + len(words), value))
