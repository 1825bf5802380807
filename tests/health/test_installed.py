"""The locked packages work together: versions that only resolve, and then refuse each other, are found here."""

import subprocess
import sys

from tests.health.tree import ROOT

TOGETHER = """
import duckdb, medspacy, numpy, pandas, pyarrow, spacy, streamlit
frame = pandas.DataFrame({"n": numpy.arange(3)})
table = pyarrow.Table.from_pandas(frame)
print(duckdb.sql('SELECT sum(n)::INTEGER FROM "table"').fetchall()[0][0], len(spacy.blank("en")("No nodule.")))
"""


def test_the_locked_packages_fit_each_other() -> None:
    done = subprocess.run([sys.executable, "-c", TOGETHER], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("3 3\n", "")


def test_the_command_is_installed() -> None:
    command = [sys.executable, "-m", "review.cli", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == ""
