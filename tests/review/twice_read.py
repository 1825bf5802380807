"""Five small cases, read with the lexicon as it is and again with one that knows two more words."""

import shutil
from pathlib import Path

from registry import reading_store
from registry.store import Registry
from review.lexicon_change import with_term
from review.sign_off import sign_off
from tests.health.tree import ROOT
from tests.review import reviewed
from tests.review.crlm import crlm
from tests.review.reviewed import note, somebody

ZEROFOX = "ONCOLOGY CLINIC\nGiven 4 cycles of zerofox, then XELOX. ECOG 1.\n"
NOTES = [
    note("decided", "c1", "oncology", "2024-03-01", ZEROFOX),
    note("undecided", "c2", "oncology", "2024-03-01", "ONCOLOGY CLINIC\nzerofox was given. ECOG 0.\n"),
    note("signed", "c3", "oncology", "2024-03-01", "ONCOLOGY CLINIC\nThe liver metastases are choppable. ECOG 2.\n"),
    note("unchanged", "c4", "oncology", "2024-03-01", "ONCOLOGY CLINIC\nXELOX was given. ECOG 0.\n"),
    note("accepted", "c5", "oncology", "2024-03-01", ZEROFOX),
]


def other_lexicon(folder: Path) -> Path:
    """A lexicon in which zerofox is FOLFOX and choppable is resectable."""
    whole = Path(shutil.copytree(ROOT / "lexicons", folder / "lexicons", ignore=shutil.ignore_patterns("*.py")))
    path = whole / "targets" / "resectability.yaml"
    text = path.read_text(encoding="utf-8")
    assert '["resectable", ' in text
    path.write_text(text.replace('["resectable", ', '["resectable", "choppable", ', 1), encoding="utf-8")
    changed = with_term("regimen", "FOLFOX", "zerofox", "Two cycles of zerofox.", "zerofixated")
    (whole / "targets" / "regimen.yaml").write_text(changed.texts["targets/regimen.yaml"], encoding="utf-8")
    return whole


def decided(folder: Path) -> Path:
    """The cases read once: c1 corrected, c5 accepted, c3 and c4 signed off."""
    db = folder / "cases.duckdb"
    with Registry.open(db) as registry:
        reviewed.ingest(registry, folder, NOTES)
        words = reviewed.evidence(registry, "c1", "decided", "zerofox", "chemo_regimens", "FOLFOX")
        reviewed.decide(
            registry, "correct", "chemo_regimens", ["FOLFOX", "CAPOX"], case="c1", evidence=(words,), decision_id="d1"
        )
        reviewed.decide(registry, "accept", "chemo_regimens", case="c5", decision_id="d5")
        for case in ("c3", "c4"):
            sign_off(registry, somebody("Bea"), case, f"s-{case}")
    return db


def read_again(db: Path, lexicon: Path) -> str:
    """Read the notes with this lexicon beside the rest; what the command said."""
    done = crlm("reread", "--db", db, CRLM_LEXICONS=str(lexicon))
    assert (done.code, done.out) == (0, ""), done.err
    return done.err


def lexicons(db: Path) -> list[str]:
    """The lexicon versions that read the notes, in order."""
    with Registry.open(db, read_only=True) as registry:
        return [one.lexicon for one in reading_store.readings(registry)]


def copied(db: Path, folder: Path) -> Path:
    """A copy of a closed registry, to be changed."""
    assert not Path(f"{db}.wal").exists()
    return Path(shutil.copy(db, folder / "copy.duckdb"))
