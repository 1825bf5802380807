"""Proofs as a format: a file a case that verifies, in its own folder whatever the case is called, and a trace of each."""

from pathlib import Path

import pytest

from registry import export_store
from registry.store import Registry
from review.exporters.formats import FORMATS
from review.exporters.proof import file_name
from review.exporting import export
from review.proof import export_proof
from review.rights import RefusedError, Role
from review.verification import read_proof, verify
from tests.review.exporters.clinical.exported import ODD
from tests.review.reviewed import somebody

PROOF = next(form for form in FORMATS if form.name == "proof")


def test_each_proof_holds(kept: Registry, tmp_path: Path) -> None:
    done = export(kept, somebody("Ada"), PROOF, (), tmp_path / "proofs")
    made = sorted((tmp_path / "proofs").iterdir())
    assert done.rows == len(made) == len(kept.case_ids())
    assert list(tmp_path.iterdir()) == [tmp_path / "proofs"]
    proofs = {given.case_id: given for given in map(read_proof, made)}
    assert set(proofs) == set(kept.case_ids())
    assert all(check.holds for check in verify(kept, proofs[ODD]))
    last = export_store.load(kept)[-1]
    assert (last.kind, last.rows, last.sha256) == ("proof", done.rows, done.sha256)


@pytest.mark.parametrize("case_id", ["..", ".", "a/b", "../x", "C:\\x", "~", "a\x00b", "ü"])
def test_a_name_stays_in_its_folder(case_id: str) -> None:
    assert all(letter.isalnum() or letter in "%_-~" for letter in file_name(case_id).removesuffix(".json"))


def test_a_single_proof_leaves_its_trace(kept: Registry) -> None:
    content = export_proof(kept, somebody("Ada"), "full", ["R29"])
    last = export_store.load(kept)[-1]
    assert last.kind == "proof" and last.detail == {"cases": ["full"], "rules": ["R29"], "with_quotes": False}
    assert '"R29"' in content


def test_who_may_not_export_gets_no_proof(kept: Registry) -> None:
    before = export_store.load(kept)
    with pytest.raises(RefusedError):
        export_proof(kept, somebody("Vi", Role.VIEWER), "full")
    assert export_store.load(kept) == before
