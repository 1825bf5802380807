"""`crlm proof` and `crlm verify`: exit codes, one line for each check, one line for what is wrong."""

import json
from pathlib import Path

import pytest

from registry import export_store
from registry.store import Registry
from review.proof import proof_of, written
from tests.review.crlm import called, crlm
from tests.review.proof_case import store


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("proof"))


def test_exported_and_verified_on_the_command_line(stored: Path, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    done = crlm("proof", "--case", "c1", "--db", stored, "--rule", "R29", "--rule", "R01", "--out", path)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert path.stat().st_mode & 0o777 == 0o600
    assert (
        called("proof", "--case", "c1", "--db", stored, "--rule", "R29", "--rule", "R01", "--out", "-").out
        == path.read_text()
    )
    verified = crlm("verify", path, "--db", stored)
    assert (verified.code, verified.err) == (0, "")
    *lines, last = verified.out.splitlines()
    assert last == f"verified: {len(lines)} checks hold"
    assert all(line.startswith("holds  ") for line in lines)
    assert {"holds  note ct", "holds  decision d1", "holds  fact flr_pct", "holds  result R29.derived"} <= set(lines)


def test_what_does_not_hold_is_told_with_exit_code_1(stored: Path, tmp_path: Path) -> None:
    with Registry.open(stored, read_only=True) as registry:
        content = json.loads(written(proof_of(registry, "c1")))
    next(one for one in content["results"] if one["rule"] == "R29")["verdict"] = "not_met"
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    done = called("verify", path, "--db", stored)
    assert (done.code, done.err) == (1, "")
    *lines, last = done.out.splitlines()
    assert last == f"does not hold: 1 of {len(lines)} checks fail"
    assert sum(line.startswith("FAILS  ") for line in lines) == 1


WRONG: dict[str, tuple[str | bytes, str]] = {
    "broken JSON": ('{"format": ', "not valid JSON"),
    "not UTF-8": (b'{"format": "caf\xe9"}', "not UTF-8"),
    "an empty file": ("", "not valid JSON"),
    "a list": ("[]", "the file"),
    "no proof": ('{"liver_mets_present": true}', "format: missing"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_proof_is_refused_in_one_line(name: str, stored: Path, tmp_path: Path) -> None:
    content, told = WRONG[name]
    path = tmp_path / "proof.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    done = called("verify", path, "--db", stored)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert "proof.json is no proof" in done.err and told in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["proof", "--case", "nobody"], "there is no case nobody"),
        (["proof", "--case", "c1", "--rule", "R99"], "there is no rule R99"),
        (["proof", "--case", "c1", "--out", "/no/where.json"], "name a file in a folder that exists"),
        (["verify", "/no/where.json"], "/no/where.json cannot be read"),
        (["verify", "/"], "/ cannot be read"),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: list[str], told: str, stored: Path) -> None:
    done = called(*arguments, "--db", stored)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert told in done.err


def test_a_proof_is_kept_in_the_audit_and_makes_no_registry(stored: Path, tmp_path: Path) -> None:
    assert called("proof", "--case", "c1", "--db", stored, "--rule", "R29").code == 0
    with Registry.open(stored, read_only=True) as registry:
        last = export_store.load(registry)[-1]
    assert (last.kind, last.detail) == ("proof", {"cases": ["c1"], "rules": ["R29"], "with_quotes": False})
    none = tmp_path / "none.duckdb"
    done = called("proof", "--case", "c1", "--db", none)
    assert done.code == 2 and done.lines == [
        f"crlm: {none} does not exist: make it with `crlm ingest NOTES --db {none}`"
    ]
    assert not none.exists()
