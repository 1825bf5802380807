"""Invented notes in any number, always the same ones: radiology and oncology letters of several patients."""

import json
import random
from pathlib import Path

SITES = ("sigmoid colon", "rectum", "cecum", "transverse colon")
FILLER = "The patient tolerated the examination well and there were no immediate complications of the contrast medium. "


def note(number: int, cases: int) -> dict[str, str]:
    chance = random.Random(number)
    case, day = number % cases, f"20{chance.randint(18, 24)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    size, segment = chance.randint(8, 90), chance.randint(2, 8)
    if number % 3:
        kind, text = "radiology", (
            f"CT CHEST, ABDOMEN AND PELVIS\nFINDINGS: {FILLER * 8}\nLiver: metastasis of {size} mm in segment {segment}.\n"
            f"Lungs: {chance.choice(['No pulmonary nodule', 'Two metastases in the right lung'])}. No ascites.\n"
            f"IMPRESSION: {chance.randint(1, 6)} liver metastases.\n"
        )  # fmt: skip
    else:
        kind, text = "oncology", (
            f"ONCOLOGY CLINIC\nAdenocarcinoma of the {chance.choice(SITES)}. {FILLER * 8}\nCEA {chance.randint(1, 300)} ng/mL. "
            f"ECOG {chance.randint(0, 3)}. KRAS {chance.choice(['wild type', 'mutant'])}. Given 6 cycles of FOLFOX.\n"
        )  # fmt: skip
    return {"note_id": f"n{number}", "case_id": f"c{case}", "note_type": kind, "note_date": day, "text": text}


def write(path: Path, *, notes: int, cases: int) -> Path:
    """A JSONL file of this many notes of this many cases."""
    path.write_text("".join(json.dumps(note(number, cases)) + "\n" for number in range(notes)), encoding="utf-8")
    return path
