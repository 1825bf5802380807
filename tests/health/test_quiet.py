"""Reading a note says nothing: no word of a note may reach stderr, where logs are collected."""

import subprocess
import sys

import pytest

from tests.health.tree import ROOT

NOTE = """CT ABDOMEN AND PELVIS
FINDINGS: Canaryword. Three metastases, the largest 4.2 cm in segment VII. Lungs: No pulmonary nodule.
IMPRESSION: Three liver metastases, resectable.
"""
BATCH = """
from abstraction.records import Note, NoteType
from extraction import abstract_note
print(len(abstract_note(Note("n1", "c1", NoteType.RADIOLOGY, "2024-01-02", {text!r})).values))
"""
PIPELINE = """
from extraction.pipeline import build_pipeline
print(len(build_pipeline()({text!r})))
"""


@pytest.mark.parametrize("script", [BATCH, PIPELINE], ids=["batch", "medspacy"])
def test_stderr_stays_empty(script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script.format(text=NOTE)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert int(done.stdout) > 0
