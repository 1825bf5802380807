"""Invented notes for the browser tests: long, marked up, with wide letters, and with words no log may hold."""

import json
from collections.abc import Sequence
from pathlib import Path

CANARY = "Quillfeather"
LEVELS = 60
PADDING = "\n".join(
    f"Level {number}: axial slice reviewed, nothing to report on this line." for number in range(LEVELS)
)
# About 50 kB with a mark or two on every line: the longest note a reader may meet.
LONG = "\n".join(
    ["CT CHEST AND ABDOMEN", "FINDINGS:"]
    + [
        f"Level {number}: slice reviewed for the second time. No pulmonary nodule. KRAS wild type."
        for number in range(600)
    ]
    + ["IMPRESSION: Four liver metastases, the largest 41 mm.", ""]
)

NOTES = [
    {
        "note_id": "t1-ct",
        "case_id": "t1",
        "note_type": "radiology",
        "note_date": "2024-01-10",
        "text": f"""CT CHEST, ABDOMEN AND PELVIS
CLINICAL INDICATION: {CANARY}, sigmoid adenocarcinoma.
FINDINGS:
{PADDING}
Liver: Three metastases, the largest 4.2 x 3.1 cm in segment 7, previously 2.8 cm, others in segments 5 and 6.
Lungs: No pulmonary nodule.
CEA 18.4 ng/mL.
IMPRESSION: Three liver metastases.
""",
    },
    {
        "note_id": "t1-clinic",
        "case_id": "t1",
        "note_type": "oncology",
        "note_date": "2024-02-20",
        "text": f"""ONCOLOGY CLINIC
Patient {CANARY}. \U0001d6fd blocker continued. <script>window.broken = 1</script><img src=x onerror="window.broken = 2"><b>bold</b>
KRAS wild type, BRAF wild type. ECOG performance status 1.
Liver metastases are resectable.
""",
    },
    {
        "note_id": "t2-ct",
        "case_id": "t2",
        "note_type": "radiology",
        "note_date": "2024-03-05",
        "text": "CT LIVER\r\nFINDINGS: No focal liver lesion.\r\nCEA 2.1 ng/mL.\r\nIMPRESSION: No liver metastases.\r\n",
    },
    {
        "note_id": "t3-long",
        "case_id": "t3",
        "note_type": "radiology",
        "note_date": "2024-04-02",
        "text": LONG,
    },
    {
        "note_id": "t4-ct",
        "case_id": "t4",
        "note_type": "radiology",
        "note_date": "2024-05-06",
        "text": "CT LIVER\nFINDINGS: Two liver metastases, the larger 31 mm in segment 6.\nLungs: No pulmonary nodule.\n",
    },
    {
        "note_id": "t4-mri",
        "case_id": "t4",
        "note_type": "radiology",
        "note_date": "2024-05-06",
        "text": "MRI LIVER\nFINDINGS: Five liver metastases, the largest 34 mm in segment 6.\n  Lesion  Segment  Size\n  A       6        34 mm\n  B       8        12 mm\nPossible peritoneal nodule.\n",
    },
]


def write(folder: Path) -> Path:
    """The notes as one JSONL file."""
    path = folder / "notes.jsonl"
    path.write_text("".join(json.dumps(note) + "\n" for note in NOTES), encoding="utf-8")
    return path


def copies(folder: Path, case_id: str, as_cases: Sequence[str]) -> Path:
    """A file that holds the notes of this case once under each of these case ids."""
    path = folder / "copies.jsonl"
    rows = [
        {**note, "case_id": copy, "note_id": str(note["note_id"]).replace(case_id, copy, 1)}
        for copy in as_cases
        for note in NOTES
        if note["case_id"] == case_id
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
